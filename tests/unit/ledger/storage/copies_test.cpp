// Copies of the books that are in use.
#include "tests/support/temp_dir.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

class Copies : public ::testing::Test {
  protected:
    parkgate::test::TempDir folder;
    std::unique_ptr<EngineKit> kit = make_kit();
    World world{kit->open()};
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
    auto opened = kit->open_copy(to);
    ASSERT_TRUE(opened);
    const auto store = store_over(std::move(opened));
    EXPECT_EQ(store->verify(), std::vector<std::string>{});
    EXPECT_EQ(store->books().balance(spendable({"m1"})), 2000);
    EXPECT_EQ(world.balance(AccountKind::member_spendable, "m1"), 200);
    EXPECT_THROW(store->add_member({"m9"}, {}, {}, noon), StorageFailed) << "nobody writes it";
    EXPECT_THROW(world.store->copy_to(to), StorageFailed) << "it is there already";
}

TEST_F(Copies, that_were_not_finished_are_gone) {
    {
        const auto copy = world.store->copy_to(to);
    }
    EXPECT_FALSE(kit->open_copy(to));
}

} // namespace
} // namespace parkgate::ledger::test
