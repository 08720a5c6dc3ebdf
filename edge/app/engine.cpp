#include "edge/app/engine.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::app {

namespace {

// News are signed and sent on the thread that decides, and a plate follows a loop within a poll of the camera: told at
// once, the arrival would hold up the arm. An operator does not see this delay.
constexpr Duration news_wait{50};

} // namespace

Engine::Engine(core::LotState lot, Duration commit_late, Ports ports)
    : lot_(std::move(lot)), commit_late_(commit_late), ports_(std::move(ports)) {}

void Engine::begin() {
    const Now now = ports_.now();
    core::Effects effects;
    core::begin(lot_, now, effects);
    sort_out(std::move(effects), now);
    notice_changes(now);
}

void Engine::handle(const core::Event& event) {
    const Now now = ports_.now();
    core::Effects effects;
    core::step(lot_, event, now, effects);
    sort_out(std::move(effects), now);
    const bool news_are_due = news_due_ && *news_due_ <= now.monotonic;
    notice_changes(now);
    notice_late_commits();
    if (news_are_due) {
        tell_news();
    }
}

void Engine::tick() {
    handle(core::Tick{});
}

void Engine::sort_out(core::Effects effects, const Now& now) {
    core::Effects durable;
    core::Effects outward;
    core::Effects at_once;
    for (auto& effect : effects) {
        const auto* move = std::get_if<core::MoveArm>(&effect);
        if (move != nullptr && move->at_once) {
            at_once.push_back(std::move(effect));
        } else if (core::is_durable(effect)) {
            durable.push_back(std::move(effect));
        } else {
            outward.push_back(std::move(effect));
        }
    }
    const bool records = !durable.empty();
    if (records) {
        ports_.submit(++ticket_, std::move(durable));
    }
    carry_out(at_once);
    if (records) {
        waiting_.push_back({ticket_, now.monotonic, std::move(outward)});
    } else if (waiting_.empty()) {
        carry_out(outward);
    } else if (!outward.empty()) {
        waiting_.push_back({waiting_.back().ticket, waiting_.back().since, std::move(outward)});
    }
}

void Engine::committed(std::int64_t ticket) {
    const bool in_time = !waiting_.empty() && ports_.now().monotonic - waiting_.front().since < commit_late_;
    if (in_time && lot_.faults.stands("store_slow", "")) {
        handle(core::CommitInTime{});
    }
    while (!waiting_.empty() && waiting_.front().ticket <= ticket) {
        const core::Effects outward = std::move(waiting_.front().outward);
        waiting_.pop_front();
        carry_out(outward);
    }
}

void Engine::carry_out(const core::Effects& effects) {
    // A driver waits for the arm before he waits for the display.
    const auto moves = [](const core::Effect& effect) { return std::holds_alternative<core::MoveArm>(effect); };
    for (const auto& effect : effects) {
        if (moves(effect)) {
            carry_out(effect);
        }
    }
    for (const auto& effect : effects) {
        if (!moves(effect)) {
            carry_out(effect);
        }
    }
}

void Engine::carry_out(const core::Effect& effect) {
    if (std::holds_alternative<core::Announce>(effect)) {
        news_.push_back(effect);
        return;
    }
    // What was right when it was decided may not be right any more after a commit (HAZARDS S1).
    const auto* move = std::get_if<core::MoveArm>(&effect);
    if (move == nullptr || core::may_still_move(lot_, *move)) {
        ports_.carry_out(effect);
    }
}

void Engine::notice_late_commits() {
    const MonotonicTime now = ports_.now().monotonic;
    std::vector<LaneId> late;
    for (const auto& waiting : waiting_) {
        if (now - waiting.since < commit_late_) {
            break;
        }
        for (const auto& effect : waiting.outward) {
            const auto* move = std::get_if<core::MoveArm>(&effect);
            const bool opens =
                move != nullptr && (move->command == core::ArmCommand::open || move->command == core::ArmCommand::hold);
            // Said once for each order: the order itself may go on waiting.
            if (opens && core::may_still_move(lot_, *move) && told_late_[move->lane] < move->order) {
                told_late_[move->lane] = move->order;
                late.push_back(move->lane);
            }
        }
    }
    for (const auto& lane : late) {
        handle(core::CommitLate{lane});
    }
}

std::optional<MonotonicTime> Engine::next_deadline() const {
    const MonotonicTime now = ports_.now().monotonic;
    auto next = core::next_deadline(lot_, now);
    if (news_due_) {
        next = next ? std::min(*next, *news_due_) : news_due_;
    }
    for (const auto& waiting : waiting_) {
        const MonotonicTime late = waiting.since + commit_late_;
        const bool moves = std::ranges::any_of(
            waiting.outward, [](const core::Effect& effect) { return std::holds_alternative<core::MoveArm>(effect); });
        if (moves && late > now) {
            next = next ? std::min(*next, late) : late;
            break;
        }
    }
    return next;
}

void Engine::notice_changes(const Now& now) {
    news_due_ = std::min(news_due_.value_or(MonotonicTime::max()), now.monotonic + news_wait);
    for (const auto& [id, slot] : lot_.lanes) {
        const bool busy = core::is_busy(slot);
        const auto told = busy_.find(id);
        if (told == busy_.end() || told->second != busy) {
            busy_[id] = busy;
            ports_.busy_changed(id, busy);
        }
    }
}

void Engine::tell_news() {
    news_due_.reset();
    for (const auto& news : std::exchange(news_, {})) {
        ports_.carry_out(news);
    }
    for (const auto& [id, slot] : lot_.lanes) {
        LaneState state = core::describe_lane(lot_, id);
        const auto told = told_.find(id);
        if (told == told_.end() || told->second != state) {
            ports_.lane_changed(state);
            told_[id] = std::move(state);
        }
    }
}

} // namespace parkgate::app
