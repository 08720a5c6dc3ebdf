#include "simulator/traffic/driver.hpp"

#include "simulator/event_json.hpp"
#include "simulator/script/parser.hpp"
#include "simulator/utf8.hpp"

namespace parkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds patience{6'000};
constexpr std::chrono::milliseconds patience_before_an_open_arm{1'200};
constexpr std::chrono::milliseconds patience_with_operator{15'000};
constexpr std::chrono::milliseconds time_to_come_down{6'000};
/// What the controller may need to see that the lane is empty.
constexpr std::chrono::milliseconds calm{500};

/// After this a plate that was shown with no car is nobody's any more.
constexpr std::chrono::milliseconds plate_forgotten{4'000};

/// Thrown inside this file only: the simulator is ending.
struct Stopped {};

} // namespace

TrafficDriver::TrafficDriver(LaneHands& hands, const Traffic& traffic, LineBoard& board, CarPark& park, Output& output)
    : hands_(hands), traffic_(traffic), board_(board), park_(park), output_(output), random_(traffic.seed) {}

Outcome TrafficDriver::run() {
    try {
        while (hands_.plant().with(hands_.lane(), [](const Lane& lane, Instant, Events&) {
            return lane.recorder().counts().passages;
        }) < traffic_.passages) {
            manoeuvre();
        }
        return {};
    } catch (const Stopped&) {
        return std::unexpected(Unfinished{true, {}});
    }
}

// ---- what a driver does ----

TrafficDriver::Car TrafficDriver::next_car() {
    Car car;
    if (enters()) {
        car.plate = cycle_plate(traffic_.prefix, ++number_);
        return car;
    }
    auto plate = park_.leave(traffic_.from);
    for (int tries = 0; !plate && tries < 100; ++tries) {
        pause(100ms);
        plate = park_.leave(traffic_.from);
    }
    car.certain = plate.has_value();
    // Nobody is inside any more: somebody comes whom the lot has never seen.
    car.plate = plate ? *plate : cycle_plate(traffic_.prefix, ++number_);
    return car;
}

void TrafficDriver::come(Car& car) {
    car.opens_before = hands_.record().opens;
    car.served_before = hands_.record().served_sequence;
    set(Loop::arrival, true);
    pause(Time{40 + dice(120)});
}

void TrafficDriver::show(Car& car, std::uint16_t confidence) {
    unfinished_ = hands_.show({.plate = car.plate, .confidence = confidence});
}

bool TrafficDriver::let_through(Car& car) {
    const auto up = [before = car.opens_before](const Lane& lane) {
        return lane.arm().state() == ArmState::up && lane.record().opens > before;
    };
    // With the arm still up from the car before, the display alone says that it may go on; nobody looks at that long.
    const bool stands_open = arm_is(ArmState::up);
    if (wait(up, stands_open ? patience_before_an_open_arm : patience)) {
        // Opened for this car, whose plate has been read; plates of others have been given time to be forgotten.
        car.certain = car.certain && hands_.record().served_sequence != car.served_before;
        return true;
    }
    car.certain = false;
    if (arm_is(ArmState::up)) {
        return true;
    }
    call_operator("not opened");
    return wait([](const Lane& lane) { return lane.arm().state() == ArmState::up; }, patience_with_operator);
}

void TrafficDriver::drive(Car& car) {
    set(Loop::safety, true);
    linger();
    set(Loop::photocell, true);
    pause(hands_.pace());
    set(Loop::arrival, false);
    linger();
    set(Loop::beyond, true);
    pause(hands_.pace());
    set(Loop::safety, false);
    pause(hands_.pace() / 4);
    set(Loop::photocell, false);
    pause(hands_.pace());
    set(Loop::beyond, false);
    gone(car, true, name_);
}

void TrafficDriver::back_out(Car& car) {
    set(Loop::arrival, false);
    gone(car, false, name_);
}

bool TrafficDriver::come_in_front_of_an_open_arm(Car& car) {
    come(car);
    show(car);
    if (let_through(car)) {
        return true;
    }
    back_out(car);
    return false;
}

void TrafficDriver::gone(const Car& car, bool passed, std::string_view how) {
    const bool inside = passed == enters();
    const bool certain = car.certain && !car.plate.empty();
    if (passed && certain && !faulty_) {
        unfinished_.reset();
    }
    if (inside && certain) {
        enters() ? park_.enter(hands_.lane(), car.plate) : park_.stay(traffic_.from, car.plate);
    }
    boost::json::object line = json_line("car", monotonic_now());
    line["lane"] = hands_.lane();
    line["plate"] = to_utf8(car.plate);
    line["manoeuvre"] = how;
    line["passed"] = passed;
    line["inside"] = inside;
    line["certain"] = certain;
    output_.post(std::move(line));
}

// ---- faults ----

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
        set(loop, false);
    }
}

void TrafficDriver::let_plates_be_forgotten() {
    if (unfinished_) {
        static_cast<void>(
            wait([last = *unfinished_](const Lane& lane) { return lane.record().served_sequence == last; },
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

// ---- tools ----

bool TrafficDriver::wait(Plant::Predicate predicate, Time within) {
    const Outcome outcome = hands_.wait(std::move(predicate), within, "");
    if (!outcome && outcome.error().stopped) {
        throw Stopped{};
    }
    return outcome.has_value();
}

void TrafficDriver::pause(Time time) {
    if (!hands_.pause(time)) {
        throw Stopped{};
    }
}

void TrafficDriver::linger(unsigned most_paces) {
    pause(hands_.pace() + Time{dice(static_cast<unsigned>(hands_.pace().count()) * most_paces)});
}

void TrafficDriver::set(Loop loop, bool occupied) {
    hands_.set_loop(loop, occupied);
}

bool TrafficDriver::arm_is(ArmState state) {
    return hands_.plant().with(hands_.lane(),
                               [&](const Lane& lane, Instant, Events&) { return lane.arm().state() == state; });
}

void TrafficDriver::call_operator(std::string_view why) {
    boost::json::object line = json_line("operator_needed", monotonic_now());
    line["lane"] = hands_.lane();
    line["why"] = why;
    line["manoeuvre"] = name_;
    output_.post(std::move(line));
}

} // namespace parkgate::sim
