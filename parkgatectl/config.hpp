// What parkgatectl needs to know: the lot, the broker, and whose key signs its orders. docs/CONFIG.md lists every key.
#pragma once

#include "platform/mqtt/client.hpp"
#include "platform/settings/reader.hpp"
#include "platform/site/site.hpp"
#include "protocol/topics.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace parkgate::ctl {

struct Config {
    LotTopics topics{"", ""};
    mqtt::Options mqtt;     // client_id is ctl-<operator>-<pid>: two tools of one person must not end each other
    OperatorId operator_id; // who the own key belongs to in the list
    std::optional<site::Keys> keys; // absent only when there are problems
};

struct LoadedConfig {
    Config config;
    std::vector<settings::Problem> problems; // all of them; empty: the configuration is good
};

// Paths in the file are relative to the file. Opens no connection.
LoadedConfig load_config(const std::filesystem::path& file);

} // namespace parkgate::ctl
