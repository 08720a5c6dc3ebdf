// A car comes in whose stay has not ended, and two stays of one plate.
#include "edge/core/context.hpp"
#include "plate/pseudo.hpp"
#include "tests/unit/edge/scenario.hpp"

#include <algorithm>

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

core::LotConfig hard() {
    core::LotConfig config = house_config();
    config.anti_passback = core::AntiPassback::hard;
    return config;
}

OpenCause last_cause(const Lot& lot) {
    return lot.last<OpenIntent>().cause;
}

TEST(Passback, SoftEndsTheStaleStayAsUnseen) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5h).enters(plate);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::unseen);
    EXPECT_TRUE(lot.questions().empty());
}

TEST(Passback, WhoIsNotLetInEndsNoStay) {
    for (const int cars : {2, 3}) {
        core::LotConfig config = house_config();
        config.areas = {{{"garage"}, 2, 0}};
        for (auto& lane : config.lanes) {
            lane.behind = {"garage"};
        }
        Lot lot(config);
        lot.ledger_answers().enters(plate).after(1h);
        const SessionId stay = lot.session(plate)->id;
        lot.orders(in_lane, Verb::set_counter, "garage transient " + std::to_string(cars)).car_arrives(in_lane, plate);
        ASSERT_NE(lot.session(plate), nullptr);
        if (cars == 2) {
            EXPECT_NE(lot.session(plate)->id, stay) << "its own space is free";
        } else {
            EXPECT_TRUE(lot.facts<Exited>().empty());
            EXPECT_EQ(lot.session(plate)->id, stay);
        }
    }
}

TEST(Passback, HardAsksStaffWhoSayThatItIsThisCar) {
    Lot lot(hard());
    lot.ledger_answers().enters(plate).after(5h).new_orders(in_lane);
    const SessionId stale = lot.session(plate)->id;
    lot.car_arrives(in_lane, plate).after(10s).read(in_lane, plate);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    ASSERT_FALSE(lot.questions().empty());
    EXPECT_EQ(lot.questions().back().about, Asked::still_inside);
    ASSERT_EQ(lot.questions().back().candidates.size(), 1U);
    EXPECT_EQ(lot.questions().back().candidates.front().session, stale);
    EXPECT_EQ(lot.announced("question"), 1);
    lot.orders(in_lane, Verb::choose, stale.text);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    EXPECT_EQ(last_cause(lot), OpenCause::operator_command);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::unseen);
    lot.passes(in_lane);
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_NE(lot.session(plate)->id, stale);
}

TEST(Passback, HardLetsInWhenNobodyAnswersAndSaysSo) {
    Lot lot(hard());
    lot.ledger_answers().enters(plate).after(5h).car_arrives(in_lane, plate).after(59s);
    EXPECT_EQ(lot.facts<EntryAuthorised>().size(), 1U);
    lot.after(2s);
    EXPECT_EQ(lot.facts<EntryAuthorised>().size(), 2U);
    EXPECT_EQ(last_cause(lot), OpenCause::unanswered);
    EXPECT_EQ(lot.announced("unanswered"), 1);
    lot.passes(in_lane);
    EXPECT_EQ(lot.state().sessions.size(), 1U);
}

TEST(Passback, AdmitAndOpenAnswerToo) {
    for (const Verb verb : {Verb::admit, Verb::open}) {
        Lot lot(hard());
        lot.ledger_answers().enters(plate).after(5h).car_arrives(in_lane, plate).orders(in_lane, verb);
        EXPECT_EQ(lot.answers().back().state, CommandState::done);
        EXPECT_EQ(last_cause(lot), OpenCause::operator_command);
        lot.passes(in_lane);
        EXPECT_EQ(lot.facts<Entered>().size(), 2U);
        EXPECT_EQ(lot.state().sessions.size(), 1U);
    }
}

TEST(Passback, AnEditedPlateAnswersIt) {
    Lot lot(hard());
    lot.ledger_answers().enters(plate).after(5h).car_arrives(in_lane, plate);
    lot.orders(in_lane, Verb::edit_plate, visitor).passes(in_lane);
    EXPECT_EQ(lot.state().sessions.size(), 2U);
    EXPECT_TRUE(lot.facts<Exited>().empty());
}

TEST(Passback, HardAsksNobodyWhoCannotAnswer) {
    Lot lot(hard());
    lot.ledger_answers().enters(plate).after(5h).broker(false).car_arrives(in_lane, plate);
    EXPECT_TRUE(lot.questions().empty());
    EXPECT_EQ(lot.facts<EntryAuthorised>().size(), 2U);
}

TEST(Passback, ABannedCarDoesNotComeInByATimeOut) {
    core::LotConfig config = hard();
    config.rights.bans = {{hash_of_plate(plate), {{}, {}, {}, {}}}};
    Lot lot(config);
    lot.ledger_answers().car_arrives(in_lane, plate).orders(in_lane, Verb::admit).passes(in_lane);
    lot.after(5h).car_arrives(in_lane, plate).after(5min);
    EXPECT_EQ(lot.facts<EntryAuthorised>().size(), 1U);
    EXPECT_TRUE(lot.questions().empty());
}

TEST(Passback, WhoWasInsideWhileALaneStoodOpenIsNoReasonToAsk) {
    Lot lot(hard());
    lot.ledger_answers().enters(plate).after(1h).orders(out_lane, Verb::hold_open).after(10min).enters(visitor);
    lot.orders(out_lane, Verb::normal).after(1h).restart().looks(in_lane).looks(out_lane);
    lot.enters(plate).enters(visitor);
    EXPECT_TRUE(lot.questions().empty()) << "both may have left through it";
    EXPECT_EQ(lot.facts<Entered>().size(), 4U);
    lot.after(1h).car_arrives(in_lane, plate);
    EXPECT_EQ(lot.questions().size(), 1U) << "it came in after that";
}

TEST(Passback, ATornArmIsAnOpenLane) {
    Lot lot(hard());
    lot.ledger_answers().enters(plate).arm(out_lane, core::ArmPosition::torn_off);
    lot.arm(out_lane, core::ArmPosition::down).after(1h).enters(plate);
    EXPECT_TRUE(lot.questions().empty());
}

// ---- the same plate in two lanes ----

TEST(TwoLanes, TheSecondCarWaitsForStaffAndThenComesInUnderAnotherName) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate);
    const SessionId inside = lot.session(plate)->id;
    lot.new_orders(in_lane);
    lot.car_arrives(in_lane, plate).after(30s);
    EXPECT_EQ(lot.announced("plate_is_in_another_lane"), 1);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    lot.after(31s);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.passes(in_lane);
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_EQ(lot.session(plate)->id, inside) << "who is at the exit keeps his stay";
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    const auto& all = lot.state().sessions.all();
    const auto second = std::ranges::find_if(all, [&](const auto& entry) { return entry.first != inside; });
    ASSERT_NE(second, all.end());
    EXPECT_TRUE(plate::is_pseudo_plate(second->second.plate)) << second->second.plate;
}

TEST(TwoLanes, WhoChangesTheLaneComesInWhenTheFirstOneIsFree) {
    core::LotConfig config = house_config();
    config.lanes.push_back({{"in2"}, core::Direction::entry, {}});
    Lot lot(config);
    lot.ledger_answers().car_arrives(in_lane, plate).loop(in_lane, core::Loop::arrival, core::Presence::clear);
    lot.after(3s).car_arrives({"in2"}, plate);
    EXPECT_EQ(lot.new_orders({"in2"}), "");
    lot.after(10s);
    EXPECT_EQ(lot.new_orders({"in2"}), "o");
    EXPECT_EQ(lot.session(plate)->entry_lane, LaneId{"in2"});
    EXPECT_EQ(lot.state().sessions.size(), 1U);
}

TEST(TwoLanes, ABannedCarDoesNotComeInByATimeOut) {
    core::LotConfig config = house_config();
    config.rights.bans = {{hash_of_plate(plate), {{}, {}, {}, {}}}};
    Lot lot(config);
    lot.ledger_answers().car_arrives(in_lane, plate).orders(in_lane, Verb::admit).passes(in_lane);
    lot.after(50min).car_arrives(out_lane, plate).car_arrives(in_lane, plate).after(2min);
    EXPECT_EQ(lot.facts<EntryAuthorised>().size(), 1U);
    EXPECT_TRUE(lot.questions().empty());
}

TEST(TwoStays, OfOnePlateTheNewerOneIsKeptAfterARestart) {
    const Now now{MonotonicTime{1h}, SiteTime{100h}, WallTime{100h}, ClockQuality::trusted};
    core::Remembered remembered;
    for (const int hour : {90, 50, 70}) {
        core::Session session;
        session.id = {"s" + std::to_string(hour)};
        session.phase = core::SessionPhase::inside;
        session.plate = plate;
        session.hash = hash_of_plate(plate);
        session.entry_lane = in_lane;
        session.entered_at = SiteTime{std::chrono::hours(hour)};
        remembered.sessions.push_back(session);
    }
    core::LotState lot = core::make_lot(house_config(), 1, now, remembered);
    core::Effects out;
    core::begin(lot, now, out);
    ASSERT_EQ(lot.sessions.size(), 1U);
    EXPECT_EQ(lot.sessions.find_plate(plate)->id, SessionId{"s90"});
    const auto exits = std::ranges::count_if(out, [](const core::Effect& effect) {
        const auto* record = std::get_if<core::Record>(&effect);
        const auto* exited = record != nullptr ? std::get_if<Exited>(&record->fact.body) : nullptr;
        return exited != nullptr && exited->how == ExitHow::unseen;
    });
    EXPECT_EQ(exits, 2);
}

} // namespace
} // namespace parkgate::test
