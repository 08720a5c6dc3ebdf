#include "simulator/model/lane.hpp"

#include <utility>

namespace parkgate::sim {

Lane::Lane(std::string id, std::chrono::milliseconds arm_travel) : id_(std::move(id)), arm_(arm_travel) {}

void Lane::tell(const Arm::Changes& changes, Events& events) {
    for (const Arm::Change& change : changes) {
        if (change.signal == Arm::Signal::hit) {
            tell(change.at, CarHit{}, events);
            continue;
        }
        if (change.state == ArmState::up) {
            record_.last_up = change.at;
        }
        tell(change.at, ArmMoved{change.state}, events);
    }
}

void Lane::advance(Instant now, Events& events) {
    Arm::Changes changes;
    arm_.advance(now, occupied(Loop::safety), changes);
    tell(changes, events);
}

void Lane::set_loop(Loop loop, bool occupied, Instant now, Events& events) {
    advance(now, events);
    bool& state = loops_[static_cast<std::size_t>(loop)];
    if (state == occupied) {
        return;
    }
    state = occupied;
    tell(now, LoopChanged{loop, occupied}, events);
    if (loop == Loop::safety && occupied && arm_.blocks_a_car(now)) {
        tell(now, ArmRammed{}, events);
    }
}

std::uint16_t Lane::show_plate(const PlateReading& reading, std::chrono::milliseconds wall, Instant now,
                               Events& events) {
    advance(now, events);
    const std::uint16_t sequence = camera_.show(reading, wall);
    tell(now, PlateShown{reading.plate, sequence}, events);
    return sequence;
}

void Lane::command_arm(ArmCommand command, Instant now, Instant received, Events& events) {
    advance(now, events);
    if (command == ArmCommand::open) {
        ++record_.opens;
        record_.last_open = received;
    }
    tell(received, ArmCommanded{command, occupied(Loop::safety)}, events);
    Arm::Changes changes;
    arm_.command(command, now, changes);
    tell(changes, events);
}

void Lane::trouble_arm(ArmTrouble trouble, Instant now, Events& events) {
    advance(now, events);
    Arm::Changes changes;
    switch (trouble) {
    case ArmTrouble::stuck: arm_.stick(now, changes); break;
    case ArmTrouble::repaired: arm_.repair(now); break;
    case ArmTrouble::by_hand_up: arm_.move_by_hand(true, now, changes); break;
    case ArmTrouble::by_hand_down: arm_.move_by_hand(false, now, changes); break;
    case ArmTrouble::torn_off: arm_.tear_off(); break;
    case ArmTrouble::fault: arm_.set_fault_contact(true); break;
    case ArmTrouble::no_fault: arm_.set_fault_contact(false); break;
    }
    tell(changes, events);
}

void Lane::slow_arm(int factor, Instant now, Events& events) {
    advance(now, events);
    arm_.slow(factor, now);
}

void Lane::set_silent(DeviceKind kind, bool silent) {
    silent_[static_cast<std::size_t>(kind)] = silent;
    if (kind == DeviceKind::camera && !silent) {
        camera_.babble(false);
    }
}

void Lane::write_display(const DisplayText& text, Instant now, Events& events) {
    if (text == display_) {
        return;
    }
    display_ = text;
    tell(now, DisplayChanged{text}, events);
}

void Lane::note_camera_sent(std::size_t first, std::size_t count, Instant sent, Events& events) {
    for (const auto& sequence : camera_.note_sent(first, count)) {
        if (sequence) {
            record_.served_sequence = *sequence;
            record_.served_at = sent;
            tell(sent, PlateServed{*sequence}, events);
        }
    }
}

} // namespace parkgate::sim
