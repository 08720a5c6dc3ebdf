// `parkgatectl questions`: what the gate asks this operator, with the plates that it tells nobody else.
#pragma once

#include "parkgatectl/config.hpp"
#include "protocol/messages.hpp"

#include <string>

namespace parkgate::ctl {

std::string to_text(const Question& question);

// Prints each question once, and again when its candidates change. Blocks until interrupted.
int questions(const Config& config);

} // namespace parkgate::ctl
