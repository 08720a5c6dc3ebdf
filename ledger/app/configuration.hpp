// The ledger's configuration: one TOML file, the rule set and the keys that it names. Paths are relative to the file.
#pragma once

#include "ledger/core/books.hpp"
#include "platform/mqtt/client.hpp"
#include "protocol/signature.hpp"

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::ledger {

struct Configuration {
    bool demo = false;
    std::string site;
    std::vector<std::string> lots;
    mqtt::Options mqtt;
    std::filesystem::path key_list;
    std::string root_public_hex;
    std::filesystem::path own_key;
    std::filesystem::path site_key; // empty: not named; only adding members needs it
    std::filesystem::path store;
    Terms terms;
};

struct Keys {
    KeyRing ring;
    Signer own;
};

// One line for each problem, all of them at once.
using Problems = std::vector<std::string>;

std::expected<Configuration, Problems> read_configuration(const std::filesystem::path& file);
std::expected<Keys, Problems> read_keys(const Configuration& configuration);
std::expected<PlateHasher, std::string> read_site_key(const Configuration& configuration);

// The whole of a small file; none if it cannot be read.
std::optional<std::string> read_whole(const std::filesystem::path& file);

} // namespace parkgate::ledger
