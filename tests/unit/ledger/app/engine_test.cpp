#include "tests/unit/ledger/app/engine_fixture.hpp"

namespace parkgate::ledger::test {
namespace {

TEST_F(EngineTest, a_signed_fact_in_gives_a_signed_acknowledgement_out) {
    deliver(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}, "e1"));
    deliver(box.fact({"s1"}, LeaveCancelled{{"out"}, {"q"}}, "e2"));
    EXPECT_TRUE(client.sent.empty()) << "nothing is answered before the commit";
    run();
    const auto acks = client.on(topics.ack());
    ASSERT_EQ(acks.size(), 1U);
    EXPECT_TRUE(
        key_ring().verify(KeyRole::ledger, acks[0].topic, acks[0].bytes, acks[0].key, acks[0].signature).has_value());
    const auto ack = decode<Ack>(acks[0].bytes).value();
    EXPECT_EQ(ack.watermark, 2);
    ASSERT_EQ(ack.entries.size(), 2U);
    EXPECT_EQ(ack.entries[0].id, EventId{"e1"});
}

TEST_F(EngineTest, an_unsigned_fact_is_refused_and_counted) {
    auto fact = box.fact({"s1"}, charged("h-lost", 300));
    fact.signature.clear();
    deliver(fact);
    deliver(fact);
    run();
    EXPECT_TRUE(client.sent.empty());
    EXPECT_EQ(engine->refused().at("unsigned"), 2);
    EXPECT_EQ(world.balance(AccountKind::member_spendable, "m1"), 2000);
}

TEST_F(EngineTest, I32_a_fact_of_unknown_shape_is_acknowledged_as_quarantined) {
    const auto later = box.later("e1");
    for (int copy = 0; copy < 2; ++copy) {
        client.deliver(signed_by("demo-b1", topics.fact(), later.bytes));
        run();
    }
    const auto acks = client.on(topics.ack());
    ASSERT_EQ(acks.size(), 2U);
    const auto ack = decode<Ack>(acks[1].bytes).value();
    EXPECT_EQ(ack.watermark, 1);
    EXPECT_EQ(ack.entries, (std::vector<AckEntry>{{{"e1"}, Outcome::quarantined, "unknown_shape"}}));
    EXPECT_EQ(engine->alarms().at("unknown_shape"), 1);
    EXPECT_TRUE(engine->refused().empty());
}

TEST_F(EngineTest, I32_a_fact_that_is_too_large_is_acknowledged_as_quarantined) {
    auto large = box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}, "e1").bytes;
    large.replace(large.find("boot-1"), 6, std::string(20'000, 'x'));
    for (int copy = 0; copy < 2; ++copy) {
        client.deliver(signed_by("demo-b1", topics.fact(), large));
        run();
    }
    const auto acks = client.on(topics.ack());
    ASSERT_EQ(acks.size(), 2U);
    const auto ack = decode<Ack>(acks[1].bytes).value();
    EXPECT_EQ(ack.watermark, 1);
    EXPECT_EQ(ack.entries, (std::vector<AckEntry>{{{"e1"}, Outcome::quarantined, "oversized"}}));
    EXPECT_EQ(engine->alarms().at("oversized"), 1);
    EXPECT_TRUE(engine->refused().empty());
}

TEST_F(EngineTest, I32_an_event_that_is_too_large_is_answered_as_quarantined) {
    const std::string large = R"({"v":1,"id":"e1","kind":"sold","body":")" + std::string(20'000, 'x') + "\"}";
    const auto till = pos_event_topic(site, {"cinema"});
    for (int copy = 0; copy < 2; ++copy) {
        client.deliver(signed_by("demo-cinema", till, large));
        run();
    }
    const auto answers = client.on(pos_answer_topic(site, {"cinema"}));
    ASSERT_EQ(answers.size(), 2U);
    const auto answer = decode<EventAnswer>(answers[1].bytes).value();
    EXPECT_EQ(answer.id, EventId{"e1"});
    EXPECT_EQ(answer.outcome, Outcome::quarantined);
    EXPECT_EQ(answer.code, "oversized");
    EXPECT_EQ(world.store->quarantined(EventId{"e1"})->bytes, large);
    EXPECT_TRUE(engine->refused().empty());
}

TEST_F(EngineTest, I32_a_fact_of_a_lot_that_is_not_configured_is_counted_and_not_acknowledged) {
    const auto fact = box.fact({"s1"}, charged("h-lost", 300));
    client.deliver(signed_by("demo-b1", LotTopics(site, "p9").fact(), fact.bytes));
    client.deliver(signed_by("demo-b1", LotTopics(site, "p9").fact(), box.later("e2").bytes));
    run();
    EXPECT_TRUE(client.sent.empty());
    EXPECT_EQ(engine->refused().at("unknown_topic"), 2);
    EXPECT_EQ(world.balance(AccountKind::member_spendable, "m1"), 2000);
}

TEST_F(EngineTest, a_repeated_ask_gets_the_same_answer_with_its_own_correlation) {
    const auto ask = box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {600}});
    auto message = signed_by("demo-b1", topics.ask(), ask.bytes);
    message.correlation = "first";
    client.deliver(message);
    run();
    message.correlation = "second";
    client.deliver(message);
    run();
    const auto answers = client.on(topics.answer());
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].bytes, answers[1].bytes);
    EXPECT_EQ(answers[0].correlation, "first");
    EXPECT_EQ(answers[1].correlation, "second");
    const auto voucher = std::get<HoldAnswer>(decode<Answer>(answers[0].bytes).value().body).voucher.value();
    EXPECT_TRUE(key_ring().verify(KeyRole::ledger, voucher_purpose(site), voucher));
    EXPECT_EQ(decode<Voucher>(voucher.bytes).value().points, Points{600});
}

TEST_F(EngineTest, an_event_is_answered_after_its_commit_and_the_same_each_time_it_comes) {
    const auto bytes = encode(MemberEvent{{"e1"}, noon, SpendingSettled{{"m1"}, Spending::all}});
    const auto message = signed_by("demo-wepay", app_event_topic(site), bytes);
    client.deliver(message);
    EXPECT_TRUE(client.sent.empty());
    run();
    client.deliver(message);
    run();
    const auto answers = client.on(app_result_topic(site));
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].bytes, answers[1].bytes);
    EXPECT_EQ(decode<EventAnswer>(answers[0].bytes).value().outcome, Outcome::applied);
    EXPECT_EQ(world.store->books().member({"m1"})->spending, Spending::all);
    EXPECT_TRUE(engine->refused().empty());
    EXPECT_TRUE(engine->alarms().empty());
}

TEST_F(EngineTest, a_flood_of_one_sender_s_events_is_left_and_facts_go_on) {
    const auto bytes = encode(MemberEvent{{"e1"}, noon, Seconded{{"e0"}}});
    const auto message = signed_by("demo-anna", desk_event_topic(site, {"anna"}), bytes);
    for (int i = 0; i < 60; ++i) {
        client.deliver(message);
    }
    deliver(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}));
    run();
    EXPECT_EQ(client.on(desk_answer_topic(site, {"anna"})).size(), 50U);
    EXPECT_EQ(engine->refused().at("over_quota"), 10);
    EXPECT_EQ(client.on(topics.ack()).size(), 1U);
}

TEST_F(EngineTest, an_event_under_a_known_id_raises_an_alarm) {
    const auto said = [&](Spending spending) {
        const auto bytes = encode(MemberEvent{{"e1"}, noon, SpendingSettled{{"m1"}, spending}});
        client.deliver(signed_by("demo-wepay", app_event_topic(site), bytes));
        run();
    };
    said(Spending::all);
    said(Spending::nothing);
    EXPECT_EQ(decode<EventAnswer>(client.on(app_result_topic(site)).back().bytes).value().outcome, Outcome::conflict);
    EXPECT_EQ(engine->alarms().at("other_bytes"), 1);
    EXPECT_EQ(world.store->books().member({"m1"})->spending, Spending::all);
}

// RTCs without a battery begin in the past; whatever such a clock refuses, it would refuse for good.
TEST_F(EngineTest, the_heartbeat_is_signed_and_counts_up) {
    engine->beat();
    engine->beat();
    const auto beats = client.on(topics.heartbeat());
    ASSERT_EQ(beats.size(), 2U);
    EXPECT_EQ(decode<Heartbeat>(beats[1].bytes).value().seq, 2);
}

TEST_F(EngineTest, I24_the_heartbeat_says_which_campaigns_are_stopped) {
    const auto newest = [&] {
        engine->beat();
        return decode<Heartbeat>(client.on(topics.heartbeat()).back().bytes).value().stopped;
    };
    const auto switches = [&](const std::string& id, const std::string& campaign, bool stopped) {
        const auto bytes = encode(MemberEvent{{id}, noon, CampaignSwitched{{campaign}, stopped, "enough"}});
        client.deliver(signed_by("demo-anna", desk_event_topic(site, {"anna"}), bytes));
        run();
    };
    EXPECT_TRUE(newest().empty());
    switches("e1", "return-visit", true);
    EXPECT_EQ(newest(), std::vector<CampaignId>{{"return-visit"}});
    EXPECT_EQ(newest().size(), 1U) << "each time: who has missed one hears the next";
    restart();
    EXPECT_EQ(newest().size(), 1U) << "it outlives a restart";
    switches("e2", "return-visit", false);
    EXPECT_TRUE(newest().empty());
}

TEST_F(EngineTest, news_of_a_member_are_repeated_until_his_box_knows_or_a_minute_is_over) {
    const auto settles = [&](const std::string& id, Spending spending) {
        const auto bytes = encode(MemberEvent{{id}, noon, SpendingSettled{{"m1"}, spending}});
        client.deliver(signed_by("demo-wepay", app_event_topic(site), bytes));
        run();
    };
    const auto beats = [&](int count) {
        for (int beat = 0; beat < count; ++beat) {
            now += std::chrono::seconds(1);
            engine->beat();
        }
    };
    const auto knows = [&](const std::string& key, const EventId& id, const std::string& who) {
        client.deliver(signed_by(key, topics.known(), encode(MemberKnown{id, {who}})));
    };
    deliver(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}, "e1"));
    run();
    settles("e1", Spending::all);
    ASSERT_EQ(client.on(topics.member()).size(), 1U) << "at once";
    const auto first = decode<MemberNews>(client.on(topics.member())[0].bytes).value();
    EXPECT_EQ(first.spending, Spending::all);
    EXPECT_GT(first.at, noon);
    beats(2);
    EXPECT_EQ(client.on(topics.member()).size(), 3U);
    EXPECT_EQ(client.on(topics.member())[2].bytes, client.on(topics.member())[0].bytes);
    knows("demo-b2", first.id, "b2");
    knows("demo-b2", first.id, "b1");
    EXPECT_EQ(engine->refused().at("wrong_owner"), 1);
    beats(1);
    EXPECT_EQ(client.on(topics.member()).size(), 4U) << "another box says so, or in its name";
    settles("e2", Spending::nothing);
    const auto second = decode<MemberNews>(client.on(topics.member()).back().bytes).value();
    EXPECT_GT(second.at, first.at);
    knows("demo-b1", first.id, "b1");
    beats(1);
    EXPECT_EQ(client.on(topics.member()).size(), 6U) << "it knows the former ones";
    knows("demo-b1", second.id, "b1");
    beats(2);
    EXPECT_EQ(client.on(topics.member()).size(), 6U);
    settles("e3", Spending::all);
    beats(100);
    EXPECT_EQ(client.on(topics.member()).size(), 6U + 60U);
}

TEST_F(EngineTest, a_notification_is_sent_until_the_broker_has_it) {
    client.accepts = false;
    world.hold(box, "h1", "s1");
    deliver(box.fact({"s1"}, charged("h1", 600)));
    run();
    EXPECT_EQ(client.on(notify_topic(site)).size(), 1U);
    engine->beat();
    EXPECT_EQ(client.on(notify_topic(site)).size(), 2U);
    EXPECT_EQ(world.store->outbox(0, 10).size(), 1U);
    restart();
    client.accepts = true;
    engine->beat();
    EXPECT_EQ(client.on(notify_topic(site)).size(), 3U);
    engine->beat();
    EXPECT_EQ(client.on(notify_topic(site)).size(), 3U);
    EXPECT_TRUE(world.store->outbox(0, 10).empty());
}

TEST_F(EngineTest, a_notification_that_the_broker_has_leaves_with_the_next_commit) {
    world.hold(box, "h1", "s1", 600);
    world.hold(box, "h2", "s2", 600);
    deliver(box.fact({"s1"}, charged("h1", 600)));
    run();
    const auto first = world.store->outbox(0, 10);
    ASSERT_EQ(first.size(), 1U) << "it costs no commit of its own";
    deliver(box.fact({"s2"}, charged("h2", 600)));
    run();
    const auto then = world.store->outbox(0, 10);
    ASSERT_EQ(then.size(), 1U);
    EXPECT_GT(then[0].id, first[0].id);
    EXPECT_EQ(client.on(notify_topic(site)).size(), 2U) << "each once";
}

TEST_F(EngineTest, more_notifications_than_the_broker_may_hold_are_sent_as_it_takes_them) {
    constexpr std::size_t stays = 40;
    for (std::size_t i = 0; i < stays; ++i) {
        const auto n = std::to_string(i);
        world.hold(box, "h" + n, "s" + n, 1);
        deliver(box.fact({"s" + n}, charged("h" + n, 1)));
    }
    client.waits = true;
    run();
    EXPECT_EQ(client.on(notify_topic(site)).size(), 16U);
    client.take_all();
    run();
    client.take_all();
    run();
    client.take_all();
    EXPECT_EQ(client.on(notify_topic(site)).size(), stays);
    engine->beat();
    EXPECT_EQ(client.on(notify_topic(site)).size(), stays) << "each once";
    EXPECT_TRUE(world.store->outbox(0, 10).empty());
}

TEST_F(EngineTest, messages_keep_their_order_though_they_are_read_aside) {
    world.hold(box, "h1", "s1");
    deliver(box.fact({"s1"}, Entered{{"in"}, plates.hash("沪A12345"), noon}));
    deliver(box.fact({"s1"}, charged("h1", 600)));
    EXPECT_EQ(aside.size(), 2U);
    EXPECT_TRUE(client.on(topics.ack()).empty()) << "nothing is answered before it is booked";
    run();
    const auto acks = client.on(topics.ack());
    ASSERT_EQ(acks.size(), 1U) << "they share a commit";
    const auto ack = decode<Ack>(acks[0].bytes).value();
    ASSERT_EQ(ack.entries.size(), 2U);
    EXPECT_LT(ack.entries[0].id, ack.entries[1].id);
}

TEST_F(EngineTest, what_cannot_wait_any_more_is_refused_while_it_is_still_unread) {
    const auto work = box.fact({"s1"}, Entered{{"in"}, plates.hash("沪A12345"), noon});
    for (int i = 0; i < 4096 + 3; ++i) {
        deliver(work);
    }
    EXPECT_EQ(engine->refused().at("queue_full"), 3);
    run();
    deliver(work);
    EXPECT_EQ(engine->refused().at("queue_full"), 3) << "there is room again";
}

TEST_F(EngineTest, an_estimate_says_what_the_books_say_and_when_the_gate_was_heard) {
    const PlateHash plate = plates.hash("沪A12345");
    world.store->add_member({"m3"}, {plate}, {}, noon - std::chrono::hours(1));
    client.deliver(question("demo-wepay", "before"));
    deliver(box.fact({"s1"}, Entered{{"in"}, plate, noon}));
    run();
    time += std::chrono::hours(2);
    client.deliver(question("demo-wepay"));
    restart();
    client.deliver(question("demo-wepay", "after"));
    const auto answers = estimates();
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[0].refusal, "no_such_session");
    EXPECT_EQ(answers[0].gate_heard_at, std::nullopt);
    ASSERT_TRUE(answers[1].cost) << answers[1].refusal;
    EXPECT_TRUE(answers[1].estimate);
    EXPECT_EQ(answers[1].cost->stay, Minutes{120});
    EXPECT_EQ(answers[1].gate_heard_at, wall);
    ASSERT_TRUE(answers[2].cost);
    EXPECT_EQ(answers[2].gate_heard_at, std::nullopt) << "not since this start";
    const auto sent = client.on(estimate_answer_topic(site));
    EXPECT_EQ(sent[1].correlation, "ask");
    EXPECT_TRUE(key_ring().verify(KeyRole::ledger, sent[1].topic, sent[1].bytes, sent[1].key, sent[1].signature));
    EXPECT_FALSE(decode<QuoteAnswer>(sent[1].bytes)) << "nobody takes it for a quote";
}

TEST_F(EngineTest, a_question_for_an_estimate_is_the_application_s_and_counts_towards_its_quota) {
    client.deliver(question("demo-anna"));
    EXPECT_EQ(engine->refused().at("wrong_role"), 1);
    EXPECT_TRUE(estimates().empty());
    const auto most = static_cast<std::size_t>(rate_of(Door::app).at_once);
    for (std::size_t i = 0; i < most + 5; ++i) {
        client.deliver(question("demo-wepay", "q" + std::to_string(i)));
    }
    EXPECT_EQ(estimates().size(), most);
    EXPECT_EQ(engine->refused().at("over_quota"), 5);
}

TEST_F(EngineTest, what_needs_a_person_is_counted) {
    world.enter(box, "s1");
    deliver(box.fact({"s1"}, charged("h-lost", 300)));
    run();
    EXPECT_EQ(engine->alarms().at("late_capture"), 1);
}

} // namespace
} // namespace parkgate::ledger::test
