#pragma once

#include "simulator/line/board.hpp"
#include "simulator/output.hpp"
#include "simulator/script/lane_hands.hpp"
#include "simulator/traffic/car_park.hpp"

#include <chrono>
#include <random>

namespace parkgate::sim {

/// A driver or an operator who is waited for does what he is expected to within this.
inline constexpr std::chrono::milliseconds patience_with_operator{15'000};

/// Thrown inside this room only: the simulator is ending.
struct TrafficStopped {};

/// The display lets the driver of this car on.
[[nodiscard]] bool reads_go(const Lane& lane, Side side, const std::string& plate);

/// Cars as they come: one manoeuvre after the other, drawn from a seed, with faults of the hardware if asked for. The
/// people who drive look at the arm and the display and at nothing else; where they are not let through they call an
/// operator (`operator_needed` on the output) and drive back when nobody helps.
class TrafficDriver {
  public:
    TrafficDriver(LaneHands& hands, const Traffic& traffic, LineBoard& board, CarPark& park, Output& output);

    /// Returns when every manoeuvre is over and the lane is at rest.
    [[nodiscard]] Outcome run();

  private:
    using Time = std::chrono::milliseconds;
    struct Car {
        std::string plate;
        bool enters = true;
        /// Wants to leave and has never been seen to come in.
        bool stranger = false;
        /// Before this nobody could know of it.
        Instant began{0};
        std::uint64_t opens_before = 0;
        std::uint64_t closes_before = 0;
        std::uint16_t served_before = 0;
        /// Why whoever looks at the lane may come to another account of it; empty: there is no excuse.
        std::string_view doubt{};

        void may_be_misjudged(std::string_view why) { doubt = doubt.empty() ? why : doubt; }
    };

    // What a driver does.
    [[nodiscard]] Car next_car(bool may_wait = true);
    [[nodiscard]] Car car_of(bool enters, bool may_wait);
    void come(Car& car);
    void show(Car& car, std::uint16_t confidence = 97);
    [[nodiscard]] bool let_through(Car& car);
    [[nodiscard]] bool is_read(const Car& car);
    void drive(Car& car);
    /// The last moment under the arm: the way must still have been this car's.
    void about_to_leave_the_arm(Car& car);
    /// The arm has come down before a driver who was let in; false: nobody raises it.
    [[nodiscard]] bool raised_again(Car& car);
    void back_out(Car& car);
    // Comes, is read and waits for the arm; who is not let through has backed out when this returns false.
    [[nodiscard]] bool come_in_front_of_an_open_arm(Car& car);
    void note_what_was_told(Car& car);
    void gone(Car& car, bool passed, std::string_view how);

    // Manoeuvres.
    void manoeuvre();
    void ordinary();
    void several_reads();
    void tailgate();
    void turn_back();
    void stand();
    void both_loops();
    void queue();
    void motorcycle();
    void plate_alone();
    void no_plate();
    void by_hand();
    void stuck_arm();
    void under_the_closing_arm();
    void lowered_before_a_car();
    void oncoming();

    // Faults.
    void break_something();
    void break_line();
    void break_device();
    void break_under_the_arm();
    void ask_for_another_mode();
    void end_the_mode();
    void repair();
    void rest();
    void let_plates_be_forgotten();

    [[nodiscard]] bool wait(Plant::Predicate predicate, Time within);
    void pause(Time time);
    void linger(unsigned most_paces = 2);
    /// Stays until the controller has been told of it twice, unless in haste or nothing is told.
    void set(Loop loop, bool occupied);
    void hold();
    template <class Change>
    auto change(Change&& what) {
        return hands_.plant().with(hands_.lane(), std::forward<Change>(what));
    }
    [[nodiscard]] bool arm_is(ArmState state);
    [[nodiscard]] bool sees_beyond();
    void call_operator(std::string_view why);
    [[nodiscard]] unsigned dice(unsigned sides) { return static_cast<unsigned>(random_() % sides); }

    // A lane of one direction has one side, and what is in front of its arm is called the arrival loop.
    [[nodiscard]] Side side_of(const Car& car) const {
        return traffic_.both_ways && !car.enters ? Side::exit : Side::entry;
    }
    [[nodiscard]] Loop front(const Car& car) const { return in_front(side_of(car)); }
    [[nodiscard]] Loop behind(const Car& car) const { return in_front(other(side_of(car))); }
    [[nodiscard]] const std::string& way_in() const { return traffic_.from.empty() ? hands_.lane() : traffic_.from; }

    LaneHands& hands_;
    const Traffic& traffic_;
    LineBoard& board_;
    CarPark& park_;
    Output& output_;
    std::mt19937 random_;
    std::uint32_t number_ = 0;
    bool faulty_ = false;
    bool other_mode_ = false;
    bool in_haste_ = false;
    /// Of the present manoeuvre.
    bool enters_ = true;
    /// Of the last plate that was shown, while it is not sure that the controller has done with it.
    struct Unfinished {
        std::uint16_t sequence;
        Side side;
        std::string plate;
    };
    std::optional<Unfinished> unfinished_;
    std::string_view name_ = "ordinary";
};

} // namespace parkgate::sim
