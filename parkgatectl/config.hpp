// What parkgatectl needs to know: the lot, the broker, and whose key signs its orders or a store's notices.
// docs/CONFIG.md lists every key.
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
    mqtt::Options mqtt;     // client_id is ctl-<owner>-<pid>: two tools of one person must not end each other
    OperatorId operator_id; // who the own key belongs to in the list; of a till the store

    std::optional<site::Keys> keys; // absent only when there are problems
};

struct LoadedConfig {
    Config config;
    std::vector<settings::Problem> problems; // all of them; empty: the configuration is good
};

// Paths in the file are relative to the file. Opens no connection. `role`: what the own key must be.
LoadedConfig load_config(const std::filesystem::path& file, KeyRole role = KeyRole::command);

} // namespace parkgate::ctl
