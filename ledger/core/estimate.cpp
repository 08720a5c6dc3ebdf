#include "ledger/core/estimate.hpp"

#include <algorithm>
#include <expected>
#include <ranges>
#include <string_view>

namespace parkgate::ledger {

namespace {

using Found = std::expected<SessionRow, std::string_view>;

bool is_his(const Books& books, const SessionRow& row, const EstimateQuestion& question) {
    return row.plate == question.plate && books.member_of(row.plate, *row.entered_at) == question.ask.member;
}

Found named_session(const Books& books, const EstimateQuestion& question) {
    const auto row = books.session(question.ask.session);
    if (!row || !row->entered_at) {
        return std::unexpected("no_such_session");
    }
    if (!is_his(books, *row, question)) {
        return std::unexpected("not_his");
    }
    return row->left_at ? Found(std::unexpected("has_left")) : Found(*row);
}

Found open_session(const Books& books, const EstimateQuestion& question, SiteTime now) {
    const auto open = books.open_sessions_of(question.ask.member);
    const auto newest_first = open | std::views::reverse;
    const auto found = std::ranges::find(newest_first, question.plate, &SessionRow::plate);
    if (found != newest_first.end()) {
        return *found;
    }
    const bool his = books.member_of(question.plate, now) == question.ask.member;
    return std::unexpected(his ? "no_such_session" : "not_his");
}

Found find_session(const Books& books, const EstimateQuestion& question, SiteTime now) {
    if (!books.has_member(question.ask.member)) {
        return std::unexpected("unknown_member");
    }
    if (question.plate.empty()) {
        return std::unexpected("not_plausible");
    }
    return question.ask.session.empty() ? open_session(books, question, now) : named_session(books, question);
}

EstimatedCost cost_of(const Books& books, const Terms& terms, const SessionRow& row, const EstimateQuestion& question,
                      SiteTime now) {
    const MemberRow member = books.member(question.ask.member).value_or(MemberRow{});
    const auto hold = books.pending_hold_of(row.id);
    rules::Means means;
    means.paid = row.payments_taken;
    means.visitor = {question.vehicle, member.tier, false};
    means.member_tier = member.tier;
    means.codes = rules::benefits_of(terms.earning, member.segments);
    if (hold && hold->member == question.ask.member && member.spending == Spending::all) {
        means.points = hold->points;
    }
    const Quote quote = rules::price(terms.rules, *row.entered_at, now, means);
    return {*row.entered_at, now, quote.stay, quote.fee, quote.points, means.paid, quote.due, terms.rules.id};
}

} // namespace

Estimated estimate(const Books& books, const Terms& terms, const EstimateQuestion& question, SiteTime now) {
    Estimated out;
    out.answer.id = question.ask.id;
    const auto row = find_session(books, question, now);
    if (!row) {
        out.answer.refusal = row.error();
        return out;
    }
    out.answer.session = row->id;
    out.answer.cost = cost_of(books, terms, *row, question, now);
    out.box = row->box;
    return out;
}

} // namespace parkgate::ledger
