#include "edge/core/context.hpp"
#include "edge/core/names.hpp"
#include "edge/core/text/messages.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parkgate::core {

namespace {

LaneSlot* find_slot(Context& context, const LaneId& lane) {
    const auto found = context.lot.lanes.find(lane);
    if (found == context.lot.lanes.end()) {
        context.refuse("event_of_unknown_lane");
        return nullptr;
    }
    return &found->second;
}

// Runs one function of the lane's state machine and does what it asks.
template <typename Function>
void with_lane(Context& context, const LaneId& lane, Function function) {
    if (LaneSlot* slot = find_slot(context, lane)) {
        lane::Output output;
        function(*slot, output);
        carry_out(context, *slot, output);
    }
}

struct Handler {
    Context& context;
    MonotonicTime now = context.now.monotonic;

    void operator()(const LoopSeen& seen) {
        with_lane(context, seen.lane, [&](LaneSlot& slot, lane::Output& out) {
            note_loop(slot, seen);
            forget_who_backs_away(slot, seen);
            lane::see_loop(slot.lane, slot.config.settings, seen.loop, seen.presence, now, out);
            forget_backlog(slot);
        });
    }
    void operator()(const ArmSeen& seen) {
        with_lane(context, seen.lane, [&](LaneSlot& slot, lane::Output& out) {
            if (slot.lane.arm != seen.position) {
                note(context, slot, "arm", text_of(seen.position));
            }
            lane::see_arm(slot.lane, slot.config.settings, seen.position, now, out);
        });
    }
    void operator()(const ArmCommandDone& done) {
        with_lane(context, done.lane, [&](LaneSlot& slot, lane::Output& out) {
            note(context, slot, "outcome", std::string(text_of(done.command)) + " " + text_of(done.outcome));
            lane::command_done(slot.lane, slot.config.settings, done.command, done.outcome, now, out);
        });
    }
    void operator()(const PlateRead& read) {
        if (LaneSlot* slot = find_slot(context, read.lane)) {
            plate_read(context, *slot, read);
        }
    }
    void operator()(const DeviceSeen& seen) {
        if (seen.answers) {
            context.clear("device_silent", seen.device);
        } else {
            context.raise("device_silent", seen.device);
        }
    }
    void operator()(const FireSeen& seen) {
        context.lot.fire_contact = seen.alarm;
        if (seen.alarm) {
            raise_fire(context);
        }
    }
    void operator()(const BadReading& bad) {
        context.refuse(bad.cause);
        if (bad.cause != "no_result") { // a camera that saw no plate is as it should be
            context.raise("bad_reading", bad.device);
            context.lot.odd_until[bad.device] = now + context.lot.config.odd_for;
        }
    }
    void operator()(const LedgerSeen& seen) { ledger_seen(context, seen.online); }
    void operator()(const CampaignsStopped& stopped) { campaigns_stopped(context, stopped.campaigns); }
    void operator()(const FactSetAside&) { context.raise("fact_set_aside", ""); }
    void operator()(const LedgerAnswered& answered) { ledger_answered(context, answered); }
    void operator()(const MemberNoticed& noticed) { member_noticed(context, noticed); }
    void operator()(const PaymentNoticed& noticed) { payment_noticed(context, noticed); }
    void operator()(const Commanded& command) { commanded(context, command); }
    void operator()(const QuoteAsked& asked) { quote_asked(context, asked.ask); }
    void operator()(const StoreNoticed& noticed) { store_noticed(context, noticed); }
    void operator()(const AppWished& wished) { app_wished(context, wished); }
    void operator()(const RightsListed& listed) { rights_listed(context, listed.rights); }
    void operator()(const RulesChanged& changed) { context.record({}, changed.loaded); }
    void operator()(const ClockMoved& moved) { clock_moved(context, moved.by); }
    void operator()(const BrokerSeen& seen) {
        context.lot.broker_connected = seen.connected;
        if (seen.connected) {
            context.clear("broker_offline", "");
            payment_is_reachable();
        } else {
            context.raise("broker_offline", "");
            waiting_drivers_go_on();
        }
    }
    void operator()(const CommitLate& late) {
        if (LaneSlot* slot = find_slot(context, late.lane)) {
            open_undurably(context, *slot);
        }
    }
    void operator()(const CommitInTime&) { context.clear("store_slow", ""); }
    void operator()(const StoreLost&) {
        context.lot.limp = true;
        context.raise("store_lost", "");
        for (auto& [id, slot] : context.lot.lanes) {
            const bool waits =
                side_of(slot) == Side::exit && slot.visit && !slot.admission && lane::may_admit(slot.lane);
            if (waits) {
                open_in_limp_mode(context, slot);
            } else {
                open_undurably(context, slot);
            }
        }
    }
    void operator()(const Tick&) {}

  private:
    void note_loop(LaneSlot& slot, const LoopSeen& seen) {
        const lane::State& lane = slot.lane;
        const std::array known = {lane.arrival, lane.safety, lane.photocell, lane.beyond};
        if (known.at(static_cast<std::size_t>(seen.loop)) != seen.presence) {
            note(context, slot, "loop", std::string(text_of(seen.loop)) + " " + text_of(seen.presence));
        }
    }
    // Staff were asked only because no payment could be heard of.
    void payment_is_reachable() {
        for (auto& [id, slot] : context.lot.lanes) {
            if (slot.visit && slot.visit->question && slot.visit->question->about == Asked::unpaid) {
                decide_exit(context, slot);
            }
        }
    }
    // Whoever stands at an exit for money that can no longer be heard of.
    void waiting_drivers_go_on() {
        for (auto& [id, slot] : context.lot.lanes) {
            if (slot.visit && slot.visit->awaits_payment) {
                decide_exit(context, slot);
            } else {
                nobody_answers(context, slot);
            }
        }
    }
};

// A plate that was shown to the camera without a car, or of one that drove by.
void drop_unused_reads(Context& context, LaneSlot& slot) {
    for (const Side side : {Side::entry, Side::exit}) {
        auto& early = slot.early[index_of(side)];
        const Presence loop = front_at(slot, side);
        const bool old = early && context.now.monotonic - early->at > context.lot.config.read_keep;
        if (!old || slot.visit || loop == Presence::occupied) {
            continue;
        }
        if (early->read.age == ReadAge::kept && loop == Presence::unknown) {
            let_kept_read_stand_in(context, slot, side);
        }
        if (!slot.visit) {
            early.reset();
            context.refuse("read_without_a_car");
        }
    }
}

// In silence: what there is to say has been said with the first board.
void turn_boards(Context& context, LaneSlot& slot) {
    for (const Side side : {Side::entry, Side::exit}) {
        texts::Shown& shown = slot.displays[index_of(side)];
        if (shown.boards.size() > 1 && context.now.monotonic >= shown.next) {
            shown.at = (shown.at + 1) % shown.boards.size();
            shown.next = context.now.monotonic + context.lot.config.texts.turn;
            DisplayText board = shown.boards[shown.at];
            board.voice.clear();
            context.emit(Show{slot.config.id, std::move(board), side});
        }
    }
}

// A week of ids and all stays are too many to be looked through while an arm waits for its command.
constexpr Duration look_every{1'000};

void forget_used_ids(Context& context) {
    LotState& lot = context.lot;
    std::erase_if(lot.used_ids, [&](const auto& used) { return used.second.until < context.now.wall; });
    std::erase_if(lot.answers, [&](const auto& known) { return !lot.used_ids.contains(known.first); });
    std::erase_if(lot.conflicts, [&](const auto& known) { return !lot.used_ids.contains(known.first); });
    std::erase_if(lot.set_aside_until, [&](const auto& fault) {
        const bool over = context.now.monotonic >= fault.second;
        if (over) {
            context.clear("payment_set_aside", fault.first);
        }
        return over;
    });
}

void pass_deadlines(Context& context) {
    const MonotonicTime now = context.now.monotonic;
    for (auto& [id, slot] : context.lot.lanes) {
        lane::Output output;
        lane::tick(slot.lane, slot.config.settings, now, output);
        carry_out(context, slot, output);
        call_staff_for_unread(context, slot);
        watch_question(context, slot);
        watch_payment(context, slot);
        drop_unused_reads(context, slot);
        const bool waits_for_ledger =
            slot.visit && slot.visit->ledger_until && !slot.visit->awaits_payment && !slot.visit->question;
        if (waits_for_ledger && now >= *slot.visit->ledger_until) {
            decide_exit(context, slot);
        }
        turn_boards(context, slot);
        if (slot.admission) {
            acknowledge(context, slot);
        }
        if (slot.command && now >= slot.command->until) {
            command_ended(context, slot, slot.command->command.verb, CommandState::failed,
                          "the arm's limit was not seen in time");
        }
    }
    for (auto& [id, slot] : context.lot.lanes) {
        forget_ended_stay(context, slot);
    }
    std::erase_if(context.lot.odd_until, [&](const auto& odd) {
        const bool over = now >= odd.second;
        if (over) {
            context.clear("bad_reading", odd.first);
        }
        return over;
    });
    if (now >= context.lot.look_at) {
        context.lot.look_at = now + look_every;
        forget_used_ids(context);
        if (context.lot.ledger_online) {
            want_slices(context);
        }
        watch_overstays(context);
    }
    drop_unconfirmed(context);
    ask_more_members(context);
    send_due_asks(context);
}

} // namespace

bool is_durable(const Effect& effect) {
    return effect.index() <= Effect{SaveFire{}}.index();
}

void step(LotState& lot, const Event& event, const Now& now, Effects& out) {
    Context context{lot, now, out};
    std::map<LaneId, lane::Phase> before;
    for (const auto& [id, slot] : lot.lanes) {
        before[id] = slot.lane.phase;
    }
    const std::size_t before_it = out.size();
    std::visit(Handler{context}, event);
    pass_deadlines(context);
    follow_counts(context, before_it);
    for (auto& [id, slot] : lot.lanes) {
        if (slot.lane.phase != before[id]) {
            slot.phase_at = now.site;
        }
    }
    for (auto& [id, slot] : lot.lanes) {
        if (slot.lane.under_arm && slot.lane.arrival_freed) {
            forget_text(context, slot, side_of(slot));
        }
    }
    record_passages(context);
}

} // namespace parkgate::core
