// A file from before coupons had other worths than minutes keeps its rows and its guards.
#include "ledger/sqlite/open.hpp"
#include "ledger/sqlite/schema.hpp"
#include "ledger/sqlite/sqlite_engine.hpp"
#include "ledger/store/journal.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

constexpr const char* campaign = "return-visit";

void book(StorageEngine& engine, const char* cause, const Account& from, const Account& to, std::int64_t amount) {
    Txn txn{TxnCode::budget_set, cause, {}};
    txn.move(from, to, amount);
    write_txn(engine, txn, {"house-1"}, {});
}

// Of schema 3: a slice of ten coupons of 60 minutes, of which one is out and one has paid for a stay.
void make_file(const std::filesystem::path& file) {
    auto old = schema();
    old.migrations.resize(3);
    auto database = sqlite::open_database(file, old);
    ASSERT_TRUE(database.has_value());
    database->exec(
        "INSERT INTO member(id) VALUES('m1'), ('m2');"
        "INSERT INTO slice VALUES('slice-1', 'b1', 'return-visit', 10, 8, 60, 4000000000000, 0);"
        "INSERT INTO coupon VALUES('c1', 'return-visit', 'slice-1', 'b1', 'm1', 's1', 60, 4000000000000, 0, 1, '', '', "
        "0, 0), ('c2', 'return-visit', 'slice-1', 'b1', 'm1', 's2', 60, 4000000000000, 1, 1, 's3', 'm1', 7, 500);");
    SqliteEngine engine(std::move(*database));
    book(engine, "granted", {minutes_granted, campaign}, {campaign_budget, campaign}, 6000);
    book(engine, "slice", {campaign_budget, campaign}, {slice_escrow, "b1"}, 600);
    book(engine, "given", {slice_escrow, "b1"}, {coupon_liability, campaign}, 120);
    book(engine, "spent", {coupon_liability, campaign}, {coupons_redeemed, campaign}, 60);
}

class OlderFile : public testing::Test {
  protected:
    OlderFile() { make_file(file_); }

    parkgate::test::TempDir folder_;
    std::filesystem::path file_ = folder_.path() / "ledger.db";
};

TEST_F(OlderFile, its_coupons_are_of_minutes_and_go_on) {
    World world(open_sqlite(file_).value());
    EXPECT_EQ(world.store->verify(), std::vector<std::string>{});
    const auto& books = world.store->books();
    EXPECT_EQ(
        books.slice({"slice-1"}),
        (SliceRow{
            {"slice-1"}, {"b1"}, {campaign}, 10, 8, an_hour, SiteTime{Duration{4'000'000'000'000}}, SliceState::open}));
    const CouponRow live = books.coupon({"c1"}).value();
    EXPECT_EQ(live.worth, an_hour);
    EXPECT_EQ(live.took, Fen{});
    const CouponRow spent = books.coupon({"c2"}).value();
    EXPECT_EQ(spent.worth, an_hour);
    EXPECT_EQ(spent.took, Fen{500});
    EXPECT_EQ(spent.state, CouponState::spent);
    EXPECT_EQ(spent.spent_in.text, "s3");
    EXPECT_EQ(world.balance(slice_escrow, "b1"), 480);
    Box box("b1");
    EXPECT_EQ(world.take(box.coupon({"s9"}, coupon("c9", "slice-1", "s9"))).code, Code::none);
    EXPECT_EQ(world.take(box.fact({"s9"}, CouponSpent{{"c1"}, {"m1"}, {60}, {300}, noon})).code, Code::none);
    EXPECT_EQ(world.balance(slice_escrow, "b1"), 420);
    EXPECT_EQ(world.balance(coupons_redeemed, campaign), 120);
    EXPECT_EQ(world.store->verify(), std::vector<std::string>{});
}

TEST_F(OlderFile, I04_its_accounts_are_guarded_as_they_were) {
    auto database = sqlite::open_database(file_, schema());
    ASSERT_TRUE(database.has_value());
    const Statements sql(*database);
    const auto is_refused = [&](AccountKind kind, std::int64_t balance) {
        try {
            Query::run(sql("INSERT INTO account VALUES(?1, 'nobody', ?2, ?3)"), text_of(kind), text_of(unit_of(kind)),
                       balance);
        } catch (const BrokenInvariant&) {
            return true;
        }
        return false;
    };
    for (const auto kind : {member_spendable, member_held, member_pending, points_expired, points_taken_back,
                            points_budget_used, points_recovered, earning_budget_used, campaign_budget, slice_escrow,
                            coupon_liability, coupons_lapsed, fen_budget, fen_escrow, fen_liability, fen_lapsed}) {
        EXPECT_TRUE(is_refused(kind, -1)) << text_of(kind);
        EXPECT_FALSE(is_refused(kind, 0)) << text_of(kind);
    }
    for (const auto kind : {member_receivable, points_liability}) {
        EXPECT_TRUE(is_refused(kind, 1)) << text_of(kind);
        EXPECT_FALSE(is_refused(kind, 0)) << text_of(kind);
    }
    const char* a_slice = "INSERT INTO slice(id, box, campaign, coupons, remaining, kind, amount, most, expires_ms, "
                          "state) VALUES('s', 'b', 'c', 1, ?1, ?2, 1, 0, 0, 0)";
    EXPECT_THROW(Query::run(sql(a_slice), std::int64_t{2}, WorthKind::minutes), BrokenInvariant);
    EXPECT_THROW(Query::run(sql(a_slice), std::int64_t{1}, WorthKind::fen), BrokenInvariant) << "without a bound";
    for (const char* table : {"txn", "entry"}) {
        EXPECT_THROW(database->exec("DELETE FROM " + std::string(table)), SQLite::Exception) << table;
    }
    EXPECT_THROW(database->exec("UPDATE entry SET amount = 1"), SQLite::Exception);
    EXPECT_THROW(database->exec("INSERT INTO coupon SELECT 'c3', campaign, slice, box, member, issued_in, amount, "
                                "expires_ms, state, funded, spent_in, spent_by, spent_ms, took, kind, most "
                                "FROM coupon WHERE id = 'c1'"),
                 SQLite::Exception)
        << "a second funded one of a session";
}

// What a member's statement reads stands in an index of its own, which is used only if both say the same.
TEST_F(OlderFile, a_members_entries_are_read_from_their_index) {
    const auto database = sqlite::open_database(file_, schema());
    ASSERT_TRUE(database.has_value());
    SQLite::Statement plan(
        *database, "EXPLAIN QUERY PLAN SELECT txn FROM entry WHERE owner = 'm1' AND (kind = 'member_spendable' OR kind "
                   "= 'member_held' OR kind = 'member_pending' OR kind = 'member_receivable') ORDER BY txn DESC");
    ASSERT_TRUE(plan.executeStep());
    EXPECT_NE(plan.getColumn(3).getString().find("entry_member"), std::string::npos) << plan.getColumn(3).getString();
}

} // namespace
} // namespace parkgate::ledger::test
