#include "tests/model/world.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::model {

namespace {

constexpr std::array all_loops{Loop::arrival, Loop::safety, Loop::photocell, Loop::beyond};
constexpr std::array under_the_arm{Loop::safety, Loop::photocell};

Trail begun(const Configuration& configuration, const Ghost& ghost) {
    return under_arm(configuration, ghost) == Presence::occupied ? Trail::under_arm : Trail::none;
}

void see_loop(const Configuration& configuration, Ghost& ghost, Loop loop, Presence presence, MonotonicTime now) {
    const Presence before = under_arm(configuration, ghost);
    const std::size_t index = index_of(loop);
    if (ghost.seen[index] != presence) {
        ghost.seen[index] = presence;
        ghost.since[index] = now;
    }
    ghost.ever[index] = ghost.ever[index] || presence != Presence::unknown;
    if (under_arm(configuration, ghost) == Presence::occupied) {
        ghost.trail = std::max(ghost.trail, Trail::under_arm);
        ghost.came_in = ghost.arm != ArmPosition::down ? std::max(ghost.came_in, Trail::under_arm) : ghost.came_in;
        ghost.evidence = false;
        ghost.in_a_row = before == Presence::occupied ? ghost.in_a_row : 0;
    }
}

void see_arm(const Configuration& configuration, Ghost& ghost, ArmPosition position) {
    if (ghost.arm == ArmPosition::down && position != ArmPosition::down) {
        // Nobody has come in under a lowered arm, whatever stood on the loop.
        ghost.came_in = begun(configuration, ghost);
    }
    // An arm that still reads "up" as it is told to rise again may yet fall: that is no answer.
    const bool rose = position == ArmPosition::up && ghost.arm != ArmPosition::up;
    if (ghost.arm == ArmPosition::unknown && position != ArmPosition::unknown && ghost.told == Told::to_close) {
        // Heard again: one more, for those that may have been lost, and only one.
        if (ghost.in_a_row >= configuration.settings.tries && !ghost.one_more) {
            ghost.in_a_row = configuration.settings.tries - 1;
            ghost.one_more = true;
        }
    }
    ghost.arm = position;
    ghost.arm_ever = ghost.arm_ever || position != ArmPosition::unknown;
    if (position == ArmPosition::down) {
        ghost.by_hand = false;
        ghost.was_down = true;
        if (ghost.told == Told::to_close || ghost.told == Told::has_opened) {
            ghost.told = Told::nothing;
            ghost.in_a_row = 0;
        }
    } else if (position == ArmPosition::up) {
        ghost.by_hand = ghost.by_hand || (ghost.was_down && ghost.told == Told::nothing);
        ghost.was_down = false;
        if (rose && ghost.told == Told::to_open) {
            ghost.told = Told::has_opened;
            ghost.in_a_row = 0;
        }
    }
}

// The process has lost its memory, and with it who had moved the arm.
void restart(Ghost& ghost, bool admitted, MonotonicTime now) {
    const Ghost before = std::exchange(ghost, Ghost{});
    ghost.since.fill(now);
    ghost.mode = before.mode;
    ghost.way = before.way;
    ghost.fire = before.fire;
    ghost.car = ghost.admitted = admitted;
    ghost.cause = admitted || is_held(ghost);
}

// To all but a person.
bool is_shut(const Ghost& ghost) {
    return !ghost.fire && (ghost.mode == lane::Mode::locked || ghost.mode == lane::Mode::out_of_service);
}

bool is_clear(const Configuration& configuration, const Ghost& ghost, Loop loop) {
    return configuration.has(loop) && ghost.seen[index_of(loop)] == Presence::clear;
}

void follow(const Configuration& configuration, Ghost& ghost, MonotonicTime now) {
    const Loop front = ghost.from_beyond ? Loop::beyond : Loop::arrival;
    const Loop behind = ghost.from_beyond ? Loop::arrival : Loop::beyond;
    const bool front_free = !configuration.has(front) || is_clear(configuration, ghost, front);
    const bool reached = configuration.has(behind) && ghost.seen[index_of(behind)] == Presence::occupied;
    // In front is free because he moved on while he was seen under the arm; free later, it was left backwards.
    const bool still_there = !under_arm_clear_for(configuration, ghost, configuration.settings.settle, now);
    for (Trail* trail : {&ghost.trail, &ghost.came_in}) {
        if (*trail == Trail::under_arm && ((front_free && still_there) || reached)) {
            *trail = Trail::moved_on;
        }
    }
}

void judge(const Configuration& configuration, Ghost& ghost, MonotonicTime now) {
    follow(configuration, ghost, now);
    const auto& settings = configuration.settings;
    const bool passed =
        ghost.trail == Trail::moved_on && under_arm_clear_for(configuration, ghost, settings.settle, now);
    const bool left_backwards = ghost.admitted && all_clear_for(configuration, ghost, settings.turned_back_after, now);
    ghost.evidence = ghost.evidence || passed || left_backwards;
}

bool speaks(Kind kind) {
    return kind == Kind::admit || kind == Kind::operator_opens || kind == Kind::operator_closes || kind == Kind::mode ||
           kind == Kind::fire_alarm;
}

// Once everything has been seen, or somebody has spoken, nothing of the start matters any more.
void look(const Configuration& configuration, Ghost& ghost, bool spoken) {
    const std::int64_t long_enough = configuration.settings.close_within.count();
    ghost.waited = std::min(ghost.waited, long_enough);
    ghost.looked = ghost.looked || spoken || everything_seen(configuration, ghost) ||
                   (ghost.arm_ever && (is_held(ghost) || ghost.waited == long_enough));
    if (ghost.looked) {
        ghost.ever.fill(true);
        ghost.arm_ever = true;
        ghost.waited = long_enough;
    }
}

void hear_outcome(Ghost& ghost, const Event& event) {
    if (event.command == ArmCommand::release) {
        ghost.may_be_held = ghost.may_be_held && (event.outcome != LineOutcome::ok || is_held(ghost));
        return;
    }
    // What was not sent has moved nothing. An order that another has replaced was no attempt at that one.
    const bool of_the_last = (event.command == ArmCommand::close) == (ghost.told == Told::to_close);
    ghost.in_a_row -= of_the_last && event.outcome == LineOutcome::not_sent && ghost.in_a_row > 0 ? 1 : 0;
}

void a_person_spoke(Ghost& ghost) {
    ghost.by_hand = ghost.given_up = ghost.one_more = false;
    ghost.in_a_row = 0;
}

// The end of a hold is an operator's word to close an arm that nobody needs.
bool ends_hold_for_nobody(const Step& step) {
    const auto before = step.before.ghost.mode;
    const auto after = step.event.mode;
    const bool ends = step.event.kind == Kind::mode && after != before && after != lane::Mode::out_of_service &&
                      (before == lane::Mode::held_open || before == lane::Mode::out_of_service) && !is_held(step.then);
    const Loop front = step.then.from_beyond ? Loop::beyond : Loop::arrival;
    return ends && !step.then.car && under_arm(step.configuration, step.then) == Presence::clear &&
           step.then.seen[index_of(front)] != Presence::occupied;
}

void note(const Configuration& configuration, Ghost& ghost, lane::Signal signal) {
    switch (signal) {
    case lane::Signal::passed:
    case lane::Signal::turned_back:
    case lane::Signal::presumed:
        ghost.cause = is_held(ghost);
        ghost.car = ghost.admitted = ghost.fell = false;
        ghost.trail = Trail::none;
        ghost.came_in = Trail::none;
        break;
    case lane::Signal::went_away:
        ghost.car = false;
        ghost.trail = Trail::none;
        ghost.came_in = Trail::none;
        break;
    case lane::Signal::arrived:
    case lane::Signal::tailgated:
        ghost.car = true;
        ghost.trail = ghost.came_in = begun(configuration, ghost);
        break;
    case lane::Signal::came_down:
        ghost.trail = begun(configuration, ghost);
        ghost.evidence = false;
        ghost.cause = is_held(ghost);
        break;
    case lane::Signal::torn_off:
    case lane::Signal::stuck:
        ghost.evidence = false;
        ghost.looked = true; // a person has been called, and what moves the arm from here on is his hand
        break;
    case lane::Signal::flapping: ghost.given_up = true; break;
    case lane::Signal::left_open: ghost.one_more = false; break; // that closing is over
    case lane::Signal::came_up:
    case lane::Signal::standing:
    case lane::Signal::moved_on: break;
    }
}

void note(Ghost& ghost, const lane::Order& order) {
    ghost.may_be_held = ghost.may_be_held || order.command == ArmCommand::hold;
    if (order.command == ArmCommand::release) {
        return; // moves nothing
    }
    const Told told = order.command == ArmCommand::close ? Told::to_close : Told::to_open;
    // A car that has come under a falling arm is a cause of its own.
    const bool again = order.cause != OpenCause::obstruction &&
                       (ghost.told == told || (told == Told::to_open && ghost.told == Told::has_opened));
    ghost.in_a_row = again ? ghost.in_a_row + 1 : 1;
    ghost.one_more = ghost.one_more && again;
    ghost.told = told;
    ghost.cause = told == Told::to_open && (ghost.cause || order.cause);
    ghost.evidence = ghost.evidence && told == Told::to_close;
}

} // namespace

bool Configuration::has(Loop loop) const {
    switch (loop) {
    case Loop::arrival: return settings.fitted.arrival;
    case Loop::safety: return settings.fitted.safety;
    case Loop::photocell: return settings.fitted.photocell;
    case Loop::beyond: return settings.fitted.beyond;
    }
    return false;
}

std::vector<Loop> Configuration::fitted() const {
    std::vector<Loop> loops{Loop::arrival, Loop::safety, Loop::photocell, Loop::beyond};
    std::erase_if(loops, [this](Loop loop) { return !has(loop); });
    return loops;
}

std::int64_t Configuration::longest() const {
    const auto& all = settings;
    Duration longest{0};
    for (const Duration one : {all.open_within, all.close_within, all.retry_after, all.settle, all.turned_back_after,
                               all.presumed_after, all.standing_after, all.closings_within}) {
        longest = one < never ? std::max(longest, one) : longest;
    }
    return longest.count();
}

Caps caps_of(const Configuration& configuration) {
    Caps caps{};
    caps.fill(configuration.longest());
    World world;
    const auto cut = [&](const auto& stamp, std::int64_t at) {
        const auto* base = static_cast<const char*>(static_cast<const void*>(&world));
        const auto* place = static_cast<const char*>(static_cast<const void*>(&stamp));
        caps.at(static_cast<std::size_t>(place - base) / sizeof(std::uint64_t)) = at;
    };
    cut(world.lane.retry_at, 0);
    cut(world.lane.closings_since, configuration.settings.closings_within.count());
    for (const Loop loop : all_loops) {
        if (!configuration.has(loop)) {
            cut(world.ghost.since[index_of(loop)], 0);
        }
    }
    if (!configuration.has(Loop::arrival)) {
        cut(world.lane.arrival_since, 0);
    }
    if (!configuration.has(Loop::beyond)) {
        cut(world.lane.beyond_since, 0);
    }
    return caps;
}

bool raises_again(const Step& step) {
    const bool in_its_name = std::ranges::any_of(step.out.orders, [](const auto& order) {
        return (order.command == ArmCommand::open || order.command == ArmCommand::hold) && !order.cause;
    });
    return in_its_name && step.then.arm == ArmPosition::down && step.then.told == Told::nothing &&
           step.before.ghost.admitted && step.before.lane.phase != lane::Phase::recovering;
}

bool is_held(const Ghost& ghost) {
    return ghost.fire || ghost.mode == lane::Mode::held_open;
}

Presence under_arm(const Configuration& configuration, const Ghost& ghost) {
    Presence all = Presence::clear;
    for (const Loop loop : under_the_arm) {
        if (configuration.has(loop)) {
            const Presence one = ghost.seen[index_of(loop)];
            all = one == Presence::occupied || all == Presence::occupied ? Presence::occupied
                  : one == Presence::unknown                             ? Presence::unknown
                                                                         : all;
        }
    }
    return all;
}

bool under_arm_clear_for(const Configuration& configuration, const Ghost& ghost, Duration length, MonotonicTime now) {
    return std::ranges::all_of(under_the_arm, [&](Loop loop) {
        const std::size_t index = index_of(loop);
        return !configuration.has(loop) || (ghost.seen[index] == Presence::clear && now - ghost.since[index] >= length);
    });
}

bool all_clear_for(const Configuration& configuration, const Ghost& ghost, Duration length, MonotonicTime now) {
    const Loop front = ghost.from_beyond ? Loop::beyond : Loop::arrival;
    return is_clear(configuration, ghost, front) && now - ghost.since[index_of(front)] >= length &&
           under_arm_clear_for(configuration, ghost, length, now);
}

bool everything_seen(const Configuration& configuration, const Ghost& ghost) {
    const Loop behind = ghost.from_beyond ? Loop::arrival : Loop::beyond;
    return ghost.arm_ever && std::ranges::all_of(all_loops, [&](Loop loop) {
               return loop == behind || !configuration.has(loop) || ghost.ever[index_of(loop)];
           });
}

void observe(const Configuration& configuration, Ghost& ghost, const Event& event, MonotonicTime now) {
    switch (event.kind) {
    case Kind::loop: see_loop(configuration, ghost, event.loop, event.presence, now); break;
    case Kind::arm: see_arm(configuration, ghost, event.position); break;
    case Kind::time: ++ghost.waited; break;
    case Kind::admit:
        if (!event.flag && is_shut(ghost)) {
            break;
        }
        ghost.car = ghost.admitted = ghost.cause = true;
        ghost.came_in = begun(configuration, ghost);
        ghost.in_a_row = 0;
        break;
    case Kind::operator_opens:
        ghost.cause = true;
        a_person_spoke(ghost);
        break;
    case Kind::fire_alarm:
        ghost.fire = ghost.cause = true;
        ghost.in_a_row = 0;
        break;
    case Kind::fire_over: ghost.fire = false; break;
    case Kind::mode:
        ghost.mode = event.mode;
        ghost.cause = ghost.cause || is_held(ghost);
        ghost.in_a_row = 0;
        break;
    case Kind::way: ghost.way = event.way; break;
    case Kind::start: restart(ghost, false, now); break;
    case Kind::resume: restart(ghost, true, now); break;
    case Kind::outcome: hear_outcome(ghost, event); break;
    case Kind::operator_closes:
    case Kind::assume_arrival:
    case Kind::another_car: break;
    }
    look(configuration, ghost, speaks(event.kind));
    judge(configuration, ghost, now);
}

void conclude(Step& step) {
    if (step.closes || ends_hold_for_nobody(step)) {
        step.then.evidence = true;
        a_person_spoke(step.then);
        step.then.was_down = step.then.was_down && step.then.arm == ArmPosition::down; // it may be up by his leave
    }
    Ghost& ghost = step.after.ghost = step.then;
    for (const auto signal : step.out.signals) {
        note(step.configuration, ghost, signal);
    }
    // Which side a car has come from is the lane's own word; whether it may, is a rule.
    ghost.from_beyond = step.signalled(lane::Signal::arrived) ? step.after.lane.from_beyond : ghost.from_beyond;
    follow(step.configuration, ghost, step.now);
    ghost.fell = (ghost.fell || raises_again(step)) && ghost.admitted;
    for (const auto& order : step.out.orders) {
        note(ghost, order);
        ghost.evidence = ghost.told == Told::to_close ? step.then.evidence : ghost.evidence;
    }
    const auto phase = step.before.lane.phase;
    const bool stood_up = phase == lane::Phase::open || phase == lane::Phase::passing;
    if (ghost.arm == ArmPosition::up && !step.ordered_to_close() && ghost.told != Told::nothing &&
        (step.signalled(lane::Signal::came_up) || (stood_up && step.ordered_to_open()))) {
        ghost.told = Told::has_opened; // it read "up" all along, and had no way to go
        ghost.in_a_row = step.ordered_to_open() ? ghost.in_a_row : 0;
    }
    const bool ended = step.signalled(lane::Signal::stuck) || step.signalled(lane::Signal::torn_off);
    if (ended && step.out.orders.empty()) {
        ghost.one_more = false;
        ghost.in_a_row = 0; // the end of the attempts; an order of the same moment begins the next
    }
    ghost.in_a_row = std::min(ghost.in_a_row, step.configuration.settings.tries + 1);
}

} // namespace parkgate::model
