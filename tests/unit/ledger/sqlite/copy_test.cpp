#include "ledger/sqlite/open.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace parkgate::ledger::test {
namespace {

class SqliteCopies : public ::testing::Test {
  protected:
    parkgate::test::TempDir folder;
    World world{open_sqlite(folder.path() / "ledger.db").value()};
    std::filesystem::path to = folder.path() / "copy of #1?.db";
};

TEST_F(SqliteCopies, make_no_second_file_whoever_opens_them) {
    const auto copy = world.store->copy_to(to);
    while (copy->step()) {
    }
    std::string header(20, '\0');
    std::ifstream(to).read(header.data(), 20);
    EXPECT_EQ(header[18], '\1');
}

TEST_F(SqliteCopies, are_for_their_owner_alone) {
    const auto copy = world.store->copy_to(to);
    while (copy->step()) {
    }
    EXPECT_EQ(std::filesystem::status(to).permissions() & std::filesystem::perms::others_all,
              std::filesystem::perms::none);
}

TEST_F(SqliteCopies, of_something_else_are_refused) {
    EXPECT_NE(open_sqlite_copy(folder.path() / "nothing.db").error().find("no such file"), std::string::npos);
    std::ofstream(to) << "somebody's diary, not a database, and long enough to be looked at";
    EXPECT_FALSE(open_sqlite_copy(to));
    EXPECT_NE(open_sqlite_copy(folder.path() / "ledger.db").error().find("-wal"), std::string::npos)
        << "the books themselves";
}

} // namespace
} // namespace parkgate::ledger::test
