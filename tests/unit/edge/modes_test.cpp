// Modes, fire, reversible lanes, tailgating, edited plates and the evidence of passages, on the lot as a whole.
#include "tests/unit/edge/scenario.hpp"

#include <algorithm>

namespace parkgate::test {
namespace {

using core::ArmPosition;
using core::Loop;
using core::Presence;
using core::Side;

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

// ---- modes ----

TEST(Mode, HeldOpenChargesNobodyAndOpensSessions) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(2h).orders(out_lane, Verb::hold_open).orders(in_lane, Verb::hold_open);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.new_orders(out_lane), "h");
    EXPECT_EQ(lot.lane(out_lane).posture, "held_open");
    lot.leaves(out_lane, visitor).enters(plate);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{0});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
    EXPECT_EQ(lot.session(visitor), nullptr);
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_EQ(lot.session(plate)->phase, core::SessionPhase::inside);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_FALSE(lot.fault("arm_left_open", "out"));
    lot.orders(out_lane, Verb::close);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    lot.orders(out_lane, Verb::normal);
    EXPECT_EQ(lot.new_orders(out_lane), "rc");
}

TEST(Mode, WhoWaitsToPayAtALaneThatIsThenHeldOpenLeavesFree) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(2h).car_arrives(out_lane, visitor);
    EXPECT_GT(lot.lane(out_lane).due, Fen{0});
    lot.orders(out_lane, Verb::hold_open).passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_EQ(lot.session(visitor), nullptr);
}

TEST(Mode, LockedAdmitsNobodyUntilItEnds) {
    Lot lot;
    lot.ledger_answers().orders(in_lane, Verb::lock).car_arrives(in_lane, plate).after(1min);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    EXPECT_EQ(lot.shown(in_lane), "车道关闭 | Lane closed");
    EXPECT_EQ(lot.session(plate), nullptr);
    lot.orders(in_lane, Verb::normal);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    EXPECT_NE(lot.session(plate), nullptr);
}

TEST(Mode, APaymentOpensNoLockedExitAndAnOperatorDoes) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor).orders(out_lane, Verb::lock);
    lot.pays(visitor, Fen{600}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.orders(out_lane, Verb::open);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.session(visitor), nullptr);
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(Mode, IsRememberedAcrossARestart) {
    Lot lot;
    lot.ledger_answers().orders(in_lane, Verb::lock).orders(out_lane, Verb::hold_open).restart();
    lot.looks(in_lane).looks(out_lane).looks(out2_lane).car_arrives(in_lane, plate);
    EXPECT_EQ(lot.lane(in_lane).posture, "locked");
    EXPECT_EQ(lot.lane(out_lane).posture, "held_open");
    EXPECT_EQ(lot.new_orders(in_lane), "");
}

// ---- fire ----

TEST(Fire, AllArmsGoUpAheadOfAnyCommitAndStayUp) {
    Lot lot;
    lot.ledger_answers().enters(visitor).enters(plate).after(2h).car_arrives(out_lane, visitor);
    lot.new_orders(in_lane);
    lot.commits(false).event(core::FireSeen{true});
    for (const auto& lane : {in_lane, out_lane, out2_lane}) {
        EXPECT_EQ(lot.new_orders(lane), "h") << lane.text;
    }
    EXPECT_EQ(lot.shown(out2_lane), "减速慢行 | 一车一杆 | Drive slowly | One car per lift")
        << "displays wait for the commit";
    lot.commits(true);
    EXPECT_EQ(lot.shown(out2_lane), "火警 | 请立即离场 | Fire alarm | Leave now");
    EXPECT_TRUE(lot.fault("fire_alarm"));
    lot.after(1s).passes(out_lane).event(core::FireSeen{false}).after(1h);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{0});
    EXPECT_EQ(lot.session(visitor), nullptr);
    for (const auto& lane : {in_lane, out_lane, out2_lane}) {
        EXPECT_EQ(lot.new_orders(lane), "") << lane.text;
    }
    EXPECT_NE(lot.session(plate), nullptr);
    lot.orders(in_lane, Verb::fire_over);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::unseen);
    EXPECT_EQ(lot.new_orders(out_lane), "r") << "nothing falls";
    EXPECT_FALSE(lot.fault("fire_alarm"));
}

TEST(Fire, IsNotEndedWhileTheContactSaysFireAndNotByARestart) {
    Lot lot;
    lot.event(core::FireSeen{true}).orders(in_lane, Verb::fire_over);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    lot.restart().looks(in_lane).looks(out_lane).looks(out2_lane);
    EXPECT_EQ(lot.lane(in_lane).posture, "fire_alarm");
    lot.orders(in_lane, Verb::close);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    lot.orders(in_lane, Verb::fire_over);
    EXPECT_EQ(lot.answers().back().state, CommandState::done) << "the contact has not been heard since the start";
}

TEST(Fire, AnOperatorMayRaiseIt) {
    Lot lot;
    lot.orders(out_lane, Verb::fire);
    EXPECT_EQ(lot.new_orders(in_lane) + lot.new_orders(out_lane) + lot.new_orders(out2_lane), "hhh");
}

// ---- a torn arm ----

TEST(TornOff, PassagesCloseSessionsWithoutAChargeAndStaffIsCalled) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(2h).arm(out_lane, ArmPosition::torn_off);
    EXPECT_TRUE(lot.fault("arm_torn_off", "out"));
    lot.leaves(out_lane, visitor);
    EXPECT_EQ(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{0});
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.arm(out_lane, ArmPosition::down);
    EXPECT_FALSE(lot.fault("arm_torn_off", "out"));
}

// ---- a reversible lane ----

core::LotConfig reversible_config() {
    core::LotConfig config = house_config();
    config.lanes[0].settings.reversible = true;
    config.lanes[0].settings.fitted.beyond = true;
    return config;
}

void drives_out(Lot& lot, const LaneId& lane) {
    lot.loop(lane, Loop::safety, Presence::occupied).loop(lane, Loop::beyond, Presence::clear).after(1s);
    lot.loop(lane, Loop::arrival, Presence::occupied).loop(lane, Loop::safety, Presence::clear).after(1s);
    lot.loop(lane, Loop::arrival, Presence::clear).after(1s);
}

void drives_in(Lot& lot, const LaneId& lane) {
    lot.loop(lane, Loop::safety, Presence::occupied).loop(lane, Loop::arrival, Presence::clear).after(1s);
    lot.loop(lane, Loop::beyond, Presence::occupied).loop(lane, Loop::safety, Presence::clear).after(1s);
    lot.loop(lane, Loop::beyond, Presence::clear).after(1s);
}

TEST(Reversible, OneLaneLetsInAndOut) {
    Lot lot(reversible_config());
    lot.ledger_answers().arrives(in_lane).read_from(in_lane, Side::entry, plate);
    drives_in(lot, in_lane);
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_EQ(lot.session(plate)->phase, core::SessionPhase::inside);
    lot.after(5min).loop(in_lane, Loop::beyond, Presence::occupied).read_from(in_lane, Side::exit, plate);
    EXPECT_EQ(lot.lane(in_lane).direction, "exit");
    EXPECT_EQ(lot.shown(in_lane, Side::entry), "对向来车 请等待 | Oncoming traffic | Please wait");
    drives_out(lot, in_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.new_orders(in_lane), "ococ");
    EXPECT_EQ(lot.shown(in_lane, Side::entry), "欢迎光临 | Welcome");
}

TEST(Reversible, WhoComesFromTheOtherSideWaitsAndIsThenServed) {
    Lot lot(reversible_config());
    lot.ledger_answers().car_arrives(in_lane, visitor);
    drives_in(lot, in_lane);
    lot.new_orders(in_lane);
    lot.after(1min).loop(in_lane, Loop::beyond, Presence::occupied).arrives(in_lane);
    lot.read_from(in_lane, Side::entry, plate).after(1s);
    EXPECT_EQ(lot.session(plate), nullptr) << "one car at a time";
    EXPECT_EQ(lot.new_orders(in_lane), "");
    lot.read_from(in_lane, Side::exit, visitor);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.loop(in_lane, Loop::beyond, Presence::clear).after(11s);
    EXPECT_EQ(lot.session(visitor)->phase, core::SessionPhase::inside) << "it gave way";
    ASSERT_NE(lot.session(plate), nullptr) << "and the one who waited was read long ago";
}

TEST(Reversible, WhoWaitsOnTheOtherSideAndBacksAwayIsNotTakenForTheNextOne) {
    Lot lot(reversible_config());
    lot.ledger_answers().car_arrives(in_lane, plate);
    drives_in(lot, in_lane);
    lot.after(1min).car_arrives(in_lane, visitor);
    lot.loop(in_lane, Loop::beyond, Presence::occupied).read_from(in_lane, Side::exit, plate);
    lot.loop(in_lane, Loop::beyond, Presence::clear);
    drives_in(lot, in_lane);
    lot.new_orders(in_lane);
    lot.loop(in_lane, Loop::beyond, Presence::occupied).after(1s);
    EXPECT_EQ(lot.new_orders(in_lane), "") << "it has not been read yet";
    EXPECT_EQ(lot.session(plate)->phase, core::SessionPhase::inside);
}

TEST(Reversible, WhoIsLetOutByHandHasLeftThoughTheNextCarIsComingIn) {
    Lot lot(reversible_config());
    lot.ledger_answers().car_arrives(in_lane, plate);
    drives_in(lot, in_lane);
    lot.after(3h).loop(in_lane, Loop::beyond, Presence::occupied).read_from(in_lane, Side::exit, plate);
    ASSERT_EQ(lot.session(plate)->phase, core::SessionPhase::inside) << "it has not paid";
    lot.arm(in_lane, core::ArmPosition::up).after(1s).arrives(in_lane);
    drives_out(lot, in_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
}

TEST(Reversible, ADirectionIsFixedByAnOperator) {
    Lot lot(reversible_config());
    lot.ledger_answers().orders(in_lane, Verb::set_direction, "exit").arrives(in_lane).read(in_lane, plate);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.shown(in_lane, Side::entry), "禁止驶入 | No entry");
    lot.orders(out_lane, Verb::set_direction, "exit");
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    lot.orders(in_lane, Verb::set_direction, "sideways");
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
}

// ---- reads ----

TEST(Reading, ABetterOneCorrectsTheArrivalUntilTheArmIsTold) {
    Lot lot;
    lot.ledger_answers().enters(visitor).enters(plate).after(50min);
    lot.car_arrives(out_lane, visitor, 60).read(out_lane, plate, 95);
    EXPECT_EQ(lot.lane(out_lane).session, lot.session(plate)->id);
    lot.read(out_lane, visitor, 70);
    EXPECT_EQ(lot.lane(out_lane).session, lot.session(plate)->id) << "a worse one does not";
    lot.pays(plate, Fen{600}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.read(out_lane, visitor, 99).passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr) << "after the admission another text is only noted";
    EXPECT_NE(lot.session(visitor), nullptr);
}

TEST(Reading, APlateWithoutACarIsCountedAndDoesNothing) {
    Lot lot;
    lot.ledger_answers().read(in_lane, plate).after(10s);
    EXPECT_EQ(lot.refused("read_without_a_car"), 1);
    EXPECT_EQ(lot.session(plate), nullptr);
}

TEST(Reading, ACarWhosePlateNobodyCanReadIsToldWhomToCall) {
    Lot lot;
    lot.ledger_answers().arrives(out_lane).after(11s);
    EXPECT_EQ(lot.shown(out_lane), "未识别车牌 | Plate not read | 请联系工作人员 | Call staff");
}

// ---- edited plates ----

TEST(EditPlate, DecidesOnTheCarInTheLaneAnew) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).arrives(out_lane);
    lot.orders(out_lane, Verb::edit_plate, plate);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
}

TEST(EditPlate, OfACarThatWasAdmittedUnderAnotherPlateEndsThatAdmission) {
    Lot lot;
    lot.ledger_answers().enters(visitor).enters(plate).after(5min).car_arrives(out_lane, visitor);
    lot.orders(out_lane, Verb::edit_plate, plate);
    EXPECT_EQ(lot.facts<LeaveCancelled>().size(), 1U);
    lot.passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    ASSERT_NE(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.session(visitor)->phase, core::SessionPhase::inside);
}

TEST(EditPlate, ThatOwesMoneyWhileTheArmIsUpIsWrittenDown) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(2h).enters(visitor).after(1min).car_arrives(out_lane, visitor);
    lot.orders(out_lane, Verb::edit_plate, plate).passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "operator");
}

TEST(EditPlate, NeedsACarAndAPlate) {
    Lot lot;
    lot.orders(out_lane, Verb::edit_plate, plate);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    lot.arrives(out_lane).orders(out_lane, Verb::edit_plate, "");
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
}

// ---- tailgating ----

TEST(Tailgating, ACarThatFollowsAnotherOutOwesWhatItOwes) {
    Lot lot;
    lot.ledger_answers().enters(visitor).enters(plate).after(50min).car_arrives(out_lane, plate);
    lot.pays(plate, Fen{600}, "n1").arm_obeys(false).passes(out_lane).arm(out_lane, ArmPosition::moving);
    lot.read(out_lane, visitor).after(500ms).loop(out_lane, Loop::safety, Presence::occupied).after(1s);
    lot.arm(out_lane, ArmPosition::up).loop(out_lane, Loop::safety, Presence::clear).after(1s);
    EXPECT_EQ(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "forced");
}

// ---- evidence ----

TEST(Evidence, APassageLeavesItsTimeline) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(1min);
    const auto record = lot.last<PassageRecord>();
    EXPECT_EQ(record.lane, in_lane);
    EXPECT_EQ(record.end, "passed");
    EXPECT_EQ(record.arrival, lot.last<EntryAuthorised>().arrival);
    const auto has = [&](const std::string& what, const std::string& detail) {
        return std::ranges::any_of(record.entries,
                                   [&](const auto& one) { return one.what == what && one.detail == detail; });
    };
    EXPECT_TRUE(has("loop", "arrival occupied"));
    EXPECT_TRUE(has("command", "open"));
    EXPECT_TRUE(has("outcome", "open ok"));
    EXPECT_TRUE(has("arm", "up"));
    EXPECT_TRUE(has("loop", "safety clear"));
    EXPECT_TRUE(has("command", "close")) << "what the arm does after him may hit the next";
    EXPECT_TRUE(has("arm", "down"));
    EXPECT_TRUE(std::ranges::is_sorted(record.entries, {}, &PassageEntry::after_ms));
    EXPECT_TRUE(std::ranges::none_of(record.entries, [](const auto& one) { return one.detail.contains(plate); }));
}

TEST(Evidence, IsBoundedAndKeepsBeginningAndEnd) {
    Lot lot;
    lot.ledger_answers().car_arrives(in_lane, plate);
    for (int i = 0; i < 100; ++i) {
        lot.loop(in_lane, Loop::safety, Presence::unknown).loop(in_lane, Loop::safety, Presence::clear);
    }
    lot.passes(in_lane).after(1min);
    const auto record = lot.last<PassageRecord>();
    EXPECT_LE(record.entries.size(), 64U);
    EXPECT_GT(record.left_out, 100);
    EXPECT_EQ(record.entries.back().detail, "came_down");
}

TEST(Evidence, IsNeverOnTheCommitThatOpensAnArm) {
    Lot lot;
    lot.ledger_answers().car_arrives(in_lane, plate).after(1s);
    lot.loop(in_lane, Loop::safety, Presence::occupied).loop(in_lane, Loop::arrival, Presence::clear);
    lot.after(300ms).arrives(in_lane).read(in_lane, visitor).after(200ms);
    lot.loop(in_lane, Loop::safety, Presence::clear).after(5s).passes(in_lane).after(1min);
    std::vector<std::string> kinds;
    for (const auto& fact : lot.all_facts()) {
        kinds.emplace_back(kind_of(fact.body));
    }
    EXPECT_EQ(std::ranges::count(kinds, "passage_record"), 2);
    for (std::size_t i = 0; i + 1 < kinds.size(); ++i) {
        EXPECT_FALSE(kinds[i] == "passage_record" && kinds[i + 1] == "open_intent");
    }
}

} // namespace
} // namespace parkgate::test
