#include "edge/core/context.hpp"
#include "edge/core/stay/texts.hpp"

#include <algorithm>

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
            lane::see_loop(slot.lane, slot.config.settings, seen.loop, seen.presence, now, out);
            forget_backlog(slot);
        });
    }
    void operator()(const ArmSeen& seen) {
        with_lane(context, seen.lane, [&](LaneSlot& slot, lane::Output& out) {
            lane::see_arm(slot.lane, slot.config.settings, seen.position, now, out);
        });
    }
    void operator()(const ArmCommandDone& done) {
        with_lane(context, done.lane, [&](LaneSlot& slot, lane::Output& out) {
            lane::command_done(slot.lane, slot.config.settings, done.outcome, now, out);
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
    void operator()(const BadReading& bad) { context.refuse(bad.cause); }
    void operator()(const LedgerSeen& seen) { ledger_seen(context, seen.online); }
    void operator()(const LedgerAnswered& answered) { ledger_answered(context, answered); }
    void operator()(const PaymentNoticed& noticed) { payment_noticed(context, noticed.notice); }
    void operator()(const Commanded& command) { commanded(context, command.command); }
    void operator()(const QuoteAsked& asked) { quote_asked(context, asked.ask); }
    void operator()(const BrokerSeen& seen) {
        context.lot.broker_connected = seen.connected;
        if (seen.connected) {
            context.clear("broker_offline", "");
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
            const bool waits = slot.config.direction == Direction::exit && slot.visit && !slot.admission;
            if (waits) {
                open_in_limp_mode(context, slot);
            } else {
                open_undurably(context, slot);
            }
        }
    }
    void operator()(const Tick&) {}

  private:
    // Whoever stands at an exit for money that can no longer be heard of.
    void waiting_drivers_go_on() {
        for (auto& [id, slot] : context.lot.lanes) {
            if (slot.visit && slot.visit->awaits_payment) {
                decide_exit(context, slot);
            }
        }
    }
};

void pass_deadlines(Context& context) {
    const MonotonicTime now = context.now.monotonic;
    for (auto& [id, slot] : context.lot.lanes) {
        lane::Output output;
        lane::tick(slot.lane, slot.config.settings, now, output);
        carry_out(context, slot, output);
        if (slot.visit && slot.visit->ledger_until && now >= *slot.visit->ledger_until && !slot.visit->awaits_payment) {
            decide_exit(context, slot);
        }
        if (slot.admission) {
            acknowledge(context, slot);
        }
        if (slot.command && now >= slot.command->until) {
            command_ended(context, slot, slot.command->command.verb, CommandState::failed,
                          "the arm's limit was not seen in time");
        }
    }
    std::erase_if(context.lot.used_ids, [&](const auto& used) { return used.second < context.now.wall; });
    std::erase_if(context.lot.answers, [&](const auto& known) { return !context.lot.used_ids.contains(known.first); });
    send_due_asks(context);
}

} // namespace

void Context::save(const Session& session) {
    if (session.phase == SessionPhase::closed) {
        lot.asks.drop_session(session.id);
        lot.sessions.remove(session.id);
    } else {
        lot.sessions.put(session);
    }
    out.emplace_back(SaveSession{session});
}

void Context::show(LaneSlot& slot, DisplayText text, const std::string& plate) {
    slot.display_plate = plate;
    if (slot.display != text) {
        slot.display = text;
        out.emplace_back(Show{slot.config.id, std::move(text)});
    }
}

void Context::announce(const LaneSlot& slot, std::string kind, const SessionId& session, std::string detail) {
    out.emplace_back(
        Announce{{next_id<EventId>(), slot.config.id, std::move(kind), session, now.site, std::move(detail)}});
}

bool is_durable(const Effect& effect) {
    return effect.index() <= Effect{SaveUsedId{}}.index();
}

LotState make_lot(LotConfig config, std::uint64_t id_seed, const Now& now, Remembered remembered) {
    LotState lot;
    lot.config = std::move(config);
    lot.ids = IdSource(id_seed);
    lot.used_ids = std::move(remembered.used_ids);
    for (const auto& session : remembered.sessions) {
        lot.sessions.put(session);
    }
    for (const auto& coupon : remembered.coupons) {
        lot.purse.put(coupon);
    }
    for (const auto& slice : remembered.slices) {
        lot.purse.put_slice(slice);
    }
    for (const auto& lane : lot.config.lanes) {
        LaneSlot slot;
        slot.config = lane;
        slot.phase_at = now.site;
        slot.lane = lane::start(now.monotonic);
        if (const auto found = remembered.admissions.find(lane.id); found != remembered.admissions.end()) {
            slot.admission = found->second;
            slot.lane = lane::resume(now.monotonic, found->second.came_up);
            slot.visit = Visit{found->second.arrival, now.site, {}, found->second.session, false, false, {}};
            lot.purse.lock(found->second.quote.coupon);
        }
        lot.lanes.emplace(lane.id, std::move(slot));
    }
    return lot;
}

void begin(LotState& lot, const Now& now, Effects& out) {
    Context context{lot, now, out};
    context.raise("ledger_offline", "");
    context.raise("broker_offline", "");
    for (auto& [id, slot] : lot.lanes) {
        context.show(slot, slot.config.direction == Direction::entry ? texts::welcome() : texts::drive_carefully());
    }
}

void step(LotState& lot, const Event& event, const Now& now, Effects& out) {
    Context context{lot, now, out};
    std::map<LaneId, lane::Phase> before;
    for (const auto& [id, slot] : lot.lanes) {
        before[id] = slot.lane.phase;
    }
    std::visit(Handler{context}, event);
    pass_deadlines(context);
    for (auto& [id, slot] : lot.lanes) {
        if (slot.lane.phase != before[id]) {
            slot.phase_at = now.site;
        }
    }
}

std::optional<MonotonicTime> next_deadline(const LotState& lot, MonotonicTime now) {
    std::optional<MonotonicTime> next;
    const auto at = [&](std::optional<MonotonicTime> time) {
        if (time) {
            next = next ? std::min(*next, *time) : *time;
        }
    };
    for (const auto& [id, slot] : lot.lanes) {
        at(lane::next_deadline(slot.lane, slot.config.settings, now));
        if (slot.visit && slot.visit->ledger_until && !slot.visit->awaits_payment && !slot.admission) {
            at(slot.visit->ledger_until);
        }
        if (slot.command) {
            at(slot.command->until);
        }
    }
    if (lot.ledger_online) {
        at(lot.asks.next_try());
    }
    return next;
}

bool may_still_move(const LotState& lot, const MoveArm& move) {
    const auto found = lot.lanes.find(move.lane);
    if (found == lot.lanes.end() || found->second.order != move.order) {
        return false;
    }
    return move.command == ArmCommand::close ? lane::may_still_close(found->second.lane)
                                             : lane::may_still_open(found->second.lane);
}

} // namespace parkgate::core
