// What tools ask of the store besides reports, and the little that they write.
#include "ledger/store/event_inbox.hpp"
#include "ledger/store/inbox.hpp"
#include "ledger/store/journal.hpp"
#include "ledger/store/store.hpp"
#include "protocol/codec.hpp"

#include <algorithm>
#include <charconv>

namespace parkgate::ledger {

namespace {

std::string budget_key(const CampaignId& campaign) {
    return "budget_coupons/" + campaign.text;
}

void add_lines(const Statements& sql, const MemberId& member, int most, Statement& out) {
    // The index of a member's entries is used only if the query says the same as it.
    Query row(sql("SELECT t.site_ms, t.code, t.cause, e.kind, e.amount FROM entry AS e JOIN txn AS t ON t.id = e.txn "
                  "WHERE e.owner = ?1 AND (e.kind = 'member_spendable' OR e.kind = 'member_held' OR "
                  "e.kind = 'member_pending' OR e.kind = 'member_receivable') ORDER BY e.txn DESC, e.n LIMIT ?2"),
              member, std::int64_t{most});
    while (row.next()) {
        out.lines.push_back({row.time(0), row.text(1), row.text(2), row.text(3), row.integer(4)});
    }
}

std::int64_t one(const Statements& sql, const char* query, const MemberId& member) {
    Query row(sql(query), member);
    return row.next() ? row.integer(0) : 0;
}

void add_costs(const Statements& sql, const MemberId& member, Statement& out) {
    out.points_fen = {one(sql, "SELECT coalesce(sum(remaining * value), 0) FROM point_lot WHERE member = ?1", member) +
                      one(sql,
                          "SELECT coalesce(sum(lot_use.taken * lot_use.value), 0) FROM hold JOIN lot_use "
                          "ON lot_use.cause = hold.id WHERE hold.state = 0 AND hold.member = ?1",
                          member)};
    // A charge whose dispute was approved costs nothing any more.
    out.points_parking = {one(sql,
                              "SELECT coalesce(sum(worth), 0) FROM charge WHERE member = ?1 AND NOT EXISTS "
                              "(SELECT 1 FROM txn WHERE code = 'reversed' AND cause = charge.event)",
                              member)};
    out.coupons_parking = {one(sql, "SELECT coalesce(sum(took), 0) FROM coupon WHERE member = ?1", member)};
}

} // namespace

std::optional<Statement> Store::statement(const MemberId& member, int lines) const {
    const auto row = books_.member(member);
    if (!row) {
        return std::nullopt;
    }
    Statement out;
    out.member = *row;
    out.spendable = {books_.balance(spendable(member))};
    out.held = {books_.balance(held(member))};
    out.pending = {books_.balance({AccountKind::member_pending, member.text})};
    out.owed = {-books_.balance(receivable(member))};
    out.lots = books_.lots_of(member);
    Query holds(sql_("SELECT id FROM hold WHERE state = 0 AND member = ?1 ORDER BY expires_ms, id"), member);
    while (holds.next()) {
        out.holds.push_back(books_.hold({holds.text(0)}).value());
    }
    Query coupons(sql_("SELECT id FROM coupon WHERE state = 0 AND member = ?1 ORDER BY expires_ms, id"), member);
    while (coupons.next()) {
        out.coupons.push_back(books_.coupon({coupons.text(0)}).value());
    }
    out.plates = one(sql_, "SELECT count(*) FROM plate_link WHERE member = ?1 AND until_ms IS NULL", member);
    out.stamps = one(sql_, "SELECT count(*) FROM stamp WHERE member = ?1 AND used = 0", member);
    add_lines(sql_, member, lines, out);
    add_costs(sql_, member, out);
    return out;
}

std::vector<ReviewRow> Store::reviews(bool all, int most) const {
    std::vector<ReviewRow> out;
    Query pending(sql_("SELECT id FROM review WHERE state = 0 ORDER BY asked_ms, id LIMIT ?1"), std::int64_t{most});
    Query every(sql_("SELECT id FROM review ORDER BY asked_ms, id LIMIT ?1"), std::int64_t{most});
    Query& row = all ? every : pending;
    while (row.next()) {
        out.push_back(books_.review({row.text(0)}).value());
    }
    return out;
}

#define QUARANTINED_FACT                                                                                               \
    "SELECT q.event_id AS id, 1 AS fact, q.box AS source, q.kind AS kind, q.code AS code, "                            \
    "q.received_ms AS received_ms, q.bytes AS bytes, q.kid AS kid, q.sig AS sig FROM inbox AS q "                      \
    "WHERE q.outcome = 'quarantined'"
#define QUARANTINED_EVENT                                                                                              \
    "SELECT q.id, 0, q.door || '/' || q.owner, q.kind, q.code, q.received_ms, q.bytes, q.kid, q.sig FROM event AS q "  \
    "WHERE q.outcome = 'quarantined'"
#define DRIVEN                                                                                                         \
    "coalesce((SELECT r.outcome || ' ' || r.code FROM redriven AS r WHERE r.id = k.id ORDER BY r.n DESC LIMIT 1), "    \
    "''), EXISTS (SELECT 1 FROM redriven AS r WHERE r.id = k.id AND r.outcome = 'applied')"

namespace {

Quarantined read_quarantined(const Query& row) {
    Quarantined out;
    out.id = {row.text(0)};
    out.is_fact = row.integer(1) != 0;
    out.from = row.text(2);
    out.kind = row.text(3);
    out.code = row.text(4);
    out.received_ms = row.integer(5);
    out.bytes = row.text(6);
    out.key = {row.text(7)};
    out.signature = row.text(8);
    out.driven = row.text(9);
    out.settled = row.integer(10) != 0;
    return out;
}

} // namespace

std::vector<Quarantined> Store::quarantined(int most) const {
    std::vector<Quarantined> out;
    Query row(sql_("SELECT k.*, " DRIVEN " FROM (" QUARANTINED_FACT " UNION ALL " QUARANTINED_EVENT
                   ") AS k WHERE NOT EXISTS (SELECT 1 FROM redriven AS r WHERE r.id = k.id AND r.outcome = 'applied') "
                   "ORDER BY k.received_ms, k.id LIMIT ?1"),
              std::int64_t{most});
    while (row.next()) {
        out.push_back(read_quarantined(row));
        out.back().bytes.clear();
    }
    return out;
}

std::optional<Quarantined> Store::quarantined(const EventId& id) const {
    Query row(sql_("SELECT k.*, " DRIVEN " FROM (" QUARANTINED_FACT " AND q.event_id = ?1 UNION ALL " QUARANTINED_EVENT
                   " AND q.id = ?1) AS k"),
              id);
    return row.next() ? std::optional(read_quarantined(row)) : std::nullopt;
}

Result Store::redrive(const Work& work, const OperatorId& by, const std::string& reason, SiteTime site) {
    sqlite::Transaction transaction(database_);
    const auto note = [&](const EventId& id, Outcome outcome, Code code) {
        Query::run(sql_("INSERT INTO redriven(id, outcome, code, by, reason, at_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
                   id, text_of(outcome), text_of(code), by, reason, site);
    };
    Result result;
    if (const auto* fact = std::get_if<FactWork>(&work)) {
        const Decision decision = book(*fact, site);
        const EventId& id = fact->fact.fact.id;
        note(id, decision.outcome, decision.code);
        result = FactResult{fact->fact.lot,
                            fact->fact.envelope.box,
                            fact->fact.envelope.epoch,
                            0,
                            {id, decision.outcome, std::string(text_of(decision.code))},
                            decision.code,
                            false};
    } else if (const auto* event = std::get_if<EventWork>(&work)) {
        const EventDecision decision = book(*event, site);
        const EventId& id = event->event.event.id;
        note(id, decision.outcome, decision.code);
        const Points balance{decision.member.empty() ? 0 : books_.balance(spendable(decision.member))};
        result = EventResult{event->answer_topic,
                             {id, decision.outcome, std::string(text_of(decision.code)), decision.member,
                              decision.points.count, balance},
                             decision.code,
                             false};
    } else {
        throw BrokenInvariant("only facts and events that are understood can be driven again");
    }
    transaction.commit();
    tell_if_changed();
    return result;
}

// As long as the file says what it said when somebody settled another number.
std::int64_t Store::budget_of(const CampaignTerms& campaign) const {
    const auto settled = meta(budget_key(campaign.id));
    const auto of = settled ? settled->find('/') : std::string::npos;
    if (of == std::string::npos || settled->substr(of + 1) != std::to_string(campaign.budget_coupons)) {
        return campaign.budget_coupons;
    }
    std::int64_t coupons = campaign.budget_coupons;
    std::from_chars(settled->data(), settled->data() + of, coupons);
    return coupons;
}

bool Store::set_budget(const CampaignId& campaign, std::int64_t coupons, SiteTime now,
                       const std::optional<ConsoleNote>& note) {
    const auto terms = std::ranges::find(terms_.campaigns, campaign, &CampaignTerms::id);
    if (terms == terms_.campaigns.end()) {
        return false;
    }
    sqlite::Transaction transaction(database_);
    write_meta(budget_key(campaign), std::to_string(coupons) + "/" + std::to_string(terms->budget_coupons));
    bring_budget(*terms, now);
    if (note) {
        write_note(*note);
    }
    transaction.commit();
    return true;
}

void Store::write_note(const ConsoleNote& note) {
    Query::run(
        sql_("INSERT INTO event(id, hash, door, owner, kind, outcome, code, member, points, balance, bytes, kid, sig, "
             "received_ms) VALUES(?1, ?2, 'console', ?6, ?3, 'applied', '', '', 0, 0, ?4, '', '', ?5)"),
        note.id, hash_of(note.bytes), note.kind, note.bytes, std::int64_t{note.wall.time_since_epoch().count()},
        note.by);
}

std::unique_ptr<sqlite::Copy> Store::copy_to(const std::filesystem::path& file) {
    return std::make_unique<sqlite::Copy>(database_, file);
}

} // namespace parkgate::ledger
