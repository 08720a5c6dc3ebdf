// The gate's file: everything of a commit or nothing, one unbroken chain, and a start that reads only what is open.
#include "edge/store/edge_store.hpp"
#include "edge/store/schema.hpp"
#include "protocol/topics.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;
using core::Effects;
using core::Record;
using store::EdgeStore;

const SiteTime noon{std::chrono::hours(12)};

Signer box_signer() {
    std::array<unsigned char, 32> seed{};
    seed.fill(9);
    return Signer({"box-1"}, seed);
}

store::Identity identity() {
    return {{"box-1"}, "boot-1", {"house-1"}, coupon_purpose("mall"), box_signer()};
}

std::string id_text(std::int64_t number) {
    std::string text = std::to_string(number);
    return std::string(32 - text.size(), '0') + text;
}

Fact fact(std::int64_t number, FactBody body, const std::string& session = "s1") {
    return {{id_text(number)},     {session},      noon, WallTime{Duration{1'000 + number}}, MonotonicTime{5s},
            ClockQuality::trusted, std::move(body)};
}
Record record(std::int64_t number, FactBody body = OpenIntent{{"in"}, {"a1"}, OpenCause::entry}) {
    return {fact(number, std::move(body))};
}

core::Session full_session() {
    core::Session session;
    session.id = {"s1"};
    session.phase = core::SessionPhase::leaving;
    session.plate = "粤Z1234港";
    session.hash = {"abc"};
    session.entry_lane = {"in"};
    session.entered_at = noon;
    session.confidence = 97;
    session.link = core::LinkState::linked;
    session.member = {"m1"};
    session.voucher = Voucher{{"h1"}, {"s1"}, {"m1"}, {"abc"}, Points{1'800}, noon + 48h};
    session.hold_refused = true;
    session.paid = Fen{600};
    session.quote = core::OpenQuote{{"q1"}, noon + 1h, Fen{300}, -30s, {"c8"}};
    session.settled_at = noon + 1h;
    session.settled_until = noon + 75min;
    session.settled_stepped = -60s;
    session.settled_coupon = {"c7"};
    session.vehicle = VehicleKind::new_energy_large;
    session.tier = "gold";
    session.benefits = {{"hotel-night"}, {"mb60"}};
    session.balance = Points{12'000};
    session.by_default = Spending::coupon;
    session.chosen = Spending::all;
    session.right = {"pass-7"};
    session.counted_as = core::CountedAs::right;
    session.validations = {{{"v1"}, {"cinema"}, {WorthKind::minutes, 120, {}}},
                           {{"v2"}, {"gym"}, {WorthKind::until, 0, noon + 3h}}};
    session.segments = {{{"p1"}, noon}, {{"vip"}, noon + 10min}};
    session.free_minutes_spent = true;
    session.first_of_day = true;
    session.stepped = -90s;
    session.suspect = true;
    session.overstay_told = true;
    session.may_have_left = true;
    return session;
}

core::Admission full_admission() {
    Quote quote{{"q1"},      noon,        noon + 1h,
                Minutes{60}, Fen{600},    {{Benefit::points, Minutes{60}, Points{600}, Fen{600}}},
                Points{600}, Minutes{60}, {"c9"},
                Fen{0}};
    core::Admission admission{{"a1"},       {"s1"},     OpenCause::leave, true,           true, quote,
                              HoldId{"h1"}, {"summer"}, "limp",           Matched::fuzzy, 6,    {"def"}};
    admission.waiver = core::Waiver{Fen{600}, {"wang"}, {"li"}, "flat battery"};
    return admission;
}

Coupon coupon(const std::string& id) {
    return {{id}, {"camp"}, {"sl"}, {"m1"}, {"abc"}, "p1", {"s1"}, {WorthKind::minutes, 60, {}}, noon, noon + 24h * 14};
}

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

// As the file's first version had it.
std::string old_bytes(const Quote& quote) {
    std::string bytes = encode(quote);
    for (const std::string added : {R"(,"by":"")", R"(,"owed_before":0)"}) {
        for (auto at = bytes.find(added); at != std::string::npos; at = bytes.find(added)) {
            bytes.erase(at, added.size());
        }
    }
    return bytes;
}

TEST(StoreMigration, AnAdmissionOfTheFirstVersionWasAnExactMatch) {
    const TempDir folder;
    const auto file = folder.path() / "edge.db";
    {
        auto old = sqlite::open_database(file, {store::schema.application_id, {store::schema.migrations.front()}});
        ASSERT_TRUE(old);
        const std::string quote = ",1,0,'" + old_bytes(full_admission().quote) + "',NULL,0,'')";
        old->exec("INSERT INTO admission VALUES('out','a1','s1',1" + quote);
        old->exec("INSERT INTO admission VALUES('in','a2','s2',0" + quote);
    }
    auto database = sqlite::open_database(file, store::schema);
    ASSERT_TRUE(database) << database.error().detail;
    EdgeStore store(std::move(*database), identity(), 77, record(1, EpochStarted{"first_start"}));
    const auto admissions = store.load().admissions;
    EXPECT_EQ(admissions.at({"out"}).matched, Matched::exact);
    EXPECT_EQ(admissions.at({"out"}).quote, full_admission().quote);
    EXPECT_EQ(admissions.at({"in"}).matched, Matched::none) << "an entry matches nothing";
}

TEST(StoreMigration, ACouponThatWasPromisedIsOfTheCampaignThatTheBoxHadSlicesOf) {
    const TempDir folder;
    const auto file = folder.path() / "edge.db";
    const auto before = std::vector(store::schema.migrations.begin(), store::schema.migrations.begin() + 5);
    {
        auto old = sqlite::open_database(file, {store::schema.application_id, before});
        ASSERT_TRUE(old);
        const std::string columns = " (lane, arrival, session, cause, came_up, undurable, quote, gives_coupon, "
                                    "debt_reason) VALUES(";
        const std::string rest = ",'a','s',1,1,0,'" + encode(full_admission().quote) + "',";
        old->exec("INSERT INTO admission" + columns + "'out'" + rest + "1,'limp')");
        old->exec("INSERT INTO admission" + columns + "'out2'" + rest + "0,'')");
        const Slice slice{{"sl"}, {"box"}, {"summer"}, 10, {WorthKind::minutes, 60, {}}, noon};
        old->exec("INSERT INTO slice VALUES('sl',1,'" + encode(slice) + "')");
    }
    auto database = sqlite::open_database(file, store::schema);
    ASSERT_TRUE(database) << database.error().detail;
    EdgeStore store(std::move(*database), identity(), 77, record(1, EpochStarted{"first_start"}));
    const auto admissions = store.load().admissions;
    EXPECT_EQ(admissions.at({"out"}).gift, CampaignId{"summer"});
    EXPECT_EQ(admissions.at({"out"}).debt_reason, "limp");
    EXPECT_EQ(admissions.at({"out2"}).gift, CampaignId{});
}

// What was used before the file knew whose an id is works no second time, whoever signs it.
TEST(StoreMigration, AnIdOfTheThirdVersionIsUsedAtEveryDoor) {
    const TempDir folder;
    const auto file = folder.path() / "edge.db";
    const auto& steps = store::schema.migrations;
    {
        auto old = sqlite::open_database(file, {store::schema.application_id, {steps.begin(), steps.begin() + 3}});
        ASSERT_TRUE(old);
        old->exec("INSERT INTO used_id VALUES('u1', 86400000)");
    }
    auto database = sqlite::open_database(file, store::schema);
    ASSERT_TRUE(database) << database.error().detail;
    EdgeStore store(std::move(*database), identity(), 77, record(1, EpochStarted{"first_start"}));
    const auto used = store.load().used_ids;
    EXPECT_EQ(used.size(), 4U);
    for (const auto door : {core::Door::command, core::Door::payment, core::Door::app, core::Door::store}) {
        const auto* found = core::find_used(used, {door, "wepay", {"u1"}});
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(found->until, WallTime{24h});
        EXPECT_TRUE(core::is_the_same(*found, "0a1b"));
    }
    EXPECT_EQ(core::find_used(used, {core::Door::payment, "wepay", {"u2"}}), nullptr);
}

TEST(StoreMigration, AStayThatWasSettledBeforeTheFourthVersionKeepsTheClockAsItGoes) {
    const TempDir folder;
    const auto file = folder.path() / "edge.db";
    const auto& steps = store::schema.migrations;
    {
        auto old = sqlite::open_database(file, {store::schema.application_id, {steps.begin(), steps.begin() + 3}});
        ASSERT_TRUE(old);
        old->exec("INSERT INTO session VALUES('s1',1,'A','h','in',0,99,0,'',NULL,0,600,'q1',1000,600,1000,2000,"
                  "0,'',0,3,NULL,'',0,0,0,-60000,1,0,0)");
    }
    auto database = sqlite::open_database(file, store::schema);
    ASSERT_TRUE(database) << database.error().detail;
    EdgeStore store(std::move(*database), identity(), 77, record(1, EpochStarted{"first_start"}));
    const auto sessions = store.load().sessions;
    ASSERT_EQ(sessions.size(), 1U);
    EXPECT_EQ(sessions.front().stepped, Duration(-60s));
    EXPECT_EQ(sessions.front().settled_stepped, Duration(-60s));
    EXPECT_EQ(sessions.front().quote->stepped, Duration(-60s));
}

// Their bytes stay as they are: the codec reads them.
TEST(StoreMigration, AStayOfTheFifthVersionHasNoCodes) {
    const TempDir folder;
    const auto file = folder.path() / "edge.db";
    const auto& steps = store::schema.migrations;
    {
        auto old = sqlite::open_database(file, {store::schema.application_id, {steps.begin(), steps.begin() + 5}});
        ASSERT_TRUE(old);
        old->exec("INSERT INTO session VALUES('s1',1,'A','h','in',0,99,0,'m1',NULL,0,0,NULL,NULL,NULL,NULL,NULL,"
                  "0,'gold',0,3,NULL,'',0,0,0,0,0,0,0,0,0,'','')");
    }
    auto database = sqlite::open_database(file, store::schema);
    ASSERT_TRUE(database) << database.error().detail;
    EdgeStore store(std::move(*database), identity(), 77, record(1, EpochStarted{"first_start"}));
    const auto sessions = store.load().sessions;
    ASSERT_EQ(sessions.size(), 1U);
    EXPECT_EQ(sessions.front().tier, "gold");
    EXPECT_TRUE(sessions.front().benefits.empty());
}

TEST(StoreMigration, CouponsAndSlicesThatSayMinutesAreOfMinutes) {
    const TempDir folder;
    const auto file = folder.path() / "edge.db";
    const core::SliceInHand slice{{{"sl"}, {"box-1"}, {"camp"}, 10, {WorthKind::minutes, 60, {}}, noon + 24h}, 3};
    const auto old_bytes = [](std::string bytes) {
        const std::string worth = R"("worth":{"kind":"minutes","amount":60,"most":0})";
        return bytes.replace(bytes.find(worth), worth.size(), R"("minutes":60)");
    };
    {
        auto old = sqlite::open_database(file, store::schema);
        ASSERT_TRUE(old);
        old->exec("INSERT INTO coupon VALUES('c1',0,'" + old_bytes(encode(coupon("c1"))) + "')");
        old->exec("INSERT INTO slice VALUES('sl',3,'" + old_bytes(encode(slice.slice)) + "')");
    }
    auto database = sqlite::open_database(file, store::schema);
    ASSERT_TRUE(database) << database.error().detail;
    EdgeStore store(std::move(*database), identity(), 77, record(1, EpochStarted{"first_start"}));
    EXPECT_EQ(store.load().coupons, std::vector{coupon("c1")});
    EXPECT_EQ(store.load().slices, std::vector{slice});
}

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
