// A file that an older gate has left is read as it was meant.
#include "edge/store/schema.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/edge/store_kit.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;
using namespace stored;

class StoreMigration : public testing::Test {
  protected:
    // As the gate of that version wrote it.
    void write(std::size_t version, const std::vector<std::string>& statements) {
        const auto& steps = store::schema.migrations;
        const auto last = steps.begin() + static_cast<std::ptrdiff_t>(version);
        auto old = sqlite::open_database(file, {store::schema.application_id, {steps.begin(), last}});
        ASSERT_TRUE(old);
        for (const auto& statement : statements) {
            old->exec(statement);
        }
    }
    core::Remembered opened() {
        auto database = sqlite::open_database(file, store::schema);
        EXPECT_TRUE(database) << (database ? "" : database.error().detail);
        store::EdgeStore store(std::move(*database), identity(), 77, record(1, EpochStarted{"first_start"}));
        return store.load();
    }

  private:
    const TempDir folder;
    const std::filesystem::path file = folder.path() / "edge.db";
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

TEST_F(StoreMigration, AnAdmissionOfTheFirstVersionWasAnExactMatch) {
    const std::string quote = ",1,0,'" + old_bytes(full_admission().quote) + "',NULL,0,'')";
    write(1, {"INSERT INTO admission VALUES('out','a1','s1',1" + quote,
              "INSERT INTO admission VALUES('in','a2','s2',0" + quote});
    const auto admissions = opened().admissions;
    EXPECT_EQ(admissions.at({"out"}).matched, Matched::exact);
    EXPECT_EQ(admissions.at({"out"}).quote, full_admission().quote);
    EXPECT_EQ(admissions.at({"in"}).matched, Matched::none) << "an entry matches nothing";
}

TEST_F(StoreMigration, ACouponThatWasPromisedIsOfTheCampaignThatTheBoxHadSlicesOf) {
    const std::string columns = " (lane, arrival, session, cause, came_up, undurable, quote, gives_coupon, "
                                "debt_reason) VALUES(";
    const std::string rest = ",'a','s',1,1,0,'" + encode(full_admission().quote) + "',";
    const Slice slice{{"sl"}, {"box"}, {"summer"}, 10, {WorthKind::minutes, 60, {}}, noon};
    write(5, {"INSERT INTO admission" + columns + "'out'" + rest + "1,'limp')",
              "INSERT INTO admission" + columns + "'out2'" + rest + "0,'')",
              "INSERT INTO slice VALUES('sl',1,'" + encode(slice) + "')"});
    const auto admissions = opened().admissions;
    EXPECT_EQ(admissions.at({"out"}).gift, CampaignId{"summer"});
    EXPECT_EQ(admissions.at({"out"}).debt_reason, "limp");
    EXPECT_EQ(admissions.at({"out2"}).gift, CampaignId{});
}

// What was used before the file knew whose an id is works no second time, whoever signs it.
TEST_F(StoreMigration, AnIdOfTheThirdVersionIsUsedAtEveryDoor) {
    write(3, {"INSERT INTO used_id VALUES('u1', 86400000)"});
    const auto used = opened().used_ids;
    EXPECT_EQ(used.size(), 4U);
    for (const auto door : {core::Door::command, core::Door::payment, core::Door::app, core::Door::store}) {
        const auto* found = core::find_used(used, {door, "wepay", {"u1"}});
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(found->until, WallTime{24h});
        EXPECT_TRUE(core::is_the_same(*found, "0a1b"));
    }
    EXPECT_EQ(core::find_used(used, {core::Door::payment, "wepay", {"u2"}}), nullptr);
}

TEST_F(StoreMigration, AStayThatWasSettledBeforeTheFourthVersionKeepsTheClockAsItGoes) {
    write(3, {"INSERT INTO session VALUES('s1',1,'A','h','in',0,99,0,'',NULL,0,600,'q1',1000,600,1000,2000,"
              "0,'',0,3,NULL,'',0,0,0,-60000,1,0,0)"});
    const auto sessions = opened().sessions;
    ASSERT_EQ(sessions.size(), 1U);
    EXPECT_EQ(sessions.front().stepped, Duration(-60s));
    EXPECT_EQ(sessions.front().settled_stepped, Duration(-60s));
    EXPECT_EQ(sessions.front().quote->stepped, Duration(-60s));
}

TEST_F(StoreMigration, AStayOfTheFifthVersionHasNoCodes) {
    write(5, {"INSERT INTO session VALUES('s1',1,'A','h','in',0,99,0,'m1',NULL,0,0,NULL,NULL,NULL,NULL,NULL,"
              "0,'gold',0,3,NULL,'',0,0,0,0,0,0,0,0,0,'','')"});
    const auto sessions = opened().sessions;
    ASSERT_EQ(sessions.size(), 1U);
    EXPECT_EQ(sessions.front().tier, "gold");
    EXPECT_TRUE(sessions.front().benefits.empty());
}

TEST_F(StoreMigration, AStayOfTheSeventhVersionHasEndedNoHold) {
    write(7, {"INSERT INTO session VALUES('s1',1,'A','h','in',0,99,0,'m1',NULL,0,0,NULL,NULL,NULL,NULL,NULL,"
              "0,'gold',0,3,NULL,'',0,0,0,0,0,0,0,0,0,'','','')"});
    const auto back = opened();
    ASSERT_EQ(back.sessions.size(), 1U);
    EXPECT_EQ(back.sessions.front().used_hold, HoldId{});
    EXPECT_TRUE(back.presumed.empty());
}

TEST_F(StoreMigration, APaymentOfTheEighthVersionCountsOnTheVoucherAlone) {
    write(8, {"INSERT INTO session VALUES('s1',1,'A','h','in',0,99,0,'m1',NULL,0,0,'q1',1,300,1,2,"
              "0,'gold',0,3,NULL,'',0,0,0,0,0,0,0,0,0,'','','','')"});
    const auto back = opened();
    ASSERT_EQ(back.sessions.size(), 1U);
    EXPECT_EQ(back.sessions.front().quote->points, Points{});
    EXPECT_EQ(back.sessions.front().settled_points, Points{});
}

// Their bytes stay as they are: the codec reads them.
TEST_F(StoreMigration, CouponsAndSlicesThatSayMinutesAreOfMinutes) {
    const core::SliceInHand slice{{{"sl"}, {"box-1"}, {"camp"}, 10, {WorthKind::minutes, 60, {}}, noon + 24h}, 3};
    const auto old_bytes = [](std::string bytes) {
        const std::string worth = R"("worth":{"kind":"minutes","amount":60,"most":0})";
        return bytes.replace(bytes.find(worth), worth.size(), R"("minutes":60)");
    };
    write(store::schema.migrations.size(),
          {"INSERT INTO coupon VALUES('c1',0,'" + old_bytes(encode(coupon("c1"))) + "')",
           "INSERT INTO slice VALUES('sl',3,'" + old_bytes(encode(slice.slice)) + "')"});
    const auto back = opened();
    EXPECT_EQ(back.coupons, std::vector{coupon("c1")});
    EXPECT_EQ(back.slices, std::vector{slice});
}

} // namespace
} // namespace parkgate::test
