// One car's stay (APDS: session), from the entry to the exit.
#pragma once

#include "protocol/benefit_code.hpp"
#include "protocol/ids.hpp"
#include "protocol/quote.hpp"
#include "protocol/tokens.hpp"
#include "protocol/units.hpp"
#include "protocol/vehicle.hpp"
#include "protocol/worth.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::core {

enum class SessionPhase : std::uint8_t {
    entering, // admitted, not proven inside yet
    inside,
    leaving, // leaving is authorised in one lane
    closed,
};

// Whether the ledger has been asked whose car it is.
enum class LinkState : std::uint8_t { unknown, linked, no_member };

// What was asked of the driver; a payment is for one of these.
struct OpenQuote {
    QuoteId id;
    SiteTime priced_at;
    Fen due;
    Duration stepped{0};  // as of the session: of the clock that `priced_at` is of
    CouponId coupon = {}; // that it counts on; empty: none
    Points points = {};   // likewise
    bool operator==(const OpenQuote&) const = default;
};

// What a store has given towards the stay.
struct Validation {
    ValidationId id;
    StoreId store;
    GivenWorth worth;
    bool operator==(const Validation&) const = default;
};

// A part of the stay in one area of the lot (APDS: segment). It ends where the next begins.
struct Segment {
    AreaId area;
    SiteTime from;
    bool operator==(const Segment&) const = default;
};

// How the lot's counters count a car.
enum class CountedAs : std::uint8_t { transient, right };

struct Session {
    SessionId id;
    SessionPhase phase = SessionPhase::entering;
    std::string plate; // stays in the lot
    PlateHash hash;
    LaneId entry_lane;
    SiteTime entered_at;
    std::int64_t confidence = 0; // of the read at the entry, percent
    LinkState link = LinkState::unknown;
    MemberId member;
    std::optional<Voucher> voucher;
    bool hold_refused = false; // the ledger has said that there is nothing to hold
    Fen paid;
    std::optional<OpenQuote> quote;     // the latest
    std::optional<SiteTime> settled_at; // by the clock of that moment
    std::optional<SiteTime> settled_until;
    Duration settled_stepped{0}; // how far the clock had been moved by `settled_at`
    CouponId settled_coupon;     // that the payment counted on; empty: none
    Points settled_points;       // likewise; his, whatever has become of their hold

    VehicleKind vehicle = VehicleKind::car;
    std::string tier;                          // of the member; empty: none, or not known yet
    std::vector<BenefitCode> benefits = {};    // likewise
    Points balance;                            // the member's, when the ledger told whose car it is
    Spending by_default = Spending::asked_for; // the member's own setting
    std::optional<Spending> chosen;            // for this stay
    RightId right;                             // it came in under; empty: none
    CountedAs counted_as = CountedAs::transient;
    std::vector<Validation> validations; // in the order in which they came
    std::vector<Segment> segments;       // empty: all of it where its entry lane leads to
    bool free_minutes_spent = false;     // by a stay of this plate shortly before
    bool first_of_day = false;           // of this plate
    Duration stepped{0};                 // how far the clock was moved during the stay, forwards is positive
    bool suspect = false;                // it was moved, or was not trusted when the stay began
    bool overstay_told = false;          // to operators
    bool may_have_left = false;          // a lane of its area stood open: that it is inside proves nothing
    HoldId used_hold;                    // that a leaving has ended which was none: its points come no second time

    bool operator==(const Session&) const = default;
};

// How far the clock that counts the stay was moved during it. Who has paid is counted by the clock of that moment:
// his entry and his payment are both of it, and nothing that became of it since makes them doubtful.
[[nodiscard]] Duration step_of_its_clock(const Session& session);
// A moment of the site's clock, by the one that counts the stay; and back.
[[nodiscard]] SiteTime by_its_clock(const Session& session, SiteTime at);
[[nodiscard]] SiteTime by_site_clock(const Session& session, SiteTime at);

// The driver is asked for this from here on.
void note_quote(Session& session, const Quote& quote);
// Who gave it, as people know him: of a validation its store, of all else what the step says.
SourceId giver_of(const Session& session, const QuoteStep& step);

// What a reading at an exit is matched with: the stays of cars that are inside. Views live until the book changes.
struct OpenPlates {
    std::vector<std::string_view> plates;
    std::vector<SessionId> sessions; // of the same index
};

// The cars of the lot, found by session and by plate. A plate has at most one open session.
class SessionBook {
  public:
    void put(const Session& session);
    void remove(const SessionId& id);
    [[nodiscard]] Session* find(const SessionId& id);
    [[nodiscard]] const Session* find(const SessionId& id) const;
    [[nodiscard]] Session* find_plate(const std::string& plate);
    [[nodiscard]] const Session* find_plate(const std::string& plate) const;
    [[nodiscard]] OpenPlates open_plates() const;
    [[nodiscard]] std::size_t size() const { return sessions_.size(); }
    [[nodiscard]] const std::map<SessionId, Session>& all() const { return sessions_; }

  private:
    std::map<SessionId, Session> sessions_;
    std::map<std::string, SessionId> by_plate_;
};

} // namespace parkgate::core
