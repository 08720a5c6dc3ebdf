#include "tests/model/configurations.hpp"

namespace parkgate::model {

namespace {

// In units of one tick. What takes longest in the field takes longest here where `longest` is 2: what moves, turns back
// or is presumed is not yet over when a loop has settled and a command may be sent again.
lane::Settings times(std::int64_t longest) {
    lane::Settings settings;
    settings.tries = 2;
    settings.retry_after = settings.settle = Duration{1};
    settings.open_within = settings.close_within = Duration{longest};
    settings.turned_back_after = settings.presumed_after = Duration{longest};
    settings.standing_after = never;
    settings.closings_within = Duration{0}; // counted from anew each time
    return settings;
}

lane::Settings fitted(lane::Settings settings, lane::Sensors sensors) {
    settings.fitted = sensors;
    return settings;
}

} // namespace

std::vector<Configuration> configurations() {
    const lane::Sensors one{.arrival = false, .safety = true, .photocell = false, .beyond = false};
    const lane::Sensors two{.arrival = true, .safety = true, .photocell = false, .beyond = false};
    return {
        {"one loop", fitted(times(1), one), false},
        {"two loops", fitted(times(1), two), false},
    };
}

} // namespace parkgate::model
