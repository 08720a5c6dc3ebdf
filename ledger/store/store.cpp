#include "ledger/store/store.hpp"

#include "ledger/core/coupon_plates.hpp"
#include "ledger/core/members/news.hpp"
#include "ledger/store/documents.hpp"
#include "ledger/store/event_inbox.hpp"
#include "ledger/store/inbox.hpp"
#include "ledger/store/journal.hpp"
#include "ledger/store/schema.hpp"

#include <sqlite3.h>

#include <utility>

namespace parkgate::ledger {

namespace {

constexpr Duration coming_in_takes = std::chrono::hours(1);

bool is_constraint(const SQLite::Exception& exception) {
    return (exception.getErrorCode() & 0xff) == SQLITE_CONSTRAINT;
}

// Runs `work`; false, with everything that it did undone, if the books would break an invariant by it.
template <typename Act>
bool within_savepoint(SQLite::Database& database, Act act) {
    database.exec("SAVEPOINT one");
    try {
        act();
    } catch (const BrokenInvariant&) {
        database.exec("ROLLBACK TO one; RELEASE one");
        return false;
    } catch (const SQLite::Exception& exception) {
        if (!is_constraint(exception)) {
            throw;
        }
        database.exec("ROLLBACK TO one; RELEASE one");
        return false;
    }
    database.exec("RELEASE one");
    return true;
}

} // namespace

Store::Store(SQLite::Database database, Terms terms, std::string site, Signer signer)
    : database_(std::move(database)),
      sql_(database_),
      books_(sql_),
      terms_(std::move(terms)),
      site_(std::move(site)),
      signer_(std::move(signer)) {}

void Store::carry_out(const std::vector<Txn>& txns, const std::vector<Row>& rows, SiteTime site) {
    for (const auto& txn : txns) {
        write_txn(sql_, txn, terms_.rules.id, site);
    }
    for (const auto& row : rows) {
        write(row, site);
    }
}

void Store::write(const Row& row, SiteTime site) {
    note_change(row, site);
    write_row(sql_, row);
}

void Store::note_change(const Row& row, SiteTime site) {
    const auto changed = [&](const MemberId& member) {
        changed_.insert(member);
        changed_at_[member] = site;
    };
    if (const auto* member = std::get_if<MemberRow>(&row)) {
        const auto before = books_.member(member->id);
        if (before && differs_at_a_gate(*before, *member)) {
            changed(member->id);
        }
    } else if (const auto* coupon = std::get_if<CouponRow>(&row)) {
        const bool is_told = coupon->box.empty() && coupon->state == CouponState::live;
        if (is_told || coupon->state == CouponState::revoked) {
            changed(coupon->member);
        }
    } else if (const auto* stay = std::get_if<SessionRow>(&row);
               stay != nullptr && stay->entered_at && !stay->left_at) {
        // Its gate has asked before the car was inside, and before that nobody was told of it.
        std::erase_if(changed_at_, [&](const auto& one) { return one.second + coming_in_takes < site; });
        const MemberId whose = changed_at_.empty() ? MemberId{} : books_.member_of(stay->plate, *stay->entered_at);
        if (changed_at_.contains(whose)) {
            changed_.insert(whose);
        }
    }
}

void Store::tell_if_changed() {
    if (!changed_.empty() && members_changed_) {
        members_changed_();
    }
}

std::vector<MemberTold> Store::take_news(SiteTime now, const std::function<std::string(const BoxId&)>& lot_of) {
    std::vector<MemberTold> out;
    for (const auto& member : changed_) {
        for (auto& standing : standings(books_, member, now)) {
            if (std::string lot = lot_of(standing.box); !lot.empty()) {
                standing.news.coupons = sign_coupons(std::move(standing.coupons), lot, site_, signer_);
                standing.news.revoked = revoked_in(lot, standing.revoked);
                standing.news.at = now;
                out.push_back({std::move(lot), std::move(standing.box), std::move(standing.news)});
            }
        }
    }
    changed_.clear();
    return out;
}

Decision Store::book(const FactWork& work, SiteTime site) {
    Decision decision = apply(books_, terms_, work.fact, site);
    const bool booked = within_savepoint(database_, [&] {
        carry_out(decision.txns, decision.rows, site);
        for (const auto& notice : decision.notices) {
            Query(sql_("INSERT INTO outbox(bytes) VALUES(?1)"), notification_bytes(work.fact.fact.id, notice)).run();
        }
    });
    return booked ? decision : quarantine(Code::unbookable);
}

// `decide` is asked only if the fact is new and has its place in the chain.
template <typename Decide>
FactResult Store::take_fact(const Received& received, WallTime wall, Decide decide) {
    const auto& identity = received.identity;
    const std::string hash = hash_of(received.bytes);
    FactResult result{received.lot, identity.box, identity.epoch, 0, {}, Code::none, false};
    if (auto known = known_outcome(sql_, identity.id, hash)) {
        result.entry = *std::move(known);
        result.repeated = true;
        result.code = result.entry.outcome == Outcome::conflict ? Code::other_bytes : Code::none;
    } else {
        const Code fault = chain_fault(sql_, identity, hash);
        const Decision decision = fault != Code::none ? quarantine(fault) : decide();
        write_inbox(sql_, received, hash, decision, wall);
        result.entry = {identity.id, decision.outcome, std::string(text_of(decision.code))};
        result.code = decision.code;
    }
    result.watermark = advance_mark(sql_, identity.box, identity.epoch);
    return result;
}

AskResult Store::take_ask(const AskWork& work, SiteTime site, WallTime wall) {
    AskResult result{work.lot, work.correlation, work.ask.id, {}, false};
    if (std::holds_alternative<LinkAsk>(work.ask.body)) {
        // It changes nothing, so there is nothing to be the same twice.
        result.answer = answer_bytes(work, answer(books_, terms_, work.ask, site).reply, site, site_, signer_);
        return result;
    }
    const std::string hash = hash_of(work.bytes);
    if (Query row(sql_("SELECT hash, answer FROM ask WHERE id = ?1"), work.ask.id); row.next()) {
        result.answer = row.text(0) == hash ? row.text(1) : "";
        result.repeated = true;
        return result;
    }
    const AskDecision decision = answer(books_, terms_, work.ask, site);
    std::string bytes = answer_bytes(work, decision.reply, site, site_, signer_);
    const bool booked = within_savepoint(database_, [&] {
        carry_out(decision.txns, decision.rows, site);
        Query(sql_("INSERT INTO ask(id, hash, box, answer, received_ms) VALUES(?1, ?2, ?3, ?4, ?5)"), work.ask.id, hash,
              work.ask.box, bytes, std::int64_t{wall.time_since_epoch().count()})
            .run();
    });
    if (booked) {
        result.answer = std::move(bytes);
    }
    return result;
}

EventDecision Store::book(const EventWork& work, SiteTime site) {
    EventDecision decision = apply(books_, terms_, work.event, site);
    const bool booked = within_savepoint(database_, [&] {
        carry_out(decision.txns, decision.rows, site);
        for (const auto& notice : decision.notices) {
            Query(sql_("INSERT INTO outbox(bytes) VALUES(?1)"), notification_bytes(work.event.event.id, notice)).run();
        }
    });
    return booked ? decision : quarantine_event(Code::unbookable);
}

// `decide` is asked only if the event is new.
template <typename Decide>
EventResult Store::take_event(const ReceivedEvent& received, const std::string& topic, WallTime wall, Decide decide) {
    // What is not kept cannot be told from another event of its id, and one of them is as unreadable as the other.
    const std::string hash = hash_of(received.bytes);
    EventResult result{topic, {}, Code::none, false};
    if (auto known = known_answer(sql_, received, hash)) {
        result.answer = *std::move(known);
        result.repeated = true;
        result.code = result.answer.outcome == Outcome::conflict ? Code::other_bytes : Code::none;
        return result;
    }
    const EventDecision decision = decide();
    const Points balance{decision.member.empty() ? 0 : books_.balance(spendable(decision.member))};
    result.code = decision.code;
    result.answer = {received.id,     decision.outcome,      std::string(text_of(decision.code)),
                     decision.member, decision.points.count, balance};
    write_event(sql_, received, hash, result.answer, wall);
    return result;
}

std::vector<Result> Store::take(std::span<const Work> batch, SiteTime site, WallTime wall) {
    std::vector<Result> results;
    results.reserve(batch.size());
    sqlite::Transaction transaction(database_);
    for (const auto& work : batch) {
        if (const auto* fact = std::get_if<FactWork>(&work)) {
            results.emplace_back(take_fact(received(*fact), wall, [&] { return book(*fact, site); }));
        } else if (const auto* unknown = std::get_if<UnknownFactWork>(&work)) {
            results.emplace_back(take_fact(received(*unknown), wall, [&] { return quarantine(unknown->why); }));
        } else if (const auto* ask = std::get_if<AskWork>(&work)) {
            results.emplace_back(take_ask(*ask, site, wall));
        } else if (const auto* event = std::get_if<EventWork>(&work)) {
            results.emplace_back(
                take_event(received(*event), event->answer_topic, wall, [&] { return book(*event, site); }));
        } else {
            const auto& odd = std::get<UnknownEventWork>(work);
            results.emplace_back(take_event(received(odd), odd.answer_topic, wall,
                                            [] { return quarantine_event(Code::unknown_shape); }));
        }
    }
    transaction.commit();
    tell_if_changed();
    return results;
}

int Store::sweep(SiteTime now, int most) {
    int ended = 0;
    sqlite::Transaction transaction(database_);
    for (; ended < most; ++ended) {
        const Chores chores = ledger::sweep(books_, terms_, now);
        if (!chores.more) {
            break;
        }
        carry_out(chores.txns, chores.rows, now);
        // A sweep has no id. A member is told of one thing once at a time, so that the time is one.
        const EventId cause{"sweep-" + std::to_string(std::int64_t{now.time_since_epoch().count()})};
        for (const auto& notice : chores.notices) {
            Query(sql_("INSERT INTO outbox(bytes) VALUES(?1)"), notification_bytes(cause, notice)).run();
        }
    }
    transaction.commit();
    tell_if_changed();
    return ended;
}

void Store::bring_budget(const CampaignTerms& campaign, SiteTime now) {
    Query count(sql_("SELECT coalesce(max(id), 0) + 1 FROM txn"));
    count.next();
    // A budget may return to a former value, so its cause is the change's own number.
    const std::string cause = campaign.id.text + "-" + std::to_string(count.integer(0));
    CampaignTerms settled = campaign;
    settled.budget_coupons = budget_of(campaign);
    const Chores chores = ledger::set_budget(books_, terms_, settled, cause);
    carry_out(chores.txns, chores.rows, now);
}

void Store::set_budgets(SiteTime now) {
    sqlite::Transaction transaction(database_);
    for (const auto& campaign : terms_.campaigns) {
        bring_budget(campaign, now);
    }
    transaction.commit();
}

Admission::Result Store::add_member(const MemberId& member, const std::vector<PlateHash>& plates, Points points,
                                    SiteTime now, const MemberSettings& settings,
                                    const std::optional<ConsoleNote>& note) {
    sqlite::Transaction transaction(database_);
    const Admission admission = admit(books_, terms_, member, plates, points, settings, now);
    for (const auto& row : admission.rows) {
        write(row, now);
    }
    carry_out(admission.txns, {}, now);
    if (note && !admission.rows.empty()) {
        write_note(*note);
    }
    transaction.commit();
    tell_if_changed();
    return admission.result;
}

MemberId Store::unlink(const PlateHash& plate, SiteTime now, const std::function<ConsoleNote(const MemberId&)>& note) {
    sqlite::Transaction transaction(database_);
    const MemberId member = books_.member_of(plate, now);
    if (!member.empty()) {
        const Rebound rebound = plate_leaves(books_, member, plate, now);
        write_row(sql_, PlateUnlink{plate, now});
        carry_out(rebound.txns, rebound.rows, now);
        // As a sweep: it has no id, and this is said once of this member at this time.
        const EventId cause{"unlink-" + std::to_string(std::int64_t{now.time_since_epoch().count()})};
        for (const auto& notice : notices_of(member, rebound)) {
            Query(sql_("INSERT INTO outbox(bytes) VALUES(?1)"), notification_bytes(cause, notice)).run();
        }
        if (note) {
            write_note(note(member));
        }
    }
    transaction.commit();
    tell_if_changed();
    return member;
}

} // namespace parkgate::ledger
