#include "simulator/script/lane_hands.hpp"

#include <utility>

namespace parkgate::sim {

namespace {

/// What a camera takes from the arrival of a car to its plate.
constexpr std::chrono::milliseconds recognition_time{60};
/// Two polls of a slow serial line, and some more. Where nobody looks, a car drives on all the same.
constexpr std::chrono::milliseconds time_to_be_told{400};

std::chrono::milliseconds wall_now() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
}

std::string failed_to(std::string_view what, std::chrono::milliseconds within) {
    return std::string(what) + " within " + std::to_string(within.count()) + " ms";
}

} // namespace

void LaneHands::set_loop(Loop loop, bool occupied) {
    plant_.with(lane_, [&](Lane& lane, Instant now, Events& events) {
        if (loop == Loop::arrival && occupied) {
            opens_seen_ = lane.record().opens;
        }
        lane.set_loop(loop, occupied, now, events);
    });
}

std::uint16_t LaneHands::show(const PlateReading& reading, Side side) {
    return plant_.with(lane_, [&](Lane& lane, Instant now, Events& events) {
        return lane.show_plate(reading, wall_now(), now, events, side);
    });
}

LaneRecord LaneHands::record() {
    return plant_.with(lane_, [](Lane& lane, Instant, Events&) { return lane.record(); });
}

Outcome LaneHands::wait(Plant::Predicate predicate, std::chrono::milliseconds within, std::string expected) {
    switch (plant_.wait(lane_, std::move(predicate), monotonic_now() + within)) {
    case Plant::WaitEnd::met: return {};
    case Plant::WaitEnd::timed_out: return std::unexpected(Unfinished{false, failed_to(expected, within)});
    case Plant::WaitEnd::stopped: return std::unexpected(Unfinished{true, {}});
    }
    std::unreachable();
}

Outcome LaneHands::pause(std::chrono::milliseconds time) {
    const auto end = plant_.wait(lane_, [](const Lane&) { return false; }, monotonic_now() + time);
    return end == Plant::WaitEnd::stopped ? Outcome{std::unexpected(Unfinished{true, {}})} : Outcome{};
}

Outcome LaneHands::arrive(const PlateReading& reading, Side from) {
    opens_seen_ = record().opens;
    set_loop(in_front(from), true);
    if (const Outcome waited = pause(recognition_time); !waited) {
        return waited;
    }
    show(reading, from);
    return {};
}

Outcome LaneHands::stay_until_told() {
    const auto twice = [until = record().loop_polls + 2](const Lane& lane) {
        return lane.record().loop_polls >= until;
    };
    if (const Outcome waited = pause(pace_); !waited) {
        return waited;
    }
    const Outcome told = wait(twice, time_to_be_told, {});
    return told || !told.error().stopped ? Outcome{} : told;
}

Outcome LaneHands::drive_through(Side from) {
    set_loop(Loop::safety, true);
    if (const Outcome stayed = stay_until_told(); !stayed) {
        return stayed;
    }
    set_loop(in_front(from), false);
    if (const Outcome stayed = stay_until_told(); !stayed) {
        return stayed;
    }
    set_loop(Loop::safety, false);
    return {};
}

Outcome LaneHands::wait_for(const WaitFor& goal) {
    switch (goal.goal) {
    case WaitGoal::up:
        return wait([](const Lane& lane) { return lane.arm().state() == ArmState::up; }, goal.within, "the arm up");
    case WaitGoal::down:
        return wait([](const Lane& lane) { return lane.arm().state() == ArmState::down; }, goal.within, "the arm down");
    case WaitGoal::open_command: {
        const Outcome waited = wait([seen = opens_seen_](const Lane& lane) { return lane.record().opens > seen; },
                                    goal.within, "an open command");
        opens_seen_ = record().opens;
        return waited;
    }
    }
    std::unreachable();
}

} // namespace parkgate::sim
