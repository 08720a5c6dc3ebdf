#pragma once

#include "simulator/model/lane.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace parkgate::sim {

/// CLOCK_MONOTONIC.
[[nodiscard]] Instant monotonic_now();

/// All the simulated hardware behind one lock, kept up with the clock by a thread of its own. Every member may be
/// called from any thread.
class Plant {
  public:
    struct LaneSetup {
        std::string id;
        std::chrono::milliseconds arm_travel;
    };
    enum class WaitEnd { met, timed_out, stopped };
    using Predicate = std::function<bool(const Lane&)>;
    /// Called with the lock held: it must be quick and must not call back.
    using Sink = std::function<void(Events&&)>;

    Plant(const std::vector<LaneSetup>& lanes, Sink sink);
    ~Plant();
    Plant(const Plant&) = delete;
    Plant& operator=(const Plant&) = delete;

    /// Runs `body(lane, now, events)` under the lock, on the lane as it is now; the events go to the sink.
    /// The lane must be one of lane_ids().
    template <class Body>
    auto with(std::string_view lane, Body&& body) {
        const Hold hold(*this);
        Lane& subject = find(lane);
        const Instant now = monotonic_now();
        subject.advance(now, events_);
        return std::forward<Body>(body)(subject, now, events_);
    }

    /// Waits until the predicate holds. It is asked under the lock at every change of any lane, by whoever made it.
    [[nodiscard]] WaitEnd wait(std::string_view lane, Predicate predicate, Instant deadline);

    /// Ends every wait, present and future.
    void stop();

    [[nodiscard]] std::vector<std::string> lane_ids() const;

  private:
    struct Waiter {
        const Lane* lane;
        Predicate predicate;
        bool met = false;
        std::condition_variable wake{};
    };
    /// The lock, and what has to follow a change before it is given back.
    class Hold {
      public:
        explicit Hold(Plant& plant) : plant_(plant) { plant_.mutex_.lock(); }
        ~Hold() {
            plant_.settle();
            plant_.mutex_.unlock();
        }
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

      private:
        Plant& plant_;
    };

    [[nodiscard]] Lane& find(std::string_view lane) { return lanes_.find(lane)->second; }
    void settle();
    void keep_time();
    [[nodiscard]] Instant next_change() const;

    std::mutex mutex_;
    std::map<std::string, Lane, std::less<>> lanes_;
    Sink sink_;
    Events events_;
    std::vector<Waiter*> waiters_;
    std::condition_variable earlier_;
    Instant alarm_;
    bool stopped_ = false;
    std::thread timer_;
};

} // namespace parkgate::sim
