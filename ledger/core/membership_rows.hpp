// What the books keep of members' points, purchases, deeds and reviews (docs/MEMBERSHIP.md).
#pragma once

#include "protocol/membership.hpp"
#include "rules/earning/earning.hpp"

#include <string>

namespace parkgate::ledger {

// Points that end on one day. All that a member has of one source, worth and day is one lot, so that they are few.
struct PointLot {
    MemberId member;
    std::string source; // who pays for them: "store:<id>", "campaign:<id>", "mall" or "added"
    Fen value;          // of one point, as it was booked when they were given
    SiteTime expires_at;
    Points earned;    // in all
    Points remaining; // spendable; what is held is not in it
    bool operator==(const PointLot&) const = default;
};

// What a hold, a charge or its end took out of a lot; a charge's stays, so that a refund restores the same lots.
struct LotUse {
    std::string cause; // the hold, the event of a late capture, or the lot's end
    MemberId member;
    std::string source;
    Fen value;
    SiteTime expires_at;
    Points taken; // that are still held, charged or ended; 0: given back
    bool operator==(const LotUse&) const = default;
};

enum class ReceiptState : std::uint8_t {
    unclaimed, // nobody has said whose it is
    awaits_review,
    credited,
    rejected,
    awaits_sale, // goods have come back, and nobody has told of their sale yet: `net` says as much as `returned`
};
enum class Channel : std::uint8_t { till, upload, code };

// One purchase, over all channels and members (INVARIANTS I-19).
struct ReceiptRow {
    StoreId store;
    std::string receipt;
    std::int64_t day = 0; // of the sale, in the mall's calendar, since 1970-01-01
    SiteTime sold_at;
    Fen net;
    Fen returned;
    ReceiptState state = ReceiptState::unclaimed;
    Channel channel = Channel::till;
    MemberId member;
    EventId event; // that credited it, or brought it
    rules::Earned earned;
    Points clawed_back;       // of earned, by returns
    RulesId rules;            // that it was worked out by
    Points qualifying_before; // what `earned` was worked out with
    // As it was booked, so that what comes later takes back no more, whatever the terms have become.
    rules::Earned left = {}; // of earned, after what has come back
    Fen value = {};          // of a point
    SiteTime ends_at = {};   // of its lots
    bool told = false;       // the store has said the sum: its till, or a code that it has signed
    bool doubted = false;    // a person looks at whoever claims it next
    bool operator==(const ReceiptRow&) const = default;
};

// The sum of one kind of deed on one day of a member (INVARIANTS I-17), and how many events earned at all. Points by
// hand that nobody else has looked at, cars that have come to another member, and what speaks for and against him
// (members/abuse.hpp), are counted the same way.
enum class CapKind : std::uint8_t {
    join,
    refer,
    like,
    post,
    events,
    adjusted,    // points given or taken by hand, of a member
    adjusted_by, // and of an operator, who stands in the member's place
    links,       // members that a plate came to; its hash stands in the member's place
    visits,      // of a plate, that gave something; the same
    raised,      // coupons by which one person alone has raised a budget; the campaign stands in the member's place
    // ---- his conduct ----
    rejected = 16,       // receipts and deeds, by a person
    approved,            // and what a person found good
    dispute_rejected,    // by a person
    spent_then_returned, // returns of goods whose points had become parking
    cars,                // that came to him
};
struct CapUse {
    MemberId member;
    CapKind kind = CapKind::like;
    std::int64_t day = 0;
    std::int64_t used = 0;
    bool operator==(const CapUse&) const = default;
};

// One deed of a member towards one thing counts once: a like of a post, a post, a newcomer. Of nobody: the plate whose
// car has brought a newcomer.
struct DeedRow {
    rules::Deed deed = rules::Deed::like;
    MemberId member;
    std::string object;
    EventId event;
    bool operator==(const DeedRow&) const = default;
};

enum class ReviewKind : std::uint8_t {
    upload,
    post,
    late_receipt,
    many_events,
    dispute,
    second_person, // points by hand
    doubted,
    budget, // of a campaign, that is to be raised
};
// It was asked for by one of staff, and waits for another one.
constexpr bool is_second(ReviewKind kind) {
    return kind == ReviewKind::second_person || kind == ReviewKind::budget;
}
enum class ReviewState : std::uint8_t { pending, approved, rejected };

// Something that waits for a person. The event itself stands in the book of events.
struct ReviewRow {
    ReviewId id;
    ReviewKind kind = ReviewKind::upload;
    MemberId member;
    ReviewState state = ReviewState::pending;
    SiteTime asked_at;
    OperatorId by; // who asked, of second_person; who has approved first, of what takes two
    OperatorId decided_by;
    std::string reason;
    Points points; // that wait, in member_pending; of an approved deed what it gave
    // What a deed was booked by: its end goes by the same.
    RulesId rules = {};
    Fen value = {}; // of a point
    SiteTime ends_at = {};
    bool operator==(const ReviewRow&) const = default;
};

// One a member and day, whatever brought it.
struct StampRow {
    MemberId member;
    std::string lot; // or "mall", for a purchase
    std::int64_t day = 0;
    std::string cause; // session or event
    bool used = false; // became part of a coupon
    bool operator==(const StampRow&) const = default;
};

// The purchase that brought it is undone.
struct StampGone {
    MemberId member;
    std::int64_t day = 0;
    bool operator==(const StampGone&) const = default;
};
struct DeedGone {
    rules::Deed deed = rules::Deed::join;
    MemberId member;
    std::string object;
    bool operator==(const DeedGone&) const = default;
};

// How far members have been told of points that end: of all that end before, and of those that end then the members up
// to this one. There is one row of it.
struct ExpiryTold {
    SiteTime expires_at;
    MemberId member;
    bool operator==(const ExpiryTold&) const = default;
};
// All that a member has that ends at one time.
struct Expiring {
    MemberId member;
    SiteTime expires_at;
    Points points;
};

struct CampaignRow {
    CampaignId id;
    bool stopped = false;
    bool operator==(const CampaignRow&) const = default;
};

} // namespace parkgate::ledger
