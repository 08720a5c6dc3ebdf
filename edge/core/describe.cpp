// A lane as operators see it.
#include "edge/core/lot.hpp"

#include <utility>

namespace parkgate::core {

namespace {

std::string text_of(lane::Phase phase) {
    switch (phase) {
    case lane::Phase::recovering: return "recovering";
    case lane::Phase::idle: return "idle";
    case lane::Phase::arrived: return "arrived";
    case lane::Phase::opening: return "opening";
    case lane::Phase::open: return "open";
    case lane::Phase::passing: return "passing";
    case lane::Phase::closing: return "closing";
    case lane::Phase::out_of_service: return "out_of_service";
    }
    std::unreachable();
}

std::string text_of(Presence presence) {
    switch (presence) {
    case Presence::unknown: return "unknown";
    case Presence::clear: return "clear";
    case Presence::occupied: return "occupied";
    }
    std::unreachable();
}

std::string text_of(ArmPosition position) {
    switch (position) {
    case ArmPosition::unknown: return "unknown";
    case ArmPosition::down: return "down";
    case ArmPosition::moving: return "moving";
    case ArmPosition::up: return "up";
    case ArmPosition::fault: return "fault";
    }
    std::unreachable();
}

// The one named reason why the lane is not at work as usual; empty when it is.
std::string posture_of(const LotState& lot, const LaneSlot& slot) {
    if (lot.limp) {
        return "store_lost";
    }
    if (slot.lane.phase == lane::Phase::recovering) {
        return "recovering";
    }
    if (const auto fault = lot.faults.at(slot.config.id.text); !fault.empty()) {
        return fault;
    }
    if (slot.lane.arm == ArmPosition::unknown) {
        return "arm_unknown";
    }
    if (slot.lane.arrival == Presence::unknown || slot.lane.safety == Presence::unknown) {
        return "loop_unknown";
    }
    return {};
}

} // namespace

bool is_busy(const LaneSlot& slot) {
    return slot.lane.phase != lane::Phase::idle;
}

LaneState describe_lane(const LotState& lot, const LaneId& lane) {
    const LaneSlot& slot = lot.lanes.at(lane);
    LaneState state;
    state.lane = lane;
    state.direction = slot.config.direction == Direction::entry ? "entry" : "exit";
    state.phase = text_of(slot.lane.phase);
    state.arm = text_of(slot.lane.arm);
    state.arrival = text_of(slot.lane.arrival);
    state.safety = text_of(slot.lane.safety);
    const Session* session = slot.visit ? lot.sessions.find(slot.visit->session) : nullptr;
    if (session != nullptr) {
        state.session = session->id;
        if (slot.visit->awaits_payment && session->quote) {
            state.quote = session->quote->id;
            state.due = session->quote->due;
        }
    }
    for (const auto& line : slot.display.lines) {
        if (!line.empty() && line != slot.display_plate) {
            state.display.push_back(line);
        }
    }
    state.posture = posture_of(lot, slot);
    state.since = slot.phase_at;
    return state;
}

} // namespace parkgate::core
