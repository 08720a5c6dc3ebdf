// What cannot be kept at all is given up loudly: an arm waits for what comes after the record.
#include "edge/app/store_keeper.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/temp_dir.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <fstream>
#include <tuple>

namespace parkgate::test {
namespace {

core::Effects passage(std::size_t size) {
    PassageRecord record;
    record.lane = {"out"};
    record.entries.push_back({0, "note", std::string(size, 'x')});
    Fact fact;
    fact.id = {"f" + std::to_string(size)};
    fact.body = record;
    return {core::Record{fact}};
}

class Keeper : public testing::Test {
  protected:
    Keeper() {
        std::ofstream(folder_.path() / "edge.db") << "this is no database";
        std::ignore = keeper_.open();
        keeper_.start();
    }
    ~Keeper() override { sqlite3_hard_heap_limit64(0); }
    bool runs_until(std::int64_t ticket) {
        return run_until(io_, [&] { return ticket_ == ticket; });
    }

    TempDir folder_;
    boost::asio::io_context io_;
    app::Clocks clocks_{{[] { return MonotonicTime{}; }, [] { return WallTime{}; }, [] { return true; }}, false};
    std::int64_t ticket_ = 0;
    std::size_t kept_ = 0;
    int lost_ = 0;
    std::array<unsigned char, 32> seed_{};
    app::StoreKeeper keeper_{io_.get_executor(),
                             folder_.path() / "edge.db",
                             {{"box-1"}, "boot", {"rules"}, "purpose", Signer({"box-1"}, seed_)},
                             clocks_,
                             1,
                             {[this](std::int64_t ticket, std::vector<OutboundFact> facts) {
                                  ticket_ = ticket;
                                  kept_ += facts.size();
                              },
                              [](std::vector<OutboundFact>) {}, [this](const std::string&) { ++lost_; }}};
};

TEST_F(Keeper, ARecordThatMemoryCannotKeepHoldsNobodyUp) {
    ASSERT_TRUE(keeper_.limp());
    keeper_.submit(1, passage(10));
    ASSERT_TRUE(runs_until(1));
    EXPECT_EQ(kept_, 1U);
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + 1'000'000);
    keeper_.submit(2, passage(8'000'000));
    ASSERT_TRUE(runs_until(2)) << "it was tried for ever";
    EXPECT_EQ(lost_, 1) << "a new epoch";
    keeper_.submit(3, passage(20));
    ASSERT_TRUE(runs_until(3));
    EXPECT_EQ(kept_, 2U);
}

} // namespace
} // namespace parkgate::test
