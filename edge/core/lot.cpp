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
            slot.lane.from_beyond = lane.settings.reversible && found->second.cause != OpenCause::entry;
            Visit visit;
            visit.id = found->second.arrival;
            visit.side = side_of_newest(slot);
            visit.at = now.site;
            visit.since = now.monotonic;
            visit.session = found->second.session;
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
    return lot;
}

void begin(LotState& lot, const Now& now, Effects& out) {
    Context context{lot, now, out};
    context.raise("ledger_offline", "");
    context.raise("broker_offline", "");
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
        if (slot.command) {
            at(slot.command->until);
        }
        if (!slot.timeline.end.empty()) {
            at(slot.timeline.due);
        }
        if (!slot.records.empty()) {
            at(now + Duration{1});
        }
        if (slot.visit && !slot.visit->read && !slot.visit->told_unread && !slot.admission) {
            at(slot.visit->since + lot.config.unread_after);
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
