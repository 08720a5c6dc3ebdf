#include "tests/unit/ledger/storage/memory/memory_reads.hpp"

namespace parkgate::ledger::test {

namespace {

bool is_any(std::string_view text, std::initializer_list<std::string_view> of) {
    return std::ranges::find(of, text) != of.end();
}

Quarantined read(const MemoryState& state, Quarantined item) {
    for (const auto& [id, outcome, code] : state.redriven) {
        if (id == item.id) {
            item.driven = outcome;
            item.driven.append(" ").append(code);
            item.applied = item.applied || outcome == text_of(Outcome::applied);
        }
    }
    if (const auto closed = state.closed.find(item.id); closed != state.closed.end()) {
        item.closed = closed->second;
    }
    return item;
}

std::vector<Quarantined> all_quarantined(const MemoryState& state) {
    std::vector<Quarantined> out;
    for (const auto& [id, fact] : state.facts) {
        if (fact.kept.outcome == text_of(Outcome::quarantined)) {
            out.push_back(read(state, {id,
                                       true,
                                       fact.box.text,
                                       fact.kind,
                                       fact.kept.code,
                                       fact.received_ms,
                                       {},
                                       false,
                                       std::nullopt,
                                       fact.bytes,
                                       fact.kept.hash,
                                       fact.key,
                                       fact.signature,
                                       fact.lot}));
        }
    }
    for (const auto& [id, event] : state.events) {
        if (event.kept.outcome == text_of(Outcome::quarantined)) {
            out.push_back(read(state, {id,
                                       false,
                                       event.door + "/" + event.owner,
                                       event.kind,
                                       event.kept.code,
                                       event.received_ms,
                                       {},
                                       false,
                                       std::nullopt,
                                       event.bytes,
                                       event.kept.hash,
                                       event.key,
                                       event.signature,
                                       {}}));
        }
    }
    std::ranges::sort(out, {}, [](const Quarantined& item) { return std::pair(item.received_ms, item.id); });
    return out;
}

} // namespace

std::vector<Balance> MemoryTools::balances() const {
    std::vector<Balance> out;
    for (const auto& [account, balance] : now_->balances) {
        out.push_back({std::string(text_of(account.kind)), account.owner, std::string(text_of(unit_of(account.kind))),
                       balance.total()});
    }
    std::ranges::sort(out, {}, [](const Balance& one) { return std::tuple(one.unit, one.kind, one.owner); });
    return out;
}

SiteTime MemoryTools::newest() const {
    SiteTime newest{};
    for (const auto& kept : now_->journal) {
        newest = std::max(newest, kept.txn.at);
    }
    return newest;
}

std::vector<FeeDifference> MemoryTools::fee_differences() const {
    return sorted(
        now_->differences, [](const FeeDifference&) { return true; },
        [&](const FeeDifference& row) { return std::pair(now_->facts.at(row.event).received_ms, row.event); });
}

std::vector<ReviewRow> MemoryTools::reviews(bool all, int most) const {
    return sorted(
        now_->reviews, [&](const ReviewRow& row) { return all || row.state == ReviewState::pending; },
        [](const ReviewRow& row) { return std::pair(row.asked_at, row.id); }, most);
}

std::vector<Quarantined> MemoryTools::quarantined(const QuarantinePlace& after, int most) const {
    auto out = all_quarantined(*now_);
    std::erase_if(out, [&](const Quarantined& item) {
        return std::pair(item.received_ms, item.id) <= std::pair(after.received_ms, after.id);
    });
    out.resize(std::min(out.size(), static_cast<std::size_t>(most)));
    for (auto& item : out) {
        item = {item.id,          item.is_fact, item.from,    item.kind,  item.code,
                item.received_ms, item.driven,  item.applied, item.closed};
    }
    return out;
}

std::optional<Quarantined> MemoryTools::quarantined(const EventId& id) const {
    const auto all = all_quarantined(*now_);
    const auto found = std::ranges::find(all, id, &Quarantined::id);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

std::vector<Hold> MemoryTools::open_holds_of(const MemberId& member) const {
    return sorted(
        now_->holds, [&](const Hold& row) { return row.member == member && row.state == HoldState::pending; },
        [](const Hold& row) { return std::pair(row.expires_at, row.id); });
}

std::vector<CouponRow> MemoryTools::live_coupons_of(const MemberId& member) const {
    return sorted(
        now_->coupons, [&](const CouponRow& row) { return row.member == member && row.state == CouponState::live; },
        [](const CouponRow& row) { return std::pair(row.expires_at, row.id); });
}

std::int64_t MemoryTools::plates_now(const MemberId& member) const {
    return std::ranges::count_if(now_->links,
                                 [&](const LinkTime& link) { return link.member == member && !link.until; });
}

std::vector<StatementLine> MemoryTools::lines_of(const MemberId& member, int most) const {
    std::vector<StatementLine> out;
    for (auto kept = now_->journal.rbegin(); kept != now_->journal.rend(); ++kept) {
        for (const auto& leg : kept->legs) {
            if (leg.owner == member.text && out.size() < static_cast<std::size_t>(most) &&
                is_any(leg.kind, {"member_spendable", "member_held", "member_pending", "member_receivable"})) {
                out.push_back({kept->txn.at, kept->txn.code, kept->txn.cause, leg.kind, leg.amount});
            }
        }
    }
    return out;
}

Fen MemoryTools::parking_by_points(const MemberId& member) const {
    Fen sum{};
    for (const auto& [session, charge] : now_->charges) {
        const bool reversed = now_->causes.contains({std::string(text_of(TxnCode::reversed)), charge.event.text});
        sum += charge.member == member && !reversed ? charge.worth : Fen{};
    }
    return sum;
}

Fen MemoryTools::parking_by_coupons(const MemberId& member) const {
    Fen sum{};
    for (const auto& [id, coupon] : now_->coupons) {
        sum += coupon.member == member ? coupon.took : Fen{};
    }
    return sum;
}

void MemoryTools::credited_sales(SiteTime since, const std::function<void(const PastSale&)>& each) const {
    for (const auto& [key, receipt] : now_->receipts) {
        if (receipt.sold_at >= since && receipt.state == ReceiptState::credited) {
            each({receipt, true});
        }
    }
}

void MemoryTools::refused_sales(const std::function<void(const std::string&)>& each) const {
    for (const auto& [id, event] : now_->events) {
        if (is_any(event.kept.outcome, {"refused", "applied"}) &&
            is_any(event.kept.code, {"earns_nothing", "budget_is_spent"}) &&
            is_any(event.kind, {"sold", "uploaded", "claimed"})) {
            each(event.bytes);
        }
    }
}

void MemoryTools::said_deeds(const std::function<void(const SaidDeed&)>& each) const {
    for (const auto& [id, event] : now_->events) {
        const bool counted = event.kept.outcome == text_of(Outcome::applied) ||
                             (event.kept.outcome == text_of(Outcome::refused) &&
                              is_any(event.kept.code, {"capped", "earns_nothing", "budget_is_spent"}));
        if (!counted || !is_any(event.kind, {"liked", "posted"})) {
            continue;
        }
        SaidDeed deed{event.bytes, {event.kept.points}, std::nullopt, {}};
        if (const auto review = now_->reviews.find({id.text}); review != now_->reviews.end()) {
            deed.review = review->second.state;
            deed.review_points = review->second.points;
        }
        each(deed);
    }
}

void MemoryTools::newcomers(SiteTime since, const std::function<void(const PastDeed&)>& each) const {
    for (const auto& [key, deed] : now_->deeds) {
        if (deed.deed != rules::Deed::join && deed.deed != rules::Deed::refer) {
            continue;
        }
        SiteTime at{};
        for (const auto& [place, receipt] : now_->receipts) {
            at = receipt.event == deed.event ? receipt.sold_at : at;
        }
        if (const auto stay = now_->sessions.find({deed.event.text});
            stay != now_->sessions.end() && stay->second.left_at) {
            at = *stay->second.left_at;
        }
        Points given{};
        const std::string cause = (deed.deed == rules::Deed::join ? "join-" : "refer-") + deed.event.text;
        for (const auto& kept : now_->journal) {
            for (const auto& leg : kept.legs) {
                const bool counts = kept.txn.cause == cause && leg.kind == "points_issued" &&
                                    is_any(kept.txn.code, {"points_earned", "points_pending"});
                given += counts ? Points{-leg.amount} : Points{};
            }
        }
        if (at >= since) {
            each({deed.deed, deed.member, at, given});
        }
    }
}

std::int64_t MemoryTools::count_leavings() const {
    std::int64_t count = 0;
    leavings([&](const std::string&) { ++count; });
    return count;
}

void MemoryTools::leavings(const std::function<void(const std::string&)>& each) const {
    applied("leave_authorised", each);
}

void MemoryTools::called_off(const std::function<void(const std::string&)>& each) const {
    applied("leave_cancelled", each);
}

void MemoryTools::applied(std::string_view kind, const std::function<void(const std::string&)>& each) const {
    for (const auto& [id, fact] : now_->facts) {
        if (fact.kind == kind && fact.kept.outcome == text_of(Outcome::applied)) {
            each(fact.bytes);
        }
    }
}

} // namespace parkgate::ledger::test
