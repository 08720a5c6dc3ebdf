// What a session may draw on as it is priced.
#pragma once

#include "protocol/benefit_code.hpp"
#include "protocol/quote.hpp"
#include "rules/benefits/worth.hpp"
#include "rules/charge.hpp"
#include "rules/rights.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::rules {

struct StoreValidation {
    ValidationId id;
    Worth worth;
};

struct BenefitUse {
    Minutes minutes;
    Fen fen;
    std::int64_t times = 0;
    bool operator==(const BenefitUse&) const = default;
};

// By stays that have ended, on the site's calendar day on which this car leaves.
struct UsedToday {
    BenefitUse by_plate;
    BenefitUse by_member; // over all his plates
};

struct Means {
    struct CouponInHand {
        CouponId id;
        Worth worth;
        std::optional<Fen> most = {}; // that it takes off; none: money does not bound it
        // What was paid is the rest of a quote that counted on it: it is not kept, whatever has been given since.
        bool paid_with = false;
    };
    std::vector<CouponInHand> coupons; // the first that is not kept is taken
    Points points;                     // held for the session
    Fen paid;
    // A payment covered everything that was due at `settled_at`; until `settled_until` nothing more falls due.
    std::optional<SiteTime> settled_at;
    std::optional<SiteTime> settled_until;

    Visitor visitor = {};                          // selects the rate table; its tier may be a right's
    std::string member_tier = {};                  // whose hours and points these are; empty: none
    std::optional<FreeBy> right = {};              // that frees the stay or a part of it
    std::vector<StoreValidation> validations = {}; // applied in this order
    bool first_entry_of_day = false;               // of this plate
    std::map<Benefit, UsedToday> used_today = {};
    std::vector<BenefitCode> codes = {}; // of the member; one that the terms do not have gives nothing
};

} // namespace parkgate::rules
