#include "simulator/script/cycle.hpp"

namespace parkgate::sim {

namespace {

constexpr std::chrono::milliseconds controller_patience{5'000};
constexpr std::chrono::milliseconds arm_patience{60'000};
// The next car comes when the controller has had the time to read the arm's limits, too; and never in step with its
// polls.
std::chrono::milliseconds before_the_next_car(std::uint32_t number) {
    return std::chrono::milliseconds{30 + number * 7 % 20};
}

Outcome hold_for_two_polls(LaneHands& hands) {
    return hands.wait(
        [until = hands.record().loop_polls + 2](const Lane& lane) { return lane.record().loop_polls >= until; },
        controller_patience, "two polls of the loops");
}

Outcome change_loop(LaneHands& hands, Loop loop, bool occupied) {
    hands.set_loop(loop, occupied);
    if (const Outcome waited = hold_for_two_polls(hands); !waited) {
        return waited;
    }
    return hands.pause(hands.pace());
}

Outcome open_and_leave(LaneHands& hands) {
    if (Outcome step = hands.wait_for({WaitGoal::open_command, controller_patience}); !step) {
        return step;
    }
    if (Outcome step = hands.wait_for({WaitGoal::up, arm_patience}); !step) {
        return step;
    }
    if (Outcome step = change_loop(hands, Loop::safety, true); !step) {
        return step;
    }
    if (Outcome step = change_loop(hands, Loop::arrival, false); !step) {
        return step;
    }
    hands.set_loop(Loop::safety, false);
    if (Outcome step = hold_for_two_polls(hands); !step) {
        return step;
    }
    return hands.wait_for({WaitGoal::down, arm_patience});
}

} // namespace

std::expected<Passage, Unfinished> pass_one_car(LaneHands& hands, std::uint32_t number, const std::string& plate) {
    Passage passage{.number = number, .plate = plate};
    passage.occupied = monotonic_now();
    hands.set_loop(Loop::arrival, true);
    if (Outcome step = hold_for_two_polls(hands); !step) {
        return std::unexpected(std::move(step).error());
    }
    passage.shown = monotonic_now();
    const std::uint16_t sequence = hands.show({.plate = plate});
    if (Outcome step = open_and_leave(hands); !step) {
        return std::unexpected(std::move(step).error());
    }
    const LaneRecord record = hands.record();
    const LaneRecord::Served& served = record.served_by(Side::entry);
    passage.served = served.sequence == sequence ? served.at : Instant{0};
    passage.command = record.last_open;
    passage.up = record.last_up;
    if (Outcome step = hands.pause(before_the_next_car(number)); !step) {
        return std::unexpected(std::move(step).error());
    }
    return passage;
}

} // namespace parkgate::sim
