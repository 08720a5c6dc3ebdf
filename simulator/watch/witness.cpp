#include "simulator/watch/witness.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

constexpr auto arrival = static_cast<std::size_t>(Loop::arrival);
constexpr auto safety = static_cast<std::size_t>(Loop::safety);
constexpr auto photocell = static_cast<std::size_t>(Loop::photocell);
constexpr auto beyond = static_cast<std::size_t>(Loop::beyond);

/// More than any car needs; a lane that nobody drives through is not remembered for ever.
constexpr std::size_t most_steps = 200;

template <class Steps, class Step>
void add(Steps& steps, const Step& step) {
    if (steps.size() < most_steps && (steps.empty() || steps.back() != step)) {
        steps.push_back(step);
    }
}

} // namespace

void Witness::begin() {
    happened_.assign(1, now_);
    told_.assign(1, last_told_);
}

void Witness::see_loop(Loop loop, bool occupied, Instant at) {
    now_[static_cast<std::size_t>(loop)] = occupied;
    if (at == changed_at_ && happened_.size() > 1) {
        happened_.back() = now_;
    } else {
        add(happened_, now_);
    }
    changed_at_ = at;
}

void Witness::see_told(const Told& told) {
    if (!told.seen[arrival] || !told.seen[safety]) {
        return;
    }
    photocell_fitted_ = told.seen[photocell].has_value();
    beyond_fitted_ = told.seen[beyond].has_value();
    Loops loops{};
    std::ranges::transform(told.seen, loops.begin(), [](const auto& seen) { return seen.value_or(false); });
    last_told_ = as_reported(loops);
    add(told_, last_told_);
}

Witness::Loops Witness::as_reported(Loops loops) const {
    loops[safety] = loops[safety] || (photocell_fitted_ && loops[photocell]);
    loops[photocell] = false;
    loops[beyond] = beyond_fitted_ && loops[beyond];
    return loops;
}

bool Witness::was_told_all() const {
    std::vector<Loops> steps;
    for (const Loops& loops : happened_) {
        add(steps, as_reported(loops));
    }
    return steps == told_ && steps.size() < most_steps;
}

} // namespace parkgate::sim
