// What goes wrong on the way: lines, devices, the arm.
#include "simulator/traffic/driver.hpp"

namespace parkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds time_to_come_down{6'000};
/// What the controller may need to see that the lane is empty.
constexpr std::chrono::milliseconds calm{500};
/// After this a plate that was shown with no car is nobody's any more.
constexpr std::chrono::milliseconds plate_forgotten{4'000};

} // namespace

void TrafficDriver::break_something() {
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
        case 2: lane.set_silent(DeviceKind::camera, true); break;
        case 3: lane.set_silent(DeviceKind::display, true); break;
        case 4: lane.trouble_loop(Loop::arrival, LoopTrouble::frozen); break;
        case 5: lane.trouble_loop(Loop::arrival, LoopTrouble::stuck); break;
        default: lane.trouble_arm(ArmTrouble::contradict, now, events); break;
        }
    });
}

void TrafficDriver::repair() {
    for (const Attachment& attachment : board_.attachments) {
        if (attachment.lane == hands_.lane()) {
            board_.faults.find(attachment.line)->second.clear();
        }
    }
    change([](Lane& lane, Instant now, Events& events) {
        lane.trouble_arm(ArmTrouble::no_contradict, now, events);
        lane.trouble_arm(ArmTrouble::repaired, now, events);
        for (std::size_t i = 0; i < loop_count; ++i) {
            lane.trouble_loop(static_cast<Loop>(i), LoopTrouble::none);
        }
        for (std::size_t i = 0; i < device_kinds; ++i) {
            lane.set_silent(static_cast<DeviceKind>(i), false);
        }
    });
    for (const Loop loop : {Loop::arrival, Loop::safety, Loop::photocell, Loop::beyond}) {
        hands_.set_loop(loop, false);
    }
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
