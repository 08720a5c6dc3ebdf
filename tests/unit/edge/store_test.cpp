// The gate's file: everything of a commit or nothing, one unbroken chain, and a start that reads only what is open.
#include "edge/store/edge_store.hpp"
#include "edge/store/schema.hpp"
#include "protocol/topics.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/edge/store_kit.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;
using namespace stored;
using core::Effects;
using store::EdgeStore;

class StoreTest : public testing::Test {
  protected:
    TempDir folder;
    sqlite3* handle = nullptr;
    std::unique_ptr<EdgeStore> store = open();

    std::unique_ptr<EdgeStore> open() {
        auto database = sqlite::open_database(folder.path() / "edge.db", store::schema);
        EXPECT_TRUE(database) << (database ? "" : database.error().detail);
        handle = database->getHandle();
        return std::make_unique<EdgeStore>(std::move(*database), identity(), 77,
                                           record(1, EpochStarted{"first_start"}));
    }
    void reopen() {
        store.reset();
        store = open();
    }
    void reopen_after_flush() {
        store->flush();
        reopen();
    }
    // The next insert of a fact but so many fails as a full disk would.
    void refuse_inserts_after(std::optional<int> good) {
        sqlite3_exec(handle, "DROP TRIGGER IF EXISTS full", nullptr, nullptr, nullptr);
        if (good) {
            const std::string trigger = "CREATE TRIGGER full BEFORE INSERT ON fact WHEN NEW.seq > " +
                                        std::to_string(store->last_seq() + *good) +
                                        " BEGIN SELECT RAISE(ABORT, 'full'); END";
            ASSERT_EQ(sqlite3_exec(handle, trigger.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
        }
    }
    std::vector<OutboundFact> commit(const Effects& effects) { return store->commit({&effects}); }
};

TEST_F(StoreTest, ANewFileBeginsWithItsEpoch) {
    EXPECT_EQ(store->epoch(), 77);
    EXPECT_EQ(store->last_seq(), 1);
    EXPECT_EQ(store->waiting(), 1);
    reopen();
    EXPECT_EQ(store->epoch(), 77);
    EXPECT_EQ(store->last_seq(), 1) << "an epoch starts once";
}

TEST_F(StoreTest, EveryProjectionComesBackAfterARestart) {
    const core::SliceInHand slice{{{"sl"}, {"box-1"}, {"camp"}, 10, {WorthKind::minutes, 60, {}}, noon + 24h}, 3};
    const core::UsedKey used_key{core::Door::store, "cinema", {"u1"}};
    const core::UsedId used_id{WallTime{24h}, "0a1b", {"s1"}, "too_many"};
    commit({core::SaveSession{full_session()}, core::SaveAdmission{{"out"}, full_admission()},
            core::SaveCoupon{coupon("c1"), false}, core::SaveCoupon{coupon("c2"), true}, core::SaveSlice{slice},
            core::SaveUsedId{used_key, used_id}});
    reopen();
    const auto back = store->load();
    EXPECT_EQ(back.sessions, std::vector{full_session()});
    EXPECT_EQ(back.admissions, (std::map<LaneId, core::Admission>{{{"out"}, full_admission()}}));
    EXPECT_EQ(back.coupons, std::vector{coupon("c1")});
    EXPECT_EQ(back.slices, std::vector{slice});
    EXPECT_EQ(back.used_ids, (core::UsedIds{{used_key, used_id}}));
}

TEST_F(StoreTest, APresumedExitComesBackAfterARestartUntilItIsForgotten) {
    const core::PresumedExit exit = full_presumed_exit();
    core::Session closed = exit.session;
    closed.phase = core::SessionPhase::closed;
    commit({core::SaveSession{exit.session}, core::SaveSession{closed},
            core::SavePresumedExit{{"abc"}, closed.id, exit}, core::SaveSession{full_session()}});
    reopen();
    EXPECT_EQ(store->load().presumed, (core::PresumedExits{{{"abc"}, exit}}));
    EXPECT_EQ(store->load().sessions, std::vector{full_session()}) << "it is no open stay";
    commit({core::SavePresumedExit{{"abc"}, closed.id, std::nullopt}, core::SaveSession{exit.session}});
    reopen();
    EXPECT_TRUE(store->load().presumed.empty());
    EXPECT_EQ(store->load().sessions, (std::vector{full_session(), exit.session}));
    commit(
        {core::SavePresumedExit{{"abc"}, closed.id, exit}, core::SavePresumedExit{{"abc"}, closed.id, std::nullopt}});
    EXPECT_EQ(store->load().sessions, std::vector{full_session()});
}

TEST_F(StoreTest, WhatIsRememberedOfPlatesComesBackAfterARestart) {
    const core::LocalDay today{std::chrono::days{20'000}};
    core::PlateHistory plate;
    plate.left_at = noon;
    plate.entered_on = today;
    plate.used_on = today;
    plate.used = {{Benefit::points, {Minutes{60}, Fen{300}, 1}}, {Benefit::coupon, {Minutes{30}, Fen{600}, 2}}};
    plate.debts = {{{"s1"}, Fen{600}, noon, "limp"}, {{}, Fen{100}, noon + 1h, "no_entry"}};
    const core::MemberHistory member{today, {{Benefit::tier_hours, {Minutes{120}, Fen{1'200}, 1}}}};
    commit({core::SavePlateHistory{{"abc"}, plate}, core::SavePlateHistory{{"def"}, core::PlateHistory{}},
            core::SaveMemberHistory{{"m1"}, member}, core::SaveOwnerLock{{"abc"}, true},
            core::SaveOwnerLock{{"def"}, true}, core::SaveCounter{{"p1"}, core::CountedAs::right, -3}});
    reopen();
    auto back = store->load();
    EXPECT_EQ(back.plates,
              (std::map<PlateHash, core::PlateHistory>{{{"abc"}, plate}, {{"def"}, core::PlateHistory{}}}));
    EXPECT_EQ(back.members, (std::map<MemberId, core::MemberHistory>{{{"m1"}, member}}));
    EXPECT_EQ(back.owner_locks, (std::set<PlateHash>{{"abc"}, {"def"}}));
    EXPECT_EQ(back.corrections.at({{"p1"}, core::CountedAs::right}), -3);

    plate.debts.pop_back();
    plate.used.erase(Benefit::coupon);
    commit({core::SavePlateHistory{{"abc"}, plate}, core::SavePlateHistory{{"def"}, std::nullopt},
            core::SaveMemberHistory{{"m1"}, std::nullopt}, core::SaveOwnerLock{{"abc"}, false}});
    reopen();
    back = store->load();
    EXPECT_EQ(back.plates, (std::map<PlateHash, core::PlateHistory>{{{"abc"}, plate}}));
    EXPECT_TRUE(back.members.empty());
    EXPECT_EQ(back.owner_locks, std::set<PlateHash>{{"def"}});
}

TEST_F(StoreTest, AValidationThatWasAddedLaterIsNotWrittenTwice) {
    commit({core::SaveSession{full_session()}});
    auto session = full_session();
    session.validations.push_back({{"v3"}, {"gym"}, {WorthKind::full, 0, {}}});
    session.segments.pop_back();
    commit({core::SaveSession{session}});
    reopen();
    EXPECT_EQ(store->load().sessions, std::vector{session});
}

TEST_F(StoreTest, ModesAndTheFireAlarmComeBackAfterARestart) {
    using core::lane::Mode;
    using core::lane::Way;
    commit({core::SaveLaneMode{{"out"}, Mode::locked, Way::both}, core::SaveFire{true}});
    commit({core::SaveLaneMode{{"out"}, Mode::held_open, Way::backwards}});
    reopen();
    const auto back = store->load();
    EXPECT_TRUE(back.fire);
    ASSERT_EQ(back.modes.size(), 1U);
    EXPECT_EQ(back.modes.at({"out"}).mode, Mode::held_open);
    EXPECT_EQ(back.modes.at({"out"}).way, Way::backwards);
    commit({core::SaveFire{false}});
    EXPECT_FALSE(store->load().fire);
}

TEST_F(StoreTest, AnEmptySessionComesBackEmpty) {
    core::Session plain;
    plain.id = {"s2"};
    plain.plate = "沪A12345";
    commit({core::SaveSession{plain}, core::SaveAdmission{{"in"}, core::Admission{}}});
    reopen();
    EXPECT_EQ(store->load().sessions, std::vector{plain});
    EXPECT_EQ(store->load().admissions.at({"in"}), core::Admission{});
}

TEST_F(StoreTest, WhatHasEndedIsNotReadBack) {
    auto session = full_session();
    commit({core::SaveSession{session}, core::SaveAdmission{{"out"}, full_admission()},
            core::SaveCoupon{coupon("c1"), false}});
    session.phase = core::SessionPhase::closed;
    commit(
        {core::SaveSession{session}, core::SaveAdmission{{"out"}, std::nullopt}, core::SaveCoupon{coupon("c1"), true}});
    reopen();
    const auto back = store->load();
    EXPECT_TRUE(back.sessions.empty());
    EXPECT_TRUE(back.admissions.empty());
    EXPECT_TRUE(back.coupons.empty());
}

TEST_F(StoreTest, IdsThatCanNoLongerBeUsedAreForgotten) {
    const core::UsedKey old{core::Door::payment, "wepay", {"old"}};
    const core::UsedKey just{core::Door::payment, "wepay", {"just"}};
    commit({record(2), core::SaveUsedId{old, {WallTime{Duration{1'001}}, "0a"}},
            core::SaveUsedId{just, {WallTime{Duration{1'002}}, "0b"}}});
    const auto back = store->load();
    EXPECT_FALSE(back.used_ids.contains(old));
    EXPECT_TRUE(back.used_ids.contains(just));
}

TEST_F(StoreTest, SequenceAndChainHaveNoGapAcrossCommitsAndRestarts) {
    commit({record(2), record(3)});
    reopen();
    const Effects one{record(4)};
    const Effects two{record(5), record(6)};
    EXPECT_EQ(store->commit({&one, &two}).size(), 3U);
    std::string previous;
    std::int64_t seq = 0;
    for (const auto& out : store->outbox(0, 100)) {
        const auto stored = decode<StoredFact>(out.bytes);
        ASSERT_TRUE(stored);
        EXPECT_EQ(stored->envelope.seq, ++seq);
        EXPECT_EQ(out.seq, seq);
        EXPECT_EQ(stored->envelope.prev, previous);
        EXPECT_EQ(stored->envelope.box, BoxId{"box-1"});
        EXPECT_EQ(stored->envelope.epoch, 77);
        previous = hash_of(out.bytes);
    }
    EXPECT_EQ(seq, 6);
}

TEST_F(StoreTest, AFactIsSentWithTheBytesOfItsCommit) {
    const auto first = commit({record(2)});
    reopen();
    const auto again = store->outbox(1, 10);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].bytes, first[0].bytes);
}

TEST_F(StoreTest, AnIssuedCouponCarriesItsSignedDocument) {
    const auto facts = commit({record(2, CouponIssued{coupon("c1"), {}})});
    const auto stored = decode<StoredFact>(facts.at(0).bytes);
    ASSERT_TRUE(stored);
    const auto& document = std::get<CouponIssued>(stored->fact.body).document;
    EXPECT_EQ(document.bytes, encode(coupon("c1")));
    KeyRing keys;
    keys.add({{"box-1"}, KeyRole::box, "box-1", box_signer().public_bytes()});
    EXPECT_TRUE(keys.verify(KeyRole::box, coupon_purpose("mall"), document));
}

TEST_F(StoreTest, AFailingTransactionLeavesNothing) {
    commit({record(2)});
    const auto before = store->outbox(0, 100);
    refuse_inserts_after(1);
    EXPECT_THROW(commit({record(3), core::SaveSession{full_session()}, record(4)}), SQLite::Exception);
    refuse_inserts_after(std::nullopt);
    EXPECT_EQ(store->last_seq(), 2);
    EXPECT_EQ(store->outbox(0, 100).size(), before.size());
    EXPECT_TRUE(store->load().sessions.empty());
    reopen();
    const auto next = commit({record(4)});
    EXPECT_EQ(next.at(0).seq, 3);
    EXPECT_EQ(decode<StoredFact>(next[0].bytes)->envelope.prev, hash_of(before.back().bytes));
}

TEST_F(StoreTest, I32OnlyTheLedgersWordEndsAFact) {
    commit({record(2), record(3), record(4), record(5)});
    store->acknowledge({{2, Outcome::applied, ""}, {4, Outcome::refused, "x"}, {2, Outcome::applied, ""}});
    store->flush();
    std::vector<std::int64_t> waiting;
    for (const auto& out : store->outbox(0, 100)) {
        waiting.push_back(out.seq);
    }
    EXPECT_EQ(waiting, (std::vector<std::int64_t>{1, 3, 5}));
    EXPECT_EQ(store->waiting(), 3);
    store->acknowledge({{1, Outcome::applied, ""}, {5, Outcome::quarantined, ""}});
    reopen_after_flush();
    ASSERT_EQ(store->outbox(0, 100).size(), 1U) << "what came out of order is settled too";
    EXPECT_EQ(store->outbox(0, 100)[0].seq, 3);
    EXPECT_EQ(store->waiting(), 1);
}

TEST_F(StoreTest, ACommitCarriesNoReceipts) {
    store->acknowledge({{1, Outcome::applied, ""}});
    commit({record(2)});
    EXPECT_EQ(store->waiting(), 2);
    store->flush();
    EXPECT_EQ(store->waiting(), 1);
}

TEST_F(StoreTest, TheLatestWallTimeIsTheLastFacts) {
    commit({record(2), record(9)});
    EXPECT_EQ(store->latest_wall_ms(), 1'009);
}

// Steps of SQLite's machine are counted, not time.
TEST_F(StoreTest, AStartReadsOnlyTheSessionsThatAreOpen) {
    const auto steps_of_load = [&] {
        std::int64_t steps = 0;
        sqlite3_progress_handler(
            handle, 1, [](void* count) { return ++*static_cast<std::int64_t*>(count), 0; }, &steps);
        EXPECT_EQ(store->load().sessions.size(), 50U);
        sqlite3_progress_handler(handle, 0, nullptr, nullptr);
        return steps;
    };
    const auto save = [&](std::int64_t from, std::int64_t to, core::SessionPhase phase) {
        Effects effects;
        for (; from < to; ++from) {
            core::Session session;
            session.id = {id_text(from)};
            session.plate = "沪A" + std::to_string(from);
            session.phase = phase;
            effects.emplace_back(core::SaveSession{session});
        }
        commit(effects);
    };
    save(0, 50, core::SessionPhase::inside);
    const auto small = steps_of_load();
    for (std::int64_t from = 50; from < 100'000; from += 24'990) {
        const auto to = std::min<std::int64_t>(from + 24'990, 100'000);
        save(from, to, core::SessionPhase::inside);
        save(from, to, core::SessionPhase::closed);
    }
    EXPECT_LE(steps_of_load(), small + 10);
}

} // namespace
} // namespace parkgate::test
