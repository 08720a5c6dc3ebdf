#include "ledger/app/console/client.hpp"
#include "ledger/app/console/server.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

namespace parkgate::ledger::test {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;
using Error = boost::system::error_code;
using parkgate::test::run_until;

struct Seen {
    int begun = 0;
    int dropped = 0; // before they were finished
    int steps = 0;
};

// Ends after so many pieces of work; says who has asked.
class Piecework final : public Job {
  public:
    Piecework(Seen& seen, std::string name, std::int64_t pieces) : seen_(seen), name_(std::move(name)), left_(pieces) {
        ++seen_.begun;
    }
    ~Piecework() override { seen_.dropped += done_ ? 0 : 1; }
    Piecework(const Piecework&) = delete;
    Piecework& operator=(const Piecework&) = delete;

    bool step() override {
        ++seen_.steps;
        return --left_ > 0;
    }
    [[nodiscard]] Progress progress() const override { return {seen_.steps, 0, "pieces"}; }
    [[nodiscard]] ToolReply reply() override {
        done_ = true;
        return {0, name_, {}};
    }

  private:
    Seen& seen_;
    std::string name_;
    std::int64_t left_;
    bool done_ = false;
};

// A client in the same loop as the server: nothing of it ever waits.
class Client {
  public:
    Client(asio::io_context& io, const std::filesystem::path& path) : socket_(io) {
        socket_.connect(Local::endpoint(path.string()));
    }
    void send(std::string text) {
        out_ = std::move(text);
        asio::async_write(socket_, asio::buffer(out_), [](const Error&, std::size_t) {});
    }
    // Until the server ends the connection.
    void listen() {
        asio::async_read(socket_, asio::dynamic_buffer(in_), [this](const Error&, std::size_t) { ended_ = true; });
    }
    void hang_up() {
        Error ignored;
        socket_.close(ignored);
    }
    [[nodiscard]] bool ended() const { return ended_; }
    // The last line.
    [[nodiscard]] ToolReply reply() const {
        const auto text = std::string_view(in_).substr(0, in_.size() - 1);
        auto reply = reply_of(text.substr(text.rfind('\n') + 1));
        return reply && std::holds_alternative<ToolReply>(*reply) ? std::get<ToolReply>(*reply)
                                                                  : ToolReply{-1, in_, "no reply"};
    }

  private:
    Local::socket socket_;
    std::string in_;
    std::string out_;
    bool ended_ = false;
};

class Socket : public ::testing::Test {
  protected:
    void serve(ServerLimits limits = {}) {
        auto listening = ConsoleServer::listen(
            io.get_executor(), path,
            [this](const Order& order) -> std::unique_ptr<Job> {
                const auto& show = std::get<ShowMember>(order);
                return std::make_unique<Piecework>(seen, show.id, show.lines);
            },
            limits);
        ASSERT_TRUE(listening) << listening.error();
        server = *std::move(listening);
    }
    bool until(const std::function<bool()>& condition) { return run_until(io, condition); }

    parkgate::test::TempDir folder;
    std::filesystem::path path = folder.path() / "ledger.db.socket";
    asio::io_context io;
    Seen seen;
    std::unique_ptr<ConsoleServer> server;
};

TEST_F(Socket, is_for_its_owner_alone_and_goes_with_its_server) {
    serve();
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    server.reset();
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_EQ(ask(path, ListReviews{}, {}).error().failure, AskFailure::nobody);
}

TEST_F(Socket, what_a_killed_ledger_left_is_nobody_and_is_replaced) {
    {
        Local::acceptor left(io, Local::endpoint(path.string()));
    }
    ASSERT_TRUE(std::filesystem::exists(path));
    EXPECT_EQ(ask(path, ListReviews{}, {}).error().failure, AskFailure::nobody);
    serve();
    Client client(io, path);
    client.send(line_of(ShowMember{"m1", 1}));
    client.listen();
    EXPECT_TRUE(until([&] { return client.ended(); }));
    EXPECT_EQ(client.reply(), (ToolReply{0, "m1", ""}));
}

TEST_F(Socket, a_file_of_that_name_is_no_socket_of_ours) {
    std::ofstream(path) << "somebody's";
    EXPECT_FALSE(ConsoleServer::listen(io.get_executor(), path, {}));
    EXPECT_TRUE(std::filesystem::is_regular_file(path));
}

TEST_F(Socket, two_clients_are_served_side_by_side) {
    serve();
    Client slow(io, path);
    Client quick(io, path);
    slow.send(line_of(ShowMember{"slow", 100'000'000}));
    slow.listen();
    EXPECT_TRUE(until([&] { return seen.begun == 1; }));
    quick.send(line_of(ShowMember{"quick", 3}));
    quick.listen();
    EXPECT_TRUE(until([&] { return quick.ended(); }));
    EXPECT_EQ(quick.reply().out, "quick");
    EXPECT_FALSE(slow.ended());
}

TEST_F(Socket, a_client_that_hangs_up_ends_its_work) {
    serve({.progress = std::chrono::hours(1)}); // nothing is written that could fail
    Client client(io, path);
    client.send(line_of(ShowMember{"m1", 100'000'000}));
    EXPECT_TRUE(until([&] { return seen.steps > 10; }));
    client.hang_up();
    EXPECT_TRUE(until([&] { return seen.dropped == 1; }));
}

TEST_F(Socket, a_client_that_hangs_up_in_the_middle_of_a_line_is_forgotten) {
    serve({.clients = 1});
    Client cut(io, path);
    cut.send(R"({"v":1,"member_sh)");
    Client next(io, path);
    next.send(line_of(ShowMember{"m1", 1}));
    next.listen();
    io.poll();
    EXPECT_FALSE(next.ended()) << "one at a time";
    cut.hang_up();
    EXPECT_TRUE(until([&] { return next.ended(); }));
    EXPECT_EQ(next.reply().out, "m1");
    EXPECT_EQ(seen.begun, 1);
}

TEST_F(Socket, a_client_that_says_nothing_makes_room_for_others) {
    serve({.clients = 1, .patience = std::chrono::milliseconds(20)});
    Client silent(io, path);
    silent.listen();
    Client next(io, path);
    next.send(line_of(ShowMember{"m1", 1}));
    next.listen();
    EXPECT_TRUE(until([&] { return silent.ended() && next.ended(); }));
    EXPECT_EQ(next.reply().out, "m1");
}

TEST_F(Socket, a_line_that_is_too_long_is_refused_with_a_sentence) {
    serve();
    for (const std::string& line : {std::string(longest_order + 1, 'x'), std::string(10 * longest_order, ' ') + "\n"}) {
        Client client(io, path);
        client.send(line);
        client.listen();
        EXPECT_TRUE(until([&] { return client.ended(); }));
        EXPECT_NE(client.reply().errors.find("one line of at most 16384 bytes"), std::string::npos);
    }
    EXPECT_EQ(seen.begun, 0);
}

TEST_F(Socket, what_is_no_order_does_nothing) {
    serve();
    for (const char* line : {"\n", "report\n", "{}\n", "[1]\n",
                             R"({"v":2,"copy":{"now":true}})"
                             "\n",
                             R"({"v":1,"copy":{}})"
                             "\n",
                             R"({"v":1,"copy":{"now":true,"to":"/etc/passwd"}})"
                             "\n",
                             R"({"v":1,"member_show":{"id":7,"lines":1}})"
                             "\n",
                             "\xff\xfe\n",
                             R"({"v":1,"copy":{"now":true}})"
                             "\n"
                             R"({"v":1,"copy":{"now":true}})"
                             "\n"}) {
        Client client(io, path);
        client.send(line);
        client.listen();
        EXPECT_TRUE(until([&] { return client.ended(); })) << line;
        EXPECT_EQ(client.reply().exit, 1) << line;
    }
    EXPECT_EQ(seen.begun, 0);
}

TEST_F(Socket, long_work_tells_how_far_it_is) {
    serve({.progress = std::chrono::milliseconds(1)});
    std::expected<ToolReply, AskError> reply = std::unexpected(AskError{});
    std::atomic<bool> done = false;
    int told = 0;
    {
        const std::jthread tool([&] {
            reply = ask(path, ShowMember{"m1", 300'000},
                        [&](const Progress& progress) { told += progress.unit == "pieces" ? 1 : 0; });
            done = true;
            asio::post(io, [] {});
        });
        EXPECT_TRUE(until([&] { return done.load(); }));
    }
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->out, "m1");
    EXPECT_GT(told, 0);
}

TEST_F(Socket, a_ledger_that_does_not_answer_is_given_up) {
    const Local::acceptor listening(io, Local::endpoint(path.string()));
    const auto reply = ask(path, ListReviews{}, {}, std::chrono::milliseconds(20));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().failure, AskFailure::failed);
    EXPECT_NE(reply.error().detail.find("does not answer"), std::string::npos);
}

TEST(Orders, are_the_same_behind_the_line) {
    const std::vector<Order> orders = {ReportOrder{"store", "noodles", "today", "", 14, true, true},
                                       NewMember{"m1", {"沪A12345"}, 5, true, "gold", "all", "anna", "new"},
                                       DecideReview{"e1", true, "clear\n\"picture\"", "anna"},
                                       SetBudget{"summer", 7, "enough", "anna"}, CopyBooks{}};
    for (const auto& order : orders) {
        const std::string line = line_of(order);
        EXPECT_EQ(std::ranges::count(line, '\n'), 1);
        const auto read = order_of(line);
        ASSERT_TRUE(read) << line;
        EXPECT_EQ(line_of(*read), line);
    }
    EXPECT_EQ(std::get<ToolReply>(reply_of(line_of(ToolReply{0, std::string(longest_reply, 'x'), ""})).value()).exit,
              1);
}

} // namespace
} // namespace parkgate::ledger::test
