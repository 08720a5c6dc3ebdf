#include "ledger/app/console/server.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <set>
#include <utility>

namespace parkgate::ledger {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;
using Error = boost::system::error_code;

std::filesystem::path socket_of(const std::filesystem::path& store) {
    return store.string() + ".socket";
}

struct ConsoleServer::Shared : std::enable_shared_from_this<Shared> {
    Shared(asio::any_io_executor executor, std::filesystem::path file, Begin act, ServerLimits most)
        : acceptor(executor), pause(executor), path(std::move(file)), begin(std::move(act)), limits(most) {}

    void accept();
    void ended(Session* session);

    Local::acceptor acceptor;
    asio::steady_timer pause;
    std::filesystem::path path;
    Begin begin;
    ServerLimits limits;
    std::set<std::shared_ptr<Session>> sessions;
    bool accepting = false;
    bool closed = false;
};

// One client: a line in, lines out. It lives until its last handler has run.
class ConsoleServer::Session : public std::enable_shared_from_this<Session> {
  public:
    Session(Local::socket socket, std::shared_ptr<Shared> shared)
        : socket_(std::move(socket)),
          deadline_(socket_.get_executor()),
          beat_(socket_.get_executor()),
          shared_(std::move(shared)) {}

    void start() {
        arm();
        asio::async_read_until(
            socket_, asio::dynamic_buffer(in_, longest_order), '\n',
            [self = shared_from_this()](const Error& error, std::size_t size) { self->on_line(error, size); });
    }

    void end() {
        if (std::exchange(ended_, true)) {
            return;
        }
        job_.reset();
        Error ignored;
        socket_.close(ignored);
        deadline_.cancel();
        beat_.cancel();
        shared_->ended(this);
    }

  private:
    void arm() {
        deadline_.expires_after(shared_->limits.patience);
        deadline_.async_wait([self = shared_from_this()](const Error& error) {
            if (!error) {
                self->end();
            }
        });
    }

    void on_line(const Error& error, std::size_t size) {
        deadline_.cancel();
        if (ended_ || (error && error != asio::error::not_found)) {
            end();
            return;
        }
        if (error || size != in_.size()) {
            answer({1, "", "expected one line of at most " + std::to_string(longest_order) + " bytes\n"});
            return;
        }
        const auto order = order_of(in_);
        if (!order) {
            answer({1, "", order.error() + "\n"});
            return;
        }
        try {
            job_ = shared_->begin(*order);
        } catch (const std::exception& exception) {
            answer({1, "", std::string(exception.what()) + "\n"});
            return;
        }
        watch();
        tell_progress();
        go_on();
    }

    // A client that has gone needs no answer; one that says more than a line is none of ours.
    void watch() {
        socket_.async_read_some(asio::buffer(more_),
                                [self = shared_from_this()](const Error&, std::size_t) { self->end(); });
    }

    void tell_progress() {
        beat_.expires_after(shared_->limits.progress);
        beat_.async_wait([self = shared_from_this()](const Error& error) {
            if (error || self->ended_ || !self->job_) {
                return;
            }
            if (!self->writing_) {
                self->write(line_of(self->job_->progress()), false);
            }
            self->tell_progress();
        });
    }

    void go_on() {
        asio::post(socket_.get_executor(), [self = shared_from_this()] { self->step(); });
    }

    void step() {
        if (ended_ || !job_) {
            return;
        }
        try {
            if (job_->step()) {
                go_on();
                return;
            }
            const ToolReply reply = job_->reply();
            job_.reset();
            answer(reply);
        } catch (const std::exception& exception) {
            job_.reset();
            answer({1, "", std::string(exception.what()) + "\n"});
        }
    }

    void answer(const ToolReply& reply) {
        beat_.cancel();
        if (writing_) {
            last_ = line_of(reply); // behind the line of progress that is on its way
        } else {
            write(line_of(reply), true);
        }
    }

    void write(std::string line, bool is_last) {
        writing_ = true;
        out_ = std::move(line);
        arm();
        asio::async_write(socket_, asio::buffer(out_),
                          [self = shared_from_this(), is_last](const Error& error, std::size_t) {
                              self->deadline_.cancel();
                              self->writing_ = false;
                              if (error || is_last || self->ended_) {
                                  self->end();
                              } else if (!self->last_.empty()) {
                                  self->write(std::move(self->last_), true);
                              }
                          });
    }

    Local::socket socket_;
    asio::steady_timer deadline_;
    asio::steady_timer beat_;
    std::shared_ptr<Shared> shared_;
    std::string in_;
    std::array<char, 1> more_{};
    std::string out_;
    std::string last_;
    std::unique_ptr<Job> job_;
    bool writing_ = false;
    bool ended_ = false;
};

void ConsoleServer::Shared::accept() {
    if (closed || accepting || std::ssize(sessions) >= limits.clients) {
        return;
    }
    accepting = true;
    acceptor.async_accept([self = shared_from_this()](const Error& error, Local::socket socket) {
        self->accepting = false;
        if (self->closed) {
            return;
        }
        if (error) {
            // No descriptor is left, say: asking again at once would keep the executor busy with it.
            self->pause.expires_after(std::chrono::seconds(1));
            self->pause.async_wait([self](const Error&) { self->accept(); });
            return;
        }
        const auto session = std::make_shared<Session>(std::move(socket), self);
        self->sessions.insert(session);
        session->start();
        self->accept();
    });
}

void ConsoleServer::Shared::ended(Session* session) {
    std::erase_if(sessions, [&](const auto& one) { return one.get() == session; });
    accept();
}

std::expected<std::unique_ptr<ConsoleServer>, std::string> ConsoleServer::listen(asio::any_io_executor executor,
                                                                                 const std::filesystem::path& path,
                                                                                 Begin begin, ServerLimits limits) {
    const auto shared = std::make_shared<Shared>(std::move(executor), path, std::move(begin), limits);
    try {
        if (std::filesystem::is_socket(path)) {
            std::filesystem::remove(path); // of a daemon that was killed
        }
        const Local::endpoint endpoint(path.string());
        shared->acceptor.open();
        shared->acceptor.bind(endpoint);
        // Nobody can connect before it listens.
        std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        shared->acceptor.listen();
    } catch (const std::exception& exception) {
        return std::unexpected(path.string() + ": " + exception.what());
    }
    shared->accept();
    return std::unique_ptr<ConsoleServer>(new ConsoleServer(shared));
}

ConsoleServer::~ConsoleServer() {
    shared_->closed = true;
    Error ignored;
    shared_->acceptor.close(ignored);
    shared_->pause.cancel();
    for (const auto& session : std::set(shared_->sessions)) {
        session->end();
    }
    std::error_code none;
    std::filesystem::remove(shared_->path, none);
}

} // namespace parkgate::ledger
