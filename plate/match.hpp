// Whose stay a reading at the exit ends: certainly, probably, perhaps, or nobody's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace parkgate::plate {

struct MatchSettings {
    int most = 9;                     // distance of a fuzzy match, at most: one thing that cameras do
    int margin = 7;                   // by which every other open plate must be further away
    int ask_within = 18;              // distance of the furthest candidate that a person is offered
    std::size_t candidates = 5;       // that a person is offered, at most
    std::int64_t doubtful_below = 50; // percent: such a reading is never matched fuzzily
};

struct Candidate {
    std::size_t index = 0; // among the open plates
    int distance = 0;
    bool operator==(const Candidate&) const = default;
};

struct Exact {
    std::size_t index = 0;
    bool operator==(const Exact&) const = default;
};

// One open plate alone is near. What it may be trusted with is the caller's to say: above a fee of its choice it asks
// a person all the same, with these candidates.
struct Fuzzy {
    Candidate best;
    int margin = 0;                    // to the next one, at least
    std::vector<Candidate> candidates; // the best among them, nearest first
    bool operator==(const Fuzzy&) const = default;
};

// A person decides; never empty, nearest first, equally near ones in the order in which they were given.
struct Ask {
    std::vector<Candidate> candidates;
    bool operator==(const Ask&) const = default;
};

struct NoMatch {
    bool operator==(const NoMatch&) const = default;
};

using Match = std::variant<Exact, Fuzzy, Ask, NoMatch>;

// `read` and the open plates are normalised and repaired. Only the plates that are given are matched, and pseudo-plates
// only exactly: a car without a plate cannot have been read. Of the confidence of a reading nothing is concluded in its
// favour.
[[nodiscard]] Match match(std::string_view read, std::int64_t confidence, std::span<const std::string_view> open,
                          const MatchSettings& settings);

} // namespace parkgate::plate
