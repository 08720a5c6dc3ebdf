// What parkgate-ledger does, command by command. Each returns the exit code of the process.
#pragma once

#include "ledger/app/configuration.hpp"
#include "ledger/app/engine.hpp"

#include <functional>
#include <iosfwd>

namespace parkgate::ledger {

using ReadClocks = std::function<Clocks()>;

// Serves until SIGTERM or SIGINT.
int run_daemon(const Configuration& configuration, const ReadClocks& read);

// Tools open the file themselves, so the daemon must not run.
struct NewMember {
    std::string id;
    std::vector<std::string> plates;
    std::int64_t points = 0;
    std::optional<std::string> tier = {};
    std::optional<Spending> spending = {};
};
int add_member(const Configuration& configuration, const NewMember& member, const ReadClocks& read, std::ostream& out,
               std::ostream& errors);
// From now on the plate is nobody's; a stay that has begun keeps whose it was.
int unlink_plate(const Configuration& configuration, const std::string& plate, const ReadClocks& read,
                 std::ostream& out, std::ostream& errors);
// Checks the books, prints every balance and where the ledger came to another fee than the gate.
int verify_file(const Configuration& configuration, std::ostream& out, std::ostream& errors);

} // namespace parkgate::ledger
