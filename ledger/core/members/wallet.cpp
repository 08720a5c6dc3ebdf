#include "ledger/core/members/wallet.hpp"

#include <algorithm>
#include <ranges>
#include <tuple>
#include <utility>

namespace parkgate::ledger {

namespace {

// The books' own order of a member's lots.
auto order_of(const PointLot& lot) {
    return std::tie(lot.expires_at, lot.source, lot.value);
}

PointLot key_of(const LotUse& use) {
    return {use.member, use.source, use.value, use.expires_at, {}, {}};
}

Account liability(const std::string& source) {
    return {AccountKind::points_liability, source};
}
Account funding(const std::string& source) {
    return {AccountKind::points_funding, source};
}
Account settled(const std::string& source) {
    return {AccountKind::points_settled, source};
}
Account recovered(const MemberId& member) {
    return {AccountKind::points_recovered, member.text};
}

// No id has a slash.
std::string ended(const PointLot& lot) {
    return "ended/" + lot.member.text + "/" + std::to_string(std::int64_t{lot.expires_at.time_since_epoch().count()});
}

Fen worth(Fen value, Points points) {
    return value * points.count;
}

} // namespace

Wallet::Wallet(const Books& books, MemberId member)
    : books_(books),
      member_(std::move(member)),
      spendable_{books.balance(ledger::spendable(member_))},
      owed_{-books.balance(receivable(member_))},
      laid_out_{books.balance(recovered(member_))} {
    for (auto& lot : books.lots_of(member_)) {
        lots_.push_back({std::move(lot)});
    }
}

// Its place among the lots; the places of later ones change.
std::size_t Wallet::find_or_add(const PointLot& key) {
    const auto place =
        std::ranges::lower_bound(lots_, order_of(key), {}, [](const auto& l) { return order_of(l.row); });
    const auto index = static_cast<std::size_t>(place - lots_.begin());
    if (place == lots_.end() || order_of(place->row) != order_of(key)) {
        PointLot fresh{member_, key.source, key.value, key.expires_at, {}, {}};
        lots_.insert(place, Tracked<PointLot>{books_.lot(fresh).value_or(fresh)});
    }
    return index;
}

Points Wallet::take(std::size_t lot, Points most) {
    auto& [row, touched] = lots_[lot];
    const Points taken = std::min(most, row.remaining);
    row.remaining -= taken;
    touched = touched || taken > Points{};
    return taken;
}

void Wallet::put(Txn& txn, const Account& from, const PointLot& key, Points points) {
    if (points > Points{}) {
        auto& [row, touched] = lots_[find_or_add(key)];
        row.remaining += points;
        row.earned = std::max(row.earned, row.remaining);
        touched = true;
        spendable_ += points;
        txn.move(from, ledger::spendable(member_), points.count);
    }
}

// Those with something taken, soonest expiry first.
std::vector<std::size_t> Wallet::uses_under(const std::string& cause) {
    if (read_causes_.insert(cause).second) {
        for (auto& use : books_.uses_of(cause)) {
            uses_.push_back({std::move(use)});
        }
    }
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < uses_.size(); ++i) {
        if (uses_[i].row.cause == cause && uses_[i].row.taken > Points{}) {
            found.push_back(i);
        }
    }
    std::ranges::sort(found, {}, [this](std::size_t i) { return uses_[i].row.expires_at; });
    return found;
}

void Wallet::note_use(const std::string& cause, const PointLot& lot, Points points) {
    if (points == Points{}) {
        return;
    }
    uses_under(cause);
    const auto same = [&](const Tracked<LotUse>& use) {
        return use.row.cause == cause && order_of(key_of(use.row)) == order_of(lot);
    };
    auto found = std::ranges::find_if(uses_, same);
    if (found == uses_.end()) {
        found = uses_.insert(found, Tracked<LotUse>{{cause, member_, lot.source, lot.value, lot.expires_at, {}}});
    }
    found->row.taken += points;
    found->touched = true;
}

// Of points that would come to him, what he owes goes where he owes it. `fen_to` is what stood in for them in money.
Points Wallet::repay(Txn& txn, const Account& from, const PointLot& lot, Points points, const Account& fen_to) {
    const Points repaid = std::min(points, owed_);
    if (repaid == Points{}) {
        return repaid;
    }
    txn.move(from, receivable(member_), repaid.count);
    owed_ -= repaid;
    const Fen back = std::min(worth(lot.value, repaid), laid_out_);
    txn.move(recovered(member_), fen_to, back.count);
    if (fen_to != settled(lot.source)) {
        txn.move(settled(lot.source), fen_to, (worth(lot.value, repaid) - back).count);
    }
    laid_out_ -= back;
    if (owed_ == Points{} && laid_out_ > Fen{}) {
        // He has repaid with points of less value than those that he owed.
        txn.move(recovered(member_), funding(source_mall), laid_out_.count);
        laid_out_ = {};
    }
    return repaid;
}

void Wallet::give(Txn& txn, const Account& from, const PointLot& lot, Points points) {
    const Points rest = points - repay(txn, from, lot, points, funding(lot.source));
    if (rest > Points{}) {
        txn.move(liability(lot.source), funding(lot.source), worth(lot.value, rest).count);
        lots_[find_or_add(lot)].row.earned += rest;
        put(txn, from, lot, rest);
    }
}

void Wallet::hold(Txn& txn, const HoldId& hold, Points points) {
    const Points held_now = std::min(points, spendable_);
    Points left = held_now;
    for (std::size_t i = 0; i < lots_.size() && left > Points{}; ++i) {
        const Points taken = take(i, left);
        note_use(hold.text, lots_[i].row, taken);
        left -= taken;
    }
    spendable_ -= held_now;
    txn.move(ledger::spendable(member_), held(member_), held_now.count);
}

// Of what was held under a use: into its lot, after what he owes.
void Wallet::give_back(Txn& txn, std::size_t use, Points points) {
    if (points == Points{}) {
        return;
    }
    auto& [row, touched] = uses_[use];
    row.taken -= points;
    touched = true;
    const PointLot lot = key_of(row);
    const Points repaid = repay(txn, held(member_), lot, points, liability(lot.source));
    put(txn, held(member_), lot, points - repaid);
}

void Wallet::resolve(Txn& txn, const HoldId& hold, Points charged, const Account& to) {
    for (const auto index : uses_under(hold.text)) {
        const LotUse& use = uses_[index].row;
        const Points kept = std::min(charged, use.taken);
        charged -= kept;
        txn.move(held(member_), to, kept.count);
        txn.move(settled(use.source), liability(use.source), worth(use.value, kept).count);
        give_back(txn, index, use.taken - kept);
    }
}

void Wallet::shrink(Txn& txn, const HoldId& hold, Points keep) {
    for (const auto index : uses_under(hold.text)) {
        const Points taken = uses_[index].row.taken;
        const Points kept = std::min(keep, taken);
        keep -= kept;
        give_back(txn, index, taken - kept);
    }
}

Points Wallet::capture(Txn& txn, const std::string& cause, Points points, const Account& to) {
    Points left = points;
    for (std::size_t i = 0; i < lots_.size() && left > Points{}; ++i) {
        const Points taken = take(i, left);
        const PointLot& lot = lots_[i].row;
        note_use(cause, lot, taken);
        txn.move(settled(lot.source), liability(lot.source), worth(lot.value, taken).count);
        left -= taken;
    }
    spendable_ -= points - left;
    owed_ += left;
    txn.move(ledger::spendable(member_), to, (points - left).count);
    txn.move(receivable(member_), to, left.count);
    return left;
}

Points Wallet::take_back(Txn& txn, const PointLot& first, Points points, const Account& to, const std::string& gains) {
    Points left = points;
    const auto take_from = [&](std::size_t i) {
        const Points taken = take(i, left);
        const PointLot& lot = lots_[i].row;
        txn.move(funding(gains), liability(lot.source), worth(lot.value, taken).count);
        left -= taken;
    };
    take_from(find_or_add(first));
    for (const auto index : uses_under(ended(first))) {
        // Nobody has spent them, and their cost is back with who paid for them.
        auto& [use, touched] = uses_[index];
        if (order_of(key_of(use)) == order_of(first)) {
            const Points gone = std::min(left, use.taken);
            use.taken -= gone;
            left -= gone;
            points -= gone;
            touched = touched || gone > Points{};
        }
    }
    for (std::size_t i = 0; i < lots_.size() && left > Points{}; ++i) {
        take_from(i);
    }
    spendable_ -= points - left;
    owed_ += left;
    laid_out_ += worth(first.value, left);
    txn.move(ledger::spendable(member_), to, (points - left).count);
    txn.move(receivable(member_), to, left.count);
    txn.move(funding(gains), recovered(member_), worth(first.value, left).count);
    return left;
}

// Of all that he ever had as far as it is known here, what ends last.
PointLot Wallet::last_lot() {
    std::vector<PointLot> known;
    for (const auto& lot : lots_) {
        known.push_back(lot.row);
    }
    for (const auto& use : uses_) {
        known.push_back(key_of(use.row));
    }
    const auto last = std::ranges::max_element(known, {}, [](const PointLot& lot) { return order_of(lot); });
    return last != known.end() ? *last : PointLot{member_, source_mall, {}, endless, {}, {}};
}

void Wallet::restore(Txn& txn, const std::string& cause, Points points, const Account& from, SiteTime ends) {
    Points left = points;
    const auto back = [&](PointLot lot, Points some) {
        lot.expires_at = std::max(lot.expires_at, ends);
        const Points repaid = repay(txn, from, lot, some, settled(lot.source));
        txn.move(liability(lot.source), settled(lot.source), worth(lot.value, some - repaid).count);
        put(txn, from, lot, some - repaid);
        left -= some;
    };
    for (const auto index : uses_under(cause) | std::views::reverse) {
        auto& [use, touched] = uses_[index];
        const Points some = std::min(left, use.taken);
        use.taken -= some;
        touched = touched || some > Points{};
        back(key_of(use), some);
    }
    const PointLot unbooked{member_, source_mall, {}, endless, {}, {}};
    left -= repay(txn, from, unbooked, left, settled(source_mall));
    if (left > Points{}) {
        back(last_lot(), left);
    }
}

void Wallet::expire(Txn& txn, const PointLot& lot) {
    const auto index = find_or_add(lot);
    const Points gone = take(index, lots_[index].row.remaining);
    spendable_ -= gone;
    note_use(ended(lots_[index].row), lots_[index].row, gone);
    txn.move(ledger::spendable(member_), {AccountKind::points_expired, lot.source}, gone.count);
    txn.move(funding(lot.source), liability(lot.source), worth(lot.value, gone).count);
}

std::vector<Row> Wallet::rows() const {
    std::vector<Row> out;
    for (const auto& lot : lots_) {
        if (lot.touched) {
            out.emplace_back(lot.row);
        }
    }
    for (const auto& use : uses_) {
        if (use.touched) {
            out.emplace_back(use.row);
        }
    }
    return out;
}

std::string source_of(const StoreId& store) {
    return "store:" + store.text;
}

std::string source_of(const CampaignId& campaign) {
    return "campaign:" + campaign.text;
}

} // namespace parkgate::ledger
