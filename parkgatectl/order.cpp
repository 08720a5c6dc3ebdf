#include "parkgatectl/order.hpp"

#include <utility>

namespace parkgate::ctl {

namespace {

// The gate's words for an id that it has carried out already. After a repetition of ours they mean that its first
// answer was lost on the way, not that the order was refused.
constexpr std::string_view repeated = "this command was used already";

// What is so when the gate says that it is done.
std::string outcome(const Command& command) {
    const std::string lane = command.lane.text;
    switch (command.verb) {
    case Verb::open: return "the limit switch says that the arm of " + lane + " is up";
    case Verb::close: return "the limit switch says that the arm of " + lane + " is down";
    case Verb::normal: return lane + " works as usual";
    case Verb::hold_open: return "the arm of " + lane + " is up and stays up";
    case Verb::lock: return lane + " admits nobody";
    case Verb::out_of_service: return lane + " is out of service; only an order of yours moves its arm";
    case Verb::set_direction: return lane + " takes cars from: " + command.argument;
    case Verb::fire: return "fire alarm: all arms of the lot have been told to rise; look at every lane";
    case Verb::fire_over:
        return "the alarm is over, who had not left is out of the books; the arms stay up until a car passes or you "
               "close them";
    case Verb::edit_plate: return "the car in " + lane + " has the plate that you gave";
    }
    std::unreachable();
}

std::string because(const std::string& why) {
    return why.empty() ? "." : ": " + why + ".";
}

} // namespace

bool Order::due(MonotonicTime now) {
    if (taken_ || end_ || now < next_send_) {
        return false;
    }
    next_send_ = now + resend;
    ++sent_;
    return true;
}

std::string Order::finish(OrderEnd end, std::string sentence) {
    end_ = end;
    return sentence;
}

std::optional<std::string> Order::take(const CommandAnswer& answer, MonotonicTime now) {
    if (answer.id != command_.id || end_) {
        return std::nullopt;
    }
    const std::string lane = command_.lane.text;
    switch (answer.state) {
    case CommandState::accepted:
        if (taken_) {
            return std::nullopt;
        }
        taken_ = now;
        return "The gate has written the order down and told the arm of " + lane + " to " +
               (command_.verb == Verb::close ? "close." : "open.");
    case CommandState::done: return finish(OrderEnd::done, "Done: " + outcome(command_) + ".");
    case CommandState::failed:
        return finish(OrderEnd::failed, "Failed" + because(answer.why) + " Look at " + lane + ".");
    case CommandState::refused:
        if (answer.why == repeated && (taken_ || sent_ > 1)) {
            if (taken_) {
                return std::nullopt;
            }
            taken_ = now;
            return "The gate has the order; its first answer was lost on the way.";
        }
        return finish(OrderEnd::failed, "Refused" + because(answer.why) + " Nothing was moved.");
    }
    std::unreachable();
}

std::optional<std::string> Order::tick(MonotonicTime now) {
    if (end_) {
        return std::nullopt;
    }
    if (!taken_ && now - begun_ >= taken_within) {
        return finish(OrderEnd::no_answer,
                      sent_ == 0 ? "The order was not sent: no broker was reached in 5 s."
                                 : "No answer from the gate in 5 s. The order has expired by now; look at " +
                                       command_.lane.text + " before you give another.");
    }
    if (taken_ && now - *taken_ >= ends_within) {
        return finish(OrderEnd::no_answer,
                      "The gate took the order, and then said nothing of the arm for 20 s. Look at " +
                          command_.lane.text + ".");
    }
    return std::nullopt;
}

} // namespace parkgate::ctl
