// The ledger's configuration: one TOML file, and the rule sets, membership, stores and keys that it
// names. Paths are relative to the file.
#pragma once

#include "ledger/core/books.hpp"
#include "platform/mqtt/client.hpp"
#include "platform/site/site.hpp"
#include "platform/site/trust.hpp"

#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::ledger {

struct Configuration {
    bool demo = false;
    std::string site;
    std::vector<std::string> lots;
    std::map<BoxId, std::string> boxes; // the lot of each that a lot names: it speaks there alone
    mqtt::Options mqtt;
    std::optional<site::Keys> keys;    // absent only when there are problems
    std::optional<PlateHasher> plates; // absent when [keys] names no site key: members and their events need it
    std::filesystem::path store;
    Duration longest_closed = std::chrono::hours(24 * 14); // of the mall; a clock that shows more is not believed
    std::vector<site::SignedPart> signed_parts;            // of all files of rules, where it is demanded
    Terms terms;
};

// One line for each problem, all of them at once.
using Problems = std::vector<std::string>;

std::expected<Configuration, Problems> read_configuration(const std::filesystem::path& file);

} // namespace parkgate::ledger
