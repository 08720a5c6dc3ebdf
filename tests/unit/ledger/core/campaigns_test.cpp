// Several campaigns of coupons: each has its budget, its slices and its worth, also where they meet in one box.
#include "ledger/core/coupon_accounts.hpp"
#include "protocol/codec.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

const std::string first = "return-visit"; // 25 coupons of an hour
const std::string weekend = "weekend";    // 6 of ten yuan
const std::string evening = "evening";    // 4 of half an hour
constexpr CouponWorth ten_yuan{WorthKind::fen, 1'000, Fen{1'000}};
constexpr CouponWorth half_an_hour{WorthKind::minutes, 30, {}};
constexpr auto after_slices = std::chrono::hours(14 * 24);

void three_campaigns(Terms& terms) {
    terms.rules.coupons.push_back({{weekend}, ten_yuan, {30}, 7});
    terms.rules.coupons.push_back({{evening}, half_an_hour, {30}, 7});
    terms.campaigns.push_back({{weekend}, 6, 4, false});
    terms.campaigns.push_back({{evening}, 4, 4, false});
}

Terms three_terms() {
    Terms out = terms();
    three_campaigns(out);
    return out;
}

class Campaigns : public testing::Test {
  protected:
    SliceAnswer ask(const std::string& id, const std::string& campaign, Box& of) {
        return std::get<SliceAnswer>(answer_of(world.take(of.ask(id, SliceAsk{{campaign}}))).body);
    }
    Slice slice(const std::string& id, const std::string& campaign) {
        const auto answer = ask(id, campaign, box);
        EXPECT_TRUE(answer.slice) << answer.refusal;
        return answer.slice ? decode<Slice>(answer.slice->bytes).value() : Slice{};
    }
    std::string give(const std::string& n, const std::string& slice, const std::string& campaign,
                     const CouponWorth& worth) {
        Coupon given = coupon("c" + n, slice, "s" + n, worth);
        given.campaign = {campaign};
        return world.take(box.coupon({"s" + n}, given)).entry.code;
    }
    void runs_under(const Terms& terms) {
        world.store.reset();
        world.store = store_over(kit->open(), terms);
        world.store->set_budgets(world.now);
    }
    [[nodiscard]] std::int64_t balance(AccountKind kind, const std::string& owner) const {
        return world.balance(kind, owner);
    }
    ~Campaigns() override { EXPECT_EQ(world.store->verify(), std::vector<std::string>{}); }

    const std::unique_ptr<EngineKit> kit = make_kit();
    World world{three_terms()};
    Box box{"b1"};
};

TEST_F(Campaigns, I24_each_has_its_own_budget_though_one_box_has_slices_of_all) {
    EXPECT_EQ(slice("a1", first).worth, an_hour);
    EXPECT_EQ(slice("a2", weekend).worth, ten_yuan);
    EXPECT_EQ(slice("a3", evening).worth, half_an_hour);
    EXPECT_EQ(balance(campaign_budget, first), 15 * 60);
    EXPECT_EQ(balance(fen_budget, weekend), 2 * 1'000);
    EXPECT_EQ(balance(campaign_budget, evening), 0);
    EXPECT_EQ(balance(slice_escrow, "b1"), 10 * 60 + 4 * 30);
    EXPECT_EQ(balance(fen_escrow, "b1"), 4 * 1'000);
    Box other("b2");
    EXPECT_EQ(ask("a4", evening, other).refusal, "budget_spent") << "though the others have something left";
    EXPECT_EQ(decode<Slice>(ask("a5", weekend, other).slice->bytes)->coupons, 2);
    EXPECT_EQ(ask("a6", "autumn", other).refusal, "no_campaign");
}

TEST_F(Campaigns, I24_a_slice_pays_for_coupons_of_its_own_campaign_alone) {
    slice("a1", first);
    slice("a3", evening);
    EXPECT_EQ(give("1", "a1", first, an_hour), "");
    EXPECT_EQ(give("2", "a3", evening, half_an_hour), "");
    EXPECT_EQ(balance(coupon_liability, first), 60);
    EXPECT_EQ(balance(coupon_liability, evening), 30);
    EXPECT_EQ(give("3", "a1", evening, an_hour), "over_slice");
    EXPECT_EQ(give("4", "a3", evening, an_hour), "over_slice");
    EXPECT_EQ(balance(loss, "over_slice"), 2 * 60);
    EXPECT_EQ(balance(coupon_liability, evening), 30);
    EXPECT_EQ(balance(slice_escrow, "b1"), 9 * 60 + 3 * 30);
    // Used up, the first pays for nothing more, and the other is what it was.
    for (int n = 10; n < 19; ++n) {
        EXPECT_EQ(give(std::to_string(n), "a1", first, an_hour), "") << n;
    }
    EXPECT_EQ(give("19", "a1", first, an_hour), "over_slice");
    EXPECT_EQ(balance(slice_escrow, "b1"), 3 * 30);
    EXPECT_EQ(give("20", "a3", evening, half_an_hour), "");
}

TEST_F(Campaigns, I24_what_a_lapsed_slice_has_left_comes_back_to_its_own_budget) {
    slice("a1", first);
    slice("a2", weekend);
    slice("a3", evening);
    EXPECT_EQ(give("1", "a2", weekend, ten_yuan), "");
    world.now = noon + after_slices;
    world.store->sweep(world.now, 10);
    EXPECT_EQ(balance(campaign_budget, first), 25 * 60);
    EXPECT_EQ(balance(fen_budget, weekend), 5 * 1'000);
    EXPECT_EQ(balance(campaign_budget, evening), 4 * 30);
    EXPECT_EQ(balance(slice_escrow, "b1"), 0);
    EXPECT_EQ(balance(fen_escrow, "b1"), 0);
}

TEST_F(Campaigns, a_budget_that_is_set_leaves_the_others_as_they_are) {
    slice("a2", weekend);
    ASSERT_EQ(world.store->set_budget({weekend}, 20, noon, {{"note-1"}, "budget_set", "{}", wall}), BudgetChange::done);
    EXPECT_EQ(balance(fen_budget, weekend), 16 * 1'000);
    EXPECT_EQ(balance(campaign_budget, first), 25 * 60);
    EXPECT_EQ(balance(campaign_budget, evening), 4 * 30);
    EXPECT_EQ(balance(fen_granted, first), 0);
    EXPECT_EQ(balance(minutes_granted, weekend), 0);
}

TEST_F(Campaigns, I24_a_campaign_that_the_rules_no_longer_have_gives_nothing_and_keeps_what_comes_back) {
    runs_under(three_terms());
    world.store->add_member({"m1"}, {{"plate-1"}}, {2000}, noon);
    slice("a2", weekend);
    EXPECT_EQ(give("1", "a2", weekend, ten_yuan), "");
    runs_under(terms());
    EXPECT_EQ(ask("a4", weekend, box).refusal, "no_campaign");
    EXPECT_EQ(give("2", "a2", weekend, ten_yuan), "") << "its gate had not heard of the new rules";
    world.now = noon + after_slices;
    world.store->sweep(world.now, 10);
    EXPECT_EQ(balance(fen_budget, weekend), 4 * 1'000);
    EXPECT_EQ(balance(fen_escrow, "b1"), 0);
    EXPECT_EQ(balance(campaign_budget, first), 25 * 60);
    EXPECT_EQ(balance(minutes_granted, weekend), 0) << "it was never counted in minutes";
}

TEST_F(Campaigns, I24_one_that_is_stopped_stops_no_other) {
    world.take(test::event("e1", CampaignSwitched{{first}, true, "too dear"}));
    EXPECT_EQ(ask("a1", first, box).refusal, "stopped");
    slice("a2", weekend);
    EXPECT_EQ(stopped_campaigns(world.store->books(), three_terms()), std::vector<CampaignId>{{first}});
    world.take(test::event("e2", CampaignSwitched{{weekend}, true, "too dear"}));
    world.take(test::event("e3", CampaignSwitched{{first}, false, "after all"}));
    EXPECT_EQ(stopped_campaigns(world.store->books(), three_terms()), std::vector<CampaignId>{{weekend}});
    slice("a3", first);
}

TEST_F(Campaigns, a_report_tells_them_apart) {
    slice("a1", first);
    slice("a2", weekend);
    give("1", "a1", first, an_hour);
    give("2", "a2", weekend, ten_yuan);
    give("3", "a2", weekend, ten_yuan);
    world.take(box.fact({"t1"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, noon + std::chrono::hours(24)}));
    world.take(box.fact({"t2"}, CouponSpent{{"c2"}, {"m1"}, {}, {900}, noon + std::chrono::hours(24)}));
    const auto read = [&](const ReportAsk& ask) {
        auto reader = world.store->report(ask);
        while (reader.step()) {
        }
        return reader.report();
    };
    const Report all = read({});
    EXPECT_EQ(all.coupons_parking, (std::map<std::string, Fen>{{first, Fen{600}}, {weekend, Fen{900}}}));
    EXPECT_EQ(all.coupons.at(first).given, 1);
    EXPECT_EQ(all.coupons.at(weekend).given, 2);
    EXPECT_EQ(all.coupons.at(weekend).spent, 1);
    EXPECT_EQ(all.coupon_budgets.at(first).in_slices, Minutes{9 * 60});
    EXPECT_EQ(all.money_budgets.at(weekend).in_slices, Fen{2 * 1'000});
    ReportAsk of_one;
    of_one.scope = Scope::campaign;
    of_one.id = weekend;
    const Report one = read(of_one);
    EXPECT_EQ(one.coupons_parking, (std::map<std::string, Fen>{{weekend, Fen{900}}}));
    EXPECT_EQ(one.coupons.size(), 1U);
    EXPECT_EQ(one.slices.size(), 1U);
}

TEST(Stamps, become_a_coupon_of_the_worth_that_their_own_campaign_gives) {
    Mall mall([](Terms& terms) {
        three_campaigns(terms);
        terms.earning.stamps = {1, {30}, {weekend}};
    });
    mall.till(sale("r1", "m1"));
    EXPECT_EQ(mall.balance(fen_liability, weekend), 1'000);
    EXPECT_EQ(mall.balance(fen_budget, weekend), 5 * 1'000);
    EXPECT_EQ(mall.balance(coupon_liability, first), 0);
}

} // namespace
} // namespace parkgate::ledger::test
