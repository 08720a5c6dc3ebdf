#include "simulator/event_json.hpp"
#include "simulator/output.hpp"
#include "simulator/plant.hpp"
#include "simulator/script/line_reader.hpp"
#include "simulator/script/runner.hpp"
#include "simulator/server/line_server.hpp"
#include "simulator/server/rtu_server.hpp"
#include "simulator/site_file.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <system_error>
#include <unistd.h>

namespace {

using namespace parkgate::sim;

constexpr int exit_no_input = 66;
constexpr int exit_system = 71;
constexpr int exit_config = 78;

struct Options {
    std::string site;
    std::string script;
    std::string ports_file;
    bool quiet = false;
};

std::vector<Plant::LaneSetup> lanes_of(const SiteFile& site) {
    std::vector<Plant::LaneSetup> lanes;
    for (const DeviceConfig& device : site.devices) {
        auto lane = std::ranges::find(lanes, device.lane, &Plant::LaneSetup::id);
        if (lane == lanes.end()) {
            lane = lanes.insert(lanes.end(), {device.lane, std::chrono::milliseconds{1200}});
        }
        lane->arm_travel = device.travel.value_or(lane->arm_travel);
    }
    return lanes;
}

/// Whoever waits for the file never sees half of it.
void write_ports_file(const std::filesystem::path& path, const boost::json::object& ports) {
    const std::filesystem::path fresh = path.string() + ".new";
    std::ofstream file(fresh);
    file << boost::json::serialize(ports) << '\n';
    file.close();
    if (!file) {
        throw std::system_error(errno, std::generic_category(), "write " + fresh.string());
    }
    std::filesystem::rename(fresh, path);
}

Descriptor signal_descriptor() {
    sigset_t ends{};
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    // Before any thread starts, so that every thread inherits it and the signals come out of the descriptor alone.
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return Descriptor(::signalfd(-1, &ends, SFD_CLOEXEC));
}

void raise_flag(const Descriptor& flag) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(flag.get(), &one, sizeof one);
}

int serve(const Options& options, const SiteFile& site, const Descriptor& script) {
    const Descriptor signals = signal_descriptor();
    const Descriptor stop(::eventfd(0, EFD_CLOEXEC));
    const Descriptor quit(::eventfd(0, EFD_CLOEXEC));
    Output output(STDOUT_FILENO, options.quiet ? Output::Detail::quiet : Output::Detail::everything);
    Plant plant(lanes_of(site), [&output](Events&& events) { output.post(std::move(events)); });
    LineBoard board;
    std::map<std::string, std::unique_ptr<Line>> lines;
    boost::json::object ports;
    for (const LineConfig& line : site.lines) {
        LineFaults& faults = board.faults[line.id];
        if (line.serial) {
            lines[line.id] = std::make_unique<RtuServer>(plant, line, site.devices, faults);
            ports[line.id] = lines[line.id]->place();
        } else {
            auto server = std::make_unique<LineServer>(plant, line, site.devices, &faults);
            ports[line.id] = server->port();
            lines[line.id] = std::move(server);
        }
    }
    for (const DeviceConfig& device : site.devices) {
        const bool serial = std::ranges::find(site.lines, device.line, &LineConfig::id)->serial.has_value();
        board.attachments.push_back({device.lane, device.line, device.unit, device.kind, serial});
    }
    board.plug = [&lines](const std::string& line, bool in) { lines.at(line)->plug(in); };
    if (!options.ports_file.empty()) {
        write_ports_file(options.ports_file, ports);
    }
    boost::json::object ready = json_line("ready", monotonic_now());
    ready["ports"] = std::move(ports);
    output.post(std::move(ready));

    std::optional<ScriptRunner> runner(std::in_place, plant, board, output);
    std::thread reading([&] {
        LineReader lines(script.get(), stop.get());
        for (auto line = lines.next(); line; line = lines.next()) {
            if (runner->take(*line) == ScriptRunner::Next::quit) {
                raise_flag(quit);
                return;
            }
        }
    });
    std::array<pollfd, 2> watched{{{signals.get(), POLLIN, 0}, {quit.get(), POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), -1) < 0) {
    }
    const bool quitting = watched[1].revents != 0;
    raise_flag(stop);
    runner->stop();
    reading.join();
    const bool failed = quitting && runner->had_errors();
    runner.reset();
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

std::optional<Descriptor> open_script(const std::string& name) {
    const int fd = name == "-"    ? ::dup(STDIN_FILENO)
                   : name.empty() ? ::open("/dev/null", O_RDONLY | O_CLOEXEC)
                                  : ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
    return fd < 0 ? std::nullopt : std::optional<Descriptor>(Descriptor(fd));
}

int run(const Options& options) {
    std::ifstream file(options.site, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        std::cerr << options.site << ": cannot be read\n";
        return exit_no_input;
    }
    const auto site = parse_site(text);
    if (!site) {
        const SiteError& error = site.error();
        std::cerr << options.site << ":" << error.line << ":" << error.column << ": " << error.text << '\n';
        return exit_config;
    }
    const auto script = open_script(options.script);
    if (!script) {
        std::cerr << options.script << ": cannot be read\n";
        return exit_no_input;
    }
    try {
        return serve(options, *site, *script);
    } catch (const std::system_error& error) {
        std::cerr << "parkgate-sim: " << error.what() << '\n';
        return exit_system;
    }
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app{"Simulated gate hardware that speaks Modbus TCP on 127.0.0.1 and RTU on pseudo terminals."};
    app.set_version_flag("--version", PARKGATE_VERSION);
    app.add_option("--site", options.site, "The lines and devices (TOML)")->required();
    app.add_option("--script", options.script, "What happens in the lanes: a file, or - for the standard input");
    app.add_option("--ports-file", options.ports_file, "Where to write the ports of the lines (JSON)");
    app.add_flag("--quiet", options.quiet, "Print only what a measurement needs");
    CLI11_PARSE(app, argc, argv);
    return run(options);
}
