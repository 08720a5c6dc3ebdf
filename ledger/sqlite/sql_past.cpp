// Past sales, deeds and fees, for a trial of other rules.
#include "ledger/sqlite/sql_tools.hpp"

namespace parkgate::ledger {

namespace {

PastSale credited(const Query& row) {
    PastSale sale;
    auto& receipt = sale.receipt;
    receipt.store = {row.text(0)};
    receipt.receipt = row.text(1);
    receipt.day = row.integer(2);
    receipt.sold_at = row.time(3);
    receipt.net = {row.integer(4)};
    receipt.returned = {row.integer(5)};
    receipt.member = {row.text(6)};
    receipt.event = {row.text(7)};
    receipt.earned = {{row.integer(8)}, {row.integer(9)}, {row.integer(10)}, {row.text(11)}};
    receipt.clawed_back = {row.integer(12)};
    receipt.rules = {row.text(13)};
    receipt.qualifying_before = {row.integer(14)};
    receipt.state = ReceiptState::credited;
    sale.credited = true;
    return sale;
}

} // namespace

void SqlTools::credited_sales(SiteTime since, const std::function<void(const PastSale&)>& each) const {
    Query row(sql_("SELECT store, receipt, day, sold_ms, net, returned, member, event, usual, steps, extra, campaign, "
                   "clawed_back, rules, qualifying_before FROM receipt WHERE sold_ms >= ?1 AND state = ?2"),
              since, ReceiptState::credited);
    while (row.next()) {
        each(credited(row));
    }
}

void SqlTools::refused_sales(const std::function<void(const std::string&)>& each) const {
    Query event(sql_("SELECT bytes FROM event WHERE outcome IN ('refused', 'applied') AND code IN "
                     "('earns_nothing', 'budget_is_spent') AND kind IN ('sold', 'uploaded', 'claimed')"));
    while (event.next()) {
        each(event.text(0));
    }
}

void SqlTools::said_deeds(const std::function<void(const SaidDeed&)>& each) const {
    Query said(sql_("SELECT e.bytes, e.outcome, e.points, r.state, r.points FROM event AS e LEFT JOIN review AS r "
                    "ON r.id = e.id WHERE e.kind IN ('liked', 'posted') AND (e.outcome = 'applied' OR "
                    "(e.outcome = 'refused' AND e.code IN ('capped', 'earns_nothing', 'budget_is_spent')))"));
    while (said.next()) {
        SaidDeed deed{said.text(0), {said.integer(2)}, std::nullopt, {}};
        if (const auto state = said.integer_if(3)) {
            deed.review = static_cast<ReviewState>(*state);
            deed.review_points = {said.integer(4)};
        }
        each(deed);
    }
}

void SqlTools::newcomers(SiteTime since, const std::function<void(const PastDeed&)>& each) const {
    Query bonus(sql_("SELECT d.deed, d.member, coalesce(s.left_ms, r.sold_ms, 0) AS at, "
                     "coalesce((SELECT -sum(e.amount) FROM txn AS t JOIN entry AS e ON e.txn = t.id WHERE "
                     "t.code IN ('points_earned', 'points_pending') AND e.kind = 'points_issued' AND "
                     "t.cause = iif(d.deed = 0, 'join-', 'refer-') || d.event), 0) "
                     "FROM deed AS d LEFT JOIN session AS s ON s.id = d.event LEFT JOIN receipt AS r "
                     "ON r.event = d.event WHERE d.deed IN (0, 1) AND at >= ?1"),
                since);
    while (bonus.next()) {
        each({static_cast<rules::Deed>(bonus.integer(0)), {bonus.text(1)}, bonus.time(2), {bonus.integer(3)}});
    }
}

std::int64_t SqlTools::count_leavings() const {
    Query count(sql_("SELECT count(*) FROM inbox WHERE kind = 'leave_authorised' AND outcome = 'applied'"));
    count.next();
    return count.integer(0);
}

void SqlTools::leavings(const std::function<void(const std::string&)>& each) const {
    Query row(sql_("SELECT bytes FROM inbox WHERE kind = 'leave_authorised' AND outcome = 'applied'"));
    while (row.next()) {
        each(row.text(0));
    }
}

void SqlTools::called_off(const std::function<void(const std::string&)>& each) const {
    Query row(sql_("SELECT bytes FROM inbox WHERE kind = 'leave_cancelled' AND outcome = 'applied'"));
    while (row.next()) {
        each(row.text(0));
    }
}

} // namespace parkgate::ledger
