// Which signed files of rules the books were kept by, and from when: written down with the books themselves.
#pragma once

#include "ledger/app/configuration.hpp"
#include "ledger/store/store.hpp"

#include <expected>
#include <string>
#include <vector>

namespace parkgate::ledger {

struct RulesInForce {
    std::string part; // rules | membership | template | stores
    std::string file;
    std::int64_t version = 0;
    std::string hash;
    std::vector<std::string> signers;
    SiteTime from;
    std::string accepted; // why an older one was taken; else empty
    bool operator==(const RulesInForce&) const = default;
};

// Writes down what has changed since the books were last kept. The error, a line for a person: something is older than
// before, and nobody said in `accepted` that it may be.
std::expected<void, std::string> put_rules_in_force(Store& store, const Configuration& configuration, SiteTime now,
                                                    const std::string& accepted);

// All of it, the oldest first.
std::vector<RulesInForce> rules_history(const Store& store);
// Of each part what held at some time of the period, which is half open.
std::vector<RulesInForce> rules_of(const std::vector<RulesInForce>& history, std::optional<SiteTime> from,
                                   std::optional<SiteTime> until);

} // namespace parkgate::ledger
