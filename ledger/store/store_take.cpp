// What the link brings: a batch is taken in one transaction.
#include "ledger/store/documents.hpp"
#include "ledger/store/event_inbox.hpp"
#include "ledger/store/inbox.hpp"
#include "ledger/store/journal.hpp"
#include "ledger/store/store.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

// Out of a batch that is taken without care: something in it cannot be booked, and nothing of it has happened.
struct NeedsCare {};

// False, if the books would break an invariant by it.
template <typename Act>
bool keeps_invariants(Act act) {
    try {
        act();
    } catch (const BrokenInvariant&) {
        return false;
    }
    return true;
}

} // namespace

// Runs `act`; false, with everything that it did undone, if the books would break an invariant by it.
template <typename Act>
bool Store::whole_or_not(Act act) {
    if (!careful_) {
        if (!keeps_invariants(act)) {
            throw NeedsCare{};
        }
        return true;
    }
    engine_->begin_part();
    const bool good = keeps_invariants(act);
    good ? engine_->keep_part() : engine_->undo_part();
    return good;
}

Decision Store::book(const FactWork& work, SiteTime site) {
    Decision decision = apply(books(), terms_, work.fact, site);
    const bool booked = whole_or_not([&] {
        carry_out(decision.txns, decision.rows, site);
        for (const auto& notice : decision.notices) {
            engine_->add_to_outbox(notification_bytes(work.fact.fact.id, notice));
        }
    });
    return booked ? decision : quarantine(Code::unbookable);
}

// `decide` is asked only if the fact is new and has its place in the chain.
template <typename Decide>
FactResult Store::take_fact(const Received& received, ChainTips& tips, WallTime wall, Decide decide) {
    const auto& identity = received.identity;
    const std::string hash = hash_of(received.bytes);
    FactResult result{received.lot, identity.box, identity.epoch, 0, {}, Code::none, false}; // its mark comes later
    // What follows the box's last fact is new, unless its id has another one: then it cannot be written.
    const bool surely_new = !careful_ && tips.is_next(identity);
    if (auto known = surely_new ? std::nullopt : known_outcome(*engine_, identity.id, hash)) {
        result.entry = *std::move(known);
        result.repeated = true;
        result.code = result.entry.outcome == Outcome::conflict ? Code::other_bytes : Code::none;
    } else {
        const Code fault = tips.fault(identity, hash);
        const Decision decision = fault != Code::none ? quarantine(fault) : decide();
        if (!surely_new) {
            write_inbox(*engine_, received, hash, decision, wall);
        } else if (!keeps_invariants([&] { write_inbox(*engine_, received, hash, decision, wall); })) {
            throw NeedsCare{};
        }
        if (fault != Code::seq_taken) {
            tips.add(identity, hash);
        }
        result.entry = {identity.id, decision.outcome, std::string(text_of(decision.code))};
        result.code = decision.code;
    }
    return result;
}

AskResult Store::take_ask(const AskWork& work, SiteTime site, WallTime wall) {
    AskResult result{work.lot, work.correlation, work.ask.id, {}, false};
    if (std::holds_alternative<LinkAsk>(work.ask.body)) {
        // It changes nothing, so there is nothing to be the same twice.
        result.answer = answer_bytes(work, answer(books(), terms_, work.ask, site).reply, site, site_, signer_);
        return result;
    }
    const std::string hash = hash_of(work.bytes);
    if (auto known = engine_->ask(work.ask.id)) {
        result.answer = known->hash == hash ? std::move(known->answer) : "";
        result.repeated = true;
        return result;
    }
    const AskDecision decision = answer(books(), terms_, work.ask, site);
    std::string bytes = answer_bytes(work, decision.reply, site, site_, signer_);
    if (!decision.short_of_points.empty()) {
        short_of_points_.insert(decision.short_of_points);
        tell_gates_of(decision.short_of_points, site);
    }
    // A gate asks for a slice again and again as long as there is none, under a new id each time: where nothing has
    // moved there is nothing to be the same twice.
    const bool moves = !decision.txns.empty() || !decision.rows.empty();
    const bool booked = whole_or_not([&] {
        carry_out(decision.txns, decision.rows, site);
        if (moves || !std::holds_alternative<SliceAsk>(work.ask.body)) {
            engine_->add(AskRow{work.ask.id, hash, work.ask.box, bytes, wall});
        }
    });
    if (booked) {
        result.answer = std::move(bytes);
    }
    return result;
}

EventDecision Store::book(const EventWork& work, const EventId& id, SiteTime site) {
    CheckedEvent event = work.event;
    event.event.id = id;
    EventDecision decision = apply(books(), terms_, event, site);
    const bool booked = whole_or_not([&] {
        carry_out(decision.txns, decision.rows, site);
        for (const auto& notice : decision.notices) {
            engine_->add_to_outbox(notification_bytes(id, notice));
        }
    });
    return booked ? decision : quarantine_event(Code::unbookable);
}

// `decide` is asked only if the event is new, with its id in the books.
template <typename Decide>
EventResult Store::take_event(const ReceivedEvent& received, const std::string& topic, WallTime wall, Decide decide) {
    // What is not kept cannot be told from another event of its id, and one of them is as unreadable as the other.
    const std::string hash = hash_of(received.bytes);
    EventResult result{topic, {}, Code::none, false};
    if (auto known = known_answer(*engine_, received, hash)) {
        result.answer = *std::move(known);
        result.repeated = true;
        result.code = result.answer.outcome == Outcome::conflict ? Code::other_bytes : Code::none;
        return result;
    }
    const EventId id = id_in_books(*engine_, received);
    const EventDecision decision = decide(id);
    const Points balance{decision.member.empty() ? 0 : books().balance(spendable(decision.member))};
    result.code = decision.code;
    result.answer = {received.id,     decision.outcome,      std::string(text_of(decision.code)),
                     decision.member, decision.points.count, balance};
    write_event(*engine_, received, id, hash, result.answer, wall);
    return result;
}

std::vector<Result> Store::take_batch(std::span<const Work> batch, SiteTime site, WallTime wall,
                                      std::span<const std::int64_t> delivered) {
    std::vector<Result> results;
    results.reserve(batch.size());
    Transaction transaction(*engine_);
    ChainTips tips(*engine_);
    for (const auto& work : batch) {
        if (const auto* fact = std::get_if<FactWork>(&work)) {
            results.emplace_back(take_fact(received(*fact), tips, wall, [&] { return book(*fact, site); }));
        } else if (const auto* unknown = std::get_if<UnknownFactWork>(&work)) {
            results.emplace_back(take_fact(received(*unknown), tips, wall, [&] { return quarantine(unknown->why); }));
        } else if (const auto* ask = std::get_if<AskWork>(&work)) {
            results.emplace_back(take_ask(*ask, site, wall));
        } else if (const auto* event = std::get_if<EventWork>(&work)) {
            results.emplace_back(take_event(received(*event), event->answer_topic, wall,
                                            [&](const EventId& id) { return book(*event, id, site); }));
        } else {
            const auto& odd = std::get<UnknownEventWork>(work);
            results.emplace_back(take_event(received(odd), odd.answer_topic, wall,
                                            [&](const EventId&) { return quarantine_event(odd.why); }));
        }
    }
    advance_marks(results);
    for (const auto id : delivered) {
        engine_->remove_from_outbox(id);
    }
    transaction.commit();
    return results;
}

// Once for all facts of a box: they are all in this commit.
void Store::advance_marks(std::vector<Result>& results) {
    std::map<std::pair<BoxId, std::int64_t>, std::int64_t> marks;
    for (auto& result : results) {
        if (auto* fact = std::get_if<FactResult>(&result)) {
            const auto [mark, fresh] = marks.try_emplace({fact->box, fact->epoch}, 0);
            if (fresh) {
                mark->second = advance_mark(*engine_, fact->box, fact->epoch);
            }
            fact->watermark = mark->second;
        }
    }
}

// Care costs a third of the time: a part that can be undone makes SQLite keep a copy of every page before it is
// written, and each id is looked for. What cannot be booked is rare: a batch that has it in it is taken twice.
std::vector<Result> Store::take(std::span<const Work> batch, SiteTime site, WallTime wall,
                                std::span<const std::int64_t> delivered) {
    std::vector<Result> results;
    try {
        careful_ = false;
        results = take_batch(batch, site, wall, delivered);
        careful_ = true;
    } catch (const NeedsCare&) {
        careful_ = true;
        results = take_batch(batch, site, wall, delivered);
    } catch (...) {
        careful_ = true;
        throw;
    }
    tell_if_changed();
    return results;
}

Enrolled Store::enroll(const MemberId& member, const std::vector<PlateHash>& plates, SiteTime now,
                       const MemberSettings& settings, const ConsoleNote& note, const std::optional<EventWork>& gift) {
    Transaction transaction(*engine_);
    Enrolled out;
    out.result = let_in(admit(books(), terms_, member, plates, {}, settings, now), now, note);
    if (gift && out.result == Admission::Result::added) {
        out.gift = take_event(received(*gift), gift->answer_topic, note.wall,
                              [&](const EventId& id) { return book(*gift, id, now); });
        if (out.gift->answer.outcome != Outcome::applied) {
            return out;
        }
    }
    transaction.commit();
    tell_if_changed();
    return out;
}

} // namespace parkgate::ledger
