// One order to a lane, from the first sending to the arm's limit. Pure: time and answers come in, what to do comes out.
#pragma once

#include "parkgatectl/talk.hpp"
#include "protocol/messages.hpp"
#include "protocol/units.hpp"

#include <optional>
#include <string>

namespace parkgate::ctl {

class Order {
  public:
    static constexpr Duration resend{300};
    static constexpr Duration taken_within{5'000};
    static constexpr Duration ends_within{20'000}; // after it was taken

    explicit Order(Command command, MonotonicTime now) : command_(std::move(command)), begun_(now), next_send_(now) {}

    [[nodiscard]] const Command& command() const { return command_; }
    // True: send the command (again), with the same id.
    [[nodiscard]] bool due(MonotonicTime now);
    // A sentence for the operator; none: the answer is not of this order, or says nothing new.
    [[nodiscard]] std::optional<std::string> take(const CommandAnswer& answer, MonotonicTime now);
    // A sentence when time has run out.
    [[nodiscard]] std::optional<std::string> tick(MonotonicTime now);
    [[nodiscard]] std::optional<End> end() const { return end_; }

  private:
    std::string finish(End end, std::string sentence);

    Command command_;
    MonotonicTime begun_;
    MonotonicTime next_send_;
    int sent_ = 0;
    std::optional<MonotonicTime> taken_;
    std::optional<End> end_;
};

} // namespace parkgate::ctl
