#include "parkgatectl/config.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace parkgate::ctl {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view demo_prefix = "demo-";

class Loader {
  public:
    explicit Loader(const fs::path& file)
        : folder_(fs::absolute(file).parent_path()), document_(settings::Document::from_file(file.string())) {}

    LoadedConfig load() {
        auto root = document_.root();
        const std::string site = root.name("site");
        const std::string lot = root.name("lot");
        config_.topics = LotTopics(site, lot);
        read_mqtt(root.table("mqtt"));
        read_keys(root.table("keys"), site);
        root.done();
        config_.mqtt.client_id = "ctl-" + config_.operator_id.text + "-" + std::to_string(::getpid());
        return {std::move(config_), document_.problems()};
    }

  private:
    void read_mqtt(settings::Table table) {
        auto& mqtt = config_.mqtt;
        mqtt.host = table.text_or("host", "127.0.0.1");
        mqtt.port = static_cast<int>(table.integer_or("port", 1, 65'535, 1883));
        mqtt.user = table.text_or("user", "");
        if (table.has("password_file")) {
            mqtt.password = first_line(content(table, "password_file"));
        }
        table.done();
    }

    void read_keys(settings::Table table, const std::string& site) {
        const std::string list = content(table, "list");
        const std::string root = first_line(content(table, "root"));
        const std::string own_text = content(table, "own");
        auto ring = list.empty() || root.empty() ? std::unexpected(std::string()) : read_key_list(list, site, root);
        if (!ring && !ring.error().empty()) {
            table.fault("list", "a key list of this site: " + ring.error());
        }
        auto own = own_text.empty() ? std::unexpected(std::string()) : read_signer(own_text);
        if (!own && !own.error().empty()) {
            table.fault("own", "a private key: " + own.error());
        }
        if (ring) {
            check_list(table, *ring, site);
        }
        if (ring && own) {
            check_own(table, *ring, *own, site);
            config_.keys.emplace(Keys{std::move(*ring), std::move(*own)});
        }
        table.done();
    }

    // The keys of a demo are on every developer's machine: they count in a demo's site and nowhere else.
    static void check_list(settings::Table& table, const KeyRing& ring, const std::string& site) {
        const bool demo = site.starts_with(demo_prefix);
        const bool fits = std::ranges::all_of(
            ring.keys(), [&](const auto& key) { return key.first.text.starts_with("demo-") == demo; });
        if (!fits) {
            table.fault("list", demo ? "only keys that begin with \"demo-\", as the site does"
                                     : "no keys that begin with \"demo-\", as the site does not");
        }
    }

    void check_own(settings::Table& table, const KeyRing& ring, const Signer& own, const std::string& site) {
        const auto found = ring.keys().find(own.id());
        if (found == ring.keys().end() || found->second.role != KeyRole::command ||
            found->second.bytes != own.public_bytes()) {
            table.fault("own", "a key that the list names as an operator's");
            return;
        }
        config_.operator_id = {found->second.owner};
        std::error_code error;
        const auto mode = fs::status(resolve(table.text("own")), error).permissions();
        if (!site.starts_with(demo_prefix) && !error && (mode & fs::perms::others_all) != fs::perms::none) {
            table.fault("own", "a private key that others cannot read (chmod 600)");
        }
    }

    [[nodiscard]] fs::path resolve(const std::string& path) const {
        return fs::path(path).is_absolute() ? fs::path(path) : folder_ / path;
    }

    // Empty, and reported, when there is no such file.
    std::string content(settings::Table& table, std::string_view key) {
        const std::string name = table.text(key);
        if (name.empty()) {
            return {};
        }
        std::ifstream in(resolve(name), std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        if (!in || text.str().empty()) {
            table.fault(key, "a file that can be read and is not empty");
            return {};
        }
        return text.str();
    }

    static std::string first_line(const std::string& text) { return text.substr(0, text.find_first_of("\r\n")); }

    fs::path folder_;
    settings::Document document_;
    Config config_;
};

} // namespace

LoadedConfig load_config(const fs::path& file) {
    return Loader(file).load();
}

} // namespace parkgate::ctl
