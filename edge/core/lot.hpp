// The state of a lot: its lanes, the cars inside, the coupons in hand, and what is asked of the ledger.
// step() is the whole controller: state in, event in, time in; state and effects out. Nothing here does I/O.
#pragma once

#include "edge/core/coupon/purse.hpp"
#include "edge/core/effects.hpp"
#include "edge/core/events.hpp"
#include "edge/core/exchange/asks.hpp"
#include "edge/core/fault/faults.hpp"
#include "edge/core/lane/lane.hpp"
#include "edge/core/stay/session.hpp"
#include "rules/benefits.hpp"

#include <map>
#include <optional>
#include <vector>

namespace parkgate::core {

enum class Direction : std::uint8_t { entry, exit };

struct LaneConfig {
    LaneId id;
    Direction direction = Direction::entry;
    lane::Settings settings;
};

struct LotConfig {
    std::string site;
    std::string lot;
    BoxId box;
    rules::RuleSet rules;
    std::vector<LaneConfig> lanes;
    std::int64_t confidence_for_points = 90; // percent, at both ends, to spend points without a question
    Duration ledger_wait{300};               // one ask at the exit, then without points
    Duration read_keep{3'000};               // a read may come this long before its arrival
    Duration command_within{20'000};         // until an operator's command has failed
};

// One car in front of one arm.
struct Visit {
    ArrivalId id;
    SiteTime at; // what the stay is priced at
    std::optional<PlateRead> read;
    SessionId session;
    bool awaits_payment = false;
    // The camera keeps the reading until the car is admitted or gone: after a restart it is read again.
    bool owes_acknowledgement = false;
    std::optional<MonotonicTime> ledger_until; // the one ask at the exit
};

struct EarlyRead {
    PlateRead read;
    MonotonicTime at;
};

struct CommandUnderWay {
    Command command;
    MonotonicTime until;
};

struct LaneSlot {
    LaneConfig config;
    lane::State lane;
    std::optional<Visit> visit;
    std::optional<Admission> admission;
    std::optional<EarlyRead> early;
    std::optional<CommandUnderWay> command;
    std::int64_t order = 0; // of the newest arm command
    DisplayText display;
    std::string display_plate; // the line of it that operators do not get
    SiteTime phase_at;         // of the site clock, for operators
};

struct LotState {
    LotConfig config;
    IdSource ids{0};
    std::map<LaneId, LaneSlot> lanes;
    SessionBook sessions;
    Purse purse;
    AskBook asks;
    FaultBook faults;
    std::map<EventId, WallTime> used_ids;
    std::map<EventId, CommandAnswer> answers; // the latest to each command of this run, for one that is repeated
    std::map<std::string, std::int64_t> refused;
    bool ledger_online = false;
    bool broker_connected = true; // until a connection has failed: a start is no reason to let a car out unpaid
    bool limp = false;
};

// What the file remembers of an earlier run.
struct Remembered {
    std::vector<Session> sessions; // not closed ones
    std::map<LaneId, Admission> admissions;
    std::vector<Coupon> coupons; // unspent
    std::vector<SliceInHand> slices;
    std::map<EventId, WallTime> used_ids;
};

LotState make_lot(LotConfig config, std::uint64_t id_seed, const Now& now, Remembered remembered = {});

// The first effects of a run: nothing moves (HAZARDS S3).
void begin(LotState& lot, const Now& now, Effects& out);
void step(LotState& lot, const Event& event, const Now& now, Effects& out);

// When a Tick is due.
std::optional<MonotonicTime> next_deadline(const LotState& lot, MonotonicTime now);

// Whether an arm command that had to wait is still right.
bool may_still_move(const LotState& lot, const MoveArm& move);

// Whether somebody is or may be in the lane, so that its devices are read more often.
[[nodiscard]] bool is_busy(const LaneSlot& slot);
[[nodiscard]] LaneState describe_lane(const LotState& lot, const LaneId& lane);

} // namespace parkgate::core
