// The distance of two plates: what each difference costs, and that it is a metric.
#include "plate/distance.hpp"
#include "protocol/plate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace parkgate::plate {

namespace {

// Few different characters, so that equal, confused and foreign ones meet often.
rc::Gen<std::string> plates() {
    const auto characters = rc::gen::elementOf(std::u32string(U"沪苏皖警08BDOQ1I2ZHKMRT\xFFFD"));
    return rc::gen::map(rc::gen::container<std::u32string>(characters), [](const std::u32string& plate) {
        std::string text;
        for (const char32_t c : plate) {
            append_character(text, c);
        }
        return text;
    });
}

std::vector<std::string> letters_of(std::string_view plate) {
    std::vector<std::string> letters;
    while (!plate.empty()) {
        append_character(letters.emplace_back(), take_character(plate));
    }
    return letters;
}

// The whole table, from nothing but the distances of single characters.
int plain_distance(std::string_view a, std::string_view b) {
    const auto rows = letters_of(a);
    const auto columns = letters_of(b);
    std::vector table(rows.size() + 1, std::vector<int>(columns.size() + 1));
    for (std::size_t i = 0; i <= rows.size(); ++i) {
        for (std::size_t j = 0; j <= columns.size(); ++j) {
            std::vector<int> ways;
            if (i > 0) {
                ways.push_back(table[i - 1][j] + distance(rows[i - 1], ""));
            }
            if (j > 0) {
                ways.push_back(table[i][j - 1] + distance("", columns[j - 1]));
            }
            if (i > 0 && j > 0) {
                ways.push_back(table[i - 1][j - 1] + distance(rows[i - 1], columns[j - 1]));
            }
            table[i][j] = ways.empty() ? 0 : std::ranges::min(ways);
        }
    }
    return table.back().back();
}

} // namespace

TEST(PlateDistance, EachConfusionHasItsSmallCost) {
    for (const std::string_view group : {"0DOQ", "1I", "2Z", "38B", "5S", "EF", "FP", "HKMR", "TY", "VY", "6G"}) {
        for (const char a : group) {
            for (const char b : group) {
                EXPECT_EQ(distance(std::string("沪A1234") + a, std::string("沪A1234") + b),
                          a == b ? 0 : cost::confusion)
                    << a << b;
            }
        }
    }
    EXPECT_EQ(distance("沪A1234E", "沪A1234P"), cost::other) << "E and P are alike through F only";
}

TEST(PlateDistance, OtherDifferences) {
    EXPECT_EQ(distance("沪A12345", "沪A12347"), cost::other);
    EXPECT_EQ(distance("沪A12345", "沪A1235"), cost::missing);
    EXPECT_EQ(distance("沪A12345", "沪A123445"), cost::missing);
    EXPECT_EQ(distance("沪A12345", "苏A12345"), cost::province);
    EXPECT_EQ(distance("沪A12345", "皖A12345"), cost::likely_province);
    EXPECT_EQ(distance("沪A12345", "A12345"), cost::no_province);
    EXPECT_EQ(distance("沪A12345", "XA12345"), cost::other);
    EXPECT_EQ(distance("沪A1234挂", "沪A1234学"), cost::other);
    EXPECT_EQ(distance("沪A12345", "苏A12346"), cost::province + cost::other);
    EXPECT_EQ(distance("沪A8B345", "沪AB8345"), 2 * cost::confusion);
    EXPECT_EQ(distance("", "沪A"), cost::no_province + cost::missing);
    EXPECT_EQ(distance("\xff", "\xfe"), 0) << "what is no character is one and the same";
}

RC_GTEST_PROP(PlateDistance, IsZeroForEqualPlatesOnlyAndSymmetric, ()) {
    const auto a = *plates();
    const auto b = *plates();
    RC_ASSERT((distance(a, b) == 0) == (a == b));
    RC_ASSERT(distance(a, b) == distance(b, a));
    RC_ASSERT(distance(a, a) == 0);
}

RC_GTEST_PROP(PlateDistance, NoDetourIsShorter, ()) {
    const auto a = *plates();
    const auto b = *plates();
    const auto c = *plates();
    RC_ASSERT(distance(a, c) <= distance(a, b) + distance(b, c));
}

RC_GTEST_PROP(PlateDistance, IsTheCheapestWayFromOneToTheOther, ()) {
    const auto a = *plates();
    const auto b = *plates();
    RC_ASSERT(distance(a, b) == plain_distance(a, b));
}

RC_GTEST_PROP(PlateDistance, WithinALimitIsTheSameDistance, ()) {
    const auto a = *plates();
    const auto b = *plates();
    const int limit = *rc::gen::inRange(0, 60);
    const int full = distance(a, b);
    const int limited = Comparer(a).to(b, limit);
    RC_ASSERT(limited == (full <= limit ? full : limit + 1));
}

TEST(PlateDistance, OneComparerServesPlatesOfEveryLength) {
    Comparer comparer("沪A12345");
    EXPECT_EQ(comparer.to("沪AD1234567890"), 6 * cost::missing);
    EXPECT_EQ(comparer.to(""), cost::no_province + 6 * cost::missing);
    EXPECT_EQ(comparer.to("沪A12345"), 0);
    EXPECT_EQ(comparer.to("沪A1234S", 6), cost::confusion);
}

} // namespace parkgate::plate
