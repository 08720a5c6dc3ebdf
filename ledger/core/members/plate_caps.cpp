#include "ledger/core/members/plate_caps.hpp"

#include "ledger/core/earning/giving.hpp"
#include "ledger/core/members/abuse.hpp"

namespace parkgate::ledger {

PlatesCome plates_come(const Books& books, const Terms& terms, const MemberId& member,
                       const std::vector<PlateHash>& plates, SiteTime now) {
    const auto& caps = terms.earning.plates;
    PlatesCome come;
    if (plates.empty()) {
        return come;
    }
    if (std::ssize(books.plates_of(member, now)) + std::ssize(plates) > caps.plates_a_member) {
        return {Code::too_many_plates, {}};
    }
    for (const auto& plate : plates) {
        if (!books.has_had(member, plate)) {
            const CapUse links = one_more(books, terms, {plate.text}, CapKind::links, now);
            if (links.used > caps.members_a_plate) {
                return {Code::capped, {}};
            }
            come.rows.emplace_back(links);
        }
        // From when the ledger has heard of it: a stay that has begun is priced for who came in.
        come.rows.emplace_back(PlateLink{plate, member, now});
    }
    return come;
}

} // namespace parkgate::ledger
