// A lane as operators see it.
#include "edge/core/lot.hpp"
#include "edge/core/names.hpp"

#include <utility>

namespace parkgate::core {

namespace {

// The one named reason why the lane is not at work as usual; empty when it is.
std::string posture_of(const LotState& lot, const LaneSlot& slot) {
    if (slot.lane.fire) {
        return "fire_alarm";
    }
    if (lot.limp) {
        return "store_lost";
    }
    if (slot.lane.phase == lane::Phase::recovering) {
        return "recovering";
    }
    if (slot.lane.mode != lane::Mode::normal) {
        return text_of(slot.lane.mode);
    }
    if (const auto fault = lot.faults.at(slot.config.id.text); !fault.empty()) {
        return fault;
    }
    if (slot.lane.arm == ArmPosition::unknown) {
        return "arm_unknown";
    }
    const auto front = lane::in_front(slot.lane, slot.config.settings);
    if (front == Presence::unknown || slot.lane.under == Presence::unknown) {
        return "loop_unknown";
    }
    return {};
}

// The first board of what the display says, whichever it shows; the plate leaves the lot for nobody.
std::vector<std::string> display_of(const LotState& lot, const LaneSlot& slot) {
    std::vector<std::string> lines;
    const auto& message = slot.displays[index_of(side_of(slot))].message;
    if (message) {
        texts::Message masked = *message;
        masked.values.plate.clear();
        const auto boards = texts::boards_of(lot.config.texts, masked);
        for (const auto& line : boards.front().lines) {
            if (!line.empty()) {
                lines.push_back(line);
            }
        }
    }
    return lines;
}

} // namespace

Side side_of(const LaneSlot& slot) {
    return slot.visit ? slot.visit->side : side_of_newest(slot);
}

Side side_of_newest(const LaneSlot& slot) {
    if (slot.config.settings.reversible) {
        return slot.lane.from_beyond ? Side::exit : Side::entry;
    }
    return slot.config.direction == Direction::entry ? Side::entry : Side::exit;
}

bool is_busy(const LaneSlot& slot) {
    return slot.lane.phase != lane::Phase::idle;
}

LaneState describe_lane(const LotState& lot, const LaneId& lane) {
    const LaneSlot& slot = lot.lanes.at(lane);
    LaneState state;
    state.lane = lane;
    state.direction = side_of(slot) == Side::entry ? "entry" : "exit";
    state.phase = text_of(slot.lane.phase);
    state.arm = text_of(slot.lane.arm);
    const auto front = lane::in_front(slot.lane, slot.config.settings);
    state.arrival = front ? text_of(*front) : "none";
    state.safety = text_of(slot.lane.under);
    const Session* session = slot.visit ? lot.sessions.find(slot.visit->session) : nullptr;
    if (session != nullptr) {
        state.session = session->id;
        if (slot.visit->awaits_payment && session->quote) {
            state.quote = session->quote->id;
            state.due = session->quote->due;
        }
    }
    if (slot.visit && slot.visit->minimum) {
        state.quote = slot.visit->minimum->quote.id;
        state.due = slot.visit->minimum->quote.due;
    }
    state.display = display_of(lot, slot);
    state.posture = posture_of(lot, slot);
    state.since = slot.phase_at;
    return state;
}

} // namespace parkgate::core
