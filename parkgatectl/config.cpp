#include "parkgatectl/config.hpp"

#include <unistd.h>

namespace parkgate::ctl {

namespace fs = std::filesystem;

LoadedConfig load_config(const fs::path& file, KeyRole role) {
    const fs::path folder = file.parent_path();
    auto document = settings::Document::from_file(file.string());
    auto root = document.root();
    const auto site = site::read_site_of_tool(root);
    Config config;
    config.topics = LotTopics(site.name, site::read_lot(root, "lot"));
    auto broker = root.table("mqtt");
    config.mqtt = site::read_broker(broker, folder, site.demo);
    broker.done();
    auto keys = root.table("keys");
    config.keys = site::read_keys(keys, folder, site, {role, {}});
    keys.done();
    root.done();
    if (config.keys) {
        config.operator_id = {config.keys->owner};
    }
    config.mqtt.client_id = "ctl-" + config.operator_id.text + "-" + std::to_string(::getpid());
    return {std::move(config), document.problems()};
}

} // namespace parkgate::ctl
