// Whose a plate was and when, and what its owner has settled.
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace parkgate::ledger::test {
namespace {

using namespace std::chrono_literals;

LinkAnswer link(World& world, const std::string& plate, SiteTime at) {
    const Box box("b1");
    auto answer = std::get<LinkAnswer>(answer_of(world.take(box.ask("l1", LinkAsk{{plate}, at}))).body);
    EXPECT_EQ(std::exchange(answer.at, {}), world.now);
    return answer;
}

TEST(Members, a_plate_counts_for_the_stays_that_begin_while_it_is_his) {
    World world;
    world.store->add_member({"m1"}, {{"plate-7"}}, {}, noon + 2h);
    EXPECT_EQ(link(world, "plate-7", noon + 2h - 1ms).member.text, "") << "linked during the stay";
    EXPECT_EQ(link(world, "plate-7", noon + 2h).member.text, "m1");
    EXPECT_EQ(world.store->unlink({"plate-7"}, noon + 3h).text, "m1");
    EXPECT_EQ(link(world, "plate-7", noon + 3h - 1ms).member.text, "m1") << "unlinked during the stay";
    EXPECT_EQ(link(world, "plate-7", noon + 3h).member.text, "");
    EXPECT_EQ(world.store->unlink({"plate-7"}, noon + 4h).text, "") << "nobody has it";
}

TEST(Members, a_plate_that_changes_hands_is_of_one_member_at_a_time) {
    Terms open_hands = terms();
    open_hands.earning.plates.members_a_plate = 2;
    World world(open_hands);
    using enum Admission::Result;
    EXPECT_EQ(world.store->add_member({"m2"}, {{"plate-1"}}, {}, noon + 1h), plate_taken);
    EXPECT_EQ(world.store->unlink({"plate-1"}, noon + 1h).text, "m1");
    EXPECT_EQ(world.store->add_member({"m2"}, {{"plate-1"}}, {}, noon + 1h), plates_added);
    EXPECT_EQ(link(world, "plate-1", noon + 59min).member.text, "m1");
    EXPECT_EQ(link(world, "plate-1", noon + 1h).member.text, "m2");
    // And back within the same instant.
    EXPECT_EQ(world.store->unlink({"plate-1"}, noon + 1h).text, "m2");
    EXPECT_EQ(world.store->add_member({"m1"}, {{"plate-1"}}, {}, noon + 1h), plates_added);
    EXPECT_EQ(link(world, "plate-1", noon + 1h).member.text, "m1");
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Members, the_answer_says_tier_balance_and_what_he_has_settled) {
    World world;
    const auto plain = link(world, "plate-1", noon);
    EXPECT_EQ(plain, (LinkAnswer{{"m1"}, "", Points{2000}, Spending::asked_for}));
    using enum Admission::Result;
    EXPECT_EQ(world.store->add_member({"m1"}, {}, {}, noon, {"gold", Spending::all}), settings_changed);
    EXPECT_EQ(link(world, "plate-1", noon), (LinkAnswer{{"m1"}, "gold", Points{2000}, Spending::all}));
    EXPECT_EQ(world.store->add_member({"m1"}, {{"plate-1"}}, {}, noon, {}), already_there) << "what is not given stays";
    EXPECT_EQ(world.store->add_member({"m1"}, {}, {}, noon, {std::nullopt, Spending::nothing}), settings_changed);
    EXPECT_EQ(link(world, "plate-1", noon), (LinkAnswer{{"m1"}, "gold", Points{2000}, Spending::nothing}));
    Box box("b1");
    (void)world.hold(box, "h1", "s1", 900);
    EXPECT_EQ(link(world, "plate-1", noon).balance, Points{1100}) << "what is held is not there to be spent";
    EXPECT_EQ(link(world, "plate-9", noon), LinkAnswer{});
}

TEST(Members, a_coupon_of_a_stay_that_began_before_the_plate_changed_hands_is_still_his) {
    World world;
    Box box("b1");
    const auto slice = world.slice(box, "sl");
    world.store->unlink({"plate-1"}, noon + 1h);
    EXPECT_EQ(world.take(box.coupon({"s1"}, coupon("c1", slice.slice.text, "s1"))).code, Code::none);
}

} // namespace
} // namespace parkgate::ledger::test
