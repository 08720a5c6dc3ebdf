// What is known of stays beyond what the file keeps: the quotes that their drivers were shown, and how the latest stays
// ended. A restart forgets it; no money depends on it.
#pragma once

#include "edge/core/stay/session.hpp"
#include "protocol/worth.hpp"
#include "rules/benefits/means.hpp"
#include "rules/rate_table.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::core {

struct LeftStay {
    Session session;
    Quote quote;                            // as it was let out
    rules::Visitor visitor;                 // that its rate table was selected by
    std::optional<CouponWorth> coupon = {}; // that the quote counted on
};

// A quote, and what held of the member when it was first shown.
struct ShownQuote {
    OpenQuote quote;
    MemberId member;
    std::string tier;
    Spending by_default = Spending::asked_for;
    std::vector<BenefitCode> benefits = {};
};

class StayMemory {
  public:
    // At each change of an open stay.
    void note(const Session& session);
    void note_left(LeftStay stay);
    // It has not left after all.
    void forget_left(const SessionId& id);
    [[nodiscard]] const LeftStay* find_left(const SessionId& id) const;
    [[nodiscard]] std::optional<ShownQuote> find_quote(const SessionId& session, const QuoteId& quote) const;
    // What was used up on the day, as a price of this moment has first counted on it.
    using Used = std::map<Benefit, rules::UsedToday>;
    void note_used(const SessionId& session, SiteTime priced_at, const Used& used);
    [[nodiscard]] const Used* find_used(const SessionId& session, SiteTime priced_at) const;
    // No quote of this stay has been forgotten: who names another one does not mean this stay.
    [[nodiscard]] bool knows_every_quote(const SessionId& session) const;

    // Of the history's rows, which are pruned a few at a time.
    PlateHash plate_looked_at;
    MemberId member_looked_at;

  private:
    struct Quotes {
        bool every = false;
        std::deque<ShownQuote> shown; // the oldest first
        std::map<SiteTime, Used> used;
    };
    std::map<SessionId, Quotes> open_;
    std::deque<LeftStay> left_; // the oldest first
};

} // namespace parkgate::core
