#include "tests/unit/ledger/storage/memory/memory_books.hpp"

#include "ledger/core/coupon_accounts.hpp"
#include "protocol/codec.hpp"

namespace parkgate::ledger::test {

namespace {

const auto by_expiry = [](const auto& row) { return std::pair(row.expires_at, row.id); };

bool earns_still(const ReceiptRow& row, const MemberId& member) {
    return row.member == member && row.state == ReceiptState::credited && row.left.sum() > Points{};
}

} // namespace

std::int64_t MemoryBooks::balance(const Account& account) const {
    return at(now_->balances, account).value_or(KeptBalance{}).total();
}

MemberId MemoryBooks::member_of(const PlateHash& plate, SiteTime at) const {
    const auto link =
        std::ranges::find_if(now_->links, [&](const LinkTime& one) { return one.plate == plate && one.at(at); });
    return link == now_->links.end() ? MemberId{} : link->member;
}

bool MemoryBooks::has_had(const MemberId& member, const PlateHash& plate) const {
    return std::ranges::any_of(now_->links,
                               [&](const LinkTime& one) { return one.plate == plate && one.member == member; });
}

std::optional<Hold> MemoryBooks::pending_hold_of(const SessionId& session) const {
    const auto found = sorted(
        now_->holds, [&](const Hold& hold) { return hold.session == session && hold.state == HoldState::pending; },
        by_expiry);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<Hold> MemoryBooks::refused_hold_of(const SessionId& session) const {
    const auto found = sorted(
        now_->holds, [&](const Hold& hold) { return hold.session == session && hold.state == HoldState::refused; },
        by_expiry);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<MemberId> MemoryBooks::members_refused_a_hold() const {
    std::set<MemberId> out;
    for (const auto& [id, hold] : now_->holds) {
        if (hold.state == HoldState::refused) {
            out.insert(hold.member);
        }
    }
    return {out.begin(), out.end()};
}

std::vector<CouponRow> MemoryBooks::coupons_given_to(const MemberId& member, SiteTime at, int most) const {
    return sorted(
        now_->coupons,
        [&](const CouponRow& coupon) {
            return coupon.member == member && coupon.box.empty() && coupon.state == CouponState::live &&
                   coupon.expires_at > at;
        },
        by_expiry, most);
}

std::vector<CouponRow> MemoryBooks::coupons_bound_to(const MemberId& member, const PlateHash& plate) const {
    return sorted(
        now_->coupons,
        [&](const CouponRow& coupon) {
            return coupon.member == member && coupon.state == CouponState::live && coupon.plate == plate &&
                   !coupon.home_lot.empty();
        },
        by_expiry);
}

std::vector<CouponRow> MemoryBooks::coupons_revoked_of(const MemberId& member, SiteTime at, int most) const {
    return sorted(
        now_->coupons,
        [&](const CouponRow& coupon) {
            return coupon.member == member && coupon.state == CouponState::revoked && !coupon.instead.empty() &&
                   coupon.expires_at > at;
        },
        by_expiry, most);
}

std::vector<SessionRow> MemoryBooks::open_sessions_of(const MemberId& member) const {
    return sorted(
        now_->sessions,
        [&](const SessionRow& row) {
            return !row.left_at && row.entered_at && member_of(row.plate, *row.entered_at) == member;
        },
        [](const SessionRow& row) { return std::pair(*row.entered_at, row.id); });
}

std::vector<CouponRow> MemoryBooks::coupons_given_in(const SessionId& session) const {
    return sorted(now_->coupons, [&](const CouponRow& row) { return row.issued_in == session; }, &CouponRow::id);
}

std::vector<ReversedExit> MemoryBooks::reversed_exits_of(const SessionId& session) const {
    return sorted(
        now_->reversed_exits, [&](const ReversedExit& row) { return row.session == session; }, &ReversedExit::left_at);
}

std::vector<WaitingCharge> MemoryBooks::waiting_charges_of(const SessionId& session) const {
    return sorted(
        now_->waiting_charges, [&](const WaitingCharge& row) { return row.charge.session == session; },
        [](const WaitingCharge& row) { return row.charge.hold; });
}

CouponsOut MemoryBooks::coupons_out(const CampaignId& campaign, const CouponWorth& but) const {
    CouponsOut out;
    const auto count = [&](const CampaignId& of, const CouponWorth& worth, std::int64_t coupons) {
        if (of == campaign && worth != but) {
            out.coupons += coupons;
            (unit_of(worth) == Unit::minutes ? out.minutes : out.fen) += coupons * weight_of(worth);
        }
    };
    for (const auto& [id, coupon] : now_->coupons) {
        count(coupon.campaign, coupon.worth, coupon.funded && coupon.state != CouponState::revoked ? 1 : 0);
    }
    for (const auto& [id, slice] : now_->slices) {
        count(slice.campaign, slice.worth, slice.state == SliceState::open ? slice.left : 0);
    }
    return out;
}

std::optional<SliceRow> MemoryBooks::newest_open_slice(const BoxId& box, const CampaignId& campaign) const {
    const auto found = sorted(
        now_->slices,
        [&](const SliceRow& slice) {
            return slice.box == box && slice.campaign == campaign && slice.state == SliceState::open;
        },
        by_expiry);
    return found.empty() ? std::nullopt : std::optional(found.back());
}

MemberId MemoryBooks::member_with(const PhoneHash& phone) const {
    const auto found = std::ranges::find_if(now_->members, [&](const auto& one) { return one.second.phone == phone; });
    return phone.empty() || found == now_->members.end() ? MemberId{} : found->first;
}

std::vector<PlateHash> MemoryBooks::plates_of(const MemberId& member, SiteTime at) const {
    std::multimap<SiteTime, PlateHash> links; // of one time in the order in which they came
    for (const auto& link : now_->links) {
        if (link.member == member && link.at(at)) {
            links.emplace(link.from, link.plate);
        }
    }
    std::vector<PlateHash> out;
    for (const auto& [from, plate] : links) {
        out.push_back(plate);
    }
    return out;
}

std::vector<PointLot> MemoryBooks::lots_of(const MemberId& member) const {
    return sorted(
        now_->lots, [&](const PointLot& lot) { return lot.member == member && lot.remaining > Points{}; },
        [](const PointLot& lot) { return std::tuple(lot.expires_at, lot.source, lot.value); });
}

std::optional<PointLot> MemoryBooks::lot(const PointLot& key) const {
    return at(now_->lots, LotKey(key.member, key.expires_at, key.source, key.value));
}

std::vector<LotUse> MemoryBooks::uses_of(const std::string& cause) const {
    return sorted(
        now_->uses, [&](const LotUse& use) { return use.cause == cause; },
        [](const LotUse& use) { return std::tuple(use.expires_at, use.source, use.value); });
}

std::optional<ReceiptRow> MemoryBooks::receipt(const StoreId& store, const std::string& receipt,
                                               std::int64_t day) const {
    return at(now_->receipts, ReceiptKey(store, day, receipt));
}

std::optional<ReceiptRow> MemoryBooks::receipt_of(const EventId& event) const {
    const auto found = std::ranges::find_if(now_->receipts, [&](const auto& one) { return one.second.event == event; });
    return found == now_->receipts.end() ? std::nullopt : std::optional(found->second);
}

EventId MemoryBooks::other_purchase(const MemberId& member, std::int64_t day, const EventId& than) const {
    const auto found = sorted(
        now_->receipts,
        [&](const ReceiptRow& row) { return row.day == day && row.event != than && earns_still(row, member); },
        [](const ReceiptRow& row) { return std::pair(row.store, row.receipt); }, 1);
    return found.empty() ? EventId{} : found.front().event;
}

EventId MemoryBooks::first_purchase(const MemberId& member, const EventId& than) const {
    const auto found = sorted(
        now_->receipts, [&](const ReceiptRow& row) { return row.event != than && earns_still(row, member); },
        [](const ReceiptRow& row) { return std::tuple(row.day, row.store, row.receipt); }, 1);
    return found.empty() ? EventId{} : found.front().event;
}

std::int64_t MemoryBooks::used(const MemberId& member, CapKind kind, std::int64_t day) const {
    return at(now_->caps, std::tuple(member, day, kind)).value_or(0);
}

std::vector<CapUse> MemoryBooks::conduct_of(const MemberId& member, std::int64_t after) const {
    std::vector<CapUse> out;
    for (const auto& [key, used] : now_->caps) {
        const auto& [who, day, kind] = key;
        if (who == member && day > after && kind >= CapKind::rejected) {
            out.push_back({who, kind, day, used});
        }
    }
    return out;
}

bool MemoryBooks::has_done(rules::Deed deed, const MemberId& member, const std::string& object) const {
    return now_->deeds.contains({member, deed, object});
}

std::optional<MemberEvent> MemoryBooks::event(const EventId& id) const {
    const auto found = at(now_->events, id);
    if (!found) {
        return std::nullopt;
    }
    auto decoded = decode<MemberEvent>(found->bytes);
    if (!decoded) {
        return std::nullopt;
    }
    decoded->id = id;
    return *std::move(decoded);
}

std::vector<StampRow> MemoryBooks::unused_stamps_of(const MemberId& member) const {
    return sorted(
        now_->stamps, [&](const StampRow& row) { return row.member == member && !row.used; },
        [](const StampRow& row) { return std::pair(row.day, row.lot); });
}

bool MemoryBooks::has_stamp(const MemberId& member, const std::string& lot, std::int64_t day) const {
    const auto found = at(now_->stamps, std::pair(member, day));
    return found && (lot.empty() || found->lot == lot);
}

bool MemoryBooks::is_stopped(const CampaignId& campaign) const {
    return at(now_->stopped, campaign).value_or(false);
}

std::vector<PointLot> MemoryBooks::lots_expired_by(SiteTime time, int most) const {
    return sorted(
        now_->lots, [&](const PointLot& lot) { return lot.remaining > Points{} && lot.expires_at <= time; },
        [](const PointLot& lot) { return std::tuple(lot.expires_at, lot.member, lot.source, lot.value); }, most);
}

std::optional<Expiring> MemoryBooks::next_expiring(SiteTime until) const {
    const auto place = [](const auto& of) { return std::pair(of.expires_at, of.member); };
    const auto next = sorted(
        now_->lots,
        [&](const PointLot& lot) {
            return lot.remaining > Points{} && lot.expires_at <= until && place(lot) > place(now_->told);
        },
        place, 1); // whichever of its lots
    if (next.empty()) {
        return std::nullopt;
    }
    Expiring out{next.front().member, next.front().expires_at, {}};
    for (const auto& lot : lots_of(out.member)) {
        out.points += lot.expires_at == out.expires_at ? lot.remaining : Points{};
    }
    return out;
}

std::vector<MemberRow> MemoryBooks::members_before_period(std::int64_t period, int most) const {
    return sorted(
        now_->members, [&](const MemberRow& row) { return row.tier_period < period; },
        [](const MemberRow& row) { return std::pair(row.tier_period, row.id); }, most);
}

std::vector<Hold> MemoryBooks::holds_expired_by(SiteTime time, int most) const {
    return sorted(
        now_->holds, [&](const Hold& hold) { return hold.state == HoldState::pending && hold.expires_at <= time; },
        by_expiry, most);
}

std::vector<SliceRow> MemoryBooks::slices_expired_by(SiteTime time, int most) const {
    return sorted(
        now_->slices,
        [&](const SliceRow& slice) { return slice.state == SliceState::open && slice.expires_at <= time; }, by_expiry,
        most);
}

std::vector<CouponRow> MemoryBooks::coupons_expired_by(SiteTime time, int most) const {
    return sorted(
        now_->coupons,
        [&](const CouponRow& coupon) { return coupon.state == CouponState::live && coupon.expires_at <= time; },
        by_expiry, most);
}

} // namespace parkgate::ledger::test
