#pragma once

#include "simulator/model/events.hpp"

#include <optional>
#include <vector>

namespace parkgate::sim {

/// A barrier's drive and boom. Position 0 is down and 1 is up; between commands it moves linearly, so the position at
/// any time is computed and never stepped.
class Arm {
  public:
    enum class Signal { moved, hit };
    struct Change {
        Instant at;
        Signal signal;
        ArmState state;
    };
    using Changes = std::vector<Change>;

    /// A car standing under the boom is hit where the boom passes this position on its way down.
    static constexpr double car_height = 0.5;

    explicit Arm(std::chrono::milliseconds travel);

    /// Brings the arm to `now`. The safety loop is given as it has been since the last call: advance before changing
    /// it.
    void advance(Instant now, bool car_beneath, Changes& changes);
    /// The caller has advanced the arm to `now`, for this and for all calls below.
    void command(ArmCommand command, Instant now, Changes& changes);
    void move_by_hand(bool up, Instant now, Changes& changes);
    void stick(Instant now, Changes& changes);
    void tear_off() { torn_off_ = true; }
    /// Comes down by itself, on whoever is there: its spring has broken.
    void fall(Instant now, Changes& changes);
    /// Closes by itself when it has been up for so long with no car under it, as barriers can be set to. Its own
    /// safety edge sees a car that comes under it meanwhile and raises it again.
    void close_by_itself_after(std::chrono::milliseconds time, Instant now);
    /// The level that keeps the arm up: it opens, and a close is not heard until the level ends, which moves nothing.
    void hold(bool on, Instant now, Changes& changes);
    [[nodiscard]] bool held() const { return held_; }
    /// Both limit switches are made, whatever the arm does.
    void contradict(bool on) { contradicting_ = on; }
    [[nodiscard]] bool contradicting() const { return contradicting_; }
    [[nodiscard]] bool torn_off() const { return torn_off_; }
    /// Undoes stick, slow, tear_off and close_by_itself_after. A movement that was lost is not caught up: the drive
    /// waits for a pulse.
    void repair(Instant now);
    void slow(int factor, Instant now);
    void set_fault_contact(bool closed) { fault_contact_ = closed; }

    [[nodiscard]] double position(Instant now) const;
    [[nodiscard]] ArmState state() const { return state_; }
    [[nodiscard]] bool limit_up(Instant now) const { return contradicting_ || position(now) >= 1.0; }
    [[nodiscard]] bool limit_down(Instant now) const { return contradicting_ || position(now) <= 0.0; }
    /// A torn-off boom closes the contact too: the drive itself goes on working, with its limits.
    [[nodiscard]] bool fault() const { return fault_contact_ || torn_off_; }
    [[nodiscard]] bool blocks_a_car(Instant now) const { return !torn_off_ && position(now) < car_height; }
    /// When advance() next has something to tell, if nobody touches the arm until then.
    [[nodiscard]] std::optional<Instant> next_change(bool car_beneath) const;

  private:
    [[nodiscard]] bool moving() const { return state_ == ArmState::opening || state_ == ArmState::closing; }
    [[nodiscard]] std::chrono::nanoseconds full_travel() const { return travel_ * slow_factor_; }
    [[nodiscard]] Instant end_of_travel() const;
    [[nodiscard]] std::optional<Instant> hit_at(bool car_beneath) const;
    [[nodiscard]] bool is_turned_by_its_edge(bool car_beneath) const {
        return closes_by_itself_ && car_beneath && state_ == ArmState::closing;
    }
    void change_at(Instant at, bool car_beneath, Changes& changes);
    void settle(ArmState state, double position, Instant now, Changes& changes);

    std::chrono::nanoseconds travel_;
    int slow_factor_ = 1;
    ArmState state_ = ArmState::down;
    double from_ = 0.0;
    Instant since_{0};
    Instant told_until_{0};
    Instant timer_since_{0};
    std::optional<std::chrono::nanoseconds> closes_after_;
    bool closes_by_itself_ = false; ///< it is coming down by its own timer
    bool stuck_ = false;
    bool torn_off_ = false;
    bool fault_contact_ = false;
    bool held_ = false;
    bool contradicting_ = false;
};

} // namespace parkgate::sim
