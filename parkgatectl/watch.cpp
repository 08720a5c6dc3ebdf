#include "parkgatectl/watch.hpp"

#include "parkgatectl/send_order.hpp"
#include "parkgatectl/table.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/service.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace parkgate::ctl {

namespace {

constexpr std::chrono::milliseconds redraw_every{200};
constexpr Duration once_at_most{3'000};
constexpr Duration once_quiet{300}; // retained states come right after the subscription, all at once

Clocks read_clocks() {
    const auto since = [](auto time) { return std::chrono::duration_cast<Duration>(time.time_since_epoch()); };
    return {MonotonicTime{since(std::chrono::steady_clock::now())}, WallTime{since(std::chrono::system_clock::now())}};
}

// Over what stood there, so that nothing flickers and nothing of the last table remains.
std::string in_place(const std::string& table) {
    std::string out = "\x1b[H";
    for (const char c : table) {
        out.append(c == '\n' ? "\x1b[K\n" : std::string(1, c));
    }
    return out + "\x1b[J";
}

class Watcher {
  public:
    Watcher(const Config& config, bool once)
        : view_(config.topics, config.keys->trusted), once_(once), begun_(read_clocks().monotonic), timer_(io_) {
        mqtt::Options options = config.mqtt;
        options.subscriptions = view_.subscriptions();
        client_ = mqtt::make_paho_client(io_.get_executor(), options);
    }

    int run() {
        boost::asio::signal_set signals(io_, SIGINT, SIGTERM);
        signals.async_wait([this](const boost::system::error_code&, int) { io_.stop(); });
        if (in_place_) {
            std::fputs("\x1b[2J", stdout);
        }
        client_->start({.connected =
                            [this] {
                                view_.connected();
                                news();
                            },
                        .disconnected =
                            [this](std::string why) {
                                view_.disconnected(std::move(why));
                                news();
                            },
                        .message =
                            [this](const mqtt::Message& message) {
                                view_.take(message, read_clocks());
                                news();
                            }},
                       {});
        wake();
        io_.run();
        client_->stop(std::chrono::milliseconds(500));
        return exit_;
    }

  private:
    void news() {
        dirty_ = true;
        last_news_ = read_clocks().monotonic;
    }

    void wake() {
        const Clocks now = read_clocks();
        if (once_) {
            if (complete(now.monotonic)) {
                draw(now);
                exit_ = view_.box() ? service::exit_good : exit_no_answer;
                io_.stop();
                return;
            }
        } else if (dirty_ || (in_place_ && now.monotonic - drawn_ >= std::chrono::seconds(1))) {
            draw(now);
        }
        timer_.expires_after(redraw_every);
        timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) {
                wake();
            }
        });
    }

    [[nodiscard]] bool complete(MonotonicTime now) const {
        return now - begun_ >= once_at_most || (view_.box() && now - last_news_ >= once_quiet);
    }

    void draw(const Clocks& now) {
        const std::string table = render(view_, now);
        const std::string text = in_place_ ? in_place(table) : (drawn_before_ ? "\n" : "") + table;
        // A reader of the pipe that went away ends the tool (SIGPIPE), as it ends any other.
        std::fputs(text.c_str(), stdout);
        std::fflush(stdout);
        dirty_ = false;
        drawn_before_ = true;
        drawn_ = now.monotonic;
    }

    boost::asio::io_context io_{1};
    LotView view_;
    bool once_;
    bool in_place_ = !once_ && ::isatty(STDOUT_FILENO) == 1;
    MonotonicTime begun_;
    MonotonicTime last_news_;
    MonotonicTime drawn_;
    bool dirty_ = true;
    bool drawn_before_ = false;
    int exit_ = service::exit_good;
    boost::asio::steady_timer timer_;
    std::unique_ptr<mqtt::Client> client_;
};

} // namespace

int watch(const Config& config, bool once) {
    return Watcher(config, once).run();
}

} // namespace parkgate::ctl
