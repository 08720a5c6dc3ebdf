#pragma once

#include "simulator/line/board.hpp"
#include "simulator/output.hpp"
#include "simulator/script/lane_hands.hpp"
#include "simulator/traffic/car_park.hpp"

#include <random>

namespace parkgate::sim {

/// Cars as they come: one manoeuvre after the other, drawn from a seed, with faults of the hardware if asked for. The
/// people who drive look at the arm and at nothing else; where they are not let through they call an operator
/// (`operator_needed` on the output) and drive back when nobody helps.
class TrafficDriver {
  public:
    TrafficDriver(LaneHands& hands, const Traffic& traffic, LineBoard& board, CarPark& park, Output& output);

    /// Returns when every manoeuvre is over and the lane is at rest.
    [[nodiscard]] Outcome run();

  private:
    using Time = std::chrono::milliseconds;
    struct Car {
        std::string plate;
        std::uint64_t opens_before = 0;
        std::uint16_t served_before = 0;
        /// Whoever looks at the lane must come to the same account of it.
        bool certain = true;
    };

    // What a driver does.
    [[nodiscard]] Car next_car();
    void come(Car& car);
    void show(Car& car, std::uint16_t confidence = 97);
    [[nodiscard]] bool let_through(Car& car);
    void drive(Car& car);
    void back_out(Car& car);
    // Comes, is read and waits for the arm; who is not let through has backed out when this returns false.
    [[nodiscard]] bool come_in_front_of_an_open_arm(Car& car);
    void gone(const Car& car, bool passed, std::string_view how);

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

    // Faults.
    void break_something();
    void break_line();
    void break_device();
    void repair();
    void rest();
    void let_plates_be_forgotten();

    [[nodiscard]] bool wait(Plant::Predicate predicate, Time within);
    void pause(Time time);
    void linger(unsigned most_paces = 2);
    void set(Loop loop, bool occupied);
    template <class Change>
    void change(Change&& what) {
        hands_.plant().with(hands_.lane(), std::forward<Change>(what));
    }
    [[nodiscard]] bool arm_is(ArmState state);
    void call_operator(std::string_view why);
    [[nodiscard]] unsigned dice(unsigned sides) { return static_cast<unsigned>(random_() % sides); }
    [[nodiscard]] bool enters() const { return traffic_.from.empty(); }

    LaneHands& hands_;
    const Traffic& traffic_;
    LineBoard& board_;
    CarPark& park_;
    Output& output_;
    std::mt19937 random_;
    std::uint32_t number_ = 0;
    bool faulty_ = false;
    /// Of the last plate that was shown, while it is not sure that the controller has done with it.
    std::optional<std::uint16_t> unfinished_;
    std::string_view name_ = "ordinary";
};

} // namespace parkgate::sim
