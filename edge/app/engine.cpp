#include "edge/app/engine.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::app {

Engine::Engine(core::LotState lot, Duration commit_late, Ports ports)
    : lot_(std::move(lot)), commit_late_(commit_late), ports_(std::move(ports)) {}

void Engine::begin() {
    const Now now = ports_.now();
    core::Effects effects;
    core::begin(lot_, now, effects);
    sort_out(std::move(effects), now);
    tell_changes();
}

void Engine::handle(const core::Event& event) {
    const Now now = ports_.now();
    core::Effects effects;
    core::step(lot_, event, now, effects);
    sort_out(std::move(effects), now);
    notice_late_commits();
    tell_changes();
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
    tell_changes();
}

void Engine::carry_out(const core::Effects& effects) {
    // A driver waits for the arm; everybody else can wait for a signature and a socket.
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
            const bool opens = move != nullptr && move->command == core::ArmCommand::open;
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

void Engine::tell_changes() {
    // Nobody is told while a commit is under way: the thread is to be free when the arm may be told.
    if (!waiting_.empty() && ports_.now().monotonic - waiting_.front().since < commit_late_) {
        return;
    }
    for (const auto& [id, slot] : lot_.lanes) {
        LaneState state = core::describe_lane(lot_, id);
        const auto told = told_.find(id);
        if (told != told_.end() && told->second == state) {
            continue;
        }
        const auto is_busy = [](const std::string& phase) { return phase != "idle"; };
        if (told == told_.end() || is_busy(told->second.phase) != is_busy(state.phase)) {
            ports_.busy_changed(id, is_busy(state.phase));
        }
        ports_.lane_changed(state);
        told_[id] = std::move(state);
    }
}

} // namespace parkgate::app
