#include "simulator/watch/recorder.hpp"

#include <algorithm>

namespace parkgate::sim {

void Recorder::see_loop(Loop loop, bool occupied, bool arm_down, Instant at) {
    const bool was_beneath = car_beneath();
    loops_[static_cast<std::size_t>(loop)] = occupied;
    last_loop_ = at;
    news();
    if ((loop == Loop::arrival || (loop == Loop::beyond && two_sided_)) && occupied && arm_down) {
        had_cause_ = had_cause_ || passed_ || left_backwards_ || operator_may_close_;
        passed_ = left_backwards_ = operator_may_close_ = false;
    }
    for (const Side side : both_sides) {
        read_[static_cast<std::size_t>(side)] = read_[static_cast<std::size_t>(side)] && under(in_front(side));
    }
    const bool in_front_of_arm = loop == Loop::arrival || (loop == Loop::beyond && two_sided_);
    const bool empty = std::ranges::find(loops_, true) == loops_.end();
    const bool was_lost = is_lost(at);
    out_of_sight_since_ = in_front_of_arm && empty ? std::optional{at} : std::nullopt;
    if (let_in_ && !under(in_front(*let_in_)) && !car_beneath()) {
        let_in_.reset();
    }
    if (!was_beneath && car_beneath()) {
        beneath_since_ = at;
        const bool from_entry = under(in_front(Side::entry));
        came_from_ = from_entry == under(in_front(Side::exit)) ? std::nullopt
                     : from_entry                              ? std::optional{Side::entry}
                                                               : std::optional{Side::exit};
        told_of_car_.reset();
        knowing_close_ = false;
        had_evidence_ = passed_ || left_backwards_ || was_lost;
        passed_ = left_backwards_ = false;
    }
    if (was_beneath && !car_beneath()) {
        beneath_since_.reset();
        told_of_car_.reset();
        came_from_.reset();
        passed_ = true;
        let_in_.reset();
        counts_.passages += arm_down ? 0 : 1;
    }
}

void Recorder::see_plate(const std::string& plate, Side side, Instant at) {
    two_sided_ = two_sided_ || side == Side::exit;
    shown_[static_cast<std::size_t>(side)] = plate;
    read_[static_cast<std::size_t>(side)] = under(in_front(side));
    last_plate_ = at;
    news();
}

void Recorder::see_display(const DisplayText& text, Side side) {
    says_[static_cast<std::size_t>(side)] = text;
}

bool Recorder::may_go(Side side) const {
    const auto at = static_cast<std::size_t>(side);
    return says_[at].colour == static_cast<std::uint16_t>(DisplayColour::green) && !shown_[at].empty() &&
           says_[at].lines[0] == shown_[at] && (under(in_front(side)) || came_from_ == side);
}

void Recorder::judge_sides(Instant at, Violations& found) {
    if (!may_go(Side::entry) || !may_go(Side::exit)) {
        both_go_since_.reset();
        both_go_told_ = false;
    } else if (!both_go_since_) {
        both_go_since_ = at;
    } else if (!both_go_told_ && at - *both_go_since_ >= rules_.both_go) {
        both_go_told_ = true;
        found.push_back({"W8", "drivers on both sides are told to go"});
    }
}

bool Recorder::loops_tell_the_truth() const {
    return std::ranges::none_of(inputs_, &Input::lies);
}

bool Recorder::is_up_for(Side side) const {
    return arm_ == ArmState::up && read_[static_cast<std::size_t>(side)] && under(in_front(side)) && may_go(side);
}

void Recorder::judge_forgotten(Instant at, Violations& found) {
    // Whose car the controller may have taken for gone is its next one, and not let in.
    if (!loops_tell_the_truth() || !within(loops_told_, rules_.gone_from_sight, at)) {
        let_in_.reset();
        return;
    }
    if (!let_in_) {
        let_in_ = is_up_for(Side::entry)  ? std::optional{Side::entry}
                  : is_up_for(Side::exit) ? std::optional{Side::exit}
                                          : std::nullopt;
    }
    if (let_in_ && lowered_ && !calls_ && at - *lowered_ >= rules_.forgotten) {
        found.push_back({"W9", "who was let in stands before a lowered arm, and nobody has been called"});
        let_in_.reset();
    }
}

void Recorder::see_arm(ArmState state, Instant at) {
    if (state == ArmState::up || state == ArmState::opening) {
        lowered_.reset();
        fell_at_.reset();
        told_of_down_.reset();
        had_cause_ = false;
    } else if (!lowered_) {
        lowered_ = at;
    }
    arm_ = state;
    if (state == ArmState::down) {
        told_to_rise_ = by_hand_ = false;
    }
}

void Recorder::see_hand(bool up, Instant at) {
    news();
    // Of an arm that was told to rise nobody can see whose hand has raised it.
    const bool lifted = up && !told_to_rise_ && told_down_;
    told_to_rise_ = told_to_rise_ && up;
    by_hand_ = lifted || (up && by_hand_);
    by_hand_at_ = at;
    if (up) {
        operator_may_close_ = false;
    }
}

Recorder::Violations Recorder::see_told(const Told& told, Instant at) {
    Violations found;
    judge_forgotten(at, found);
    if (told.limits) {
        limits_told_ = at;
        told_down_ = told_down_ || arm_ == ArmState::down;
        if (arm_ == ArmState::down && !told_of_down_) {
            told_of_down_ = at;
        }
    }
    if (told.loops) {
        loops_told_ = at;
    }
    if (told.under_arm_occupied.value_or(false) && beneath_since_ && !told_of_car_) {
        told_of_car_ = at;
    }
    for (std::size_t i = 0; i < loop_count; ++i) {
        if (const auto seen = told.seen[i]) {
            Input& input = inputs_[i];
            // Where nobody stood but the loop said so, its end looks like a car that has left or passed.
            left_backwards_ = left_backwards_ || (input.told && !*seen && input.lied);
            input = {.told = *seen, .lies = input.lies, .lied = input.lies};
        }
    }
    judge_sides(at, found);
    counts_.violations += found.size();
    return found;
}

void Recorder::see_operator(OperatorWord word, Instant at) {
    last_word_ = at;
    news();
    if (word == OperatorWord::close || word == OperatorWord::release) {
        operator_may_close_ = true;
        by_hand_ = false;
        let_in_.reset();
    }
}

void Recorder::see_fire(bool alarm, Instant at) {
    fire_ = alarm;
    last_word_ = at;
    operator_may_close_ = operator_may_close_ || !alarm;
    news();
}

void Recorder::see_restart() {
    limits_told_.reset();
    loops_told_.reset();
    told_down_ = by_hand_ = false;
    passed_ = left_backwards_ = had_evidence_ = had_cause_ = false;
    out_of_sight_since_.reset();
    let_in_.reset();
    // The order to rise that an arm has not followed is forgotten with who gave it.
    told_to_rise_ = told_to_rise_ && arm_ != ArmState::down;
    news();
}

bool Recorder::within(const std::optional<Instant>& past, std::chrono::milliseconds span, Instant at) const {
    return past && at - *past <= span;
}

void Recorder::see_lie(Loop loop, bool lies) {
    Input& input = inputs_[static_cast<std::size_t>(loop)];
    input.lies = lies;
    input.lied = input.lied || lies;
    if (lies) {
        let_in_.reset();
    }
}

void Recorder::see_blind(bool blind, Instant at) {
    if (blind_ && !blind && beneath_since_) {
        beneath_since_ = at;
    }
    blind_ = blind;
}

bool Recorder::is_lost(Instant at) const {
    return out_of_sight_since_ && at - *out_of_sight_since_ >= rules_.out_of_sight;
}

bool Recorder::should_know(Instant at, std::chrono::milliseconds since_told) const {
    return (told_of_car_ && at - *told_of_car_ >= since_told) ||
           (beneath_since_ && at - *beneath_since_ >= rules_.unseen);
}

bool Recorder::has_cause(Instant at) const {
    return fire_ || std::ranges::find(loops_, true) != loops_.end() || within(last_loop_, rules_.loop_cause, at) ||
           within(last_plate_, rules_.plate_cause, at) || within(last_word_, rules_.operator_cause, at);
}

void Recorder::judge_close(Instant at, Violations& found) {
    if (car_beneath() && should_know(at, rules_.one_request)) {
        knowing_close_ = true;
        if (blind_) {
            ++counts_.unseeable;
        } else {
            found.push_back({"W1", "told to close with a car under the arm"});
        }
    }
    // What the car before has earned, or this one while it was lost, may still be on its way as it rolls under the arm.
    const bool overtaken = had_evidence_ && car_beneath() && !should_know(at, rules_.reaction);
    // Who has heard nothing of a close, and not yet that the arm is down, may say it once more: it moves nothing.
    const bool repeated =
        had_cause_ && arm_ == ArmState::down && (!told_of_down_ || at - *told_of_down_ < rules_.one_request);
    if (!passed_ && !left_backwards_ && !is_lost(at) && !overtaken && !repeated && !operator_may_close_ && !blind_) {
        found.push_back({"W2", "told to close though no car has passed or left and no operator said so"});
    }
    if (!within(limits_told_, rules_.unseen, at) || !within(loops_told_, rules_.unseen, at)) {
        found.push_back({"W3", "told to close on old readings of " +
                                   std::string(within(limits_told_, rules_.unseen, at) ? "the loops" : "the limits")});
    }
    if (by_hand_ && at - *by_hand_at_ >= rules_.reaction) {
        found.push_back({"W4", "told to close after a hand has opened it"});
    }
    if (fire_) {
        found.push_back({"W2", "told to close during a fire alarm"});
    }
}

void Recorder::judge_open(Instant at, Violations& found) {
    const bool told_to = fire_ || within(last_word_, rules_.operator_cause, at);
    if (!told_to && !limits_told_) {
        found.push_back({"W3", "told to open before the limits were read"});
    }
    if (!has_cause(at)) {
        found.push_back({"W7", "told to open with no car, no plate, no operator and no fire"});
    }
}

void Recorder::judge_rate(Instant at, Violations& found) {
    recent_.push_back(at);
    while (at - recent_.front() > rules_.window) {
        recent_.pop_front();
    }
    if (++commands_since_news_ == rules_.most_commands + 1) {
        found.push_back(
            {"W5", std::to_string(commands_since_news_) + " commands and nothing has happened in the lane"});
    }
    if (recent_.size() == rules_.most_in_window + 1) {
        found.push_back({"W5", std::to_string(recent_.size()) + " commands within " +
                                   std::to_string(rules_.window.count()) + " ms"});
    }
}

Recorder::Violations Recorder::see_command(ArmCommand command, Instant received) {
    Violations found;
    judge_rate(received, found);
    switch (command) {
    case ArmCommand::open:
    case ArmCommand::hold:
        ++counts_.opens;
        told_to_rise_ = true;
        lowered_.reset();
        judge_open(received, found);
        break;
    case ArmCommand::close:
        ++counts_.closes;
        judge_close(received, found);
        break;
    case ArmCommand::release: break;
    }
    counts_.violations += found.size();
    return found;
}

Recorder::Hit Recorder::see_hit(Instant at) {
    ++counts_.hits;
    if (blind_) {
        ++counts_.unseeable;
        return {.excuse = "no sensor under the arm told the truth", .broken = {}};
    }
    if (deaf_ || within(deaf_until_, rules_.reaction, at)) {
        return {.excuse = "the barrier could not be told to open again", .broken = {}};
    }
    if (within(fell_at_, rules_.reaction, at)) {
        return {.excuse = "the arm fell by itself", .broken = {}};
    }
    if (should_know(at, rules_.reaction)) {
        ++counts_.violations;
        return {.excuse = {}, .broken = {{"W6", "the arm came down on a car that stood under it"}}};
    }
    if (knowing_close_) {
        return {};
    }
    return {.excuse = told_of_car_ ? "the car was told of too late for the arm to turn" : "the car was not yet told of",
            .broken = {}};
}

} // namespace parkgate::sim
