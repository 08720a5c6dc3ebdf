// Why a stay costs what it costs, for an operator with a driver before him.
#include "rules/explain.hpp"

#include "edge/core/context.hpp"
#include "rules/names.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parkgate::core {

namespace {

constexpr std::size_t most_rows = 60; // an answer has an end; nobody reads more

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

// The last one stands for all that there is no room for.
void fold(std::vector<ExplainedRow>& rows) {
    while (rows.size() > most_rows) {
        const ExplainedRow last = std::move(rows.back());
        rows.pop_back();
        ExplainedRow& rest = rows.back();
        rest = {rest.from, last.until, "", "", "further", rest.count + last.count, Fen{}, rest.fen + last.fen};
    }
}

// What the quote's fee is the sum of. A payment that came after the quote says nothing about it, and a fee that no stay
// has, such as that of a lane which is held open, has no lines.
std::vector<rules::Charge> charges_behind(const rules::RuleSet& rules, const Session& session,
                                          const rules::Visitor& visitor, const Quote& quote) {
    rules::Means means;
    means.settled_at = session.settled_at;
    means.settled_until = session.settled_until;
    for (const SiteTime until : {rules::billed_until(rules, quote.priced_at, means), quote.priced_at}) {
        auto charges = rules::charges_of(rules.tariff, visitor, quote.entered_at, until);
        if (rules::fee_of(charges) == quote.fee) {
            return charges;
        }
    }
    return {};
}

// A driver knows where he was, and not the id of what he was given there.
void name_stores(const Session& session, Quote& quote) {
    for (QuoteStep& step : quote.steps) {
        for (const Validation& validation : session.validations) {
            if (step.benefit == Benefit::store_validation && step.by.text == validation.id.text) {
                step.by = {validation.store.text};
            }
        }
    }
}

Explanation explained(const LotState& lot, const Session& session, const rules::Visitor& visitor, const Quote& quote) {
    const rules::RuleSet& rules = lot.config.rules;
    Explanation out;
    out.session = session.id;
    out.plate = session.plate;
    out.tier = visitor.tier;
    out.suspect = session.suspect;
    out.quote = quote;
    name_stores(session, out.quote);
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
        explanation = explained(lot, *open, means_of(context, *open, quote.priced_at, false).visitor, quote);
    } else if (const LeftStay* left = lot.memory.find_left(id)) {
        explanation = explained(lot, left->session, left->visitor, left->quote);
    } else {
        return "there is no such stay, or it ended too long ago";
    }
    explanation->id = command.id;
    context.out.emplace_back(Explain{command.by, std::move(*explanation)});
    return {};
}

} // namespace parkgate::core
