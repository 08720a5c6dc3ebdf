// One car's stay (APDS: session), from the entry to the exit.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/quote.hpp"
#include "protocol/tokens.hpp"
#include "protocol/units.hpp"

#include <map>
#include <optional>
#include <string>

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
    bool operator==(const OpenQuote&) const = default;
};

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
    std::optional<OpenQuote> quote; // the latest
    std::optional<SiteTime> settled_at;
    std::optional<SiteTime> settled_until;

    bool operator==(const Session&) const = default;
};

// The cars of the lot, found by session and by plate. A plate has at most one open session.
class SessionBook {
  public:
    void put(const Session& session);
    void remove(const SessionId& id);
    [[nodiscard]] Session* find(const SessionId& id);
    [[nodiscard]] const Session* find(const SessionId& id) const;
    [[nodiscard]] Session* find_plate(const std::string& plate);
    [[nodiscard]] std::size_t size() const { return sessions_.size(); }
    [[nodiscard]] const std::map<SessionId, Session>& all() const { return sessions_; }

  private:
    std::map<SessionId, Session> sessions_;
    std::map<std::string, SessionId> by_plate_;
};

} // namespace parkgate::core
