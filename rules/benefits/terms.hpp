// What a mall has settled about benefits: their order, their caps, the hours of its tiers, the price of points.
// docs/BENEFITS.md tells a mall what each part means. Only terms that benefits/check.hpp finds no fault with may be
// used.
#pragma once

#include "protocol/benefit_code.hpp"
#include "protocol/quote.hpp"
#include "protocol/worth.hpp"
#include "rules/benefits/worth.hpp"
#include "rules/rate_table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parkgate::rules {

// Another price than the usual one, for members who enter in these hours. The first that fits holds.
struct PointsAtHours {
    std::vector<std::string> tiers; // none: every member
    DaySet days;
    ClockRange hours;
    Points per_unit; // at least 1
};

struct PointsPrice {
    Minutes unit;         // what is bought, at least 1
    Points per_unit;      // at least 1
    Minutes most_to_hold; // the longest stay that points are kept for
    std::vector<PointsAtHours> at_hours = {};
};

// A coupon that may be given to a member as he leaves, and to whom and when.
struct CouponRule {
    CampaignId campaign;   // of a rule set's coupons each has one of its own
    CouponWorth worth;     // of the coupon that is given
    Minutes shortest_stay; // that earns one
    std::int64_t valid_days = 14;
    std::vector<std::string> tiers = {}; // none: every member
    DaySet days = {};                    // on which he leaves
    std::optional<LocalDay> from = {};   // the site's dates, both included
    std::optional<LocalDay> until = {};
    bool operator==(const CouponRule&) const = default;
};

constexpr std::size_t most_coupons = 16; // of a rule set: a gate asks for a slice of each

struct TierHours {
    struct Tier {
        std::string name;
        Worth worth;
    };
    std::vector<Tier> tiers;
    bool first_entry_only = true; // only for the plate's first stay of the day
    bool once_a_day = true;       // once a member and day, for the first of his cars that leaves
};

// What a visit has for a code of its member. Why he has the code is the ledger's to know.
struct CodeBenefit {
    BenefitCode code;
    Minutes free; // of each visit, at least 1
};

// What a cap counts over: this stay, all stays of the plate today, all stays of the member today.
enum class CapOver : std::uint8_t { entry, day, member };
enum class CapIn : std::uint8_t { minutes, fen, times };

// The most that one benefit may give. Minutes limit what gives minutes, fen limit everything.
struct BenefitCap {
    Benefit of = Benefit::points;
    CapOver over = CapOver::entry;
    CapIn in = CapIn::minutes;
    std::int64_t most = 0;
};

// What becomes of a charge that free minutes reach only in part.
enum class StartedCharge : std::uint8_t {
    whole, // it is the driver's: an increment that has begun is covered
    share, // its started minutes are covered, their price rounded up to a fen
};

struct BenefitTerms {
    // Each at most once; what is missing is not given here. A right comes after grace wherever that stands.
    std::vector<Benefit> order = {Benefit::grace,  Benefit::store_validation, Benefit::codes,  Benefit::tier_hours,
                                  Benefit::coupon, Benefit::points,           Benefit::payment};
    // For clocks that differ: after the free minutes, and after the time to leave that a payment gives.
    Minutes courtesy = {};
    // A coupon is kept when more than this part of it would be wasted; 100: never kept. A part of its minutes; of every
    // other kind a part of the most that it takes off.
    std::int64_t kept_above_waste_percent = 50;
    StartedCharge started_charge = StartedCharge::whole;
    TierHours tier_hours = {};
    std::vector<BenefitCap> caps = {};
    std::vector<CodeBenefit> codes = {}; // given in this order
};

} // namespace parkgate::rules
