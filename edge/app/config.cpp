#include "edge/app/config.hpp"

#include "platform/site/site.hpp"
#include "rules/file/rule_file.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace parkgate::app {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_ms = 600'000;

class Loader {
  public:
    explicit Loader(const fs::path& file)
        : folder_(fs::absolute(file).parent_path()), document_(settings::Document::from_file(file.string())) {}

    LoadedConfig load() {
        auto root = document_.root();
        read_site(root);
        read_store(root.table("store"));
        read_mqtt(root.table("mqtt"));
        read_rules(root);
        read_lanes(root);
        read_lines(root);
        read_devices(root);
        read_exit(root);
        read_keys(root.table("keys"));
        root.done();
        check_hardware();
        LoadedConfig out{std::move(config_), document_.problems()};
        out.problems.insert(out.problems.end(), others_.begin(), others_.end());
        return out;
    }

  private:
    [[nodiscard]] fs::path resolve(const std::string& path) const {
        return path.empty() || fs::path(path).is_absolute() ? fs::path(path) : folder_ / path;
    }

    void read_site(settings::Table& root) {
        site_ = site::read_site(root);
        config_.demo = site_.demo;
        config_.lot.site = site_.name;
        config_.lot.lot = root.name("lot");
        config_.lot.box = {root.name("box")};
    }

    void read_store(settings::Table table) {
        config_.store_file = resolve(table.text("file"));
        config_.commit_late = Duration{table.integer_or("commit_late_ms", 10, 5'000, 250)};
        table.done();
    }

    void read_mqtt(settings::Table table) {
        config_.mqtt = site::read_broker(table, folder_, config_.demo);
        config_.mqtt.client_id = config_.lot.box.text;
        table.done();
    }

    void read_rules(settings::Table& root) {
        const fs::path file = resolve(root.text("rules"));
        if (file.empty()) {
            return;
        }
        auto rules = settings::Document::from_file(file.string());
        config_.lot.rules = rules::read_rules(rules.root());
        others_.insert(others_.end(), rules.problems().begin(), rules.problems().end());
    }

    void read_lanes(settings::Table& root) {
        std::set<std::string> names;
        for (auto& table : root.tables("lane")) {
            core::LaneConfig lane;
            lane.id = {table.name("id")};
            lane.direction =
                table.one_of("direction", {"entry", "exit"}) == "exit" ? core::Direction::exit : core::Direction::entry;
            read_timing(table, lane.settings);
            if (!lane.id.empty() && !names.insert(lane.id.text).second) {
                table.fault("id", "a name that no other lane has");
            }
            table.done();
            lane_tables_.insert_or_assign(lane.id.text, table);
            config_.lot.lanes.push_back(std::move(lane));
        }
        if (config_.lot.lanes.empty()) {
            root.fault("lane", "at least one [[lane]]");
        }
    }

    static void read_timing(settings::Table& table, core::lane::Settings& timing) {
        const auto ms = [&](std::string_view key, std::int64_t least, Duration& value) {
            value = Duration{table.integer_or(key, least, most_ms, value.count())};
        };
        ms("open_within_ms", 100, timing.open_within);
        ms("close_within_ms", 100, timing.close_within);
        ms("settle_ms", 0, timing.settle);
        ms("turned_back_after_ms", 100, timing.turned_back_after);
        ms("presumed_after_ms", 100, timing.presumed_after);
        timing.tries = table.integer_or("tries", 1, 10, timing.tries);
    }

    void read_lines(settings::Table& root) {
        for (auto& table : root.tables("line")) {
            drivers::LineSettings line;
            line.id = table.name("id");
            const std::string host = table.text("host");
            line.address = drivers::TcpAddress{host, static_cast<std::uint16_t>(table.integer("port", 1, 65'535))};
            site::demand_loopback(table, host, config_.demo);
            if (!line_tables_.try_emplace(line.id, table).second && !line.id.empty()) {
                table.fault("id", "a name that no other line has");
            }
            table.done();
            config_.hardware.lines.push_back(std::move(line));
        }
    }

    void read_devices(settings::Table& root) {
        const auto knows_lane = [&](const std::string& id) {
            return std::ranges::any_of(config_.lot.lanes, [&](const auto& lane) { return lane.id.text == id; });
        };
        const auto knows_line = [&](const std::string& id) {
            return std::ranges::any_of(config_.hardware.lines, [&](const auto& line) { return line.id == id; });
        };
        for (auto& table : root.tables("device")) {
            drivers::DeviceSettings device;
            device.name = table.name("id");
            device.lane = {table.name("lane")};
            device.line = table.name("line");
            device.unit = static_cast<int>(table.integer("unit", 1, 247));
            device.profile = resolve(table.text("profile"));
            if (!device.lane.empty() && !knows_lane(device.lane.text)) {
                table.fault("lane", "the id of a [[lane]]");
            }
            if (!device.line.empty() && !knows_line(device.line)) {
                table.fault("line", "the id of a [[line]]");
            }
            if (!device_tables_.try_emplace(device.name, table).second && !device.name.empty()) {
                table.fault("id", "a name that no other device has");
            }
            lane_tables_.erase(device.lane.text);
            table.done();
            config_.hardware.devices.push_back(std::move(device));
        }
        for (auto& [id, table] : lane_tables_) {
            table.fault("id", "a lane that at least one [[device]] names");
        }
    }

    // Profiles are read even when the site has other errors, so that all are told at once; what else is wrong with the
    // hardware can only be said of a site that is good by itself.
    void check_hardware() {
        const bool good = document_.good();
        for (auto& problem : drivers::resolve(config_.hardware)) {
            const auto same = [&](const auto& other) { return to_text(other) == to_text(problem); };
            if (problem.file.empty()) {
                if (good) {
                    put_in_place(problem);
                }
            } else if (std::ranges::none_of(others_, same)) {
                others_.push_back(std::move(problem));
            }
        }
    }

    // These problems name a device or a line, and perhaps its key after a dot.
    void put_in_place(const settings::Problem& problem) {
        const auto dot = problem.key.find('.');
        const std::string name = problem.key.substr(0, dot);
        const std::string key = dot == std::string::npos ? "id" : problem.key.substr(dot + 1);
        auto& tables = key == "host" || key == "port" ? line_tables_ : device_tables_;
        if (const auto found = tables.find(name); found != tables.end()) {
            found->second.fault(key, problem.expected + " (" + problem.found + ")");
        } else {
            others_.push_back(problem);
            others_.back().file = document_.file();
        }
    }

    void read_exit(settings::Table& root) {
        if (auto table = root.table_if("exit")) {
            config_.lot.confidence_for_points = table->integer_or("confidence_for_points", 0, 100, 90);
            config_.lot.ledger_wait = Duration{table->integer_or("ledger_wait_ms", 0, 2'000, 300)};
            table->done();
        }
    }

    void read_keys(settings::Table table) {
        config_.keys = site::read_keys(table, folder_, site_, {KeyRole::box, config_.lot.box.text});
        config_.plates = site::read_site_key(table, folder_);
        table.done();
    }

    fs::path folder_;
    settings::Document document_;
    EdgeConfig config_;
    site::SiteSettings site_;
    std::vector<settings::Problem> others_;
    std::map<std::string, settings::Table> lane_tables_; // of the lanes that no device names yet
    std::map<std::string, settings::Table> line_tables_;
    std::map<std::string, settings::Table> device_tables_;
};

} // namespace

LoadedConfig load_config(const fs::path& file) {
    return Loader(file).load();
}

} // namespace parkgate::app
