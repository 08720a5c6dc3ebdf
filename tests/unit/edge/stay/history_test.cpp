// What a stay may draw on, and what is remembered of a plate and of a member between stays.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";
const std::string second = "沪A99999";
const std::string visitor = "沪B88888";

core::LotConfig free_again_after(Minutes minutes) {
    core::LotConfig config = house_config();
    config.rules.tariff.free_again_after = minutes;
    return config;
}

rules::AssignedRight right_of(const std::string& id, const std::string& car) {
    rules::AssignedRight right;
    right.id = {id};
    right.plates = {hash_of_plate(car)};
    return right;
}

core::LotConfig with_gold_hours() {
    core::LotConfig config = house_config();
    config.rules.benefits.tier_hours.tiers = {{"gold", Minutes{60}}};
    return config;
}

// Of a stay of 50 minutes, which costs 6.00.
Fen due_of_a_stay(Lot& lot, const std::string& car) {
    lot.enters(car).after(50min).car_arrives(out_lane, car);
    const Fen due = lot.session(car)->quote->due;
    if (due > Fen{}) {
        lot.pays(car, due, "paid-" + lot.session(car)->quote->id.text);
    }
    lot.after(1s).passes(out_lane);
    return due;
}

// ---- free minutes ----

TEST(FreeMinutes, AreNotRenewedByDrivingOutAndIn) {
    Lot lot(free_again_after(Minutes{120}));
    lot.ledger_answers().enters(visitor).after(5min).leaves(out_lane, visitor).after(30min).enters(visitor);
    EXPECT_TRUE(lot.session(visitor)->free_minutes_spent);
    lot.after(5min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.session(visitor)->quote->due, Fen{300});
    lot.pays(visitor, Fen{300}, "n1");
    EXPECT_TRUE(lot.last<LeaveAuthorised>().as.free_minutes_spent);
    lot.passes(out_lane).after(2h).enters(visitor);
    EXPECT_FALSE(lot.session(visitor)->free_minutes_spent) << "two hours after the latest stay";
}

TEST(FreeMinutes, AreSpentAcrossARestart) {
    Lot lot(free_again_after(Minutes{120}));
    lot.ledger_answers().enters(visitor).after(5min).leaves(out_lane, visitor);
    lot.restart().looks(in_lane).looks(out_lane).enters(visitor).restart();
    EXPECT_TRUE(lot.session(visitor)->free_minutes_spent);
}

TEST(FreeMinutes, OfACarThatTurnedBackAreNotSpent) {
    Lot lot(free_again_after(Minutes{120}));
    lot.ledger_answers().car_arrives(in_lane, visitor).after(1s).backs_out(in_lane).after(1min).enters(visitor);
    EXPECT_FALSE(lot.session(visitor)->free_minutes_spent);
    EXPECT_TRUE(lot.session(visitor)->first_of_day);
}

TEST(FreeMinutes, AreAlwaysThereWhereTheTariffSaysNothing) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(5min).leaves(out_lane, visitor).enters(visitor);
    EXPECT_FALSE(lot.session(visitor)->free_minutes_spent);
}

// ---- hours of a tier ----

TEST(TierHours, AreForTheFirstEntryOfTheDay) {
    core::LotConfig config = with_gold_hours();
    config.rules.benefits.tier_hours.once_a_day = false;
    Lot lot(config);
    lot.member(plate, "alice", 0, "gold", Spending::nothing).ledger_answers(); // no coupon of the first stay
    EXPECT_EQ(due_of_a_stay(lot, plate), Fen{0});
    EXPECT_EQ(due_of_a_stay(lot, plate), Fen{600});
    lot.after(14h); // midnight lies between
    EXPECT_EQ(due_of_a_stay(lot, plate), Fen{0});
}

TEST(TierHours, AreForTheFirstOfAMembersCarsThatLeaves) {
    Lot lot(with_gold_hours());
    lot.member(plate, "alice", 0, "gold", Spending::nothing).member(second, "alice", 0, "gold", Spending::nothing);
    lot.ledger_answers();
    lot.enters(plate).enters(second);
    lot.after(50min).leaves(out_lane, second).restart().looks(in_lane).looks(out_lane).ledger_answers();
    EXPECT_EQ(lot.last<Exited>().fee, Fen{600});
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(lot.session(plate)->quote->due, Fen{600}) << "the other one has had them";
}

// ---- rights, stores ----

TEST(Means, ARightFreesTheStay) {
    core::LotConfig config = house_config();
    config.rights.rights = {right_of("pass-1", plate)};
    Lot lot(config);
    lot.ledger_answers();
    EXPECT_EQ(due_of_a_stay(lot, plate), Fen{0});
    EXPECT_EQ(lot.last<Exited>().fee, Fen{600});
    EXPECT_EQ(lot.last<LeaveAuthorised>().quote.steps.front().benefit, Benefit::right);
    EXPECT_EQ(due_of_a_stay(lot, visitor), Fen{600});
}

TEST(Means, ARightMaySelectTheRatesOfATier) {
    core::LotConfig config = house_config();
    config.rights.rights = {right_of("staff-1", plate)};
    config.rights.rights.front().tier = "staff";
    rules::RateTable table = config.rules.tariff.tables.front();
    table.id = "staff";
    table.tiers = {"staff"};
    table.collections.front().lines.front().fen = Fen{100};
    config.rules.tariff.tables.push_back(table);
    Lot lot(config);
    lot.ledger_answers();
    EXPECT_EQ(due_of_a_stay(lot, plate), Fen{200});
    EXPECT_EQ(lot.last<LeaveAuthorised>().as.tier, "staff");
}

TEST(Means, AMemberKeepsHisHoursAndHisPriceOfPointsUnderARightByTier) {
    core::LotConfig config = house_config();
    config.rules.benefits.tier_hours.tiers = {{"gold", Minutes{30}}};
    config.rules.points.at_hours = {{{"gold"}, {}, {}, Points{200}}};
    config.rights.rights = {right_of("staff-1", plate)};
    config.rights.rights.front().tier = "staff";
    rules::RateTable table = config.rules.tariff.tables.front();
    table.id = "staff";
    table.tiers = {"staff"};
    config.rules.tariff.tables.push_back(table);
    Lot lot(config);
    lot.member(plate, "alice", 200, "gold").ledger_answers().enters(plate).after(50min).leaves(out_lane, plate);
    const LeaveAuthorised left = lot.last<LeaveAuthorised>();
    EXPECT_EQ(left.as.tier, "staff");
    EXPECT_EQ(left.quote.due, Fen{0});
    EXPECT_EQ(left.quote.points, Points{200});
    ASSERT_EQ(left.quote.steps.size(), 2U);
    EXPECT_EQ(left.quote.steps.front().by, SourceId{"gold"});
}

TEST(Means, AStoresValidationOfEachKindIsTakenOff) {
    const auto due_with = [](const GivenWorth& worth) {
        Lot lot;
        lot.ledger_answers().enters(visitor).store_gives(visitor, worth);
        lot.after(50min).car_arrives(out_lane, visitor);
        return lot.session(visitor)->quote->due;
    };
    const SiteTime soon = Lot().now().site + 20min;
    EXPECT_EQ(due_with({WorthKind::minutes, 30, {}}), Fen{300});
    EXPECT_EQ(due_with({WorthKind::fen, 250, {}}), Fen{350});
    EXPECT_EQ(due_with({WorthKind::percent, 25, {}}), Fen{450});
    EXPECT_EQ(due_with({WorthKind::full, 0, {}}), Fen{0});
    EXPECT_EQ(due_with({WorthKind::until, 0, soon}), Fen{300});
}

TEST(Means, AMemberWhoWantsNothingSpentKeepsHisPoints) {
    for (const auto& [spending, due] :
         {std::pair{Spending::all, Fen{300}}, std::pair{Spending::coupon, Fen{600}},
          std::pair{Spending::nothing, Fen{600}}, std::pair{Spending::asked_for, Fen{600}}}) {
        Lot lot;
        lot.member(plate, "alice", 300, {}, spending).ledger_answers().enters(plate).after(50min);
        lot.car_arrives(out_lane, plate);
        EXPECT_EQ(lot.session(plate)->quote->due, due);
    }
}

// ---- memory has an end ----

TEST(History, IsForgottenAfterTwoDaysUnlessSomethingIsOwed) {
    Lot lot;
    lot.member(plate, "alice", 300).ledger_answers().enters(visitor).broker(false).after(50min);
    lot.leaves(out_lane, visitor).broker(true); // owes
    EXPECT_EQ(due_of_a_stay(lot, plate), Fen{300});
    ASSERT_EQ(lot.remembered().plates.size(), 2U);
    ASSERT_EQ(lot.remembered().members.size(), 1U);
    lot.after(72h).enters(second).after(5min).leaves(out_lane, second);
    EXPECT_FALSE(lot.remembered().plates.contains(hash_of_plate(plate)));
    EXPECT_TRUE(lot.remembered().plates.contains(hash_of_plate(visitor)));
    EXPECT_TRUE(lot.remembered().members.empty());
    EXPECT_EQ(lot.state().history.plates.size(), 2U);
}

} // namespace
} // namespace parkgate::test
