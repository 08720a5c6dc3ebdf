// An area within another: a stay goes on where its car passes from one to the other.
#include "edge/core/context.hpp"
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

using core::CountedAs;

const std::string plate = "沪A12345";
const std::string misread = "沪A1Z345";
const std::string visitor = "沪B88888";
const AreaId garage{"garage"};
const AreaId deck{"deck"};
const LaneId deck_in{"deck-in"};
const LaneId deck_out{"deck-out"};

core::LotConfig two_areas(std::int64_t spaces_of_deck = 5, std::int64_t spaces_of_garage = 10) {
    core::LotConfig config = house_config();
    for (auto& lane : config.lanes) {
        lane.behind = garage;
    }
    config.lanes.push_back({deck_in, core::Direction::entry, {}, garage, deck});
    config.lanes.push_back({deck_out, core::Direction::exit, {}, garage, deck});
    config.areas = {{garage, spaces_of_garage, 0}, {deck, spaces_of_deck, 0}};
    return config;
}

Lot& drives(Lot& lot, const LaneId& lane, const std::string& car) {
    return lot.car_arrives(lane, car).after(1s).passes(lane);
}

std::int64_t in_area(const Lot& lot, const AreaId& area) {
    return core::inside(lot.state(), area, CountedAs::transient);
}

TEST(BetweenAreas, AStayGoesOn) {
    Lot lot(two_areas());
    lot.ledger_answers().enters(plate);
    const SessionId id = lot.session(plate)->id;
    lot.after(20min).new_facts();
    drives(lot, deck_in, plate);
    EXPECT_EQ(lot.new_facts(), (std::vector<std::string>{"open_intent", "opened", "segment_began"}));
    EXPECT_EQ(lot.new_orders(deck_in), "oc");
    EXPECT_EQ(lot.last<SegmentBegan>().area, deck);
    EXPECT_EQ(in_area(lot, garage), 0);
    EXPECT_EQ(in_area(lot, deck), 1);
    EXPECT_EQ(lot.session(plate)->id, id);
    drives(lot.after(20min), deck_out, plate);
    EXPECT_EQ(lot.last<SegmentBegan>().area, garage);
    EXPECT_EQ(in_area(lot, garage), 1);
    EXPECT_EQ(in_area(lot, deck), 0);
    ASSERT_EQ(lot.session(plate)->segments.size(), 3U);
    EXPECT_EQ(lot.session(plate)->segments.front().from, lot.session(plate)->entered_at);
    EXPECT_TRUE(lot.facts<LeaveAuthorised>().empty());
    lot.after(9min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600}) << "of the whole stay";
}

TEST(BetweenAreas, WhoTurnsBackStaysWhereHeWas) {
    Lot lot(two_areas());
    lot.ledger_answers().enters(plate).after(5min).car_arrives(deck_in, plate).backs_out(deck_in);
    EXPECT_TRUE(lot.facts<SegmentBegan>().empty());
    EXPECT_TRUE(lot.facts<EntryCancelled>().empty());
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_EQ(lot.session(plate)->phase, core::SessionPhase::inside);
    EXPECT_EQ(in_area(lot, garage), 1);
    drives(lot, deck_in, plate);
    lot.car_arrives(deck_out, plate).backs_out(deck_out);
    EXPECT_TRUE(lot.facts<LeaveCancelled>().empty());
    EXPECT_EQ(in_area(lot, deck), 1);
}

TEST(BetweenAreas, ANearReadingOpensAndSaysSo) {
    Lot lot(two_areas());
    lot.ledger_answers().enters(plate).after(5min);
    drives(lot, deck_in, misread);
    EXPECT_EQ(lot.announced("read", "fuzzy"), 1);
    EXPECT_EQ(in_area(lot, deck), 1);
    EXPECT_EQ(lot.state().sessions.size(), 1U);
}

TEST(BetweenAreas, OneOfSeveralStaysPassesAndNothingIsWrittenToAny) {
    Lot lot(two_areas());
    lot.ledger_answers().enters("沪A12845").enters("沪A12B45").after(5min);
    drives(lot, deck_in, "沪A12045");
    EXPECT_EQ(lot.new_orders(deck_in), "oc");
    EXPECT_EQ(lot.state().sessions.size(), 2U);
    EXPECT_TRUE(lot.facts<SegmentBegan>().empty());
}

TEST(BetweenAreas, ACarWithoutAStayCameInUnseen) {
    Lot lot(two_areas());
    lot.ledger_answers();
    drives(lot, deck_in, visitor);
    ASSERT_NE(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.session(visitor)->phase, core::SessionPhase::inside);
    EXPECT_EQ(lot.facts<Entered>().size(), 1U);
    EXPECT_EQ(in_area(lot, deck), 1);
    drives(lot, deck_out, plate);
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_EQ(in_area(lot, garage), 1);
    lot.after(50min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
}

TEST(BetweenAreas, AFullInnerAreaKeepsOutAndLetsOut) {
    Lot lot(two_areas(1));
    lot.ledger_answers().enters(plate).enters(visitor);
    EXPECT_EQ(lot.shown(deck_in), "欢迎光临 | Welcome | 空位 Free 1");
    drives(lot, deck_in, plate);
    EXPECT_EQ(lot.shown(deck_in), "车位已满 | Full");
    lot.new_orders(deck_in);
    lot.car_arrives(deck_in, visitor);
    EXPECT_EQ(lot.new_orders(deck_in), "");
    drives(lot, deck_out, plate);
    EXPECT_EQ(lot.new_orders(deck_in), "o");
    lot.passes(deck_in);
    EXPECT_EQ(core::area_of(lot.state(), *lot.session(visitor)), deck);
}

TEST(BetweenAreas, AFullLotHoldsNobodyInItsInnerArea) {
    Lot lot(two_areas(1, 1));
    lot.ledger_answers().enters(plate);
    drives(lot, deck_in, plate);
    lot.enters(visitor).new_orders(deck_out);
    EXPECT_TRUE(core::is_full_for(lot.state(), garage, CountedAs::transient));
    drives(lot, deck_out, plate);
    EXPECT_EQ(lot.new_orders(deck_out), "oc");
    EXPECT_EQ(in_area(lot, garage), 2);
}

TEST(BetweenAreas, APlateThatStandsInAnotherLaneHoldsNobodyBetweenTwoArms) {
    Lot lot(two_areas());
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate);
    drives(lot, deck_out, plate);
    EXPECT_EQ(lot.new_orders(deck_out), "oc");
    EXPECT_EQ(lot.announced("plate_is_in_another_lane"), 1);
    EXPECT_EQ(lot.state().sessions.size(), 1U);
    EXPECT_TRUE(lot.facts<SegmentBegan>().empty());
}

TEST(BetweenAreas, InLimpModeTheArmRisesFirstAndNobodyLeaves) {
    Lot lot(two_areas());
    lot.ledger_answers().enters(plate);
    drives(lot, deck_in, plate);
    lot.store_is_lost().arrives(deck_out);
    EXPECT_EQ(lot.new_orders(deck_out), "o");
    lot.read(deck_out, plate).passes(deck_out);
    EXPECT_TRUE(lot.facts<Exited>().empty());
    EXPECT_EQ(in_area(lot, garage), 1);
}

TEST(BetweenAreas, WhoIsLetThroughByAPersonIsCountedToo) {
    Lot lot(two_areas(1));
    lot.ledger_answers().enters(plate).enters(visitor);
    drives(lot, deck_in, plate);
    lot.car_arrives(deck_in, visitor).orders(deck_in, Verb::open).passes(deck_in);
    EXPECT_EQ(in_area(lot, deck), 2);
    EXPECT_EQ(in_area(lot, garage), 0);
    lot.orders(deck_out, Verb::lock).car_arrives(deck_out, plate).orders(deck_out, Verb::open).passes(deck_out);
    EXPECT_TRUE(lot.facts<LeaveAuthorised>().empty());
    EXPECT_EQ(in_area(lot, garage), 1);
}

TEST(BetweenAreas, StaffMayAdmitWhoseInnerAreaIsFull) {
    Lot lot(two_areas(1));
    lot.ledger_answers().enters(plate).enters(visitor);
    drives(lot, deck_in, plate);
    lot.car_arrives(deck_in, visitor).orders(deck_in, Verb::admit);
    EXPECT_EQ(lot.answers().back().why, "admitted as " + visitor);
    lot.passes(deck_in);
    EXPECT_EQ(in_area(lot, deck), 2);
    EXPECT_EQ(lot.state().sessions.size(), 2U) << "its stay goes on";
}

TEST(BetweenAreas, AnEditedPlateMovesTheRightCar) {
    Lot lot(two_areas());
    lot.ledger_answers().enters(plate).enters(visitor);
    lot.car_arrives(deck_in, visitor).orders(deck_in, Verb::edit_plate, plate).passes(deck_in);
    EXPECT_EQ(core::area_of(lot.state(), *lot.session(plate)), deck);
    EXPECT_EQ(core::area_of(lot.state(), *lot.session(visitor)), garage);
}

TEST(BetweenAreas, APassageGoesOnAfterARestart) {
    Lot lot(two_areas());
    lot.ledger_answers().enters(plate).car_arrives(deck_in, plate);
    lot.hardware_is(deck_in, core::Presence::occupied, core::Presence::clear, core::ArmPosition::up);
    lot.restart().looks(in_lane).looks(deck_in).after(1s).passes(deck_in);
    EXPECT_EQ(in_area(lot, deck), 1);
    EXPECT_TRUE(lot.facts<EntryCancelled>().empty());
}

} // namespace
} // namespace parkgate::test
