// Caps per entry, per day of the plate, per day of the member; in minutes, money and times.
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::AllFree;
using rules::BenefitCap;
using rules::CapIn;
using rules::CapOver;

RuleSet capped(std::vector<BenefitCap> caps) {
    RuleSet rules = mall();
    rules.benefits.caps = std::move(caps);
    return rules;
}

TEST(Caps, OfAnEntryInMinutes) {
    const auto rules = capped({{Benefit::points, CapOver::entry, CapIn::minutes, 60}});
    const Quote quote = price(rules, 130min, points(3'000));
    EXPECT_EQ(quote.points, Points{600});
    EXPECT_EQ(quote.due, Fen{900});
}

TEST(Caps, PointsBuyNoPartOfAUnit) {
    const auto rules = capped({{Benefit::points, CapOver::entry, CapIn::minutes, 59}});
    EXPECT_EQ(price(rules, 130min, points(3'000)).points, Points{300});
}

TEST(Caps, InMoneyLimitWhatMinutesTake) {
    const auto rules = capped({{Benefit::store_validation, CapOver::entry, CapIn::fen, 500}});
    EXPECT_EQ(price(rules, 130min, validation(Minutes{120})).due, Fen{1'000});
    EXPECT_EQ(price(rules, 130min, validation(AllFree{})).due, Fen{1'000});
    EXPECT_EQ(price(rules, 130min, validation(Fen{800})).due, Fen{1'000});
    EXPECT_EQ(price(rules, 130min, validation(rules::PercentOff{50})).due, Fen{1'000});
    EXPECT_EQ(price(rules, 60min, validation(rules::PercentOff{50})).due, Fen{300}) << "below the cap";
}

TEST(Caps, InMoneyLeaveNoPointsUnused) {
    const auto rules = capped({{Benefit::points, CapOver::entry, CapIn::fen, 500}});
    const Quote quote = price(rules, 130min, points(3'000));
    EXPECT_EQ(quote.points, Points{600}) << "two units for 5.00, none for what the cap does not allow";
    EXPECT_EQ(quote.due, Fen{1'000});
}

TEST(Caps, AreOfAllValidationsTogether) {
    const auto rules = capped({{Benefit::store_validation, CapOver::entry, CapIn::minutes, 90}});
    Means means;
    means.validations = {{{"a"}, Minutes{60}}, {{"b"}, Minutes{60}}};
    const Quote quote = price(rules, 130min, means);
    EXPECT_EQ(quote.steps[1].minutes, Minutes{30});
    EXPECT_EQ(quote.due, Fen{600});
}

TEST(Caps, InTimes) {
    const auto rules = capped({{Benefit::store_validation, CapOver::day, CapIn::times, 2}});
    Means means;
    means.validations = {{{"a"}, Minutes{30}}, {{"b"}, Minutes{30}}, {{"c"}, Minutes{30}}};
    EXPECT_EQ(price(rules, 130min, means).due, Fen{900});
    means.used_today[Benefit::store_validation].by_plate.times = 1;
    EXPECT_EQ(price(rules, 130min, means).due, Fen{1'200});
    const auto one_coupon = capped({{Benefit::coupon, CapOver::member, CapIn::times, 1}});
    Means again = coupon(Minutes{60});
    EXPECT_EQ(price(one_coupon, 130min, again).due, Fen{900});
    again.used_today[Benefit::coupon].by_member.times = 1;
    EXPECT_EQ(price(one_coupon, 130min, again).due, Fen{1'500});
}

// A member with two cars: each plate has two hours a day, the member three.
TEST(Caps, OfAPlatesDayAndOfAMembersDay) {
    const auto rules = capped({{Benefit::points, CapOver::day, CapIn::minutes, 120},
                               {Benefit::points, CapOver::member, CapIn::minutes, 180}});
    Means means = points(10'000);
    EXPECT_EQ(price(rules, 5h, means).bought, Minutes{120});
    means.used_today[Benefit::points].by_member = {Minutes{120}, Fen{1'200}, 1};
    EXPECT_EQ(price(rules, 5h, means).bought, Minutes{60}) << "the other car has had two hours";
    means.used_today[Benefit::points].by_plate = {Minutes{90}, Fen{900}, 1};
    EXPECT_EQ(price(rules, 5h, means).bought, Minutes{30});
    means.used_today[Benefit::points].by_member = {Minutes{200}, Fen{}, 3};
    EXPECT_EQ(price(rules, 5h, means).bought, Minutes{0}) << "a cap that was lowered at noon takes nothing back";
}

} // namespace
} // namespace parkgate::test
