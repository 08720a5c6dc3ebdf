// What operators are told of the Modbus lines.
#include "edge/app/line_watch.hpp"

#include <gtest/gtest.h>

namespace parkgate::app {
namespace {

using drivers::LineCounters;

constexpr MonotonicTime start{Duration{1'000'000}};

class Watch : public testing::Test {
  protected:
    const LineStatus& after(std::int64_t ms) {
        watch.take({{"in-io", line}}, start + Duration{ms});
        return watch.lines().at(0);
    }
    LineCounters line{.load_percent = 40, .budget_percent = 60, .open = true};
    LineWatch watch;
};

TEST_F(Watch, TellsWhatWasCounted) {
    line.all = {.ok = 100, .timeout = 4, .exception = 3, .garbled = 2, .reconnects = 1};
    line.noise = 7;
    line.events_lost = 8;
    const LineStatus told = after(0);
    EXPECT_EQ(told, (LineStatus{"in-io", "failing", 40, 60, 109, 4, 3, 2, 1, 7, 8}));
}

TEST_F(Watch, ALineFailsForTenSecondsAfterAnError) {
    EXPECT_EQ(after(0).state, "good");
    std::int64_t at = 0;
    for (auto* const error :
         {&line.all.timeout, &line.all.exception, &line.all.garbled, &line.noise, &line.events_lost}) {
        at += 20'000;
        ++*error;
        EXPECT_EQ(after(at).state, "failing");
        EXPECT_EQ(after(at + 9'999).state, "failing");
        EXPECT_EQ(after(at + 10'000).state, "good");
    }
    ++line.all.reconnects;
    EXPECT_EQ(after(200'000).state, "good") << "what led to it was counted";
}

TEST_F(Watch, ALineIsCrowdedOverItsBudgetAndClosedWithoutAPort) {
    line.load_percent = 61;
    EXPECT_EQ(after(0).state, "good") << "a car does that";
    EXPECT_EQ(after(29'999).state, "good");
    EXPECT_EQ(after(30'000).state, "crowded");
    line.load_percent = 60;
    EXPECT_EQ(after(31'000).state, "good");
    line.load_percent = 61;
    EXPECT_EQ(after(32'000).state, "good") << "anew";
    line.budget_percent = 0;
    EXPECT_EQ(after(90'000).state, "good") << "TCP has none";
    line.open = false;
    EXPECT_EQ(after(90'001).state, "closed");
}

TEST_F(Watch, OfManyLinesThoseInTroubleAreTold) {
    std::vector<drivers::NamedLine> many(LineWatch::most_told + 10, {"good", line});
    line.open = false;
    many.push_back({"bad", line});
    watch.take(many, start);
    ASSERT_EQ(watch.lines().size(), LineWatch::most_told);
    EXPECT_EQ(watch.lines()[0].line, "bad");
}

TEST_F(Watch, NumbersAloneAreNoNews) {
    const std::vector<LineStatus> before{after(0)};
    line.all.ok += 50;
    line.load_percent = 10;
    std::vector<LineStatus> now{after(1000)};
    EXPECT_NE(before, now);
    EXPECT_TRUE(in_the_same_state(before, now));
    EXPECT_TRUE(changes_of_state(before, now).empty());
    line.open = false;
    now = {after(2000)};
    EXPECT_FALSE(in_the_same_state(before, now));
    EXPECT_EQ(changes_of_state(before, now), std::vector<std::string>{"line in-io: closed, it was good"});
    EXPECT_EQ(changes_of_state({}, now), std::vector<std::string>{"line in-io: closed"});
}

} // namespace
} // namespace parkgate::app
