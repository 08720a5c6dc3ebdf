// An older file becomes one of now.
#include "ledger/core/members/wallet.hpp"
#include "ledger/sqlite/open.hpp"
#include "ledger/sqlite/schema.hpp"
#include "ledger/sqlite/sqlite_engine.hpp"
#include "ledger/store/journal.hpp"
#include "protocol/codec.hpp"
#include "protocol/signature.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using namespace std::chrono_literals;
using enum AccountKind;

// A file of schema 2, with what World's members do there: 2000 points, 900 of them held, 600 once charged.
void make_older_file(const std::filesystem::path& file) {
    auto old = schema();
    old.migrations.resize(2);
    auto database = sqlite::open_database(file, old);
    ASSERT_TRUE(database.has_value());
    database->exec("INSERT INTO member(id, tier) VALUES('m1', 'gold'), ('m2', ''), ('m3', '');"
                   "INSERT INTO hold VALUES('h1', 's1', 'b1', 'm1', 'plate-1', 900, 0, 4000000000000, 0);"
                   "INSERT INTO hold VALUES('h0', 's0', 'b1', 'm1', 'plate-1', 900, 600, 0, 1);");
    SqliteEngine engine(std::move(*database));
    const auto book = [&](const char* cause, const Account& from, const Account& to, std::int64_t points) {
        Txn txn{TxnCode::points_issued, cause, {}};
        txn.move(from, to, points);
        write_txn(engine, txn, {"house-1"}, {});
    };
    book("m1", {points_issued, "member_added"}, spendable({"m1"}), 2600);
    book("m2", {points_issued, "member_added"}, spendable({"m2"}), 500);
    book("h0", spendable({"m1"}), {points_used_for_parking, "house-1"}, 600);
    book("h1", spendable({"m1"}), held({"m1"}), 900);
}

TEST(Migration, I21_points_of_an_older_file_are_a_lot_that_does_not_end) {
    const parkgate::test::TempDir folder;
    const auto file = folder.path() / "ledger.db";
    make_older_file(file);
    World world(open_sqlite(file).value());
    EXPECT_EQ(world.store->verify(), std::vector<std::string>{});
    const auto lots = world.store->books().lots_of({"m1"});
    ASSERT_EQ(lots.size(), 1U);
    EXPECT_EQ(lots[0], (PointLot{{"m1"}, source_added, {0}, endless, {2600}, {1100}}));
    EXPECT_TRUE(world.store->books().lots_of({"m3"}).empty());
    EXPECT_TRUE(world.store->books().member({"m1"})->tier_fixed) << "staff has given it";
    EXPECT_FALSE(world.store->books().member({"m2"})->tier_fixed);
    Box box("b1");
    EXPECT_EQ(world.take(box.fact({"s1"}, charged("h1", 300, 600))).code, Code::none);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1700);
    EXPECT_EQ(world.store->verify(), std::vector<std::string>{});
}

LinkAnswer link(World& world, const std::string& plate, SiteTime at) {
    const Box box("b1");
    auto answer = std::get<LinkAnswer>(answer_of(world.take(box.ask("l1", LinkAsk{{plate}, at}))).body);
    answer.at = {};
    return answer;
}

TEST(Migration, links_of_a_file_without_times_have_always_been) {
    const parkgate::test::TempDir folder;
    const auto file = folder.path() / "ledger.db";
    {
        auto old = schema();
        old.migrations.resize(1);
        auto database = sqlite::open_database(file, old);
        ASSERT_TRUE(database.has_value());
        database->exec("INSERT INTO member(id) VALUES('m7'); INSERT INTO plate_link VALUES('plate-7', 'm7');"
                       "INSERT INTO session VALUES('s1', 'b1', 'plate-7', 1, NULL, NULL, 0, 0, 0, 0, 5, 6)");
    }
    World world(open_sqlite(file).value());
    EXPECT_EQ(link(world, "plate-7", noon - 24h), (LinkAnswer{{"m7"}, "", {}, Spending::asked_for}));
    EXPECT_EQ(world.store->unlink({"plate-7"}, noon).text, "m7");
    EXPECT_EQ(link(world, "plate-7", noon).member.text, "");
    const auto session = world.store->books().session({"s1"});
    ASSERT_TRUE(session.has_value());
    EXPECT_EQ(session->debts_raised, Fen{6});
    EXPECT_EQ(session->waived, Fen{0});
}

TEST(Migration, a_file_from_before_has_coupons_and_slices_of_minutes) {
    const parkgate::test::TempDir folder;
    const auto file = folder.path() / "ledger.db";
    auto old = schema();
    old.migrations.resize(3);
    {
        auto database = sqlite::open_database(file, old);
        ASSERT_TRUE(database);
        database->exec("INSERT INTO slice VALUES('a1','b1','return-visit',10,9,60,1795000000000,0)");
        database->exec(
            "INSERT INTO coupon VALUES('c1','return-visit','a1','b1','m1','s1',60,1795000000000,0,1,'','',0,0)");
        database->exec(
            "INSERT INTO coupon VALUES('c2','return-visit','a0','b1','m1','s2',90,1795000000000,1,1,'t','m1',1,600)");
        database->exec(
            "INSERT INTO account VALUES('slice_escrow','b1','MIN',540), ('coupon_liability','return-visit','MIN',60)");
    }
    const auto store = store_over(open_sqlite(file).value());
    EXPECT_EQ(store->books().slice({"a1"})->worth, an_hour);
    EXPECT_EQ(store->books().slice({"a1"})->left, 9);
    EXPECT_EQ(store->books().coupon({"c1"})->worth, an_hour);
    const auto taken = store->books().coupon({"c2"}).value();
    EXPECT_EQ(taken.worth, (CouponWorth{WorthKind::minutes, 90, {}}));
    EXPECT_EQ(taken.took, Fen{600});
    EXPECT_EQ(store->books().balance({AccountKind::slice_escrow, "b1"}), 540);
}

TEST(Migration, I40_coupons_of_an_older_file_know_their_lot_and_their_plate) {
    const parkgate::test::TempDir folder;
    const auto file = folder.path() / "ledger.db";
    {
        auto old = schema();
        old.migrations.resize(4);
        auto database = sqlite::open_database(file, old);
        ASSERT_TRUE(database.has_value());
        const FactWork told = Box("b1").coupon({"s1"}, coupon("c1", "a1", "s1"));
        database->exec(
            "INSERT INTO inbox(event_id, hash, box, epoch, seq, prev, forked, kind, outcome, code, bytes, kid, "
            "sig, received_ms) VALUES('e1', 'h', 'b1', 1, 1, '', 0, 'coupon_issued', 'applied', '', '" +
            told.bytes + "', 'k', 's', 0)");
        for (const auto* row : {"'c1', 'return-visit', 'a1', 'b1'", "'c2', 'return-visit', '', ''"}) {
            database->exec("INSERT INTO coupon(id, campaign, slice, box, member, issued_in, amount, expires_ms, state, "
                           "funded, spent_in, spent_by, spent_ms, took) VALUES(" +
                           std::string(row) + ", 'm1', '', 60, 4000000000000, 0, 0, '', '', 0, 0)");
        }
    }
    World world(open_sqlite(file).value());
    const auto of_gate = world.store->books().coupon({"c1"});
    EXPECT_EQ(of_gate->home_lot, lot);
    EXPECT_EQ(of_gate->plate, PlateHash{"plate-1"});
    EXPECT_TRUE(world.store->books().coupon({"c2"})->home_lot.empty()) << "the ledger's own is of any car";
}

TEST(Migration, I09_a_hold_of_an_older_file_shrinks_like_any_other) {
    const parkgate::test::TempDir folder;
    make_older_file(folder.path() / "ledger.db");
    World world(open_sqlite(folder.path() / "ledger.db").value());
    Box box("b1");
    EXPECT_EQ(world.store->books().hold({"h1"})->vouched, Points{0});
    EXPECT_EQ(world.hold(box, "h2", "s1", 300).points, Points{300});
    EXPECT_EQ(world.store->books().hold({"h1"})->vouched, Points{900});
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1700);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Migration, what_was_quarantined_in_an_older_file_waits_and_can_be_closed) {
    const parkgate::test::TempDir folder;
    const auto file = folder.path() / "ledger.db";
    {
        auto old = schema();
        old.migrations.resize(8);
        auto database = sqlite::open_database(file, old);
        ASSERT_TRUE(database.has_value());
        database->exec(
            "INSERT INTO inbox VALUES('e1','h','b1',1,1,'',0,'k','quarantined','unknown_shape','b','k','s',1)");
        database->exec("INSERT INTO redriven VALUES(1,'e1','quarantined','unknown_shape','anna','a try',2)");
    }
    const auto store = store_over(open_sqlite(file).value());
    const auto kept = store->quarantined(9);
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_TRUE(kept[0].waits());
    EXPECT_EQ(kept[0].driven, "quarantined unknown_shape");
    EXPECT_EQ(store->quarantined(EventId{"e1"})->lot, "") << "nobody has written it down";
    store->close_quarantined({"e1"}, "hopeless", noon, {{"n1"}, "quarantine_close", "{}", wall, {"anna"}});
    EXPECT_FALSE(store->quarantined(9)[0].waits());
}

TEST(Migration, I30_what_a_stay_of_an_older_file_was_given_is_not_booked_again) {
    const parkgate::test::TempDir folder;
    const auto file = folder.path() / "ledger.db";
    {
        auto old = schema();
        old.migrations.resize(5);
        auto database = sqlite::open_database(file, old);
        ASSERT_TRUE(database.has_value());
        database->exec("INSERT INTO session VALUES('s1','b1','plate-9',1,2,0,3,4,0,0,0,0,0,0,0), "
                       "('s2','b1','plate-9',1,NULL,NULL,0,0,0,0,0,0,0,0,0)");
    }
    World world(open_sqlite(file).value());
    EXPECT_EQ(world.store->books().session({"s1"})->benefits, std::nullopt);
    Box box("b1");
    Exited exited{{"out"}, {"plate-9"}, ExitHow::observed, noon, {240}, {2'400}, {}, {}};
    exited.benefits = {{Benefit::store_validation, {"cinema"}, {300}}};
    world.take(box.fact({"s1"}, exited));
    EXPECT_EQ(world.balance(AccountKind::benefit_funding, "store:cinema"), 0);
    world.take(box.fact({"s2"}, exited));
    EXPECT_EQ(world.balance(AccountKind::benefit_funding, "store:cinema"), 300) << "it had not ended";
}

TEST(Migration, I05_an_event_of_an_older_file_is_its_senders_and_another_sender_may_number_alike) {
    const parkgate::test::TempDir folder;
    const auto file = folder.path() / "ledger.db";
    const auto said = event("e1", Adjusted{{"m1"}, 100, "the lift"});
    {
        auto old = schema();
        old.migrations.resize(8);
        auto database = sqlite::open_database(file, old);
        ASSERT_TRUE(database.has_value());
        database->exec("INSERT INTO event VALUES('e1', '" + hash_of(said.bytes) +
                       "', 'desk', 'anna', 'adjusted', 'applied', '', 'm1', 100, 2100, '" + said.bytes +
                       "', 'k', 's', 0)");
    }
    World world(open_sqlite(file).value());
    const auto again = world.take(said);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.answer.points, 100);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 2000) << "not once more";
    EXPECT_EQ(world.take(event("e1", Adjusted{{"m1"}, 50, "the lift"}, "ben")).answer.balance, Points{2050});
}

} // namespace
} // namespace parkgate::ledger::test
