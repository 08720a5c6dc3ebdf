#include "simulator/traffic/driver.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace parkgate::sim {

namespace {

using namespace std::chrono_literals;

/// A lane that is clear for longer may be taken for one whose car has turned back.
constexpr std::chrono::milliseconds longest_out_of_sight{400};

} // namespace

void TrafficDriver::manoeuvre() {
    struct Choice {
        std::string_view name;
        void (TrafficDriver::*what)();
        unsigned weight;
        unsigned times_if_harsh = 1;
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
                                        Choice{"closing-arm", &TrafficDriver::under_the_closing_arm, 1},
                                        Choice{"arm-comes-down", &TrafficDriver::lowered_before_a_car, 1, 4},
                                        Choice{"oncoming", &TrafficDriver::oncoming, 6}};
    // The last one needs a lane that is used from both sides.
    const std::span here = std::span{choices}.first(choices.size() - (traffic_.both_ways ? 0 : 1));
    const auto weight_of = [&](const Choice& choice) {
        return choice.weight * (traffic_.harsh ? choice.times_if_harsh : 1);
    };
    unsigned sum = 0;
    for (const Choice& choice : here) {
        sum += weight_of(choice);
    }
    unsigned drawn = dice(sum);
    const auto chosen = std::ranges::find_if(here, [&](const Choice& choice) {
        const bool this_one = drawn < weight_of(choice);
        drawn -= this_one ? 0 : weight_of(choice);
        return this_one;
    });
    name_ = chosen->name;
    enters_ = traffic_.both_ways ? park_.is_empty(hands_.lane()) || dice(2) == 0 : traffic_.from.empty();
    in_haste_ = dice(8) == 0;
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
    Car second = next_car(false);
    come(second);
    if (dice(2) == 0) {
        show(second);
    }
    pause(Time{dice(80)});
    // Nobody drives on under an arm that has begun to come down.
    if (arm_is(ArmState::up)) {
        second.may_be_misjudged("drove on behind another one");
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
            set(front(car), false);
            linger();
            // What comes onto the first loop now could be another car.
            car.may_be_misjudged("moved forward and back");
            set(front(car), true);
            pause(hands_.pace());
        }
        set(Loop::safety, false);
        // Nobody leaves two loops so fast that it looks like one step.
        pause(hands_.pace() * 3);
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
    set(front(car), false);
    pause(Time{1000 + dice(2000)});
    set(behind(car), true);
    about_to_leave_the_arm(car);
    set(Loop::safety, false);
    pause(hands_.pace());
    set(behind(car), false);
    gone(car, true, name_);
}

void TrafficDriver::both_loops() {
    Car car = next_car();
    if (!come_in_front_of_an_open_arm(car)) {
        return;
    }
    set(Loop::safety, true);
    pause(hands_.pace() * 2);
    set(behind(car), true);
    pause(hands_.pace());
    about_to_leave_the_arm(car);
    change([&](Lane& lane, Instant now, Events& events) {
        lane.set_loop(front(car), false, now, events);
        lane.set_loop(Loop::safety, false, now, events);
    });
    hold();
    pause(hands_.pace());
    set(behind(car), false);
    gone(car, true, name_);
}

void TrafficDriver::queue() {
    const unsigned cars = 2 + dice(2);
    std::optional<Car> ahead;
    Car car = next_car();
    come(car);
    for (unsigned i = 0; i < cars; ++i) {
        show(car);
        const bool may_go = let_through(car);
        if (ahead) {
            // Its first loop never became free: without a loop behind the arm only the next plate tells that it went
            // on.
            if (!may_go || (!car.doubt.empty() && !sees_beyond())) {
                ahead->may_be_misjudged("the next one was not read");
            }
            gone(*ahead, true, name_);
            ahead.reset();
        }
        if (!may_go) {
            break;
        }
        // The next one closes up before this one has left the first loop: the loop never becomes free.
        set(Loop::safety, true);
        linger();
        set(behind(car), true);
        pause(hands_.pace());
        about_to_leave_the_arm(car);
        set(Loop::safety, false);
        pause(hands_.pace());
        set(behind(car), false);
        note_what_was_told(car);
        ahead = car;
        car = next_car(false);
        change([&](Lane& lane, Instant, Events&) {
            lane.witness().begin();
            car.opens_before = lane.record().opens;
            car.served_before = lane.record().served_by(side_of(car)).sequence;
        });
    }
    if (ahead) {
        if (!sees_beyond()) {
            ahead->may_be_misjudged("the next one was not read");
        }
        gone(*ahead, true, name_);
    }
    back_out(car);
}

void TrafficDriver::motorcycle() {
    Car car = next_car();
    if (!come_in_front_of_an_open_arm(car)) {
        return;
    }
    set(front(car), false);
    const Instant out_of_sight = monotonic_now();
    dice(3) == 0 ? linger(3) : pause(Time{dice(100)});
    if (!arm_is(ArmState::up)) {
        car.may_be_misjudged("out of sight for too long");
        set(front(car), true);
        pause(hands_.pace());
        back_out(car);
        return;
    }
    set(Loop::safety, true);
    if (monotonic_now() - out_of_sight > longest_out_of_sight) {
        car.may_be_misjudged("out of sight for too long");
    }
    pause(hands_.pace() * 3 / 2);
    set(behind(car), true);
    about_to_leave_the_arm(car);
    set(Loop::safety, false);
    set(behind(car), false);
    gone(car, true, name_);
}

void TrafficDriver::plate_alone() {
    Car car = next_car();
    change([](Lane& lane, Instant, Events&) { lane.witness().begin(); });
    const auto opens = hands_.record().opens;
    show(car);
    pause(Time{300 + dice(500)});
    if (hands_.record().opens != opens) {
        car.may_be_misjudged("opened for a plate without a car");
    }
    gone(car, false, name_);
    // Whoever carried it has walked on.
    change([&](Lane& lane, Instant, Events&) { lane.eyes(side_of(car)).trigger_camera.clear_view(); });
}

void TrafficDriver::no_plate() {
    Car car{.plate = {}, .enters = enters_};
    car.may_be_misjudged("no plate");
    come(car);
    pause(Time{300});
    call_operator("no plate");
    const bool up = wait([](const Lane& lane) { return lane.arm().state() == ArmState::up; }, patience_with_operator);
    up ? drive(car) : back_out(car);
}

void TrafficDriver::oncoming() {
    Car first = next_car();
    Car second = car_of(!enters_, false);
    come(first);
    const bool shown_at_once = dice(2) == 0;
    if (shown_at_once) {
        show(first);
    }
    second.opens_before = first.opens_before;
    second.served_before = hands_.record().served_by(side_of(second)).sequence;
    set(front(second), true);
    show(second);
    if (!shown_at_once) {
        show(first);
    }
    const auto goes = [this](const Car& car) {
        return [side = side_of(car), plate = car.plate](const Lane& lane) {
            return lane.arm().state() == ArmState::up && reads_go(lane, side, plate);
        };
    };
    const bool one_goes =
        wait([one = goes(first), two = goes(second)](const Lane& lane) { return one(lane) || two(lane); },
             patience_with_operator);
    if (!one_goes) {
        first.may_be_misjudged("not told to go");
        second.may_be_misjudged("not told to go");
        back_out(first);
        back_out(second);
        return;
    }
    const bool is_first = change([&](const Lane& lane, Instant, Events&) { return goes(first)(lane); });
    Car& goer = is_first ? first : second;
    Car& waiter = is_first ? second : first;
    if (!is_read(goer)) {
        goer.may_be_misjudged("its plate was not read");
    }
    goer.closes_before = hands_.record().closes;
    // Two cars cannot pass each other: who was not told to go makes room.
    back_out(waiter);
    pause(hands_.pace());
    drive(goer);
}

} // namespace parkgate::sim
