// Which fields nothing reads any more. Two worlds that differ in these alone go on alike, so one of them is enough.
// That this is so is itself checked, on a sample (Exploration::check_canonical).
#include "tests/model/world.hpp"

namespace parkgate::model {

namespace {

// The lane writes these anew before it reads them.
void forget_of_lane(const Configuration& configuration, lane::State& state, MonotonicTime now) {
    const auto& settings = configuration.settings;
    const bool stands = settings.standing_after < never;
    const bool moves = state.phase == lane::Phase::opening || state.phase == lane::Phase::closing;
    const bool waits = state.phase == lane::Phase::recovering || state.phase == lane::Phase::arrived || moves ||
                       (state.car && state.phase != lane::Phase::passing && state.phase != lane::Phase::idle);
    if (!waits) {
        state.since = now;
    }
    if (!moves && !lane::is_held(state)) {
        state.tries = 0;
        state.retry_at.reset();
    }
    if (state.arm != ArmPosition::unknown && state.arm != ArmPosition::moving) {
        state.arm_since = now;
    }
    if (state.under == Presence::occupied && !stands) {
        state.under_since = now;
    }
    if (state.arrival != Presence::clear && !stands) {
        state.arrival_since = now;
    }
    if (state.beyond != Presence::clear && !stands) {
        state.beyond_since = now;
    }
    if (settings.closings_within == Duration{0}) {
        state.closings = 0; // counted from anew at each closing
    }
    if (state.closings == 0) {
        state.closings_since = now;
    }
    state.beyond_first = state.beyond_first && settings.reversible;
    state.under_lost = state.under_lost && state.admitted && !state.under_arm;
    state.came_up = state.came_up && state.admitted;
    state.raised_again = state.raised_again && state.admitted;
    state.raised = state.raised || state.by_hand;
}

void forget_of_ghost(Ghost& ghost, MonotonicTime now) {
    for (std::size_t i = 0; i < loop_kinds; ++i) {
        ghost.since.at(i) = ghost.seen.at(i) == Presence::clear ? ghost.since.at(i) : now;
    }
    ghost.in_a_row = ghost.told == Told::nothing ? 0 : ghost.in_a_row;
    ghost.one_more = ghost.one_more && ghost.told == Told::to_close;
    ghost.came_in = ghost.admitted ? ghost.came_in : Trail::none;
}

} // namespace

void make_canonical(const Configuration& configuration, World& world, MonotonicTime now) {
    forget_of_lane(configuration, world.lane, now);
    forget_of_ghost(world.ghost, now);
}

} // namespace parkgate::model
