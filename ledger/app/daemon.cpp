#include "ledger/app/daemon.hpp"

#include "ledger/app/console/console.hpp"
#include "ledger/app/console/server.hpp"
#include "ledger/app/open_store.hpp"
#include "ledger/app/rules_history.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/service.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <spdlog/spdlog.h>

#include <csignal>

namespace parkgate::ledger {

namespace {

namespace asio = boost::asio;

// Runs a function at an interval for as long as it lives.
class Every {
  public:
    Every(asio::io_context& context, std::chrono::milliseconds interval, std::function<void()> act)
        : timer_(context), interval_(interval), act_(std::move(act)) {
        wait();
    }

  private:
    void wait() {
        timer_.expires_after(interval_);
        timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) {
                act_();
                wait();
            }
        });
    }

    asio::steady_timer timer_;
    std::chrono::milliseconds interval_;
    std::function<void()> act_;
};

// What runs aside of the executor ends before what it looks at.
class Ended {
  public:
    explicit Ended(asio::thread_pool& pool) : pool_(pool) {}
    Ended(const Ended&) = delete;
    Ended& operator=(const Ended&) = delete;
    ~Ended() {
        pool_.stop();
        pool_.join();
    }

  private:
    asio::thread_pool& pool_;
};

// Without it the ledger serves its gates all the same.
std::unique_ptr<ConsoleServer> open_console(asio::io_context& context, const Desk& desk) {
    remove_old_copies(desk.configuration.store);
    auto console = ConsoleServer::listen(context.get_executor(), socket_of(desk.configuration.store),
                                         [desk](const Order& order) { return begin(desk, order); });
    if (!console) {
        spdlog::error("no tool can ask this ledger: {}", console.error());
        return nullptr;
    }
    return *std::move(console);
}

int serve(const Configuration& configuration, Store& store, const ReadClocks& read, bool trusts_clock) {
    asio::io_context context(1);
    asio::thread_pool aside(1); // one, so that messages keep their order
    mqtt::Options options = configuration.mqtt;
    options.subscriptions = subscriptions(configuration.site, configuration.demo);
    const auto client = mqtt::make_paho_client(context.get_executor(), options);
    Engine engine(
        {configuration.site, configuration.lots, configuration.demo, trusts_clock, configuration.longest_closed}, store,
        *client,
        Inbound(configuration.site, configuration.lots, configuration.keys->trusted, configuration.plates,
                configuration.boxes),
        Outbound(configuration.site, configuration.keys->own),
        [&context](std::function<void()> act) { asio::post(context, std::move(act)); },
        [&aside](std::function<void()> act) { asio::post(aside, std::move(act)); }, read);
    const Ended ended(aside);
    const Desk desk{configuration, store, [&engine] { return engine.site_time(); }, [&read] { return read().wall; },
                    [&engine] { return engine.clock_fault(); }};
    const auto console = open_console(context, desk);

    asio::signal_set signals(context, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code&, int) { context.stop(); });
    const Every beat(context, std::chrono::seconds(1), [&engine] { engine.beat(); });
    const Every sweep(context, std::chrono::seconds(10), [&engine] { engine.sweep(); });
    std::optional<Every> watchdog;
    if (const auto interval = service::watchdog_interval()) {
        watchdog.emplace(context, *interval, service::feed_watchdog);
    }
    engine.start();
    // The store is open: the broker may come and go, and its absence is no reason not to be up.
    service::notify_ready();
    spdlog::info("parkgate-ledger {} serves site {} from {}", PARKGATE_VERSION, configuration.site,
                 configuration.store.string());
    context.run();
    service::notify_stopping();
    client->stop(std::chrono::milliseconds(1000));
    spdlog::info("stopped");
    return service::exit_good;
}

} // namespace

int run_daemon(const Configuration& configuration, const ReadClocks& read, const ServeOptions& options) {
    service::start_log("parkgate-ledger");
    auto store = open_store(configuration.store, configuration.terms, configuration.site, configuration.keys->own);
    if (!store) {
        spdlog::critical("{}", store.error());
        return service::exit_failed;
    }
    try {
        const SiteTime now{read().wall.time_since_epoch() + Duration{clock_ahead_ms(**store, configuration.demo)}};
        if (const auto held = put_rules_in_force(**store, configuration, now, options.accept_older); !held) {
            spdlog::critical("{}", held.error());
            return service::exit_configuration;
        }
        return serve(configuration, **store, read, options.trusts_clock);
    } catch (const std::exception& exception) {
        spdlog::critical("{}", exception.what());
        return service::exit_failed;
    }
}

} // namespace parkgate::ledger
