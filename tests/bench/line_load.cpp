// What a line with these devices is like: how much of it polls take, and how old the values get.
//   line_load ours|naive|busy SECONDS 127.0.0.1:PORT|TTY,BAUD,PARITY PROFILE=UNIT...
// `ours`: the product's own line and drivers with an empty lane; `busy`: with a car in it; `naive`: every device in
// full each 20 ms, one after the other, whatever happens. Prints one JSON object.
#include "drivers/alarm/alarm.hpp"
#include "drivers/barrier/barrier.hpp"
#include "drivers/display/display.hpp"
#include "drivers/hardware.hpp"
#include "drivers/loops/loops.hpp"
#include "drivers/plate_camera/camera.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

namespace {

using namespace parkgate;
using namespace parkgate::drivers;

constexpr std::chrono::milliseconds naive_period{20};

struct Plan {
    std::string mode;
    std::chrono::seconds seconds{0};
    LineSettings line;
    HardwareSettings settings;
};

std::vector<Span> spans_of(const DeviceSettings& device, Transport transport) {
    const auto& profile = std::get<DeviceProfile>(device.profile);
    const Reporter reporter(device.lane, device.name, [](const core::HardwareEvent&) {});
    if (std::holds_alternative<CameraMap>(profile.map)) {
        return PlateCamera(reporter, device.side, profile, transport).first_spans();
    }
    if (std::holds_alternative<BarrierMap>(profile.map)) {
        return Barrier(reporter, profile).first_spans();
    }
    if (std::holds_alternative<LoopsMap>(profile.map)) {
        return Loops(reporter, profile).first_spans();
    }
    return std::holds_alternative<AlarmMap>(profile.map) ? Alarm(reporter, profile).first_spans()
                                                         : Display(reporter, profile).first_spans();
}

// Request and answer with what frames them.
double bytes_of(const Span& span, bool tcp) {
    const std::size_t frame = tcp ? 7 : 3;
    return static_cast<double>(request_of(span).size() + answer_length(span) + 2 * frame);
}

struct Sum {
    double requests = 0, bytes = 0, occupied_s = 0;
};

Sum naive(const Plan& plan) {
    const bool tcp = std::holds_alternative<TcpAddress>(plan.line.address);
    Port port(plan.line.address);
    Sum sum;
    const auto begun = Clock::now();
    for (auto next = begun; Clock::now() < begun + plan.seconds; next = std::max(next + naive_period, Clock::now())) {
        std::this_thread::sleep_until(next);
        for (const DeviceSettings& device : plan.settings.devices) {
            for (const Span& span : spans_of(device, tcp ? Transport::tcp : Transport::rtu)) {
                std::vector<std::uint16_t> values;
                (void)port.make_ready(std::chrono::milliseconds{200});
                (void)port.read(device.unit, span, std::chrono::milliseconds{200}, values);
                sum.requests += 1;
                sum.bytes += bytes_of(span, tcp);
                sum.occupied_s += std::chrono::duration<double>(port.wire_time(span)).count();
                std::this_thread::sleep_for(port.gap());
            }
        }
    }
    return sum;
}

struct Watched {
    std::vector<std::uint64_t> ok;
    std::vector<std::vector<double>> ages_ms; // sampled each millisecond, by device
};

Watched watch(const Hardware& hardware, std::chrono::seconds seconds) {
    const std::size_t count = hardware.hardware_counters().size();
    Watched watched{std::vector<std::uint64_t>(count), std::vector<std::vector<double>>(count)};
    std::vector<std::uint64_t> before;
    for (const auto& named : hardware.hardware_counters()) {
        before.push_back(named.counters.ok);
    }
    const std::vector<std::uint64_t> first = before;
    const auto begun = Clock::now();
    std::vector<Time> changed(count, begun);
    for (auto now = begun; now < begun + seconds; now = Clock::now()) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
        const auto counters = hardware.hardware_counters();
        for (std::size_t i = 0; i < count; ++i) {
            if (counters[i].counters.ok != before[i]) {
                before[i] = counters[i].counters.ok;
                changed[i] = now;
            }
            watched.ages_ms[i].push_back(std::chrono::duration<double, std::milli>(now - changed[i]).count());
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        watched.ok[i] = before[i] - first[i];
        std::ranges::sort(watched.ages_ms[i]);
    }
    return watched;
}

LineAddress address_of(const std::string& text) {
    if (const auto colon = text.find(':'); colon != std::string::npos) {
        return TcpAddress{text.substr(0, colon), static_cast<std::uint16_t>(std::atoi(text.c_str() + colon + 1))};
    }
    const auto first = text.find(',');
    const auto second = text.find(',', first + 1);
    return RtuPort{text.substr(0, first), std::atoi(text.c_str() + first + 1),
                   text.substr(second + 1) == "even" ? Parity::even : Parity::none, 1};
}

std::optional<Plan> plan_of(int argc, char** argv) {
    if (argc < 5) {
        return std::nullopt;
    }
    Plan plan{.mode = argv[1], .seconds = std::chrono::seconds{std::atoi(argv[2])}, .line = {}, .settings = {}};
    plan.line = {.id = "line", .address = address_of(argv[3])};
    plan.settings.lines.push_back(plan.line);
    for (int i = 4; i < argc; ++i) {
        const std::string text = argv[i];
        const auto equals = text.rfind('=');
        plan.settings.devices.push_back({.name = text.substr(equals + 1),
                                         .lane = LaneId{"lane"},
                                         .line = "line",
                                         .unit = std::atoi(text.c_str() + equals + 1),
                                         .profile = std::filesystem::path(text.substr(0, equals))});
    }
    const auto problems = resolve(plan.settings);
    for (const auto& problem : problems) {
        std::fprintf(stderr, "%s\n", settings::to_text(problem).c_str());
    }
    return problems.empty() ? std::optional(std::move(plan)) : std::nullopt;
}

void print(const Plan& plan, const Sum& sum, int load_percent, const std::string& devices) {
    const auto seconds = static_cast<double>(plan.seconds.count());
    std::printf(R"({"requests_s": %.1f, "bytes_s": %.0f, "wire_percent": %.1f, "load_percent": %d, "devices": {%s}})"
                "\n",
                sum.requests / seconds, sum.bytes / seconds, 100 * sum.occupied_s / seconds, load_percent,
                devices.c_str());
}

void ours(const Plan& plan) {
    const bool tcp = std::holds_alternative<TcpAddress>(plan.line.address);
    const auto hardware = make_hardware(plan.settings, [](const core::HardwareEvent&) {});
    hardware->set_busy(LaneId{"lane"}, plan.mode == "busy");
    std::this_thread::sleep_for(std::chrono::seconds{1});
    const Watched watched = watch(*hardware, plan.seconds);
    const Port port(plan.line.address);
    Sum sum;
    std::string devices;
    for (std::size_t i = 0; i < watched.ok.size(); ++i) {
        const DeviceSettings& device = plan.settings.devices[i];
        const auto spans = spans_of(device, tcp ? Transport::tcp : Transport::rtu);
        const double polls = static_cast<double>(watched.ok[i]) / static_cast<double>(spans.size());
        for (const Span& span : spans) {
            sum.bytes += polls * bytes_of(span, tcp);
            sum.occupied_s += polls * std::chrono::duration<double>(port.wire_time(span)).count();
        }
        sum.requests += static_cast<double>(watched.ok[i]);
        const auto& ages = watched.ages_ms[i];
        std::array<char, 128> text{};
        std::snprintf(text.data(), text.size(), R"(%s"%d": {"polls": %.0f, "age_p99_ms": %.1f, "age_max_ms": %.1f})",
                      i == 0 ? "" : ", ", device.unit, polls, ages[ages.size() * 99 / 100], ages.back());
        devices += text.data();
    }
    print(plan, sum, hardware->line_counters().front().counters.load_percent, devices);
}

} // namespace

int main(int argc, char** argv) {
    const auto plan = plan_of(argc, argv);
    if (!plan || (plan->mode != "ours" && plan->mode != "busy" && plan->mode != "naive")) {
        std::fprintf(stderr, "line_load ours|busy|naive SECONDS HOST:PORT|TTY,BAUD,PARITY PROFILE=UNIT...\n");
        return 64;
    }
    if (plan->mode == "naive") {
        print(*plan, naive(*plan), 0, "");
    } else {
        ours(*plan);
    }
    return 0;
}
