// Everything that can happen to a lot, as values. With effects.hpp this is the whole language of the core.
#pragma once

#include "edge/core/hardware.hpp"
#include "protocol/facts.hpp"
#include "protocol/messages.hpp"
#include "rules/rights.hpp"

#include <variant>
#include <vector>

namespace parkgate::core {

// A plate as the lot works with it: read by a camera, normalised and hashed before it comes here.
struct PlateRead {
    LaneId lane;
    Side side = Side::entry;
    std::string plate; // normalised, and put right where grammar leaves one reading
    PlateHash hash;
    std::int64_t confidence = 0; // percent
    std::int64_t sequence = 0;   // of the camera
    ReadAge age = ReadAge::fresh;
    std::int64_t captured_ms = 0; // of the camera's clock; 0: it has none
    std::string as_read = {};     // normalised alone; empty: the same. It stays in the lot
    std::int64_t repaired = 0;    // characters that were put right
};

// Messages come here only after their signature, role, owner and shape have been checked. `from` is the owner of the
// key that signed, where the message does not name him; `digest` tells its bytes from all others.
struct LedgerSeen {
    bool online = false; // a fresh heartbeat, or none any more
};
// All of which it has heard that no coupon is given now.
struct CampaignsStopped {
    std::vector<CampaignId> campaigns;
};
// Its last word on a fact of this box is another than that it is booked: a person has to look at it there.
struct FactSetAside {};
struct LedgerAnswered {
    Answer answer;
    std::optional<Voucher> voucher;   // of a hold, verified
    std::optional<Slice> slice;       // of a slice, verified
    std::vector<Coupon> coupons = {}; // of a link, verified
};
// Of a member who may be inside.
struct MemberNoticed {
    MemberNews news;
    std::vector<Coupon> coupons = {}; // verified
};
struct PaymentNoticed {
    PaymentNotice notice;
    std::string from = {};
    std::string digest = {};
};
struct Commanded {
    Command command;
    PlateHash plate = {}; // of the plate that edit_plate or unlock_car names, which is normalised
    std::string digest = {};
};
struct StoreNoticed {
    StoreNotice notice; // the plate is normalised
    std::string digest = {};
};
struct AppWished {
    AppWish wish;         // the plate is normalised; of a car without one the pseudo-plate of its holder
    PlateHash plate = {}; // of that
    std::string from = {};
    std::string digest = {};
};
// The site's clock has gone another way than time did, by more than it may be corrected in silence.
struct ClockMoved {
    Duration by{0}; // forwards is positive
};
struct QuoteAsked {
    QuoteAsk ask; // the plate is normalised
};
// The list of passes, bans and locks was read anew, and is good.
struct RightsListed {
    rules::RightsList rights;
};
// What is signed and came into force, where it is not what the lot has worked with before.
struct RulesChanged {
    RulesLoaded loaded;
};
struct BrokerSeen {
    bool connected = false;
};

// The commit that carries this lane's opening takes longer than an exit may wait.
struct CommitLate {
    LaneId lane;
};
// Commits are as quick as they should be again.
struct CommitInTime {};
// The store has failed for good; records are kept in memory from here on.
struct StoreLost {
    std::string why;
};

// A deadline may have passed. Every event does this work too.
struct Tick {};

using Event = std::variant<LoopSeen, ArmSeen, PlateRead, ArmCommandDone, DeviceSeen, FireSeen, BadReading, LedgerSeen,
                           CampaignsStopped, FactSetAside, LedgerAnswered, MemberNoticed, PaymentNoticed, Commanded,
                           QuoteAsked, StoreNoticed, AppWished, ClockMoved, RightsListed, RulesChanged, BrokerSeen,
                           CommitLate, CommitInTime, StoreLost, Tick>;

} // namespace parkgate::core
