// What a membership hears of besides parking: tills, the mall's application, its staff. Each is one message through one
// of the ledger's doors, works once for its id, and is answered each time it comes (docs/MEMBERSHIP.md).
#pragma once

#include "protocol/facts.hpp"
#include "protocol/messages.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parkgate {

// The application's keyed hash of a phone number, in hex: the same for the same person. The ledger keeps its own hash
// of it, and so do its books.
using PhoneHash = Id<struct PhoneTag>;
using PostId = Id<struct PostTag>;     // something a member has published in the application
using ReviewId = Id<struct ReviewTag>; // what waits for a person; the id of the event that brought it
using SegmentId = Id<struct SegmentTag>;

// Who may say it: the topic's door. A key's role and owner must fit.
enum class Door : std::uint8_t {
    pos,  // a store's till
    app,  // the mall's mini-program
    desk, // its staff
};

// ---- tills ----

// A sale. `receipt` is the number that is printed on it, unique in the store on the day of the sale.
struct Sold {
    StoreId store;
    std::string receipt; // 1 to 64 printable ASCII characters
    SiteTime sold_at;
    Fen net;         // what was paid in the end, at least 1
    MemberId member; // who showed his code; empty: nobody, and it may be claimed later
    bool operator==(const Sold&) const = default;
};

// Goods came back. An exchange is a return and another sale.
struct Returned {
    StoreId store;
    std::string receipt;
    SiteTime sold_at; // of the receipt that it belongs to
    Fen returned;
    bool operator==(const Returned&) const = default;
};

// ---- the application ----

struct Joined {
    MemberId member;
    PhoneHash phone;
    MemberId referrer; // empty: nobody has sent him
    bool operator==(const Joined&) const = default;
};

// A receipt that he has photographed: a person looks at it first.
struct Uploaded {
    MemberId member;
    Sold sale;           // as he typed it; its member is his or empty
    std::string picture; // where the application keeps it, 1 to 128 printable ASCII characters
    bool operator==(const Uploaded&) const = default;
};

// The one-time code that a store's till has printed: a Sold, signed by the store's key over receipt_purpose().
struct Claimed {
    MemberId member;
    SignedDocument code;
    bool operator==(const Claimed&) const = default;
};

struct Liked {
    MemberId member;
    PostId post;
    bool operator==(const Liked&) const = default;
};

struct Posted {
    MemberId member;
    PostId post;
    bool operator==(const Posted&) const = default;
};

// In clear, as he typed it: the ledger hashes it on the way in and keeps only that.
struct PlateAdded {
    MemberId member;
    std::string plate;
    bool operator==(const PlateAdded&) const = default;
};

struct PlateRemoved {
    MemberId member;
    std::string plate;
    bool operator==(const PlateRemoved&) const = default;
};

// What his stays draw on, unless he says otherwise for one of them.
struct SpendingSettled {
    MemberId member;
    Spending spending = Spending::asked_for;
    bool operator==(const SpendingSettled&) const = default;
};

// He does not agree with what a stay or a receipt has cost or given.
struct Disputed {
    MemberId member;
    std::string about; // a session or an event
    std::string words; // at most 200 bytes; kept, never told on
    bool operator==(const Disputed&) const = default;
};

// ---- staff ----

struct Reviewed {
    ReviewId item;
    bool approved = false;
    std::string reason;
    bool operator==(const Reviewed&) const = default;
};

// Points by hand: goodwill, or taken back. Above the mall's amount another operator must say the same.
struct Adjusted {
    MemberId member;
    std::int64_t points = 0; // negative: taken; an amount on the wire is never negative
    std::string reason;
    bool operator==(const Adjusted&) const = default;
};

// Another operator agrees to an event that waits for a second person.
struct Seconded {
    EventId event;
    bool operator==(const Seconded&) const = default;
};

struct SegmentsSet {
    MemberId member;
    std::vector<SegmentId> segments; // all of them from now on
    bool operator==(const SegmentsSet&) const = default;
};

// Nothing more is given from a campaign, or again.
struct CampaignSwitched {
    CampaignId campaign;
    bool stopped = true;
    std::string reason;
    bool operator==(const CampaignSwitched&) const = default;
};

using MemberEventBody =
    std::variant<Sold, Returned, Joined, Uploaded, Claimed, Liked, Posted, PlateAdded, PlateRemoved, SpendingSettled,
                 Disputed, Reviewed, Adjusted, Seconded, SegmentsSet, CampaignSwitched>;

// By which door each comes.
Door door_of(const MemberEventBody& body);
// A return may come by the desk as well: a store without a feed has no key of its own.
bool may_come_by(Door door, const MemberEventBody& body);
std::string_view text_of(Door door);

inline constexpr std::size_t most_receipt_characters = 64;
inline constexpr std::size_t most_picture_characters = 128;
inline constexpr std::size_t most_words_bytes = 200; // of reasons and of what a member says
inline constexpr std::size_t most_segments = 16;

// What was expected of a part that no message may have as it is; empty: nothing is wrong. Amounts and times that cannot
// be are for the books to refuse, with an answer.
std::string_view expected_of(const Sold& sold);
std::string_view expected_of(const Returned& returned);
std::string_view expected_of(const Joined& joined);
std::string_view expected_of(const Uploaded& uploaded);
std::string_view expected_of(const Disputed& disputed);
std::string_view expected_of(const Reviewed& reviewed);
std::string_view expected_of(const Adjusted& adjusted);
std::string_view expected_of(const SegmentsSet& set);
std::string_view expected_of(const CampaignSwitched& switched);

struct MemberEvent {
    EventId id;
    SiteTime at; // when it happened, by the sender's clock
    MemberEventBody body;
    bool operator==(const MemberEvent&) const = default;
};

// To the door that it came through.
struct EventAnswer {
    EventId id;
    Outcome outcome = Outcome::refused;
    std::string code;        // empty: as expected. `awaits_review` and `awaits_second` come with `applied`
    MemberId member;         // whose points they are
    std::int64_t points = 0; // given; negative: taken
    Points balance;          // that he may spend now
    bool operator==(const EventAnswer&) const = default;
};

} // namespace parkgate
