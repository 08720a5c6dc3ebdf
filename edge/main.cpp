// parkgate-edge: the only place of the gate with real clocks, signals and argv.
#include "edge/app/abort_log.hpp"
#include "edge/app/daemon.hpp"
#include "edge/app/price.hpp"
#include "edge/app/probe.hpp"
#include "platform/service/service.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>

#include <cstdio>
#include <functional>
#include <random>
#include <sys/timex.h>

namespace {

using namespace parkgate;

app::RealClocks real_clocks() {
    using std::chrono::duration_cast;
    return {[] { return MonotonicTime{duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())}; },
            [] { return WallTime{duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())}; },
            [] {
                timex state{};
                return adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
            }};
}

int complain(const std::vector<settings::Problem>& problems) {
    for (const auto& problem : problems) {
        std::fprintf(stderr, "%s\n", settings::to_text(problem).c_str());
    }
    std::fprintf(stderr, "parkgate-edge: %zu error(s) in the configuration; nothing was started\n", problems.size());
    return service::exit_configuration;
}

int serve(app::EdgeConfig config, const std::string& accepted) {
    boost::asio::io_context io{1};
    const auto aborts = app::abort_log_of(config.store_file);
    std::random_device entropy;
    const std::uint64_t seed = (static_cast<std::uint64_t>(entropy()) << 32) | entropy();
    app::Daemon daemon(io, std::move(config), real_clocks(), seed);
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (!error) {
            daemon.stop();
        }
    });
    boost::asio::signal_set reload(io, SIGHUP);
    const std::function<void()> reload_when_asked = [&] {
        reload.async_wait([&](const boost::system::error_code& error, int) {
            if (!error) {
                daemon.reload_rights();
                reload_when_asked();
            }
        });
    };
    app::record_aborts_in(aborts);
    if (const auto refusal = daemon.start(accepted)) {
        std::fprintf(stderr, "parkgate-edge: %s\n", refusal->why.c_str());
        return refusal->configured ? service::exit_configuration : service::exit_failed;
    }
    reload_when_asked();
    io.run();
    app::forget_aborts(aborts);
    return service::exit_good;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App arguments{"Parkgate's controller beside the barrier", "parkgate-edge"};
    std::string file;
    bool check = false;
    // Asked for below: before or after the word probe.
    arguments.add_option("--config", file, "the site's configuration (TOML)");
    arguments.add_flag("--check-config", check, "only say whether the configuration is good");
    std::string accepted;
    arguments
        .add_option("--accept-older", accepted,
                    "take signed files that are older than those before them, this once: who says so, and why")
        ->type_name("TEXT");
    arguments.set_version_flag("--version", PARKGATE_VERSION);
    app::ProbeOptions probe;
    auto* probing = arguments.add_subcommand("probe", "show each decoded point of the hardware, live; writes nothing");
    probing->add_option("--config", file, "the site's configuration (TOML)");
    probing->add_option("device", probe.device, "the id of one [[device]]; otherwise all of them");
    probing->add_flag("--once", probe.once, "one table; exit code 1 when a device has not answered");
    probing->add_flag("--allow-commands", probe.moves, "open and close, typed on the standard input, move the arm");
    app::PriceOptions price;
    auto* pricing = arguments.add_subcommand("price", "show what a stay costs by a rules file; needs no configuration");
    pricing->add_option("rules", price.rules, "the rules (TOML)")->required()->type_name("FILE");
    pricing->add_option("--from", price.from, "the entry by the site's clock, as 2026-11-22T10:00")->required();
    pricing->add_option("--until", price.until, "the exit, likewise")->required();
    pricing->add_option("--vehicle", price.vehicle, "as the tariff names it")->capture_default_str();
    pricing->add_option("--tier", price.tier, "a member's tier");
    CLI11_PARSE(arguments, argc, argv);
    if (pricing->parsed()) {
        return app::price(price);
    }
    if (file.empty()) {
        std::fprintf(stderr, "--config is required\nRun with --help for more information.\n");
        return static_cast<int>(CLI::ExitCodes::RequiredError);
    }

    auto loaded = app::load_config(file);
    if (!loaded.problems.empty()) {
        return complain(loaded.problems);
    }
    if (check) {
        std::printf("%s: good, %zu lanes\n", file.c_str(), loaded.config.lot.lanes.size());
        return service::exit_good;
    }
    if (probing->parsed()) {
        return app::probe(loaded.config.hardware, probe);
    }
    service::start_log("parkgate-edge");
    return serve(std::move(loaded.config), accepted);
}
