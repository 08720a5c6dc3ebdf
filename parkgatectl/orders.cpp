#include "parkgatectl/orders.hpp"

#include <array>
#include <utility>

namespace parkgate::ctl {

namespace {

struct Row {
    Verb verb;
    const char* name;
    const char* help;
    const char* argument = nullptr; // its name; null: it has none
    const char* meaning = nullptr;
};

constexpr const char* what = "what it is to be";

constexpr std::array<Row, 19> rows = {{
    {Verb::open, "open", "opens the arm of a lane, in every mode; a car at an exit leaves with its debt recorded"},
    {Verb::close, "close", "closes the arm of a lane, if nothing stands under it and it is not held open"},
    {Verb::normal, "normal", "ends hold-open, lock and out-of-service; an arm that nobody needs is closed"},
    {Verb::hold_open, "hold-open", "opens the arm and keeps it up; whoever passes is charged nothing"},
    {Verb::lock, "lock", "admits nobody through this lane"},
    {Verb::out_of_service, "out-of-service", "admits nobody, and nothing but open and close moves the arm"},
    {Verb::set_direction, "direction", "from which sides a reversible lane takes cars: entry, exit or both",
     "DIRECTION", what},
    {Verb::fire, "fire", "raises all arms of the lot and keeps them up"},
    {Verb::fire_over, "fire-over", "ends the fire alarm; who is still in the books leaves them unseen"},
    {Verb::edit_plate, "plate", "gives the car that stands in the lane this plate, and decides on it anew", "PLATE",
     what},
    {Verb::choose, "choose", "says whose stay the car in the lane is about: one of those that the gate asks about",
     "SESSION", what},
    {Verb::admit, "admit", "lets in a car without a plate, or one that is kept out"},
    {Verb::release, "release",
     "lets the car at the exit leave, and waives what it owes; above the lot's amount another operator confirms it"},
    {Verb::close_stay, "close-stay", "takes a stay out of the books whose car has gone unseen", "SESSION", "the stay"},
    {Verb::set_counter, "set-counter", "says how many cars are inside, where the count is wrong", "COUNT",
     "\"AREA CARS N\": the area, which cars (transient, right or all), and how many of them are there"},
    {Verb::spend, "spend", "says what the stay of the car in the lane draws on, as its driver wishes", "HOW",
     "asked_for, nothing, coupon or all (coupon and points)"},
    {Verb::unlock_car, "unlock-car", "lets a car leave that its owner has locked", "PLATE", "the car"},
    {Verb::confirm, "confirm", "carries out another operator's order that needs a second person", "COMMAND",
     "the order's id, as it was shown to him"},
    {Verb::explain, "explain", "shows why a stay costs what it costs, as a table for the driver; changes nothing",
     "SESSION", "the stay"},
}};

constexpr const char* ends = "Ends with 0: it is done, and the arm is there; 1: refused or failed; 3: no answer; 4: a "
                             "second person must confirm "
                             "it.";

void add_order(CLI::App& tool, OrderArguments& to, const Row& row) {
    auto* order = tool.add_subcommand(row.name, row.help);
    order->add_option("LANE", to.lane.text, "the lane's id, as `parkgatectl watch` shows it")
        ->required()
        ->type_name("");
    if (row.argument != nullptr) {
        constexpr int words_of_a_count = 3;
        auto* argument = order->add_option(row.argument, to.argument, row.meaning)->required()->type_name("");
        argument->expected(1, row.verb == Verb::set_counter ? words_of_a_count : 1);
        if (row.verb == Verb::spend) {
            argument->check(CLI::IsMember({"asked_for", "nothing", "coupon", "all"}));
        }
    }
    auto* reason = order->add_option("--reason", to.reason, "why; it is recorded with your name")->type_name("TEXT");
    if (row.verb == Verb::explain) {
        reason->default_val("explain"); // nothing is changed that would need one
    } else {
        reason->required();
    }
    order->add_option("--config", to.config, "who you are and which lot you mean (TOML)")
        ->capture_default_str()
        ->type_name("FILE");
    order->footer(ends);
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) {
        out.append(out.empty() ? "" : " ").append(word);
    }
    return out;
}

} // namespace

void add_orders(CLI::App& tool, OrderArguments& to) {
    for (const auto& row : rows) {
        add_order(tool, to, row);
    }
}

std::optional<GivenOrder> order_given(const CLI::App& tool, const OrderArguments& arguments) {
    for (const auto& row : rows) {
        if (tool.got_subcommand(row.name)) {
            return GivenOrder{row.verb, joined(arguments.argument)};
        }
    }
    return std::nullopt;
}

} // namespace parkgate::ctl
