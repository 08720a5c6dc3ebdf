// Everything that a lot can want done, as values. The first group is made durable, in one commit for each event; the
// second is carried out after that commit, in order.
#pragma once

#include "edge/core/coupon/purse.hpp"
#include "edge/core/hardware.hpp"
#include "edge/core/lane/lane.hpp"
#include "edge/core/stay/history.hpp"
#include "edge/core/stay/presumed.hpp"
#include "edge/core/stay/session.hpp"
#include "edge/core/used_ids.hpp"
#include "protocol/facts.hpp"
#include "protocol/messages.hpp"
#include "protocol/telemetry.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace parkgate::core {

// By an operator who lets a car out without paying; it counts when the car has left.
struct Waiver {
    Fen fen;
    OperatorId by;
    OperatorId second; // empty: none was needed
    std::string reason;

    bool operator==(const Waiver&) const = default;
};

// What an open arm is for; kept until the car has passed, turned back or is presumed gone.
struct Admission {
    ArrivalId arrival;
    SessionId session; // empty: of no session
    OpenCause cause = OpenCause::entry;
    bool came_up = false;
    bool undurable = false;
    Quote quote;                // of a leave
    std::optional<HoldId> hold; // locked to this lane
    CampaignId gift;            // of the coupon that he is promised; empty: none
    std::string debt_reason;    // why it leaves with quote.due unpaid; empty: it does not
    Matched matched = Matched::none;
    std::int64_t distance = 0; // of what was read to the plate of the session
    PlateHash read = {};       // at the exit; empty: none
    std::optional<Waiver> waiver = {};

    bool operator==(const Admission&) const = default;
};

// ---- durable ----
struct Record {
    Fact fact;
};
struct SaveSession {
    Session session; // closed: it leaves the book
};
struct SaveAdmission {
    LaneId lane;
    std::optional<Admission> admission;
};
struct SaveCoupon {
    Coupon coupon;
    bool spent = false;
};
struct SaveSlice {
    SliceInHand slice;
};
// Of what works once, with what it was answered.
struct SaveUsedId {
    UsedKey key;
    UsedId used;
};

// What an operator has made of a lane.
struct SaveLaneMode {
    LaneId lane;
    lane::Mode mode = lane::Mode::normal;
    lane::Way way = lane::Way::both;
};
// Whether the lot's fire alarm stands.
struct SaveFire {
    bool alarm = false;
};

// What is remembered of a plate or member after a stay; none: nothing is any more.
struct SavePlateHistory {
    PlateHash plate;
    std::optional<PlateHistory> history;
};
struct SaveMemberHistory {
    MemberId member;
    std::optional<MemberHistory> history;
};
// None: it has been reversed, or its car really had left.
struct SavePresumedExit {
    PlateHash plate;
    SessionId session;
    std::optional<PresumedExit> exit;
};
struct SaveOwnerLock {
    PlateHash plate;
    bool locked = false;
};
// How far the count of cars was set right by a person.
struct SaveCounter {
    AreaId area;
    CountedAs cars = CountedAs::transient;
    std::int64_t correction = 0;
};

// ---- carried out after the commit ----
struct MoveArm {
    LaneId lane;
    ArmCommand command = ArmCommand::open;
    std::int64_t order = 0; // only the lane's newest order is carried out
    bool at_once = false;   // does not wait for a commit that is late
};
struct Show {
    LaneId lane;
    DisplayText text;
    Side side = Side::entry; // whose driver is to read it
};
struct AcknowledgePlate {
    LaneId lane;
    std::int64_t sequence = 0;
    Side side = Side::entry;
};
struct SendAsk {
    Ask ask;
};
// To the ledger, which repeats its news until then.
struct TellKnown {
    EventId news;
};
struct AnswerCommand {
    OperatorId to;
    CommandAnswer answer;
};
struct AnswerQuote {
    QuoteAnswer answer;
};
struct Announce {
    LaneEvent event;
};
struct AnswerStore {
    DoorAnswer answer;
};
struct AnswerApp {
    DoorAnswer answer;
};
struct Explain {
    OperatorId to;
    Explanation explanation;
};
struct AskOperators {
    Question question;
};

using Effect = std::variant<Record, SaveSession, SaveAdmission, SaveCoupon, SaveSlice, SaveUsedId, SaveLaneMode,
                            SavePlateHistory, SaveMemberHistory, SavePresumedExit, SaveOwnerLock, SaveCounter, SaveFire,
                            MoveArm, Show, AcknowledgePlate, SendAsk, TellKnown, AnswerCommand, AnswerQuote,
                            AnswerStore, AnswerApp, Explain, Announce, AskOperators>;
using Effects = std::vector<Effect>;

bool is_durable(const Effect& effect);

} // namespace parkgate::core
