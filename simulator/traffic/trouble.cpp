// What goes wrong on the way: lines, devices, the arm.
#include "simulator/traffic/driver.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds time_to_come_down{6'000};
/// What the controller may need to see that the lane is empty.
constexpr std::chrono::milliseconds calm{500};
/// What a barrier that closes by itself is set to, at most.
constexpr std::chrono::milliseconds longest_timer{1'600};
/// From the call for an operator until the controller does what he says.
constexpr std::chrono::milliseconds time_to_say_normal{1'500};
/// After this a plate that was shown with no car is nobody's any more.
constexpr std::chrono::milliseconds plate_forgotten{4'000};

} // namespace

void TrafficDriver::break_something() {
    if (traffic_.harsh && dice(2) == 0) {
        dice(4) == 0 ? ask_for_another_mode() : break_under_the_arm();
        return;
    }
    dice(2) == 0 ? break_line() : break_device();
}

void TrafficDriver::break_line() {
    std::vector<const Attachment*> mine;
    for (const Attachment& attachment : board_.attachments) {
        if (attachment.lane == hands_.lane()) {
            mine.push_back(&attachment);
        }
    }
    if (mine.empty()) {
        return;
    }
    static constexpr std::array faults{LineFault::silent,      LineFault::unanswered,     LineFault::late,
                                       LineFault::wrong_unit,  LineFault::wrong_function, LineFault::exception,
                                       LineFault::short_frame, LineFault::long_frame,     LineFault::bad_crc,
                                       LineFault::noise,       LineFault::byte_by_byte,   LineFault::closed};
    const Attachment& where = *mine[dice(static_cast<unsigned>(mine.size()))];
    FaultOrder order;
    order.fault = faults[dice(faults.size())];
    order.unit = dice(3) == 0 ? std::nullopt : std::optional{where.unit};
    order.amount = order.fault == LineFault::late        ? static_cast<std::uint16_t>(250 + dice(400))
                   : order.fault == LineFault::exception ? static_cast<std::uint16_t>(1 + dice(6))
                                                         : static_cast<std::uint16_t>(1 + dice(8));
    order.times = dice(4) == 0 ? 0 : 1 + dice(6);
    order.one_in = order.times == 0 ? 3 + dice(10) : 1;
    board_.faults.find(where.line)->second.add(order);
}

void TrafficDriver::break_device() {
    change([this](Lane& lane, Instant now, Events& events) {
        switch (dice(7)) {
        case 0: lane.slow_arm(2 + static_cast<int>(dice(3)), now, events); break;
        case 1: lane.restart_cameras(); break;
        case 2: lane.set_silent(DeviceKind::camera, true, now); break;
        case 3: lane.set_silent(DeviceKind::display, true, now); break;
        case 4: lane.trouble_loop(Loop::arrival, LoopTrouble::frozen, now); break;
        case 5: lane.trouble_loop(Loop::arrival, LoopTrouble::stuck, now); break;
        default: lane.trouble_arm(ArmTrouble::contradict, now, events); break;
        }
    });
}

void TrafficDriver::break_under_the_arm() {
    const bool one_board = std::ranges::any_of(board_.attachments, [this](const Attachment& attachment) {
        return attachment.lane == hands_.lane() && attachment.kind == DeviceKind::relay_board;
    });
    change([&](Lane& lane, Instant now, Events& events) {
        switch (dice(9)) {
        case 0: lane.trouble_loop(Loop::safety, LoopTrouble::dead, now); break;
        case 1: lane.trouble_loop(Loop::safety, LoopTrouble::stuck, now); break;
        case 2: lane.trouble_loop(Loop::safety, LoopTrouble::frozen, now); break;
        case 3: lane.trouble_loop(Loop::photocell, LoopTrouble::dead, now); break;
        case 4: lane.trouble_loop(Loop::photocell, LoopTrouble::stuck, now); break;
        case 5: lane.set_silent(DeviceKind::barrier, true, now); break;
        case 6: lane.set_silent(one_board ? DeviceKind::barrier : DeviceKind::loops, true, now); break;
        case 7: lane.trouble_arm(ArmTrouble::torn_off, now, events); break;
        default: lane.trouble_arm(ArmTrouble::fault, now, events); break;
        }
    });
}

void TrafficDriver::ask_for_another_mode() {
    static constexpr std::array<std::string_view, 3> modes{"hold", "lock", "out of service"};
    call_operator(modes[dice(modes.size())]);
    other_mode_ = true;
    pause(Time{dice(1500)});
}

void TrafficDriver::end_the_mode() {
    if (other_mode_) {
        call_operator("normal");
        other_mode_ = false;
        pause(time_to_say_normal);
    }
}

void TrafficDriver::repair() {
    for (const Attachment& attachment : board_.attachments) {
        if (attachment.lane == hands_.lane()) {
            board_.faults.find(attachment.line)->second.clear();
        }
    }
    change([](Lane& lane, Instant now, Events& events) {
        lane.trouble_arm(ArmTrouble::no_contradict, now, events);
        lane.trouble_arm(ArmTrouble::no_fault, now, events);
        lane.trouble_arm(ArmTrouble::repaired, now, events);
        for (std::size_t i = 0; i < loop_count; ++i) {
            lane.trouble_loop(static_cast<Loop>(i), LoopTrouble::none, now);
        }
        for (std::size_t i = 0; i < device_kinds; ++i) {
            lane.set_silent(static_cast<DeviceKind>(i), false, now);
        }
    });
    for (const Loop loop : {Loop::arrival, Loop::safety, Loop::photocell, Loop::beyond}) {
        hands_.set_loop(loop, false);
    }
    end_the_mode();
}

void TrafficDriver::let_plates_be_forgotten() {
    if (unfinished_) {
        static_cast<void>(
            wait([last = *unfinished_](
                     const Lane& lane) { return lane.record().served_by(last.side).sequence == last.sequence; },
                 plate_forgotten));
        pause(plate_forgotten);
    }
    unfinished_.reset();
}

void TrafficDriver::rest() {
    const auto down = [](const Lane& lane) { return lane.arm().state() == ArmState::down; };
    pause(calm);
    if (!wait(down, time_to_come_down)) {
        call_operator("arm stands open");
        if (!wait(down, patience_with_operator)) {
            call_operator("lowered by hand");
            change([](Lane& lane, Instant now, Events& events) {
                lane.trouble_arm(ArmTrouble::by_hand_down, now, events);
            });
        }
    }
    let_plates_be_forgotten();
    pause(calm);
}

void TrafficDriver::by_hand() {
    change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::by_hand_up, now, events); });
    pause(Time{400 + dice(800)});
    if (dice(2) == 0) {
        Car car{.plate = {}, .enters = enters_};
        car.may_be_misjudged("no plate");
        come(car);
        drive(car);
        pause(Time{400 + dice(800)});
    }
    change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::by_hand_down, now, events); });
}

void TrafficDriver::stuck_arm() {
    Car car = next_car();
    car.may_be_misjudged("the arm was stuck");
    change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::stuck, now, events); });
    come(car);
    show(car);
    pause(Time{1000 + dice(3000)});
    back_out(car);
    change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::repaired, now, events); });
    // What a fitter does at the end: once up and once down, so that everybody sees that it moves.
    pause(calm);
    change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::by_hand_up, now, events); });
    pause(Time{1200});
    change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::by_hand_down, now, events); });
    pause(Time{1200});
}

void TrafficDriver::lowered_before_a_car() {
    Car car = next_car();
    const bool by_its_timer = dice(2) == 0;
    if (by_its_timer) {
        const Time after{300 + dice(1200)};
        change([after](Lane& lane, Instant now, Events& events) { lane.close_arm_by_itself(after, now, events); });
    }
    if (!come_in_front_of_an_open_arm(car)) {
        return;
    }
    if (dice(3) == 0) {
        // By its timer it waits for a car that is under it; by a broken spring it does not.
        set(Loop::safety, true);
    }
    for (unsigned times = 1 + dice(2); times > 0; --times) {
        if (by_its_timer) {
            static_cast<void>(wait([](const Lane& lane) { return lane.arm().state() != ArmState::up; }, longest_timer));
        } else {
            pause(Time{dice(800)});
            change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::falls, now, events); });
        }
        static_cast<void>(wait([](const Lane& lane) { return lane.arm().state() == ArmState::down; }, calm));
        if (!raised_again(car)) {
            set(Loop::safety, false);
            back_out(car);
            return;
        }
    }
    drive(car);
}

void TrafficDriver::under_the_closing_arm() {
    Car car = next_car();
    change([](Lane& lane, Instant now, Events& events) { lane.slow_arm(8, now, events); });
    if (!come_in_front_of_an_open_arm(car)) {
        return;
    }
    drive(car);
    if (wait([](const Lane& lane) { return lane.arm().state() == ArmState::closing; }, 3s)) {
        set(Loop::safety, true);
        static_cast<void>(wait([](const Lane& lane) { return lane.arm().state() == ArmState::up; }, 8s));
        set(Loop::safety, false);
    }
}

} // namespace parkgate::sim
