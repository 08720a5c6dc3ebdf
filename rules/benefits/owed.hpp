// Charges that are still to be paid for, the earliest first. Nothing taken off them is ever more than what is left.
#pragma once

#include "rules/benefits/terms.hpp"
#include "rules/charge.hpp"

#include <functional>
#include <limits>
#include <vector>

namespace parkgate::rules {

constexpr std::int64_t rounded_up(std::int64_t dividend, std::int64_t divisor) {
    return (dividend + divisor - 1) / divisor;
}

// The most that one step may take.
struct Limit {
    Minutes minutes{std::numeric_limits<std::int64_t>::max()};
    Fen fen{std::numeric_limits<std::int64_t>::max()};
};

struct Taken {
    Minutes minutes; // of the limit that were of use; 0 for money
    Fen fen;
};

class Owed {
  public:
    Owed(const std::vector<Charge>& charges, StartedCharge started);

    [[nodiscard]] bool nothing() const { return rest_.empty(); }
    [[nodiscard]] Fen fen() const;
    // Whether some charge has begun and ended within so many minutes from the entry.
    [[nodiscard]] bool charged_by(Minutes stay) const;

    // Money settles the earliest charges, the last of them perhaps in part.
    Taken pay(Fen money);
    Taken discount(PercentOff off, Fen most);
    // Minutes cover the earliest charges of those that begin (minutes since the entry) where `at` says so.
    using Where = std::function<bool(Minutes)>;
    Taken cover(const Limit& limit, const Where& at = {});
    // The fewest minutes that cover() needs for taking `most`, or everything.
    [[nodiscard]] Minutes minutes_for(Fen most) const;

  private:
    struct Piece {
        Minutes from;   // when it fell due
        Minutes length; // that is not covered yet, at least 1
        Fen fen;        // more than 0
    };
    [[nodiscard]] Fen part_of(const Piece& piece, Minutes covered) const;
    // The fewest minutes whose part_of() is at least this.
    [[nodiscard]] Minutes minutes_of(const Piece& piece, Fen part) const;
    void drop_settled();

    std::vector<Piece> rest_;
    StartedCharge started_;
};

} // namespace parkgate::rules
