#include "protocol/faults.hpp"
#include "protocol/ids.hpp"
#include "protocol/plate.hpp"
#include "protocol/units.hpp"

#include <gtest/gtest.h>

#include <set>
#include <unordered_set>

namespace parkgate::test {
namespace {

template <typename A, typename B>
concept addable = requires(A a, B b) { a + b; };
template <typename A, typename B>
concept comparable = requires(A a, B b) { a == b; };

static_assert(addable<Fen, Fen> && !addable<Fen, Points> && !addable<Points, Minutes> && !addable<Fen, int>);
static_assert(!comparable<SessionId, HoldId> && comparable<HoldId, HoldId>);
static_assert(!comparable<SiteTime, WallTime> && !comparable<WallTime, MonotonicTime>);

TEST(Units, AmountsAreWholeNumbers) {
    EXPECT_EQ(Fen{300} + Fen{5}, Fen{305});
    EXPECT_EQ(Points{300} - Points{500}, Points{-200});
    EXPECT_EQ(Minutes{30} * 5, Minutes{150});
    EXPECT_LT(Fen{1}, Fen{2});
}

TEST(Ids, AreUniqueHexadecimalAndOrderedByTime) {
    IdSource source(1);
    std::set<std::string> seen;
    std::string last;
    for (std::int64_t ms = 1'795'226'400'000; ms < 1'795'226'400'000 + 50'000; ++ms) {
        const auto id = source.next<EventId>(ms);
        EXPECT_EQ(id.text.size(), 32U);
        EXPECT_EQ(id.text.find_first_not_of("0123456789abcdef"), std::string::npos);
        EXPECT_GT(id.text, last);
        EXPECT_TRUE(seen.insert(id.text).second);
        last = id.text;
    }
    EXPECT_EQ(last[12], '7') << "version 7";
    EXPECT_TRUE(last[16] == '8' || last[16] == '9' || last[16] == 'a' || last[16] == 'b') << "variant";
}

TEST(Ids, DoNotRepeatWithinOneMillisecondNorBetweenBoots) {
    std::unordered_set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        IdSource source(seed);
        for (int i = 0; i < 10'000; ++i) {
            ASSERT_TRUE(seen.insert(source.next<EventId>(1'000).text).second);
        }
    }
}

TEST(Ids, OneSeedGivesTheSameIds) {
    IdSource one(7);
    IdSource two(7);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(one.next<EventId>(i), two.next<EventId>(i));
    }
}

TEST(Names, AreShortAndOfAClosedAlphabet) {
    EXPECT_TRUE(is_name("p1-North_3"));
    EXPECT_TRUE(is_name(std::string(64, 'a')));
    for (const auto* bad : {"", "a b", "a/b", "+", "#", "停车", "a.b", "a\n"}) {
        EXPECT_FALSE(is_name(bad)) << bad;
    }
    EXPECT_FALSE(is_name(std::string(65, 'a')));
}

TEST(Plates, HaveOneSpelling) {
    EXPECT_EQ(normalise_plate("沪a·123 45"), "沪A12345");
    EXPECT_EQ(normalise_plate(" 粤Z-1234 港\t"), "粤Z1234港");
    EXPECT_EQ(normalise_plate(""), "");
    EXPECT_EQ(normalise_plate("\xc2"), "\xEF\xBF\xBD") << "half a character is not a middle dot";
}

TEST(Faults, EachHasItsTextAndItsRemedy) {
    std::set<std::string_view> codes;
    for (const auto& row : fault_catalogue) {
        EXPECT_TRUE(is_name(row.code));
        EXPECT_TRUE(codes.insert(row.code).second);
        EXPECT_FALSE(row.text.empty() || row.text_zh.empty() || row.remedy.empty()) << row.code;
        EXPECT_EQ(find_fault(row.code), &row);
    }
    EXPECT_EQ(find_fault("nothing"), nullptr);
}

} // namespace
} // namespace parkgate::test
