// What an operator does to the car in a lane, to stays and to counters. Private to the operators' part of the room.
#pragma once

#include "edge/core/context.hpp"

#include <expected>
#include <string>

namespace parkgate::core {

// A sentence of what has happened, or why nothing has.
using Told = std::expected<std::string, std::string>;

void answer(Context& context, const Command& command, CommandState state, std::string why = {});
void answer(Context& context, const Command& command, const Told& told);
// The arm is to go up for it: done when it is there.
void answer_when_up(Context& context, LaneSlot& slot, const Command& command, std::string says);

// A car that an operator lets out leaves with its session closed and what it owes written down: this much.
Fen let_out(Context& context, LaneSlot& slot, Session session);

// These answer by themselves.
void admit(Context& context, LaneSlot& slot, const Command& command);
// Both need a second person where much money is let go.
void release(Context& context, LaneSlot& slot, const Command& command);
void close_stay(Context& context, LaneSlot& slot, const Command& command);
void confirm(Context& context, const Command& command);

Told set_counter(Context& context, const Command& command);
Told spend(Context& context, const LaneSlot& slot, const Command& command);

} // namespace parkgate::core
