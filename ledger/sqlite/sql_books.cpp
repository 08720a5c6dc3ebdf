#include "ledger/sqlite/sql_books.hpp"

#include "ledger/sqlite/member_rows.hpp"

#include <sstream>

namespace parkgate::ledger {

namespace {

// Columns in the order of the table; the readers below count on it.
#define HOLD_COLUMNS "id, session, box, member, plate_hash, points, charged, expires_ms, state, vouched"
#define SLICE_COLUMNS "id, box, campaign, coupons, remaining, kind, amount, most, expires_ms, state"
#define COUPON_COLUMNS                                                                                                 \
    "id, campaign, slice, box, member, issued_in, kind, amount, most, expires_ms, state, funded, spent_in, spent_by, " \
    "spent_ms, took, home_lot, plate_hash, replaced_by, left_ms"
#define SESSION_COLUMNS                                                                                                \
    "id, box, plate_hash, entered_ms, left_ms, how, stay, fee, paid, debt, payments_taken, debts_raised, debts_paid, " \
    "refunds_due, waived, benefits"
#define REVERSED_COLUMNS "session, left_ms, hold, coupon_spent, coupon_given, event"
#define CHARGE_COLUMNS "session, hold, member, points, bought, worth, event"

Hold read_hold(const Query& row) {
    return {{row.text(0)},    {row.text(1)}, {row.text(2)},
            {row.text(3)},    {row.text(4)}, {row.integer(5)},
            {row.integer(6)}, row.time(7),   static_cast<HoldState>(row.integer(8)),
            {row.integer(9)}};
}

// Three columns from this one on.
CouponWorth read_worth(const Query& row, int column) {
    return {static_cast<WorthKind>(row.integer(column)), row.integer(column + 1), Fen{row.integer(column + 2)}};
}

SliceRow read_slice(const Query& row) {
    return {{row.text(0)},  {row.text(1)},      {row.text(2)}, row.integer(3),
            row.integer(4), read_worth(row, 5), row.time(8),   static_cast<SliceState>(row.integer(9))};
}

CouponRow read_coupon(const Query& row) {
    CouponRow coupon;
    coupon.id = {row.text(0)};
    coupon.campaign = {row.text(1)};
    coupon.slice = {row.text(2)};
    coupon.box = {row.text(3)};
    coupon.member = {row.text(4)};
    coupon.issued_in = {row.text(5)};
    coupon.worth = read_worth(row, 6);
    coupon.expires_at = row.time(9);
    coupon.state = static_cast<CouponState>(row.integer(10));
    coupon.funded = row.integer(11) != 0;
    coupon.spent_in = {row.text(12)};
    coupon.spent_by = {row.text(13)};
    coupon.spent_at = row.time(14);
    coupon.took = {row.integer(15)};
    coupon.home_lot = row.text(16);
    coupon.plate = {row.text(17)};
    coupon.instead = {row.text(18)};
    coupon.left_at = row.time(19);
    return coupon;
}

std::optional<SiteTime> time_if(const std::optional<std::int64_t>& ms) {
    return ms ? std::optional(SiteTime{Duration{*ms}}) : std::nullopt;
}

// A word for each, of number, giver and fen; none of them has a space in it.
std::string words_of(const std::vector<BenefitTaken>& benefits) {
    std::string out;
    for (const auto& one : benefits) {
        out += (out.empty() ? "" : " ") + std::to_string(static_cast<int>(one.benefit)) + "/" +
               std::to_string(one.fen.count) + "/" + one.by.text;
    }
    return out;
}

std::vector<BenefitTaken> read_benefits(const std::string& words) {
    std::vector<BenefitTaken> out;
    std::istringstream each(words);
    int benefit = 0;
    char slash = 0;
    for (BenefitTaken one; each >> benefit >> slash >> one.fen.count >> slash; out.push_back(one)) {
        one.benefit = static_cast<Benefit>(benefit);
        one.by.text.clear();
        if (each.peek() != ' ' && each.peek() != std::istringstream::traits_type::eof()) {
            each >> one.by.text;
        }
    }
    return out;
}

std::optional<std::string> words_if(const std::optional<std::vector<BenefitTaken>>& benefits) {
    return benefits ? std::optional(words_of(*benefits)) : std::nullopt;
}

SessionRow read_session(const Query& row) {
    SessionRow session;
    session.id = {row.text(0)};
    session.box = {row.text(1)};
    session.plate = {row.text(2)};
    session.entered_at = time_if(row.integer_if(3));
    session.left_at = time_if(row.integer_if(4));
    if (const auto how = row.integer_if(5)) {
        session.how = static_cast<ExitHow>(*how);
    }
    session.stay = {row.integer(6)};
    session.fee = {row.integer(7)};
    session.paid = {row.integer(8)};
    session.debt = {row.integer(9)};
    session.payments_taken = {row.integer(10)};
    session.debts_raised = {row.integer(11)};
    session.debts_paid = {row.integer(12)};
    session.refunds_due = {row.integer(13)};
    session.waived = {row.integer(14)};
    session.benefits = row.text_if(15).transform(read_benefits);
    return session;
}

} // namespace

std::int64_t SqlBooks::balance(const Account& account) const {
    Query query(sql_("SELECT balance FROM account WHERE kind = ?1 AND owner = ?2"), text_of(account.kind),
                account.owner);
    return query.next() ? query.integer(0) : 0;
}

bool SqlBooks::has_member(const MemberId& member) const {
    return Query(sql_("SELECT 1 FROM member WHERE id = ?1"), member).next();
}

MemberId SqlBooks::member_of(const PlateHash& plate, SiteTime at) const {
    Query query(sql_("SELECT member FROM plate_link WHERE plate_hash = ?1 AND from_ms <= ?2 "
                     "AND (until_ms IS NULL OR until_ms > ?2)"),
                plate, at);
    return query.next() ? MemberId{query.text(0)} : MemberId{};
}

bool SqlBooks::has_had(const MemberId& member, const PlateHash& plate) const {
    return Query(sql_("SELECT 1 FROM plate_link WHERE plate_hash = ?1 AND member = ?2"), plate, member).next();
}

std::optional<Hold> SqlBooks::hold(const HoldId& id) const {
    Query query(sql_("SELECT " HOLD_COLUMNS " FROM hold WHERE id = ?1"), id);
    return query.next() ? std::optional(read_hold(query)) : std::nullopt;
}

std::optional<Hold> SqlBooks::pending_hold_of(const SessionId& session) const {
    Query query(sql_("SELECT " HOLD_COLUMNS " FROM hold WHERE session = ?1 AND state = 0"), session);
    return query.next() ? std::optional(read_hold(query)) : std::nullopt;
}

std::optional<Hold> SqlBooks::refused_hold_of(const SessionId& session) const {
    Query query(sql_("SELECT " HOLD_COLUMNS " FROM hold WHERE session = ?1 AND state = 4"), session);
    return query.next() ? std::optional(read_hold(query)) : std::nullopt;
}

std::vector<MemberId> SqlBooks::members_refused_a_hold() const {
    std::vector<MemberId> out;
    Query query(sql_("SELECT DISTINCT member FROM hold WHERE state = 4"));
    while (query.next()) {
        out.push_back({query.text(0)});
    }
    return out;
}

std::optional<Charge> SqlBooks::charge_of(const SessionId& session) const {
    Query query(sql_("SELECT session, hold, member, points, bought, worth, event, reversed FROM charge "
                     "WHERE session = ?1"),
                session);
    if (!query.next()) {
        return std::nullopt;
    }
    return Charge{{query.text(0)},    {query.text(1)},    {query.text(2)}, {query.integer(3)},
                  {query.integer(4)}, {query.integer(5)}, {query.text(6)}, query.integer(7) != 0};
}

std::optional<SessionRow> SqlBooks::session(const SessionId& id) const {
    if (last_session_ && last_session_->id == id) {
        return last_session_->row;
    }
    Query query(sql_("SELECT " SESSION_COLUMNS " FROM session WHERE id = ?1"), id);
    auto row = query.next() ? std::optional(read_session(query)) : std::nullopt;
    if (remembers_) {
        last_session_ = {id, row};
    }
    return row;
}

std::vector<SessionRow> SqlBooks::open_sessions_of(const MemberId& member) const {
    // By the plates that he has or has had: nobody has many of them.
    std::vector<SessionRow> out;
    Query query(sql_("SELECT " SESSION_COLUMNS " FROM session WHERE left_ms IS NULL AND entered_ms IS NOT NULL "
                     "AND plate_hash IN (SELECT plate_hash FROM plate_link WHERE member = ?1) "
                     "ORDER BY entered_ms, id"),
                member);
    while (query.next()) {
        SessionRow row = read_session(query);
        if (member_of(row.plate, *row.entered_at) == member) {
            out.push_back(std::move(row));
        }
    }
    return out;
}

std::optional<CouponRow> SqlBooks::coupon(const CouponId& id) const {
    Query query(sql_("SELECT " COUPON_COLUMNS " FROM coupon WHERE id = ?1"), id);
    return query.next() ? std::optional(read_coupon(query)) : std::nullopt;
}

std::vector<CouponRow> SqlBooks::coupons_given_to(const MemberId& member, SiteTime at, int most) const {
    std::vector<CouponRow> out;
    Query query(sql_("SELECT " COUPON_COLUMNS " FROM coupon WHERE member = ?1 AND box = '' AND state = 0 "
                     "AND expires_ms > ?2 ORDER BY expires_ms, id LIMIT ?3"),
                member, at, std::int64_t{most});
    while (query.next()) {
        out.push_back(read_coupon(query));
    }
    return out;
}

std::vector<CouponRow> SqlBooks::coupons_given_in(const SessionId& session) const {
    std::vector<CouponRow> out;
    Query query(sql_("SELECT " COUPON_COLUMNS " FROM coupon WHERE issued_in = ?1 ORDER BY id"), session);
    while (query.next()) {
        out.push_back(read_coupon(query));
    }
    return out;
}

std::vector<ReversedExit> SqlBooks::reversed_exits_of(const SessionId& session) const {
    std::vector<ReversedExit> out;
    Query query(sql_("SELECT " REVERSED_COLUMNS " FROM reversed_exit WHERE session = ?1 ORDER BY left_ms"), session);
    while (query.next()) {
        out.push_back(
            {{query.text(0)}, query.time(1), {query.text(2)}, {query.text(3)}, {query.text(4)}, {query.text(5)}});
    }
    return out;
}

std::vector<WaitingCharge> SqlBooks::waiting_charges_of(const SessionId& session) const {
    std::vector<WaitingCharge> out;
    Query query(sql_("SELECT " CHARGE_COLUMNS " FROM waiting_charge WHERE session = ?1 ORDER BY hold"), session);
    while (query.next()) {
        out.push_back({{{query.text(0)},
                        {query.text(1)},
                        {query.text(2)},
                        {query.integer(3)},
                        {query.integer(4)},
                        {query.integer(5)},
                        {query.text(6)}}});
    }
    return out;
}

CouponsOut SqlBooks::coupons_out(const CampaignId& campaign, const CouponWorth& but) const {
    Query query(sql_("SELECT coalesce(sum(n), 0), coalesce(sum(n * amount) FILTER (WHERE kind = 0), 0), "
                     "coalesce(sum(n * most) FILTER (WHERE kind <> 0), 0) FROM ("
                     "SELECT kind, amount, most, count(*) AS n FROM coupon "
                     "WHERE campaign = ?1 AND funded = 1 AND state <> 4 GROUP BY kind, amount, most UNION ALL "
                     "SELECT kind, amount, most, remaining FROM slice WHERE campaign = ?1 AND state = 0) "
                     "WHERE (kind, amount, most) <> (?2, ?3, ?4)"),
                campaign, but.kind, but.amount, but.most);
    query.next();
    return {query.integer(0), query.integer(1), query.integer(2)};
}

std::optional<SliceRow> SqlBooks::slice(const SliceId& id) const {
    Query query(sql_("SELECT " SLICE_COLUMNS " FROM slice WHERE id = ?1"), id);
    return query.next() ? std::optional(read_slice(query)) : std::nullopt;
}

std::optional<SliceRow> SqlBooks::newest_open_slice(const BoxId& box, const CampaignId& campaign) const {
    Query query(sql_("SELECT " SLICE_COLUMNS " FROM slice WHERE box = ?1 AND campaign = ?2 AND state = 0 "
                     "ORDER BY expires_ms DESC, id DESC LIMIT 1"),
                box, campaign);
    return query.next() ? std::optional(read_slice(query)) : std::nullopt;
}

std::vector<Hold> SqlBooks::holds_expired_by(SiteTime time, int most) const {
    std::vector<Hold> out;
    Query query(sql_("SELECT " HOLD_COLUMNS " FROM hold WHERE state = 0 AND expires_ms <= ?1 "
                     "ORDER BY expires_ms, id LIMIT ?2"),
                time, std::int64_t{most});
    while (query.next()) {
        out.push_back(read_hold(query));
    }
    return out;
}

std::vector<SliceRow> SqlBooks::slices_expired_by(SiteTime time, int most) const {
    std::vector<SliceRow> out;
    Query query(sql_("SELECT " SLICE_COLUMNS " FROM slice WHERE state = 0 AND expires_ms <= ?1 "
                     "ORDER BY expires_ms, id LIMIT ?2"),
                time, std::int64_t{most});
    while (query.next()) {
        out.push_back(read_slice(query));
    }
    return out;
}

std::vector<CouponRow> SqlBooks::coupons_expired_by(SiteTime time, int most) const {
    std::vector<CouponRow> out;
    Query query(sql_("SELECT " COUPON_COLUMNS " FROM coupon WHERE state = 0 AND expires_ms <= ?1 "
                     "ORDER BY expires_ms, id LIMIT ?2"),
                time, std::int64_t{most});
    while (query.next()) {
        out.push_back(read_coupon(query));
    }
    return out;
}

namespace {

// An upsert names its key: a row that collides on anything else is an error, not a row to throw away.
struct Write {
    const Statements& sql;

    void operator()(const Hold& r) const {
        Query::run(sql("INSERT INTO hold(" HOLD_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
                       "ON CONFLICT(id) DO UPDATE SET points = excluded.points, charged = excluded.charged, "
                       "state = excluded.state, vouched = excluded.vouched"),
                   r.id, r.session, r.box, r.member, r.plate, r.points, r.charged, r.expires_at, r.state, r.vouched);
    }
    void operator()(const Charge& r) const {
        if (r.reversed) { // it is there, and a second one of its session would still be an error
            Query::run(sql("UPDATE charge SET reversed = 1 WHERE session = ?1 AND event = ?2"), r.session, r.event);
            return;
        }
        const int written =
            Query::run(sql("INSERT INTO charge(" CHARGE_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                           "ON CONFLICT(session) DO UPDATE SET hold = excluded.hold, member = excluded.member, "
                           "points = excluded.points, bought = excluded.bought, worth = excluded.worth, "
                           "event = excluded.event, reversed = 0 WHERE charge.reversed = 1"),
                       r.session, r.hold, r.member, r.points, r.bought, r.worth, r.event);
        if (written == 0) { // one that counts is there, and this says so
            Query::run(sql("INSERT INTO charge(" CHARGE_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"), r.session,
                       r.hold, r.member, r.points, r.bought, r.worth, r.event);
        }
    }
    void operator()(const WaitingCharge& row) const {
        const Charge& r = row.charge;
        Query::run(sql("INSERT INTO waiting_charge(" CHARGE_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                       "ON CONFLICT(session, hold) DO NOTHING"),
                   r.session, r.hold, r.member, r.points, r.bought, r.worth, r.event);
    }
    void operator()(const ReversedExit& r) const {
        Query::run(sql("INSERT INTO reversed_exit(" REVERSED_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6)"), r.session,
                   r.left_at, r.hold, r.spent, r.given, r.event);
    }
    void operator()(const SliceRow& r) const {
        Query::run(sql("INSERT INTO slice(" SLICE_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
                       "ON CONFLICT(id) DO UPDATE SET remaining = excluded.remaining, state = excluded.state"),
                   r.id, r.box, r.campaign, r.coupons, r.left, r.worth.kind, r.worth.amount, r.worth.most, r.expires_at,
                   r.state);
    }
    void operator()(const CouponRow& r) const {
        Query::run(
            sql("INSERT INTO coupon(" COUPON_COLUMNS
                ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20) "
                "ON CONFLICT(id) DO UPDATE SET campaign = excluded.campaign, slice = excluded.slice, "
                "box = excluded.box, member = excluded.member, issued_in = excluded.issued_in, "
                "kind = excluded.kind, amount = excluded.amount, most = excluded.most, expires_ms = "
                "excluded.expires_ms, state = excluded.state, "
                "funded = excluded.funded, spent_in = excluded.spent_in, spent_by = excluded.spent_by, "
                "spent_ms = excluded.spent_ms, took = excluded.took, home_lot = excluded.home_lot, "
                "plate_hash = excluded.plate_hash, replaced_by = excluded.replaced_by, left_ms = excluded.left_ms"),
            r.id, r.campaign, r.slice, r.box, r.member, r.issued_in, r.worth.kind, r.worth.amount, r.worth.most,
            r.expires_at, r.state, std::int64_t{r.funded ? 1 : 0}, r.spent_in, r.spent_by, r.spent_at, r.took,
            r.home_lot, r.plate, r.instead, r.left_at);
    }
    void operator()(const SessionRow& r) const {
        Query::run(
            sql("INSERT INTO session(" SESSION_COLUMNS ") "
                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) "
                "ON CONFLICT(id) DO UPDATE SET plate_hash = excluded.plate_hash, entered_ms = excluded.entered_ms, "
                "left_ms = excluded.left_ms, how = excluded.how, stay = excluded.stay, fee = excluded.fee, "
                "paid = excluded.paid, debt = excluded.debt, payments_taken = excluded.payments_taken, "
                "debts_raised = excluded.debts_raised, debts_paid = excluded.debts_paid, "
                "refunds_due = excluded.refunds_due, waived = excluded.waived, "
                "benefits = excluded.benefits"),
            r.id, r.box, r.plate, r.entered_at, r.left_at, r.how, r.stay, r.fee, r.paid, r.debt, r.payments_taken,
            r.debts_raised, r.debts_paid, r.refunds_due, r.waived, words_if(r.benefits));
    }
    void operator()(const PlateLink& r) const {
        Query::run(sql("INSERT INTO plate_link(plate_hash, member, from_ms) VALUES(?1, ?2, ?3)"), r.plate, r.member,
                   r.from);
    }
    void operator()(const PlateUnlink& r) const {
        Query::run(sql("UPDATE plate_link SET until_ms = ?2 WHERE plate_hash = ?1 AND until_ms IS NULL"), r.plate,
                   r.at);
    }
    void operator()(const FeeDifference& r) const {
        Query::run(
            sql("INSERT INTO fee_difference(event_id, session, quote, rules, entered_ms, billed_until_ms, found, "
                "expected) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
            r.event, r.session, r.quote, r.rules, r.entered_at, r.billed_until, r.found, r.expected);
    }
    template <typename OfMembership>
    void operator()(const OfMembership& row) const {
        write_member_row(sql, row);
    }
};

} // namespace

void write_row(const Statements& sql, const Row& row) {
    std::visit(Write{sql}, row);
}

} // namespace parkgate::ledger
