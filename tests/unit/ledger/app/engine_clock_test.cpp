// Which clock the ledger believes, and what it does while it believes none.
#include "tests/unit/ledger/app/engine_fixture.hpp"
#include "tests/unit/ledger/support/engine_kit.hpp"

namespace parkgate::ledger::test {
namespace {

TEST_F(EngineTest, a_clock_behind_the_books_takes_nothing_and_ends_nothing) {
    restart(false);
    world.hold(box, "h1", "s1");
    const Sold sold{{"cinema"}, "42", noon, Fen{12'800}, {}};
    const auto message =
        signed_by("demo-cinema", pos_event_topic(site, {"cinema"}), encode(MemberEvent{{"e1"}, noon, sold}));
    time = wall - std::chrono::hours(24 * 365);
    client.deliver(message);
    run();
    engine->sweep();
    engine->beat();
    EXPECT_TRUE(client.sent.empty()) << "no answer and no heartbeat: gates and tills send again";
    EXPECT_EQ(engine->refused().at("clock_behind"), 2);
    time = wall - std::chrono::minutes(4);
    client.deliver(message);
    run();
    engine->beat();
    EXPECT_EQ(client.on(pos_answer_topic(site, {"cinema"})).size(), 1U) << "the clock is right again";
    EXPECT_EQ(client.on(topics.heartbeat()).size(), 1U);
}

TEST_F(EngineTest, I52_a_clock_far_ahead_of_the_books_takes_nothing_and_ends_nothing) {
    restart(false);
    world.hold(box, "h1", "s1");
    const auto shows = [&](int days) {
        time = wall + std::chrono::days(days);
        client.sent.clear();
        engine->sweep();
        engine->beat();
        return !client.on(topics.heartbeat()).empty();
    };
    EXPECT_FALSE(shows(15)) << "no heartbeat: gates do what they do offline";
    EXPECT_EQ(world.balance(AccountKind::member_held, "m1"), 1800) << "2036 ends no hold";
    deliver(box.fact({"s1"}, charged("h1", 600)));
    run();
    EXPECT_TRUE(client.sent.empty()) << "and it is sent again";
    EXPECT_EQ(engine->refused().at("clock_ahead"), 2);
    EXPECT_EQ(engine->clock_fault(), ClockFault::ahead);
    EXPECT_TRUE(shows(13)) << "the clock is right again";
    EXPECT_EQ(world.balance(AccountKind::member_held, "m1"), 0);
}

TEST_F(EngineTest, I52_a_ledger_that_runs_in_a_closed_mall_believes_its_clock) {
    restart(false);
    for (int day = 1; day <= 40; ++day) {
        time = wall + std::chrono::days(day);
        engine->sweep();
        ASSERT_EQ(engine->clock_fault(), ClockFault::none) << day;
    }
    time = wall + std::chrono::days(53);
    restart(false);
    engine->sweep();
    EXPECT_EQ(engine->clock_fault(), ClockFault::none) << "also after a start";
    time += std::chrono::days(15);
    engine->sweep();
    EXPECT_EQ(engine->clock_fault(), ClockFault::ahead) << "a clock that leaps as it runs";
    restart(false, true);
    engine->sweep();
    EXPECT_EQ(engine->clock_fault(), ClockFault::none) << "a person says that the mall was closed";
    restart(false);
    engine->sweep();
    EXPECT_EQ(engine->clock_fault(), ClockFault::none) << "once is enough";
}

TEST_F(EngineTest, I52_fresh_books_believe_every_clock_and_have_the_configured_budget) {
    engine.reset();
    world.store = store_over(new_engine());
    time = wall + std::chrono::days(3650);
    restart(false);
    engine->start();
    EXPECT_EQ(engine->clock_fault(), ClockFault::none);
    EXPECT_EQ(world.balance(AccountKind::campaign_budget, "return-visit"), 25 * 60);
}

TEST_F(EngineTest, a_clock_leap_is_taken_in_demo_mode_only_and_outlives_a_restart) {
    const auto topic = demo_clock_topic(site);
    const auto leap = signed_by("demo-director", topic, encode(ClockLeap{{"l1"}, 3'600'000}));
    client.deliver(signed_by("demo-b1", topic, encode(ClockLeap{{"l0"}, 7'200'000})));
    EXPECT_EQ(engine->refused().at("wrong_role"), 1);
    client.deliver(leap);
    EXPECT_EQ(engine->site_time(), noon + std::chrono::hours(1));
    restart();
    EXPECT_EQ(engine->site_time(), noon + std::chrono::hours(1));
    restart(false);
    EXPECT_EQ(engine->site_time(), noon);
    client.deliver(leap);
    EXPECT_EQ(engine->site_time(), noon);
}

TEST_F(EngineTest, a_leap_expires_holds_at_once) {
    world.hold(box, "h1", "s1");
    client.deliver(signed_by("demo-director", demo_clock_topic(site), encode(ClockLeap{{"l1"}, 49LL * 3'600'000})));
    EXPECT_EQ(world.balance(AccountKind::member_held, "m1"), 0);
}

} // namespace
} // namespace parkgate::ledger::test
