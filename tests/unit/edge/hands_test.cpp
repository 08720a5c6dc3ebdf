// What operators do to stays: let out free, with a second person where it is much, admit, end, spend, explain.
#include "plate/pseudo.hpp"
#include "tests/unit/edge/scenario.hpp"

#include <algorithm>

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

core::LotConfig second_above(std::int64_t fen) {
    core::LotConfig config = house_config();
    config.second_person_above = Fen{fen};
    return config;
}

// At the exit with 6.00 yuan to pay.
Lot& owes_six(Lot& lot, const std::string& car = plate) {
    lot.ledger_answers().enters(car).after(50min).car_arrives(out_lane, car);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    return lot;
}

CommandState state(const Lot& lot) {
    return lot.answers().back().state;
}

EventId last_command(const Lot& lot) {
    return lot.answers().back().id;
}

// ---- release ----

TEST(Release, LetsOutWithoutPayingAndSaysWhoDidIt) {
    Lot lot;
    owes_six(lot).orders(out_lane, Verb::release);
    EXPECT_EQ(state(lot), CommandState::done);
    EXPECT_EQ(lot.answers().back().why, "6.00 yuan are waived");
    EXPECT_EQ(lot.last<Overridden>().verb, "release");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Waived>(), (Waived{hash_of_plate(plate), Fen{600}, {"wang"}, {}, "test"}));
    EXPECT_EQ(lot.last<Exited>().fee, Fen{600});
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
    EXPECT_EQ(lot.session(plate), nullptr);
}

TEST(Release, OfMuchMoneyWaitsForAnotherPerson) {
    Lot lot(second_above(500));
    owes_six(lot).new_orders(out_lane);
    lot.orders(out_lane, Verb::release);
    EXPECT_EQ(state(lot), CommandState::awaits_second);
    const EventId asked = last_command(lot);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.orders(out_lane, Verb::confirm, asked.text);
    EXPECT_EQ(state(lot), CommandState::refused) << "not by the same person";
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.orders_by("li", in_lane, Verb::confirm, asked.text);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Waived>(), (Waived{hash_of_plate(plate), Fen{600}, {"wang"}, {"li"}, "test"}));
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    lot.orders_by("li", in_lane, Verb::confirm, asked.text);
    EXPECT_EQ(state(lot), CommandState::refused) << "once";
}

TEST(Release, OfJustTheLimitNeedsNoOtherPerson) {
    Lot lot(second_above(600));
    owes_six(lot).orders(out_lane, Verb::release);
    EXPECT_EQ(state(lot), CommandState::done);
}

TEST(Release, ThatNobodyConfirmsHasFailedAndTheCarIsNotTrapped) {
    Lot lot(second_above(500));
    owes_six(lot).orders(out_lane, Verb::release);
    const EventId asked = last_command(lot);
    lot.after(31s);
    EXPECT_EQ(state(lot), CommandState::failed);
    EXPECT_EQ(last_command(lot), asked);
    lot.orders_by("li", out_lane, Verb::confirm, asked.text);
    EXPECT_EQ(state(lot), CommandState::refused);
    EXPECT_TRUE(lot.facts<Waived>().empty());
    lot.orders(out_lane, Verb::open).passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{600});
}

TEST(Release, IsConfirmedForTheSameCarOnly) {
    Lot lot(second_above(500));
    lot.ledger_answers().enters(visitor);
    owes_six(lot).orders(out_lane, Verb::release);
    const EventId asked = last_command(lot);
    lot.backs_out(out_lane).car_arrives(out_lane, visitor);
    ASSERT_GT(lot.lane(out_lane).due, Fen{});
    lot.orders_by("li", out_lane, Verb::confirm, asked.text);
    EXPECT_EQ(state(lot), CommandState::refused);
    EXPECT_TRUE(lot.facts<Waived>().empty());
}

TEST(Release, OfACarThatOnlyAMinimumFeeHoldsWaivesIt) {
    core::LotConfig config = house_config();
    config.without_entry = core::WithoutEntry::minimum_fee;
    config.minimum_fee = Fen{1'000};
    Lot lot(config);
    lot.car_arrives(out_lane, plate).orders(out_lane, Verb::release);
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Waived>(), (Waived{hash_of_plate(plate), Fen{1'000}, {"wang"}, {}, "test"}));
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(Release, GivesHeldPointsBack) {
    Lot lot;
    lot.member(plate, "m-1", 2'000).ledger_answers().enters(plate, 60).after(50min).car_arrives(out_lane, plate);
    EXPECT_GT(lot.lane(out_lane).due, Fen{});
    lot.orders(out_lane, Verb::release).passes(out_lane);
    EXPECT_EQ(lot.facts<HoldReleased>().size(), 1U);
    EXPECT_TRUE(lot.facts<Charged>().empty());
}

TEST(Release, IsRefusedByNameWhereThereIsNothingToRelease) {
    Lot lot;
    lot.ledger_answers().orders(out_lane, Verb::release);
    EXPECT_EQ(lot.answers().back().why, "no car stands in front of the arm");
    lot.car_arrives(in_lane, visitor).orders(in_lane, Verb::release);
    EXPECT_EQ(lot.answers().back().why, "a car is released at an exit out of the lot");
    lot.passes(in_lane).after(50min).car_arrives(out_lane, visitor);
    const Now now = lot.now();
    lot.event(core::Commanded{{{"no-reason"}, {"wang"}, out_lane, Verb::release, "", now.wall, now.wall + 30s}, {}});
    EXPECT_EQ(lot.answers().back().why, "a release needs a reason");
    lot.orders(out_lane, Verb::open).orders(out_lane, Verb::release);
    EXPECT_EQ(lot.answers().back().why, "the car has been let out already");
    EXPECT_TRUE(lot.facts<Waived>().empty());
}

TEST(Release, IsWrittenDownOnceThoughTheCarTurnsBackBefore) {
    Lot lot;
    owes_six(lot).orders(out_lane, Verb::release);
    EXPECT_TRUE(lot.facts<Waived>().empty()) << "the car has not left";
    lot.backs_out(out_lane).car_arrives(out_lane, plate).orders(out_lane, Verb::release).passes(out_lane);
    EXPECT_EQ(lot.facts<LeaveCancelled>().size(), 1U);
    ASSERT_EQ(lot.facts<Waived>().size(), 1U);
    EXPECT_EQ(lot.last<Waived>().fen, Fen{600});
}

TEST(Release, OfACarThatTurnsBackAndPaysWaivesNothing) {
    Lot lot;
    owes_six(lot).orders(out_lane, Verb::release).backs_out(out_lane).car_arrives(out_lane, plate);
    lot.pays(plate, Fen{600}, "n1").passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().paid, Fen{600});
    EXPECT_TRUE(lot.facts<Waived>().empty());
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
}

TEST(Release, IsWrittenDownThoughTheProcessStartsAgainBeforeTheCarHasLeft) {
    Lot lot;
    owes_six(lot).orders(out_lane, Verb::release).restart();
    lot.hardware_is(out_lane, core::Presence::occupied, core::Presence::clear, core::ArmPosition::up).looks(out_lane);
    lot.passes(out_lane);
    EXPECT_EQ(lot.facts<Exited>().size(), 1U);
    EXPECT_EQ(lot.last<Waived>(), (Waived{hash_of_plate(plate), Fen{600}, {"wang"}, {}, "test"}));
}

// 6.00 yuan, of which the board asks for 3.00.
Lot& owes_three_beside_points(Lot& lot, std::int64_t confidence = 99) {
    lot.member(plate, "m-1", 300).ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate, confidence);
    return lot;
}

TEST(Release, WaivesWhatTheBoardAsksFor) {
    Lot lot(second_above(300));
    owes_three_beside_points(lot);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{300});
    lot.orders(out_lane, Verb::release);
    EXPECT_EQ(lot.answers().back().why, "3.00 yuan are waived") << "and no second person is asked";
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Waived>().fen, Fen{300});
    EXPECT_EQ(lot.last<Charged>().charged, Points{300});
}

TEST(Release, SpendsNoPointsOnADoubtfulReading) {
    Lot lot;
    owes_three_beside_points(lot, 85);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    lot.orders(out_lane, Verb::release).passes(out_lane);
    EXPECT_EQ(lot.last<Waived>().fen, Fen{600});
    EXPECT_TRUE(lot.facts<Charged>().empty());
}

// The disk cannot vouch for the points: what they would have paid is a debt, and what was let go stays so.
TEST(Release, OnADiskThatIsLateWaivesNoMoreThanWasSaid) {
    Lot lot;
    owes_three_beside_points(lot).commits(false).orders(out_lane, Verb::release).after(1s).passes(out_lane);
    lot.commits(true);
    EXPECT_EQ(lot.facts<UndurableOpen>().size(), 1U);
    EXPECT_TRUE(lot.facts<Charged>().empty());
    EXPECT_EQ(lot.last<Waived>().fen, Fen{300});
    EXPECT_EQ(lot.last<Exited>().debt, Fen{300});
    EXPECT_EQ(lot.last<DebtRaised>().reason, "undurable_open");
}

// ---- open says what is owed ----

TEST(Open, WritesDownWhatTheBoardAsksFor) {
    Lot lot;
    owes_three_beside_points(lot).orders(out_lane, Verb::open);
    EXPECT_EQ(lot.answers().back().why, "3.00 yuan are written down as a debt");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{300});
    EXPECT_EQ(lot.last<Charged>().charged, Points{300});
}

TEST(Open, SaysWhatIsWrittenDown) {
    Lot lot;
    owes_six(lot).orders(out_lane, Verb::open);
    EXPECT_EQ(lot.answers().back().why, "6.00 yuan are written down as a debt");
}

TEST(Open, OfAnEntryWritesDownWhoComesIn) {
    core::LotConfig config = house_config();
    config.rights.bans = {{hash_of_plate(visitor), {}}};
    Lot lot(config);
    lot.ledger_answers().car_arrives(in_lane, visitor).orders(in_lane, Verb::open).passes(in_lane);
    EXPECT_NE(lot.session(visitor), nullptr);
}

// ---- admit ----

TEST(Admit, ACarThatNoCameraCanReadGetsAStay) {
    Lot lot;
    lot.ledger_answers().arrives(in_lane).after(20s).orders(in_lane, Verb::admit);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.passes(in_lane);
    ASSERT_EQ(lot.state().sessions.size(), 1U);
    const core::Session session = lot.state().sessions.all().begin()->second;
    EXPECT_TRUE(plate::is_pseudo_plate(session.plate)) << session.plate;
    EXPECT_EQ(session.hash.text.size(), 32U);
    EXPECT_EQ(session.phase, core::SessionPhase::inside);
    EXPECT_TRUE(std::ranges::none_of(lot.asks(), [](const Ask& ask) {
        return std::holds_alternative<LinkAsk>(ask.body);
    })) << "the ledger knows nobody without a plate";
    EXPECT_EQ(lot.answers().back().why, "admitted as " + session.plate);
    lot.after(50min).arrives(out_lane).orders(out_lane, Verb::edit_plate, session.plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
}

TEST(Admit, IsRefusedByNameWhereNobodyIsKeptOut) {
    Lot lot;
    lot.ledger_answers().orders(in_lane, Verb::admit);
    EXPECT_EQ(lot.answers().back().why, "no car stands in front of the arm");
    lot.car_arrives(in_lane, plate).orders(in_lane, Verb::admit);
    EXPECT_EQ(lot.answers().back().why, "the car has been admitted already");
    lot.passes(in_lane).after(50min).car_arrives(out_lane, plate).orders(out_lane, Verb::admit);
    EXPECT_EQ(lot.answers().back().why, "a car is admitted at an entry");
    EXPECT_EQ(lot.facts<EntryAuthorised>().size(), 1U);
}

TEST(Admit, OpensALockedLane) {
    Lot lot;
    lot.ledger_answers().orders(in_lane, Verb::lock).car_arrives(in_lane, plate).orders(in_lane, Verb::admit);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.passes(in_lane);
    EXPECT_NE(lot.session(plate), nullptr);
}

// ---- close_stay ----

TEST(CloseStay, EndsAStayWhoseCarHasGoneUnseen) {
    Lot lot;
    lot.member(plate, "m-1", 2'000).ledger_answers().enters(plate).after(50min);
    const SessionId id = lot.session(plate)->id;
    ASSERT_TRUE(lot.session(plate)->voucher);
    lot.orders(in_lane, Verb::close_stay, id.text);
    EXPECT_EQ(state(lot), CommandState::done);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::unseen);
    EXPECT_EQ(lot.last<HoldReleased>().reason, ReleaseReason::unseen_exit);
    EXPECT_EQ(lot.last<Overridden>().by, OperatorId{"wang"});
    EXPECT_EQ(lot.all_facts().back().session, id);
    lot.orders(in_lane, Verb::close_stay, id.text);
    EXPECT_EQ(lot.answers().back().why, "no open stay has this id");
}

TEST(CloseStay, IsRefusedWhileItsCarStandsInALane) {
    Lot lot;
    owes_six(lot);
    const SessionId id = lot.session(plate)->id;
    for (const auto& lane : {in_lane, out_lane}) {
        lot.orders(lane, Verb::close_stay, id.text);
        EXPECT_EQ(lot.answers().back().why, "the car of this stay stands in a lane");
    }
    EXPECT_NE(lot.session(plate), nullptr);
}

TEST(CloseStay, OfMuchMoneyWaitsForAnotherPerson) {
    Lot lot(second_above(500));
    lot.ledger_answers().enters(plate).after(50min);
    lot.orders(in_lane, Verb::close_stay, lot.session(plate)->id.text);
    EXPECT_EQ(state(lot), CommandState::awaits_second);
    lot.orders_by("li", out_lane, Verb::confirm, last_command(lot).text);
    EXPECT_EQ(lot.session(plate), nullptr);
}

// ---- the driver's means ----

TEST(Spend, IsChosenForTheCarInTheLane) {
    Lot lot;
    lot.member(plate, "m-1", 2'000, "", Spending::nothing).ledger_answers().enters(plate).after(50min);
    lot.orders(out_lane, Verb::spend, "all");
    EXPECT_EQ(lot.answers().back().why, "no car whose stay is known stands in this lane");
    lot.car_arrives(out_lane, plate);
    ASSERT_GT(lot.lane(out_lane).due, Fen{});
    lot.orders(out_lane, Verb::spend, "everything");
    EXPECT_EQ(state(lot), CommandState::refused);
    lot.orders(out_lane, Verb::spend, "all");
    EXPECT_EQ(state(lot), CommandState::done);
    EXPECT_EQ(lot.last<SpendingChosen>(), (SpendingChosen{Spending::all, "wang"}));
    lot.after(1s).passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_EQ(lot.facts<Charged>().size(), 1U);
}

TEST(UnlockCar, OfNoPlateIsRefused) {
    Lot lot;
    lot.orders(out_lane, Verb::unlock_car, "");
    EXPECT_EQ(lot.answers().back().why, "there is no plate in the command");
    lot.orders(out_lane, Verb::unlock_car, plate);
    EXPECT_EQ(state(lot), CommandState::refused);
}

TEST(Explain, ChangesNothingAndMayBeAskedAgain) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(50min);
    const SessionId id = lot.session(plate)->id;
    const std::size_t facts = lot.all_facts().size();
    const Now now = lot.now();
    const core::Commanded why{{{"why"}, {"wang"}, out_lane, Verb::explain, "", now.wall, now.wall + 30s, id.text}, {}};
    lot.event(why).event(why);
    EXPECT_EQ(lot.all_facts().size(), facts);
    EXPECT_FALSE(lot.state().used_ids.contains({core::Door::command, "wang", {"why"}}));
    ASSERT_GE(lot.answers().size(), 2U);
    EXPECT_EQ(lot.answers()[0].state, CommandState::done);
    EXPECT_EQ(lot.answers()[1].state, CommandState::done);
    lot.orders(out_lane, Verb::explain, "nobody");
    EXPECT_EQ(state(lot), CommandState::refused);
}

} // namespace
} // namespace parkgate::test
