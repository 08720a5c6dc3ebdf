#include "edge/app/config.hpp"

#include "edge/app/policies.hpp"
#include "edge/app/rights_file.hpp"
#include "edge/app/text_file.hpp"
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
        config_.trust = site::read_trust(root, folder_, config_.lot.site);
        read_rules(root);
        read_texts(root);
        read_policies(root, config_.lot);
        read_lanes(root);
        read_lines(root);
        read_devices(root);
        read_keys(root.table("keys"));
        read_rights(root);
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
        config_.lot.lot = site::read_lot(root, "lot");
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
        config_.trust.take("rules", rules, config_.signed_parts, others_);
    }

    void read_texts(settings::Table& root) {
        const fs::path file = resolve(root.text_or("texts", ""));
        auto texts = file.empty() ? settings::Document::from_text(shipped_text_file(), "texts.toml")
                                  : settings::Document::from_file(file.string());
        config_.lot.texts = app::read_texts(texts.root());
        others_.insert(others_.end(), texts.problems().begin(), texts.problems().end());
        if (!file.empty()) { // else they are a part of the program
            config_.trust.take("texts", texts, config_.signed_parts, others_);
        }
    }

    void read_lanes(settings::Table& root) {
        std::set<std::string> names;
        for (auto& table : root.tables("lane")) {
            core::LaneConfig lane;
            lane.id = {table.name("id")};
            const std::string direction = table.one_of("direction", {"entry", "exit", "reversible"});
            lane.direction = direction == "exit" ? core::Direction::exit : core::Direction::entry;
            lane.settings.reversible = direction == "reversible";
            if (table.has("loops")) {
                named_loops_.insert(lane.id.text);
                lane.settings.fitted = read_sensors(table);
            }
            read_timing(table, lane.settings);
            read_areas_of(table, config_.lot.areas, lane);
            if (!lane.id.empty() && !names.insert(lane.id.text).second) {
                table.fault("id", "a name that no other lane has");
            }
            table.done();
            lane_tables_.insert_or_assign(lane.id.text, table);
            unused_lanes_.insert(lane.id.text);
            config_.lot.lanes.push_back(std::move(lane));
        }
        if (config_.lot.lanes.empty()) {
            root.fault("lane", "at least one [[lane]]");
        }
    }

    // What the lane has of all that its devices could report.
    static core::lane::Sensors read_sensors(settings::Table& table) {
        core::lane::Sensors out{false, false, false, false};
        const std::map<std::string, bool*> known = {
            {"arrival", &out.arrival}, {"safety", &out.safety}, {"photocell", &out.photocell}, {"beyond", &out.beyond}};
        for (const auto& name : table.texts_or("loops", {})) {
            const auto found = known.find(name);
            if (found == known.end() || *found->second) {
                table.fault("loops", "each of arrival, safety, photocell, beyond at most once");
                return out;
            }
            *found->second = true;
        }
        if (!out.safety && !out.photocell) {
            table.fault("loops", "safety or photocell among them: without either the arm would be closed blindly");
        }
        return out;
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
        ms("standing_after_ms", 1'000, timing.standing_after);
        ms("closings_within_ms", 1'000, timing.closings_within);
        timing.tries = table.integer_or("tries", 1, 10, timing.tries);
        timing.closings = table.integer_or("closings", 1, 100, timing.closings);
    }

    drivers::LineAddress read_tcp(settings::Table& table) {
        const std::string host = table.text("host");
        site::demand_loopback(table, host, config_.demo);
        return drivers::TcpAddress{host, static_cast<std::uint16_t>(table.integer("port", 1, 65'535))};
    }

    drivers::LineAddress read_serial(settings::Table& table, drivers::LineSettings& line) {
        drivers::RtuPort port;
        port.path = resolve(table.path("path"));
        port.baud = static_cast<int>(table.integer_or("baud", 1200, 230'400, 9600));
        const std::string parity = table.one_of_or("parity", {"none", "even", "odd"}, "none");
        port.parity = parity == "even"  ? drivers::Parity::even
                      : parity == "odd" ? drivers::Parity::odd
                                        : drivers::Parity::none;
        port.stop_bits = static_cast<int>(table.integer_or("stop_bits", 1, 2, 1));
        line.max_load_percent = static_cast<int>(table.integer_or("max_load_percent", 1, 100, line.max_load_percent));
        return port;
    }

    void read_lines(settings::Table& root) {
        for (auto& table : root.tables("line")) {
            drivers::LineSettings line;
            line.id = table.name("id");
            line.address = table.has("path") ? read_serial(table, line) : read_tcp(table);
            if (!line_tables_.try_emplace(line.id, table).second && !line.id.empty()) {
                table.fault("id", "a name that no other line has");
            }
            table.done();
            config_.hardware.lines.push_back(std::move(line));
        }
    }

    core::LaneConfig* lane_of(const LaneId& id) {
        const auto found = std::ranges::find(config_.lot.lanes, id, &core::LaneConfig::id);
        return found != config_.lot.lanes.end() ? &*found : nullptr;
    }

    void read_devices(settings::Table& root) {
        for (auto& table : root.tables("device")) {
            drivers::DeviceSettings device;
            device.name = table.name("id");
            device.lane = {table.has("lane") ? table.name("lane") : ""};
            device.line = table.name("line");
            device.unit = static_cast<int>(table.integer("unit", 1, 247));
            device.profile = resolve(table.text("profile"));
            read_side(table, device);
            if (!device.lane.empty() && lane_of(device.lane) == nullptr) {
                table.fault("lane", "the id of a [[lane]]");
            }
            if (!device.line.empty() && std::ranges::find(config_.hardware.lines, device.line,
                                                          &drivers::LineSettings::id) == config_.hardware.lines.end()) {
                table.fault("line", "the id of a [[line]]");
            }
            if (!device_tables_.try_emplace(device.name, table).second && !device.name.empty()) {
                table.fault("id", "a name that no other device has");
            }
            unused_lanes_.erase(device.lane.text);
            table.done();
            config_.hardware.devices.push_back(std::move(device));
        }
        for (const std::string& lane : unused_lanes_) {
            lane_tables_.at(lane).fault("id", "a lane that at least one [[device]] names");
        }
    }

    void read_side(settings::Table& table, drivers::DeviceSettings& device) {
        const std::string side = table.one_of_or("side", {"entry", "exit"}, "");
        const core::LaneConfig* lane = lane_of(device.lane);
        if (lane != nullptr && !lane->settings.reversible) {
            const bool exit = lane->direction == core::Direction::exit;
            device.side = exit ? core::Side::exit : core::Side::entry;
            if (!side.empty() && (side == "exit") != exit) {
                table.fault("side", "nothing, or the direction of its lane");
            }
        } else {
            device.side = side == "exit" ? core::Side::exit : core::Side::entry;
            if (side.empty()) {
                without_side_.insert(device.name);
            }
        }
    }

    // Whether a device needs a lane is known from its profile alone.
    void report_missing_lanes() {
        for (const drivers::DeviceSettings& device : config_.hardware.devices) {
            const auto* profile = std::get_if<drivers::DeviceProfile>(&device.profile);
            const auto table = device_tables_.find(device.name);
            if (profile != nullptr && !std::holds_alternative<drivers::AlarmMap>(profile->map) &&
                table != device_tables_.end() && !table->second.has("lane")) {
                table->second.fault("lane", "the id of a [[lane]]");
            }
        }
    }

    // What follows from the profiles, once they are known to be good.
    void fit_lanes() {
        std::map<LaneId, core::lane::Sensors> reported;
        for (const drivers::DeviceSettings& device : config_.hardware.devices) {
            const auto& map = std::get<drivers::DeviceProfile>(device.profile).map;
            const bool looks =
                std::holds_alternative<drivers::CameraMap>(map) || std::holds_alternative<drivers::DisplayMap>(map);
            if (looks && without_side_.contains(device.name)) {
                device_tables_.at(device.name).fault("side", "\"entry\" or \"exit\", because its lane is reversible");
            }
            auto& sensors =
                reported.try_emplace(device.lane, core::lane::Sensors{false, false, false, false}).first->second;
            if (const auto* loops = std::get_if<drivers::LoopsMap>(&map)) {
                sensors.arrival = sensors.arrival || loops->arrival;
                sensors.safety = sensors.safety || loops->safety;
                sensors.photocell = sensors.photocell || loops->photocell;
                sensors.beyond = sensors.beyond || loops->beyond;
            }
        }
        for (core::LaneConfig& lane : config_.lot.lanes) {
            fit_lane(lane, reported.at(lane.id));
        }
    }

    // A sensor that nobody reads would be unknown for ever, and one that nobody listens to would protect nobody.
    void fit_lane(core::LaneConfig& lane, const core::lane::Sensors& reported) {
        settings::Table& table = lane_tables_.at(lane.id.text);
        core::lane::Sensors& fitted = lane.settings.fitted;
        if (!named_loops_.contains(lane.id.text)) {
            fitted = reported;
        } else if ((fitted.arrival && !reported.arrival) || (fitted.safety && !reported.safety) ||
                   (fitted.photocell && !reported.photocell) || (fitted.beyond && !reported.beyond)) {
            table.fault("loops", "only what a [[device]] of the lane reports");
        }
        if (!fitted.safety && !fitted.photocell) {
            table.fault("id", "a lane with a safety loop or a photocell: without one no car under the arm is seen");
        }
        if (lane.settings.reversible && (!fitted.arrival || !fitted.beyond)) {
            table.fault("direction", "a lane with loops on both sides of the arm (arrival and beyond)");
        }
    }

    // Profiles are read even when the site has other errors, so that all are told at once; what else is wrong with the
    // hardware can only be said of a site that is good by itself.
    void check_hardware() {
        const bool good = document_.good();
        const auto problems = drivers::resolve(config_.hardware);
        if (good && problems.empty()) {
            fit_lanes();
        } else if (!good) {
            report_missing_lanes();
        }
        for (const auto& problem : problems) {
            const auto same = [&](const auto& other) { return to_text(other) == to_text(problem); };
            if (problem.file.empty()) {
                if (good) {
                    put_in_place(problem);
                }
            } else if (std::ranges::none_of(others_, same)) {
                others_.push_back(problem);
            }
        }
    }

    // These problems name a device or a line, and perhaps its key after a dot.
    void put_in_place(const settings::Problem& problem) {
        const auto dot = problem.key.find('.');
        const std::string name = problem.key.substr(0, dot);
        const std::string key = dot == std::string::npos ? "id" : problem.key.substr(dot + 1);
        const bool of_line = key == "host" || key == "port" || key == "baud" || key == "path" || key == "stop_bits" ||
                             key == "max_load_percent";
        auto& tables = of_line ? line_tables_ : device_tables_;
        if (const auto found = tables.find(name); found != tables.end()) {
            found->second.fault(key, problem.expected + " (" + problem.found + ")");
        } else {
            others_.push_back(problem);
            others_.back().file = document_.file();
        }
    }

    void read_keys(settings::Table table) {
        config_.keys = site::read_keys(table, folder_, site_, {KeyRole::box, config_.lot.box.text});
        config_.plates = site::read_site_key(table, folder_);
        table.done();
    }

    void read_rights(settings::Table& root) {
        const fs::path file = resolve(root.text_or("rights", ""));
        if (file.empty()) {
            return;
        }
        config_.rights_file = file;
        const PlateHasher* hasher = config_.plates ? &*config_.plates : nullptr;
        auto loaded = load_rights(file, hasher, config_.lot.rules.tariff, config_.trust);
        config_.lot.rights = std::move(loaded.rights);
        config_.signed_parts.insert(config_.signed_parts.end(), loaded.signed_parts.begin(), loaded.signed_parts.end());
        others_.insert(others_.end(), loaded.problems.begin(), loaded.problems.end());
    }

    fs::path folder_;
    settings::Document document_;
    EdgeConfig config_;
    site::SiteSettings site_;
    std::vector<settings::Problem> others_;
    std::map<std::string, settings::Table> lane_tables_;
    std::set<std::string> named_loops_;  // lanes that say which they have
    std::set<std::string> unused_lanes_; // that no device names yet
    std::set<std::string> without_side_; // devices of a lane that may be reversible
    std::map<std::string, settings::Table> line_tables_;
    std::map<std::string, settings::Table> device_tables_;
};

} // namespace

LoadedRights load_rights(const fs::path& file, const PlateHasher* hasher, const rules::Tariff& tariff,
                         const site::Trust& trust) {
    std::set<std::string> tiers;
    for (const auto& table : tariff.tables) {
        tiers.insert(table.tiers.begin(), table.tiers.end());
    }
    auto document = settings::Document::from_file(file.string());
    LoadedRights out{app::read_rights(document.root(), hasher, tariff.calendar, &tiers), {}, {}};
    out.problems = document.problems();
    trust.take("rights", document, out.signed_parts, out.problems);
    return out;
}

LoadedConfig load_config(const fs::path& file) {
    return Loader(file).load();
}

} // namespace parkgate::app
