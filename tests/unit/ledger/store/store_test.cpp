#include "protocol/codec.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

class Folder {
  public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("ledger-test-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string file(const char* name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

TEST(Ledger, I02_journal_and_inbox_rows_cannot_be_changed_or_deleted) {
    auto database = sqlite::open_in_memory(schema());
    database.exec("INSERT INTO txn VALUES(1, 'a', 'b', 'r', 0, '', 'h')");
    database.exec("INSERT INTO entry VALUES(1, 0, 'k', 'o', 'PTS', 1)");
    database.exec("INSERT INTO inbox VALUES('e', 'h', 'b', 1, 1, '', 0, 'k', 'applied', '', 'b', 'k', 's', 0)");
    for (const char* statement : {"UPDATE txn SET cause = 'x'", "DELETE FROM txn", "UPDATE entry SET amount = 2",
                                  "DELETE FROM entry", "UPDATE inbox SET code = 'x'", "DELETE FROM inbox"}) {
        EXPECT_THROW(database.exec(statement), SQLite::Exception) << statement;
    }
}

TEST(Ledger, I02_I03_a_change_behind_the_books_back_is_found) {
    Folder folder;
    const auto file = folder.file("ledger.db");
    {
        World world(file);
    }
    const auto tamper = [&](const char* statement) {
        SQLite::Database database(file, SQLite::OPEN_READWRITE);
        database.exec("DROP TRIGGER IF EXISTS entry_is_fixed; DROP TRIGGER IF EXISTS txn_is_fixed");
        database.exec(statement);
    };
    const auto faults = [&] {
        return open_store(file, terms(), site, signer_of("demo-ledger")).value()->verify().size();
    };
    EXPECT_EQ(faults(), 0U);
    tamper("UPDATE account SET balance = balance + 1 WHERE kind = 'member_spendable' AND owner = 'm1'");
    EXPECT_EQ(faults(), 2U) << "a balance: not the sum of its entries, nor of its lots";
    tamper("UPDATE account SET balance = balance - 1 WHERE kind = 'member_spendable' AND owner = 'm1'");
    EXPECT_EQ(faults(), 0U);
    tamper("UPDATE point_lot SET remaining = remaining - 1 WHERE member = 'm1'");
    EXPECT_EQ(faults(), 2U) << "a lot: in points and in money";
    tamper("UPDATE point_lot SET remaining = remaining + 1 WHERE member = 'm1'");
    tamper("UPDATE account SET balance = balance + 1 WHERE kind = 'points_funding'");
    EXPECT_EQ(faults(), 2U) << "what points cost";
    tamper("UPDATE account SET balance = balance - 1 WHERE kind = 'points_funding'");
    tamper("UPDATE txn SET cause = 'm9' WHERE id = 2");
    EXPECT_EQ(faults(), 1U) << "the chain";
}

TEST(Ledger, I05_same_id_same_bytes_is_answered_with_the_stored_outcome) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    const auto fact = box.fact({"s1"}, charged("h1", 600));
    const auto first = world.take(fact);
    const auto journal = journal_text(*world.store);
    const auto again = world.take(fact);
    EXPECT_EQ(again.entry, first.entry);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(journal_text(*world.store), journal);
}

TEST(Ledger, I05_same_id_other_bytes_is_a_conflict) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, charged("h1", 600), "e1"));
    const auto journal = journal_text(*world.store);
    const auto other = world.take(box.fact({"s1"}, charged("h1", 900), "e1"));
    EXPECT_EQ(other.entry.outcome, Outcome::conflict);
    EXPECT_EQ(other.code, Code::other_bytes);
    EXPECT_EQ(journal_text(*world.store), journal);
}

TEST(Ledger, I05_a_repeated_ask_gets_the_same_bytes_and_another_with_its_id_gets_nothing) {
    World world;
    Box box("b1");
    const auto ask = box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {600}});
    const auto first = world.take(ask);
    EXPECT_EQ(world.take(ask).answer, first.answer);
    const auto other = world.take(box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {900}}));
    EXPECT_EQ(other.answer, "");
    EXPECT_EQ(world.balance(member_held, "m1"), 600);
}

TEST(Ledger, I06_many_copies_in_one_batch_have_one_effect) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    const std::vector<Work> batch(64, box.fact({"s1"}, charged("h1", 600)));
    const auto results = world.store->take(batch, noon, wall);
    ASSERT_EQ(results.size(), 64U);
    for (const auto& result : results) {
        EXPECT_EQ(std::get<FactResult>(result).entry.outcome, Outcome::applied);
    }
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1400);
}

TEST(Ledger, I12_every_fact_is_booked_or_listed) {
    World world;
    Box box("b1");
    Charged stranger = charged("h9", 300);
    stranger.member = {"m9"};
    EXPECT_EQ(world.take(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon})).entry.outcome, Outcome::applied);
    EXPECT_EQ(world.take(box.fact({"s1"}, stranger)).entry.outcome, Outcome::quarantined);
    EXPECT_EQ(world.take(box.fact({"s1"}, LeaveCancelled{{"out"}, {"q1"}})).watermark, 3);
}

TEST(Ledger, I12_a_fact_that_would_break_the_books_is_quarantined_and_does_not_stop_the_others) {
    Folder folder;
    const auto file = folder.file("ledger.db");
    Box box("b1");
    {
        World world(file);
        world.hold(box, "h1", "s1", 900);
        world.enter(box, "s2");
    }
    {
        SQLite::Database database(file, SQLite::OPEN_READWRITE);
        database.exec("UPDATE account SET balance = 300 WHERE kind = 'member_held'");
    }
    auto store = open_store(file, terms(), site, signer_of("demo-ledger")).value();
    const std::vector<Work> batch{box.fact({"s1"}, charged("h1", 900)), box.fact({"s2"}, charged("h-lost", 300))};
    const auto results = store->take(batch, noon, wall);
    EXPECT_EQ(std::get<FactResult>(results[0]).entry.code, "unbookable");
    EXPECT_EQ(std::get<FactResult>(results[1]).entry.code, "late_capture");
    EXPECT_FALSE(store->books().charge_of({"s1"})) << "nothing of it has stayed";
    EXPECT_EQ(journal_text(*store).find("points_charged"), std::string::npos);
    EXPECT_EQ(store->books().balance({points_used_for_parking, "house-1"}), 300);
}

TEST(Ledger, I39_replaying_everything_in_any_order_leaves_the_journal_identical) {
    World world;
    Box box("b1");
    std::vector<Work> all;
    all.emplace_back(box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {1800}}));
    all.emplace_back(box.ask("a1", SliceAsk{{"return-visit"}}));
    all.emplace_back(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}));
    all.emplace_back(box.fact({"s1"}, charged("h1", 600, 1200)));
    all.emplace_back(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    world.store->take(all, noon, wall);
    const auto journal = journal_text(*world.store);
    for (int round = 0; round < 5; ++round) {
        std::ranges::rotate(all, all.begin() + 2);
        std::ranges::reverse(all);
        world.store->take(all, noon + std::chrono::hours(round), wall);
        EXPECT_EQ(journal_text(*world.store), journal);
    }
}

TEST(Ledger, I03_a_reopened_store_has_the_same_books) {
    Folder folder;
    const auto file = folder.file("ledger.db");
    Box box("b1");
    std::string before;
    const auto fact = box.fact({"s1"}, charged("h1", 600));
    {
        World world(file);
        world.hold(box, "h1", "s1");
        world.take(fact);
        before = journal_text(*world.store);
    }
    World world(file);
    EXPECT_EQ(journal_text(*world.store), before);
    EXPECT_TRUE(world.store->verify().empty());
    EXPECT_TRUE(world.take(fact).repeated);
}

TEST(Ledger, a_notification_waits_until_it_is_taken_away) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, charged("h1", 600, 1200)));
    const auto issue = box.coupon({"s1"}, coupon("c1", "a1", "s1"));
    world.take(issue);
    world.take(issue);
    const auto rows = world.store->outbox(0, 10);
    ASSERT_EQ(rows.size(), 2U);
    const auto spent = decode<Notification>(rows[0].bytes).value();
    EXPECT_EQ(spent.kind, "points_spent");
    EXPECT_EQ(spent.data.at("points"), "600");
    const auto given = decode<Notification>(rows[1].bytes).value();
    EXPECT_EQ(given.kind, "coupon_given");
    EXPECT_EQ(given.member, MemberId{"m1"});
    EXPECT_EQ(given.id, issue.fact.fact.id);
    EXPECT_EQ(given.data.at("coupon"), "c1");
    world.store->remove_from_outbox(std::vector{rows[0].id});
    EXPECT_EQ(world.store->outbox(0, 10).size(), 1U);
    EXPECT_EQ(world.store->outbox(rows[1].id, 10).size(), 0U);
}

TEST(Ledger, a_second_opener_a_stranger_and_a_later_version_are_refused_in_one_line) {
    Folder folder;
    const auto open_error = [&](const std::string& file) {
        auto store = open_store(file, terms(), site, signer_of("demo-ledger"));
        return store ? std::string() : store.error();
    };
    {
        World world(folder.file("a.db"));
        EXPECT_NE(open_error(folder.file("a.db")).find("answers no tool"), std::string::npos);
    }
    std::ofstream(folder.file("b.db")) << std::string(5000, 'x');
    EXPECT_NE(open_error(folder.file("b.db")).find("not touched"), std::string::npos);
    {
        SQLite::Database database(folder.file("a.db"), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA user_version = 99");
    }
    EXPECT_NE(open_error(folder.file("a.db")).find("later version"), std::string::npos);
}

} // namespace
} // namespace parkgate::ledger::test
