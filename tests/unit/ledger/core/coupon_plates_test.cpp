// A coupon that a gate has given, when its member changes the plate that it is bound to.
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

const std::string campaign = "return-visit";

EventWork of_plate(Mall& mall, MemberEventBody body, const std::string& plate) {
    auto work = mall.event(Door::app, "wepay", std::move(body), mall.now);
    work.event.plate = {plate};
    return work;
}

void removes(Mall& mall, const std::string& plate, const std::string& member = "m1") {
    ASSERT_EQ(mall.take(of_plate(mall, PlateRemoved{{member}, "*"}, plate)).answer.outcome, Outcome::applied);
}

void adds(Mall& mall, const std::string& plate, const std::string& member = "m1") {
    ASSERT_EQ(mall.take(of_plate(mall, PlateAdded{{member}, "*"}, plate)).answer.outcome, Outcome::applied);
}

// Of m1's car plate-1, in session s1.
void gives(Mall& mall, const std::string& id = "c1") {
    const auto answer = answer_of(mall.take(mall.box.ask("slice", SliceAsk{{campaign}})));
    ASSERT_TRUE(std::get<SliceAnswer>(answer.body).slice);
    ASSERT_EQ(mall.take(mall.box.coupon({"s-" + id}, coupon(id, "slice", "s-" + id))).code, Code::none);
}

FactResult spends(Mall& mall, const std::string& id, const std::string& session) {
    return mall.take(mall.box.fact({session}, CouponSpent{{id}, {"m1"}, {60}, {600}, noon + 24h}));
}

CouponRow row(const Mall& mall, const std::string& id) {
    return mall.store->books().coupon({id}).value_or(CouponRow{});
}

LinkAnswer link(Mall& mall, const std::string& plate) {
    return std::get<LinkAnswer>(answer_of(mall.take(mall.box.ask("l", LinkAsk{{plate}, mall.now}))).body);
}

std::vector<Coupon> told(const std::vector<SignedDocument>& documents) {
    std::vector<Coupon> out;
    for (const auto& document : documents) {
        EXPECT_TRUE(key_ring().verify(KeyRole::ledger, coupon_purpose(site), document));
        out.push_back(decode<Coupon>(document.bytes).value());
    }
    return out;
}

TEST(CouponPlates, I40_with_another_plate_it_is_issued_again_with_the_same_worth_and_end) {
    Mall mall;
    gives(mall);
    adds(mall, "plate-7");
    adds(mall, "plate-8");
    removes(mall, "plate-1");
    const CouponRow old = row(mall, "c1");
    const CouponRow again = row(mall, "c1-again");
    EXPECT_EQ(old.state, CouponState::revoked);
    EXPECT_EQ(old.instead, again.id);
    EXPECT_EQ(again.state, CouponState::live);
    EXPECT_EQ(again.plate, PlateHash{"plate-8"}) << "that he has added last";
    EXPECT_EQ(std::tie(again.worth, again.expires_at, again.campaign, again.home_lot, again.funded),
              std::tie(old.worth, old.expires_at, old.campaign, old.home_lot, old.funded));
    EXPECT_EQ(mall.balance(coupon_liability, campaign), 60) << "it is one coupon";
    EXPECT_EQ(mall.told(), (std::vector<std::string>{"coupon_given", "coupons_replaced"}));
    const auto coupons = told(link(mall, "plate-8").coupons);
    ASSERT_EQ(coupons.size(), 1U);
    EXPECT_EQ(coupons[0].coupon, again.id);
    EXPECT_EQ(coupons[0].plate, PlateHash{"plate-8"});
    EXPECT_EQ(coupons[0].home_lot, lot);
    EXPECT_TRUE(link(mall, "plate-7").coupons.empty()) << "it is bound to the other one";
    EXPECT_EQ(spends(mall, "c1-again", "s2").code, Code::none);
    EXPECT_EQ(mall.balance(coupon_liability, campaign), 0);
    EXPECT_EQ(mall.balance(coupons_redeemed, campaign), 60);
}

TEST(CouponPlates, I40_without_a_plate_it_waits_for_the_next_one) {
    Mall mall;
    gives(mall);
    removes(mall, "plate-1");
    EXPECT_EQ(row(mall, "c1-again").plate, PlateHash{});
    mall.now += 24h;
    adds(mall, "plate-7");
    EXPECT_EQ(row(mall, "c1-again").plate, PlateHash{"plate-7"});
    EXPECT_EQ(told(link(mall, "plate-7").coupons).size(), 1U);
    EXPECT_EQ(mall.balance(coupon_liability, campaign), 60);
}

TEST(CouponPlates, I40_what_has_ended_is_not_issued_again) {
    Mall mall;
    gives(mall);
    gives(mall, "c2");
    mall.now = noon + days(1);
    removes(mall, "plate-1");
    mall.now = noon + days(15);
    adds(mall, "plate-7");
    EXPECT_EQ(row(mall, "c1-again").plate, PlateHash{});
    EXPECT_TRUE(link(mall, "plate-7").coupons.empty());
    EXPECT_TRUE(link(mall, "plate-7").revoked.empty()) << "nor is there anything to drop";
    mall.now = noon + days(30);
    while (mall.store->sweep(mall.now, 10) > 0) {
    }
    EXPECT_EQ(mall.balance(coupons_lapsed, campaign), 120) << "each ends once";
    EXPECT_EQ(mall.balance(coupon_liability, campaign), 0);
}

TEST(CouponPlates, I40_its_gate_is_told_what_it_is_to_drop_and_what_has_taken_its_place) {
    Mall mall;
    gives(mall);
    mall.take(mall.box.fact({"s5"}, Entered{{"in"}, {"plate-1"}, mall.now}));
    mall.now += 1h;
    adds(mall, "plate-7");
    mall.store->take_news(mall.now, [](const BoxId&) { return std::string(lot); });
    removes(mall, "plate-1");
    const auto news = mall.store->take_news(mall.now, [](const BoxId&) { return std::string(lot); });
    ASSERT_EQ(news.size(), 1U);
    const std::vector<RevokedCoupon> revoked{{{"c1"}, {"c1-again"}}};
    EXPECT_EQ(news[0].news.revoked, revoked);
    EXPECT_TRUE(news[0].news.coupons.empty()) << "it is not of this car";
    EXPECT_EQ(link(mall, "plate-7").revoked, revoked) << "with the coupon that has taken its place";
    auto elsewhere = mall.box.ask("l2", LinkAsk{{"plate-7"}, mall.now});
    elsewhere.lot = "p9";
    const auto answer = std::get<LinkAnswer>(answer_of(mall.take(elsewhere)).body);
    EXPECT_TRUE(answer.revoked.empty()) << "no other lot has ever taken it";
    EXPECT_TRUE(answer.coupons.empty());
}

TEST(CouponPlates, I40_whichever_of_the_two_is_spent_first_is_redeemed_and_the_other_is_a_loss) {
    for (const auto& [first, second] : {std::pair("c1", "c1-again"), {"c1-again", "c1"}}) {
        Mall mall;
        gives(mall);
        adds(mall, "plate-7");
        removes(mall, "plate-1");
        const auto one = spends(mall, first, "s2");
        EXPECT_EQ(one.code, std::string(first) == "c1" ? Code::coupon_revoked : Code::none);
        const auto other = spends(mall, second, "s3");
        EXPECT_EQ(one.entry.outcome, Outcome::applied);
        EXPECT_EQ(other.entry.outcome, Outcome::applied) << "a car has left with it";
        EXPECT_EQ(other.code, Code::double_spend);
        EXPECT_EQ(mall.balance(coupon_liability, campaign), 0);
        EXPECT_EQ(mall.balance(coupons_redeemed, campaign), 60);
        EXPECT_EQ(mall.balance(loss, "double_spend"), 60);
        EXPECT_EQ(mall.balance(benefit_funding, "double_spend"), 600);
        EXPECT_TRUE(link(mall, "plate-7").coupons.empty());
    }
}

TEST(CouponPlates, I40_given_spent_and_unlinked_in_any_order_it_is_redeemed_once) {
    std::vector<int> order{0, 1, 2};
    do {
        Mall mall;
        adds(mall, "plate-7");
        mall.take(mall.box.ask("slice", SliceAsk{{campaign}}));
        const auto issued = mall.box.coupon({"s1"}, coupon("c1", "slice", "s1"));
        const auto spent = mall.box.fact({"s2"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, noon + 24h});
        for (const int what : order) {
            if (what == 0) {
                EXPECT_EQ(mall.take(issued).entry.outcome, Outcome::applied);
            } else if (what == 1) {
                EXPECT_EQ(mall.take(spent).entry.outcome, Outcome::applied);
            } else {
                removes(mall, "plate-1");
            }
        }
        EXPECT_EQ(row(mall, "c1").state, CouponState::spent);
        const auto again = mall.store->books().coupon({"c1-again"});
        EXPECT_TRUE(!again || again->state == CouponState::revoked);
        EXPECT_EQ(mall.balance(coupon_liability, campaign), 0);
        EXPECT_EQ(mall.balance(coupons_redeemed, campaign), 60);
        EXPECT_EQ(mall.balance(loss, "coupon_unknown"), 0);
        EXPECT_EQ(mall.balance(benefit_funding, campaign), 600);
        EXPECT_EQ(mall.balance(slice_escrow, "b1"), 9 * 60);
        EXPECT_TRUE(link(mall, "plate-7").coupons.empty());
    } while (std::ranges::next_permutation(order).found);
}

TEST(CouponPlates, I40_whoever_changes_his_plate_again_and_again_has_one_coupon) {
    Mall mall;
    gives(mall);
    std::string former = "plate-1";
    for (const std::string plate : {"plate-7", "plate-8", "plate-9"}) {
        adds(mall, plate);
        removes(mall, std::exchange(former, plate));
        const auto coupons = told(link(mall, plate).coupons);
        ASSERT_EQ(coupons.size(), 1U);
        EXPECT_EQ(coupons[0].coupon, CouponId{"c1-again"});
        EXPECT_EQ(coupons[0].plate, PlateHash{plate});
        EXPECT_EQ(mall.balance(coupon_liability, campaign), 60);
    }
}

TEST(CouponPlates, I40_what_the_console_unlinks_is_no_different) {
    Mall mall;
    gives(mall);
    int calls = 0;
    mall.take(mall.box.fact({"s5"}, Entered{{"in"}, {"plate-1"}, mall.now}));
    mall.store->when_members_change([&] { ++calls; });
    EXPECT_EQ(mall.store->unlink({"plate-1"}, mall.now), MemberId{"m1"});
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(row(mall, "c1").state, CouponState::revoked);
    mall.store->add_member({"m1"}, {{"plate-7"}}, {}, mall.now);
    EXPECT_EQ(row(mall, "c1-again").plate, PlateHash{"plate-7"});
    EXPECT_EQ(mall.told(), (std::vector<std::string>{"coupon_given", "coupons_replaced"}));
}

TEST(CouponPlates, I40_a_coupon_that_was_a_loss_when_it_was_given_stays_that) {
    Mall mall;
    ASSERT_EQ(mall.take(mall.box.coupon({"s1"}, coupon("c1", "no-slice", "s1"))).code, Code::no_slice);
    adds(mall, "plate-7");
    removes(mall, "plate-1");
    EXPECT_FALSE(row(mall, "c1-again").funded);
    EXPECT_EQ(spends(mall, "c1-again", "s2").code, Code::none);
    EXPECT_EQ(mall.balance(loss, "no_slice"), 60);
    EXPECT_EQ(mall.balance(coupons_redeemed, campaign), 0);
}

TEST(CouponPlates, a_budget_counts_it_once) {
    Mall mall;
    gives(mall);
    const auto out = mall.store->books().coupons_out({campaign}, {});
    adds(mall, "plate-7");
    removes(mall, "plate-1");
    EXPECT_EQ(mall.store->books().coupons_out({campaign}, {}), out);
}

} // namespace
} // namespace parkgate::ledger::test
