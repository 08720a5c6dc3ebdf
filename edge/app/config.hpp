// The daemon's configuration, read and checked whole before anything is started. docs/CONFIG.md lists every key.
#pragma once

#include "drivers/hardware.hpp"
#include "edge/core/lot.hpp"
#include "platform/mqtt/client.hpp"
#include "platform/settings/reader.hpp"
#include "platform/site/site.hpp"
#include "platform/site/trust.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace parkgate::app {

struct EdgeConfig {
    bool demo = false;
    core::LotConfig lot;
    std::filesystem::path rights_file; // empty: none
    site::Trust trust;
    std::vector<site::SignedPart> signed_parts; // of the files of rules, texts and rights, where it is demanded
    std::filesystem::path store_file;
    Duration commit_late{250}; // an exit waits no longer for the disk
    mqtt::Options mqtt;
    drivers::HardwareSettings hardware;
    std::optional<site::Keys> keys;    // absent only when there are problems
    std::optional<PlateHasher> plates; // likewise
};

struct LoadedConfig {
    EdgeConfig config;
    std::vector<settings::Problem> problems; // all of them; empty: the configuration is good
};

struct LoadedRights {
    rules::RightsList rights;
    std::vector<settings::Problem> problems;    // empty: the list may be used
    std::vector<site::SignedPart> signed_parts; // of at most one
};
LoadedRights load_rights(const std::filesystem::path& file, const PlateHasher* hasher, const rules::Tariff& tariff,
                         const site::Trust& trust);

// Paths in the file are relative to the file. Opens no device and no connection.
LoadedConfig load_config(const std::filesystem::path& file);

} // namespace parkgate::app
