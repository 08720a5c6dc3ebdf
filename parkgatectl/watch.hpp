// `parkgatectl watch`: the lot on a terminal, drawn again in place; on a pipe each new table below the last.
#pragma once

#include "parkgatectl/config.hpp"

namespace parkgate::ctl {

// Blocks until interrupted or, with `once`, until the retained states are there. 0, or with `once` 3 when the broker or
// the box was not heard in 3 s.
int watch(const Config& config, bool once);

} // namespace parkgate::ctl
