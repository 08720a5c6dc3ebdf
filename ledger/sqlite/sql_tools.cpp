#include "ledger/sqlite/sql_tools.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

std::vector<Balance> SqlTools::balances() const {
    std::vector<Balance> balances;
    Query query(sql_("SELECT kind, owner, unit, balance FROM account ORDER BY unit, kind, owner"));
    while (query.next()) {
        balances.push_back({query.text(0), query.text(1), query.text(2), query.integer(3)});
    }
    return balances;
}

SiteTime SqlTools::newest() const {
    Query query(sql_("SELECT max(site_ms) FROM txn"));
    query.next();
    return SiteTime{Duration{query.integer_if(0).value_or(0)}};
}

std::vector<FeeDifference> SqlTools::fee_differences() const {
    std::vector<FeeDifference> out;
    Query row(
        sql_("SELECT d.event_id, d.session, d.quote, d.rules, d.entered_ms, d.billed_until_ms, d.found, d.expected "
             "FROM fee_difference d JOIN inbox i USING(event_id) ORDER BY i.received_ms, d.event_id"));
    while (row.next()) {
        out.push_back({{row.text(0)},
                       {row.text(1)},
                       {row.text(2)},
                       {row.text(3)},
                       row.time(4),
                       row.time(5),
                       {row.integer(6)},
                       {row.integer(7)}});
    }
    return out;
}

std::vector<ReviewRow> SqlTools::reviews(bool all, int most) const {
    std::vector<ReviewRow> out;
    Query pending(sql_("SELECT id FROM review WHERE state = 0 ORDER BY asked_ms, id LIMIT ?1"), std::int64_t{most});
    Query every(sql_("SELECT id FROM review ORDER BY asked_ms, id LIMIT ?1"), std::int64_t{most});
    Query& row = all ? every : pending;
    while (row.next()) {
        out.push_back(books_.review({row.text(0)}).value());
    }
    return out;
}

// Columns of what read_quarantined() reads; the index of what is quarantined is used only as the query says the same.
#define BECAME(id)                                                                                                     \
    "coalesce((SELECT r.outcome || ' ' || r.code FROM redriven AS r WHERE r.id = " id                                  \
    " ORDER BY r.n DESC LIMIT 1), ''), "                                                                               \
    "EXISTS (SELECT 1 FROM redriven AS r WHERE r.id = " id " AND r.outcome = 'applied'), c.by, c.reason, c.at_ms"
#define FACT_COLUMNS "q.event_id, 1, q.box, q.kind, q.code, q.received_ms, " BECAME("q.event_id")
#define EVENT_COLUMNS "q.id, 0, q.door || '/' || q.owner, q.kind, q.code, q.received_ms, " BECAME("q.id")
#define FACTS " FROM inbox AS q LEFT JOIN quarantine_closed AS c ON c.id = q.event_id WHERE q.outcome = 'quarantined'"
#define EVENTS " FROM event AS q LEFT JOIN quarantine_closed AS c ON c.id = q.id WHERE q.outcome = 'quarantined'"
#define PLACED(id)                                                                                                     \
    " AND q.received_ms >= ?1 AND (q.received_ms > ?1 OR " id " > ?2) ORDER BY q.received_ms, " id " LIMIT ?3"

namespace {

constexpr int after_columns = 11;

Quarantined read_quarantined(const Query& row) {
    Quarantined out;
    out.id = {row.text(0)};
    out.is_fact = row.integer(1) != 0;
    out.from = row.text(2);
    out.kind = row.text(3);
    out.code = row.text(4);
    out.received_ms = row.integer(5);
    out.driven = row.text(6);
    out.applied = row.integer(7) != 0;
    if (row.integer_if(10)) {
        out.closed = Closed{row.text(8), row.text(9), row.time(10)};
    }
    return out;
}

} // namespace

std::vector<Quarantined> SqlTools::quarantined(const QuarantinePlace& after, int most) const {
    Query facts(sql_("SELECT " FACT_COLUMNS FACTS PLACED("q.event_id")), after.received_ms, after.id,
                std::int64_t{most});
    Query events(sql_("SELECT " EVENT_COLUMNS EVENTS PLACED("q.id")), after.received_ms, after.id, std::int64_t{most});
    std::vector<Quarantined> out;
    for (Query* row : {&facts, &events}) {
        while (row->next()) {
            out.push_back(read_quarantined(*row));
        }
    }
    std::ranges::sort(out, {}, [](const Quarantined& one) { return std::pair(one.received_ms, one.id); });
    out.resize(std::min(out.size(), static_cast<std::size_t>(most)));
    return out;
}

std::optional<Quarantined> SqlTools::quarantined(const EventId& id) const {
    Query fact(sql_("SELECT " FACT_COLUMNS ", q.bytes, q.hash, q.kid, q.sig, q.lot" FACTS " AND q.event_id = ?1"), id);
    Query event(sql_("SELECT " EVENT_COLUMNS ", q.bytes, q.hash, q.kid, q.sig, ''" EVENTS " AND q.id = ?1"), id);
    for (Query* row : {&fact, &event}) {
        if (row->next()) {
            Quarantined out = read_quarantined(*row);
            out.bytes = row->text(after_columns);
            out.hash = row->text(after_columns + 1);
            out.key = {row->text(after_columns + 2)};
            out.signature = row->text(after_columns + 3);
            out.lot = row->text(after_columns + 4);
            return out;
        }
    }
    return std::nullopt;
}

std::vector<Hold> SqlTools::open_holds_of(const MemberId& member) const {
    std::vector<Hold> out;
    Query holds(sql_("SELECT id FROM hold WHERE state = 0 AND member = ?1 ORDER BY expires_ms, id"), member);
    while (holds.next()) {
        out.push_back(books_.hold({holds.text(0)}).value());
    }
    return out;
}

std::vector<CouponRow> SqlTools::live_coupons_of(const MemberId& member) const {
    std::vector<CouponRow> out;
    Query coupons(sql_("SELECT id FROM coupon WHERE state = 0 AND member = ?1 ORDER BY expires_ms, id"), member);
    while (coupons.next()) {
        out.push_back(books_.coupon({coupons.text(0)}).value());
    }
    return out;
}

std::int64_t SqlTools::plates_now(const MemberId& member) const {
    Query row(sql_("SELECT count(*) FROM plate_link WHERE member = ?1 AND until_ms IS NULL"), member);
    row.next();
    return row.integer(0);
}

std::vector<StatementLine> SqlTools::lines_of(const MemberId& member, int most) const {
    std::vector<StatementLine> out;
    // The index of a member's entries is used only if the query says the same as it.
    Query row(sql_("SELECT t.site_ms, t.code, t.cause, e.kind, e.amount FROM entry AS e JOIN txn AS t ON t.id = e.txn "
                   "WHERE e.owner = ?1 AND (e.kind = 'member_spendable' OR e.kind = 'member_held' OR "
                   "e.kind = 'member_pending' OR e.kind = 'member_receivable') ORDER BY e.txn DESC, e.n LIMIT ?2"),
              member, std::int64_t{most});
    while (row.next()) {
        out.push_back({row.time(0), row.text(1), row.text(2), row.text(3), row.integer(4)});
    }
    return out;
}

Fen SqlTools::parking_by_points(const MemberId& member) const {
    // A charge whose dispute was approved costs nothing any more.
    Query row(sql_("SELECT coalesce(sum(worth), 0) FROM charge WHERE member = ?1 AND NOT EXISTS "
                   "(SELECT 1 FROM txn WHERE code = 'reversed' AND cause = charge.event)"),
              member);
    row.next();
    return {row.integer(0)};
}

Fen SqlTools::parking_by_coupons(const MemberId& member) const {
    Query row(sql_("SELECT coalesce(sum(took), 0) FROM coupon WHERE member = ?1"), member);
    row.next();
    return {row.integer(0)};
}

} // namespace parkgate::ledger
