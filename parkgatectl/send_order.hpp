// `parkgatectl open` and `parkgatectl close`: carries one order over MQTT and tells how it goes.
#pragma once

#include "parkgatectl/config.hpp"
#include "protocol/messages.hpp"

#include <string>

namespace parkgate::ctl {

inline constexpr int exit_no_answer = 3;

// 0: done; 1: failed or refused; exit_no_answer. Blocks until then. Sentences go to standard output.
int send_order(const Config& config, Verb verb, const LaneId& lane, const std::string& reason);

} // namespace parkgate::ctl
