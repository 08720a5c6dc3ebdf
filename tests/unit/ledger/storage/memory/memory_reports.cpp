#include "tests/unit/ledger/storage/memory/memory_reads.hpp"

namespace parkgate::ledger::test {

void MemoryReports::balances(AccountKind kind, const EachSum& each) const {
    for (const auto& [account, balance] : now_->balances) {
        if (account.kind == kind) {
            each(account.owner, balance.total());
        }
    }
}

void MemoryReports::open_slices(const Each<ReportSlices>& each) const {
    std::map<std::tuple<CampaignId, BoxId, bool, std::int64_t>, std::int64_t> coupons; // by what each is worth
    for (const auto& [id, slice] : now_->slices) {
        if (slice.state == SliceState::open) {
            const bool minutes = slice.worth.kind == WorthKind::minutes;
            const std::int64_t of_each = minutes ? slice.worth.amount : slice.worth.most.count;
            coupons[{slice.campaign, slice.box, minutes, of_each}] += slice.left;
        }
    }
    for (const auto& [key, count] : coupons) {
        const auto& [campaign, box, minutes, of_each] = key;
        each({campaign.text, box.text, minutes ? Unit::minutes : Unit::fen, count, of_each});
    }
}

void MemoryReports::open_holds(std::int64_t& count, Points& points) const {
    count = 0;
    points = {};
    for (const auto& [id, hold] : now_->holds) {
        count += hold.state == HoldState::pending ? 1 : 0;
        points += hold.state == HoldState::pending ? std::max(hold.points, hold.vouched) : Points{};
    }
}

void MemoryReports::held_by_source(const EachSum& each) const {
    std::map<std::string, std::int64_t> sums;
    for (const auto& [key, use] : now_->uses) {
        if (const auto hold = now_->holds.find({use.cause});
            hold != now_->holds.end() && hold->second.state == HoldState::pending) {
            sums[use.source] += use.taken.count;
        }
    }
    for (const auto& [source, sum] : sums) {
        each(source, sum);
    }
}

void MemoryReports::legs(const LegsWanted& wanted, const Each<ReportLeg>& each) const {
    std::map<std::pair<SiteTime, std::int64_t>, const KeptTxn*> found;
    for (const auto& kept : now_->journal) {
        const std::pair place(kept.txn.at, kept.txn.id);
        if (place > std::pair(wanted.from, wanted.txn) && kept.txn.at < wanted.until &&
            kept.txn.id <= wanted.last_txn) {
            found.emplace(place, &kept);
        }
    }
    std::int64_t left = wanted.most;
    for (const auto& [place, kept] : found) {
        if (left-- <= 0) {
            return;
        }
        for (const auto& leg : kept->legs) {
            each({kept->txn.at, kept->txn.id, leg.kind, leg.owner, leg.amount, kept->txn.code});
        }
    }
}

void MemoryReports::funded_coupons(const std::string& after, std::int64_t most, const Each<ReportCoupon>& each) const {
    const auto coupons = sorted(
        now_->coupons, [&](const CouponRow& row) { return row.funded && row.id.text > after; },
        [](const CouponRow& row) { return row.id; }, most);
    for (const auto& row : coupons) {
        each({row.id.text, row.campaign.text, row.member.text, row.state,
              row.spent_in == row.issued_in || row.spent_by != row.member || row.spent_at > row.expires_at});
    }
}

void MemoryReports::lots(const PointLot& after, std::int64_t most, const Each<PointLot>& each) const {
    const auto place = [](const PointLot& lot) { return LotKey(lot.member, lot.expires_at, lot.source, lot.value); };
    for (const auto& lot :
         sorted(now_->lots, [&](const PointLot& lot) { return place(lot) > place(after); }, place, most)) {
        each(lot);
    }
}

void MemoryReports::receipts(const ReceiptPlace& after, SiteTime until, std::int64_t most,
                             const Each<ReportReceipt>& each) const {
    const auto place = [](const ReceiptRow& row) {
        return std::tuple(row.sold_at, row.store.text, row.day, row.receipt);
    };
    const auto found = sorted(
        now_->receipts,
        [&](const ReceiptRow& row) {
            return place(row) > std::tuple(after.sold_at, after.store, after.day, after.receipt) && row.sold_at < until;
        },
        place, most);
    for (const auto& row : found) {
        each({row.sold_at, row.store.text, row.day, row.receipt, row.member.text, row.net - row.returned,
              row.earned.by.text});
    }
}

void MemoryReports::qualifying(const std::string& after, std::int64_t most, const EachSum& each) const {
    std::int64_t left = most;
    for (const auto& [account, balance] : now_->balances) {
        if (account.kind == AccountKind::member_qualifying && account.owner > after && left-- > 0) {
            each(account.owner, balance.total());
        }
    }
}

void MemoryReports::ended_stays(SiteTime from, const std::string& after, SiteTime until, std::int64_t most,
                                const Each<ReportStay>& each) const {
    const auto place = [](const SessionRow& row) { return std::pair(*row.left_at, row.id.text); };
    const auto found = sorted(
        now_->sessions,
        [&](const SessionRow& row) {
            return row.left_at && place(row) > std::pair(from, after) && *row.left_at < until;
        },
        place, most);
    for (const auto& row : found) {
        each({*row.left_at, row.id.text, row.plate.text, row.how.value_or(ExitHow{}), row.paid + row.debts_paid});
    }
}

} // namespace parkgate::ledger::test
