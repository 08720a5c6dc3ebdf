#include "parkgatectl/table.hpp"
#include "tests/unit/parkgatectl/site.hpp"

#include <gtest/gtest.h>

namespace parkgate::ctl {
namespace {

using test::at_seconds;

class Table : public testing::Test {
  protected:
    void hear(const LaneState& lane) {
        view.take(site.signed_by("box-1", site.topics.lane_state(lane.lane), encode(lane)), at_seconds(0));
    }
    void hear(const BoxStatus& box) {
        view.take(site.signed_by("box-1", site.topics.status(), encode(box)), at_seconds(0));
    }
    std::string text(std::int64_t seconds = 0) { return render(view, at_seconds(seconds)); }

    test::Site site;
    LotView view{site.topics, site.ring};
};

TEST_F(Table, AlignsTheLanesUnderTheirHeadings) {
    view.connected();
    auto exit = test::idle_lane("exit-south-1");
    exit.phase = "arrived";
    exit.arrival = "occupied";
    exit.due = Fen{1205};
    hear(exit);
    auto entry = test::idle_lane("entry-1");
    entry.arm = "fault";
    entry.safety = "unknown";
    entry.posture = "arm_stuck";
    hear(entry);
    hear(test::good_box());
    EXPECT_EQ(text(),
              "Lot p1 of site mall\n"
              "Box box-1 (production, version 0.1.0), its time is 2026-11-21 11:00:00Z\n"
              "Store ok | ledger online | outbox empty | 412 cars inside | 9 coupons left\n"
              "\n"
              "LANE          DIRECTION  ARM    LOOPS (arrival/safety)  PHASE    DUE (yuan)  POSTURE    SINCE\n"
              "entry-1       entry      fault  clear/unknown           idle              -  arm_stuck  2026-11-21 "
              "11:00:00Z\n"
              "exit-south-1  exit       down   occupied/clear          arrived       12.05  -          2026-11-21 "
              "11:00:00Z\n"
              "\n"
              "No faults.\n");
}

TEST_F(Table, TellsOfEachLineWhatItCarriesAndWhatWentWrong) {
    auto box = test::good_box();
    box.lines = {{.line = "exit-io",
                  .state = "failing",
                  .load_percent = 41,
                  .budget_percent = 60,
                  .requests = 1000,
                  .timeouts = 12,
                  .noise = 3},
                 {.line = "exit-eyes", .state = "good", .load_percent = 2, .requests = 500}};
    hear(box);
    EXPECT_NE(text().find("Lines:\n"
                          "  exit-io failing, load 41 % of 60 %, 1000 requests: bytes of noise 3, time-outs 12\n"
                          "  exit-eyes good, load 2 %, 500 requests\n"),
              std::string::npos)
        << text();
}

TEST_F(Table, SaysWhatToDoAboutEachFault) {
    auto box = test::good_box();
    box.store = "slow";
    box.ledger_online = false;
    box.outbox = 3;
    box.sessions = 1;
    box.refused = {{"bad_signature", 2}, {"wrong_shape", 1}};
    box.faults = {{"arm_stuck", "exit-1", box.site_time}, {"new_in_0_2", "", box.site_time}};
    hear(box);
    const std::string at_first = text();
    EXPECT_NE(at_first.find("Store slow | ledger OFFLINE | outbox 3 facts | 1 car inside"), std::string::npos);
    EXPECT_NE(at_first.find("arm_stuck at exit-1 since 2026-11-21 11:00:00Z\n    The arm does not do"),
              std::string::npos);
    EXPECT_NE(at_first.find("To do: Look at the barrier."), std::string::npos);
    EXPECT_NE(at_first.find("This version does not know the fault."), std::string::npos);
    EXPECT_NE(at_first.find("Not taken by the box: bad_signature 2, wrong_shape 1\n"), std::string::npos);
    EXPECT_NE(text(12).find("outbox 3 facts, not empty for 12 s or more"), std::string::npos);
}

TEST_F(Table, SaysInWordsThatTheBoxIsSilentOrGone) {
    EXPECT_NE(text().find("NO BROKER: not connected yet"), std::string::npos);
    EXPECT_NE(text().find("Nothing has been heard of the box"), std::string::npos);
    hear(test::good_box());
    EXPECT_EQ(text(14).find("SILENT"), std::string::npos);
    EXPECT_NE(text(15).find("THE BOX IS SILENT: its last word is 15 s old"), std::string::npos);
    BoxStatus will;
    will.box = {"box-1"};
    will.alive = false;
    hear(will);
    EXPECT_NE(text().find("THE BOX IS GONE"), std::string::npos);
    EXPECT_NE(text().find("412 cars inside"), std::string::npos) << "what was known before still helps";
}

TEST_F(Table, TellsOfAWillAlone) {
    BoxStatus will;
    will.box = {"box-1"};
    will.alive = false;
    hear(will);
    EXPECT_NE(text().find("Box box-1\n"), std::string::npos);
    EXPECT_EQ(text().find("cars inside"), std::string::npos);
}

TEST_F(Table, LetsNothingControlTheTerminal) {
    auto lane = test::idle_lane("exit-1");
    lane.posture = "\x1b[2Jgone";
    hear(lane);
    EXPECT_EQ(text().find('\x1b'), std::string::npos);
}

TEST(Yuan, HasTwoDigitsAfterThePoint) {
    EXPECT_EQ(yuan(Fen{0}), "0.00");
    EXPECT_EQ(yuan(Fen{5}), "0.05");
    EXPECT_EQ(yuan(Fen{1234}), "12.34");
}

} // namespace
} // namespace parkgate::ctl
