// The orders of the command line: `parkgatectl open LANE --reason TEXT` and its like.
#pragma once

#include "protocol/messages.hpp"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parkgate::ctl {

struct OrderArguments {
    std::string config;
    LaneId lane;
    std::string reason;
    std::vector<std::string> argument; // words that belong together
};

// A subcommand for each order. `to` outlives the tool; its config is the default.
void add_orders(CLI::App& tool, OrderArguments& to);

struct GivenOrder {
    Verb verb = Verb::open;
    std::string argument;
};
// None: another subcommand was called.
std::optional<GivenOrder> order_given(const CLI::App& tool, const OrderArguments& arguments);

} // namespace parkgate::ctl
