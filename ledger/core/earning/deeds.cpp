#include "ledger/core/earning/earning.hpp"
#include "rules/earning/names.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

CapKind cap_kind(rules::Deed deed) {
    switch (deed) {
    case rules::Deed::join: return CapKind::join;
    case rules::Deed::refer: return CapKind::refer;
    case rules::Deed::like: return CapKind::like;
    case rules::Deed::post: return CapKind::post;
    }
    std::unreachable();
}

// At once, or when a person has looked; `cause` names the transaction and the item of review.
void reward(const Terms& terms, Wallet& wallet, const rules::DeedRule& rule, Points points, SiteTime at,
            const std::string& cause, const std::string& about, const Writing& writing) {
    const std::string why{rules::name_of(rule.deed)};
    if (!rule.reviewed) {
        Txn txn{TxnCode::points_earned, cause, {}};
        give(terms, wallet, txn, {why, source_mall, points}, at);
        add_if_any(writing, std::move(txn));
        tell_points(writing, wallet, points, about);
        return;
    }
    Txn txn{TxnCode::points_pending, cause, {}};
    txn.move(issued_for(why), pending(wallet.member()), points.count);
    charge_year(terms, txn, at, terms.earning.point_value * points.count);
    add_if_any(writing, std::move(txn));
    writing.rows.emplace_back(
        ReviewRow{{cause}, ReviewKind::post, wallet.member(), ReviewState::pending, at, {}, {}, {}, points});
}

EventDecision apply_deed(const Books& books, const Terms& terms, const CheckedEvent& event, rules::Deed deed,
                         const MemberId& member, const PostId& post, SiteTime now) {
    const auto* rule = rule_of(terms, deed);
    const SiteTime at = event.event.at;
    if (rule == nullptr) {
        return refuse_event(Code::earns_nothing);
    }
    if (at + std::chrono::days(terms.earning.review_after_days) < now) {
        return refuse_event(Code::too_late);
    }
    if (books.has_done(deed, member, post.text)) {
        return refuse_event(Code::done_before);
    }
    EventDecision decision;
    const Writing written = writing(decision);
    const Points points = capped(books, terms, *rule, member, at, decision.rows);
    if (points == Points{} || !count_event(books, terms, member, at, decision.rows)) {
        return refuse_event(Code::capped);
    }
    if (!fits_the_year(books, terms, written, at, points)) {
        return refuse_event(Code::budget_is_spent);
    }
    Wallet wallet(books, member);
    const Points owed = wallet.owed();
    const std::string& id = event.event.id.text;
    reward(terms, wallet, *rule, points, at, id, id, written);
    decision.rows.emplace_back(DeedRow{deed, member, post.text, event.event.id});
    decision.outcome = Outcome::applied;
    decision.member = member;
    decision.points = rule->reviewed ? Points{} : points;
    decision.code = rule->reviewed ? Code::awaits_review : wallet.owed() < owed ? Code::owes : Code::none;
    add_rows(written, wallet.rows());
    return decision;
}

// A bonus that was earned by a visit is given as far as its cap and the year's budget go.
void bonus(const Books& books, const Terms& terms, Wallet& wallet, rules::Deed deed, SiteTime at,
           const std::string& cause, const Writing& writing) {
    const auto* rule = rule_of(terms, deed);
    if (rule == nullptr) {
        return;
    }
    std::vector<Row> counted;
    const Points points = capped(books, terms, *rule, wallet.member(), at, counted);
    if (points > Points{} && fits_the_year(books, terms, writing, at, points)) {
        add_rows(writing, std::move(counted));
        reward(terms, wallet, *rule, points, at, std::string(rules::name_of(deed)) + "-" + cause, cause, writing);
    }
}

} // namespace

Points capped(const Books& books, const Terms& terms, const rules::DeedRule& rule, const MemberId& member, SiteTime at,
              std::vector<Row>& rows) {
    const std::int64_t day = day_number(terms, at);
    const std::int64_t used = books.used(member, cap_kind(rule.deed), day);
    const std::int64_t left = cap_of(books, member, rule.most_a_day.count) - used;
    const Points points{std::clamp<std::int64_t>(left, 0, rule.points.count)};
    if (points > Points{}) {
        rows.emplace_back(CapUse{member, cap_kind(rule.deed), day, used + points.count});
    }
    return points;
}

void give_back_cap(const Books& books, const Terms& terms, rules::Deed deed, const ReviewRow& item,
                   std::vector<Row>& rows) {
    const std::int64_t day = day_number(terms, item.asked_at);
    const std::int64_t used = books.used(item.member, cap_kind(deed), day);
    rows.emplace_back(CapUse{item.member, cap_kind(deed), day, std::max<std::int64_t>(used - item.points.count, 0)});
}

void first_real_visit(const Books& books, const Terms& terms, Wallet& newcomer, SiteTime at, const std::string& cause,
                      const Writing& writing) {
    const MemberId& member = newcomer.member();
    const auto known = books.member(member);
    if (!known || known->phone.empty() || books.has_done(rules::Deed::join, member, known->phone.text)) {
        return;
    }
    writing.rows.emplace_back(DeedRow{rules::Deed::join, member, known->phone.text, {cause}});
    bonus(books, terms, newcomer, rules::Deed::join, at, cause, writing);
    if (known->referrer.empty()) {
        return;
    }
    Wallet referrer(books, known->referrer);
    writing.rows.emplace_back(DeedRow{rules::Deed::refer, known->referrer, member.text, {cause}});
    bonus(books, terms, referrer, rules::Deed::refer, at, cause, writing);
    add_rows(writing, referrer.rows());
    pending_row(books, writing, member).referrer = {};
}

EventDecision apply_joined(const Books& books, const Terms& terms, const CheckedEvent& /*event*/, const Joined& joined,
                           SiteTime /*now*/) {
    if (joined.phone.empty() || joined.member.empty()) {
        return refuse_event(Code::not_plausible);
    }
    const auto known = books.member(joined.member);
    if (known && !known->phone.empty()) {
        return refuse_event(Code::done_before);
    }
    if (!books.member_with(joined.phone).empty()) {
        return refuse_event(Code::phone_taken);
    }
    const bool referred = !joined.referrer.empty();
    if (referred && (joined.referrer == joined.member || !books.has_member(joined.referrer))) {
        return refuse_event(Code::unknown_member);
    }
    MemberRow row = known.value_or(MemberRow{joined.member, rules::tier_of(terms.earning, {})});
    row.phone = joined.phone;
    row.referrer = known ? MemberId{} : joined.referrer; // who was a member before is no newcomer
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = joined.member;
    decision.rows.emplace_back(std::move(row));
    return decision;
}

EventDecision apply_liked(const Books& books, const Terms& terms, const CheckedEvent& event, const Liked& liked,
                          SiteTime now) {
    return apply_deed(books, terms, event, rules::Deed::like, liked.member, liked.post, now);
}

EventDecision apply_posted(const Books& books, const Terms& terms, const CheckedEvent& event, const Posted& posted,
                           SiteTime now) {
    return apply_deed(books, terms, event, rules::Deed::post, posted.member, posted.post, now);
}

} // namespace parkgate::ledger
