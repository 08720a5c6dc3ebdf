#include "ledger/sqlite/sql_reports.hpp"

namespace parkgate::ledger {

void SqlReports::balances(AccountKind kind, const EachSum& each) const {
    Query row(sql_("SELECT owner, balance FROM account WHERE kind = ?1"), text_of(kind));
    while (row.next()) {
        each(row.view(0), row.integer(1));
    }
}

void SqlReports::open_slices(const Each<ReportSlices>& each) const {
    Query slices(sql_("SELECT campaign, box, kind = 0 AS minutes, sum(remaining), iif(kind = 0, amount, most) AS each "
                      "FROM slice WHERE state = 0 GROUP BY campaign, box, minutes, each "
                      "ORDER BY campaign, box, minutes, each"));
    while (slices.next()) {
        each({slices.view(0), slices.view(1), slices.integer(2) != 0 ? Unit::minutes : Unit::fen, slices.integer(3),
              slices.integer(4)});
    }
}

void SqlReports::open_holds(std::int64_t& count, Points& points) const {
    Query holds(sql_("SELECT count(*), coalesce(sum(max(points, vouched)), 0) FROM hold WHERE state = 0"));
    holds.next();
    count = holds.integer(0);
    points = {holds.integer(1)};
}

void SqlReports::held_by_source(const EachSum& each) const {
    Query held(sql_("SELECT lot_use.source, sum(lot_use.taken) FROM hold JOIN lot_use ON lot_use.cause = hold.id "
                    "WHERE hold.state = 0 GROUP BY lot_use.source"));
    while (held.next()) {
        each(held.view(0), held.integer(1));
    }
}

void SqlReports::legs(const LegsWanted& wanted, const Each<ReportLeg>& each) const {
    Query row(sql_("SELECT t.site_ms, t.id, e.kind, e.owner, e.amount, t.code FROM (SELECT id, site_ms, code FROM txn "
                   "WHERE (site_ms, id) > (?1, ?2) AND site_ms < ?3 AND id <= ?4 "
                   "ORDER BY site_ms, id LIMIT ?5) AS t JOIN entry AS e ON e.txn = t.id ORDER BY t.site_ms, t.id, e.n"),
              wanted.from, wanted.txn, wanted.until, wanted.last_txn, wanted.most);
    while (row.next()) {
        each({row.time(0), row.integer(1), row.view(2), row.view(3), row.integer(4), row.view(5)});
    }
}

void SqlReports::funded_coupons(const std::string& after, std::int64_t most, const Each<ReportCoupon>& each) const {
    Query row(sql_("SELECT id, campaign, member, state, spent_in = issued_in OR spent_by <> member OR "
                   "spent_ms > expires_ms FROM coupon WHERE id > ?1 AND funded = 1 ORDER BY id LIMIT ?2"),
              after, most);
    while (row.next()) {
        each({row.view(0), row.view(1), row.view(2), static_cast<CouponState>(row.integer(3)), row.integer(4) != 0});
    }
}

void SqlReports::lots(const PointLot& after, std::int64_t most, const Each<PointLot>& each) const {
    Query row(sql_("SELECT member, source, value, expires_ms, earned, remaining FROM point_lot "
                   "WHERE (member, expires_ms, source, value) > (?1, ?2, ?3, ?4) "
                   "ORDER BY member, expires_ms, source, value LIMIT ?5"),
              after.member, after.expires_at, after.source, after.value, most);
    while (row.next()) {
        each({{row.text(0)}, row.text(1), {row.integer(2)}, row.time(3), {row.integer(4)}, {row.integer(5)}});
    }
}

void SqlReports::receipts(const ReceiptPlace& after, SiteTime until, std::int64_t most,
                          const Each<ReportReceipt>& each) const {
    Query row(sql_("SELECT sold_ms, store, day, receipt, member, net - returned, campaign FROM receipt "
                   "WHERE (sold_ms, store, day, receipt) > (?1, ?2, ?3, ?4) AND sold_ms < ?5 "
                   "ORDER BY sold_ms, store, day, receipt LIMIT ?6"),
              after.sold_at, after.store, after.day, after.receipt, until, most);
    while (row.next()) {
        each({row.time(0), row.view(1), row.integer(2), row.view(3), row.view(4), {row.integer(5)}, row.view(6)});
    }
}

void SqlReports::qualifying(const std::string& after, std::int64_t most, const EachSum& each) const {
    Query row(sql_("SELECT owner, balance FROM account WHERE kind = 'member_qualifying' AND owner > ?1 "
                   "ORDER BY owner LIMIT ?2"),
              after, most);
    while (row.next()) {
        each(row.view(0), row.integer(1));
    }
}

void SqlReports::ended_stays(SiteTime from, const std::string& after, SiteTime until, std::int64_t most,
                             const Each<ReportStay>& each) const {
    Query row(sql_("SELECT left_ms, id, plate_hash, how, paid + debts_paid FROM session "
                   "WHERE left_ms IS NOT NULL AND (left_ms, id) > (?1, ?2) AND left_ms < ?3 "
                   "ORDER BY left_ms, id LIMIT ?4"),
              from, after, until, most);
    while (row.next()) {
        each({row.time(0), row.view(1), row.view(2), static_cast<ExitHow>(row.integer(3)), {row.integer(4)}});
    }
}

} // namespace parkgate::ledger
