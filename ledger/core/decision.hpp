// What the ledger decides, as values: the store carries a decision out in one transaction. Pure.
#pragma once

#include "ledger/core/books.hpp"
#include "protocol/messages.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parkgate::ledger {

// Why a fact was taken otherwise than expected.
enum class Code : std::uint8_t {
    none,
    // applied
    late_capture,     // the hold could not pay: taken from the balance, the rest is owed
    already_resolved, // the hold has ended before
    over_slice,       // a coupon beyond its slice, or of another worth
    no_slice,         // a coupon of no slice of this box
    second_coupon,    // one more in the same session
    already_issued,
    coupon_unknown, // spent before its issue is known
    double_spend,
    coupon_expired,
    same_session,
    other_member,
    over_worth,     // a coupon that took off more than its most
    coupon_revoked, // spent before its gate had heard of it; what has taken its place is none any more
    fee_differs,    // the ledger comes to another fee by the same rules
    exit_reversed,  // of a leaving that was none, or that a later one of its stay has taken the place of
    exit_unknown,   // reversed before it is told
    // quarantined
    unknown_member,
    unknown_hold,
    wrong_member,
    wrong_session,
    wrong_box,
    no_session,
    second_charge,
    implausible,
    not_presumed, // an exit that was seen is not reversed
    wrong_lot,    // a coupon for another lot than the one that gives it
    wrong_plate,  // of another car than the session's
    bad_document,
    seq_taken,     // another fact has this box, epoch and seq
    chain_broken,  // prev is not the hash of the fact before it
    unbookable,    // the books would break an invariant
    unknown_shape, // signed by its box and not understood here: a newer gate's
    oversized,     // signed by its sender and larger than any message may be
    // of events, refused: final, nothing is changed
    wrong_door,    // this door may not say that
    not_the_owner, // of a till: of another store
    unknown_store,
    no_feed,         // the store's receipts come by upload
    not_plausible,   // an amount out of range
    in_the_future,   // dated later than a clock's tolerance allows
    too_late,        // longer ago than anybody looks back
    receipt_used,    // it is somebody's already
    receipt_differs, // known with another sum
    no_such_receipt,
    returned_too_much, // more than was bought
    bad_code,          // of a receipt: not signed by its store, or not readable
    earns_nothing,     // no rate, no rule
    capped,            // the day's most is reached
    done_before,       // this like, post or newcomer has counted
    phone_taken,       // the person is a member
    plate_of_another,
    too_many_plates,
    no_such_plate,
    no_such_item, // of review
    decided_before,
    own_second, // the second person is the first, or only a name that was typed
    no_such_campaign,
    budget_is_spent,
    // of events, applied
    awaits_review,
    awaits_second,
    owes,        // some of it went to what the member owed, or he owes it now
    unclaimed,   // kept until somebody claims it
    awaits_sale, // a return, kept until its sale is told
    // conflict
    other_bytes, // the id is known with other bytes
};
std::string_view text_of(Code code);
// A person has to look at it.
bool is_alarm(Code code);

struct CouponGiven {
    MemberId member;
    CouponId coupon;
    CouponWorth worth;
    SiteTime expires_at;
    bool operator==(const CouponGiven&) const = default;
};
struct PointsSpent {
    MemberId member;
    Points points;
    Minutes bought;
    SessionId session;
    bool operator==(const PointsSpent&) const = default;
};
// For the mall's own channels: a template's name and what it is filled with. Never a plate or a phone.
struct MemberNotice {
    std::string kind; // vip_arrival, points_earned, review_decided, dispute_opened, tier_changed, ...
    MemberId member;
    std::map<std::string, std::string> data;
    bool operator==(const MemberNotice&) const = default;
};
struct PointsExpiring {
    MemberId member;
    Points points;
    SiteTime expires_at;
    bool operator==(const PointsExpiring&) const = default;
};
using Notice = std::variant<CouponGiven, PointsSpent, MemberNotice, PointsExpiring>;

// A transaction without an entry is none.
inline void add_if_any(std::vector<Txn>& txns, Txn txn) {
    if (!txn.legs.empty()) {
        txns.push_back(std::move(txn));
    }
}
inline void add_rows(std::vector<Row>& rows, std::vector<Row> more) {
    std::ranges::move(more, std::back_inserter(rows));
}

struct Decision {
    Outcome outcome = Outcome::applied;
    Code code = Code::none;
    std::vector<Txn> txns;
    std::vector<Row> rows; // to be written whole, by their key
    std::vector<Notice> notices;
};

// Kept whole for a person, nothing booked.
inline Decision quarantine(Code code) {
    return {Outcome::quarantined, code, {}, {}, {}};
}
// Taken, and nothing follows from it.
inline Decision no_effect(Code code) {
    return {Outcome::applied, code, {}, {}, {}};
}

// A fact whose signature has been checked against the box that it names.
struct CheckedFact {
    Fact fact;
    FactEnvelope envelope;
    std::string lot;           // of the topic that it came on
    bool document_good = true; // of a coupon: signed by this box, and saying what the fact says
};

// An event whose signature has been checked against its door.
struct CheckedEvent {
    MemberEvent event;
    Door door = Door::app;
    std::string owner;        // of the key: the store, the application, the operator
    std::optional<Sold> code; // of Claimed: what its document says, if the store that it names has signed it
    PlateHash plate = {};     // of PlateAdded and PlateRemoved; empty: nothing that could be a plate
    // Typed at the ledger's own machine: `owner` is a name that somebody gave and no key has proved. It may ask for
    // what takes two persons, and is never the one who agrees.
    bool typed = false;
};

struct EventDecision {
    Outcome outcome = Outcome::refused;
    Code code = Code::none;
    MemberId member;
    Points points = {}; // given; negative: taken
    std::vector<Txn> txns;
    std::vector<Row> rows;
    std::vector<Notice> notices;
};
inline EventDecision refuse_event(Code code) {
    EventDecision out;
    out.code = code;
    return out;
}

inline EventDecision quarantine_event(Code code) {
    EventDecision out;
    out.outcome = Outcome::quarantined;
    out.code = code;
    return out;
}

// What an event does. A refusal is final: the same event is refused for ever.
EventDecision apply(const Books& books, const Terms& terms, const CheckedEvent& event, SiteTime now);

// A fact is a thing that has happened: it is booked, as a loss or a debt if it must be, or kept whole for a person.
// `now` bounds what a gate's clock may date rewards with, and nothing else.
Decision apply(const Books& books, const Terms& terms, const CheckedFact& fact, SiteTime now);

enum class Refusal : std::uint8_t {
    none,
    no_points,
    unknown_member,
    other_plate, // never the member's
    session_has_hold,
    session_ended,
    no_campaign,
    budget_spent,
    stopped,
};
std::string_view text_of(Refusal refusal);

// Of all lots: those of the others are left out where the lot is known.
struct RevokedIn {
    std::string lot;
    RevokedCoupon coupon;
    bool operator==(const RevokedIn&) const = default;
};

// Its coupons, what is revoked and its time are the store's to fill in: documents are signed there.
struct LinkReply {
    LinkAnswer answer;
    std::vector<Coupon> coupons;
    std::vector<RevokedIn> revoked = {};
    bool operator==(const LinkReply&) const = default;
};
struct VoucherReply {
    std::optional<Voucher> voucher;
    Refusal refusal = Refusal::none;
};
struct SliceReply {
    std::optional<Slice> slice;
    Refusal refusal = Refusal::none;
};
using Reply = std::variant<LinkReply, VoucherReply, SliceReply>;

struct AskDecision {
    Reply reply;
    std::vector<Txn> txns;
    std::vector<Row> rows;
    MemberId short_of_points = {}; // what waits for his other cars leaves too little: their gates are to hear of it
};

// The ids of holds and slices are the ask's, so that the same ask cannot make two of them.
AskDecision answer(const Books& books, const Terms& terms, const Ask& ask, SiteTime now);

struct Chores {
    std::vector<Txn> txns;
    std::vector<Row> rows;
    bool more = false; // call again
    std::vector<Notice> notices = {};
};
// Ends holds, slices and coupons whose time has passed.
Chores sweep(const Books& books, const Terms& terms, SiteTime now);

// Of which no coupon is given, by the configuration or by staff.
bool is_stopped(const Books& books, const CampaignTerms& campaign);
std::vector<CampaignId> stopped_campaigns(const Books& books, const Terms& terms);

// Brings a campaign's budget to what is configured; never below what is already out.
Chores set_budget(const Books& books, const Terms& terms, const CampaignTerms& campaign, std::string_view cause);

// Counts the coupons by which one person raises a budget today. None: another one has to agree.
std::optional<CapUse> raised_alone(const Books& books, const Terms& terms, const CampaignId& campaign,
                                   std::int64_t coupons, SiteTime now);

// What a member has settled; what is not given stays as it is, of a new member empty.
struct MemberSettings {
    std::optional<std::string> tier = {};
    std::optional<Spending> spending = {};
};

struct Admission {
    enum class Result : std::uint8_t {
        added,
        already_there,
        plates_added,
        settings_changed,
        plate_taken,
        too_many_plates, // for one member
        plate_capped,    // a plate has come to as many members today as it may
        budget_spent
    };
    Result result = Result::added;
    std::vector<Txn> txns;
    std::vector<Row> rows;
};
// A member with his plates and first points. Points are issued once only, when the member is new; plates are his from
// `now` on.
Admission admit(const Books& books, const Terms& terms, const MemberId& member, const std::vector<PlateHash>& plates,
                Points points, const MemberSettings& settings, SiteTime now);

} // namespace parkgate::ledger
