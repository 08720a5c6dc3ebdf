#include "simulator/model/lane.hpp"

#include <utility>

namespace parkgate::sim {

bool plays(DeviceKind kind, DeviceKind role) {
    switch (kind) {
    case DeviceKind::trigger_camera:
    case DeviceKind::slot_camera: return role == DeviceKind::camera;
    case DeviceKind::relay_board: return role == DeviceKind::barrier || role == DeviceKind::loops;
    case DeviceKind::state_barrier: return role == DeviceKind::barrier;
    case DeviceKind::gbk_display: return role == DeviceKind::display;
    default: return role == kind;
    }
}

Lane::Lane(std::string id, std::chrono::milliseconds arm_travel) : id_(std::move(id)), arm_(arm_travel) {}

void Lane::tell(const Arm::Changes& changes, Events& events) {
    for (const Arm::Change& change : changes) {
        recorder_.see_arm(change.state, change.at);
        if (change.signal == Arm::Signal::hit) {
            Recorder::Hit hit = recorder_.see_hit(change.at);
            tell(change.at, CarHit{std::move(hit.excuse)}, events);
            tell(std::move(hit.broken), change.at, events);
            continue;
        }
        if (change.state == ArmState::up) {
            record_.last_up = change.at;
        }
        tell(change.at, ArmMoved{change.state}, events);
    }
}

void Lane::tell(Recorder::Violations&& found, Instant at, Events& events) const {
    for (Violation& violation : found) {
        tell(at, std::move(violation), events);
    }
}

void Lane::note_lies(Instant now) {
    // Of the two that look under the arm, one that tells of the car is enough; a photocell counts where one was used.
    const auto tells = [this](Loop loop) { return occupied(loop) && reported(loop); };
    const bool beam_tells = witness_.sees_photocell() && tells(Loop::photocell);
    recorder_.see_blind(car_beneath() && !tells(Loop::safety) && !beam_tells, now);
    for (std::size_t i = 0; i < loop_count; ++i) {
        const auto loop = static_cast<Loop>(i);
        recorder_.see_lie(loop, occupied(loop) != reported(loop));
    }
}

void Lane::advance(Instant now, Events& events) {
    Arm::Changes changes;
    arm_.advance(now, car_beneath(), changes);
    tell(changes, events);
}

void Lane::set_loop(Loop loop, bool occupied, Instant now, Events& events) {
    advance(now, events);
    bool& state = loops_[static_cast<std::size_t>(loop)];
    if (state == occupied) {
        return;
    }
    state = occupied;
    recorder_.see_loop(loop, occupied, arm_.state() == ArmState::down, now);
    witness_.see_loop(loop, occupied, now);
    note_lies(now);
    for (const Side side : both_sides) {
        if (loop == in_front(side) && !occupied) {
            eyes(side).trigger_camera.clear_view();
        }
    }
    tell(now, LoopChanged{loop, occupied}, events);
    if (loop == Loop::safety && occupied && arm_.blocks_a_car(now)) {
        tell(now, ArmRammed{}, events);
    }
}

std::uint16_t Lane::show_plate(const PlateReading& reading, std::chrono::milliseconds wall, Instant now, Events& events,
                               Side side) {
    advance(now, events);
    const std::uint16_t sequence = eyes(side).camera.show(reading, wall);
    eyes(side).slot_camera.show(reading, wall);
    eyes(side).trigger_camera.show(reading);
    recorder_.see_plate(reading.plate, side, now);
    tell(now, PlateShown{reading.plate, sequence, side}, events);
    return sequence;
}

void Lane::command_arm(ArmCommand command, Instant now, Instant received, Events& events) {
    advance(now, events);
    const bool opens = command == ArmCommand::open || command == ArmCommand::hold;
    if (opens) {
        ++record_.opens;
        record_.last_open = received;
    }
    record_.closes += command == ArmCommand::close ? 1 : 0;
    tell(received, ArmCommanded{command, car_beneath()}, events);
    tell(recorder_.see_command(command, received), received, events);
    Arm::Changes changes;
    if (command == ArmCommand::hold || command == ArmCommand::release) {
        arm_.hold(command == ArmCommand::hold, now, changes);
    } else {
        arm_.command(command, now, changes);
    }
    tell(changes, events);
}

void Lane::trouble_arm(ArmTrouble trouble, Instant now, Events& events) {
    advance(now, events);
    Arm::Changes changes;
    if (trouble == ArmTrouble::by_hand_up || trouble == ArmTrouble::by_hand_down) {
        recorder_.see_hand(trouble == ArmTrouble::by_hand_up, now);
    } else if (trouble == ArmTrouble::falls) {
        recorder_.see_fall(now);
    } else if (trouble != ArmTrouble::contradict && trouble != ArmTrouble::no_contradict) {
        // A limit switch that flickers is no reason to try again.
        recorder_.see_repair();
    }
    switch (trouble) {
    case ArmTrouble::stuck: arm_.stick(now, changes); break;
    case ArmTrouble::repaired: arm_.repair(now); break;
    case ArmTrouble::by_hand_up: arm_.move_by_hand(true, now, changes); break;
    case ArmTrouble::by_hand_down: arm_.move_by_hand(false, now, changes); break;
    case ArmTrouble::torn_off: arm_.tear_off(); break;
    case ArmTrouble::fault: arm_.set_fault_contact(true); break;
    case ArmTrouble::no_fault: arm_.set_fault_contact(false); break;
    case ArmTrouble::contradict: arm_.contradict(true); break;
    case ArmTrouble::no_contradict: arm_.contradict(false); break;
    case ArmTrouble::falls: arm_.fall(now, changes); break;
    }
    tell(changes, events);
}

void Lane::slow_arm(int factor, Instant now, Events& events) {
    advance(now, events);
    arm_.slow(factor, now);
}

void Lane::close_arm_by_itself(std::chrono::milliseconds after, Instant now, Events& events) {
    advance(now, events);
    arm_.close_by_itself_after(after, now);
}

void Lane::back_out(Side side, Instant now, Events& events) {
    recorder_.see_left_backwards();
    set_loop(in_front(side), false, now, events);
}

void Lane::set_silent(DeviceKind kind, bool silent, Instant now) {
    silent_[static_cast<std::size_t>(kind)] = silent;
    if (kind == DeviceKind::barrier) {
        recorder_.see_deaf(silent, now);
    }
    if (kind == DeviceKind::camera && !silent) {
        for (Eyes& eyes : eyes_) {
            eyes.camera.babble(false);
        }
    }
}

bool Lane::silent(DeviceKind kind) const {
    for (std::size_t role = 0; role < device_kinds; ++role) {
        if (silent_[role] && (plays(kind, static_cast<DeviceKind>(role)) || kind == static_cast<DeviceKind>(role))) {
            return true;
        }
    }
    return false;
}

bool Lane::reported(Loop loop) const {
    const auto at = static_cast<std::size_t>(loop);
    switch (loop_trouble_[at]) {
    case LoopTrouble::none: return loops_[at];
    case LoopTrouble::frozen: return frozen_[at];
    case LoopTrouble::stuck: return true;
    case LoopTrouble::dead: return false;
    }
    return true;
}

void Lane::trouble_loop(Loop loop, LoopTrouble trouble, Instant now) {
    const auto at = static_cast<std::size_t>(loop);
    frozen_[at] = loops_[at];
    loop_trouble_[at] = trouble;
    recorder_.see_repair();
    note_lies(now);
}

void Lane::restart_cameras() {
    for (Eyes& eyes : eyes_) {
        eyes.camera = Camera{};
        eyes.slot_camera.restart();
        eyes.trigger_camera.restart();
    }
}

void Lane::endless_readings(bool on) {
    for (Eyes& eyes : eyes_) {
        eyes.camera.endless(on);
        eyes.slot_camera.endless(on);
    }
}

void Lane::set_fire(bool alarm, Instant now, Events& events) {
    advance(now, events);
    fire_ = alarm;
    recorder_.see_fire(alarm, now);
    tell(now, FireChanged{alarm}, events);
}

void Lane::speak(std::vector<std::uint16_t> phrases, Instant now, Events& events) {
    tell(now, PhrasesSpoken{std::move(phrases)}, events);
}

void Lane::note_told(const Told& told, Instant sent, Events& events) {
    if (told.loops) {
        ++record_.loop_polls;
    }
    tell(recorder_.see_told(told, sent), sent, events);
    witness_.see_told(told);
}

void Lane::write_display(const DisplayText& text, Instant now, Events& events, Side side) {
    if (text == display(side)) {
        return;
    }
    eyes(side).display = text;
    recorder_.see_display(text, side);
    tell(now, DisplayChanged{text, side}, events);
}

void Lane::note_camera_sent(std::size_t first, std::size_t count, Instant sent, Events& events, Side side) {
    for (const auto& sequence : eyes(side).camera.note_sent(first, count)) {
        if (sequence) {
            note_served(*sequence, sent, events, side);
        }
    }
}

void Lane::note_served(std::uint16_t sequence, Instant sent, Events& events, Side side) {
    record_.served[static_cast<std::size_t>(side)] = {sequence, sent};
    tell(sent, PlateServed{sequence, side}, events);
}

} // namespace parkgate::sim
