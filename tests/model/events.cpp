#include "tests/model/names.hpp"

#include <algorithm>

namespace parkgate::model {

namespace {

// What the file holds beside an admission.
lane::State remembering(const lane::State& before, lane::State after) {
    after.mode = before.mode;
    after.way = before.way;
    after.fire = before.fire;
    return after;
}

// The event as the lane's room is told of it.
bool apply(const Configuration& configuration, lane::State& state, const Event& event, MonotonicTime now,
           lane::Output& out) {
    const auto& settings = configuration.settings;
    switch (event.kind) {
    case Kind::loop: lane::see_loop(state, settings, event.loop, event.presence, now, out); break;
    case Kind::arm: lane::see_arm(state, settings, event.position, now, out); break;
    case Kind::outcome: lane::command_done(state, settings, event.command, event.outcome, now, out); break;
    case Kind::time: break;
    case Kind::admit: lane::admit(state, settings, now, out, event.flag); break;
    case Kind::assume_arrival: lane::assume_arrival(state, settings, now, out, event.flag); break;
    case Kind::another_car: lane::another_car_is_here(state, settings, now, out); break;
    case Kind::operator_opens: lane::operator_opens(state, settings, now, out); break;
    case Kind::operator_closes: return lane::operator_closes(state, settings, now, out);
    case Kind::mode: lane::set_mode(state, settings, event.mode, now, out); break;
    case Kind::way: lane::set_way(state, settings, event.way, now, out); break;
    case Kind::fire_alarm: lane::fire_alarm(state, settings, now, out); break;
    case Kind::fire_over: lane::fire_over(state, settings, now, out); break;
    case Kind::start: state = remembering(state, lane::start(now)); break;
    case Kind::resume: state = remembering(state, lane::resume(now, event.flag)); break;
    }
    return false;
}

} // namespace

std::vector<Event> events_of(const Configuration& configuration) {
    std::vector<Event> events;
    events.push_back({.text = "time passes", .kind = Kind::time});
    for (const Loop loop : loops) {
        for (const Presence presence : presences) {
            if (configuration.has(loop)) {
                events.push_back({.text = std::string(text_of(loop)) + " is " + text_of(presence),
                                  .kind = Kind::loop,
                                  .loop = loop,
                                  .presence = presence});
            }
        }
    }
    const Happens& happens = configuration.happens;
    for (const ArmPosition position : positions) {
        const bool unread = position == ArmPosition::unknown || position == ArmPosition::moving;
        const bool broken = position == ArmPosition::fault || position == ArmPosition::torn_off;
        if ((happens.unread || !unread) && (happens.broken || !broken)) {
            events.push_back(
                {.text = std::string("arm is ") + text_of(position), .kind = Kind::arm, .position = position});
        }
    }
    for (const LineOutcome outcome : outcomes) {
        for (const ArmCommand command : commands) {
            const bool holds = command == ArmCommand::hold || command == ArmCommand::release;
            const bool alike = command == ArmCommand::release && outcome != LineOutcome::ok &&
                               outcome != LineOutcome::timeout; // taken or not
            const bool told = holds ? happens.modes || happens.fire : happens.of_moves;
            if (happens.outcomes && told && !alike) {
                events.push_back({.text = std::string(text_of(command)) + ": " + text_of(outcome),
                                  .kind = Kind::outcome,
                                  .command = command,
                                  .outcome = outcome});
            }
        }
    }
    events.push_back({.text = "admit", .kind = Kind::admit});
    events.push_back({.text = "a read stands in for the loop in front", .kind = Kind::assume_arrival});
    events.push_back({.text = "another car's plate is read", .kind = Kind::another_car});
    if (happens.operators) {
        events.push_back({.text = "operator opens", .kind = Kind::operator_opens});
        events.push_back({.text = "operator closes", .kind = Kind::operator_closes});
    }
    if (happens.restarts) {
        events.push_back({.text = "restart", .kind = Kind::start});
        events.push_back({.text = "restart with an admission", .kind = Kind::resume, .flag = false});
        events.push_back({.text = "restart with an admission that had opened", .kind = Kind::resume, .flag = true});
    }
    if (happens.modes) {
        events.push_back({.text = "a person admits", .kind = Kind::admit, .flag = true});
    }
    for (const lane::Mode mode : modes) {
        if (happens.modes) {
            events.push_back({.text = std::string("mode is ") + text_of(mode), .kind = Kind::mode, .mode = mode});
        }
    }
    if (happens.fire) {
        events.push_back({.text = "fire alarm", .kind = Kind::fire_alarm});
        events.push_back({.text = "the fire alarm is over", .kind = Kind::fire_over});
    }
    if (configuration.settings.reversible) {
        events.push_back({.text = "a read stands in for the loop beyond", .kind = Kind::assume_arrival, .flag = true});
        for (const auto& [way, name] : ways) {
            events.push_back({.text = std::string("way is ") + name, .kind = Kind::way, .way = way});
        }
    }
    return events;
}

bool can_happen(const Event& event, const World& world) {
    return event.kind != Kind::admit || (world.ghost.car && !world.ghost.admitted);
}

World first_world(const Configuration& configuration) {
    World world;
    world.lane = lane::start(the_present);
    observe(configuration, world.ghost, {.text = "", .kind = Kind::start}, the_present);
    return world;
}

Step take(const Configuration& configuration, const World& before, const Event& event, MonotonicTime at) {
    const MonotonicTime now = at + Duration{event.kind == Kind::time ? 1 : 0};
    Step step{configuration, event, now, before, before.ghost, before, {}, false};
    observe(configuration, step.then, event, now);
    step.closes = apply(configuration, step.after.lane, event, now, step.out);
    lane::tick(step.after.lane, configuration.settings, now, step.out);
    conclude(step);
    return step;
}

bool Step::ordered_to_close() const {
    return std::ranges::any_of(out.orders, [](const auto& order) { return order.command == ArmCommand::close; });
}

bool Step::ordered_to_open() const {
    return std::ranges::any_of(out.orders, [](const auto& order) {
        return order.command == ArmCommand::open || order.command == ArmCommand::hold;
    });
}

bool Step::signalled(lane::Signal signal) const {
    return std::ranges::find(out.signals, signal) != out.signals.end();
}

} // namespace parkgate::model
