// A hold that shrinks while the car is inside: what its gate does not need the member can spend at once.
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

AskWork asks(const Box& box, const std::string& id, const std::string& session, std::int64_t most) {
    return box.ask(id, HoldAsk{{session}, {"m1"}, {"plate-1"}, {most}});
}

std::string refusal_of(World& world, const AskWork& ask) {
    return std::get<HoldAnswer>(answer_of(world.take(ask)).body).refusal;
}

std::vector<MemberNews> news(World& world) {
    std::vector<MemberNews> out;
    for (const auto& told : world.store->take_news(world.now, [](const BoxId&) { return std::string(lot); })) {
        out.push_back(told.news);
    }
    return out;
}

// One news, and what it lets a hold keep; -1: all.
std::int64_t kept(World& world) {
    const auto told = news(world);
    EXPECT_EQ(told.size(), 1U);
    return told.empty() || !told[0].keep ? -1 : told[0].keep->count;
}

// Both cars are of m1, who has 2000.
World two_cars() {
    World world;
    world.store->add_member({"m1"}, {{"plate-9"}}, {}, noon);
    return world;
}

AskWork second_asks(const Box& box, const std::string& id) {
    return box.ask(id, HoldAsk{{"s2"}, {"m1"}, {"plate-9"}, {1800}});
}

// The first car has all that he has, and the second one waits for some.
void second_waits(World& world, Box& box) {
    world.hold(box, "h1", "s1");
    world.enter(box, "s1");
    world.enter(box, "s2", "plate-9");
    refusal_of(world, second_asks(box, "h2"));
}

TEST(Ledger, I09_a_hold_that_shrinks_stays_one_hold_and_gives_the_rest_back_at_once) {
    World world;
    Box box("b1");
    const Voucher first = world.hold(box, "h1", "s1");
    Voucher fewer = first;
    fewer.points = {600};
    EXPECT_EQ(world.hold(box, "h2", "s1", 600), fewer);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1400);
    EXPECT_EQ(world.balance(member_held, "m1"), 600);
    EXPECT_TRUE(world.store->verify().empty());
    EXPECT_EQ(world.hold(box, "h3", "s1", 1800), fewer) << "it does not grow";
    EXPECT_EQ(world.hold(box, "h4", "s2").points, Points{1400}) << "the rest can be spent";
    EXPECT_EQ(world.take(box.fact({"s1"}, charged("h1", 300, 300))).entry.code, "");
    EXPECT_EQ(world.balance(member_spendable, "m1"), 300);
    EXPECT_EQ(world.balance(member_held, "m1"), 1400);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, I05_a_hold_that_is_told_twice_to_shrink_shrinks_once) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    const auto ask = asks(box, "h2", "s1", 600);
    const auto first = world.take(ask);
    const auto before = journal_text(*world.store);
    EXPECT_EQ(world.take(ask).answer, first.answer);
    world.hold(box, "h3", "s1", 600);
    EXPECT_EQ(journal_text(*world.store), before);
}

TEST(Ledger, I12_the_voucher_of_before_it_shrank_is_honoured) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.hold(box, "h2", "s1", 600);
    world.hold(box, "h3", "s2", 900); // 500 are left
    const auto late = world.take(box.fact({"s1"}, charged("h1", 1800)));
    EXPECT_EQ(late.entry.outcome, Outcome::applied) << "though the ledger has not heard that the car came in";
    EXPECT_EQ(late.entry.code, "late_capture");
    EXPECT_EQ(world.balance(member_spendable, "m1"), 0);
    EXPECT_EQ(world.balance(member_held, "m1"), 900);
    EXPECT_EQ(world.balance(member_receivable, "m1"), -700);
    EXPECT_EQ(world.balance(points_used_for_parking, "house-1"), 1800);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, I50_beyond_what_any_voucher_of_it_said_the_stay_has_to_speak) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1", 900);
    world.hold(box, "h2", "s1", 600);
    world.hold(box, "h3", "s1", 300);
    EXPECT_EQ(world.take(box.fact({"s1"}, charged("h1", 901))).entry.code, "unknown_hold");
    EXPECT_EQ(world.take(box.fact({"s1"}, charged("h1", 900))).entry.code, "late_capture");
}

TEST(Ledger, I09_a_hold_that_is_let_go_has_ended_and_another_one_may_follow) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    const auto let_go = asks(box, "h2", "s1", 0);
    EXPECT_EQ(refusal_of(world, let_go), "no_points");
    EXPECT_EQ(world.balance(member_spendable, "m1"), 2000);
    EXPECT_EQ(world.hold(box, "h3", "s1").hold, HoldId{"h3"});
    EXPECT_EQ(refusal_of(world, let_go), "no_points") << "its answer was lost";
    EXPECT_EQ(world.take(box.fact({"s1"}, released("h1", 1800))).entry.code, "already_resolved");
    EXPECT_EQ(world.balance(member_held, "m1"), 1800) << "the new one is untouched";
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, I09_only_the_gate_of_the_stay_lets_its_hold_shrink) {
    World world;
    Box box("b1");
    const Box other("b2");
    world.hold(box, "h1", "s1");
    EXPECT_EQ(refusal_of(world, asks(other, "h2", "s1", 0)), "session_has_hold");
    EXPECT_EQ(world.balance(member_held, "m1"), 1800);
}

TEST(Ledger, I08_a_failure_at_any_step_leaves_a_hold_that_shrinks_as_it_was_or_done) {
    Box box("b1");
    const std::vector<Work> first{asks(box, "h1", "s1", 1800)};
    const std::vector<Work> then{asks(box, "h2", "s1", 600), box.fact({"s1"}, charged("h1", 900))};
    const auto kit = make_kit();
    World world(kit->open());
    world.store->take(first, noon, wall);
    const auto before = journal_text(*world.store);
    bool finished = false;
    int cuts = 0;
    for (int step = 1; !finished; step += kit->stride()) {
        kit->fail_after(step);
        try {
            world.store->take(then, noon, wall);
            finished = true;
        } catch (const StorageFailed&) {
            ++cuts;
        }
        kit->fail_after(-1);
        ASSERT_TRUE(finished || journal_text(*world.store) == before) << "cut at step " << step;
    }
    EXPECT_GT(cuts, 10);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1100);
    EXPECT_EQ(world.balance(member_held, "m1"), 0);
    EXPECT_TRUE(world.store->verify().empty());
}

// ---- spending elsewhere ----

TEST(Ledger, a_second_car_has_its_share_of_what_the_first_one_has_held) {
    World world = two_cars();
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.enter(box, "s1");
    news(world);
    EXPECT_EQ(refusal_of(world, second_asks(box, "h2")), "no_points") << "200 buy nothing";
    EXPECT_EQ(kept(world), -1) << "the second car has not come in yet";
    world.enter(box, "s2", "plate-9");
    ASSERT_EQ(kept(world), 1000);
    EXPECT_EQ(world.hold(box, "h3", "s1", 1000).points, Points{1000});
    const auto told = news(world);
    ASSERT_EQ(told.size(), 1U) << "there is something for the second one";
    EXPECT_EQ(told[0].balance, Points{1000});
    EXPECT_FALSE(told[0].keep);
    const auto answer = answer_of(world.take(second_asks(box, "h4")));
    EXPECT_EQ(std::get<HoldAnswer>(answer.body).refusal, "");
    EXPECT_EQ(world.balance(member_held, "m1"), 2000);
    EXPECT_TRUE(news(world).empty()) << "each has its share";
}

TEST(Ledger, a_second_car_that_asks_for_no_points_leaves_them_to_the_first_one) {
    World world = two_cars();
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.enter(box, "s1");
    world.enter(box, "s2", "plate-9");
    const auto link = answer_of(world.take(box.ask("l1", LinkAsk{{"plate-1"}, noon})));
    EXPECT_FALSE(std::get<LinkAnswer>(link.body).keep);
    // A third one shares with the first alone.
    world.store->add_member({"m1"}, {{"plate-7"}}, {}, noon);
    world.enter(box, "s3", "plate-7");
    news(world);
    EXPECT_EQ(refusal_of(world, box.ask("h2", HoldAsk{{"s3"}, {"m1"}, {"plate-7"}, {1800}})), "no_points");
    EXPECT_EQ(kept(world), 1000);
}

TEST(Ledger, a_gate_that_asks_again_hears_of_the_share_too) {
    World world = two_cars();
    Box box("b1");
    second_waits(world, box);
    const auto link = answer_of(world.take(box.ask("l1", LinkAsk{{"plate-1"}, noon})));
    EXPECT_EQ(std::get<LinkAnswer>(link.body).keep, Points{1000});
}

TEST(Ledger, a_second_car_takes_what_is_left_and_nothing_is_shared_that_would_buy_nothing) {
    World world = two_cars();
    Box box("b1");
    world.hold(box, "h1", "s1", 1500);
    world.enter(box, "s1");
    world.enter(box, "s2", "plate-9");
    const auto answer = answer_of(world.take(second_asks(box, "h2")));
    EXPECT_EQ(std::get<HoldAnswer>(answer.body).refusal, "");
    EXPECT_TRUE(news(world).empty());
    EXPECT_EQ(world.balance(member_held, "m1"), 2000);

    // m2 has 500.
    world.store->add_member({"m2"}, {{"plate-8"}}, {}, noon);
    const auto ask = [&](const char* id, const char* session, const char* plate, std::int64_t most) {
        return box.ask(id, HoldAsk{{session}, {"m2"}, {plate}, {most}});
    };
    world.take(ask("h3", "s3", "plate-2", 300));
    world.enter(box, "s3", "plate-2");
    world.enter(box, "s4", "plate-8");
    EXPECT_EQ(refusal_of(world, ask("h4", "s4", "plate-8", 1800)), "no_points");
    EXPECT_EQ(kept(world), -1) << "250 each would buy nothing";
}

// ---- a hold that has ended ----

TEST(Ledger, I09_a_hold_that_has_ended_is_given_anew_before_a_sweep_has_come_by) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.enter(box, "s1");
    world.now += terms().hold_lifetime;
    EXPECT_EQ(world.hold(box, "h2", "s1").hold, HoldId{"h2"});
    EXPECT_EQ(world.balance(member_spendable, "m1"), 200);
    EXPECT_EQ(world.balance(member_held, "m1"), 1800);
    EXPECT_EQ(world.store->books().hold({"h1"})->state, HoldState::expired);
    EXPECT_EQ(world.store->sweep(world.now, 10), 0);
    EXPECT_TRUE(world.store->verify().empty());
    EXPECT_EQ(world.take(box.fact({"s1"}, charged("h2", 600, 1200))).code, Code::none);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, a_second_car_has_its_share_of_a_hold_that_was_given_anew) {
    World world = two_cars();
    Box box("b1");
    world.enter(box, "s1");
    world.now += terms().hold_lifetime;
    world.hold(box, "h1", "s1");
    world.enter(box, "s2", "plate-9");
    news(world);
    refusal_of(world, second_asks(box, "h2"));
    EXPECT_EQ(kept(world), 1000);
}

TEST(Ledger, a_car_that_has_had_its_share_and_let_it_go_waits_no_longer) {
    World world = two_cars();
    Box box("b1");
    second_waits(world, box);
    refusal_of(world, second_asks(box, "h3"));
    world.hold(box, "h4", "s1", 1000);
    world.take(second_asks(box, "h5"));
    ASSERT_EQ(world.balance(member_held, "m1"), 2000);
    world.take(box.ask("h6", HoldAsk{{"s2"}, {"m1"}, {"plate-9"}, {0}}));
    world.store->add_member({"m1"}, {{"plate-7"}}, {}, noon);
    world.enter(box, "s3", "plate-7");
    world.take(box.ask("h7", HoldAsk{{"s3"}, {"m1"}, {"plate-7"}, {1800}}));
    ASSERT_EQ(world.balance(member_held, "m1"), 2000);
    const auto link = answer_of(world.take(box.ask("l1", LinkAsk{{"plate-1"}, noon})));
    EXPECT_FALSE(std::get<LinkAnswer>(link.body).keep);
}

TEST(Ledger, the_car_that_waits_for_points_hears_it_after_a_restart_too) {
    const auto kit = make_kit();
    Box box("b1");
    {
        World world(kit->open());
        world.store->add_member({"m1"}, {{"plate-9"}}, {}, noon);
        second_waits(world, box);
    }
    World world(kit->open());
    news(world);
    world.take(box.fact({"s1"}, charged("h1", 600, 1200)));
    EXPECT_EQ(news(world).size(), 1U);
}

TEST(Ledger, the_car_that_waits_for_points_hears_when_the_first_one_has_left) {
    World world = two_cars();
    Box box("b1");
    second_waits(world, box);
    news(world);
    world.take(box.fact({"s1"}, charged("h1", 600, 1200)));
    const auto told = news(world);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].balance, Points{1400});
}

TEST(Ledger, I04_what_a_member_owes_is_taken_from_his_hold_once_its_gate_agrees) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.enter(box, "s1");
    news(world);
    world.take(event("ev1", Adjusted{{"m1"}, -500, "a mistake"}));
    EXPECT_EQ(world.balance(member_receivable, "m1"), -300);
    ASSERT_EQ(kept(world), 1500);
    EXPECT_EQ(world.hold(box, "h2", "s1", 1500).points, Points{1500});
    EXPECT_EQ(world.balance(member_receivable, "m1"), 0);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 0);
    EXPECT_TRUE(world.store->verify().empty());
}

// ---- slices that move nothing ----

TEST(Ledger, an_ask_for_a_slice_that_moves_nothing_is_not_kept_and_is_decided_anew) {
    auto engine = new_engine();
    StorageEngine& books = *engine;
    World world(std::move(engine));
    Box box("b1");
    const Slice first = world.slice(box, "a1");
    EXPECT_TRUE(books.ask({"a1"}));
    EXPECT_EQ(world.slice(box, "a2"), first);
    EXPECT_FALSE(books.ask({"a2"})) << "a gate asks every few seconds";
    const auto unknown = box.ask("a3", SliceAsk{{"no-such"}});
    EXPECT_EQ(std::get<SliceAnswer>(answer_of(world.take(unknown)).body).refusal, "no_campaign");
    EXPECT_FALSE(books.ask({"a3"}));
    EXPECT_EQ(world.slice(box, "a1"), first) << "what was granted is told again";
    world.now += std::chrono::hours(24 * 5); // it ends soon: the next one is another
    const Slice second = world.slice(box, "a2");
    EXPECT_NE(second, first);
    EXPECT_EQ(world.slice(box, "a2"), second);
    EXPECT_TRUE(books.ask({"a2"}));
}

} // namespace
} // namespace parkgate::ledger::test
