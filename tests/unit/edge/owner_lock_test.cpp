// A car that its owner has locked: the one that no time-out lets out, and that staff always can.
#include "plate/pseudo.hpp"
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::core {
namespace {

using namespace test;

const std::string plate = "沪A12345";
const std::string misread = "沪A1Z345";
const std::string visitor = "沪B88888";

Lot& lock_inside(Lot& lot) {
    return lot.ledger_answers().enters(plate).wishes(Wish::lock, plate).after(5min);
}

LotConfig with_a_lock_in_the_list() {
    LotConfig config = house_config();
    config.rights.locks = {{hash_of_plate(plate), {}}};
    return config;
}

TEST(OwnerLock, KeepsTheCarPastEveryTimeOutAndCallsStaffAgain) {
    Lot lot;
    lock_inside(lot);
    EXPECT_EQ(lot.door(), "");
    EXPECT_EQ(lot.last<CarLocked>(), (CarLocked{hash_of_plate(plate), true, "app"}));
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(lot.shown(out_lane), "车辆已被车主锁定 | 请联系工作人员 | Locked by owner | Call staff");
    ASSERT_EQ(lot.questions().size(), 1U);
    const Question first = lot.questions().front();
    EXPECT_EQ(first.about, Asked::owner_lock);
    ASSERT_EQ(first.candidates.size(), 1U);
    EXPECT_EQ(first.candidates[0].session, lot.session(plate)->id);
    lot.after(10min + 1s);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_EQ(lot.announced("unanswered"), 10);
    EXPECT_EQ(lot.questions().back().id, first.id);
    EXPECT_GT(lot.questions().back().until, first.until);
}

TEST(OwnerLock, EndsByItsOwner) {
    Lot lot;
    lock_inside(lot).car_arrives(out_lane, plate).after(1min).wishes(Wish::unlock, plate);
    EXPECT_EQ(lot.last<CarLocked>(), (CarLocked{hash_of_plate(plate), false, "app"}));
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_TRUE(lot.remembered().owner_locks.empty());
}

TEST(OwnerLock, IsDecidedAnewWithWhatTheStayOwes) {
    Lot lot;
    lock_inside(lot).after(92min).car_arrives(out_lane, plate).wishes(Wish::unlock, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'200});
    lot.after(10min);
    EXPECT_EQ(lot.new_orders(out_lane), "") << "the question is gone, and with it its time-out";
}

TEST(OwnerLock, IsReleasedByStaff) {
    for (const Verb verb : {Verb::open, Verb::hold_open}) {
        Lot lot;
        lock_inside(lot).car_arrives(out_lane, plate).orders(out_lane, verb);
        EXPECT_NE(lot.new_orders(out_lane), "");
        lot.passes(out_lane);
        EXPECT_EQ(lot.session(plate), nullptr);
        EXPECT_TRUE(lot.remembered().owner_locks.empty()) << "it was for this stay";
    }
    Lot lot;
    lock_inside(lot).car_arrives(out_lane, plate).orders(out_lane, Verb::unlock_car, plate);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.last<CarLocked>().by, "wang");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(OwnerLock, GivesWayToFireAndToAStoreThatIsLost) {
    Lot burning;
    lock_inside(burning).car_arrives(out_lane, plate).event(FireSeen{true});
    EXPECT_NE(burning.new_orders(out_lane), "");
    Lot limping;
    lock_inside(limping).car_arrives(out_lane, plate).store_is_lost();
    EXPECT_EQ(limping.new_orders(out_lane), "o");
}

TEST(OwnerLock, TrapsNobodyWhenNobodyCanAnswer) {
    Lot lot;
    lock_inside(lot).after(92min).car_arrives(out_lane, plate).after(30s).broker(false);
    EXPECT_EQ(lot.new_orders(out_lane), "") << "staff have the time to come";
    lot.after(31s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "unanswered");
}

TEST(OwnerLock, OutlivesARestart) {
    Lot lot;
    lock_inside(lot).restart().looks(out_lane).car_arrives(out_lane, plate).after(5min);
    EXPECT_EQ(lot.new_orders(out_lane).find('o'), std::string::npos);
    EXPECT_EQ(lot.questions().back().about, Asked::owner_lock);
}

TEST(OwnerLock, KeepsANearReadingTooWhateverItOwes) {
    for (const Duration stay : {Duration{5min}, Duration{97min}, Duration{24h}}) {
        Lot lot;
        lock_inside(lot).after(stay).car_arrives(out_lane, misread).after(5min);
        EXPECT_EQ(lot.new_orders(out_lane), "");
        EXPECT_EQ(lot.questions().back().about, Asked::owner_lock);
    }
}

TEST(OwnerLock, ThatComesAsTheCarWaitsForMoneyKeepsIt) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(97min).car_arrives(out_lane, plate).wishes(Wish::lock, plate);
    EXPECT_EQ(lot.questions().back().about, Asked::owner_lock);
    lot.pays(plate, Fen{1'200}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.wishes(Wish::unlock, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(OwnerLock, IsOnlyOfACarInside) {
    Lot lot;
    lot.ledger_answers().wishes(Wish::lock, plate);
    EXPECT_EQ(lot.door(), "no_such_car");
    lot.wishes(Wish::unlock, plate);
    EXPECT_EQ(lot.door(), "not_locked");
    lot.enters(plate).car_arrives(out_lane, plate).wishes(Wish::lock, plate);
    EXPECT_EQ(lot.door(), "has_left");
    EXPECT_TRUE(lot.facts<CarLocked>().empty());
}

TEST(OwnerLock, OfTheListIsStaffsToRelease) {
    Lot lot(with_a_lock_in_the_list());
    lot.ledger_answers().enters(plate).after(5min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.questions().back().about, Asked::owner_lock);
    lot.wishes(Wish::unlock, plate);
    EXPECT_EQ(lot.door(), "not_locked");
    lot.orders(out_lane, Verb::unlock_car, plate);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    EXPECT_EQ(lot.answers().back().why, "the list of rights locks that car: open or release lets it leave");
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.orders(out_lane, Verb::open);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(OwnerLock, OfTheListEndsWithItsTimeWhileTheCarWaits) {
    LotConfig config = house_config();
    config.rights.locks = {{hash_of_plate(plate), {{}, Lot().now().site + 10min}}};
    Lot lot(config);
    lot.ledger_answers().enters(plate).after(5min).car_arrives(out_lane, plate).after(3min);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(4min);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(OwnerLock, ChoosingItsStayAnswersNothing) {
    Lot lot;
    lock_inside(lot).car_arrives(out_lane, plate).orders(out_lane, Verb::choose, lot.session(plate)->id.text);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    EXPECT_EQ(lot.new_orders(out_lane), "");
}

} // namespace
} // namespace parkgate::core
