// What a purchase or another deed earns, as data: rates, campaigns, steps, caps, tiers, stamps. Pure; all arithmetic is
// of integers. Only terms that earning/check.hpp finds no fault with may be used. docs/MEMBERSHIP.md tells a mall what
// each part means.
#pragma once

#include "protocol/benefit_code.hpp"
#include "protocol/membership.hpp"
#include "rules/site_calendar.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parkgate::rules {

enum class LeaseType : std::uint8_t { fixed_rent, turnover_rent, joint, self_operated };

// Half open; none: without end.
struct Validity {
    std::optional<SiteTime> from;
    std::optional<SiteTime> until;
    [[nodiscard]] bool holds(SiteTime at) const { return (!from || *from <= at) && (!until || at < *until); }
};

// How many fen make a point in a category of stores. A category and lease type without a rate earns nothing.
struct EarnRate {
    std::string category;
    std::vector<LeaseType> leases; // none: every one
    Fen per_point;                 // at least 1
    Validity valid = {};
};

// More points for a time, as long as its own budget lasts. Of several that fit a sale the greatest holds.
struct EarnCampaign {
    CampaignId id;
    std::int64_t percent = 200;          // of the usual points, above 100
    std::vector<std::string> categories; // none: every one
    Validity valid = {};
    Points budget; // that it may give beyond the usual ones, in all
};

// From `from` qualifying points of the running period on, each point counts `percent`. Ascending, never less than the
// one before, so that a receipt in parts never earns more than in one.
struct EarnStep {
    Points from;
    std::int64_t percent = 100;
};

// Deeds that earn a fixed number.
enum class Deed : std::uint8_t { join, refer, like, post };

enum class Reversal : std::uint8_t {
    none,        // once given it stays
    clawed_back, // an operator's decision takes it back
};

// A deed that is not listed earns nothing; a listed one has all of this, or the file does not load.
struct DeedRule {
    Deed deed = Deed::like;
    Points points;
    Points most_a_day; // of the mall's day of the deed
    bool reviewed = false;
    Reversal reversal = Reversal::clawed_back;
};

struct TierRule {
    std::string name;
    Points from; // qualifying points of the running and the former period, whichever are more
};

// What a gate is told of who belongs to it; several may say the same.
struct SegmentRule {
    SegmentId name;
    BenefitCode benefit;
};

struct StampRule {
    std::int64_t stamps = 0; // that make a coupon; 0: none are given
    Minutes shortest_stay;   // of a visit that qualifies, unless the member bought something that day
    CampaignId campaign;     // that the coupon comes from
};

struct PlateCaps {
    std::int64_t plates_a_member = 3;
    std::int64_t members_a_plate = 1; // that it comes to on one day; it is of one at a time
    std::int64_t visits_a_plate = 1;  // that give a stamp or a newcomer's bonus, on one day, whoever drives it
    std::int64_t earnings_a_day = 20; // events of one member and day that may earn; the next one waits for review
};

struct EarnTerms {
    RulesId id;
    std::vector<EarnRate> rates;
    std::vector<EarnCampaign> campaigns;
    std::vector<EarnStep> steps;
    std::vector<DeedRule> deeds;
    std::vector<TierRule> tiers; // ascending
    StampRule stamps = {};
    PlateCaps plates = {};
    std::int64_t lot_months = 12;       // earned points end with the month this many months later
    std::int64_t period_months = 12;    // of qualifying points, from January on
    std::int64_t review_after_days = 7; // a receipt that comes later than this waits for review
    Fen point_value{1};                 // what a point costs the mall in its books, at least 1
    Points second_person_above{500};    // adjustments
    Fen budget;                         // of all points that are given in a calendar year
    // Every one that a store may be of, those that earn nothing as well: a slip of the pen in a store's is then found.
    std::vector<std::string> categories = {};
    std::vector<SegmentRule> segments = {}; // at most most_benefits_told codes in all
};

// What one sale earns.
struct Earned {
    Points usual;    // by the rate alone: qualifying points count these
    Points steps;    // more, because of steps
    Points campaign; // more, because of a campaign
    CampaignId by;   // that campaign
    [[nodiscard]] Points sum() const { return usual + steps + campaign; }
    bool operator==(const Earned&) const = default;
};

struct Sale {
    std::string category;
    LeaseType lease = LeaseType::turnover_rent;
    Fen net; // up to 10^15, as `qualifying`; what is not above 0 earns nothing
    SiteTime at;
    Points qualifying;    // of the member's running period, before this sale
    Points campaign_left; // of the best campaign's budget; see best_campaign
};

// floor(net / per_point), integers only (INVARIANTS I-15, I-16).
Points usual_points(const EarnTerms& terms, const std::string& category, LeaseType lease, Fen net, SiteTime at);
// None: null. Where its budget has ended no other takes its place: else a receipt in parts would earn more than in one.
const EarnCampaign* best_campaign(const EarnTerms& terms, const std::string& category, SiteTime at);
Earned earn(const EarnTerms& terms, const Sale& sale);
// What of `first` the sale has still earned when only `kept` of its net was kept: never more, part by part. The
// difference is what a return takes back (INVARIANTS I-20); `sale` is as it was first worked out.
Earned earn_of_kept(const EarnTerms& terms, const Sale& sale, const Earned& first, Fen kept);
// The highest tier that these qualifying points reach; empty: none.
std::string tier_of(const EarnTerms& terms, Points qualifying);
// What the next purchase of who has so many qualifying points earns of the usual points; none: as usual.
std::optional<std::int64_t> step_percent(const EarnTerms& terms, Points qualifying);

// What a gate is told of who is of these segments: each code once, sorted. A segment without a rule has none.
std::vector<BenefitCode> benefits_of(const EarnTerms& terms, const std::vector<SegmentId>& segments);
// The first day on which points that are earned at `at` are no longer there, in the mall's calendar.
LocalDay lot_ends(const EarnTerms& terms, const SiteCalendar& calendar, SiteTime at);
// The first day of the period that `at` lies in.
LocalDay period_of(const EarnTerms& terms, const SiteCalendar& calendar, SiteTime at);
LocalDay day_of(const SiteCalendar& calendar, SiteTime at);

// A rate to begin with: the smallest for which points cost at most `share_percent` of what the mall gets of a sale. Of
// a commission `rent_a_year` is that part of the sales. None: without income, sales, share and value there is no ground
// for one. Money up to 10^13, the value up to 1000.
std::optional<Fen> suggested_rate(Fen rent_a_year, Fen sales_a_year, std::int64_t share_percent, Fen point_value);

} // namespace parkgate::rules
