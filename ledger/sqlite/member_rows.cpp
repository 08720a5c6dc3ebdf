#include "ledger/sqlite/member_rows.hpp"

#include "ledger/store/storage_engine.hpp"

namespace parkgate::ledger {

namespace {

std::int64_t number(bool value) {
    return value ? 1 : 0;
}

} // namespace

void write_member_row(const Statements& sql, const MemberRow& r) {
    Query::run(sql("INSERT INTO member(id, tier, spending, phone, referrer, tier_fixed, tier_period) "
                   "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(id) DO UPDATE SET tier = excluded.tier, "
                   "spending = excluded.spending, phone = excluded.phone, referrer = excluded.referrer, "
                   "tier_fixed = excluded.tier_fixed, tier_period = excluded.tier_period"),
               r.id, r.tier, r.spending, r.phone, r.referrer, number(r.tier_fixed), r.tier_period);
    Query::run(sql("DELETE FROM member_segment WHERE member = ?1"), r.id);
    std::int64_t n = 0;
    for (const auto& segment : r.segments) {
        Query::run(sql("INSERT INTO member_segment(member, n, segment) VALUES(?1, ?2, ?3)"), r.id, n++, segment);
    }
}

void write_member_row(const Statements& sql, const PointLot& r) {
    Query::run(sql("INSERT INTO point_lot(member, source, value, expires_ms, earned, remaining) "
                   "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(member, expires_ms, source, value) "
                   "DO UPDATE SET earned = excluded.earned, remaining = excluded.remaining"),
               r.member, r.source, r.value, r.expires_at, r.earned, r.remaining);
}

// Its member is not of the key and not of the update: a cause has one.
void write_member_row(const Statements& sql, const LotUse& r) {
    Query::run(
        sql("INSERT INTO lot_use(cause, member, source, value, expires_ms, taken) VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
            "ON CONFLICT(cause, expires_ms, source, value) DO UPDATE SET taken = excluded.taken"),
        r.cause, r.member, r.source, r.value, r.expires_at, r.taken);
}

void write_member_row(const Statements& sql, const ReceiptRow& r) {
    Query::run(
        sql("INSERT INTO receipt(store, receipt, day, sold_ms, net, returned, state, channel, member, event, usual, "
            "steps, extra, campaign, clawed_back, rules, qualifying_before, left_usual, left_steps, left_extra, "
            "value, ends_ms, told, "
            "doubted) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, "
            "?20, "
            "?21, ?22, ?23, ?24) "
            "ON CONFLICT(store, day, receipt) DO UPDATE SET sold_ms = excluded.sold_ms, net = excluded.net, "
            "returned = excluded.returned, state = excluded.state, channel = excluded.channel, "
            "member = excluded.member, event = excluded.event, usual = excluded.usual, steps = excluded.steps, "
            "extra = excluded.extra, campaign = excluded.campaign, clawed_back = excluded.clawed_back, "
            "rules = excluded.rules, qualifying_before = excluded.qualifying_before, "
            "left_usual = excluded.left_usual, left_steps = excluded.left_steps, left_extra = excluded.left_extra, "
            "value = excluded.value, ends_ms = excluded.ends_ms, told = excluded.told, doubted = excluded.doubted"),
        r.store, r.receipt, r.day, r.sold_at, r.net, r.returned, r.state, r.channel, r.member, r.event, r.earned.usual,
        r.earned.steps, r.earned.campaign, r.earned.by, r.clawed_back, r.rules, r.qualifying_before, r.left.usual,
        r.left.steps, r.left.campaign, r.value, r.ends_at, number(r.told), number(r.doubted));
}

void write_member_row(const Statements& sql, const CapUse& r) {
    Query::run(sql("INSERT INTO cap_use(member, day, kind, used) VALUES(?1, ?2, ?3, ?4) "
                   "ON CONFLICT(member, day, kind) DO UPDATE SET used = excluded.used"),
               r.member, r.day, r.kind, r.used);
}

void write_member_row(const Statements& sql, const DeedRow& r) {
    Query::run(sql("INSERT INTO deed(member, deed, object, event) VALUES(?1, ?2, ?3, ?4)"), r.member, r.deed, r.object,
               r.event);
}

void write_member_row(const Statements& sql, const ReviewRow& r) {
    const int written = Query::run(
        sql("INSERT INTO review(id, kind, member, state, asked_ms, by, decided_by, reason, points, rules, value, "
            "ends_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT(id) DO UPDATE SET state "
            "= excluded.state, "
            "by = excluded.by, decided_by = excluded.decided_by, reason = excluded.reason, points = excluded.points, "
            "ends_ms = excluded.ends_ms WHERE review.member = excluded.member"),
        r.id, r.kind, r.member, r.state, r.asked_at, r.by, r.decided_by, r.reason, r.points, r.rules, r.value,
        r.ends_at);
    if (written == 0) {
        throw BrokenInvariant("the item of review " + r.id.text + " is another member's");
    }
}

void write_member_row(const Statements& sql, const StampRow& r) {
    Query::run(
        sql("INSERT INTO stamp(member, day, lot, cause, used) VALUES(?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT(member, day) DO UPDATE SET lot = excluded.lot, cause = excluded.cause, used = excluded.used"),
        r.member, r.day, r.lot, r.cause, number(r.used));
}

void write_member_row(const Statements& sql, const StampGone& r) {
    Query::run(sql("DELETE FROM stamp WHERE member = ?1 AND day = ?2 AND used = 0"), r.member, r.day);
}

void write_member_row(const Statements& sql, const DeedGone& r) {
    Query::run(sql("DELETE FROM deed WHERE member = ?1 AND deed = ?2 AND object = ?3"), r.member, r.deed, r.object);
}

void write_member_row(const Statements& sql, const ExpiryTold& r) {
    Query::run(sql("INSERT INTO expiry_told(one, expires_ms, member) VALUES(1, ?1, ?2) "
                   "ON CONFLICT(one) DO UPDATE SET expires_ms = excluded.expires_ms, member = excluded.member"),
               r.expires_at, r.member);
}

void write_member_row(const Statements& sql, const CampaignRow& r) {
    Query::run(sql("INSERT INTO campaign(id, stopped) VALUES(?1, ?2) ON CONFLICT(id) DO UPDATE SET stopped = "
                   "excluded.stopped"),
               r.id, number(r.stopped));
}

} // namespace parkgate::ledger
