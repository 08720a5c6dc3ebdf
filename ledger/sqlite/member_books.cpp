// What membership reads of the books.
#include "ledger/sqlite/sql_books.hpp"
#include "protocol/codec.hpp"

namespace parkgate::ledger {

namespace {

#define LOT_COLUMNS "member, source, value, expires_ms, earned, remaining"

PointLot read_lot(const Query& row) {
    return {{row.text(0)}, row.text(1), {row.integer(2)}, row.time(3), {row.integer(4)}, {row.integer(5)}};
}

} // namespace

std::optional<MemberRow> SqlBooks::member(const MemberId& id) const {
    Query query(sql_("SELECT tier, spending, phone, referrer, tier_fixed, tier_period FROM member WHERE id = ?1"), id);
    if (!query.next()) {
        return std::nullopt;
    }
    MemberRow row;
    row.id = id;
    row.tier = query.text(0);
    row.spending = static_cast<Spending>(query.integer(1));
    row.phone = {query.text(2)};
    row.referrer = {query.text(3)};
    row.tier_fixed = query.integer(4) != 0;
    row.tier_period = query.integer(5);
    Query segments(sql_("SELECT segment FROM member_segment WHERE member = ?1 ORDER BY n"), id);
    while (segments.next()) {
        row.segments.push_back({segments.text(0)});
    }
    return row;
}

MemberId SqlBooks::member_with(const PhoneHash& phone) const {
    // The index is of phones that are there; SQLite uses it only if the query says so as well.
    Query query(sql_("SELECT id FROM member WHERE phone = ?1 AND phone <> ''"), phone);
    return query.next() ? MemberId{query.text(0)} : MemberId{};
}

std::vector<PlateHash> SqlBooks::plates_of(const MemberId& member, SiteTime at) const {
    std::vector<PlateHash> out;
    Query query(sql_("SELECT plate_hash FROM plate_link WHERE member = ?1 AND from_ms <= ?2 "
                     "AND (until_ms IS NULL OR until_ms > ?2) ORDER BY from_ms, id"),
                member, at);
    while (query.next()) {
        out.push_back({query.text(0)});
    }
    return out;
}

std::vector<CouponRow> SqlBooks::coupons_bound_to(const MemberId& member, const PlateHash& plate) const {
    std::vector<CouponRow> out;
    Query query(sql_("SELECT id FROM coupon WHERE member = ?1 AND state = 0 AND plate_hash = ?2 AND home_lot <> '' "
                     "ORDER BY expires_ms, id"),
                member, plate);
    while (query.next()) {
        out.push_back(coupon({query.text(0)}).value());
    }
    return out;
}

std::vector<CouponRow> SqlBooks::coupons_revoked_of(const MemberId& member, SiteTime at, int most) const {
    std::vector<CouponRow> out;
    Query query(sql_("SELECT id FROM coupon WHERE member = ?1 AND state = 4 AND replaced_by <> '' AND expires_ms > ?2 "
                     "ORDER BY expires_ms, id LIMIT ?3"),
                member, at, std::int64_t{most});
    while (query.next()) {
        out.push_back(coupon({query.text(0)}).value());
    }
    return out;
}

std::vector<PointLot> SqlBooks::lots_of(const MemberId& member) const {
    std::vector<PointLot> out;
    Query query(sql_("SELECT " LOT_COLUMNS " FROM point_lot WHERE member = ?1 AND remaining > 0 "
                     "ORDER BY expires_ms, source, value"),
                member);
    while (query.next()) {
        out.push_back(read_lot(query));
    }
    return out;
}

std::optional<PointLot> SqlBooks::lot(const PointLot& key) const {
    Query query(sql_("SELECT " LOT_COLUMNS
                     " FROM point_lot WHERE member = ?1 AND expires_ms = ?2 AND source = ?3 AND value = ?4"),
                key.member, key.expires_at, key.source, key.value);
    return query.next() ? std::optional(read_lot(query)) : std::nullopt;
}

std::vector<LotUse> SqlBooks::uses_of(const std::string& cause) const {
    std::vector<LotUse> out;
    Query query(sql_("SELECT cause, member, source, value, expires_ms, taken FROM lot_use WHERE cause = ?1 "
                     "ORDER BY expires_ms, source, value"),
                cause);
    while (query.next()) {
        out.push_back(
            {query.text(0), {query.text(1)}, query.text(2), {query.integer(3)}, query.time(4), {query.integer(5)}});
    }
    return out;
}

std::optional<ReceiptRow> SqlBooks::receipt(const StoreId& store, const std::string& receipt, std::int64_t day) const {
    Query query(
        sql_("SELECT sold_ms, net, returned, state, channel, member, event, usual, steps, extra, campaign, "
             "clawed_back, rules, qualifying_before, left_usual, left_steps, left_extra, value, ends_ms, told, doubted "
             "FROM receipt WHERE store = ?1 AND day = ?2 AND receipt = ?3"),
        store, day, receipt);
    if (!query.next()) {
        return std::nullopt;
    }
    ReceiptRow row;
    row.store = store;
    row.receipt = receipt;
    row.day = day;
    row.sold_at = query.time(0);
    row.net = {query.integer(1)};
    row.returned = {query.integer(2)};
    row.state = static_cast<ReceiptState>(query.integer(3));
    row.channel = static_cast<Channel>(query.integer(4));
    row.member = {query.text(5)};
    row.event = {query.text(6)};
    row.earned = {{query.integer(7)}, {query.integer(8)}, {query.integer(9)}, {query.text(10)}};
    row.clawed_back = {query.integer(11)};
    row.rules = {query.text(12)};
    row.qualifying_before = {query.integer(13)};
    row.left = {{query.integer(14)}, {query.integer(15)}, {query.integer(16)}, row.earned.by};
    row.value = {query.integer(17)};
    row.ends_at = query.time(18);
    row.told = query.integer(19) != 0;
    row.doubted = query.integer(20) != 0;
    return row;
}

std::optional<ReceiptRow> SqlBooks::receipt_of(const EventId& event) const {
    Query query(sql_("SELECT store, receipt, day FROM receipt WHERE event = ?1"), event);
    return query.next() ? receipt({query.text(0)}, query.text(1), query.integer(2)) : std::nullopt;
}

EventId SqlBooks::other_purchase(const MemberId& member, std::int64_t day, const EventId& than) const {
    Query query(sql_("SELECT event FROM receipt WHERE member = ?1 AND day = ?2 AND event <> ?3 AND state = ?4 "
                     "AND left_usual + left_steps + left_extra > 0 ORDER BY store, receipt LIMIT 1"),
                member, day, than, ReceiptState::credited);
    return query.next() ? EventId{query.text(0)} : EventId{};
}

EventId SqlBooks::first_purchase(const MemberId& member, const EventId& than) const {
    Query query(sql_("SELECT event FROM receipt WHERE member = ?1 AND event <> ?2 AND state = ?3 "
                     "AND left_usual + left_steps + left_extra > 0 ORDER BY day, store, receipt LIMIT 1"),
                member, than, ReceiptState::credited);
    return query.next() ? EventId{query.text(0)} : EventId{};
}

std::int64_t SqlBooks::used(const MemberId& member, CapKind kind, std::int64_t day) const {
    Query query(sql_("SELECT used FROM cap_use WHERE member = ?1 AND day = ?2 AND kind = ?3"), member, day, kind);
    return query.next() ? query.integer(0) : 0;
}

std::vector<CapUse> SqlBooks::conduct_of(const MemberId& member, std::int64_t after) const {
    std::vector<CapUse> out;
    Query query(sql_("SELECT kind, day, used FROM cap_use WHERE member = ?1 AND day > ?2 AND kind >= ?3"), member,
                after, CapKind::rejected);
    while (query.next()) {
        out.push_back({member, static_cast<CapKind>(query.integer(0)), query.integer(1), query.integer(2)});
    }
    return out;
}

bool SqlBooks::has_done(rules::Deed deed, const MemberId& member, const std::string& object) const {
    return Query(sql_("SELECT 1 FROM deed WHERE member = ?1 AND deed = ?2 AND object = ?3"), member, deed, object)
        .next();
}

std::optional<ReviewRow> SqlBooks::review(const ReviewId& id) const {
    Query query(sql_("SELECT id, kind, member, state, asked_ms, by, decided_by, reason, points, rules, value, ends_ms "
                     "FROM review "
                     "WHERE id = ?1"),
                id);
    if (!query.next()) {
        return std::nullopt;
    }
    return ReviewRow{{query.text(0)},     static_cast<ReviewKind>(query.integer(1)),
                     {query.text(2)},     static_cast<ReviewState>(query.integer(3)),
                     query.time(4),       {query.text(5)},
                     {query.text(6)},     query.text(7),
                     {query.integer(8)},  {query.text(9)},
                     {query.integer(10)}, query.time(11)};
}

std::optional<MemberEvent> SqlBooks::event(const EventId& id) const {
    Query query(sql_("SELECT bytes FROM event WHERE id = ?1 AND bytes <> ''"), id);
    if (!query.next()) {
        return std::nullopt;
    }
    auto decoded = decode<MemberEvent>(query.text(0));
    if (!decoded) {
        return std::nullopt;
    }
    decoded->id = id; // its sender may call it otherwise
    return *std::move(decoded);
}

std::vector<StampRow> SqlBooks::unused_stamps_of(const MemberId& member) const {
    std::vector<StampRow> out;
    Query query(sql_("SELECT member, lot, day, cause FROM stamp WHERE member = ?1 AND used = 0 ORDER BY day, lot"),
                member);
    while (query.next()) {
        out.push_back({{query.text(0)}, query.text(1), query.integer(2), query.text(3), false});
    }
    return out;
}

bool SqlBooks::has_stamp(const MemberId& member, const std::string& lot, std::int64_t day) const {
    return Query(sql_("SELECT 1 FROM stamp WHERE member = ?1 AND day = ?2 AND (?3 = '' OR lot = ?3)"), member, day, lot)
        .next();
}

bool SqlBooks::is_stopped(const CampaignId& campaign) const {
    return Query(sql_("SELECT 1 FROM campaign WHERE id = ?1 AND stopped = 1"), campaign).next();
}

std::optional<Expiring> SqlBooks::next_expiring(SiteTime until) const {
    ExpiryTold told;
    if (Query row(sql_("SELECT expires_ms, member FROM expiry_told")); row.next()) {
        told = {row.time(0), {row.text(1)}};
    }
    Query next(sql_("SELECT expires_ms, member FROM point_lot WHERE remaining > 0 AND expires_ms <= ?1 "
                    "AND (expires_ms, member) > (?2, ?3) ORDER BY expires_ms, member LIMIT 1"),
               until, told.expires_at, told.member);
    if (!next.next()) {
        return std::nullopt;
    }
    Expiring out{{next.text(1)}, next.time(0), {}};
    Query sum(sql_("SELECT sum(remaining) FROM point_lot WHERE member = ?1 AND expires_ms = ?2 AND remaining > 0"),
              out.member, out.expires_at);
    sum.next();
    out.points = {sum.integer(0)};
    return out;
}

std::vector<MemberRow> SqlBooks::members_before_period(std::int64_t period, int most) const {
    std::vector<MemberRow> out;
    Query query(sql_("SELECT id FROM member WHERE tier_period < ?1 ORDER BY tier_period, id LIMIT ?2"), period,
                std::int64_t{most});
    while (query.next()) {
        out.push_back(member({query.text(0)}).value());
    }
    return out;
}

std::vector<PointLot> SqlBooks::lots_expired_by(SiteTime time, int most) const {
    std::vector<PointLot> out;
    Query query(sql_("SELECT " LOT_COLUMNS " FROM point_lot WHERE remaining > 0 AND expires_ms <= ?1 "
                     "ORDER BY expires_ms, member, source, value LIMIT ?2"),
                time, std::int64_t{most});
    while (query.next()) {
        out.push_back(read_lot(query));
    }
    return out;
}

} // namespace parkgate::ledger
