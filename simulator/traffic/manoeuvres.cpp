#include "simulator/traffic/driver.hpp"

#include <algorithm>
#include <array>

namespace parkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds calm{500};
constexpr std::chrono::milliseconds patience_with_operator{15'000};

} // namespace

void TrafficDriver::manoeuvre() {
    struct Choice {
        std::string_view name;
        void (TrafficDriver::*what)();
        unsigned weight;
    };
    static constexpr std::array choices{Choice{"ordinary", &TrafficDriver::ordinary, 8},
                                        Choice{"several-reads", &TrafficDriver::several_reads, 3},
                                        Choice{"tailgate", &TrafficDriver::tailgate, 2},
                                        Choice{"turn-back", &TrafficDriver::turn_back, 3},
                                        Choice{"stand", &TrafficDriver::stand, 2},
                                        Choice{"both-loops", &TrafficDriver::both_loops, 3},
                                        Choice{"queue", &TrafficDriver::queue, 2},
                                        Choice{"motorcycle", &TrafficDriver::motorcycle, 2},
                                        Choice{"plate-alone", &TrafficDriver::plate_alone, 1},
                                        Choice{"no-plate", &TrafficDriver::no_plate, 1},
                                        Choice{"by-hand", &TrafficDriver::by_hand, 1},
                                        Choice{"stuck-arm", &TrafficDriver::stuck_arm, 1},
                                        Choice{"closing-arm", &TrafficDriver::under_the_closing_arm, 1}};
    unsigned sum = 0;
    for (const Choice& choice : choices) {
        sum += choice.weight;
    }
    unsigned drawn = dice(sum);
    const auto chosen = std::ranges::find_if(choices, [&](const Choice& choice) {
        const bool here = drawn < choice.weight;
        drawn -= here ? 0 : choice.weight;
        return here;
    });
    name_ = chosen->name;
    faulty_ = traffic_.faults && dice(3) == 0;
    if (faulty_) {
        break_something();
    }
    (this->*chosen->what)();
    repair();
    rest();
}

void TrafficDriver::ordinary() {
    Car car = next_car();
    come(car);
    show(car);
    let_through(car) ? drive(car) : back_out(car);
}

void TrafficDriver::several_reads() {
    Car car = next_car();
    come(car);
    const unsigned reads = 2 + dice(5);
    for (unsigned i = 0; i < reads; ++i) {
        show(car, static_cast<std::uint16_t>(40 + dice(60)));
        pause(Time{dice(40)});
    }
    let_through(car) ? drive(car) : back_out(car);
}

void TrafficDriver::tailgate() {
    Car car = next_car();
    if (!come_in_front_of_an_open_arm(car)) {
        return;
    }
    drive(car);
    Car second = next_car();
    second.certain = false;
    set(Loop::arrival, true);
    if (dice(2) == 0) {
        show(second);
    }
    pause(Time{dice(80)});
    // Nobody drives on under an arm that has begun to come down.
    if (arm_is(ArmState::up)) {
        drive(second);
    } else if (dice(2) == 0 && let_through(second)) {
        drive(second);
    } else {
        back_out(second);
    }
}

void TrafficDriver::turn_back() {
    Car car = next_car();
    come(car);
    const unsigned point = dice(5);
    if (point == 0) {
        back_out(car);
        return;
    }
    show(car);
    car.certain = point == 2;
    if (point == 1) {
        pause(Time{dice(60)});
        back_out(car);
        return;
    }
    if (!let_through(car)) {
        back_out(car);
        return;
    }
    linger(3);
    if (point >= 3 && arm_is(ArmState::up)) {
        set(Loop::safety, true);
        linger();
        if (point == 4) {
            set(Loop::arrival, false);
            linger();
            set(Loop::arrival, true);
            pause(hands_.pace());
        }
        set(Loop::safety, false);
        pause(hands_.pace());
    }
    back_out(car);
}

void TrafficDriver::stand() {
    Car car = next_car();
    if (!come_in_front_of_an_open_arm(car)) {
        return;
    }
    if (dice(2) == 0) {
        pause(Time{500 + dice(1500)});
        drive(car);
        return;
    }
    set(Loop::safety, true);
    pause(hands_.pace());
    set(Loop::arrival, false);
    pause(Time{1000 + dice(2000)});
    set(Loop::safety, false);
    gone(car, true, name_);
}

void TrafficDriver::both_loops() {
    Car car = next_car();
    if (!come_in_front_of_an_open_arm(car)) {
        return;
    }
    set(Loop::safety, true);
    pause(hands_.pace() * 2);
    change([](Lane& lane, Instant now, Events& events) {
        lane.set_loop(Loop::arrival, false, now, events);
        lane.set_loop(Loop::safety, false, now, events);
    });
    gone(car, true, name_);
}

void TrafficDriver::queue() {
    const unsigned cars = 2 + dice(2);
    Car car = next_car();
    come(car);
    for (unsigned i = 0; i < cars; ++i) {
        show(car);
        if (!let_through(car)) {
            break;
        }
        // The next one closes up before this one has left the first loop: the loop never becomes free.
        set(Loop::safety, true);
        linger();
        set(Loop::beyond, true);
        pause(hands_.pace());
        set(Loop::safety, false);
        pause(hands_.pace());
        set(Loop::beyond, false);
        gone(car, true, name_);
        car = next_car();
        car.opens_before = hands_.record().opens;
        car.served_before = hands_.record().served_sequence;
    }
    car.certain = false;
    back_out(car);
}

void TrafficDriver::motorcycle() {
    Car car = next_car();
    if (!come_in_front_of_an_open_arm(car)) {
        return;
    }
    set(Loop::arrival, false);
    linger(3);
    if (!arm_is(ArmState::up)) {
        car.certain = false;
        set(Loop::arrival, true);
        pause(hands_.pace());
        back_out(car);
        return;
    }
    set(Loop::safety, true);
    pause(hands_.pace() * 3 / 2);
    set(Loop::safety, false);
    gone(car, true, name_);
}

void TrafficDriver::plate_alone() {
    Car car = next_car();
    const auto opens = hands_.record().opens;
    show(car);
    pause(Time{300 + dice(500)});
    car.certain = hands_.record().opens == opens;
    gone(car, false, name_);
}

void TrafficDriver::no_plate() {
    Car car;
    car.certain = false;
    come(car);
    pause(Time{300});
    call_operator("no plate");
    const bool up = wait([](const Lane& lane) { return lane.arm().state() == ArmState::up; }, patience_with_operator);
    up ? drive(car) : back_out(car);
}

void TrafficDriver::by_hand() {
    change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::by_hand_up, now, events); });
    pause(Time{400 + dice(800)});
    if (dice(2) == 0) {
        Car car;
        car.certain = false;
        come(car);
        drive(car);
        pause(Time{400 + dice(800)});
    }
    change([](Lane& lane, Instant now, Events& events) { lane.trouble_arm(ArmTrouble::by_hand_down, now, events); });
}

void TrafficDriver::stuck_arm() {
    Car car = next_car();
    car.certain = false;
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
