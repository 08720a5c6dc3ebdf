#include "tests/unit/ledger/storage/memory/memory_state.hpp"

#include "ledger/core/coupon_accounts.hpp"
#include "ledger/store/guards.hpp"

#include <algorithm>

namespace parkgate::ledger::test {

namespace {

bool has_worth(const CouponWorth& worth) {
    return worth.kind == WorthKind::minutes || worth.most > Fen{};
}

struct Write {
    MemoryState& state;

    void operator()(const Hold& r) const {
        demand(r.charged >= Points{} && r.charged <= r.points, "charged");
        for (const auto& [id, other] : state.holds) {
            const bool is_one_a_session = r.state == HoldState::pending || r.state == HoldState::refused;
            demand(id == r.id || !is_one_a_session || other.state != r.state || other.session != r.session,
                   "a second hold of its session");
        }
        state.holds.insert_or_assign(r.id, r);
    }
    void operator()(const Charge& r) const {
        if (r.reversed) {
            if (const auto old = state.charges.find(r.session);
                old != state.charges.end() && old->second.event == r.event) {
                old->second.reversed = true;
            }
            return;
        }
        for (const auto& [session, other] : state.charges) {
            demand((session != r.session || other.reversed) && other.event != r.event, "a second charge");
        }
        state.charges.insert_or_assign(r.session, r);
    }
    void operator()(const WaitingCharge& r) const {
        state.waiting_charges.try_emplace({r.charge.session, r.charge.hold}, r);
    }
    void operator()(const ReversedExit& r) const {
        demand(state.reversed_exits.try_emplace({r.session, r.left_at}, r).second, "a second reversal of an exit");
    }
    void operator()(const SliceRow& r) const {
        demand(r.left >= 0 && r.left <= r.coupons && has_worth(r.worth), "a slice");
        state.slices.insert_or_assign(r.id, r);
    }
    void operator()(const CouponRow& r) const {
        demand(has_worth(r.worth), "a coupon");
        for (const auto& [id, other] : state.coupons) {
            demand(id == r.id || !r.funded || !other.funded || r.issued_in.empty() || other.issued_in != r.issued_in,
                   "a second coupon of its session");
        }
        state.coupons.insert_or_assign(r.id, r);
    }
    void operator()(const SessionRow& r) const { state.sessions.insert_or_assign(r.id, r); }
    void operator()(const MemberRow& r) const {
        for (const auto& [id, other] : state.members) {
            demand(id == r.id || r.phone.empty() || other.phone != r.phone, "a phone is one member's");
        }
        state.members.insert_or_assign(r.id, r);
    }
    void operator()(const PlateLink& r) const {
        for (const auto& link : state.links) {
            demand(link.plate != r.plate || link.until, "a plate is one member's");
        }
        state.links.push_back({r.plate, r.member, r.from, {}});
    }
    void operator()(const PlateUnlink& r) const {
        for (auto& link : state.links) {
            if (link.plate == r.plate && !link.until) {
                demand(r.at >= link.from, "until");
                link.until = r.at;
            }
        }
    }
    void operator()(const FeeDifference& r) const {
        demand(state.differences.emplace(r.event, r).second, "a second difference of its fact");
    }
    void operator()(const PointLot& r) const {
        demand(r.remaining >= Points{} && r.remaining <= r.earned && r.value >= Fen{}, "a lot");
        state.lots.insert_or_assign({r.member, r.expires_at, r.source, r.value}, r);
    }
    void operator()(const LotUse& r) const {
        demand(r.taken >= Points{}, "taken");
        state.uses.insert_or_assign({r.cause, r.expires_at, r.source, r.value}, r);
    }
    void operator()(const ReceiptRow& r) const {
        const Points earned = r.earned.usual + r.earned.steps + r.earned.campaign;
        demand(r.returned >= Fen{} && r.returned <= r.net && r.clawed_back >= Points{} && r.clawed_back <= earned &&
                   r.left.usual >= Points{} && r.left.steps >= Points{} && r.left.campaign >= Points{},
               "a receipt");
        state.receipts.insert_or_assign({r.store, r.day, r.receipt}, r);
    }
    void operator()(const CapUse& r) const {
        demand(r.used >= 0, "used");
        state.caps.insert_or_assign({r.member, r.day, r.kind}, r.used);
    }
    void operator()(const DeedRow& r) const {
        demand(state.deeds.emplace(std::tuple(r.member, r.deed, r.object), r).second, "a deed counts once");
    }
    void operator()(const ReviewRow& r) const {
        const auto old = state.reviews.find(r.id);
        demand(old == state.reviews.end() || old->second.member == r.member, "an item of review is one member's");
        state.reviews.insert_or_assign(r.id, r);
    }
    void operator()(const StampRow& r) const { state.stamps.insert_or_assign({r.member, r.day}, r); }
    void operator()(const StampGone& r) const {
        if (const auto old = state.stamps.find({r.member, r.day}); old != state.stamps.end() && !old->second.used) {
            state.stamps.erase(old);
        }
    }
    void operator()(const DeedGone& r) const { state.deeds.erase({r.member, r.deed, r.object}); }
    void operator()(const CampaignRow& r) const { state.stopped.insert_or_assign(r.id, r.stopped); }
    void operator()(const ExpiryTold& r) const { state.told = r; }
};

// ---- sums ----

using Sums = std::map<std::string, std::int64_t>;

Sums balances_of(const MemoryState& state, AccountKind kind) {
    Sums sums;
    for (const auto& [account, balance] : state.balances) {
        if (account.kind == kind) {
            sums[account.owner] = balance.total();
        }
    }
    return sums;
}

void compare(const Sums& balances, const Sums& sums, std::string_view what, std::vector<std::string>& faults) {
    const auto of = [](const Sums& in, const std::string& owner) {
        const auto found = in.find(owner);
        return found == in.end() ? 0 : found->second;
    };
    Sums owners = balances;
    owners.insert(sums.begin(), sums.end());
    for (const auto& [owner, any] : owners) {
        if (of(balances, owner) != of(sums, owner)) {
            faults.push_back(owner + ": " + std::string(what));
        }
    }
}

void check_journal(const MemoryState& state, std::vector<std::string>& faults) {
    std::map<std::string, AccountKind> kinds;
    for (int number = 0; number <= static_cast<int>(last_account_kind); ++number) {
        const auto kind = static_cast<AccountKind>(number);
        kinds[std::string(text_of(kind))] = kind;
    }
    Sums entries;
    Sums balances;
    for (const auto& [txn, legs] : state.journal) {
        std::map<Unit, std::int64_t> units;
        for (const auto& leg : legs) {
            units[unit_of(kinds.at(leg.kind))] += leg.amount;
            entries[leg.kind + " " + leg.owner] += leg.amount;
        }
        for (const auto& [unit, sum] : units) {
            if (sum != 0) {
                faults.push_back("transaction " + std::to_string(txn.id) + " " + std::string(text_of(unit)) +
                                 ": does not sum to 0");
            }
        }
    }
    for (const auto& [account, balance] : state.balances) {
        balances[std::string(text_of(account.kind)) + " " + account.owner] = balance.total();
    }
    compare(balances, entries, "the balance is not the sum of its entries", faults);
}

void check_coupons(const MemoryState& state, std::vector<std::string>& faults) {
    Sums minutes_in_slices;
    Sums fen_in_slices;
    for (const auto& [id, slice] : state.slices) {
        if (slice.state == SliceState::open && slice.worth.kind == WorthKind::minutes) {
            minutes_in_slices[slice.box.text] += slice.left * slice.worth.amount;
        } else if (slice.state == SliceState::open) {
            fen_in_slices[slice.box.text] += slice.left * slice.worth.most.count;
        }
    }
    Sums minutes_out;
    Sums fen_out;
    for (const auto& [id, coupon] : state.coupons) {
        if (coupon.state == CouponState::live && coupon.funded && coupon.worth.kind == WorthKind::minutes) {
            minutes_out[coupon.campaign.text] += coupon.worth.amount;
        } else if (coupon.state == CouponState::live && coupon.funded) {
            fen_out[coupon.campaign.text] += coupon.worth.most.count;
        }
    }
    compare(balances_of(state, AccountKind::slice_escrow), minutes_in_slices,
            "the minutes in escrow are not those of the open slices", faults);
    compare(balances_of(state, AccountKind::coupon_liability), minutes_out,
            "the coupons that are out are not those of the liability", faults);
    compare(balances_of(state, AccountKind::fen_escrow), fen_in_slices,
            "the money in escrow is not that of the open slices", faults);
    compare(balances_of(state, AccountKind::fen_liability), fen_out,
            "the money of the coupons that are out is not that of the liability", faults);
}

bool is_misused(const CouponRow& coupon) {
    return coupon.state == CouponState::spent && coupon.funded &&
           (coupon.spent_in == coupon.issued_in || coupon.spent_by != coupon.member ||
            coupon.spent_at > coupon.expires_at);
}

void check_budgets(const MemoryState& state, std::vector<std::string>& faults) {
    using enum AccountKind;
    const auto add = [&](Sums& sums, std::initializer_list<AccountKind> kinds) {
        for (const auto kind : kinds) {
            for (const auto& [owner, balance] : balances_of(state, kind)) {
                sums[owner] += balance;
            }
        }
    };
    Sums minutes;
    Sums fen;
    for (const auto& [id, slice] : state.slices) {
        const bool open = slice.state == SliceState::open;
        Sums& sums = slice.worth.kind == WorthKind::minutes ? minutes : fen;
        sums[slice.campaign.text] += open ? slice.left * weight_of(slice.worth) : 0;
    }
    for (const auto& [id, coupon] : state.coupons) {
        if (is_misused(coupon) && coupon.worth.kind == WorthKind::minutes) {
            minutes[coupon.campaign.text] += coupon.worth.amount;
        } else if (is_misused(coupon)) {
            fen[coupon.campaign.text] += std::clamp<std::int64_t>(coupon.took.count, 0, coupon.worth.most.count);
        }
    }
    Sums points;
    Sums years;
    add(minutes, {minutes_granted, campaign_budget, coupon_liability, coupons_redeemed, coupons_lapsed});
    add(fen, {fen_granted, fen_budget, fen_liability, fen_redeemed, fen_lapsed});
    add(points, {points_budget_used, points_beyond});
    add(years, {earning_budget_used, earning_beyond});
    compare({}, minutes, "the minutes granted are not those left, in slices, out, redeemed, lapsed and misused",
            faults);
    compare({}, fen, "the money granted is not that left, in slices, out, redeemed, lapsed and misused", faults);
    compare({}, points, "the points used of the budget are not those given beyond the usual ones", faults);
    compare({}, years, "what the year's budget has lost is not what its points cost", faults);
}

void check_points(const MemoryState& state, std::vector<std::string>& faults) {
    Sums lots;
    Sums worth;
    for (const auto& [key, lot] : state.lots) {
        lots[lot.member.text] += lot.remaining.count;
        worth[lot.source] -= lot.remaining.count * lot.value.count;
    }
    Sums taken;
    Sums held;
    for (const auto& [id, hold] : state.holds) {
        if (hold.state == HoldState::pending) {
            held[id.text] = hold.points.count;
        }
    }
    for (const auto& [key, use] : state.uses) {
        if (held.contains(use.cause)) {
            taken[use.cause] += use.taken.count;
            worth[use.source] -= use.taken.count * use.value.count;
        }
    }
    Sums waiting;
    for (const auto& [id, review] : state.reviews) {
        if (review.state == ReviewState::pending) {
            waiting[review.member.text] += review.points.count;
        }
    }
    compare(balances_of(state, AccountKind::member_spendable), lots, "the points are not those of the lots", faults);
    compare(held, taken, "the points of the hold are not those that it has of the lots", faults);
    compare(balances_of(state, AccountKind::member_pending), waiting,
            "the points that wait are not those of the reviews", faults);
    compare(balances_of(state, AccountKind::points_liability), worth,
            "the liability is not what the points of the lots cost", faults);
    std::int64_t cost = 0;
    for (const auto kind : {AccountKind::points_liability, AccountKind::points_funding, AccountKind::points_settled,
                            AccountKind::points_recovered}) {
        for (const auto& [owner, balance] : balances_of(state, kind)) {
            cost += balance;
        }
    }
    if (cost != 0) {
        faults.emplace_back("points: what they have cost is not what has become of them");
    }
}

} // namespace

void MemoryState::write(const Row& row) {
    std::visit(Write{*this}, row);
}

void MemoryState::append(std::int64_t id, const Txn& txn, const RulesId& rules, SiteTime at, const std::string& prev,
                         const std::string& hash) {
    const std::string code(text_of(txn.code));
    demand(journal.empty() || journal.back().txn.id < id, "a number of the journal");
    demand(causes.try_emplace({code, txn.cause}, id).second, "a cause of the journal");
    KeptTxn kept{{id, code, txn.cause, rules.text, at, prev, hash}, {}};
    for (const auto& leg : txn.legs) {
        kept.legs.push_back({std::string(text_of(leg.account.kind)), leg.account.owner, leg.amount,
                             std::string(text_of(unit_of(leg.account.kind)))});
    }
    journal.push_back(std::move(kept));
}

void MemoryState::add_to_balance(const Account& account, std::int64_t amount) {
    const auto old = balances.find(account);
    const KeptBalance before = old == balances.end() ? KeptBalance{} : old->second;
    demand(may_stand_at(account.kind, before.total() + amount), "a balance");
    KeptBalance& kept = balances[account];
    const bool guarded = !may_stand_at(account.kind, -1) || !may_stand_at(account.kind, 1);
    kept.rows.at(guarded ? 0 : kept.turn++ % kept.rows.size()) += amount;
}

void MemoryState::check_sums(std::vector<std::string>& faults) const {
    check_journal(*this, faults);
    Sums held;
    for (const auto& [id, hold] : holds) {
        if (hold.state == HoldState::pending) {
            held[hold.member.text] += hold.points.count;
        }
    }
    compare(balances_of(*this, AccountKind::member_held), held, "the points held are not those of the open holds",
            faults);
    check_coupons(*this, faults);
    check_budgets(*this, faults);
    check_points(*this, faults);
}

} // namespace parkgate::ledger::test
