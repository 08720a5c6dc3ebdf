#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

TEST(Staff, points_by_hand_are_the_malls) {
    Mall mall;
    const auto given = mall.desk("anna", Adjusted{{"m1"}, 300, "a scratched car"});
    EXPECT_EQ(given.answer.points, 300);
    EXPECT_EQ(given.answer.balance, Points{300});
    EXPECT_EQ(mall.qualifying("m1"), 0);
    EXPECT_EQ(mall.balance(AccountKind::points_funding, "mall"), 600);
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, -100, "too much"}).answer.points, -100);
    EXPECT_EQ(mall.spendable("m1"), 200);
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, 0, "nothing"}).code, Code::not_plausible);
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, 5, ""}).code, Code::not_plausible) << "I-43: with a reason";
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m9"}, 5, "who"}).code, Code::unknown_member);
}

TEST(Staff, above_the_malls_amount_it_takes_two) {
    Mall mall;
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, 500, "at the limit"}).answer.points, 500);
    const auto first = mall.desk("anna", Adjusted{{"m1"}, 501, "a broken window"});
    EXPECT_EQ(first.answer.outcome, Outcome::applied);
    EXPECT_EQ(first.code, Code::awaits_second);
    const EventId waiting{mall.last_id()};
    EXPECT_EQ(mall.spendable("m1"), 500);
    EXPECT_EQ(mall.desk("anna", Seconded{waiting}).code, Code::own_second);
    EXPECT_EQ(mall.desk("bert", Seconded{waiting}).answer.points, 501);
    EXPECT_EQ(mall.desk("carl", Seconded{waiting}).code, Code::decided_before);
    EXPECT_EQ(mall.spendable("m1"), 1001);
    EXPECT_EQ(mall.store->books().review({waiting.text})->by, OperatorId{"anna"});
    EXPECT_EQ(mall.store->books().review({waiting.text})->decided_by, OperatorId{"bert"});
}

TEST(Staff, in_parts_it_takes_two_as_well) {
    Mall mall;
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, 300, "goodwill"}).answer.points, 300);
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, 201, "more of it"}).code, Code::awaits_second);
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m2"}, 201, "his friend"}).code, Code::awaits_second) << "one operator's day";
    EXPECT_EQ(mall.desk("bert", Adjusted{{"m1"}, 201, "by another"}).code, Code::awaits_second) << "one member's day";
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m2"}, 200, "up to the limit"}).answer.points, 200);
    mall.now = noon + days(1);
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, 500, "another day"}).answer.points, 500);
}

TEST(Staff, a_receipt_that_gives_as_much_takes_two_as_well) {
    Mall mall;
    const auto upload = [&](const std::string& receipt) {
        mall.app(Uploaded{{"m1"}, sale(receipt, "", 50'100, "own-till"), "photo"});
        return mall.last_id();
    };
    const std::string item = upload("r1");
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, "clear"}).code, Code::awaits_second);
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, "clear"}).code, Code::own_second);
    EXPECT_EQ(mall.desk("anna", Seconded{{item}}).code, Code::own_second);
    EXPECT_EQ(mall.desk("bert", Seconded{{item}}).answer.points, 501);
    EXPECT_EQ(mall.spendable("m1"), 501);
    const std::string other = upload("r2");
    EXPECT_EQ(mall.desk("anna", Reviewed{{other}, true, "clear"}).code, Code::awaits_second);
    EXPECT_EQ(mall.desk("anna", Reviewed{{other}, false, "it was not"}).answer.outcome, Outcome::applied)
        << "rejecting takes one";
}

TEST(Staff, a_dispute_that_gives_as_much_takes_two) {
    Mall mall;
    mall.till(sale("r1", "m1", 200'000));
    const auto dispute = [&](const std::string& stay, std::int64_t points) {
        mall.hold(mall.box, "hold-" + stay, stay, points);
        mall.take(mall.box.fact({stay}, charged("hold-" + stay, points)));
        mall.app(Disputed{{"m1"}, stay, "I had left"});
        return mall.last_id();
    };
    const std::string small = dispute("s1", 300);
    EXPECT_EQ(mall.desk("anna", Reviewed{{small}, true, "yes"}).answer.points, 300);
    const std::string great = dispute("s2", 600);
    const std::int64_t before = mall.spendable("m1");
    EXPECT_EQ(mall.desk("anna", Reviewed{{great}, true, "yes"}).code, Code::awaits_second);
    EXPECT_EQ(mall.spendable("m1"), before);
    EXPECT_EQ(mall.desk("anna", Reviewed{{great}, true, "yes"}).code, Code::own_second);
    EXPECT_EQ(mall.typed("bert", Reviewed{{great}, true, "me"}).code, Code::own_second);
    EXPECT_EQ(mall.desk("bert", Seconded{{great}}).answer.points, 600);
    EXPECT_EQ(mall.spendable("m1"), before + 600);
    EXPECT_EQ(mall.store->books().review({great})->by, OperatorId{"anna"});
    EXPECT_EQ(mall.store->books().review({great})->decided_by, OperatorId{"bert"});
    const std::string refused = dispute("s3", 600);
    EXPECT_EQ(mall.desk("anna", Reviewed{{refused}, false, "no"}).answer.outcome, Outcome::applied)
        << "rejecting takes one";
}

TEST(Staff, many_small_disputes_and_points_by_hand_of_a_day_are_one_great_one) {
    Mall mall;
    mall.till(sale("r1", "m1", 200'000));
    mall.till(sale("r2", "m2", 200'000));
    const auto dispute = [&](const std::string& stay, const std::string& member, std::int64_t points) {
        mall.take(mall.box.fact({stay}, Entered{{"in"}, {member == "m1" ? "plate-1" : "plate-2"}, noon}));
        mall.take(
            mall.box.ask("ask-" + stay, HoldAsk{{stay}, {member}, {member == "m1" ? "plate-1" : "plate-2"}, {points}}));
        mall.take(mall.box.fact({stay}, Charged{{"ask-" + stay}, {member}, {points}, {}, {30}, {300}, noon}));
        mall.app(Disputed{{member}, stay, "I had left"});
        return mall.last_id();
    };
    EXPECT_EQ(mall.desk("anna", Reviewed{{dispute("s1", "m1", 300)}, true, "yes"}).answer.points, 300);
    const std::string second = dispute("s2", "m2", 300);
    EXPECT_EQ(mall.desk("anna", Reviewed{{second}, true, "yes"}).code, Code::awaits_second) << "600 of one hand";
    EXPECT_EQ(mall.desk("bert", Seconded{{second}}).answer.points, 300);
    EXPECT_EQ(mall.desk("carl", Adjusted{{"m1"}, 300, "goodwill"}).code, Code::awaits_second) << "600 of one member";
    EXPECT_EQ(mall.desk("bert", Adjusted{{"m2"}, 400, "goodwill"}).code, Code::none) << "two have looked at his 300";
    mall.now = noon + days(1);
    EXPECT_EQ(mall.desk("anna", Reviewed{{dispute("s3", "m1", 300)}, true, "yes"}).answer.points, 300);
}

TEST(Staff, the_console_is_nobody_s_second_person) {
    Mall mall;
    mall.desk("anna", Adjusted{{"m1"}, 600, "goodwill"});
    const std::string waiting = mall.last_id();
    EXPECT_EQ(mall.typed("bert", Reviewed{{waiting}, true, "me again"}).code, Code::own_second);
    EXPECT_EQ(mall.typed("bert", Seconded{{waiting}}).code, Code::own_second);
    mall.app(Uploaded{{"m1"}, sale("r1", "", 50'100, "own-till"), "photo"});
    const std::string upload = mall.last_id();
    EXPECT_EQ(mall.typed("bert", Reviewed{{upload}, true, "me"}).code, Code::own_second);
    EXPECT_EQ(mall.typed("bert", Reviewed{{upload}, false, "me"}).answer.outcome, Outcome::applied);
    EXPECT_EQ(mall.spendable("m1"), 0);
}

TEST(Staff, I30_a_member_s_first_points_are_of_the_year_s_budget) {
    Mall mall([](Terms& terms) { terms.earning.budget = {2000}; });
    using enum Admission::Result;
    EXPECT_EQ(mall.store->add_member({"m8"}, {}, {1001}, noon), budget_spent);
    EXPECT_FALSE(mall.store->books().has_member({"m8"}));
    EXPECT_EQ(mall.store->add_member({"m8"}, {}, {900}, noon), added);
    EXPECT_EQ(mall.balance(AccountKind::earning_budget_used, "2026"), 1800);
}

TEST(Staff, taking_many_points_needs_a_second_person_too_who_may_say_no) {
    Mall mall;
    mall.till(sale("r1", "m1", 100'000));
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, -501, "fraud"}).code, Code::awaits_second);
    const ReviewId waiting{mall.last_id()};
    EXPECT_EQ(mall.desk("bert", Reviewed{waiting, false, "no fraud"}).answer.points, 0);
    EXPECT_EQ(mall.desk("bert", Seconded{{waiting.text}}).code, Code::decided_before);
    EXPECT_EQ(mall.told(), (std::vector<std::string>{"points_earned", "tier_changed"})) << "he is told of no suspicion";
    EXPECT_EQ(mall.spendable("m1"), 1000);
    EXPECT_EQ(mall.desk("bert", Seconded{{"e99"}}).code, Code::no_such_item);
    mall.desk("anna", Adjusted{{"m1"}, 600, "goodwill"});
    EXPECT_EQ(mall.desk("anna", Reviewed{{mall.last_id()}, true, "it is mine"}).code, Code::own_second);
}

TEST(Staff, points_by_hand_begin_when_they_are_decided) {
    Mall mall;
    mall.take(mall.event(Door::desk, "anna", Adjusted{{"m1"}, 600, "a broken window"}, noon - days(700)));
    mall.now = noon + days(60);
    mall.desk("bert", Seconded{{mall.last_id()}});
    mall.store->sweep(mall.now + days(365), 10);
    EXPECT_EQ(mall.spendable("m1"), 600);
}

TEST(Staff, points_that_are_taken_and_no_longer_there_are_owed) {
    Mall mall;
    mall.desk("anna", Adjusted{{"m1"}, 100, "goodwill"});
    const auto taken = mall.desk("anna", Adjusted{{"m1"}, -150, "a mistake"});
    EXPECT_EQ(taken.code, Code::owes);
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.owed("m1"), 50);
}

TEST(Staff, segments_are_replaced_whole) {
    Mall mall;
    mall.desk("anna", SegmentsSet{{"m1"}, {{"mother-and-baby"}, {"vip"}, {"vip"}}});
    EXPECT_EQ(mall.store->books().member({"m1"})->segments, (std::vector<SegmentId>{{"mother-and-baby"}, {"vip"}}));
    mall.desk("anna", SegmentsSet{{"m1"}, {{"tenant"}}});
    EXPECT_EQ(mall.store->books().member({"m1"})->segments, std::vector<SegmentId>{{"tenant"}});
    EXPECT_EQ(mall.desk("anna", SegmentsSet{{"m9"}, {}}).code, Code::unknown_member);
}

TEST(Staff, a_stopped_campaign_gives_boxes_no_more_coupons) {
    Mall mall;
    const auto refusal = [&](const std::string& ask) {
        const auto answer = answer_of(mall.take(mall.box.ask(ask, SliceAsk{{"return-visit"}})));
        return std::get<SliceAnswer>(answer.body).refusal;
    };
    mall.desk("anna", CampaignSwitched{{"return-visit"}, true, "too dear"});
    EXPECT_EQ(refusal("a1"), "stopped");
    mall.desk("anna", CampaignSwitched{{"return-visit"}, false, "after all"});
    EXPECT_EQ(refusal("a2"), "");
    EXPECT_EQ(mall.desk("anna", CampaignSwitched{{"unheard-of"}, true, ""}).code, Code::no_such_campaign);
}

} // namespace
} // namespace parkgate::ledger::test
