// The state of a lot: its lanes, the cars inside, the coupons in hand, and what is asked of the ledger.
// step() is the whole controller: state in, event in, time in; state and effects out. Nothing here does I/O.
#pragma once

#include "edge/core/coupon/purse.hpp"
#include "edge/core/effects.hpp"
#include "edge/core/events.hpp"
#include "edge/core/exchange/asks.hpp"
#include "edge/core/fault/faults.hpp"
#include "edge/core/lane/lane.hpp"
#include "edge/core/stay/history.hpp"
#include "edge/core/stay/memory.hpp"
#include "edge/core/stay/presumed.hpp"
#include "edge/core/stay/session.hpp"
#include "edge/core/text/texts.hpp"
#include "edge/core/used_ids.hpp"
#include "rules/benefits.hpp"
#include "rules/rights.hpp"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace parkgate::core {

enum class Direction : std::uint8_t { entry, exit };

struct LaneConfig {
    LaneId id;
    Direction direction = Direction::entry; // of a reversible lane: nothing; its arrival loop is on the entry's side
    lane::Settings settings;
    // Where a car is on each side of the arm; empty: outside. Of an entry `behind` is the area that it leads to, of an
    // exit the one that it leads out of. Between two areas one lies within the other.
    AreaId before = {};
    AreaId behind = {};
};

// A part of the lot with its own number of spaces.
struct AreaConfig {
    AreaId id;
    std::int64_t spaces = 0;     // 0: nobody counts
    std::int64_t for_rights = 0; // of these, kept for cars with a right
};

// A car whose stay has not ended is at an entry.
enum class AntiPassback : std::uint8_t {
    soft, // it comes in; the stale stay ends as unseen
    hard, // staff are asked
};

// What becomes of a driver who owes money while no payment can be heard of.
enum class PaymentDown : std::uint8_t { open, call_staff };

// What becomes of a car at an exit that nobody saw come in.
enum class WithoutEntry : std::uint8_t { open, minimum_fee, ask };

struct LotConfig {
    std::string site;
    std::string lot;
    BoxId box;
    rules::RuleSet rules;
    texts::Texts texts;
    std::vector<LaneConfig> lanes;
    std::int64_t confidence_for_points = 90; // percent, at both ends, to spend points without a question
    Duration ledger_wait{300};               // one ask at the exit, then without points
    Duration read_keep{3'000};               // a read may come this long before its arrival
    Duration command_within{20'000};         // until an operator's command has failed
    Duration unread_after{10'000};           // a car without a plate this long is told whom to call
    Duration odd_for{60'000};                // a device that reported nonsense is a fault for so long
    Fen ask_fuzzy_above{2'000};              // a fuzzy match that owes more is a person's to decide
    WithoutEntry without_entry = WithoutEntry::open;
    Fen minimum_fee;               // of an exit without an entry, where it is asked for
    Duration staff_wait{60'000};   // for an answer of staff or a minimum fee; then the arm opens
    Duration record_after{30'000}; // a passage is over, also when its arm does not come down
    std::vector<AreaConfig> areas;
    rules::RightsList rights;
    AntiPassback anti_passback = AntiPassback::soft;
    Duration longest_stay{0}; // then operators are told; 0: never
    PaymentDown payment_down = PaymentDown::open;
    Fen most_debt{10'000};          // of a plate, that is written down without asking staff
    std::int64_t debts_a_day = 2;   // likewise
    Fen second_person_above{5'000}; // of what an operator waives alone
    Duration payment_wait{600'000}; // for a payment at an exit, then staff are asked; 0: as long as it takes
};

// A stay whose plate is near to a reading.
struct NearStay {
    SessionId session;
    std::int64_t distance = 0;
    bool operator==(const NearStay&) const = default;
};

// What staff have been asked of the car in front of an arm.
struct OpenQuestion {
    EventId id;
    Asked about = Asked::whose_stay;
    SiteTime asked_at;
    SiteTime until_site; // the same moment, for operators
    MonotonicTime until; // then the arm opens
    MonotonicTime tell_again;
    std::vector<NearStay> candidates; // nearest first; of all but whose_stay the one stay
    bool one_alone = false;           // of whose_stay: the nearest alone is near: only its fee made it a question
};

// What a car without an entry is asked for.
struct MinimumFee {
    OpenQuote quote;
    MonotonicTime until; // then it leaves with a debt
};

// Why a car may not come in, as long as that lasts.
enum class KeptOut : std::uint8_t { no, full, refused, elsewhere };

// One car in front of one arm.
struct Visit {
    ArrivalId id;
    Side side = Side::entry; // that it came from
    SiteTime at;             // what the stay is priced at
    std::optional<PlateRead> read;
    SessionId session;
    Matched matched = Matched::none;      // to the session
    std::int64_t distance = 0;            // of what was read to its plate
    std::optional<OpenQuestion> question; // whose it is
    std::optional<MinimumFee> minimum;
    bool awaits_payment = false;
    KeptOut kept_out = KeptOut::no;
    bool told_unread = false; // that its plate cannot be read
    MonotonicTime since;      // of the arrival
    // The camera keeps the reading until the car is admitted or gone: after a restart it is read again.
    bool owes_acknowledgement = false;
    std::optional<MonotonicTime> ledger_until; // the one ask at the exit
    std::optional<MonotonicTime> pay_by;       // then staff are asked
};

struct EarlyRead {
    PlateRead read;
    MonotonicTime at;
};

struct CommandUnderWay {
    Command command;
    MonotonicTime until;
    std::string says = {}; // with its good end
};

// What has happened in a lane since somebody came: the evidence of one passage (HAZARDS S12).
struct Timeline {
    SiteTime began_at;
    MonotonicTime began;
    std::vector<PassageEntry> entries;
    std::int64_t left_out = 0;
    ArrivalId arrival;
    std::string end;   // how the passage has ended; empty: it has not
    MonotonicTime due; // to be recorded then, at the latest
};

// An operator's command that another one must confirm.
struct AwaitsSecond {
    Command command;
    PlateHash plate;
};

struct LaneSlot {
    LaneConfig config;
    lane::State lane;
    std::optional<Visit> visit;
    std::optional<Admission> admission;
    std::array<std::optional<EarlyRead>, 2> early; // by the side of the camera
    Timeline timeline;
    std::vector<PassageRecord> records; // complete, not recorded yet
    std::optional<CommandUnderWay> command;
    std::int64_t order = 0;               // of the newest arm command
    std::array<texts::Shown, 2> displays; // by side; a lane in one direction has its own
    SiteTime phase_at;                    // of the site clock, for operators
};

struct LotState {
    LotConfig config;
    IdSource ids{0};
    std::map<LaneId, LaneSlot> lanes;
    SessionBook sessions;
    Purse purse;
    AskBook asks;
    std::map<CampaignId, MonotonicTime> slices_wait; // no slice of it is asked for until then
    std::map<SessionId, SiteTime> told_at; // by the ledger's clock: what is older of its member changes nothing
    std::map<SessionId, Points> keep;      // the most that its hold is to have, as the ledger last said; none: all
    std::deque<SessionId> ask_again;       // whose members the ledger may have had news of meanwhile
    MonotonicTime ask_more;                // the next of them are asked for then
    FaultBook faults;
    UsedIds used_ids;
    rules::Rights rights{{}};
    MonotonicTime look_at; // when what grows with the traffic is looked through again
    std::set<PlateHash> owner_locks;
    History history;
    StayMemory memory;
    PresumedExits presumed;
    std::map<std::pair<AreaId, CountedAs>, std::int64_t> counted;     // cars of open stays, by the book
    std::map<std::pair<AreaId, CountedAs>, std::int64_t> corrections; // of the counted cars, by persons
    std::map<EventId, AwaitsSecond> unconfirmed;
    std::map<UsedKey, CommandAnswer> answers; // the latest to each command of this run, for one that is repeated
    std::map<UsedKey, std::string> conflicts; // the digest of the newest other message of an id, in this run
    std::map<std::string, MonotonicTime> set_aside_until; // by provider: so long its fault stands
    std::map<std::string, std::int64_t> refused;
    std::map<std::string, MonotonicTime> odd_until; // by device, which has reported what makes no sense
    bool ledger_online = false;
    bool broker_connected = true; // until a connection has failed: a start is no reason to let a car out unpaid
    bool limp = false;
    bool fire = false;         // until an operator ends it
    bool fire_contact = false; // as it was last read
};

// What the file remembers of an earlier run.
struct Remembered {
    std::vector<Session> sessions; // not closed ones
    PresumedExits presumed;
    std::map<LaneId, Admission> admissions;
    std::vector<Coupon> coupons; // unspent
    std::vector<SliceInHand> slices;
    UsedIds used_ids;
    std::map<LaneId, SaveLaneMode> modes;
    bool fire = false;
    std::map<PlateHash, PlateHistory> plates;
    std::map<MemberId, MemberHistory> members;
    std::set<PlateHash> owner_locks;
    std::map<std::pair<AreaId, CountedAs>, std::int64_t> corrections;
};

LotState make_lot(LotConfig config, std::uint64_t id_seed, const Now& now, Remembered remembered = {});

// The first effects of a run: nothing moves (HAZARDS S3).
void begin(LotState& lot, const Now& now, Effects& out);
void step(LotState& lot, const Event& event, const Now& now, Effects& out);

// When a Tick is due.
std::optional<MonotonicTime> next_deadline(const LotState& lot, MonotonicTime now);

// Whether an arm command that had to wait is still right.
bool may_still_move(const LotState& lot, const MoveArm& move);

// The side from which the car in the lane has come, or the last one did. The lane may know of the next car already when
// it tells how a visit has ended.
[[nodiscard]] Side side_of(const LaneSlot& slot);
[[nodiscard]] Side side_of_newest(const LaneSlot& slot);
constexpr std::size_t index_of(Side side) {
    return side == Side::entry ? 0 : 1;
}

// Whether somebody is or may be in the lane, so that its devices are read more often.
[[nodiscard]] bool is_busy(const LaneSlot& slot);
[[nodiscard]] LaneState describe_lane(const LotState& lot, const LaneId& lane);

} // namespace parkgate::core
