#include "ledger/sqlite/verify.hpp"

namespace parkgate::ledger {

namespace {

// Each row that the query gives is a fault: its first column says of what. Two sides are compared by a sum that is to
// be 0, since SQLite 3.40 runs a FULL JOIN of two groups in the product of their sizes.
void check_none(const Statements& sql, const char* query, std::string_view what, std::vector<std::string>& faults) {
    Query rows(sql(query));
    while (rows.next()) {
        faults.push_back(rows.text(0) + ": " + std::string(what));
    }
}

// Of every kind but minutes, each counted at the most that it takes off.
void check_coupons_in_fen(const Statements& sql, std::vector<std::string>& faults) {
    check_none(sql,
               "SELECT owner FROM (SELECT owner, balance AS part FROM account WHERE kind = 'fen_escrow' UNION ALL "
               "SELECT box, -remaining * most FROM slice WHERE state = 0 AND kind <> 0) "
               "GROUP BY owner HAVING sum(part) <> 0",
               "the money in escrow is not that of the open slices", faults);
    check_none(sql,
               "SELECT owner FROM (SELECT owner, balance AS part FROM account WHERE kind = 'fen_liability' UNION ALL "
               "SELECT campaign, -most FROM coupon WHERE state = 0 AND funded = 1 AND kind <> 0) "
               "GROUP BY owner HAVING sum(part) <> 0",
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
        "SELECT owner FROM (SELECT owner, balance AS part FROM account WHERE kind = 'member_spendable' UNION ALL "
        "SELECT member, -remaining FROM point_lot) "
        "GROUP BY owner HAVING sum(part) <> 0",
        "the points are not those of the lots", faults);
    check_none(sql,
               "SELECT hold.id FROM hold LEFT JOIN lot_use ON lot_use.cause = hold.id WHERE hold.state = 0 "
               "GROUP BY hold.id HAVING coalesce(sum(lot_use.taken), 0) <> hold.points",
               "the points of the hold are not those that it has of the lots", faults);
    check_none(sql,
               "SELECT owner FROM (SELECT owner, balance AS part FROM account WHERE kind = 'member_pending' UNION ALL "
               "SELECT member, -points FROM review WHERE state = 0) "
               "GROUP BY owner HAVING sum(part) <> 0",
               "the points that wait are not those of the reviews", faults);
    check_none(
        sql,
        "SELECT owner FROM (SELECT owner, balance AS part FROM account WHERE kind = 'points_liability' UNION ALL "
        "SELECT source, remaining * value FROM point_lot UNION ALL "
        "SELECT lot_use.source, lot_use.taken * lot_use.value FROM lot_use JOIN hold ON hold.id = lot_use.cause "
        "WHERE hold.state = 0) GROUP BY owner HAVING sum(part) <> 0",
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
               "SELECT kind || ' ' || owner FROM (SELECT kind, owner, balance AS part FROM account UNION ALL "
               "SELECT kind, owner, -amount FROM entry) GROUP BY kind, owner HAVING sum(part) <> 0",
               "the balance is not the sum of its entries", faults);
    check_none(sql,
               "SELECT owner FROM (SELECT owner, balance AS part FROM account WHERE kind = 'member_held' UNION ALL "
               "SELECT member, -points FROM hold WHERE state = 0) "
               "GROUP BY owner HAVING sum(part) <> 0",
               "the points held are not those of the open holds", faults);
    check_none(sql,
               "SELECT owner FROM (SELECT owner, balance AS part FROM account WHERE kind = 'slice_escrow' UNION ALL "
               "SELECT box, -remaining * amount FROM slice WHERE state = 0 AND kind = 0) "
               "GROUP BY owner HAVING sum(part) <> 0",
               "the minutes in escrow are not those of the open slices", faults);
    check_none(
        sql,
        "SELECT owner FROM (SELECT owner, balance AS part FROM account WHERE kind = 'coupon_liability' UNION ALL "
        "SELECT campaign, -amount FROM coupon WHERE state = 0 AND funded = 1 AND kind = 0) "
        "GROUP BY owner HAVING sum(part) <> 0",
        "the coupons that are out are not those of the liability", faults);
    check_coupons_in_fen(sql, faults);
    check_budgets(sql, faults);
    check_lots(sql, faults);
}

} // namespace parkgate::ledger
