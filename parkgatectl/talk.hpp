// One message that is sent until its answer has come, and what a person is told meanwhile. What is said is pure: time
// and messages come in, sentences come out.
#pragma once

#include "parkgatectl/config.hpp"
#include "platform/mqtt/client.hpp"
#include "protocol/units.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace parkgate::ctl {

inline constexpr int exit_no_answer = 3;
inline constexpr int exit_awaits_second = 4;

enum class End : std::uint8_t {
    done,
    failed,        // refused, or the arm did not obey
    no_answer,     // not taken within 5 s, or taken and then no word of the arm within 20 s
    awaits_second, // another operator has to confirm it
};
int exit_code(End end);

class Talk {
  public:
    Talk() = default;
    Talk(const Talk&) = delete;
    Talk& operator=(const Talk&) = delete;
    virtual ~Talk() = default;

    // True: send the message (again).
    [[nodiscard]] virtual bool due(MonotonicTime now) = 0;
    // A sentence for a person; none: the message, which a box or the ledger has signed, says nothing new.
    [[nodiscard]] virtual std::optional<std::string> take(const mqtt::Message& message, MonotonicTime now) = 0;
    // A sentence when time has run out.
    [[nodiscard]] virtual std::optional<std::string> tick(MonotonicTime now) = 0;
    [[nodiscard]] virtual std::optional<End> end() const = 0;
};

MonotonicTime monotonic();
WallTime wall_clock();
// A fresh one, whoever else makes some at this moment.
EventId new_id(WallTime now);

struct Letter {
    std::string topic;
    std::string bytes;
    EventId id;
    std::vector<std::string> answered_on; // topics; the first is where the answer is asked for
    KeyRole answered_by = KeyRole::box;
    mqtt::Qos qos = mqtt::Qos::at_most_once;
};

// Signs the letter with the own key and carries on the talk until it ends. Blocks; sentences go to standard output.
// The exit code of the process.
int carry_on(const Config& config, const Letter& letter, Talk& talk);

} // namespace parkgate::ctl
