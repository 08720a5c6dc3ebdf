#include "simulator/traffic/driver.hpp"

#include "simulator/event_json.hpp"
#include "simulator/script/parser.hpp"
#include "simulator/utf8.hpp"

namespace parkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds patience{6'000};
constexpr std::chrono::milliseconds patience_before_an_open_arm{1'200};
/// Longer than the controller may take to raise it or to call a person.
constexpr std::chrono::milliseconds patience_before_a_lowered_arm{9'000};
/// What a driver needs to see what the display says.
constexpr std::chrono::milliseconds time_to_read{500};
/// A controller that has not been told of a loop by then is not going to be.
constexpr std::chrono::milliseconds time_to_be_told{1'500};
constexpr int tenths_of_seconds_for_somebody_inside = 150;

} // namespace

bool reads_go(const Lane& lane, Side side, const std::string& plate) {
    const DisplayText& text = lane.display(side);
    return text.colour == static_cast<std::uint16_t>(DisplayColour::green) && text.lines[0] == plate;
}

TrafficDriver::TrafficDriver(LaneHands& hands, const Traffic& traffic, LineBoard& board, CarPark& park, Output& output)
    : hands_(hands), traffic_(traffic), board_(board), park_(park), output_(output), random_(traffic.seed) {}

Outcome TrafficDriver::run() {
    Outcome outcome;
    try {
        while (change([](const Lane& lane, Instant, Events&) { return lane.recorder().counts().passages; }) <
               traffic_.passages) {
            manoeuvre();
        }
    } catch (const TrafficStopped&) {
        outcome = std::unexpected(sim::Unfinished{true, {}});
    }
    park_.close(hands_.lane());
    return outcome;
}

// ---- what a driver does ----

TrafficDriver::Car TrafficDriver::next_car(bool may_wait) {
    return car_of(enters_, may_wait);
}

TrafficDriver::Car TrafficDriver::car_of(bool enters, bool may_wait) {
    Car car{.plate = {}, .enters = enters};
    std::optional<std::string> plate;
    if (!enters) {
        plate = park_.leave(way_in());
        for (int tries = 0; may_wait && !traffic_.both_ways && !plate && !park_.is_closed(way_in()) &&
                            tries < tenths_of_seconds_for_somebody_inside;
             ++tries) {
            pause(100ms);
            plate = park_.leave(way_in());
        }
        car.stranger = !plate;
    }
    car.plate = plate ? *plate : cycle_plate(traffic_.prefix, ++number_);
    car.began = monotonic_now();
    return car;
}

void TrafficDriver::come(Car& car) {
    change([&](Lane& lane, Instant, Events&) {
        lane.witness().begin();
        car.opens_before = lane.record().opens;
        car.served_before = lane.record().served_by(side_of(car)).sequence;
    });
    set(front(car), true);
    pause(Time{40 + dice(120)});
}

void TrafficDriver::show(Car& car, std::uint16_t confidence) {
    unfinished_ = {hands_.show({.plate = car.plate, .confidence = confidence}, side_of(car)), side_of(car), car.plate};
}

bool TrafficDriver::is_read(const Car& car) {
    return hands_.record().served_by(side_of(car)).sequence != car.served_before;
}

bool TrafficDriver::let_through(Car& car) {
    const auto told_to_go = [before = car.opens_before, side = side_of(car), plate = car.plate](const Lane& lane) {
        return lane.arm().state() == ArmState::up && (lane.record().opens > before || reads_go(lane, side, plate));
    };
    // With the arm still up from the car before, nobody looks at it for long.
    const bool stands_open = arm_is(ArmState::up);
    if (wait(told_to_go, stands_open ? patience_before_an_open_arm : patience)) {
        // Plates of others have been given time to be forgotten: it was opened for this one.
        if (!is_read(car)) {
            car.may_be_misjudged("its plate was not read");
        }
        car.closes_before = hands_.record().closes;
        return true;
    }
    if (arm_is(ArmState::up)) {
        car.may_be_misjudged("not told to go");
        return true;
    }
    call_operator("not opened");
    if (!wait([](const Lane& lane) { return lane.arm().state() == ArmState::up; }, patience_with_operator)) {
        car.may_be_misjudged("not opened");
        return false;
    }
    car.closes_before = hands_.record().closes;
    const auto is_named = [side = side_of(car), plate = car.plate](const Lane& lane) {
        return reads_go(lane, side, plate);
    };
    if (!is_read(car) || !wait(is_named, time_to_read)) {
        car.may_be_misjudged("let through by an operator");
    }
    return true;
}

bool TrafficDriver::raised_again(Car& car) {
    const auto up = [](const Lane& lane) { return lane.arm().state() == ArmState::up; };
    if (wait(up, patience_before_a_lowered_arm)) {
        return true;
    }
    car.may_be_misjudged("the arm came down before it, and an operator raised it");
    call_operator("not opened");
    return wait(up, patience_with_operator);
}

void TrafficDriver::about_to_leave_the_arm(Car& car) {
    if (hands_.record().closes != car.closes_before) {
        car.may_be_misjudged("told to close before it had passed");
    }
}

void TrafficDriver::drive(Car& car) {
    set(Loop::safety, true);
    linger();
    set(Loop::photocell, true);
    pause(hands_.pace());
    set(front(car), false);
    linger();
    set(behind(car), true);
    pause(hands_.pace());
    about_to_leave_the_arm(car);
    set(Loop::safety, false);
    pause(hands_.pace() / 4);
    set(Loop::photocell, false);
    pause(hands_.pace());
    set(behind(car), false);
    gone(car, true, name_);
}

void TrafficDriver::back_out(Car& car) {
    change([&](Lane& lane, Instant now, Events& events) { lane.back_out(side_of(car), now, events); });
    if (!in_haste_) {
        hold();
    }
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

void TrafficDriver::note_what_was_told(Car& car) {
    if (in_haste_) {
        hold();
    }
    if (!change([](const Lane& lane, Instant, Events&) { return lane.witness().was_told_all(); })) {
        car.may_be_misjudged("not all of its way was told");
    }
}

void TrafficDriver::gone(Car& car, bool passed, std::string_view how) {
    note_what_was_told(car);
    if (car.stranger && !passed) {
        car.may_be_misjudged("never seen inside");
    }
    const bool inside = passed == car.enters;
    const bool certain = car.doubt.empty() && !car.plate.empty();
    if (passed && certain && !faulty_ && unfinished_ && unfinished_->plate == car.plate) {
        unfinished_.reset();
    }
    if (inside && certain) {
        car.enters ? park_.enter(hands_.lane(), car.plate) : park_.stay(way_in(), car.plate);
    }
    boost::json::object line = json_line("car", monotonic_now());
    line["lane"] = hands_.lane();
    line["plate"] = to_utf8(car.plate);
    line["manoeuvre"] = how;
    line["began_ms"] = std::chrono::duration_cast<Time>(car.began).count();
    line["passed"] = passed;
    line["inside"] = inside;
    line["certain"] = certain;
    if (!car.doubt.empty()) {
        line["doubt"] = car.doubt;
    }
    output_.post(std::move(line));
}

// ---- tools ----

bool TrafficDriver::wait(Plant::Predicate predicate, Time within) {
    const Outcome outcome = hands_.wait(std::move(predicate), within, "");
    if (!outcome && outcome.error().stopped) {
        throw TrafficStopped{};
    }
    return outcome.has_value();
}

void TrafficDriver::pause(Time time) {
    if (!hands_.pause(time)) {
        throw TrafficStopped{};
    }
}

void TrafficDriver::linger(unsigned most_paces) {
    pause(hands_.pace() + Time{dice(static_cast<unsigned>(hands_.pace().count()) * most_paces)});
}

void TrafficDriver::set(Loop loop, bool occupied) {
    hands_.set_loop(loop, occupied);
    if (!in_haste_) {
        hold();
    }
}

void TrafficDriver::hold() {
    static_cast<void>(
        wait([until = hands_.record().loop_polls + 2](const Lane& lane) { return lane.record().loop_polls >= until; },
             time_to_be_told));
}

bool TrafficDriver::arm_is(ArmState state) {
    return hands_.plant().with(hands_.lane(),
                               [&](const Lane& lane, Instant, Events&) { return lane.arm().state() == state; });
}

bool TrafficDriver::sees_beyond() {
    return change([](const Lane& lane, Instant, Events&) { return lane.witness().sees_beyond(); });
}

void TrafficDriver::call_operator(std::string_view why) {
    boost::json::object line = json_line("operator_needed", monotonic_now());
    line["lane"] = hands_.lane();
    line["why"] = why;
    line["manoeuvre"] = name_;
    output_.post(std::move(line));
}

} // namespace parkgate::sim
