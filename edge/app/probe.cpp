#include "edge/app/probe.hpp"

#include "drivers/probe.hpp"
#include "platform/service/service.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

namespace parkgate::app {

namespace {

constexpr int refresh_ms = 500;

volatile std::sig_atomic_t stopped = 0;

// A held relay contact is released by the prober's end, so a signal must not end the program at once.
void stop_on_signals() {
    struct sigaction action{};
    action.sa_handler = [](int) { stopped = 1; };
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool answered(const drivers::ProbedDevice& device) {
    return std::ranges::any_of(device.points, [](const auto& point) { return point.age.has_value(); });
}

bool tried(const drivers::ProbedDevice& device) {
    const auto& counters = device.counters;
    return answered(device) || counters.timeout + counters.garbled + counters.exception >= 3;
}

std::string age_text(const drivers::ProbedPoint& point) {
    if (!point.age) {
        return "never read";
    }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f s", static_cast<double>(point.age->count()) / 1000);
    return text.data();
}

void print(const drivers::Prober& prober) {
    for (const auto& [id, line] : prober.lines()) {
        std::printf("line %s: %s, load %d %%, %llu bytes of noise\n", id.c_str(), line.open ? "open" : "NOT OPEN",
                    line.load_percent, static_cast<unsigned long long>(line.noise));
    }
    for (const auto& device : prober.devices()) {
        const auto number = [](std::uint64_t count) { return static_cast<unsigned long long>(count); };
        std::printf("\n%s: %s, line %s, unit %d\n", device.name.c_str(), device.profile.c_str(), device.line.c_str(),
                    device.unit);
        std::printf("  answers %llu, time-outs %llu, refusals %llu, garbled %llu, reconnects %llu\n",
                    number(device.counters.ok), number(device.counters.timeout), number(device.counters.exception),
                    number(device.counters.garbled), number(device.counters.reconnects));
        for (const auto& point : device.points) {
            std::printf("  %-20s %-40s %s\n", point.name.c_str(), point.value.c_str(), age_text(point).c_str());
        }
        if (!device.last_command.empty()) {
            std::printf("  last command: %s\n", device.last_command.c_str());
        }
    }
    std::fflush(stdout);
}

int print_once(const drivers::Prober& prober) {
    constexpr int step_ms = 50;
    constexpr int most_steps = 100;
    auto devices = prober.devices();
    for (int i = 0; i < most_steps && stopped == 0 && !std::ranges::all_of(devices, tried); ++i) {
        (void)::poll(nullptr, 0, step_ms);
        devices = prober.devices();
    }
    print(prober);
    return std::ranges::all_of(devices, answered) ? service::exit_good : service::exit_failed;
}

// One line of the standard input. False: the end is wanted.
bool obey(drivers::Prober& prober, const std::string& line) {
    if (line == "quit" || line == "q") {
        return false;
    }
    if (line == "open" || line == "close") {
        const auto command = line == "open" ? core::ArmCommand::open : core::ArmCommand::close;
        if (!prober.command(command)) {
            std::printf("no arm is moved: no barrier is probed, or --allow-commands was not given\n");
        }
    } else if (!line.empty()) {
        std::printf("known are open, close and quit\n");
    }
    return true;
}

// Lines as they are typed, without waiting for more than the refresh.
class Typed {
  public:
    // False: the end is wanted.
    bool obey_all(drivers::Prober& prober) {
        pollfd input{.fd = ended_ ? -1 : STDIN_FILENO, .events = POLLIN, .revents = 0};
        if (::poll(&input, 1, refresh_ms) <= 0) {
            return true;
        }
        std::array<char, 256> chunk{};
        const ssize_t got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        ended_ = got <= 0;
        text_.append(chunk.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        for (auto end = text_.find('\n'); end != std::string::npos; end = text_.find('\n')) {
            const std::string line = text_.substr(0, end);
            text_.erase(0, end + 1);
            if (!obey(prober, line)) {
                return false;
            }
        }
        return true;
    }

  private:
    std::string text_;
    bool ended_ = false;
};

bool is_wanted(const drivers::HardwareSettings& settings, const drivers::LineSettings& line,
               const std::string& device) {
    return std::ranges::any_of(settings.devices, [&](const drivers::DeviceSettings& each) {
        return each.line == line.id && (device.empty() || each.name == device);
    });
}

std::string place_of(const drivers::LineAddress& address) {
    if (const auto* tcp = std::get_if<drivers::TcpAddress>(&address)) {
        return tcp->host + ":" + std::to_string(tcp->port);
    }
    return std::get<drivers::RtuPort>(address).path;
}

// Two masters on a serial line spoil each other's answers, and many a converter to TCP serves one alone.
bool all_free(const drivers::HardwareSettings& settings, const std::string& device) {
    bool all = true;
    for (const drivers::LineSettings& line : settings.lines) {
        if (is_wanted(settings, line, device) && drivers::is_taken(line.address)) {
            std::fprintf(stderr,
                         "parkgate-edge probe: line %s: another program works with %s, most likely the daemon; "
                         "stop it first (systemctl stop parkgate-edge)\n",
                         line.id.c_str(), place_of(line.address).c_str());
            all = false;
        }
    }
    return all;
}

} // namespace

int probe(const drivers::HardwareSettings& settings, const ProbeOptions& options) {
    if (!options.device.empty() &&
        std::ranges::find(settings.devices, options.device, &drivers::DeviceSettings::name) == settings.devices.end()) {
        std::fprintf(stderr, "parkgate-edge probe: no [[device]] has the id %s\n", options.device.c_str());
        return service::exit_failed;
    }
    if (!all_free(settings, options.device)) {
        return service::exit_failed;
    }
    stop_on_signals();
    const auto prober = drivers::make_prober(settings, options.device, options.moves);
    if (options.once) {
        return print_once(*prober);
    }
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    Typed typed;
    do {
        if (terminal) {
            std::printf("\x1b[H\x1b[J");
        }
        print(*prober);
        std::printf(options.moves ? "\nopen, close or quit: " : "\nquit: ");
        std::fflush(stdout);
    } while (typed.obey_all(*prober) && stopped == 0);
    std::printf("\n");
    return service::exit_good;
}

} // namespace parkgate::app
