#include "ledger/app/daemon.hpp"
#include "plate/repair.hpp"
#include "platform/service/service.hpp"
#include "protocol/codec.hpp"

#include <iomanip>
#include <optional>
#include <ostream>
#include <utility>

namespace parkgate::ledger {

namespace {

std::string_view explain(Admission::Result result) {
    switch (result) {
    case Admission::Result::added: return "added";
    case Admission::Result::already_there: return "is there already; nothing was changed";
    case Admission::Result::plates_added: return "was there already; the new plates were added, no points";
    case Admission::Result::settings_changed: return "was there already; tier or spending was changed";
    case Admission::Result::plate_taken: return "was not changed: a plate belongs to another member";
    }
    std::unreachable();
}

SiteTime site_time(const Configuration& configuration, const Store& store, const ReadClocks& read) {
    return SiteTime{read().wall.time_since_epoch() + Duration{clock_ahead_ms(store, configuration.demo)}};
}

std::string yuan(Fen amount) {
    const std::string cents = std::to_string(amount.count % 100);
    return std::to_string(amount.count / 100) + (cents.size() == 1 ? ".0" : ".") + cents;
}

void print(const FeeDifference& difference, std::ostream& out) {
    out << "session " << difference.session.text << ": the gate took " << yuan(difference.found) << " yuan, rules "
        << difference.rules.text << " say " << yuan(difference.expected) << " (entered "
        << rfc3339(difference.entered_at.time_since_epoch().count()) << ", billed until "
        << rfc3339(difference.billed_until.time_since_epoch().count()) << ", quote " << difference.quote.text << ")\n";
}

bool no_site_key(const Configuration& configuration, std::ostream& errors) {
    if (!configuration.plates) {
        errors << "[keys] site: is not set, and it hides the plates of members\n";
    }
    return !configuration.plates;
}

// What the gate's cameras and lists hash; none: no car can have this plate, which has been told.
std::optional<PlateHash> hash_of(const Configuration& configuration, const std::string& plate, std::ostream& errors) {
    const auto spelled = plate::spell(plate);
    if (!spelled) {
        errors << "--plate: not a plate of any car; this one is " << to_text(spelled.error()) << "\n";
        return std::nullopt;
    }
    return configuration.plates->hash(spelled->plate);
}

} // namespace

int add_member(const Configuration& configuration, const NewMember& member, const ReadClocks& read, std::ostream& out,
               std::ostream& errors) {
    const bool tier_good = !member.tier || member.tier->empty() || is_name(*member.tier);
    if (!is_name(member.id) || member.points < 0 || !tier_good) {
        errors << "a member's id and tier are 1 to 64 of A-Z a-z 0-9 _ -, and points are at least 0\n";
        return service::exit_failed;
    }
    if (no_site_key(configuration, errors)) {
        return service::exit_configuration;
    }
    std::vector<PlateHash> plates;
    for (const auto& plate : member.plates) {
        const auto hash = hash_of(configuration, plate, errors);
        if (!hash) {
            return service::exit_failed;
        }
        plates.push_back(*hash);
    }
    auto store = open_store(configuration.store, configuration.terms, configuration.site, configuration.keys->own);
    if (!store) {
        errors << store.error() << "\n";
        return service::exit_failed;
    }
    const SiteTime now = site_time(configuration, **store, read);
    const auto result = (*store)->add_member({member.id}, plates, {member.points}, now, {member.tier, member.spending});
    out << "member " << member.id << " " << explain(result) << "; balance "
        << (*store)->books().balance(spendable({member.id})) << " points\n";
    return result == Admission::Result::plate_taken ? service::exit_failed : service::exit_good;
}

int unlink_plate(const Configuration& configuration, const std::string& plate, const ReadClocks& read,
                 std::ostream& out, std::ostream& errors) {
    if (no_site_key(configuration, errors)) {
        return service::exit_configuration;
    }
    const auto hash = hash_of(configuration, plate, errors);
    if (!hash) {
        return service::exit_failed;
    }
    auto store = open_store(configuration.store, configuration.terms, configuration.site, configuration.keys->own);
    if (!store) {
        errors << store.error() << "\n";
        return service::exit_failed;
    }
    const MemberId was = (*store)->unlink(*hash, site_time(configuration, **store, read));
    if (was.empty()) {
        errors << "no member has this plate\n";
        return service::exit_failed;
    }
    out << "the plate is not member " << was.text << "'s any more; a stay that has begun is still his\n";
    return service::exit_good;
}

int verify_file(const Configuration& configuration, std::ostream& out, std::ostream& errors) {
    auto store = open_store(configuration.store, configuration.terms, configuration.site, configuration.keys->own);
    if (!store) {
        errors << store.error() << "\n";
        return service::exit_failed;
    }
    for (const auto& balance : (*store)->balances()) {
        out << balance.unit << " " << std::left << std::setw(24) << balance.kind << " " << std::setw(34)
            << balance.owner << " " << balance.amount << "\n";
    }
    for (const auto& difference : (*store)->fee_differences()) {
        print(difference, out);
    }
    const auto faults = (*store)->verify();
    for (const auto& fault : faults) {
        errors << fault << "\n";
    }
    out << (faults.empty() ? "the books are sound\n" : "the books are NOT sound\n");
    return faults.empty() ? service::exit_good : service::exit_failed;
}

} // namespace parkgate::ledger
