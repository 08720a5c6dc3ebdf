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
    case Verb::choose: return "the car in " + lane + " ends session " + command.argument;
    case Verb::admit: return "the car in " + lane + " may come in";
    case Verb::release: return "the car in " + lane + " may leave, and what it owed is waived";
    case Verb::close_stay: return "session " + command.argument + " is out of the books, its exit unseen";
    case Verb::set_counter: return "the count is set: " + command.argument;
    case Verb::spend: return "the stay of the car in " + lane + " draws on: " + command.argument;
    case Verb::unlock_car: return "the car " + command.argument + " is not locked any more";
    case Verb::confirm: return "you have confirmed order " + command.argument + ", and it is carried out";
    case Verb::explain: return "the stay has been explained";
    }
    std::unreachable();
}

std::string minutes_of(Duration duration) {
    const auto seconds = duration.count() / 1'000;
    return seconds % 60 == 0 ? std::to_string(seconds / 60) + " min" : std::to_string(seconds) + " s";
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

std::string Order::finish(End end, std::string sentence) {
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
    case CommandState::done: return finish(End::done, "Done: " + outcome(command_) + ".");
    case CommandState::awaits_second:
        return finish(End::awaits_second,
                      "Written down as " + command_.id.text + ", but a second person must confirm it" +
                          because(answer.why) + "\nAnother operator types, within " +
                          minutes_of(command_.expires_at - command_.issued_at) + ":\n  parkgatectl confirm " + lane +
                          " " + command_.id.text + " --reason TEXT");
    case CommandState::failed: return finish(End::failed, "Failed" + because(answer.why) + " Look at " + lane + ".");
    case CommandState::refused:
        if (answer.why == repeated && (taken_ || sent_ > 1)) {
            if (taken_) {
                return std::nullopt;
            }
            taken_ = now;
            return "The gate has the order; its first answer was lost on the way.";
        }
        return finish(End::failed, "Refused" + because(answer.why) + " Nothing was moved.");
    }
    std::unreachable();
}

std::optional<std::string> Order::tick(MonotonicTime now) {
    if (end_) {
        return std::nullopt;
    }
    if (!taken_ && now - begun_ >= taken_within) {
        return finish(End::no_answer,
                      sent_ == 0 ? "The order was not sent: no broker was reached in 5 s."
                      : command_.expires_at - command_.issued_at > taken_within
                          ? "No answer from the gate in 5 s. If it has the order it may still obey; look at " +
                                command_.lane.text + " before you give another."
                          : "No answer from the gate in 5 s. The order has expired by now; look at " +
                                command_.lane.text + " before you give another.");
    }
    if (taken_ && now - *taken_ >= ends_within) {
        return finish(End::no_answer, "The gate took the order, and then said nothing of the arm for 20 s. Look at " +
                                          command_.lane.text + ".");
    }
    return std::nullopt;
}

} // namespace parkgate::ctl
