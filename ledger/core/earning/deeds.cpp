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
    // What staff may take back is an item of theirs, whether somebody has looked at it or not.
    if (rule.reviewed || rule.reversal == rules::Reversal::clawed_back) {
        writing.rows.emplace_back(ReviewRow{{cause},
                                            ReviewKind::post,
                                            wallet.member(),
                                            rule.reviewed ? ReviewState::pending : ReviewState::approved,
                                            at,
                                            {},
                                            {},
                                            {},
                                            points,
                                            terms.earning.id,
                                            terms.earning.point_value,
                                            ends_at(terms, terms.earning, at)});
    }
    if (!rule.reviewed) {
        Txn txn{TxnCode::points_earned, cause, {}};
        give(terms, wallet, txn, {why, source_mall, points}, at);
        add_if_any(writing.txns, std::move(txn));
        tell_points(writing, wallet, points, about);
        return;
    }
    Txn txn{TxnCode::points_pending, cause, {}};
    txn.move(issued_for(why), pending(wallet.member()), points.count);
    charge_year(terms, txn, at, terms.earning.point_value * points.count);
    add_if_any(writing.txns, std::move(txn));
}

// No longer than any id that an operator can say: of a long cause its end, told apart by a sum over all of it (FNV-1a).
std::string bonus_item(rules::Deed deed, const std::string& cause) {
    constexpr std::size_t most = 64;
    constexpr std::size_t kept = 32;
    std::string id = std::string(rules::name_of(deed)) + "-";
    if (id.size() + cause.size() <= most) {
        return id + cause;
    }
    std::uint64_t sum = 14'695'981'039'346'656'037ULL;
    for (const char c : cause) {
        sum = (sum ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
    }
    return id + std::to_string(sum) + "-" + cause.substr(cause.size() - kept);
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
    add_rows(written.rows, wallet.rows());
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
        add_rows(writing.rows, std::move(counted));
        reward(terms, wallet, *rule, points, at, bonus_item(deed, cause), cause, writing);
    }
}

ReviewRow end_of(ReviewRow item) {
    item.state = ReviewState::rejected;
    item.reason = "goods_returned";
    item.points = {};
    return item;
}

} // namespace

Points capped(const Books& books, const Terms& terms, const rules::DeedRule& rule, const MemberId& member, SiteTime at,
              std::vector<Row>& rows) {
    const std::int64_t day = day_number(terms, at);
    const std::int64_t used = books.used(member, cap_kind(rule.deed), day);
    const std::int64_t left = cap_of(books, terms, member, at, rule.most_a_day.count) - used;
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
    if (!known || known->phone.empty()) {
        return;
    }
    if (!books.has_done(rules::Deed::join, member, known->phone.text)) {
        writing.rows.emplace_back(DeedRow{rules::Deed::join, member, known->phone.text, {cause}});
        bonus(books, terms, newcomer, rules::Deed::join, at, cause, writing);
    }
    if (known->referrer.empty()) {
        return;
    }
    Wallet referrer(books, known->referrer);
    writing.rows.emplace_back(DeedRow{rules::Deed::refer, known->referrer, member.text, {cause}});
    bonus(books, terms, referrer, rules::Deed::refer, at, cause, writing);
    add_rows(writing.rows, referrer.rows());
    pending_row(books, writing, member).referrer = {};
}

bool is_reversible(const Terms& terms, rules::Deed deed, const ReviewRow& item) {
    const auto& deeds = earn_terms_of(terms, item.rules).deeds;
    const auto rule = std::ranges::find(deeds, deed, &rules::DeedRule::deed);
    return rule != deeds.end() && rule->reversal == rules::Reversal::clawed_back;
}

void undo_deed(const Terms& terms, Wallet& wallet, rules::Deed deed, const ReviewRow& item, const Writing& writing) {
    const bool waits = item.state == ReviewState::pending;
    Txn txn{waits ? TxnCode::review_rejected : TxnCode::reversed, item.id.text, {}};
    if (waits) {
        txn.move(pending(item.member), issued_for(rules::name_of(deed)), item.points.count);
    } else {
        wallet.take_back(txn, {item.member, source_mall, item.value, item.ends_at, {}, {}}, item.points,
                         {AccountKind::points_taken_back, "reversed"}, source_mall);
    }
    charge_year(terms, txn, item.asked_at, item.value * -item.points.count);
    add_if_any(writing.txns, std::move(txn));
}

void undo_first_visit(const Books& books, const Terms& terms, Wallet& newcomer, const std::string& cause,
                      const Writing& writing) {
    const MemberId& member = newcomer.member();
    const EventId other = books.first_purchase(member, {cause});
    for (const auto deed : {rules::Deed::join, rules::Deed::refer}) {
        auto item = books.review({bonus_item(deed, cause)});
        if (!item || item->state == ReviewState::rejected ||
            (item->state == ReviewState::approved && !is_reversible(terms, deed, *item))) {
            continue;
        }
        if (!other.empty()) {
            // It is that purchase's from now on: what goods have brought does not depend on what comes back first.
            writing.rows.emplace_back(end_of(*item));
            item->id = {bonus_item(deed, other.text)};
            writing.rows.emplace_back(*std::move(item));
            continue;
        }
        if (deed == rules::Deed::join) {
            const Points had = newcomer.net();
            undo_deed(terms, newcomer, deed, *item, writing);
            tell_points(writing, newcomer, newcomer.net() - had, cause);
            writing.rows.emplace_back(DeedGone{deed, member, pending_row(books, writing, member).phone.text});
        } else {
            Wallet referrer(books, item->member);
            const Points had = referrer.net();
            undo_deed(terms, referrer, deed, *item, writing);
            tell_points(writing, referrer, referrer.net() - had, cause);
            add_rows(writing.rows, referrer.rows());
            writing.rows.emplace_back(DeedGone{deed, item->member, member.text});
            pending_row(books, writing, member).referrer = item->member;
        }
        give_back_cap(books, terms, deed, *item, writing.rows);
        writing.rows.emplace_back(end_of(*std::move(item)));
    }
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
