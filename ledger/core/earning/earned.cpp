// What a receipt earns, and how that is booked.
#include "ledger/core/earning/earning.hpp"

namespace parkgate::ledger {

namespace {

rules::Sale sale_of(const StoreTerms& store, const ReceiptRow& receipt) {
    return {store.category, store.lease, receipt.net, receipt.sold_at, receipt.qualifying_before, {}};
}

// What is left of the campaign that would add to this sale.
Points left_of_campaign(const Books& books, const Terms& terms, const StoreTerms& store, SiteTime at,
                        const std::vector<Txn>& txns) {
    const auto* campaign = rules::best_campaign(terms.earning, store.category, at);
    if (campaign == nullptr || books.is_stopped(campaign->id)) {
        return {};
    }
    return campaign->budget - Points{balance_after(books, txns, {AccountKind::points_budget_used, campaign->id.text})};
}

} // namespace

void work_out(const Books& books, const Terms& terms, const StoreTerms& store, const std::vector<Txn>& txns,
              ReceiptRow& receipt) {
    receipt.rules = terms.earning.id;
    receipt.qualifying_before = {books.balance(qualifying(terms, receipt.member, receipt.sold_at))};
    rules::Sale sale = sale_of(store, receipt);
    sale.campaign_left = left_of_campaign(books, terms, store, receipt.sold_at, txns);
    receipt.earned = rules::earn(terms.earning, sale);
    receipt.value = terms.earning.point_value;
    receipt.ends_at = ends_at(terms, terms.earning, receipt.sold_at);
    receipt.left = still_earned(terms, receipt);
    receipt.clawed_back = receipt.earned.sum() - receipt.left.sum();
}

PointLot lot_of(const ReceiptRow& receipt, const std::string& source) {
    return {receipt.member, source, receipt.value, receipt.ends_at, {}, {}};
}

std::vector<Part> parts_of(const ReceiptRow& receipt, const rules::Earned& earned) {
    std::vector<Part> parts{{"purchase", source_of(receipt.store), earned.usual, {}},
                            {"step", source_mall, earned.steps, {}},
                            {"campaign", source_of(earned.by), earned.campaign, earned.by}};
    std::erase_if(parts, [](const Part& part) { return part.points == Points{}; });
    return parts;
}

void charge_budgets(const Terms& terms, Txn& txn, const ReceiptRow& receipt, const Part& part, Points points) {
    if (!part.campaign.empty()) {
        txn.move({AccountKind::points_beyond, part.campaign.text},
                 {AccountKind::points_budget_used, part.campaign.text}, points.count);
    }
    charge_year(terms, txn, receipt.sold_at, receipt.value * points.count);
}

rules::Earned still_earned(const Terms& terms, const ReceiptRow& receipt) {
    const StoreTerms* store = store_of(terms, receipt.store);
    const auto& earning = earn_terms_of(terms, receipt.rules);
    const Fen kept = receipt.net - receipt.returned;
    if (store != nullptr && earning.id == receipt.rules) {
        const rules::Sale sale = sale_of(*store, receipt);
        if (rules::earn_of_kept(earning, sale, receipt.earned, receipt.net) == receipt.earned) {
            return rules::earn_of_kept(earning, sale, receipt.earned, kept);
        }
    }
    // The store or its terms are others now: the same part of the points as of the money.
    const std::int64_t net = receipt.net.count;
    const auto part = [&](Points points) {
        return Points{points.count / net * kept.count + points.count % net * kept.count / net};
    };
    return {part(receipt.earned.usual), part(receipt.earned.steps), part(receipt.earned.campaign), receipt.earned.by};
}

void credit(const Books& books, const Terms& terms, const ReceiptRow& receipt, Credit kind, const std::string& cause,
            SiteTime now, EventDecision& decision) {
    const rules::Earned& earned = receipt.left;
    Wallet wallet(books, receipt.member);
    const Points owed = wallet.owed();
    Txn txn{kind == Credit::anew ? TxnCode::points_earned : TxnCode::review_approved, cause, {}};
    for (const auto& part : parts_of(receipt, earned)) {
        const PointLot lot = lot_of(receipt, part.source);
        if (kind == Credit::anew) {
            wallet.give(txn, issued_for(part.why), lot, part.points);
            charge_budgets(terms, txn, receipt, part, part.points);
        } else {
            wallet.give(txn, pending(receipt.member), lot, part.points);
        }
    }
    const Writing written = writing(decision);
    add_if_any(written.txns, std::move(txn));
    tell_points(written, wallet, earned.sum(), receipt.event.text);
    count_qualifying(books, terms, receipt.member, earned.usual, receipt.sold_at, written.txns, written.rows,
                     written.notices);
    if (earned.sum() > Points{}) { // a purchase of one fen is none, nor is one that came back
        first_real_visit(books, terms, wallet, receipt.sold_at, cause, written);
        stamp(books, terms, receipt.member, stamp_of_purchase, receipt.sold_at, now, cause, written);
    }
    decision.member = receipt.member;
    decision.points = earned.sum();
    decision.code = wallet.owed() < owed ? Code::owes : Code::none;
    add_rows(written.rows, wallet.rows());
}

void forget_pending(const Terms& terms, const ReceiptRow& receipt, const std::string& cause, EventDecision& decision) {
    Txn txn{TxnCode::review_rejected, cause, {}};
    for (const auto& part : parts_of(receipt, receipt.left)) {
        txn.move(pending(receipt.member), issued_for(part.why), part.points.count);
        charge_budgets(terms, txn, receipt, part, part.points * -1);
    }
    add_if_any(decision.txns, std::move(txn));
}

} // namespace parkgate::ledger
