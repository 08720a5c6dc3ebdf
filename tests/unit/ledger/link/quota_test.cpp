#include "ledger/link/quota.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using namespace std::chrono_literals;

EventWork sale(const std::string& store) {
    return event("e1", Sold{{store}, "42", noon, Fen{100}, {}}, store);
}

int admitted(Quota& quota, const Work& work, MonotonicTime now, int times) {
    int out = 0;
    for (int i = 0; i < times; ++i) {
        out += quota.admits(work, now) ? 1 : 0;
    }
    return out;
}

TEST(Quota, a_sender_has_so_much_at_once_and_so_much_a_second) {
    Quota quota;
    const MonotonicTime begin{1h};
    const auto rate = rate_of(Door::pos);
    EXPECT_EQ(admitted(quota, sale("cinema"), begin, 1000), rate.at_once);
    EXPECT_EQ(admitted(quota, sale("cinema"), begin + 49ms, 1000), 0);
    EXPECT_EQ(admitted(quota, sale("cinema"), begin + 50ms, 1000), 1) << "what came together before counts";
    EXPECT_EQ(admitted(quota, sale("cinema"), begin + 1050ms, 1000), rate.a_second);
    EXPECT_EQ(admitted(quota, sale("cinema"), begin + 1h, 1000), rate.at_once);
    EXPECT_EQ(admitted(quota, sale("cinema"), begin, 1000), 0) << "a clock that goes back gives nothing";
}

TEST(Quota, one_sender_s_flood_is_nobody_else_s) {
    Quota quota;
    admitted(quota, sale("cinema"), {}, 1000);
    EXPECT_TRUE(quota.admits(sale("noodles"), {}));
    EXPECT_TRUE(quota.admits(event("e2", Seconded{{"e1"}}, "cinema"), {})) << "an operator of that name";
    const UnknownEventWork odd{{"e1"}, "", Door::pos, "cinema", "", {}, "", ""};
    EXPECT_FALSE(quota.admits(odd, {}));
}

TEST(Quota, I12_a_fact_always_fits) {
    Quota quota;
    Box box("b1");
    const Work fact = box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon});
    EXPECT_EQ(admitted(quota, fact, {}, 10'000), 10'000);
}

} // namespace
} // namespace parkgate::ledger::test
