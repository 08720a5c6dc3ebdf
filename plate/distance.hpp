// How unlikely it is that one plate was read as another. docs/PLATES.md tells where the weights come from.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::plate {

// The cost of one difference. With these the distance is a metric: two confusions make one other character, and to put
// a character in and take another out costs more than to change it.
namespace cost {
inline constexpr int confusion = 6;       // 0DOQ, 1I, 2Z, 38B, 5S, EF, FP, HKMR, TY, VY, 6G
inline constexpr int other = 12;          // any other character
inline constexpr int missing = 9;         // a character too many or too few
inline constexpr int province = 5;        // one province for another
inline constexpr int likely_province = 4; // from or to 皖, which blurred ones are taken for
inline constexpr int no_province = 7;     // a province that was not read
} // namespace cost

// One plate against many.
class Comparer {
  public:
    explicit Comparer(std::string_view plate);

    // The distance, or limit + 1 if it is more than that.
    [[nodiscard]] int to(std::string_view other, int limit = std::numeric_limits<int>::max());

  private:
    void read_other(std::string_view other);
    int add_row(std::u32string_view from, char32_t c, std::size_t j, std::size_t band); // the least of the row

    std::u32string plate_;
    std::u32string other_;
    std::vector<int> row_; // distances of the beginnings of the plate to the characters of the other so far
};

// Of two normalised plates, over characters: 0 only for equal ones, symmetric, and no detour is shorter.
[[nodiscard]] int distance(std::string_view a, std::string_view b);

} // namespace parkgate::plate
