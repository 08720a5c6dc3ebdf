// What the ledger tells of members whose cars are inside: it counts for stays that stand.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

using core::LinkState;

const std::string plate = "沪A12345";

class Told {
  public:
    explicit Told(Lot& lot) : lot_(lot) {}

    // Newer than all before, unless `at` says otherwise.
    MemberNews news(const std::string& tier, Spending spending = Spending::all, Points balance = Points{200}) {
        return {{"news-" + std::to_string(++count_)}, {"alice"}, tier, balance, spending, {}, lot_.now().site + 1ms};
    }
    void say(const MemberNews& news, const std::vector<Coupon>& coupons = {}) {
        lot_.event(core::MemberNoticed{news, coupons});
    }
    [[nodiscard]] Coupon coupon(const std::string& id, Duration lasts = 240h) const {
        return {{id},
                {"c"},
                {},
                {"alice"},
                hash_of_plate(plate),
                lot_.state().config.lot,
                {},
                {WorthKind::minutes, 60, {}},
                lot_.now().site - 1h,
                lot_.now().site + lasts};
    }

  private:
    Lot& lot_;
    int count_ = 0;
};

std::int64_t links(const Lot& lot) {
    return std::ranges::count_if(lot.asks(), [](const Ask& ask) { return std::holds_alternative<LinkAsk>(ask.body); });
}

TEST(MembersInside, ATierThatChangesDuringTheStayIsFollowedAndAnswered) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(1h);
    const auto news = told.news("gold");
    told.say(news);
    EXPECT_EQ(lot.session(plate)->tier, "gold");
    EXPECT_EQ(lot.known(), std::vector<EventId>{news.id});
    told.say(news);
    EXPECT_EQ(lot.known().size(), 2U) << "its answer was lost";
    lot.restart();
    EXPECT_EQ(lot.session(plate)->tier, "gold") << "it is kept";
}

// 130 minutes cost 15.00.
core::LotConfig an_hour_for_mb60() {
    core::LotConfig config = house_config();
    config.rules.benefits.codes = {{{"mb60"}, Minutes{60}}};
    return config;
}

TEST(MembersInside, TheCodesOfTheAnswerMakeItCheaperAndAreKept) {
    Lot lot(an_hour_for_mb60());
    lot.member(plate, "alice", 0).codes(plate, {{"mb60"}, {"unheard-of"}}).ledger_answers().enters(plate).after(130min);
    EXPECT_EQ(lot.session(plate)->benefits, (std::vector<BenefitCode>{{"mb60"}, {"unheard-of"}}));
    lot.restart().looks(out_lane);
    EXPECT_EQ(lot.session(plate)->benefits, (std::vector<BenefitCode>{{"mb60"}, {"unheard-of"}}));
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{900});
    lot.pays(plate, Fen{900}, "n1").passes(out_lane);
    const auto steps = lot.last<LeaveAuthorised>().quote.steps;
    ASSERT_FALSE(steps.empty());
    EXPECT_EQ(steps.front(), (QuoteStep{Benefit::codes, Minutes{60}, {}, Fen{600}, {"mb60"}}));
}

TEST(MembersInside, CodesThatComeDuringTheStayMakeItCheaperAndThoseThatGoDearer) {
    Lot lot(an_hour_for_mb60());
    Told told(lot);
    lot.member(plate, "alice", 0).ledger_answers().enters(plate).after(130min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'500});
    auto news = told.news("", Spending::all, Points{});
    news.benefits = {{"mb60"}};
    told.say(news);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{900});
    lot.after(1s);
    told.say(told.news("", Spending::all, Points{}));
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'500});
}

TEST(MembersInside, WhoPaysWhatHisCodesHaveLeftPaysNothingMoreThoughTheyGo) {
    Lot lot(an_hour_for_mb60());
    Told told(lot);
    lot.member(plate, "alice", 0).codes(plate, {{"mb60"}}).ledger_answers().enters(plate).after(130min);
    lot.car_arrives(out_lane, plate).backs_out(out_lane);
    ASSERT_EQ(lot.session(plate)->quote->due, Fen{900});
    told.say(told.news("", Spending::all, Points{}));
    EXPECT_TRUE(lot.session(plate)->benefits.empty());
    lot.pays(plate, Fen{900}, "n1").car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
}

TEST(MembersInside, WhatIsOlderThanWhatIsKnownChangesNothing) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(1h);
    auto old = told.news("silver");
    lot.after(1s);
    told.say(told.news("gold"));
    told.say(old);
    EXPECT_EQ(lot.session(plate)->tier, "gold");
    old.at = SiteTime{};
    told.say(old);
    EXPECT_EQ(lot.session(plate)->tier, "gold");
    EXPECT_EQ(lot.known().size(), 3U) << "or it would be repeated";
}

TEST(MembersInside, ThePriceOnTheBoardIsWorkedOutAnew) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 2'000, "", Spending::nothing).ledger_answers().enters(plate).after(130min);
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'500});
    told.say(told.news("", Spending::all, Points{2'000}));
    EXPECT_EQ(lot.new_orders(out_lane), "o") << "his points pay for it now";
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{1'500});
}

TEST(MembersInside, AStayThatIsPaidForKeepsWhatItWasPaidWith) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 2'000, "silver", Spending::nothing).ledger_answers().enters(plate).after(130min);
    lot.car_arrives(out_lane, plate).backs_out(out_lane);
    const Fen due = lot.session(plate)->quote->due;
    lot.pays(plate, due, "n1");
    told.say(told.news("gold", Spending::all), {told.coupon("c1")});
    EXPECT_EQ(lot.session(plate)->tier, "silver");
    EXPECT_EQ(lot.known().size(), 1U);
    lot.leaves(out_lane, plate);
    EXPECT_TRUE(lot.facts<CouponSpent>().empty());
    EXPECT_EQ(lot.last<Exited>().paid, due);
}

TEST(MembersInside, WhoPaysWhatHeWasAskedForPaysNothingMore) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 300).ledger_answers().enters(plate).after(130min);
    lot.car_arrives(out_lane, plate).backs_out(out_lane);
    const Fen due = lot.session(plate)->quote->due;
    ASSERT_LT(due, Fen{1'500}) << "his points pay the rest";
    told.say(told.news("", Spending::nothing, Points{}));
    EXPECT_EQ(lot.session(plate)->by_default, Spending::nothing);
    lot.pays(plate, due, "n1").car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{});
    EXPECT_EQ(lot.last<Charged>().charged, Points{300});
}

TEST(MembersInside, WhoIsOnHisWayOutIsFollowedIfHeTurnsBack) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate);
    ASSERT_TRUE(lot.state().lanes.at(out_lane).admission);
    const auto news = told.news("gold");
    told.say(news);
    EXPECT_EQ(lot.session(plate)->tier, "");
    EXPECT_TRUE(lot.known().empty()) << "the ledger is to repeat it";
    lot.backs_out(out_lane);
    told.say(news);
    EXPECT_EQ(lot.session(plate)->tier, "gold");
    EXPECT_EQ(lot.known().size(), 1U);
}

TEST(MembersInside, NewsOfWhoIsNotHereAreKnownToo) {
    Lot lot;
    Told told(lot);
    lot.ledger_answers().enters(plate);
    told.say(told.news("gold"));
    EXPECT_EQ(lot.session(plate)->tier, "");
    EXPECT_EQ(lot.known().size(), 1U);
}

TEST(MembersInside, AreAskedForAgainWhenTheLedgerIsHeardAgain) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(1h).ledger_is_offline();
    lot.member(plate, "alice", 2'000, "gold").after(1h);
    const auto before = links(lot);
    lot.ledger_answers();
    EXPECT_EQ(links(lot), before + 1);
    EXPECT_EQ(lot.session(plate)->tier, "gold");
    EXPECT_EQ(lot.session(plate)->balance, Points{2'000}) << "what is held for the stay is still his";
}

TEST(MembersInside, AMallFullOfThemIsAskedForWithinSecondsButNotAtOnce) {
    Lot lot;
    lot.ledger_answers();
    const auto number = [](int i) { return "沪A" + std::to_string(10'000 + i); };
    for (int i = 0; i < 60; ++i) {
        lot.member(number(i), "m" + std::to_string(i), 0, "", Spending::nothing).enters(number(i));
    }
    lot.ledger_is_offline().after(1s);
    const auto before = links(lot);
    lot.ledger_answers();
    EXPECT_EQ(links(lot), before + 20);
    lot.after(49ms);
    EXPECT_EQ(links(lot), before + 20);
    lot.after(1ms);
    EXPECT_EQ(links(lot), before + 40);
    lot.after(1s);
    EXPECT_EQ(links(lot), before + 60);
}

// ---- coupons that the ledger has given ----

TEST(CouponOfTheLedger, IsSpentAtTheExitAndOnce) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 0, "", Spending::coupon).ledger_answers().enters(plate).after(50min);
    told.say(told.news("", Spending::coupon), {told.coupon("c1"), told.coupon("c2", 480h)});
    lot.leaves(out_lane, plate);
    ASSERT_EQ(lot.facts<CouponSpent>().size(), 1U);
    EXPECT_EQ(lot.last<CouponSpent>().coupon, CouponId{"c1"});
    EXPECT_EQ(lot.last<Exited>().paid, Fen{});
    // Gone with the stay; and the ledger may answer before it has heard that c1 is spent.
    EXPECT_TRUE(lot.remembered().coupons.empty() ||
                std::ranges::none_of(lot.remembered().coupons, core::is_of_the_ledger));
    lot.enters(plate).after(50min);
    told.say(told.news("", Spending::coupon), {told.coupon("c1"), told.coupon("c2")});
    lot.leaves(out_lane, plate);
    EXPECT_EQ(lot.last<CouponSpent>().coupon, CouponId{"c2"});
}

TEST(CouponOfTheLedger, ThatItDoesNotNameAnyMoreIsNoneAnyMore) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 0, "", Spending::coupon).ledger_answers().enters(plate).after(50min);
    told.say(told.news("", Spending::coupon), {told.coupon("c1")});
    EXPECT_EQ(lot.remembered().coupons.size(), 1U);
    lot.after(1s);
    told.say(told.news("", Spending::coupon));
    EXPECT_TRUE(lot.remembered().coupons.empty());
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
}

TEST(CouponOfTheLedger, I26_OfAnotherCarMemberOrLotIsNotTaken) {
    Lot lot;
    Told told(lot);
    lot.member(plate, "alice", 0, "", Spending::coupon).ledger_answers().enters(plate).after(50min);
    auto car = told.coupon("c1");
    car.plate = {"another"};
    auto member = told.coupon("c2");
    member.member = {"bob"};
    auto home = told.coupon("c3");
    home.home_lot = "p9";
    auto box = told.coupon("c4");
    box.slice = {"slice-1"};
    told.say(told.news("", Spending::coupon), {car, member, home, box});
    EXPECT_TRUE(lot.remembered().coupons.empty());
}

// ---- a coupon whose plate is the member's no longer ----

const std::string other_plate = "沪B54321";

// Alice has a coupon of this gate for `plate`; she has added the other car, and both are inside.
CouponId gave_one(Lot& lot) {
    lot.member(plate, "alice", 20'000).member(other_plate, "alice", 20'000).ledger_answers();
    lot.enters(plate).after(1h).leaves(out_lane, plate).after(1h).enters(plate).enters(other_plate).after(1h);
    return lot.last<CouponIssued>().coupon.coupon;
}

MemberNews revokes(Told& told, const CouponId& old) {
    auto news = told.news("");
    news.revoked = {{old, {"again"}}};
    return news;
}

Coupon instead(const Told& told) {
    Coupon coupon = told.coupon("again");
    coupon.plate = hash_of_plate(other_plate);
    return coupon;
}

TEST(MembersInside, I40_WhatHasTakenTheCouponsPlaceComesWithItsEndAndOnce) {
    Lot lot;
    Told told(lot);
    const CouponId old = gave_one(lot);
    const auto news = revokes(told, old);
    told.say(news, {instead(told)});
    EXPECT_EQ(lot.known(), std::vector<EventId>{news.id});
    EXPECT_EQ(lot.state().purse.find(old), nullptr);
    EXPECT_TRUE(std::ranges::none_of(lot.remembered().coupons, [&](const Coupon& c) { return c.coupon == old; }));
    lot.leaves(out_lane, plate);
    EXPECT_TRUE(lot.facts<CouponSpent>().empty()) << "it is of the other car now";
    lot.leaves(out_lane, other_plate);
    ASSERT_EQ(lot.facts<CouponSpent>().size(), 1U);
    EXPECT_EQ(lot.last<CouponSpent>().coupon, CouponId{"again"});
}

TEST(MembersInside, I40_OfACouponThatWasSpentHereNothingTakesThePlace) {
    Lot lot;
    Told told(lot);
    const CouponId old = gave_one(lot);
    lot.leaves(out_lane, plate);
    ASSERT_EQ(lot.last<CouponSpent>().coupon, old) << "the ledger has not heard of it yet";
    told.say(revokes(told, old), {instead(told)});
    lot.leaves(out_lane, other_plate);
    EXPECT_EQ(lot.facts<CouponSpent>().size(), 1U);
}

TEST(MembersInside, I40_WhatACarOnItsWayOutCountsOnStaysAndNothingComesInstead) {
    Lot lot;
    Told told(lot);
    const CouponId old = gave_one(lot);
    lot.car_arrives(out_lane, plate);
    ASSERT_EQ(lot.state().lanes.at(out_lane).admission->quote.coupon, old);
    const auto news = revokes(told, old);
    told.say(news, {instead(told)});
    EXPECT_TRUE(lot.known().empty()) << "it is told again: the car may turn back";
    EXPECT_EQ(lot.state().purse.find({"again"}), nullptr);
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<CouponSpent>().coupon, old);
    told.say(news, {instead(told)});
    lot.leaves(out_lane, other_plate);
    EXPECT_EQ(lot.facts<CouponSpent>().size(), 1U);
}

} // namespace
} // namespace parkgate::test
