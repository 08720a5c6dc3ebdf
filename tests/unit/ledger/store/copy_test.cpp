#include "tests/support/temp_dir.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace parkgate::ledger::test {
namespace {

std::expected<std::unique_ptr<Store>, std::string> open_copy(const std::filesystem::path& file) {
    return open_store_copy(file, terms(), site, signer_of("demo-ledger"));
}

class Copies : public ::testing::Test {
  protected:
    parkgate::test::TempDir folder;
    World world{folder.path() / "ledger.db"};
    std::filesystem::path to = folder.path() / "copy of #1?.db";
    Box box{"b1"};
};

TEST_F(Copies, are_whole_while_the_books_are_written) {
    const auto copy = world.store->copy_to(to);
    int facts = 0;
    while (copy->step()) {
        world.take(box.fact({"s"}, EpochStarted{"a try"}, "f" + std::to_string(++facts)));
    }
    world.hold(box, "h1", "s1");
    const auto opened = open_copy(to);
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_EQ((*opened)->verify(), std::vector<std::string>{});
    EXPECT_EQ((*opened)->books().balance(spendable({"m1"})), 2000);
    EXPECT_EQ(world.balance(AccountKind::member_spendable, "m1"), 200);
    // Whoever opens it by other means makes no second file either: its header says so.
    std::string header(20, '\0');
    std::ifstream(to).read(header.data(), 20);
    EXPECT_EQ(header[18], '\1');
    EXPECT_THROW((*opened)->add_member({"m9"}, {}, {}, noon), SQLite::Exception);
    EXPECT_THROW(world.store->copy_to(to), SQLite::Exception) << "it is there already";
}

TEST_F(Copies, that_were_not_finished_are_gone) {
    {
        const auto copy = world.store->copy_to(to);
    }
    EXPECT_FALSE(std::filesystem::exists(to));
}

TEST_F(Copies, are_for_their_owner_alone) {
    const auto copy = world.store->copy_to(to);
    while (copy->step()) {
    }
    EXPECT_EQ(std::filesystem::status(to).permissions() & std::filesystem::perms::others_all,
              std::filesystem::perms::none);
}

TEST_F(Copies, of_something_else_are_refused) {
    EXPECT_NE(open_copy(folder.path() / "nothing.db").error().find("no such file"), std::string::npos);
    std::ofstream(to) << "somebody's diary, not a database, and long enough to be looked at";
    EXPECT_FALSE(open_copy(to));
    EXPECT_NE(open_copy(folder.path() / "ledger.db").error().find("-wal"), std::string::npos) << "the books themselves";
}

} // namespace
} // namespace parkgate::ledger::test
