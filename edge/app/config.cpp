#include "edge/app/config.hpp"

#include "rules/file/rule_file.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace parkgate::app {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_ms = 600'000;
constexpr std::string_view demo_prefix = "demo-";

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
        LoadedConfig out{std::move(config_), document_.problems()};
        out.problems.insert(out.problems.end(), others_.begin(), others_.end());
        if (document_.good()) {
            const auto found = drivers::resolve(out.config.hardware);
            out.problems.insert(out.problems.end(), found.begin(), found.end());
        }
        return out;
    }

  private:
    [[nodiscard]] fs::path resolve(const std::string& path) const {
        return path.empty() || fs::path(path).is_absolute() ? fs::path(path) : folder_ / path;
    }

    static bool is_loopback(const std::string& host) {
        return host.starts_with("127.") || host == "localhost" || host == "::1";
    }

    void demand_loopback(settings::Table& table, const std::string& host) {
        if (config_.demo && !is_loopback(host)) {
            table.fault("host", "a loopback address, because mode is \"demo\"");
        }
    }

    void read_site(settings::Table& root) {
        config_.demo = root.one_of_or("mode", {"production", "demo"}, "production") == "demo";
        config_.lot.site = root.name("site");
        config_.lot.lot = root.name("lot");
        config_.lot.box = {root.name("box")};
        if (config_.demo != config_.lot.site.starts_with(demo_prefix)) {
            root.fault("site", config_.demo
                                   ? "a site that begins with \"demo-\", because mode is \"demo\""
                                   : "a site that does not begin with \"demo-\", because mode is not \"demo\"");
        }
    }

    void read_store(settings::Table table) {
        config_.store_file = resolve(table.text("file"));
        config_.commit_late = Duration{table.integer_or("commit_late_ms", 10, 5'000, 250)};
        table.done();
    }

    void read_mqtt(settings::Table table) {
        auto& mqtt = config_.mqtt;
        mqtt.host = table.text_or("host", "127.0.0.1");
        mqtt.port = static_cast<int>(table.integer("port", 1, 65'535));
        mqtt.user = table.text_or("user", "");
        if (const auto file = table.text_or("password_file", ""); !file.empty()) {
            mqtt.password = first_line(table, "password_file", resolve(file));
        }
        mqtt.client_id = config_.lot.box.text;
        demand_loopback(table, mqtt.host);
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
            if (!names.insert(lane.id.text).second) {
                table.fault("id", "a name that no other lane has");
            }
            table.done();
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
            demand_loopback(table, host);
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
            table.done();
            config_.hardware.devices.push_back(std::move(device));
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
        const std::string root = first_line(table, "root", resolve(table.text("root")));
        auto ring = read_key_list(content(table, "list"), config_.lot.site, root);
        auto own = read_signer(content(table, "own"));
        auto plates = read_plate_hasher(content(table, "site"));
        if (!ring) {
            table.fault("list", "a key list of this site: " + ring.error());
        }
        if (!own) {
            table.fault("own", "a private key: " + own.error());
        }
        if (!plates) {
            table.fault("site", "a site key: " + plates.error());
        }
        table.done();
        if (ring && own && plates) {
            check_key(table, *ring, own->id());
            config_.keys.emplace(Keys{std::move(*ring), std::move(*own), std::move(*plates)});
        }
    }

    void check_key(settings::Table& table, const KeyRing& ring, const KeyId& own) {
        const auto found = ring.keys().find(own);
        if (found == ring.keys().end() || found->second.role != KeyRole::box ||
            found->second.owner != config_.lot.box.text) {
            table.fault("own", "a key that the list names as this box's");
        }
        for (const auto& [id, key] : ring.keys()) {
            if (id.text.starts_with(demo_prefix) != config_.demo) {
                table.fault("list", config_.demo ? "only keys that begin with \"demo-\", because mode is \"demo\""
                                                 : "no keys that begin with \"demo-\", because mode is not \"demo\"");
                return;
            }
        }
    }

    std::string content(settings::Table& table, std::string_view key) {
        const fs::path path = resolve(table.text(key));
        std::ifstream in(path, std::ios::binary);
        if (!in) {
            table.fault(key, "a file that can be read");
            return {};
        }
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    }

    static std::string first_line(settings::Table& table, std::string_view key, const fs::path& path) {
        std::ifstream in(path);
        std::string line;
        if (!std::getline(in, line)) {
            table.fault(key, "a file that can be read");
        }
        return line;
    }

    fs::path folder_;
    settings::Document document_;
    EdgeConfig config_;
    std::vector<settings::Problem> others_;
};

} // namespace

LoadedConfig load_config(const fs::path& file) {
    return Loader(file).load();
}

} // namespace parkgate::app
