#pragma once

#include "simulator/watch/told.hpp"

#include <vector>

namespace parkgate::sim {

/// Compares what has happened at the loops of one lane with what the controller was told of it: where each step was
/// told, and nothing else, the controller has no excuse for a wrong account.
class Witness {
  public:
    /// Of what has happened and was told since the last call of this.
    void begin();
    /// The car itself, not what its loop says of it. Changes of one moment are one step.
    void see_loop(Loop loop, bool occupied, Instant at);
    void see_told(const Told& told);
    /// The last step counts as well: it must have been told by now.
    [[nodiscard]] bool was_told_all() const;
    /// A detector reports it.
    [[nodiscard]] bool sees_photocell() const { return photocell_fitted_; }
    /// A detector reports the loop behind the arm.
    [[nodiscard]] bool sees_beyond() const { return beyond_fitted_; }

  private:
    using Loops = std::array<bool, loop_count>;
    /// As the controller sees them: safety loop and photocell are one place, and what no detector reports is not there.
    [[nodiscard]] Loops as_reported(Loops loops) const;

    Loops now_{};
    Instant changed_at_{-1};
    std::vector<Loops> happened_;
    Loops last_told_{};
    std::vector<Loops> told_;
    bool photocell_fitted_ = false;
    bool beyond_fitted_ = false;
};

} // namespace parkgate::sim
