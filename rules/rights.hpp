// Assigned rights (APDS AssignedRight): who may park free or at another rate, who may not come in, and whose car its
// owner keeps here. Data in, verdict out; where the list comes from and who stands inside is the caller's.
#pragma once

#include "protocol/ids.hpp"
#include "rules/rate_table.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::rules {

// A right holds from `from` until before `until`, and then on these days at these hours of the site.
struct RightPeriod {
    SiteTime from;
    std::optional<SiteTime> until; // none: until it is withdrawn
    DaySet days = {};
    ClockRange hours = {};
};

bool holds(const RightPeriod& period, const SiteCalendar& calendar, SiteTime at);

// What falls due while the period holds is free.
struct FreeBy {
    RightId right;
    RightPeriod period;
};

// 月租车 monthly_pass, season: several months, a hotel's guest: from check-in to check-out.
enum class RightKind : std::uint8_t { monthly_pass, season, staff, vip, hotel_guest };

// What happens to the next car of a right whose bays are taken (一位多车).
enum class BaysTaken : std::uint8_t { transient, refuse };

struct AssignedRight {
    RightId id;
    RightKind kind = RightKind::monthly_pass;
    std::vector<PlateHash> plates;
    RightPeriod period;
    std::optional<std::int64_t> bays; // cars that may use it at the same time; none: all its plates
    BaysTaken when_taken = BaysTaken::transient;
    std::string tier; // priced by the rate tables of this tier; empty: free
};

// The blacklist. It keeps a car out; a car that is inside may always leave.
struct Ban {
    PlateHash plate;
    RightPeriod period;
};

// A car that is not to leave because its owner says so; staff can always release it.
struct OwnerLock {
    PlateHash plate;
    RightPeriod period;
};

struct RightsList {
    std::vector<AssignedRight> rights;
    std::vector<Ban> bans;
    std::vector<OwnerLock> locks;
};

enum class RightFault : std::uint8_t { no_id, id_twice, no_plate, ends_before_it_begins, no_bay };

// Empty: the list may be used. A ban or lock is named by its plate.
struct FaultyRight {
    std::string which;
    RightFault fault = RightFault::no_id;
    bool operator==(const FaultyRight&) const = default;
};
std::vector<FaultyRight> faults_of(const RightsList& list);

enum class RightOutcome : std::uint8_t {
    free,      // of what falls due while the period of `free` holds
    by_tier,   // the stay is priced by the rate tables of `tier`
    transient, // 临时车: as everybody
    refuse,    // may not enter; at the exit: may not leave until staff or the owner release it
};

enum class RightReason : std::uint8_t {
    right_holds,
    no_right,
    not_yet_valid,
    expired,
    outside_hours,
    bays_taken,
    blacklisted,
    locked_by_owner,
};

struct Verdict {
    RightOutcome outcome = RightOutcome::transient;
    RightReason reason = RightReason::no_right;
    RightId right = {}; // that was looked at; empty: none
    std::string tier = {};
    std::optional<FreeBy> free = {};
};

// Cars inside that stand on a right's bays, without the one that is asked about.
using OnBays = std::map<RightId, std::int64_t>;

struct StayUnderRights {
    PlateHash plate;
    SiteTime entered;
    SiteTime at;
    RightId at_entry = {}; // the verdict's right when it came in as free or by tier
};

class Rights {
  public:
    explicit Rights(RightsList list);

    [[nodiscard]] Verdict at_entry(const SiteCalendar& calendar, const PlateHash& plate, SiteTime at,
                                   const OnBays& inside) const;
    // A right that began during the stay counts too, for what falls due from then on. Bays are settled at the entry,
    // or here for a right that had not begun then.
    [[nodiscard]] Verdict at_exit(const SiteCalendar& calendar, const StayUnderRights& stay,
                                  const OnBays& inside) const;

  private:
    [[nodiscard]] std::vector<const AssignedRight*> rights_of(const PlateHash& plate) const;

    RightsList list_;
    std::multimap<PlateHash, std::size_t> by_plate_;
};

} // namespace parkgate::rules
