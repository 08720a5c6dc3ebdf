// The lane types that are run through.
#pragma once

#include "tests/model/world.hpp"

namespace parkgate::model {

std::vector<Configuration> configurations();

} // namespace parkgate::model
