// The thread that owns the file: what was submitted is committed, in order, and what could not be comes back whole.
#include "edge/store/schema.hpp"
#include "edge/store/store_thread.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>

namespace parkgate::test {
namespace {

Fact fact(const std::string& id) {
    Fact out;
    out.id = {id};
    out.body = EntryCancelled{{"in"}};
    return out;
}

// The fact "refused" fails as a full disk would.
std::unique_ptr<store::EdgeStore> in_memory() {
    std::array<unsigned char, 32> seed{};
    const core::Record started{{{"first"}, {}, {}, {}, {}, ClockQuality::trusted, EpochStarted{"first_start"}}};
    auto database = sqlite::open_in_memory(store::schema);
    database.exec(
        "CREATE TRIGGER full BEFORE INSERT ON fact WHEN NEW.id = 'refused' BEGIN SELECT RAISE(ABORT, ''); END");
    return std::make_unique<store::EdgeStore>(
        std::move(database), store::Identity{{"box-1"}, "boot", {"rules"}, "purpose", Signer({"box-1"}, seed)}, 1,
        started);
}

// What the thread has said, waited for without sleeping.
class Heard {
  public:
    std::vector<std::int64_t> tickets;
    std::vector<OutboundFact> committed;
    std::vector<OutboundFact> outbox;
    std::vector<store::Batch> unwritten;
    int failures = 0;

    store::StoreThread::Handlers handlers() {
        return {[this](std::int64_t ticket, std::vector<OutboundFact> facts) {
                    note([&] {
                        tickets.push_back(ticket);
                        std::ranges::move(facts, std::back_inserter(committed));
                    });
                },
                [this](std::vector<OutboundFact> facts) { note([&] { outbox = std::move(facts); }); },
                [this](const std::string&, std::vector<store::Batch> batches) {
                    note([&] {
                        ++failures;
                        std::ranges::move(batches, std::back_inserter(unwritten));
                    });
                }};
    }
    template <typename Condition>
    bool wait(Condition condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(30), condition);
    }

  private:
    template <typename Function>
    void note(Function function) {
        const std::lock_guard lock(mutex_);
        function();
        changed_.notify_all();
    }
    std::mutex mutex_;
    std::condition_variable changed_;
};

TEST(StoreThread, CommitsInOrderAndTellsTheLastTicket) {
    Heard heard;
    store::StoreThread thread(in_memory(), heard.handlers());
    for (std::int64_t i = 1; i <= 100; ++i) {
        thread.submit({i, {core::Record{fact("f" + std::to_string(i))}}});
    }
    ASSERT_TRUE(heard.wait([&] { return heard.committed.size() == 100; }));
    EXPECT_EQ(heard.tickets.back(), 100);
    EXPECT_TRUE(std::ranges::is_sorted(heard.tickets));
    for (std::size_t i = 0; i < heard.committed.size(); ++i) {
        EXPECT_EQ(heard.committed[i].id.text, "f" + std::to_string(i + 1));
    }
}

TEST(StoreThread, WhatWasSubmittedIsCommittedBeforeItEnds) {
    Heard heard;
    {
        store::StoreThread thread(in_memory(), heard.handlers());
        thread.submit({1, {core::Record{fact("a")}}});
        thread.submit({2, {core::Record{fact("b")}}});
    }
    EXPECT_EQ(heard.committed.size(), 2U);
}

TEST(StoreThread, TheOutboxIsReadAfterWhatWasSubmittedBefore) {
    Heard heard;
    store::StoreThread thread(in_memory(), heard.handlers());
    thread.submit({1, {core::Record{fact("a")}}});
    thread.acknowledge({{1, Outcome::applied, ""}});
    thread.submit({2, {core::Record{fact("b")}}});
    ASSERT_TRUE(heard.wait([&] { return heard.committed.size() == 2; }));
    thread.load_outbox(0, 10);
    ASSERT_TRUE(heard.wait([&] { return !heard.outbox.empty(); }));
    EXPECT_GE(heard.outbox.size(), 2U);
    EXPECT_EQ(heard.outbox.back().id.text, "b");
}

TEST(StoreThread, ABatchThatCannotBeWrittenComesBackWholeWithAllThatFollow) {
    Heard heard;
    store::StoreThread thread(in_memory(), heard.handlers());
    thread.submit({1, {core::Record{fact("a")}}});
    ASSERT_TRUE(heard.wait([&] { return heard.committed.size() == 1; }));
    thread.submit({2, {core::Record{fact("b")}, core::Record{fact("refused")}}});
    ASSERT_TRUE(heard.wait([&] { return heard.failures > 0; }));
    thread.submit({3, {core::Record{fact("c")}}});
    ASSERT_TRUE(heard.wait([&] { return heard.unwritten.size() == 2; }));
    EXPECT_EQ(heard.unwritten[0].ticket, 2);
    EXPECT_EQ(heard.unwritten[0].durable.size(), 2U);
    EXPECT_EQ(heard.unwritten[1].ticket, 3);
    EXPECT_EQ(heard.committed.size(), 1U);
}

} // namespace
} // namespace parkgate::test
