// What operators are told of the Modbus lines. Pure: it is given the counters and the time.
#pragma once

#include "drivers/hardware.hpp"
#include "protocol/telemetry.hpp"

#include <map>
#include <string>
#include <vector>

namespace parkgate::app {

// A line is closed, or failing while an error was counted within the last ten seconds, or crowded when it has carried
// more than its budget for half a minute (one car does that for a moment), or good.
class LineWatch {
  public:
    static constexpr std::size_t most_told = 64; // so that a status stays within the size of a message

    // About once a second.
    void take(const std::vector<drivers::NamedLine>& lines, MonotonicTime now);
    [[nodiscard]] const std::vector<LineStatus>& lines() const { return lines_; }

  private:
    struct Seen {
        std::uint64_t errors = 0;
        std::optional<MonotonicTime> failed_at;
        std::optional<MonotonicTime> over_since; // its budget
    };
    std::map<std::string, Seen> seen_;
    std::vector<LineStatus> lines_;
};

// Whether nothing but numbers differs.
[[nodiscard]] bool in_the_same_state(const std::vector<LineStatus>& some, const std::vector<LineStatus>& others);
// For the log; empty when the line is in the state in which it was.
[[nodiscard]] std::vector<std::string> changes_of_state(const std::vector<LineStatus>& before,
                                                        const std::vector<LineStatus>& now);

} // namespace parkgate::app
