// What is watched in every phase.
#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

void look_for_torn_arm(const Scene& scene) {
    State& state = scene.state;
    const bool torn = state.arm == ArmPosition::torn_off;
    const bool known = state.torn_off;
    state.torn_off = torn || (known && state.arm == ArmPosition::unknown);
    if (state.torn_off && state.phase != Phase::out_of_service) {
        enter(scene, Phase::out_of_service);
    }
    if (torn && !known) {
        state.arm_left_down = true;
        scene.tell(Signal::torn_off);
    }
}

void look_for_standing(const Scene& scene) {
    State& state = scene.state;
    const Duration wait = scene.settings.standing_after;
    const auto stands = [&](Presence presence, MonotonicTime since) {
        return presence == Presence::occupied && scene.now - since >= wait;
    };
    const bool standing = stands(state.under, state.under_since) ||
                          (scene.settings.fitted.arrival && stands(state.arrival, state.arrival_since)) ||
                          (scene.settings.fitted.beyond && stands(state.beyond, state.beyond_since));
    if (standing != state.standing) {
        state.standing = standing;
        scene.tell(standing ? Signal::standing : Signal::moved_on);
    }
}

} // namespace parkgate::core::lane
