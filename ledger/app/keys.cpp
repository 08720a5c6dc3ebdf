#include "protocol/keys.hpp"

#include "ledger/app/configuration.hpp"

#include <filesystem>

namespace parkgate::ledger {

namespace {

namespace fs = std::filesystem;

bool others_may_read(const fs::path& file) {
    std::error_code error;
    const auto status = fs::status(file, error);
    return !error && (status.permissions() & fs::perms::others_all) != fs::perms::none;
}

// The keys of a demo are on every developer's machine: production never trusts one, a demo trusts nothing else.
void check_names(const Configuration& configuration, const KeyRing& ring, Problems& problems) {
    for (const auto& [id, key] : ring.keys()) {
        if (id.text.starts_with("demo-") != configuration.demo) {
            problems.push_back(configuration.key_list.string() + ": key " + id.text +
                               (configuration.demo ? ": in demo mode every key id begins with \"demo-\""
                                                   : ": a demo key is not taken outside demo mode"));
        }
    }
}

void check_own(const Configuration& configuration, const KeyRing& ring, const Signer& own, Problems& problems) {
    const auto listed = ring.keys().find(own.id());
    if (listed == ring.keys().end() || listed->second.role != KeyRole::ledger ||
        listed->second.bytes != own.public_bytes()) {
        problems.push_back(configuration.own_key.string() + ": key " + own.id().text +
                           " is not in the key list as a key of the ledger");
    }
    if (!configuration.demo && others_may_read(configuration.own_key)) {
        problems.push_back(configuration.own_key.string() + ": others may read this private key: chmod o-rwx");
    }
}

} // namespace

std::expected<Keys, Problems> read_keys(const Configuration& configuration) {
    Problems problems;
    const auto list = read_whole(configuration.key_list);
    const auto ring = list ? read_key_list(*list, configuration.site, configuration.root_public_hex)
                           : std::unexpected(std::string("cannot be read"));
    if (!ring) {
        problems.push_back(configuration.key_list.string() + ": " + ring.error());
    }
    const auto text = read_whole(configuration.own_key);
    auto own = text ? read_signer(*text) : std::unexpected(std::string("cannot be read"));
    if (!own) {
        problems.push_back(configuration.own_key.string() + ": " + own.error());
    }
    if (ring) {
        check_names(configuration, *ring, problems);
    }
    if (ring && own) {
        check_own(configuration, *ring, *own, problems);
    }
    if (!problems.empty()) {
        return std::unexpected(std::move(problems));
    }
    return Keys{*ring, *std::move(own)};
}

std::expected<PlateHasher, std::string> read_site_key(const Configuration& configuration) {
    const auto text = read_whole(configuration.site_key);
    if (!text) {
        return std::unexpected("[keys] site: " + (configuration.site_key.empty()
                                                      ? "is not set"
                                                      : configuration.site_key.string() + " cannot be read"));
    }
    return read_plate_hasher(*text);
}

} // namespace parkgate::ledger
