// What the gates are told of members whose cars are inside, and the coupons that the ledger itself has given.
#include "ledger/core/members/news.hpp"
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::ledger::test {
namespace {

void stamps_of_two(Terms& terms) {
    terms.earning.stamps.stamps = 2;
}

std::vector<MemberTold> news(Mall& mall) {
    return mall.store->take_news(mall.now, [](const BoxId&) { return std::string(lot); });
}

FactResult enters(Mall& mall, const std::string& session, const std::string& plate, SiteTime at) {
    return mall.take(mall.box.fact({session}, Entered{{"in"}, {plate}, at}));
}

LinkAnswer link(Mall& mall, const std::string& plate, SiteTime at) {
    return std::get<LinkAnswer>(answer_of(mall.take(mall.box.ask("l", LinkAsk{{plate}, at}))).body);
}

// Two days of shopping; the coupon's id.
CouponId coupon_of_stamps(Mall& mall) {
    mall.till(sale("r1", "m1", 100, "retail", noon - days(1)));
    mall.till(sale("r2", "m1", 100));
    const auto given = mall.store->books().coupons_given_to({"m1"}, mall.now, 4);
    EXPECT_EQ(given.size(), 1U);
    return given.empty() ? CouponId{} : given.front().id;
}

Coupon document(const LinkAnswer& answer) {
    EXPECT_EQ(answer.coupons.size(), 1U);
    if (answer.coupons.empty()) {
        return {};
    }
    EXPECT_TRUE(key_ring().verify(KeyRole::ledger, coupon_purpose(site), answer.coupons.front()));
    return decode<Coupon>(answer.coupons.front().bytes).value();
}

TEST(News, a_tier_that_changes_while_the_car_is_inside_is_told_to_its_gate) {
    Mall mall;
    enters(mall, "s1", "plate-1", noon - 2h);
    EXPECT_TRUE(news(mall).empty());
    mall.till(sale("r1", "m1", 99'900));
    EXPECT_TRUE(news(mall).empty()) << "points alone change no price";
    mall.till(sale("r2", "m1", 100));
    const auto told = news(mall);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].lot, lot);
    EXPECT_EQ(told[0].box, mall.box.id());
    EXPECT_EQ(told[0].news.member, MemberId{"m1"});
    EXPECT_EQ(told[0].news.tier, "silver");
    EXPECT_EQ(told[0].news.balance, Points{1000});
    EXPECT_TRUE(news(mall).empty()) << "once";
}

TEST(News, a_purchase_is_with_the_member_at_once_and_his_gate_hears_of_points_and_tier_alone) {
    Mall mall;
    enters(mall, "s1", "plate-1", noon - 2h);
    EXPECT_EQ(mall.till(sale("T1-42", "m1", 123'400)).answer.balance, Points{1234})
        << "the till has it with its answer";
    const auto statement = mall.store->statement({"m1"}, 10);
    ASSERT_TRUE(statement);
    EXPECT_EQ(statement->spendable, Points{1234});
    EXPECT_TRUE(std::ranges::any_of(statement->lines, [&](const StatementLine& line) {
        return line.code == "points_earned" && line.cause == mall.last_id() && line.amount == 1234;
    }));
    const auto notice = decode<Notification>(mall.store->outbox(0, 10).at(0).bytes).value();
    EXPECT_EQ(notice.kind, "points_earned");
    EXPECT_EQ(notice.member, MemberId{"m1"});
    EXPECT_EQ(notice.data.at("points"), "1234");
    EXPECT_EQ(notice.data.at("about"), mall.last_id());

    const auto told = news(mall);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].news.tier, "silver");
    EXPECT_EQ(told[0].news.balance, Points{1234});
    const auto answered = mall.take(mall.box.ask("l", LinkAsk{{"plate-1"}, mall.now})).answer;
    for (const std::string& bytes : {encode(told[0].news), answered}) {
        EXPECT_NE(bytes.find("1234"), std::string::npos) << bytes;
        for (const auto* word : {"retail", "T1-42", "123400", "sold"}) {
            EXPECT_EQ(bytes.find(word), std::string::npos) << bytes;
        }
    }
}

TEST(News, so_are_what_a_member_settles_and_what_staff_settle_for_him) {
    Mall mall;
    int calls = 0;
    mall.store->when_members_change([&] { ++calls; });
    enters(mall, "s1", "plate-1", noon - 2h);
    mall.app(SpendingSettled{{"m1"}, Spending::coupon});
    EXPECT_EQ(calls, 1);
    ASSERT_EQ(news(mall).at(0).news.spending, Spending::coupon);
    mall.store->add_member({"m1"}, {}, {}, noon, {"gold", {}});
    EXPECT_EQ(calls, 2);
    ASSERT_EQ(news(mall).at(0).news.tier, "gold");
    mall.app(SpendingSettled{{"m1"}, Spending::coupon});
    EXPECT_EQ(calls, 2) << "it was so before";
}

void mothers_drivers_and_guests(Terms& terms) {
    terms.earning.segments = {{{"mother_and_baby"}, {"mb60"}}, {{"driver"}, {"d30"}}, {{"taxi-driver"}, {"d30"}}};
}

TEST(News, a_gate_learns_what_a_member_s_purchases_earn_by_the_step_that_he_has_reached) {
    Mall mall([](Terms& terms) { terms.earning.steps = {{{100}, 150}}; });
    EXPECT_EQ(link(mall, "plate-1", noon).earns_percent, std::nullopt);
    mall.till(sale("r1", "m1", 9'900));
    EXPECT_EQ(link(mall, "plate-1", noon).earns_percent, std::nullopt);
    mall.till(sale("r2", "m1", 100));
    EXPECT_EQ(link(mall, "plate-1", noon).earns_percent, 150);
    mall.till(back(sale("r2", "m1", 100), 100));
    EXPECT_EQ(link(mall, "plate-1", noon).earns_percent, std::nullopt) << "goods that came back qualify for nothing";
}

TEST(News, segments_are_told_to_a_gate_as_codes_and_it_never_learns_why) {
    Mall mall(mothers_drivers_and_guests);
    EXPECT_TRUE(link(mall, "plate-1", noon).benefits.empty());
    mall.desk("anna", SegmentsSet{{"m1"}, {{"mother_and_baby"}, {"driver"}, {"taxi-driver"}, {"vip"}}});
    const auto bytes = mall.take(mall.box.ask("l2", LinkAsk{{"plate-1"}, noon})).answer;
    EXPECT_EQ(std::get<LinkAnswer>(decode<Answer>(bytes)->body).benefits, (std::vector<BenefitCode>{{"d30"}, {"mb60"}}))
        << "each once, sorted; a segment without a code has none";
    enters(mall, "s1", "plate-1", noon - 2h);
    mall.desk("anna", SegmentsSet{{"m1"}, {{"mother_and_baby"}, {"vip"}}});
    const auto told = news(mall);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].news.benefits, std::vector<BenefitCode>{{"mb60"}});
    for (const auto* word : {"mother", "baby", "driver", "vip", "segment"}) {
        EXPECT_EQ(bytes.find(word), std::string::npos) << bytes;
        EXPECT_EQ(encode(told[0].news).find(word), std::string::npos) << encode(told[0].news);
    }
}

TEST(News, a_segment_that_changes_while_the_car_is_inside_is_told_when_its_code_is_another) {
    Mall mall(mothers_drivers_and_guests);
    enters(mall, "s1", "plate-1", noon - 2h);
    mall.desk("anna", SegmentsSet{{"m1"}, {{"driver"}}});
    ASSERT_EQ(news(mall).size(), 1U);
    mall.desk("anna", SegmentsSet{{"m1"}, {{"taxi-driver"}, {"vip"}}});
    EXPECT_TRUE(news(mall).empty()) << "to the gate he is the same";
    mall.desk("anna", SegmentsSet{{"m1"}, {}});
    const auto told = news(mall);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].news.benefits.empty());
}

TEST(News, nobody_is_told_of_who_is_not_inside) {
    Mall mall;
    enters(mall, "s1", "plate-1", noon - 2h);
    mall.visit("s1", "plate-1", noon);
    enters(mall, "s2", "plate-2", noon - 1h);
    mall.app(SpendingSettled{{"m1"}, Spending::coupon});
    EXPECT_TRUE(news(mall).empty());
}

TEST(News, a_plate_that_was_linked_during_the_stay_counts_from_the_next_one) {
    Mall mall;
    enters(mall, "s1", "plate-7", noon - 2h);
    mall.store->add_member({"m1"}, {{"plate-7"}}, {}, noon - 1h);
    mall.app(SpendingSettled{{"m1"}, Spending::coupon});
    EXPECT_TRUE(news(mall).empty());
    enters(mall, "s2", "plate-1", noon - 2h);
    mall.store->unlink({"plate-1"}, noon - 1h);
    mall.app(SpendingSettled{{"m1"}, Spending::all});
    EXPECT_EQ(news(mall).size(), 1U) << "unlinked during the stay: it is still his";
}

TEST(News, a_change_between_the_gates_question_and_the_cars_entry_is_told_with_the_entry) {
    Mall mall;
    EXPECT_EQ(link(mall, "plate-1", noon).spending, Spending::asked_for);
    mall.app(SpendingSettled{{"m1"}, Spending::all});
    EXPECT_TRUE(news(mall).empty());
    enters(mall, "s1", "plate-1", noon);
    ASSERT_EQ(news(mall).size(), 1U);
    mall.now = noon + 2h;
    mall.visit("s1", "plate-1", noon + 1h);
    enters(mall, "s2", "plate-1", noon + 2h);
    EXPECT_TRUE(news(mall).empty()) << "it was long ago, and the gate has asked since";
}

TEST(News, a_coupon_of_stamps_is_of_the_kind_that_the_mall_gives) {
    static constexpr CouponWorth full{WorthKind::full, 0, Fen{2'000}};
    Mall mall([](Terms& terms) {
        stamps_of_two(terms);
        terms.rules.coupons.front().worth = full;
    });
    const CouponId id = coupon_of_stamps(mall);
    EXPECT_EQ(document(link(mall, "plate-1", noon + 1h)).worth, full);
    const auto granted = -mall.balance(AccountKind::fen_granted, "return-visit");
    EXPECT_GT(granted, 0);
    EXPECT_EQ(mall.balance(AccountKind::fen_liability, "return-visit"), 2'000);
    EXPECT_EQ(mall.balance(AccountKind::fen_budget, "return-visit"), granted - 2'000);
    enters(mall, "s1", "plate-1", noon + 1h);
    EXPECT_EQ(mall.take(mall.box.fact({"s1"}, CouponSpent{id, {"m1"}, {60}, {600}, noon + 2h})).code, Code::none);
    EXPECT_EQ(mall.balance(AccountKind::fen_redeemed, "return-visit"), 600);
    EXPECT_EQ(mall.balance(AccountKind::fen_lapsed, "return-visit"), 1'400);
    EXPECT_EQ(mall.balance(AccountKind::minutes_granted, "return-visit"), 0);
    EXPECT_TRUE(mall.store->verify().empty());
}

TEST(News, a_coupon_of_stamps_comes_with_the_answer_to_the_entry_and_is_booked_when_it_is_spent) {
    Mall mall(stamps_of_two);
    const CouponId id = coupon_of_stamps(mall);
    const Coupon coupon = document(link(mall, "plate-1", noon + 1h));
    EXPECT_EQ(coupon.coupon, id);
    EXPECT_EQ(coupon.member, MemberId{"m1"});
    EXPECT_EQ(coupon.plate, PlateHash{"plate-1"});
    EXPECT_EQ(coupon.home_lot, lot);
    EXPECT_EQ(coupon.worth, an_hour);
    EXPECT_TRUE(coupon.slice.empty());
    EXPECT_EQ(mall.balance(AccountKind::coupon_liability, "return-visit"), 60);
    enters(mall, "s1", "plate-1", noon + 1h);
    const auto spent = mall.take(mall.box.fact({"s1"}, CouponSpent{id, {"m1"}, {60}, {600}, noon + 2h}));
    EXPECT_EQ(spent.code, Code::none);
    EXPECT_EQ(mall.balance(AccountKind::coupon_liability, "return-visit"), 0);
    EXPECT_EQ(mall.balance(AccountKind::coupons_redeemed, "return-visit"), 60);
    EXPECT_TRUE(link(mall, "plate-1", noon + 3h).coupons.empty());
}

TEST(News, a_coupon_that_is_given_while_the_car_is_inside_is_told_to_its_gate) {
    Mall mall(stamps_of_two);
    enters(mall, "s1", "plate-1", noon - 2h);
    const CouponId id = coupon_of_stamps(mall);
    const auto told = news(mall);
    ASSERT_EQ(told.size(), 1U);
    ASSERT_EQ(told[0].news.coupons.size(), 1U);
    EXPECT_EQ(decode<Coupon>(told[0].news.coupons[0].bytes).value().coupon, id);
}

TEST(News, the_coupons_of_two_cars_go_to_the_one_that_came_first) {
    Mall mall(stamps_of_two);
    coupon_of_stamps(mall);
    mall.store->add_member({"m1"}, {{"plate-9"}}, {}, noon);
    enters(mall, "s1", "plate-1", noon + 1h);
    EXPECT_TRUE(link(mall, "plate-9", noon + 2h).coupons.empty());
    EXPECT_EQ(document(link(mall, "plate-1", noon + 1h)).plate, PlateHash{"plate-1"});
    // A gate that is lost with its books never tells of the end.
    EXPECT_EQ(document(link(mall, "plate-9", noon + 80h)).plate, PlateHash{"plate-9"});
}

TEST(News, at_most_four_coupons_are_told_and_none_that_has_expired) {
    Mall mall(stamps_of_two);
    for (int day = 0; day < 10; ++day) {
        mall.now = noon + days(day);
        mall.till(sale("r" + std::to_string(day), "m1", 100, "retail", mall.now));
    }
    EXPECT_EQ(link(mall, "plate-1", mall.now).coupons.size(), 4U);
    mall.now = noon + days(60);
    EXPECT_TRUE(link(mall, "plate-1", mall.now).coupons.empty());
}

TEST(News, a_coupon_of_the_longest_events_id_has_an_id_that_gates_read) {
    Mall mall(stamps_of_two);
    for (int day = 0; day < 2; ++day) {
        auto work = mall.event(Door::pos, "retail", sale("r" + std::to_string(day), "m1", 100, "retail", noon), noon);
        work.event.event.id = {std::string(63, 'x') + std::to_string(day)};
        work.event.event.at = noon;
        auto& sold = std::get<Sold>(work.event.event.body);
        sold.sold_at = noon - days(day);
        work.bytes = encode(work.event.event);
        EXPECT_EQ(mall.take(work).answer.outcome, Outcome::applied);
    }
    EXPECT_FALSE(document(link(mall, "plate-1", noon)).coupon.empty());
}

} // namespace
} // namespace parkgate::ledger::test
