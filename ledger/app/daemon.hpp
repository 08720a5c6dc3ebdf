// What parkgate-ledger does, command by command. Each returns the exit code of the process.
#pragma once

#include "ledger/app/configuration.hpp"
#include "ledger/app/console/order.hpp"
#include "ledger/app/engine.hpp"

#include <functional>
#include <iosfwd>

namespace parkgate::ledger {

using ReadClocks = std::function<Clocks()>;

struct ServeOptions {
    bool trusts_clock = false; // an operator says that it is right
    std::string accept_older;  // what he says of signed files that are older than those before; empty: none may be
};
// Serves until SIGTERM or SIGINT.
int run_daemon(const Configuration& configuration, const ReadClocks& read, const ServeOptions& options = {});

// How a tool reaches the books. A ledger that runs is asked over its socket, or for a copy of them; otherwise the tool
// opens the file itself. `copy` is read instead of all that, when it is given.
struct Tool {
    const Configuration& configuration;
    const ReadClocks& read;
    std::ostream& out;
    std::ostream& errors;
    std::filesystem::path copy = {};
    bool clock_is_right = false; // a person says so
};

int run_order(const Tool& tool, const Order& order);
// Checks the books, prints every balance and where the ledger came to another fee than the gate.
int verify_books(const Tool& tool);
// Makes a copy of the books; `to` must not be there.
int copy_books(const Tool& tool, const std::filesystem::path& to);
// What a mall gets of a shop's sales: rent and sales of a year, or a commission of so many per hundred.
struct Income {
    std::int64_t yuan = 0;
    std::int64_t of_yuan = 100;
    std::int64_t share = 0; // percent of it that the mall gives back as points
};
int suggest_rate(const Tool& tool, const Income& income);
// What a membership file, or a rule file, would have given and cost since a day.
int try_rules(const Tool& tool, const std::filesystem::path& rules, const std::string& since);

} // namespace parkgate::ledger
