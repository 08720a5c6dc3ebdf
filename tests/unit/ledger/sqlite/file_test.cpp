// What SQLite's file promises by itself: what is written stays, a stranger's hand is found, no other file is touched,
// and an older one becomes one of now.
#include "ledger/link/inbound.hpp"
#include "ledger/sqlite/open.hpp"
#include "ledger/sqlite/schema.hpp"
#include "ledger/sqlite/sqlite_engine.hpp"
#include "ledger/store/journal.hpp"
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

TEST(Ledger, I02_journal_and_inbox_rows_cannot_be_changed_or_deleted) {
    auto database = sqlite::open_in_memory(schema());
    database.exec("INSERT INTO txn VALUES(1, 'a', 'b', 'r', 0, '', 'h')");
    database.exec("INSERT INTO entry VALUES(1, 0, 'k', 'o', 'PTS', 1)");
    database.exec("INSERT INTO inbox VALUES('e', 'h', 'b', 1, 1, '', 0, 'k', 'applied', '', 'b', 'k', 's', 0, 'p1')");
    database.exec("INSERT INTO quarantine_closed VALUES('e', 'anna', 'hopeless', 0)");
    for (const char* statement : {"UPDATE quarantine_closed SET by = 'x'", "DELETE FROM quarantine_closed",
                                  "UPDATE txn SET cause = 'x'", "DELETE FROM txn", "UPDATE entry SET amount = 2",
                                  "DELETE FROM entry", "UPDATE inbox SET code = 'x'", "DELETE FROM inbox"}) {
        EXPECT_THROW(database.exec(statement), SQLite::Exception) << statement;
    }
}

TEST(Ledger, I02_I03_a_change_behind_the_books_back_is_found) {
    const parkgate::test::TempDir folder;
    const auto file = (folder.path() / "ledger.db").string();
    {
        World world(open_sqlite(file).value());
    }
    const auto tamper = [&](const char* statement) {
        SQLite::Database database(file, SQLite::OPEN_READWRITE);
        database.exec("DROP TRIGGER IF EXISTS entry_is_fixed; DROP TRIGGER IF EXISTS txn_is_fixed");
        database.exec(statement);
    };
    const auto faults = [&] { return store_over(open_sqlite(file).value())->verify().size(); };
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
    tamper("UPDATE entry SET unit = 'FEN' WHERE kind = 'minutes_granted' OR kind = 'campaign_budget'");
    EXPECT_EQ(faults(), 2U) << "a budget's two sides, in what they are not counted in";
    tamper("UPDATE entry SET unit = 'MIN' WHERE kind = 'minutes_granted' OR kind = 'campaign_budget'");
    tamper("UPDATE account SET unit = 'FEN' WHERE kind = 'campaign_budget'");
    EXPECT_EQ(faults(), 1U) << "what an account is counted in";
    tamper("UPDATE account SET unit = 'MIN' WHERE kind = 'campaign_budget'");
    EXPECT_EQ(faults(), 0U);
    tamper("UPDATE txn SET cause = 'm9' WHERE id = 2");
    EXPECT_EQ(faults(), 1U) << "the chain";
}

TEST(Ledger, a_second_opener_a_stranger_and_a_later_version_are_refused_in_one_line) {
    const parkgate::test::TempDir folder;
    const auto open_error = [&](const std::filesystem::path& file) {
        auto engine = open_sqlite(file);
        return engine ? std::string() : engine.error();
    };
    {
        World world(open_sqlite(folder.path() / "a.db").value());
        EXPECT_NE(open_error(folder.path() / "a.db").find("answers no tool"), std::string::npos);
    }
    std::ofstream(folder.path() / "b.db") << std::string(5000, 'x');
    EXPECT_NE(open_error(folder.path() / "b.db").find("not touched"), std::string::npos);
    {
        SQLite::Database database(folder.path() / "a.db", SQLite::OPEN_READWRITE);
        database.exec("PRAGMA user_version = 99");
    }
    EXPECT_NE(open_error(folder.path() / "a.db").find("later version"), std::string::npos);
}

TEST(EventInbox, a_plate_in_clear_reaches_no_file) {
    const parkgate::test::TempDir folder;
    const auto file = (folder.path() / "ledger.db").string();
    const Inbound inbound(site, {lot}, key_ring(), PlateHasher({1, 2, 3}));
    const auto read = [&](const std::string& plate) {
        mqtt::Message message;
        message.topic = app_event_topic(site);
        message.bytes = encode(MemberEvent{{"e1"}, noon, PlateAdded{{"m1"}, plate}});
        message.key = {"demo-wepay"};
        message.signature = signer_of("demo-wepay").sign(message.topic, message.bytes);
        return std::get<EventWork>(inbound.read(message).value());
    };
    {
        World world(open_sqlite(file).value());
        EXPECT_EQ(world.take(read("沪A·98765")).answer.outcome, Outcome::applied);
        EXPECT_TRUE(world.take(read("沪A 98765")).repeated) << "the same plate, written otherwise";
        EXPECT_EQ(world.take(read("沪A98766")).answer.outcome, Outcome::conflict);
        EXPECT_TRUE(world.store->books().has_had({"m1"}, PlateHasher({1, 2, 3}).hash("沪A98765")));
    }
    for (const char* suffix : {"", "-wal"}) {
        std::ifstream in(file + suffix, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        EXPECT_EQ(bytes.find("9876"), std::string::npos) << suffix;
        EXPECT_TRUE(*suffix != '\0' || bytes.contains("plate_added"));
    }
}

TEST(MembershipRows, I02_events_cannot_be_changed_or_deleted) {
    auto database = sqlite::open_in_memory(schema());
    database.exec("INSERT INTO event(id, hash, door, owner, kind, outcome, code, member, points, balance, bytes, kid, "
                  "sig, received_ms) VALUES('e', 'h', 'app', 'o', 'k', 'applied', '', 'm1', 0, 0, 'b', 'k', 's', 0)");
    EXPECT_THROW(database.exec("UPDATE event SET code = 'x'"), SQLite::Exception);
    EXPECT_THROW(database.exec("DELETE FROM event"), SQLite::Exception);
}

// A faithful member's empty lots are never read again.
TEST(MembershipRows, the_lots_of_a_wallet_are_read_from_an_index_of_what_is_left) {
    auto database = sqlite::open_in_memory(schema());
    SQLite::Statement plan(database,
                           "EXPLAIN QUERY PLAN SELECT member, source, value, expires_ms, earned, remaining FROM "
                           "point_lot WHERE member = 'm1' AND remaining > 0 ORDER BY expires_ms, source, value");
    ASSERT_TRUE(plan.executeStep());
    EXPECT_NE(plan.getColumn(3).getString().find("COVERING INDEX point_lot_left"), std::string::npos)
        << plan.getColumn(3).getString();
    EXPECT_FALSE(plan.executeStep()) << "nothing is sorted";
}

} // namespace
} // namespace parkgate::ledger::test
