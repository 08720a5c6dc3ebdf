// For the reader of a path.
#include "tests/model/names.hpp"

namespace parkgate::model {

namespace {

void flag(std::string& text, bool set, const char* name) {
    if (set) {
        text += std::string(" ") + name;
    }
}

} // namespace

std::string described(const World& world, const Configuration& configuration) {
    const auto& state = world.lane;
    auto text = std::string(text_of(state.phase)) + " (arm " + text_of(world.ghost.arm);
    for (const Loop loop : loops) {
        if (configuration.has(loop)) {
            text += std::string(", ") + text_of(loop) + " " + text_of(world.ghost.seen[index_of(loop)]);
        }
    }
    text += ")";
    flag(text, state.car, "car");
    flag(text, state.admitted, "admitted");
    flag(text, state.came_up, "came_up");
    flag(text, state.under_arm, "under_arm");
    flag(text, state.arrival_freed, "arrival_freed");
    flag(text, state.by_hand, "by_hand");
    flag(text, state.tries > 0, "tries");
    if (state.tries > 0) {
        text += "=" + std::to_string(state.tries);
    }
    flag(text, state.retry_at.has_value(), "retry");
    flag(text, state.reopening, "reopening");
    flag(text, state.from_beyond, "from_beyond");
    flag(text, state.beyond_seen, "beyond_seen");
    flag(text, state.left_arm, "left_arm");
    flag(text, state.flapping, "flapping");
    flag(text, state.standing, "standing");
    flag(text, state.fire, "fire");
    if (configuration.happens.modes) {
        text += std::string(" mode ") + text_of(state.mode);
    }
    if (configuration.settings.reversible) {
        text += std::string(" way ") + ways.at(static_cast<std::size_t>(state.way)).name;
    }
    text += " | really:";
    flag(text, world.ghost.car, "car");
    flag(text, world.ghost.admitted, "admitted");
    flag(text, world.ghost.trail == Trail::under_arm, "been under the arm");
    flag(text, world.ghost.trail == Trail::moved_on, "moved on under the arm");
    flag(text, world.ghost.evidence, "evidence");
    flag(text, world.ghost.by_hand, "by hand");
    flag(text, world.ghost.cause, "cause");
    flag(text, world.ghost.told == Told::to_open, "told to open");
    flag(text, world.ghost.told == Told::to_close, "told to close");
    return text;
}

std::string described(const lane::Output& out) {
    std::string text;
    for (const auto signal : out.signals) {
        text += std::string(" ") + text_of(signal);
    }
    for (const auto& order : out.orders) {
        text += std::string(" arm:") + text_of(order.command);
    }
    return text.empty() ? " -" : text;
}

} // namespace parkgate::model
