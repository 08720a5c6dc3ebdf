// Facts on their way to the ledger: in order, at most 16 unacknowledged, the same bytes, without end.
#include "edge/link/outbox_courier.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;

OutboundFact fact(std::int64_t seq) {
    return {seq, {"id-" + std::to_string(seq)}, "bytes of " + std::to_string(seq)};
}

// A file of facts, and a ledger that may or may not acknowledge them.
class Post {
  public:
    std::vector<std::int64_t> sent;
    std::map<std::int64_t, OutboundFact> file; // without an outcome
    std::int64_t last = 0;
    std::optional<std::pair<std::int64_t, std::int64_t>> load;
    MonotonicTime now{1h};
    link::OutboxCourier courier{{[this](const OutboundFact& out) {
                                     EXPECT_EQ(out.bytes, fact(out.seq).bytes);
                                     sent.push_back(out.seq);
                                 },
                                 [this](std::int64_t after, std::int64_t most) {
                                     EXPECT_FALSE(load) << "one load at a time";
                                     load = {after, most};
                                 }}};

    std::vector<OutboundFact> write(std::int64_t count) {
        std::vector<OutboundFact> facts;
        for (std::int64_t i = 0; i < count; ++i) {
            facts.push_back(fact(++last));
            file[last] = facts.back();
        }
        return facts;
    }
    void commit(std::int64_t count) { courier.committed(write(count), now); }
    void read_file() {
        while (load) {
            const auto [after, most] = *std::exchange(load, std::nullopt);
            std::vector<OutboundFact> facts;
            for (auto at = file.upper_bound(after); at != file.end() && std::ssize(facts) < most; ++at) {
                facts.push_back(at->second);
            }
            courier.loaded(std::move(facts), now);
        }
    }
    void acknowledge(std::int64_t seq, Outcome outcome = Outcome::applied) {
        if (outcome != Outcome::retry_later) {
            file.erase(seq);
        }
        courier.acknowledged({{fact(seq).id, outcome, ""}}, now);
    }
    std::vector<std::int64_t> take_sent() { return std::exchange(sent, {}); }
};

std::vector<std::int64_t> range(std::int64_t from, std::int64_t to) {
    std::vector<std::int64_t> out;
    for (; from <= to; ++from) {
        out.push_back(from);
    }
    return out;
}

TEST(Courier, NothingIsSentBeforeTheLedgerListens) {
    Post post;
    post.commit(3);
    EXPECT_TRUE(post.sent.empty());
    EXPECT_EQ(post.courier.waiting(), 3);
    EXPECT_FALSE(post.courier.next_deadline());
    post.courier.listening(true, post.now);
    EXPECT_EQ(post.take_sent(), range(1, 3));
}

TEST(Courier, AtMostSixteenAreUnacknowledged) {
    Post post;
    post.courier.listening(true, post.now);
    post.commit(40);
    EXPECT_EQ(post.take_sent(), range(1, 16));
    post.acknowledge(2);
    EXPECT_EQ(post.take_sent(), range(17, 17));
    post.acknowledge(1);
    post.acknowledge(3);
    EXPECT_EQ(post.take_sent(), range(18, 19));
    EXPECT_EQ(post.courier.waiting(), 37);
}

TEST(Courier, AnUnansweredFactIsSentAgainAfterFiveSecondsTimesTheTryAndForEver) {
    Post post;
    post.courier.listening(true, post.now);
    post.commit(1);
    post.take_sent();
    for (int tries = 1; tries <= 100; ++tries) {
        const Duration pause = std::min<Duration>(5s * tries, 5min);
        ASSERT_EQ(*post.courier.next_deadline(), post.now + pause);
        post.now += pause - 1ms;
        post.courier.tick(post.now);
        ASSERT_TRUE(post.sent.empty());
        post.now += 1ms;
        post.courier.tick(post.now);
        ASSERT_EQ(post.take_sent(), range(1, 1));
    }
}

TEST(Courier, EverythingInTheWindowGoesOutAgainWhenTheLedgerBeginsToListen) {
    Post post;
    post.courier.listening(true, post.now);
    post.commit(20);
    post.take_sent();
    post.courier.listening(true, post.now);
    EXPECT_TRUE(post.sent.empty()) << "it listened already";
    post.courier.listening(false, post.now);
    post.now += 1h;
    post.courier.tick(post.now);
    EXPECT_TRUE(post.sent.empty());
    post.courier.listening(true, post.now);
    EXPECT_EQ(post.take_sent(), range(1, 16));
}

TEST(Courier, EveryOutcomeButRetryLaterEndsAFact) {
    for (const auto outcome : {Outcome::applied, Outcome::refused, Outcome::conflict, Outcome::quarantined}) {
        Post post;
        post.courier.listening(true, post.now);
        post.commit(1);
        post.acknowledge(1, outcome);
        EXPECT_EQ(post.courier.waiting(), 0);
        EXPECT_FALSE(post.courier.next_deadline());
    }
    Post post;
    post.courier.listening(true, post.now);
    post.commit(1);
    post.take_sent();
    post.acknowledge(1, Outcome::retry_later);
    EXPECT_EQ(post.courier.waiting(), 1);
    post.now += 5s;
    post.courier.tick(post.now);
    EXPECT_EQ(post.take_sent(), range(1, 1));
}

TEST(Courier, ARepeatedAcknowledgementCountsOnce) {
    Post post;
    post.courier.listening(true, post.now);
    post.commit(2);
    post.acknowledge(1);
    post.acknowledge(1);
    EXPECT_EQ(post.courier.waiting(), 1);
}

TEST(Courier, TenThousandFactsOfAnEarlierRunAllArriveOnceAndInOrder) {
    Post post;
    post.write(10'000);
    post.courier.start(post.last, 10'000, post.now);
    post.read_file();
    post.courier.listening(true, post.now);
    std::vector<std::int64_t> got;
    while (!post.sent.empty()) {
        for (const auto seq : post.take_sent()) {
            got.push_back(seq);
            post.acknowledge(seq);
            post.read_file();
        }
        if (post.last == 10'000 && got.size() >= 5'000) {
            post.commit(100); // life goes on meanwhile
        }
    }
    EXPECT_EQ(got, range(1, 10'100));
    EXPECT_EQ(post.courier.waiting(), 0);
}

TEST(Courier, CommitsDuringALoadAreNotLostAndNotSentTwice) {
    Post post;
    post.write(300);
    post.courier.start(300, 300, post.now);
    post.courier.listening(true, post.now);
    post.commit(5); // while the load is on its way
    post.read_file();
    std::vector<std::int64_t> got;
    while (!post.sent.empty()) {
        for (const auto seq : post.take_sent()) {
            got.push_back(seq);
            post.acknowledge(seq);
        }
        post.commit(got.size() < 600 ? 7 : 0);
        post.read_file();
    }
    EXPECT_EQ(got, range(1, post.last));
    EXPECT_EQ(post.courier.waiting(), 0);
}

TEST(Courier, GapsOfAcknowledgedFactsInTheFileAreSkipped) {
    Post post;
    post.write(50);
    for (std::int64_t seq = 1; seq <= 40; ++seq) {
        post.file.erase(seq);
    }
    post.courier.start(50, 10, post.now);
    post.read_file();
    post.courier.listening(true, post.now);
    EXPECT_EQ(post.take_sent(), range(41, 50));
}

} // namespace
} // namespace parkgate::test
