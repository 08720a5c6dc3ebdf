#include "ledger/app/daemon.hpp"
#include "platform/service/service.hpp"
#include "protocol/plate.hpp"

#include <iomanip>
#include <ostream>
#include <utility>

namespace parkgate::ledger {

namespace {

std::string_view explain(Admission::Result result) {
    switch (result) {
    case Admission::Result::added: return "added";
    case Admission::Result::already_there: return "is there already; nothing was changed";
    case Admission::Result::plates_added: return "was there already; the new plates were added, no points";
    case Admission::Result::plate_taken: return "was not changed: a plate belongs to another member";
    }
    std::unreachable();
}

} // namespace

int add_member(const Configuration& configuration, const NewMember& member, const ReadClocks& read, std::ostream& out,
               std::ostream& errors) {
    if (!is_name(member.id) || member.points < 0) {
        errors << "a member's id is 1 to 64 of A-Z a-z 0-9 _ -, and points are at least 0\n";
        return service::exit_failed;
    }
    if (!configuration.plates) {
        errors << "[keys] site: is not set, and it hides the plates of members\n";
        return service::exit_configuration;
    }
    std::vector<PlateHash> plates;
    for (const auto& plate : member.plates) {
        plates.push_back(configuration.plates->hash(normalise_plate(plate)));
    }
    auto store = open_store(configuration.store, configuration.terms, configuration.site, configuration.keys->own);
    if (!store) {
        errors << store.error() << "\n";
        return service::exit_failed;
    }
    const SiteTime now{read().wall.time_since_epoch()};
    const auto result = (*store)->add_member({member.id}, plates, {member.points}, now);
    out << "member " << member.id << " " << explain(result) << "; balance "
        << (*store)->books().balance(spendable({member.id})) << " points\n";
    return result == Admission::Result::plate_taken ? service::exit_failed : service::exit_good;
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
    const auto faults = (*store)->verify();
    for (const auto& fault : faults) {
        errors << fault << "\n";
    }
    out << (faults.empty() ? "the books are sound\n" : "the books are NOT sound\n");
    return faults.empty() ? service::exit_good : service::exit_failed;
}

} // namespace parkgate::ledger
