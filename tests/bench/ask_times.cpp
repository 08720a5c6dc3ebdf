// How long the ledger's answers take: LINK, then HOLD with its voucher verified and durable at the asker, one after the
// other. Prints one line a round: the milliseconds of both.
//   ask_times BROKER_PORT KEYS_FOLDER DATABASE ROUNDS PLATE
#include "platform/mqtt/paho_client.hpp"
#include "platform/sqlite/database.hpp"
#include "protocol/codec.hpp"
#include "protocol/keys.hpp"
#include "protocol/topics.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {

using namespace parkgate;
using Clock = std::chrono::steady_clock;

std::string content(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

class Asker {
  public:
    Asker(int port, const std::string& keys, const std::string& file, int rounds, const std::string& plate)
        : topics_("demo-mall", "p1"),
          signer_(*read_signer(content(keys + "/demo-box-1.key"))),
          plate_(read_plate_hasher(content(keys + "/site.key"))->hash(plate)),
          rounds_(rounds),
          database_(*sqlite::open_database(file, {1, {"CREATE TABLE voucher(bytes TEXT NOT NULL) STRICT"}})),
          ids_(static_cast<std::uint64_t>(Clock::now().time_since_epoch().count())) {
        const std::string root = content(keys + "/root.pub").substr(0, 64);
        trusted_ = *read_key_list(content(keys + "/keys.json"), "demo-mall", root);
        mqtt::Options options;
        options.port = port;
        options.client_id = "ask-times";
        options.subscriptions = {{topics_.answer(), mqtt::Qos::at_most_once},
                                 {topics_.heartbeat(), mqtt::Qos::at_most_once}};
        client_ = mqtt::make_paho_client(io_.get_executor(), options);
    }

    int run() {
        client_->start({[] {}, [](const std::string&) {}, [this](const mqtt::Message& message) { take(message); }},
                       [this] {
                           mqtt::Message gone;
                           gone.topic = topics_.status() + "-bench";
                           return gone;
                       });
        const auto work = boost::asio::make_work_guard(io_);
        io_.run_for(std::chrono::seconds(120));
        client_->stop(std::chrono::seconds(1));
        return rounds_ == 0 ? 0 : 1;
    }

  private:
    void ask(AskBody body) {
        const Ask ask{ids_.next<EventId>(1), {"box-1"}, std::move(body)};
        asked_ = ask.id;
        mqtt::Message message;
        message.topic = topics_.ask();
        message.bytes = encode(ask);
        message.key = signer_.id();
        message.signature = signer_.sign(message.topic, message.bytes);
        message.correlation = ask.id.text;
        began_ = Clock::now();
        client_->publish(std::move(message));
    }

    void take(const mqtt::Message& message) {
        if (message.topic == topics_.heartbeat()) {
            if (asked_.empty()) {
                ask(LinkAsk{plate_, site_now()}); // the ledger is there
            }
            return;
        }
        if (!trusted_.verify(KeyRole::ledger, message.topic, message.bytes, message.key, message.signature)) {
            return;
        }
        const auto answer = decode<Answer>(message.bytes);
        if (!answer || answer->id != asked_) {
            return;
        }
        if (const auto* link = std::get_if<LinkAnswer>(&answer->body)) {
            link_ms_ = elapsed_ms();
            ask(HoldAsk{ids_.next<SessionId>(1), link->member, plate_, Points{300}});
        } else if (const auto* hold = std::get_if<HoldAnswer>(&answer->body); hold != nullptr && hold->voucher) {
            sqlite::Transaction transaction(database_);
            SQLite::Statement insert(database_, "INSERT INTO voucher VALUES(?)");
            insert.bind(1, hold->voucher->bytes);
            insert.exec();
            transaction.commit();
            next_round(elapsed_ms());
        }
    }

    void next_round(double hold_ms) {
        std::printf("%.3f %.3f\n", link_ms_, hold_ms);
        if (--rounds_ == 0) {
            io_.stop();
        } else {
            ask(LinkAsk{plate_, site_now()});
        }
    }

    static SiteTime site_now() {
        return SiteTime{std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())};
    }
    [[nodiscard]] double elapsed_ms() const {
        return std::chrono::duration<double, std::milli>(Clock::now() - began_).count();
    }

    boost::asio::io_context io_{1};
    LotTopics topics_;
    Signer signer_;
    PlateHash plate_;
    int rounds_;
    SQLite::Database database_;
    IdSource ids_;
    KeyRing trusted_;
    std::unique_ptr<mqtt::Client> client_;
    EventId asked_;
    Clock::time_point began_;
    double link_ms_ = 0;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        std::fprintf(stderr, "ask_times BROKER_PORT KEYS_FOLDER DATABASE ROUNDS PLATE\n");
        return 64;
    }
    return Asker(std::atoi(argv[1]), argv[2], argv[3], std::atoi(argv[4]), argv[5]).run();
}
