// What stands on the displays while cars come and go: in turn, spoken once, and never the last car's.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::core {
namespace {

using namespace test;

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

TEST(TextsInALane, TakeTurnsWhileTheDriverIsThereAndSpeakOnce) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(130min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.shown(out_lane), plate + " | 停车2小时11分 | 费用15.00元 | 用积分1500");
    EXPECT_EQ(lot.spoken(out_lane), (std::vector{Phrase::points_used, Phrase::coupon_given, Phrase::goodbye}));
    const auto first = lot.shown(out_lane);
    lot.after(2'900ms);
    EXPECT_EQ(lot.shown(out_lane), first);
    lot.after(100ms);
    EXPECT_EQ(lot.shown(out_lane), plate + " | Stay 2h 11m | Fee CNY 15.00 | Points -1500");
    lot.after(3s);
    EXPECT_EQ(lot.shown(out_lane), plate + " | 剩余积分500 | 离场赠券60分 | 有效至2026-12-05");
    lot.after(6s);
    EXPECT_EQ(lot.shown(out_lane), first) << "and again";
    EXPECT_TRUE(lot.spoken(out_lane).empty()) << "what was said once is not said again";
}

TEST(TextsInALane, StandStillWhereNobodyIs) {
    Lot lot;
    const auto idle = lot.shown(in_lane);
    EXPECT_EQ(idle, "欢迎光临 | Welcome");
    lot.new_boards();
    lot.after(1h);
    EXPECT_EQ(lot.new_boards(), 0);
}

TEST(TextsInALane, OperatorsGetTheFirstBoardWithoutThePlate) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).car_arrives(out_lane, visitor);
    const auto told = lot.lane(out_lane).display;
    EXPECT_EQ(told, (std::vector<std::string>{"请付12.00元", "停车1小时38分", "费用12.00元"}));
    lot.after(4s);
    EXPECT_EQ(lot.lane(out_lane).display, told) << "a turn of the board is no news";
}

TEST(TextsInALane, TheNextCarNeverSeesTheLastOnes) {
    Lot lot;
    lot.ledger_answers().enters(plate).enters(visitor).after(5min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.shown(out_lane).substr(0, plate.size()), plate);
    lot.loop(out_lane, Loop::safety, Presence::occupied);
    EXPECT_EQ(lot.shown(out_lane).substr(0, plate.size()), plate) << "it still stands in front as well";
    lot.loop(out_lane, Loop::arrival, Presence::clear);
    EXPECT_EQ(lot.shown(out_lane), "减速慢行 | 一车一杆 | Drive slowly | One car per lift") << "it reads no longer";
    lot.loop(out_lane, Loop::arrival, Presence::occupied).after(7s);
    EXPECT_EQ(lot.shown(out_lane), "减速慢行 | 一车一杆 | Drive slowly | One car per lift") << "the next one is there";
    lot.loop(out_lane, Loop::safety, Presence::clear).after(1s);
    EXPECT_EQ(lot.phase(out_lane), "arrived");
    EXPECT_EQ(lot.shown(out_lane), "请稍候 | One moment");
    lot.read(out_lane, visitor);
    EXPECT_EQ(lot.shown(out_lane).substr(0, visitor.size()), visitor);
}

TEST(TextsInALane, ATurnNeverBringsBackWhatWasReplaced) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).car_arrives(out_lane, visitor).after(2'999ms);
    lot.pays(visitor, Fen{1'200}, "n1");
    const auto thanked = lot.shown(out_lane);
    EXPECT_NE(thanked.find("停车1小时38分"), std::string::npos);
    lot.after(1ms);
    EXPECT_EQ(lot.shown(out_lane), thanked) << "a board stands its whole time";
    lot.backs_out(out_lane).after(1h);
    EXPECT_EQ(lot.shown(out_lane), "减速慢行 | 一车一杆 | Drive slowly | One car per lift");
}

TEST(TextsInALane, ANewStartShowsNobodysText) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).car_arrives(out_lane, visitor).restart();
    EXPECT_EQ(lot.shown(out_lane), "减速慢行 | 一车一杆 | Drive slowly | One car per lift");
}

} // namespace
} // namespace parkgate::core
