#include "ledger/app/rules_history.hpp"

#include <boost/json.hpp>
#include <spdlog/spdlog.h>

#include <map>

namespace parkgate::ledger {

namespace {

namespace json = boost::json;

constexpr const char* history_key = "rules_history";

json::object to_json(const RulesInForce& one) {
    return {{"part", one.part},
            {"file", one.file},
            {"version", one.version},
            {"hash", one.hash},
            {"signers", json::array(one.signers.begin(), one.signers.end())},
            {"from_ms", std::int64_t{one.from.time_since_epoch().count()}},
            {"accepted", one.accepted}};
}

std::string text(const json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}

RulesInForce from_json(const json::object& object) {
    RulesInForce out{text(object, "part"),
                     text(object, "file"),
                     object.at("version").to_number<std::int64_t>(),
                     text(object, "hash"),
                     {},
                     SiteTime{Duration{object.at("from_ms").to_number<std::int64_t>()}},
                     text(object, "accepted")};
    for (const auto& signer : object.at("signers").as_array()) {
        out.signers.emplace_back(signer.as_string());
    }
    return out;
}

void write_history(Store& store, const std::vector<RulesInForce>& history) {
    json::array rows;
    for (const auto& one : history) {
        rows.push_back(to_json(one));
    }
    store.set_meta(history_key, json::serialize(rows));
}

} // namespace

std::vector<RulesInForce> rules_history(const Store& store) {
    std::vector<RulesInForce> out;
    const auto rows = json::parse(store.meta(history_key).value_or("[]"));
    for (const auto& row : rows.as_array()) {
        out.push_back(from_json(row.as_object()));
    }
    return out;
}

std::expected<void, std::string> put_rules_in_force(Store& store, const Configuration& configuration, SiteTime now,
                                                    const std::string& accepted) {
    const auto changed = site::changed_parts(
        configuration.signed_parts, [&](const std::string& key) { return store.meta(key).value_or(""); }, accepted);
    if (!changed) {
        return std::unexpected(changed.error());
    }
    if (changed->empty()) {
        return {};
    }
    // First what is in force, then that it is known: after a crash in between it is written down twice.
    auto history = rules_history(store);
    for (const auto& [part, why] : *changed) {
        history.push_back({part.part, part.file, part.version.version, part.hash, part.version.signers, now, why});
        spdlog::info("{}: version {}, signed by {}{}{}", part.file, part.version.version,
                     fmt::join(part.version.signers, " and "), why.empty() ? "" : "; older, accepted: ", why);
    }
    write_history(store, history);
    for (const auto& [part, why] : *changed) {
        store.set_meta(site::version_key(part.part), site::remembered(part));
    }
    return {};
}

std::vector<RulesInForce> rules_of(const std::vector<RulesInForce>& history, std::optional<SiteTime> from,
                                   std::optional<SiteTime> until) {
    std::map<std::string, SiteTime> next; // of the same part
    std::vector<RulesInForce> out;
    for (auto one = history.rbegin(); one != history.rend(); ++one) {
        const auto ended = next.find(one->part);
        const bool over = ended != next.end() && from && ended->second <= *from;
        if (!over && (!until || one->from < *until)) {
            out.insert(out.begin(), *one);
        }
        next[one->part] = one->from;
    }
    return out;
}

} // namespace parkgate::ledger
