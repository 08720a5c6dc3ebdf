// How a lot begins, when it has to be looked at again, and whether an order of it still stands.
#include "edge/core/lot.hpp"

#include "edge/core/context.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::core {

LotState make_lot(LotConfig config, std::uint64_t id_seed, const Now& now, Remembered remembered) {
    LotState lot;
    lot.config = std::move(config);
    lot.ids = IdSource(id_seed);
    lot.used_ids = std::move(remembered.used_ids);
    lot.fire = remembered.fire;
    lot.rights = rules::Rights(lot.config.rights);
    lot.history = {std::move(remembered.plates), std::move(remembered.members)};
    lot.presumed = std::move(remembered.presumed);
    lot.owner_locks = std::move(remembered.owner_locks);
    lot.corrections = std::move(remembered.corrections);
    // Of two sessions of one plate the newer one is found by it; begin() ends the other.
    std::ranges::sort(remembered.sessions, {},
                      [](const Session& session) { return std::pair(session.entered_at, session.id); });
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
            const Session* session = lot.sessions.find(found->second.session);
            const bool comes_in = found->second.cause == OpenCause::entry ||
                                  (session != nullptr && session->phase == SessionPhase::entering);
            slot.lane.from_beyond = lane.settings.reversible && !comes_in;
            Visit visit;
            visit.id = found->second.arrival;
            visit.side = side_of_newest(slot);
            visit.at = now.site;
            visit.since = now.monotonic;
            visit.session = found->second.session;
            visit.matched = found->second.matched;
            visit.distance = found->second.distance;
            slot.visit = std::move(visit);
            lot.purse.lock(found->second.quote.coupon);
        }
        if (const auto mode = remembered.modes.find(lane.id); mode != remembered.modes.end()) {
            slot.lane.mode = mode->second.mode;
            slot.lane.way = mode->second.way;
        }
        slot.lane.fire = remembered.fire;
        lot.lanes.emplace(lane.id, std::move(slot));
    }
    for (const auto& [id, session] : lot.sessions.all()) {
        count_cars(lot, nullptr, &session);
    }
    return lot;
}

namespace {

// One plate has one stay: of two that the file remembers the older one ended unseen, unless its car is in a lane.
void end_older_stays(Context& context) {
    std::vector<Session> older;
    for (const auto& [id, session] : context.lot.sessions.all()) {
        const bool in_a_lane = std::ranges::any_of(context.lot.lanes, [&](const auto& entry) {
            return entry.second.admission && entry.second.admission->session == session.id;
        });
        if (!in_a_lane && context.lot.sessions.find_plate(session.plate)->id != id) {
            older.push_back(session);
        }
    }
    for (auto& session : older) {
        close_as_unseen(context, std::move(session));
    }
}

} // namespace

void begin(LotState& lot, const Now& now, Effects& out) {
    Context context{lot, now, out};
    context.raise("ledger_offline", "");
    context.raise("broker_offline", "");
    end_older_stays(context);
    spaces_changed(context);
    for (auto& [id, slot] : lot.lanes) {
        show_idle(context, slot);
    }
    if (lot.fire) {
        context.raise("fire_alarm", "");
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
        const bool waits = slot.visit && slot.visit->ledger_until && !slot.visit->awaits_payment && !slot.admission;
        if (waits && *slot.visit->ledger_until > now) {
            at(slot.visit->ledger_until);
        }
        if (slot.visit && !slot.admission && lane::may_admit(slot.lane)) {
            if (const auto& question = slot.visit->question) {
                at(std::min(question->until, question->tell_again));
            }
            if (slot.visit->minimum) {
                at(slot.visit->minimum->until);
            }
            if (slot.visit->awaits_payment) {
                at(slot.visit->pay_by);
            }
        }
        if (slot.command) {
            at(slot.command->until);
        }
        if (!slot.timeline.end.empty()) {
            at(slot.timeline.due);
        }
        if (!slot.records.empty()) {
            at(now + Duration{1});
        }
        const bool unread = slot.visit && !slot.visit->read && !slot.visit->told_unread && !slot.admission;
        if (unread && lane::may_admit(slot.lane)) {
            at(slot.visit->since + lot.config.unread_after);
        }
        for (const auto& display : slot.displays) {
            if (display.boards.size() > 1) {
                at(display.next);
            }
        }
        for (const auto& early : slot.early) {
            const MonotonicTime unused = early ? early->at + lot.config.read_keep + Duration{1} : now;
            if (unused > now && !slot.visit) {
                at(unused);
            }
        }
    }
    for (const auto& [device, until] : lot.odd_until) {
        at(until);
    }
    if (lot.ledger_online) {
        at(lot.asks.next_try());
    }
    at(next_member_ask(lot));
    return next;
}

bool may_still_move(const LotState& lot, const MoveArm& move) {
    const auto found = lot.lanes.find(move.lane);
    if (found == lot.lanes.end() || (move.command != ArmCommand::release && found->second.order != move.order)) {
        return false;
    }
    const lane::State& lane = found->second.lane;
    switch (move.command) {
    case ArmCommand::close: return lane::may_still_close(lane);
    case ArmCommand::open: return lane::may_still_open(lane);
    case ArmCommand::hold: return lane::may_still_open(lane) && lane::is_held(lane);
    case ArmCommand::release: break;
    }
    return !lane::is_held(lane);
}

} // namespace parkgate::core
