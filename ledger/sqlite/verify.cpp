#include "ledger/sqlite/verify.hpp"

namespace parkgate::ledger {

namespace {

// Each row that the query gives is a fault: its first column says of what.
void check_none(const Statements& sql, const char* query, std::string_view what, std::vector<std::string>& faults) {
    Query rows(sql(query));
    while (rows.next()) {
        faults.push_back(rows.text(0) + ": " + std::string(what));
    }
}

// Of every kind but minutes, each counted at the most that it takes off.
void check_coupons_in_fen(const Statements& sql, std::vector<std::string>& faults) {
    check_none(sql,
               "WITH open AS (SELECT box AS owner, sum(remaining * most) AS total FROM slice "
               "WHERE state = 0 AND kind <> 0 GROUP BY box) SELECT coalesce(account.owner, open.owner) "
               "FROM (SELECT * FROM account WHERE kind = 'fen_escrow') AS account "
               "FULL JOIN open ON account.owner = open.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(open.total, 0)",
               "the money in escrow is not that of the open slices", faults);
    check_none(sql,
               "WITH live AS (SELECT campaign AS owner, sum(most) AS total FROM coupon "
               "WHERE state = 0 AND funded = 1 AND kind <> 0 GROUP BY campaign) "
               "SELECT coalesce(account.owner, live.owner) "
               "FROM (SELECT * FROM account WHERE kind = 'fen_liability') AS account "
               "FULL JOIN live ON account.owner = live.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(live.total, 0)",
               "the money of the coupons that are out is not that of the liability", faults);
}

// INVARIANTS I-24: a campaign's budget is where its coupons are. What was spent against its terms is a loss, whose
// account has the reason for its owner: the coupons say of which campaign.
void check_budgets(const Statements& sql, std::vector<std::string>& faults) {
    check_none(sql,
               "WITH parts AS (SELECT owner, balance AS part FROM account WHERE kind IN ('minutes_granted', "
               "'campaign_budget', 'coupon_liability', 'coupons_redeemed', 'coupons_lapsed') UNION ALL "
               "SELECT campaign, remaining * amount FROM slice WHERE state = 0 AND kind = 0 UNION ALL "
               "SELECT campaign, amount FROM coupon WHERE state = 1 AND funded = 1 AND kind = 0 AND "
               "(spent_in = issued_in OR spent_by <> member OR spent_ms > expires_ms)) "
               "SELECT owner FROM parts GROUP BY owner HAVING sum(part) <> 0",
               "the minutes granted are not those left, in slices, out, redeemed, lapsed and misused", faults);
    check_none(sql,
               "WITH parts AS (SELECT owner, balance AS part FROM account WHERE kind IN ('fen_granted', 'fen_budget', "
               "'fen_liability', 'fen_redeemed', 'fen_lapsed') UNION ALL "
               "SELECT campaign, remaining * most FROM slice WHERE state = 0 AND kind <> 0 UNION ALL "
               "SELECT campaign, min(max(took, 0), most) FROM coupon WHERE state = 1 AND funded = 1 AND kind <> 0 AND "
               "(spent_in = issued_in OR spent_by <> member OR spent_ms > expires_ms)) "
               "SELECT owner FROM parts GROUP BY owner HAVING sum(part) <> 0",
               "the money granted is not that left, in slices, out, redeemed, lapsed and misused", faults);
    check_none(sql,
               "SELECT owner FROM account WHERE kind IN ('points_budget_used', 'points_beyond') "
               "GROUP BY owner HAVING sum(balance) <> 0",
               "the points used of the budget are not those given beyond the usual ones", faults);
    check_none(sql,
               "SELECT owner FROM account WHERE kind IN ('earning_budget_used', 'earning_beyond') "
               "GROUP BY owner HAVING sum(balance) <> 0",
               "what the year's budget has lost is not what its points cost", faults);
}

// INVARIANTS I-21, and what the points of the lots stand at in money.
void check_lots(const Statements& sql, std::vector<std::string>& faults) {
    check_none(
        sql,
        "WITH lots AS (SELECT member AS owner, sum(remaining) AS total FROM point_lot GROUP BY member) "
        "SELECT coalesce(account.owner, lots.owner) FROM (SELECT * FROM account WHERE kind = 'member_spendable') "
        "AS account FULL JOIN lots ON account.owner = lots.owner "
        "WHERE coalesce(account.balance, 0) <> coalesce(lots.total, 0)",
        "the points are not those of the lots", faults);
    check_none(sql,
               "SELECT hold.id FROM hold LEFT JOIN lot_use ON lot_use.cause = hold.id WHERE hold.state = 0 "
               "GROUP BY hold.id HAVING coalesce(sum(lot_use.taken), 0) <> hold.points",
               "the points of the hold are not those that it has of the lots", faults);
    check_none(
        sql,
        "WITH items AS (SELECT member AS owner, sum(points) AS total FROM review WHERE state = 0 GROUP BY member) "
        "SELECT coalesce(account.owner, items.owner) FROM (SELECT * FROM account WHERE kind = 'member_pending') "
        "AS account FULL JOIN items ON account.owner = items.owner "
        "WHERE coalesce(account.balance, 0) <> coalesce(items.total, 0)",
        "the points that wait are not those of the reviews", faults);
    check_none(sql,
               "WITH parts AS (SELECT source, remaining * value AS worth FROM point_lot UNION ALL "
               "SELECT lot_use.source, lot_use.taken * lot_use.value FROM lot_use JOIN hold ON hold.id = lot_use.cause "
               "WHERE hold.state = 0), "
               "sums AS (SELECT source AS owner, sum(worth) AS total FROM parts GROUP BY source) "
               "SELECT coalesce(account.owner, sums.owner) FROM (SELECT * FROM account "
               "WHERE kind = 'points_liability') AS account FULL JOIN sums ON account.owner = sums.owner "
               "WHERE coalesce(account.balance, 0) <> -coalesce(sums.total, 0)",
               "the liability is not what the points of the lots cost", faults);
    check_none(sql,
               "SELECT 'points' FROM (SELECT sum(balance) AS total FROM account WHERE kind IN ('points_liability', "
               "'points_funding', 'points_settled', 'points_recovered')) WHERE total <> 0",
               "what they have cost is not what has become of them", faults);
}

} // namespace

void verify_sums(const Statements& sql, std::vector<std::string>& faults) {
    check_none(sql, "SELECT 'transaction ' || txn || ' ' || unit FROM entry GROUP BY txn, unit HAVING sum(amount) <> 0",
               "does not sum to 0", faults);
    check_none(sql,
               "WITH sums AS (SELECT kind, owner, sum(amount) AS total FROM entry GROUP BY kind, owner) "
               "SELECT coalesce(account.kind, sums.kind) || ' ' || coalesce(account.owner, sums.owner) "
               "FROM account FULL JOIN sums ON account.kind = sums.kind AND account.owner = sums.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(sums.total, 0)",
               "the balance is not the sum of its entries", faults);
    check_none(sql,
               "WITH open AS (SELECT member AS owner, sum(points) AS total FROM hold WHERE state = 0 GROUP BY member) "
               "SELECT coalesce(account.owner, open.owner) FROM (SELECT * FROM account WHERE kind = 'member_held') "
               "AS account FULL JOIN open ON account.owner = open.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(open.total, 0)",
               "the points held are not those of the open holds", faults);
    check_none(sql,
               "WITH open AS (SELECT box AS owner, sum(remaining * amount) AS total FROM slice "
               "WHERE state = 0 AND kind = 0 GROUP BY box) SELECT coalesce(account.owner, open.owner) FROM (SELECT * "
               "FROM account "
               "WHERE kind = 'slice_escrow') AS account FULL JOIN open ON account.owner = open.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(open.total, 0)",
               "the minutes in escrow are not those of the open slices", faults);
    check_none(
        sql,
        "WITH live AS (SELECT campaign AS owner, sum(amount) AS total FROM coupon "
        "WHERE state = 0 AND funded = 1 AND kind = 0 GROUP BY campaign) SELECT coalesce(account.owner, live.owner) "
        "FROM (SELECT * FROM account WHERE kind = 'coupon_liability') AS account "
        "FULL JOIN live ON account.owner = live.owner "
        "WHERE coalesce(account.balance, 0) <> coalesce(live.total, 0)",
        "the coupons that are out are not those of the liability", faults);
    check_coupons_in_fen(sql, faults);
    check_budgets(sql, faults);
    check_lots(sql, faults);
}

} // namespace parkgate::ledger
