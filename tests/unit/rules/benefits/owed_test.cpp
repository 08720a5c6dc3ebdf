// What minutes and money take from charges of different lengths and prices.
#include "rules/benefits/owed.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::Charge;
using rules::Owed;
using rules::StartedCharge;

// A first hour for 10.00, two half hours for 3.00, something free, a night for 20.00.
std::vector<Charge> evening() {
    return {{Minutes{0}, Minutes{60}, Fen{1'000}},
            {Minutes{60}, Minutes{30}, Fen{300}},
            {Minutes{90}, Minutes{30}, Fen{300}},
            {Minutes{120}, Minutes{60}, Fen{}},
            {Minutes{180}, Minutes{600}, Fen{2'000}}};
}

Fen left_after(StartedCharge started, std::int64_t minutes) {
    Owed owed(evening(), started);
    const auto before = owed.fen();
    const auto taken = owed.cover({Minutes{minutes}});
    EXPECT_EQ(taken.fen + owed.fen(), before);
    EXPECT_LE(taken.minutes, Minutes{minutes});
    return owed.fen();
}

TEST(Owed, AStartedChargeIsCoveredWhole) {
    EXPECT_EQ(left_after(StartedCharge::whole, 0), Fen{3'600});
    EXPECT_EQ(left_after(StartedCharge::whole, 1), Fen{2'600});
    EXPECT_EQ(left_after(StartedCharge::whole, 60), Fen{2'600});
    EXPECT_EQ(left_after(StartedCharge::whole, 61), Fen{2'300});
    EXPECT_EQ(left_after(StartedCharge::whole, 120), Fen{2'000}) << "what is free needs no minutes";
    EXPECT_EQ(left_after(StartedCharge::whole, 121), Fen{0});
}

TEST(Owed, AStartedChargeIsCoveredByItsShare) {
    EXPECT_EQ(left_after(StartedCharge::share, 30), Fen{3'100});
    EXPECT_EQ(left_after(StartedCharge::share, 60), Fen{2'600});
    EXPECT_EQ(left_after(StartedCharge::share, 70), Fen{2'500});
    EXPECT_EQ(left_after(StartedCharge::share, 1), Fen{3'600 - 17}) << "16.67 fen, rounded up for the driver";
    EXPECT_EQ(left_after(StartedCharge::share, 180), Fen{1'800}) << "an hour of ten of the night";
    EXPECT_EQ(left_after(StartedCharge::share, 720), Fen{0});
}

TEST(Owed, SharesOfOneChargeFollowEachOther) {
    Owed owed(evening(), StartedCharge::share);
    EXPECT_EQ(owed.cover({Minutes{15}}).fen, Fen{250});
    EXPECT_EQ(owed.cover({Minutes{15}}).fen, Fen{250});
    EXPECT_EQ(owed.cover({Minutes{60}}).fen, Fen{500 + 300});
}

TEST(Owed, MoneySettlesTheEarliest) {
    Owed owed(evening(), StartedCharge::whole);
    EXPECT_EQ(owed.pay(Fen{1'100}).fen, Fen{1'100});
    EXPECT_EQ(owed.cover({Minutes{30}}).fen, Fen{200}) << "what money has left of the half hour";
    EXPECT_EQ(owed.pay(Fen{9'000}).fen, Fen{2'300});
    EXPECT_TRUE(owed.nothing());
    EXPECT_EQ(owed.pay(Fen{1}).fen, Fen{0});
}

TEST(Owed, ALimitInMoneyEndsInTheMiddleOfACharge) {
    Owed owed(evening(), StartedCharge::whole);
    EXPECT_EQ(owed.cover({Minutes{120}, Fen{1'150}}).fen, Fen{1'150});
    EXPECT_EQ(owed.pay(Fen{150}).fen, Fen{150});
    EXPECT_EQ(owed.cover({Minutes{30}}).fen, Fen{300}) << "the second half hour is untouched";
}

// 10.00 for an hour. A limit of 2.50 is a quarter of an hour, whatever the minutes would have allowed.
TEST(Owed, ALimitInMoneyLeavesTheMinutesThatItHasNotPaidFor) {
    Owed share(evening(), StartedCharge::share);
    EXPECT_EQ(share.cover({Minutes{59}, Fen{250}}).fen, Fen{250});
    EXPECT_EQ(share.cover({Minutes{15}}).fen, Fen{250});
    EXPECT_EQ(share.cover({Minutes{30}}).fen, Fen{500});
    Owed whole(evening(), StartedCharge::whole);
    EXPECT_EQ(whole.cover({Minutes{59}, Fen{250}}).fen, Fen{250});
    EXPECT_EQ(whole.cover({Minutes{60}}).fen, Fen{750}) << "the hour is as long as it was";
}

TEST(Owed, OnlyChargesOfAPeriodAreCovered) {
    Owed owed(evening(), StartedCharge::whole);
    EXPECT_EQ(owed.cover({}, [](Minutes from) { return from == Minutes{60} || from > Minutes{120}; }).fen, Fen{2'300});
    EXPECT_EQ(owed.fen(), Fen{1'300});
}

TEST(Owed, KnowsTheFewestMinutesThatTakeASum) {
    const Owed whole(evening(), StartedCharge::whole);
    EXPECT_EQ(whole.minutes_for(Fen{0}), Minutes{0});
    EXPECT_EQ(whole.minutes_for(Fen{1'000}), Minutes{1});
    EXPECT_EQ(whole.minutes_for(Fen{1'001}), Minutes{61});
    EXPECT_EQ(whole.minutes_for(Fen{3'600}), Minutes{121});
    EXPECT_EQ(whole.minutes_for(Fen{99'999}), Minutes{121});
    const Owed share(evening(), StartedCharge::share);
    EXPECT_EQ(share.minutes_for(Fen{1'000}), Minutes{60});
    EXPECT_EQ(share.minutes_for(Fen{17}), Minutes{1});
    EXPECT_EQ(share.minutes_for(Fen{18}), Minutes{2});
    EXPECT_EQ(share.minutes_for(Fen{3'600}), Minutes{720});
}

} // namespace
} // namespace parkgate::test
