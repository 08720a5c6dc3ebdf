// `parkgatectl open` and the other orders to a lane: carries one order over MQTT and tells how it goes.
#pragma once

#include "parkgatectl/config.hpp"
#include "parkgatectl/talk.hpp"
#include "protocol/messages.hpp"

#include <string>

namespace parkgate::ctl {

// How long an order counts. One that a second person may have to confirm waits for him.
Duration lives(Verb verb);

// 0: done; 1: failed or refused; exit_no_answer; exit_awaits_second. Blocks until then. Sentences go to standard
// output. `argument`: what some verbs need.
int send_order(const Config& config, Verb verb, const LaneId& lane, const std::string& reason,
               const std::string& argument = {});

} // namespace parkgate::ctl
