// Why a stay costs what it costs, for an operator with a driver before him.
#include "rules/explain.hpp"

#include "edge/core/context.hpp"
#include "rules/names.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parkgate::core {

namespace {

constexpr std::size_t most_rows = 60;            // an answer has an end; nobody reads more
constexpr std::size_t most_bytes = 9 * 1024;     // of rows: the quote of a stay needs the rest of a message
constexpr std::size_t bytes_without_names = 192; // of one row

std::string clock_text(rules::LocalTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const Minutes of_day{std::chrono::floor<std::chrono::minutes>(time - day).count()};
    const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
           two(static_cast<unsigned>(date.day())) + "T" + rules::clock_text(of_day);
}

ExplainedRow row_of(const rules::ExplainedLine& line) {
    const auto what =
        line.reason == rules::ChargeReason::rate ? rules::name_of(line.type) : rules::name_of(line.reason);
    return {clock_text(line.from),
            clock_text(line.until),
            line.table,
            line.collection,
            std::string(what),
            line.count,
            line.each,
            line.fen};
}

// The last one says how many there is no room for, and what they come to.
void fold(std::vector<ExplainedRow>& rows) {
    std::size_t bytes = 0;
    std::size_t fit = 0;
    for (; fit < std::min(rows.size(), most_rows); ++fit) {
        bytes += bytes_without_names + rows[fit].table.size() + rows[fit].collection.size();
        if (bytes > most_bytes) {
            break;
        }
    }
    if (fit == rows.size()) {
        return;
    }
    const std::size_t kept = std::max<std::size_t>(fit, 1) - 1;
    ExplainedRow rest{rows[kept].from,
                      rows.back().until,
                      "",
                      "",
                      "further",
                      static_cast<std::int64_t>(rows.size() - kept),
                      Fen{},
                      Fen{}};
    for (std::size_t i = kept; i < rows.size(); ++i) {
        rest.fen += rows[i].fen;
    }
    rows.resize(kept);
    rows.push_back(std::move(rest));
}

// What the quote's fee is the sum of. A payment that came after the quote says nothing about it, and a fee that no stay
// has, such as that of a lane which is held open, has no lines.
std::vector<rules::Charge> charges_behind(const rules::RuleSet& rules, const Session& session,
                                          const rules::Visitor& visitor, const Quote& quote) {
    rules::Means means;
    means.settled_at = session.settled_at;
    if (session.settled_until) {
        means.settled_until = by_its_clock(session, *session.settled_until);
    }
    for (const SiteTime until : {rules::billed_until(rules, quote.priced_at, means), quote.priced_at}) {
        auto charges = rules::charges_of(rules.tariff, visitor, quote.entered_at, until);
        if (rules::fee_of(charges) == quote.fee) {
            return charges;
        }
    }
    return {};
}

Explanation explained(const LotState& lot, const Session& session, const rules::Visitor& visitor, const Quote& quote,
                      const std::optional<CouponWorth>& coupon) {
    const rules::RuleSet& rules = lot.config.rules;
    Explanation out;
    out.session = session.id;
    out.plate = session.plate;
    out.tier = visitor.tier;
    out.suspect = session.suspect;
    out.quote = quote;
    out.coupon = coupon;
    for (QuoteStep& step : out.quote.steps) {
        step.by = giver_of(session, step);
    }
    const auto charges = charges_behind(rules, session, visitor, quote);
    for (const auto& line : rules::explain(rules.tariff, quote.entered_at, charges)) {
        out.rows.push_back(row_of(line));
    }
    fold(out.rows);
    return out;
}

// As the board says it to the car in front of an exit; of a car that is elsewhere what it would cost now.
Quote present_quote(Context& context, const Session& session) {
    for (const auto& [id, slot] : context.lot.lanes) {
        if (slot.admission && slot.admission->session == session.id && slot.admission->cause != OpenCause::entry) {
            return slot.admission->quote;
        }
        if (slot.visit && slot.visit->session == session.id && side_of(slot) == Side::exit) {
            return quote_for(context, session, slot.visit->at, points_may_be_spent(context, slot, session));
        }
    }
    return quote_for(context, session, context.now.site, true);
}

} // namespace

std::string explain_stay(Context& context, const Command& command) {
    const LotState& lot = context.lot;
    const SessionId id{command.argument};
    std::optional<Explanation> explanation;
    if (const Session* open = lot.sessions.find(id)) {
        const Quote quote = present_quote(context, *open);
        explanation =
            explained(lot, *open, means_behind(context, *open, quote).visitor, quote, coupon_behind(lot, quote));
    } else if (const LeftStay* left = lot.memory.find_left(id)) {
        explanation = explained(lot, left->session, left->visitor, left->quote, left->coupon);
    } else {
        return "there is no such stay, or it ended too long ago";
    }
    explanation->id = command.id;
    context.emit(Explain{command.by, std::move(*explanation)});
    return {};
}

} // namespace parkgate::core
