// Event -> step -> commit -> effects. A step's outward effects wait, in order, for the commit that carries its records;
// a step without records runs at once when nothing waits before it. What operators are told (announcements, lane
// states) comes last, a moment later. One thread; no I/O of its own.
#pragma once

#include "edge/core/lot.hpp"

#include <deque>
#include <functional>
#include <map>

namespace parkgate::app {

class Engine {
  public:
    struct Ports {
        std::function<Now()> now;
        std::function<void(std::int64_t ticket, core::Effects durable)> submit;
        std::function<void(const core::Effect&)> carry_out;
        std::function<void(const LaneState&)> lane_changed;
        std::function<void(const LaneId&, bool busy)> busy_changed;
    };

    Engine(core::LotState lot, Duration commit_late, Ports ports);

    void begin();
    void handle(const core::Event& event);
    // Everything up to this ticket is durable.
    void committed(std::int64_t ticket);
    // Passes deadlines; call it when next_deadline() has come.
    void tick();
    [[nodiscard]] std::optional<MonotonicTime> next_deadline() const;

    [[nodiscard]] const core::LotState& lot() const { return lot_; }

  private:
    struct Waiting {
        std::int64_t ticket = 0;
        MonotonicTime since;
        core::Effects outward;
    };

    void sort_out(core::Effects effects, const Now& now);
    void carry_out(const core::Effects& effects);
    void carry_out(const core::Effect& effect);
    void notice_late_commits();
    void notice_changes(const Now& now);
    void tell_news();

    core::LotState lot_;
    Duration commit_late_;
    Ports ports_;
    std::deque<Waiting> waiting_;
    std::int64_t ticket_ = 0;
    core::Effects news_; // announcements that nobody has been told yet
    std::optional<MonotonicTime> news_due_;
    std::map<LaneId, bool> busy_;
    std::map<LaneId, LaneState> told_;
    std::map<LaneId, std::int64_t> told_late_; // the newest order of which the core knows that it is late
};

} // namespace parkgate::app
