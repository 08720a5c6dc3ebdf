// What an operator, or the fire alarm, makes of lanes. Modes are durable: a restart does not end them.
#include "edge/core/context.hpp"
#include "edge/core/text/messages.hpp"

#include <map>
#include <vector>

namespace parkgate::core {

void save_mode(Context& context, const LaneSlot& slot) {
    context.emit(SaveLaneMode{slot.config.id, slot.lane.mode, slot.lane.way});
}

void decide_again(Context& context, LaneSlot& slot) {
    if (!slot.visit || slot.admission) {
        return;
    }
    if (!slot.visit->session.empty() && side_of(slot) == Side::exit && !is_between_areas(slot)) {
        decide_exit(context, slot);
    } else if (slot.visit->read) {
        use_read(context, slot);
    }
}

void set_lane_mode(Context& context, LaneSlot& slot, lane::Mode mode) {
    if (mode == lane::Mode::held_open || slot.lane.mode == lane::Mode::held_open) {
        way_stood_open(context, slot); // for those inside when it begins, and when it ends
    }
    lane::Output output;
    lane::set_mode(slot.lane, slot.config.settings, mode, context.now.monotonic, output);
    note(context, slot, "mode", std::to_string(static_cast<int>(mode)));
    save_mode(context, slot);
    carry_out(context, slot, output);
    context.clear("arm_flapping", slot.config.id.text);
    if (slot.visit && !slot.admission && !slot.visit->read) {
        context.show(slot, lane::may_admit(slot.lane) ? texts::one_moment() : texts::locked());
    } else if (!slot.visit) {
        show_idle(context, slot);
    }
    decide_again(context, slot);
}

void raise_fire(Context& context) {
    LotState& lot = context.lot;
    if (lot.fire) {
        return;
    }
    lot.fire = true;
    context.emit(SaveFire{true});
    context.raise("fire_alarm", "");
    for (auto& [id, slot] : lot.lanes) {
        note(context, slot, "mode", "fire");
        lane::Output output;
        lane::fire_alarm(slot.lane, slot.config.settings, context.now.monotonic, output);
        carry_out(context, slot, output);
        context.announce(slot, "fire_alarm");
        show_idle(context, slot);
        decide_again(context, slot);
    }
}

void end_fire(Context& context) {
    LotState& lot = context.lot;
    lot.fire = false;
    context.emit(SaveFire{false});
    context.clear("fire_alarm", "");
    for (auto& [id, slot] : lot.lanes) {
        note(context, slot, "mode", "fire_over");
        lane::Output output;
        lane::fire_over(slot.lane, slot.config.settings, context.now.monotonic, output);
        carry_out(context, slot, output);
        context.announce(slot, "fire_over");
        if (!slot.visit) {
            show_idle(context, slot);
        }
    }
    // While the arms were up nobody was asked who he is: whoever is not in a lane now is taken to have left.
    std::vector<Session> left;
    for (const auto& [id, session] : lot.sessions.all()) {
        if (session.phase == SessionPhase::inside) {
            left.push_back(session);
        }
    }
    for (const auto& [id, slot] : lot.lanes) {
        std::erase_if(left, [&](const Session& one) { return slot.visit && slot.visit->session == one.id; });
    }
    for (auto& session : left) {
        close_as_unseen(context, std::move(session));
    }
    forget_all_presumed(context);
    // Nor is anybody left whom a person had added to the counts.
    for (const auto& [counted, correction] : std::map(lot.corrections)) {
        if (correction != 0) {
            correct_count(context, counted.first, counted.second, 0);
        }
    }
}

} // namespace parkgate::core
