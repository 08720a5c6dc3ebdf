#include "tests/model/pack.hpp"
#include "tests/model/rules.hpp"

#include <algorithm>

namespace parkgate::model {

namespace {

using Broken = std::optional<std::string>;

// An order may have waited for a commit; it leaves when the lane still stands by it.
Broken an_order_that_waited(const Configuration& configuration, const World& world) {
    const auto& ghost = world.ghost;
    if (ghost.told != Told::to_close || !lane::may_still_close(world.lane)) {
        return {};
    }
    if (under_arm(configuration, ghost) != Presence::clear) {
        return "a close order that waited may leave with something under the arm";
    }
    if (!ghost.evidence || ghost.by_hand || is_held(ghost)) {
        return "a close order that waited may leave without evidence, against a hand or against a hold";
    }
    return {};
}

Broken an_opening_that_waited(const Configuration& /*configuration*/, const World& world) {
    const bool may = lane::may_still_open(world.lane);
    const bool raises = world.ghost.told == Told::to_open && world.lane.phase == lane::Phase::opening;
    if (may && raises && !world.ghost.cause) {
        return "an open order that waited may leave though nobody wants it any more";
    }
    return {};
}

// Nobody is admitted on what was seen before the start, and a reading is weighed by the loop that is really in front.
Broken what_the_lot_asks(const Configuration& configuration, const World& world) {
    if (!world.ghost.looked && !world.ghost.arm_ever && lane::may_admit(world.lane)) {
        return "a car may be admitted before the arm has been seen";
    }
    const Loop front = world.lane.from_beyond ? Loop::beyond : Loop::arrival;
    const auto in_front = lane::in_front(world.lane, configuration.settings);
    if (in_front.has_value() != configuration.has(front) ||
        (in_front && *in_front != world.ghost.seen[index_of(front)])) {
        return "the loop in front is not what the lane says";
    }
    return {};
}

// Nothing happens in a state that has just been ticked.
Broken a_second_tick(const Configuration& configuration, const World& world) {
    lane::State again = world.lane;
    lane::Output out;
    lane::tick(again, configuration.settings, the_present, out);
    if (again != world.lane || !out.orders.empty() || !out.signals.empty()) {
        return "a second tick at the same moment does something:" + described(out);
    }
    return {};
}

Broken deadlines(const Configuration& configuration, const World& world) {
    const auto due = lane::next_deadline(world.lane, configuration.settings, the_present);
    if (due && *due <= the_present) {
        return "the next deadline is not in the future";
    }
    const std::int64_t longest = configuration.longest() + 1;
    for (std::int64_t wait = 1; wait <= longest; ++wait) {
        lane::State later = world.lane;
        lane::Output out;
        lane::tick(later, configuration.settings, the_present + Duration{wait}, out);
        if (later != world.lane || !out.orders.empty() || !out.signals.empty()) {
            if (!due || *due > the_present + Duration{wait}) {
                return "after " + std::to_string(wait) + " a tick does something:" + described(out) + ", and " +
                       (due ? "the deadline is " + std::to_string((*due - the_present).count())
                            : "there is no deadline");
            }
            return {};
        }
    }
    const bool moves = world.lane.phase == lane::Phase::opening ||
                       (world.lane.phase == lane::Phase::closing && lane::may_still_close(world.lane));
    return moves ? Broken{"a movement that no time-out ends"} : Broken{};
}

// ---- S8: a car that is admitted, in a world where the barrier obeys and the driver drives when the arm is up ----

class Escape {
  public:
    Escape(const Configuration& configuration, const World& world)
        : configuration_(configuration), caps_(caps_of(configuration)), world_(world) {}

    Broken run() {
        // The car stands where it waits, with nothing under the arm.
        const Loop front = world_.ghost.from_beyond ? Loop::beyond : Loop::arrival;
        for (const Loop loop : configuration_.fitted()) {
            show(loop, loop == front ? Presence::occupied : Presence::clear);
        }
        bool helped = false;
        for (int round = 0; round < 40 && !over_ && world_.ghost.arm != ArmPosition::up; ++round) {
            if (world_.ghost.told == Told::to_open) {
                arm(ArmPosition::up);
            } else if (world_.lane.phase == lane::Phase::out_of_service) {
                // The lane has called for a person, who raises it.
                helped = true;
                arm(ArmPosition::up);
            } else {
                if (world_.ghost.arm == ArmPosition::unknown || world_.ghost.arm == ArmPosition::moving) {
                    arm(ArmPosition::down);
                }
                time();
            }
        }
        if (over_) {
            return turned_back_ && configuration_.has(front)
                       ? Broken{"the car waits before the arm, and is said to have turned back"}
                       : Broken{};
        }
        if (world_.ghost.arm != ArmPosition::up && !helped) {
            return "the car waits before the arm, and the lane neither opens nor calls for a person";
        }
        drive_out();
        if (turned_back_) {
            return "the car drove out under the raised arm, and is said to have turned back";
        }
        return over_ ? Broken{} : "the car drove out under the raised arm, and its admission does not end";
    }

  private:
    void drive_out() {
        const bool from_beyond = world_.ghost.from_beyond;
        const Loop front = from_beyond ? Loop::beyond : Loop::arrival;
        const Loop behind = from_beyond ? Loop::arrival : Loop::beyond;
        show(Loop::safety, Presence::occupied);
        show(Loop::photocell, Presence::occupied);
        show(front, Presence::clear);
        show(behind, Presence::occupied);
        show(Loop::safety, Presence::clear);
        show(Loop::photocell, Presence::clear);
        time();
        show(behind, Presence::clear);
        for (int i = 0; i < 12 && !over_; ++i) {
            time();
        }
    }
    void show(Loop loop, Presence presence) {
        if (configuration_.has(loop)) {
            go({.text = "", .kind = Kind::loop, .loop = loop, .presence = presence});
        }
    }
    void arm(ArmPosition position) { go({.text = "", .kind = Kind::arm, .position = position}); }
    void time() { go({.text = "", .kind = Kind::time}); }
    void go(const Event& event) {
        const Step step = take(configuration_, world_, event);
        turned_back_ = turned_back_ || step.signalled(lane::Signal::turned_back);
        over_ = over_ || !step.after.ghost.admitted;
        World next = step.after;
        world_ = unpack<World>(pack(next, step.now, caps_));
    }

    const Configuration& configuration_;
    Caps caps_;
    World world_;
    bool turned_back_ = false;
    bool over_ = false;
};

Broken nobody_is_trapped(const Configuration& configuration, const World& world) {
    return world.ghost.admitted ? Escape(configuration, world).run() : Broken{};
}

} // namespace

const std::vector<WorldRule>& world_rules() {
    static const std::vector<WorldRule> rules{
        {"S1", "an order to close is checked once more at the moment of sending", an_order_that_waited},
        {"S6", "an order to open is checked once more at the moment of sending", an_opening_that_waited},
        {"S9", "nobody is admitted, and no reading weighed, on what is not there", what_the_lot_asks},
        {"stable", "a second tick at the same time changes nothing", a_second_tick},
        {"deadline", "what a later tick would do has been announced as the next deadline", deadlines},
        {"S8", "an admitted car gets out when the barrier obeys, or the lane calls for a person", nobody_is_trapped},
    };
    return rules;
}

} // namespace parkgate::model
