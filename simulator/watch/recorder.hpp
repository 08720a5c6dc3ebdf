#pragma once

#include "simulator/model/events.hpp"
#include "simulator/watch/told.hpp"

#include <deque>
#include <optional>

namespace parkgate::sim {

/// What the recorder grants the controller. The times are longer than the poll intervals and stale-afters of every
/// shipped profile on its slowest line, so that only a mistake breaks a rule.
struct WatchRules {
    std::chrono::milliseconds reaction{400};      ///< from an answer on the wire to the command that follows from it
    std::chrono::milliseconds one_request{100};   ///< a command that was on its way while the answer came
    std::chrono::milliseconds out_of_sight{400};  ///< a car between the loops for longer may be taken for one that left
    std::chrono::milliseconds unseen{2'500};      ///< after this a car must have been seen, or its place is unknown
    std::chrono::milliseconds loop_cause{10'000}; ///< so long after a car has gone an opening can still be for it
    std::chrono::milliseconds plate_cause{30'000};
    std::chrono::milliseconds operator_cause{60'000};
    std::chrono::milliseconds gone_from_sight{500}; ///< a loop that was not told of for longer is unknown
    std::chrono::milliseconds forgotten{8'000};     ///< before a lowered arm, until it is raised or a person is called
    std::size_t most_commands = 6;                  ///< since anything has happened in the lane
    std::chrono::milliseconds both_go{2'000};       ///< until a display has been told that its car no longer may go
    std::chrono::milliseconds window{10'000};
    std::size_t most_in_window = 60;
};

struct WatchCounts {
    std::uint64_t passages = 0;
    std::uint64_t opens = 0;
    std::uint64_t closes = 0;
    std::uint64_t hits = 0;
    std::uint64_t violations = 0;
    /// A car that no sensor under the arm told of: the barrier's own safety must have it, no controller can.
    std::uint64_t unseeable = 0;
};

/// Watches one lane from outside: where cars really are, what was answered on the wire, what the arm was told. It knows
/// nothing of what the controller believes. Rules:
///   W1 no close with a car under the arm          W2 no close unless a car has passed or left, or an operator said so
///   W3 no command before the limits were read, no close on old readings of limits or loops
///   W4 no close after a hand has opened the arm   W5 no endless commands
///   W6 the arm hits nobody                        W7 no open without a cause
///   W8 of a lane that is used from both sides, only one side is told to go
///   W9 who was let in and stands before an arm that has come down has it raised, or a person is called
/// Calls come in the order of their times.
class Recorder {
  public:
    enum class OperatorWord { open, close, hold, release };
    using Violations = std::vector<Violation>;
    /// A hit without an excuse is the controller's, whether or not a rule has been broken by then.
    struct Hit {
        std::string excuse;
        Violations broken;
    };

    explicit Recorder(WatchRules rules = {}) : rules_(rules) {}

    /// The car itself, not what its loop says of it.
    void see_loop(Loop loop, bool occupied, bool arm_down, Instant at);
    void see_plate(const std::string& plate, Side side, Instant at);
    /// What the driver on this side reads now.
    void see_display(const DisplayText& text, Side side);
    void see_arm(ArmState state, Instant at);
    /// The arm is about to come down, and neither a command nor a hand has done it.
    void see_fall(Instant at) { fell_at_ = at; }
    /// The controller tells people that the lane needs one, or no longer.
    void see_call(bool calls) { calls_ = calls; }
    void see_hand(bool up, Instant at);
    /// Something was done to the arm that gives the controller a reason to try again.
    void see_repair() { commands_since_news_ = 0; }
    /// Where the controller has broken a rule by doing nothing, it is found here.
    [[nodiscard]] Violations see_told(const Told& told, Instant at);
    void see_operator(OperatorWord word, Instant at);
    void see_fire(bool alarm, Instant at);
    /// The controller was started anew: what it has read, seen and been told before does not count. It does not know
    /// whose hand has raised an arm that it finds up, but lowers it for nothing that it has not seen itself.
    void see_restart();
    /// No sensor under the arm tells the truth about a car there.
    void see_blind(bool blind, Instant at);
    /// Its input says something else than what is there.
    void see_lie(Loop loop, bool lies);
    /// The driver in front of the arm is about to leave, and not under it.
    void see_left_backwards() { left_backwards_ = true; }
    /// The barrier hears nothing.
    void see_deaf(bool deaf, Instant at) {
        deaf_until_ = deaf_ && !deaf ? std::optional{at} : deaf_until_;
        deaf_ = deaf;
    }
    [[nodiscard]] Violations see_command(ArmCommand command, Instant received);
    [[nodiscard]] Hit see_hit(Instant at);

    [[nodiscard]] const WatchCounts& counts() const { return counts_; }

  private:
    [[nodiscard]] bool car_beneath() const { return under(Loop::safety) || under(Loop::photocell); }
    [[nodiscard]] bool under(Loop loop) const { return loops_[static_cast<std::size_t>(loop)]; }
    [[nodiscard]] bool is_lost(Instant at) const;
    [[nodiscard]] bool should_know(Instant at, std::chrono::milliseconds since_told) const;
    [[nodiscard]] bool has_cause(Instant at) const;
    [[nodiscard]] bool within(const std::optional<Instant>& past, std::chrono::milliseconds span, Instant at) const;
    void judge_close(Instant at, Violations& found);
    void judge_open(Instant at, Violations& found);
    void judge_rate(Instant at, Violations& found);
    void judge_sides(Instant at, Violations& found);
    void judge_forgotten(Instant at, Violations& found);
    [[nodiscard]] bool may_go(Side side) const;
    [[nodiscard]] bool is_up_for(Side side) const;
    [[nodiscard]] bool loops_tell_the_truth() const;
    void news() { commands_since_news_ = 0; }

    WatchRules rules_;
    WatchCounts counts_;
    std::array<bool, loop_count> loops_{};
    ArmState arm_ = ArmState::down;
    bool passed_ = false;
    bool left_backwards_ = false;
    bool had_evidence_ = false; ///< either of them, until the car that is under the arm came there
    bool had_cause_ = false;    ///< for the close after which the arm is down
    bool by_hand_ = false;
    bool told_down_ = false;     ///< the controller has seen the arm at its lower limit since it was started
    bool knowing_close_ = false; ///< W1 was broken with the car that is under the arm
    bool fire_ = false;
    bool blind_ = false;
    bool deaf_ = false;
    bool operator_may_close_ = false;
    bool told_to_rise_ = false;
    struct Input {
        bool told = false; ///< what was told last, be it true or not
        bool lies = false;
        bool lied = false; ///< at any time since it was told last
    };
    std::array<Input, loop_count> inputs_{};
    std::optional<Instant> out_of_sight_since_; ///< the loop in front was left and no other was reached
    std::optional<Instant> deaf_until_;
    std::optional<Instant> beneath_since_;
    std::optional<Instant> told_of_car_;
    std::optional<Instant> told_of_down_; ///< the first answer that says so since the arm came down
    std::optional<Instant> by_hand_at_;
    std::optional<Instant> fell_at_;
    std::optional<Instant> last_loop_;
    std::optional<Instant> last_plate_;
    std::optional<Instant> last_word_;
    std::optional<Instant> limits_told_;
    std::optional<Instant> loops_told_;
    /// By side: the plate that its camera was shown last, and what its display says.
    std::array<std::string, 2> shown_;
    std::array<DisplayText, 2> says_;
    std::optional<Instant> both_go_since_;
    bool both_go_told_ = false;
    std::array<bool, 2> read_{};     ///< by side: a plate was shown while the present car stood in front
    std::optional<Side> let_in_;     ///< where the car stands that was told to go with the arm up
    std::optional<Instant> lowered_; ///< the arm has left its upper limit, and nothing was done about it since
    bool calls_ = false;
    bool two_sided_ = false; ///< a car has been read from the exit's side
    /// Of the car under the arm.
    std::optional<Side> came_from_;
    std::size_t commands_since_news_ = 0;
    std::deque<Instant> recent_;
};

} // namespace parkgate::sim
