#include "plate/distance.hpp"

#include "plate/shapes.hpp"
#include "protocol/plate.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace parkgate::plate {

namespace {

constexpr std::array<std::string_view, 11> confused{"0DOQ", "1I",   "2Z", "38B", "5S", "EF",
                                                    "FP",   "HKMR", "TY", "VY",  "6G"};
constexpr std::size_t ascii = 128;
constexpr int unreachable = std::numeric_limits<int>::max() / 2;

using Costs = std::array<std::array<std::int8_t, ascii>, ascii>;

constexpr Costs make_costs() {
    Costs costs{};
    for (std::size_t a = 0; a < ascii; ++a) {
        for (std::size_t b = 0; b < ascii; ++b) {
            costs[a][b] = a == b ? 0 : cost::other;
        }
    }
    for (const auto group : confused) {
        for (const char a : group) {
            for (const char b : group) {
                if (a != b) {
                    costs[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] = cost::confusion;
                }
            }
        }
    }
    return costs;
}
constexpr Costs costs = make_costs();

int cost_of(char32_t a, char32_t b) {
    if (a < ascii && b < ascii) {
        return costs[a][b];
    }
    if (a == b) {
        return 0;
    }
    if (a < ascii || b < ascii || !is_province(a) || !is_province(b)) {
        return cost::other;
    }
    return a == U'皖' || b == U'皖' ? cost::likely_province : cost::province;
}

int cost_of_missing(char32_t c) {
    return c >= ascii && is_province(c) ? cost::no_province : cost::missing;
}

} // namespace

Comparer::Comparer(std::string_view plate) : plate_(characters_of(plate)) {}

int Comparer::to(std::string_view other, int limit) {
    read_other(other);
    const auto same = std::ranges::mismatch(plate_, other_).in1 - plate_.begin();
    const std::u32string_view from = std::u32string_view(plate_).substr(static_cast<std::size_t>(same));
    const std::u32string_view to = std::u32string_view(other_).substr(static_cast<std::size_t>(same));
    const auto longer = std::max(from.size(), to.size());
    const auto band = std::min(static_cast<std::size_t>(limit) / cost::no_province, longer);
    if (longer - std::min(from.size(), to.size()) > band) {
        return limit + 1;
    }
    row_.assign(from.size() + 1, unreachable);
    row_[0] = 0;
    for (std::size_t i = 0; i < std::min(from.size(), band); ++i) {
        row_[i + 1] = row_[i] + cost_of_missing(from[i]);
    }
    for (std::size_t j = 0; j < to.size(); ++j) {
        if (add_row(from, to[j], j, band) > limit) {
            return limit + 1;
        }
    }
    return row_.back() > limit ? limit + 1 : row_.back();
}

void Comparer::read_other(std::string_view other) {
    other_.resize(other.size());
    std::size_t count = 0;
    while (!other.empty()) {
        other_[count++] = take_character(other);
    }
    other_.resize(count);
}

// Row j + 1, of which only the cells that are no more than `band` beside the diagonal can be within the limit.
int Comparer::add_row(std::u32string_view from, char32_t c, std::size_t j, std::size_t band) {
    const int missing = cost_of_missing(c);
    const std::size_t first = j > band ? j - band : 0;
    int diagonal = row_[first];
    row_[first] += missing;
    int least = row_[first];
    for (std::size_t i = first; i < std::min(from.size(), j + 1 + band); ++i) {
        const int changed = diagonal + cost_of(from[i], c);
        diagonal = row_[i + 1];
        row_[i + 1] = std::min({changed, diagonal + missing, row_[i] + cost_of_missing(from[i])});
        least = std::min(least, row_[i + 1]);
    }
    return least;
}

int distance(std::string_view a, std::string_view b) {
    return Comparer(a).to(b);
}

} // namespace parkgate::plate
