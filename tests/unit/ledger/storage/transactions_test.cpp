// What an engine promises of transactions: all or nothing, at every point at which it may fail, and on the disk before
// anybody is answered.
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

// Everything that a batch leaves behind, of every kind.
std::string text_of_all(const Store& store) {
    std::string text = journal_text(store);
    for (const auto& row : store.outbox(0, 1000)) {
        text += row.bytes + "\n";
    }
    for (const auto& item : store.quarantined(1000)) {
        text += item.id.text + " " + item.code + "\n";
    }
    const auto session = store.books().session({"s1"});
    return text + (session ? "entered and left\n" : "no session\n");
}

std::string text_after(const std::vector<Work>& batch) {
    World world(new_engine());
    world.store->take(batch, noon, wall);
    return text_of_all(*world.store);
}

TEST(Ledger, I08_a_failure_at_any_step_undoes_the_batch_and_a_retry_ends_the_same) {
    const auto stay = a_stay();
    const auto after = text_after(stay);
    const auto kit = make_kit();
    World world(kit->open());
    const auto before = text_of_all(*world.store);
    bool finished = false;
    int cuts = 0;
    for (int step = 1; !finished; step += kit->stride()) {
        kit->fail_after(step);
        try {
            world.store->take(stay, noon, wall);
            finished = true;
        } catch (const StorageFailed&) {
            ++cuts;
        }
        kit->fail_after(-1);
        ASSERT_EQ(text_of_all(*world.store), finished ? after : before) << "cut at step " << step;
    }
    EXPECT_GT(cuts, 50);
    for (const auto& result : world.store->take(stay, noon, wall)) {
        EXPECT_TRUE(std::visit([](const auto& one) { return one.repeated; }, result));
    }
    EXPECT_EQ(text_of_all(*world.store), after);
    EXPECT_EQ(world.store->verify(), std::vector<std::string>{});
}

TEST(Ledger, I08_what_was_answered_is_there_after_the_engine_has_died) {
    const auto kit = make_kit();
    const auto stay = a_stay();
    {
        World world(kit->open());
        for (const auto& work : stay) {
            const std::vector<Work> alone{work};
            world.store->take(alone, noon, wall);
        }
    }
    World world(kit->open());
    for (const auto& result : world.store->take(stay, noon, wall)) {
        EXPECT_TRUE(std::visit([](const auto& one) { return one.repeated; }, result));
    }
    EXPECT_EQ(text_of_all(*world.store), text_after(stay));
}

// Of each kind of thing one, without a commit.
void write_some(StorageEngine& engine) {
    engine.write(MemberRow{{"m1"}});
    engine.add_to_balance({AccountKind::points_issued, "x"}, -5);
    engine.add_to_outbox("a word");
    engine.set_meta("key", "value");
    engine.set_mark({"b1"}, 1, 7, "head");
    engine.append(1, {TxnCode::points_issued, "c", {{{AccountKind::points_issued, "x"}, -5}}}, {"r"}, noon, "", "h");
}

void expect_nothing(const StorageEngine& engine) {
    EXPECT_FALSE(engine.books().has_member({"m1"}));
    EXPECT_EQ(engine.books().balance({AccountKind::points_issued, "x"}), 0);
    EXPECT_TRUE(engine.outbox(0, 9).empty());
    EXPECT_FALSE(engine.meta("key"));
    EXPECT_EQ(engine.mark({"b1"}, 1), 0);
    EXPECT_EQ(engine.journal_head().id, 0);
}

TEST(Storage, what_was_not_committed_has_not_happened) {
    const auto kit = make_kit();
    {
        const auto engine = kit->open();
        {
            const Transaction transaction(*engine);
            write_some(*engine);
            EXPECT_TRUE(engine->books().has_member({"m1"})) << "a transaction sees what it has written";
            EXPECT_EQ(engine->journal_head().hash, "h");
        }
        expect_nothing(*engine);
        engine->begin();
        write_some(*engine);
    }
    expect_nothing(*kit->open());
}

TEST(Storage, what_was_committed_stays) {
    const auto kit = make_kit();
    {
        const auto engine = kit->open();
        Transaction transaction(*engine);
        write_some(*engine);
        transaction.commit();
    }
    const auto engine = kit->open();
    EXPECT_TRUE(engine->books().has_member({"m1"}));
    EXPECT_EQ(engine->books().balance({AccountKind::points_issued, "x"}), -5);
    EXPECT_EQ(engine->outbox(0, 9).size(), 1U);
    EXPECT_EQ(engine->meta("key"), "value");
    EXPECT_EQ(engine->mark({"b1"}, 1), 7);
    EXPECT_EQ(engine->journal_head().hash, "h");
}

TEST(Storage, a_part_is_taken_back_alone) {
    const auto engine = new_engine();
    Transaction transaction(*engine);
    engine->begin_part();
    engine->set_meta("kept", "1");
    engine->write(SessionRow{{"s1"}, {"b1"}, {"p"}, {}, {}, {}, {}, {}, {}, {}, {}, {}});
    engine->keep_part();
    EXPECT_TRUE(engine->books().session({"s1"}));
    engine->begin_part();
    write_some(*engine);
    auto session = engine->books().session({"s1"}).value();
    session.fee = {100};
    engine->write(session);
    EXPECT_EQ(engine->books().session({"s1"})->fee, Fen{100});
    engine->undo_part();
    expect_nothing(*engine);
    EXPECT_EQ(engine->books().session({"s1"})->fee, Fen{0});
    transaction.commit();
    expect_nothing(*engine);
    EXPECT_EQ(engine->meta("kept"), "1");
}

TEST(Storage, what_waits_to_be_told_is_numbered_upwards_and_no_number_comes_again) {
    const auto engine = new_engine();
    engine->begin();
    engine->add_to_outbox("one");
    engine->add_to_outbox("two");
    engine->commit();
    const auto first = engine->outbox(0, 9);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_LT(first[0].id, first[1].id);
    engine->begin();
    engine->remove_from_outbox(first[0].id);
    engine->remove_from_outbox(first[1].id);
    engine->add_to_outbox("three");
    engine->commit();
    const auto then = engine->outbox(first[1].id, 9);
    ASSERT_EQ(then.size(), 1U);
    EXPECT_EQ(then[0].bytes, "three");
}

} // namespace
} // namespace parkgate::ledger::test
