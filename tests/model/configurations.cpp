#include "tests/model/configurations.hpp"

namespace parkgate::model {

namespace {

// In units of one tick. What takes longest in the field takes longest here where `longest` is 2: what moves, turns back
// or is presumed is not yet over when a loop has settled and a command may be sent again.
lane::Settings times(std::int64_t longest) {
    lane::Settings settings;
    settings.tries = 2;
    settings.retry_after = settings.settle = Duration{1};
    settings.close_within = Duration{1};
    settings.open_within = Duration{longest};
    settings.turned_back_after = settings.presumed_after = Duration{longest};
    settings.standing_after = never;
    settings.closings_within = Duration{0}; // counted from anew each time
    return settings;
}

lane::Settings fitted(lane::Settings settings, lane::Sensors sensors) {
    settings.fitted = sensors;
    return settings;
}

constexpr lane::Sensors one{.arrival = false, .safety = true, .photocell = false, .beyond = false};
constexpr lane::Sensors beam{.arrival = false, .safety = false, .photocell = true, .beyond = false};
constexpr lane::Sensors one_and_beyond{.arrival = false, .safety = true, .photocell = false, .beyond = true};
constexpr lane::Sensors one_and_beam{.arrival = false, .safety = true, .photocell = true, .beyond = false};
constexpr lane::Sensors two{.arrival = true, .safety = true, .photocell = false, .beyond = false};
constexpr lane::Sensors three{.arrival = true, .safety = true, .photocell = false, .beyond = true};
constexpr lane::Sensors all{.arrival = true, .safety = true, .photocell = true, .beyond = true};

constexpr Happens everything_but_modes{};
constexpr Happens modes_too{.modes = true};
constexpr Happens fire_too{.of_moves = false, .fire = true};
constexpr Happens modes_alone{
    .outcomes = false, .unread = false, .broken = false, .restarts = false, .modes = true, .fire = true};
constexpr Happens arm_obeys{.outcomes = false, .unread = false, .broken = false};
constexpr Happens arm_obeys_or_breaks{.outcomes = false, .unread = false};
constexpr Happens cars_and_breakage{.outcomes = false, .unread = false, .restarts = false, .operators = false};
constexpr Happens cars_alone{
    .outcomes = false, .unread = false, .broken = false, .restarts = false, .operators = false};

} // namespace

std::vector<Configuration> configurations() {
    lane::Settings standing = times(1);
    standing.standing_after = Duration{2};
    lane::Settings flapping = times(1);
    flapping.closings = 2;
    flapping.closings_within = Duration{3};
    lane::Settings reversible = times(1);
    reversible.reversible = true;
    // Those that take longest come first, for two at a time end soonest so.
    return {
        {"one loop, modes", fitted(times(1), one), modes_too},
        {"one loop, fire", fitted(times(1), one), fire_too},
        {"two loops, long times", fitted(times(2), two), {.outcomes = false, .broken = false}},
        {"three loops", fitted(times(1), three), arm_obeys_or_breaks},
        {"flapping", fitted(flapping, one), arm_obeys},
        {"two loops", fitted(times(1), two), everything_but_modes},
        {"reversible", fitted(reversible, three), arm_obeys},
        {"photocell", fitted(times(1), one_and_beam), everything_but_modes},
        {"all four", fitted(times(1), all), cars_alone},
        {"two loops, modes", fitted(times(1), two), modes_alone},
        {"three loops, long times", fitted(times(2), three), cars_alone},
        {"standing", fitted(standing, one), everything_but_modes},
        {"standing, three loops", fitted(standing, three), cars_alone},
        {"one loop", fitted(times(1), one), everything_but_modes},
        {"beam alone", fitted(times(1), beam), cars_alone},
        {"loop beyond, none in front", fitted(times(1), one_and_beyond), arm_obeys},
        {"reversible, no loop beyond", fitted(reversible, two), cars_and_breakage},
    };
}

} // namespace parkgate::model
