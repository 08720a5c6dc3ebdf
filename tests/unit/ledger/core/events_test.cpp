#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parkgate::ledger::test {
namespace {

using namespace std::string_literals;

EventWork plate_event(Mall& mall, MemberEventBody body, const std::string& hash) {
    auto work = mall.event(Door::app, "app", std::move(body), mall.now);
    work.event.plate = {hash};
    return work;
}

TEST(Events, each_comes_by_its_own_door_and_of_its_own_store) {
    Mall mall;
    const auto code = [&](Door door, const std::string& owner, MemberEventBody body) {
        const auto result = mall.take(mall.event(door, owner, std::move(body), noon));
        EXPECT_EQ(result.answer.outcome, Outcome::refused);
        return result.code;
    };
    EXPECT_EQ(code(Door::app, "app", sale("r1", "m1")), Code::wrong_door);
    EXPECT_EQ(code(Door::pos, "retail", Liked{{"m1"}, {"p1"}}), Code::wrong_door);
    EXPECT_EQ(code(Door::app, "app", Adjusted{{"m1"}, 100, "me"}), Code::wrong_door);
    EXPECT_EQ(code(Door::pos, "dining", sale("r1", "m1")), Code::not_the_owner);
    EXPECT_EQ(code(Door::pos, "dining", back(sale("r1", "m1"), 1)), Code::not_the_owner);
    EXPECT_EQ(code(Door::pos, "unheard-of", sale("r1", "m1", 10'000, "unheard-of")), Code::unknown_store);
    EXPECT_EQ(code(Door::pos, "own-till", sale("r1", "m1", 10'000, "own-till")), Code::no_feed);
    EXPECT_EQ(mall.transactions(), 1) << "the campaign's budget alone: nothing was changed";
}

TEST(Events, amounts_out_of_range_are_refused) {
    Mall mall;
    EXPECT_EQ(mall.till(sale("r1", "m1", 0)).code, Code::not_plausible);
    EXPECT_EQ(mall.till(sale("r1", "m1", -10'000)).code, Code::not_plausible);
    EXPECT_EQ(mall.till(sale("r1", "m1", 1'000'000'001)).code, Code::not_plausible);
    EXPECT_EQ(mall.till(back(sale("r1", "m1"), 0)).code, Code::not_plausible);
    EXPECT_EQ(mall.claim("m1", sale("r1", "", 0)).code, Code::not_plausible);
    EXPECT_EQ(mall.app(Uploaded{{"m1"}, sale("r1", "", 0), "photo"}).code, Code::not_plausible);
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, 1'000'000'001, "a fortune"}).code, Code::not_plausible);
}

TEST(Events, nothing_is_of_tomorrow) {
    Mall mall;
    const SiteTime tomorrow = noon + days(1);
    EXPECT_EQ(mall.till(sale("r1", "m1", 10'000, "retail", tomorrow)).code, Code::in_the_future);
    EXPECT_EQ(mall.claim("m1", sale("r1", "", 10'000, "retail", tomorrow)).code, Code::in_the_future);
    EXPECT_EQ(mall.app(Uploaded{{"m1"}, sale("r1", "", 10'000, "retail", tomorrow), "photo"}).code,
              Code::in_the_future);
    EXPECT_EQ(mall.app_at(tomorrow, Liked{{"m1"}, {"p1"}}).code, Code::in_the_future);
    EXPECT_EQ(mall.till(sale("r1", "m1", 10'000, "retail", noon + 4min)).answer.points, 100) << "a clock that is ahead";
}

TEST(Events, who_is_not_a_member_earns_and_loses_nothing) {
    Mall mall;
    EXPECT_EQ(mall.till(sale("r1", "m9")).answer.points, 0);
    EXPECT_EQ(mall.claim("m9", sale("r1")).code, Code::unknown_member);
    EXPECT_EQ(mall.app(Liked{{"m9"}, {"p1"}}).code, Code::unknown_member);
    EXPECT_EQ(mall.app(Liked{{}, {"p1"}}).code, Code::unknown_member);
    EXPECT_EQ(mall.app(SpendingSettled{{"m9"}, Spending::nothing}).code, Code::unknown_member);
    EXPECT_EQ(mall.app(Disputed{{"m9"}, "s1", "?"}).code, Code::unknown_member);
}

TEST(Events, I29_a_plate_has_one_member_and_a_member_so_many_plates) {
    Mall mall;
    const auto add = [&](const std::string& member, const std::string& hash) {
        return mall.take(plate_event(mall, PlateAdded{{member}, "plate"}, hash)).code;
    };
    EXPECT_EQ(add("m1", "plate-2"), Code::plate_of_another);
    EXPECT_EQ(add("m1", "plate-1"), Code::none) << "his already";
    EXPECT_EQ(add("m1", "plate-3"), Code::none);
    EXPECT_EQ(add("m1", "plate-4"), Code::none);
    EXPECT_EQ(add("m1", "plate-5"), Code::too_many_plates);
    EXPECT_EQ(add("m1", ""), Code::not_plausible) << "nothing that could be a plate";
    EXPECT_EQ(mall.store->books().member_of({"plate-4"}, noon), MemberId{"m1"});
    EXPECT_EQ(mall.store->books().member_of({"plate-4"}, noon - 1s), MemberId{}) << "not for stays before";
}

TEST(Events, a_plate_that_was_given_up_may_be_anothers) {
    Mall mall;
    const auto remove = [&](const std::string& member) {
        return mall.take(plate_event(mall, PlateRemoved{{member}, "plate"}, "plate-1")).code;
    };
    EXPECT_EQ(remove("m2"), Code::no_such_plate);
    EXPECT_EQ(remove("m1"), Code::none);
    EXPECT_EQ(remove("m1"), Code::no_such_plate);
    EXPECT_EQ(mall.take(plate_event(mall, PlateAdded{{"m2"}, "plate"}, "plate-1")).code, Code::none);
    EXPECT_EQ(mall.store->books().member_of({"plate-1"}, noon), MemberId{"m2"});
}

TEST(Events, I29_a_plate_comes_to_one_new_member_a_day) {
    Mall mall;
    const auto add = [&](const std::string& member) {
        return mall.take(plate_event(mall, PlateAdded{{member}, "plate"}, "plate-9")).code;
    };
    const auto remove = [&](const std::string& member) {
        return mall.take(plate_event(mall, PlateRemoved{{member}, "plate"}, "plate-9")).code;
    };
    EXPECT_EQ(add("m1"), Code::none);
    EXPECT_EQ(remove("m1"), Code::none);
    EXPECT_EQ(add("m2"), Code::capped);
    EXPECT_EQ(add("m1"), Code::none) << "it was his, and it is again";
    EXPECT_EQ(remove("m1"), Code::none);
    mall.now = noon + days(1);
    EXPECT_EQ(add("m2"), Code::none);
}

TEST(Events, I29_one_car_brings_one_newcomer) {
    Mall mall;
    for (int i = 1; i <= 3; ++i) {
        const std::string member = "n" + std::to_string(i);
        mall.now = noon + days(i);
        mall.app(Joined{{member}, {"phone-of-" + member}, {"m1"}});
        EXPECT_EQ(mall.take(plate_event(mall, PlateAdded{{member}, "plate"}, "plate-9")).code, Code::none);
        mall.visit("s" + member, "plate-9", mall.now + 1h);
        mall.take(plate_event(mall, PlateRemoved{{member}, "plate"}, "plate-9"));
    }
    EXPECT_EQ(mall.spendable("m1"), 10);
    EXPECT_EQ(mall.spendable("n1"), 50);
    EXPECT_EQ(mall.spendable("n2") + mall.spendable("n3"), 0);
    mall.till(sale("r1", "n2", 10'000, "retail", mall.now));
    EXPECT_EQ(mall.spendable("n2"), 150) << "who buys something is a newcomer in whatever car";
}

TEST(Events, I29_a_car_of_two_members_brings_one_reward_a_day) {
    Mall mall([](Terms& terms) {
        terms.earning.plates.members_a_plate = 2;
        terms.earning.stamps.stamps = 10;
    });
    mall.app(Joined{{"n1"}, {"phone-of-n1"}, {}});
    const auto stamps = [&](const std::string& member) {
        return mall.store->books().unused_stamps_of({member}).size();
    };
    const auto drive = [&](const std::string& member, const std::string& session) {
        EXPECT_EQ(mall.take(plate_event(mall, PlateAdded{{member}, "plate"}, "plate-9")).code, Code::none);
        mall.visit(session, "plate-9", mall.now);
        mall.take(plate_event(mall, PlateRemoved{{member}, "plate"}, "plate-9"));
    };
    drive("m1", "s1");
    drive("n1", "s2");
    EXPECT_EQ(stamps("m1"), 1U);
    EXPECT_EQ(stamps("n1"), 0U);
    EXPECT_EQ(mall.spendable("n1"), 0) << "nor does it bring a newcomer that day";
    EXPECT_EQ(mall.take(plate_event(mall, PlateAdded{{"m2"}, "plate"}, "plate-9")).code, Code::capped);
    mall.now = noon + days(1);
    drive("n1", "s3");
    EXPECT_EQ(stamps("n1"), 1U);
    EXPECT_EQ(mall.spendable("n1"), 50);
    Mall two([](Terms& terms) {
        terms.earning.plates.visits_a_plate = 2;
        terms.earning.plates.members_a_plate = 2;
        terms.earning.stamps.stamps = 10;
    });
    for (const auto* member : {"m1", "m2"}) {
        EXPECT_EQ(two.take(plate_event(two, PlateAdded{{member}, "plate"}, "plate-9")).code, Code::none);
        two.visit("s-"s + member, "plate-9", two.now);
        two.take(plate_event(two, PlateRemoved{{member}, "plate"}, "plate-9"));
        EXPECT_EQ(two.store->books().unused_stamps_of({member}).size(), 1U) << "as the mall has settled";
    }
}

TEST(Events, I29_a_phone_earns_what_one_member_may) {
    Mall mall;
    mall.app(Joined{{"n1"}, {"one-phone"}, {}});
    EXPECT_EQ(mall.app(Joined{{"n2"}, {"one-phone"}, {}}).code, Code::phone_taken);
    EXPECT_EQ(mall.app(Joined{{"n1"}, {"another-phone"}, {}}).code, Code::done_before) << "and he keeps it";
    EXPECT_EQ(mall.app(Joined{{"m1"}, {"one-phone"}, {}}).code, Code::phone_taken)
        << "who was added at the desk as well";
    EXPECT_EQ(mall.app(Liked{{"n2"}, {"p1"}}).code, Code::unknown_member) << "so nobody else earns for it";
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(mall.app(Liked{{"n1"}, {"p" + std::to_string(i)}}).answer.points, 1);
    }
    EXPECT_EQ(mall.app(Liked{{"n1"}, {"p10"}}).code, Code::capped);
}

TEST(Events, a_visit_that_is_only_presumed_gives_nothing_until_it_is_seen) {
    Mall mall([](Terms& terms) { terms.earning.stamps.stamps = 10; });
    mall.app(Joined{{"n1"}, {"phone-of-n1"}, {}});
    mall.take(plate_event(mall, PlateAdded{{"n1"}, "plate"}, "plate-9"));
    Exited exited{{"x"}, {"plate-9"}, ExitHow::presumed, noon, {60}, {}, {}, {}};
    exited.matched = Matched::exact;
    EXPECT_EQ(mall.take(mall.box.fact({"s1"}, exited)).entry.outcome, Outcome::applied);
    EXPECT_EQ(mall.spendable("n1"), 0);
    EXPECT_TRUE(mall.store->books().unused_stamps_of({"n1"}).empty());
    mall.visit("s1", "plate-9", noon + 1h);
    EXPECT_EQ(mall.spendable("n1"), 50);
    EXPECT_EQ(mall.store->books().unused_stamps_of({"n1"}).size(), 1U);
}

TEST(Events, the_desk_tells_what_came_back_to_a_store_without_a_feed) {
    Mall mall;
    const Sold sold = sale("r1", "", 10'000, "own-till");
    mall.app(Uploaded{{"m1"}, sold, "photo"});
    mall.desk("anna", Reviewed{{mall.last_id()}, true, "clear"});
    EXPECT_EQ(mall.spendable("m1"), 100);
    EXPECT_EQ(mall.desk("anna", back(sold, 4'000)).answer.points, -40);
    EXPECT_EQ(mall.qualifying("m1"), 60);
    EXPECT_EQ(mall.app(back(sold, 1)).code, Code::wrong_door);
    EXPECT_EQ(mall.desk("anna", sale("r2", "m1")).code, Code::wrong_door);
}

// A gate's clock may stand anywhere; the ledger's is the measure.
TEST(Events, a_visit_is_never_rewarded_on_a_day_to_come) {
    Mall mall([](Terms& terms) { terms.earning.stamps.stamps = 10; });
    mall.app(Joined{{"n1"}, {"phone-of-n1"}, {}});
    mall.store->add_member({"n1"}, {{"plate-9"}}, {}, noon);
    for (int i = 0; i < 3; ++i) {
        Exited exited{{"x"}, {"plate-9"}, ExitHow::observed, noon + days(3700 + i), {60}, {}, {}, {}};
        exited.matched = Matched::exact;
        mall.take(mall.box.fact({"s" + std::to_string(i)}, exited));
    }
    EXPECT_EQ(mall.balance(AccountKind::earning_budget_used, "2026"), 100);
    EXPECT_EQ(mall.balance(AccountKind::earning_budget_used, "2036"), 0);
    EXPECT_EQ(mall.store->books().unused_stamps_of({"n1"}).size(), 1U);
    EXPECT_LT(mall.store->books().lots_of({"n1"}).at(0).expires_at, noon + days(400));
}

TEST(Events, what_he_settles_is_what_the_gate_is_told) {
    Mall mall;
    mall.app(SpendingSettled{{"m1"}, Spending::nothing});
    const auto answer = answer_of(mall.take(mall.box.ask("l1", LinkAsk{{"plate-1"}, noon})));
    EXPECT_EQ(std::get<LinkAnswer>(answer.body).spending, Spending::nothing);
}

TEST(Events, the_arrival_of_a_vip_is_told_and_nobody_elses) {
    Mall mall;
    const auto enter = [&](const std::string& session, const std::string& plate) {
        mall.take(mall.box.fact({session}, Entered{{"e"}, {plate}, noon}));
    };
    enter("s1", "plate-1");
    EXPECT_EQ(mall.told(), std::vector<std::string>{});
    mall.desk("anna", SegmentsSet{{"m1"}, {{"vip"}}});
    enter("s2", "plate-1");
    enter("s3", "plate-2");
    enter("s4", "plate-9");
    EXPECT_EQ(mall.told(), std::vector<std::string>{"vip_arrival"});
}

TEST(Events, a_visit_day_has_one_stamp_and_so_many_make_a_coupon) {
    Mall mall([](Terms& terms) { terms.earning.stamps.stamps = 3; });
    const auto stamps = [&] { return mall.store->books().unused_stamps_of({"m1"}).size(); };
    mall.visit("s1", "plate-1", noon - days(2), 29);
    EXPECT_EQ(stamps(), 0) << "too short";
    mall.visit("s2", "plate-1", noon - days(2));
    mall.visit("s3", "plate-1", noon - days(2) + 1h);
    EXPECT_EQ(stamps(), 1);
    mall.till(sale("r1", "m1", 10'000, "retail", noon - days(2)));
    EXPECT_EQ(stamps(), 1) << "the stay has it already";
    mall.till(sale("r2", "m1", 10'000, "retail", noon - days(1)));
    mall.visit("s4", "plate-1", noon - days(1) + 1h);
    EXPECT_EQ(stamps(), 2) << "and here the purchase";
    mall.visit("s5", "plate-1", noon);
    EXPECT_EQ(stamps(), 0);
    mall.till(sale("r3", "m1"));
    EXPECT_EQ(stamps(), 0) << "that day's has become part of the coupon";
    EXPECT_EQ(mall.balance(AccountKind::coupon_liability, "return-visit"), 60);
}

std::string any_member() {
    return *rc::gen::element<std::string>("m1", "m2", "m3");
}

Sold any_sale(const Mall& mall) {
    const std::string receipt = "r" + std::to_string(*rc::gen::inRange(0, 8));
    const auto net = *rc::gen::inRange<std::int64_t>(1, 3) * 30'000;
    const std::string member = *rc::gen::arbitrary<bool>() ? any_member() : "";
    return sale(receipt, member, net, "retail", mall.now - 1h - days(*rc::gen::element(0, 0, 0, 9)));
}

MemberEventBody any_event(const Mall& mall, std::vector<Sold>& told, int i) {
    const std::string item = "e" + std::to_string(*rc::gen::inRange(std::max(1, i - 6), i + 2));
    const std::string post = "p" + std::to_string(*rc::gen::inRange(0, 8));
    switch (*rc::gen::inRange(0, 10)) {
    case 0:
    case 1: return told.emplace_back(any_sale(mall));
    case 2: {
        const Sold sold = told.empty() ? any_sale(mall) : *rc::gen::elementOf(told);
        return back(sold, *rc::gen::inRange<std::int64_t>(1, sold.net.count + 1));
    }
    case 3: {
        Sold sold = told.emplace_back(any_sale(mall));
        sold.member = {};
        return Uploaded{{any_member()}, sold, "photo"};
    }
    case 4: return Liked{{any_member()}, {post}};
    case 5: return Posted{{any_member()}, {post}};
    case 6: return Joined{{"m3"}, {"phone"}, {"m1"}};
    case 7: return Reviewed{{item}, *rc::gen::arbitrary<bool>(), "why"};
    case 8: return Adjusted{{any_member()}, *rc::gen::inRange<std::int64_t>(-700, 700), "why"};
    default: return Seconded{{item}};
    }
}

// A stay with a hold that is charged, released, forgotten, or charged beyond.
void any_stay(Mall& mall, int i) {
    const std::string id = std::to_string(i);
    const auto voucher = mall.hold(mall.box, "h" + id, "s" + id, 600);
    if (*rc::gen::inRange(0, 3) == 0) {
        return;
    }
    const auto used = *rc::gen::inRange<std::int64_t>(0, voucher.points.count + 300);
    mall.take(mall.box.fact({"s" + id}, charged("h" + id, used)));
    if (*rc::gen::arbitrary<bool>()) {
        mall.app(Disputed{{"m1"}, "s" + id, "why"});
    }
}

// Whatever happens in whatever order: chain, balances, lots, what waits, what is owed, fen.
RC_GTEST_PROP(Events, I01_I03_I21_I30_the_books_are_sound_after_anything, ()) {
    Mall mall([](Terms& terms) {
        terms.earning.campaigns = {{{"autumn"}, 200, {}, {noon - days(2), noon + days(90)}, {900}}};
        terms.earning.steps = {{{500}, 150}};
        terms.earning.budget = {10'000};
        terms.earning.stamps.stamps = 1;
        terms.earning.lot_months = 1;
    });
    std::vector<Sold> told;
    const int events = *rc::gen::inRange(5, 60);
    for (int i = 0; i < events; ++i) {
        const auto body = any_event(mall, told, i);
        const Door door = door_of(body);
        const std::string owner = door == Door::pos ? "retail" : *rc::gen::element<std::string>("anna", "bert");
        const auto result = mall.take(mall.event(door, owner, body, mall.now));
        RC_ASSERT(result.answer.outcome != Outcome::quarantined);
        if (*rc::gen::inRange(0, 4) == 0) {
            any_stay(mall, i);
        }
        if (*rc::gen::inRange(0, 6) == 0) {
            mall.now += days(*rc::gen::inRange(0, 40));
            mall.store->sweep(mall.now, 100);
        }
    }
    RC_ASSERT(mall.store->verify() == std::vector<std::string>{});
    for (const std::string member : {"m1", "m2", "m3"}) {
        std::int64_t lots = 0;
        for (const auto& lot : mall.store->books().lots_of({member})) {
            lots += lot.remaining.count;
        }
        RC_ASSERT(lots == mall.spendable(member));
    }
    for (const char* year : {"2026", "2027", "2028"}) {
        RC_ASSERT(mall.balance(AccountKind::earning_budget_used, year) <= 10'000);
        RC_ASSERT(mall.balance(AccountKind::earning_budget_used, year) >= 0);
    }
}

} // namespace
} // namespace parkgate::ledger::test
