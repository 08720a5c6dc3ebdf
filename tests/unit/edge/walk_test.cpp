// Whatever happens in whatever order: the scenario's own checks hold (S1, S6, S10, one exit and one resolution of a
// hold a session, no plate in a retained state), and when the world has calmed down the lot works.
#include "tests/unit/edge/scenario.hpp"

#include <rapidcheck/gtest.h>

#include <functional>

namespace parkgate::test {
namespace {

using core::ArmPosition;
using core::Loop;
using core::Presence;

const std::vector<std::string> plates = {"沪A12345", "沪B88888", "粤Z1234港"};
const std::vector<std::string> readings = {plates[0], plates[1], plates[2], "沪A1Z345", "沪A12346"};
const LaneId deck_in{"deck-in"};
const LaneId deck_out{"deck-out"};

// Spaces are counted, an area lies within the other, and a stay that has not ended is asked about.
core::LotConfig counted_config() {
    core::LotConfig config = house_config();
    for (auto& lane : config.lanes) {
        lane.behind = {"garage"};
    }
    config.lanes.push_back({deck_in, core::Direction::entry, {}, {"garage"}, {"deck"}});
    config.lanes.push_back({deck_out, core::Direction::exit, {}, {"garage"}, {"deck"}});
    config.areas = {{{"garage"}, 2, 0}, {{"deck"}, 1, 0}};
    config.anti_passback = core::AntiPassback::hard;
    config.second_person_above = Fen{500};
    config.longest_stay = 1h;
    return config;
}

std::vector<LaneId> lanes_of(const core::LotConfig& config) {
    std::vector<LaneId> out;
    for (const auto& lane : config.lanes) {
        out.push_back(lane.id);
    }
    return out;
}

template <typename T>
T one_of(const std::vector<T>& items) {
    return *rc::gen::elementOf(items);
}

// One thing that may happen, with the words that tell it.
struct Happening {
    std::string words;
    std::function<void(Lot&)> happens;
};

Happening a_hand(const LaneId& lane, const std::string& plate) {
    const auto verb =
        one_of<Verb>({Verb::admit, Verb::release, Verb::close_stay, Verb::set_counter, Verb::confirm, Verb::spend});
    const std::string counted = one_of<std::string>({"garage all 0", "garage transient 2", "deck all 1"});
    return {lane.text + ": " + std::string(text_of(verb)) + " " + plate + " " + counted, [=](Lot& lot) {
                const auto* car = lot.session(plate);
                std::string argument = counted;
                if (verb == Verb::close_stay) {
                    argument = car != nullptr ? car->id.text : "nobody";
                } else if (verb == Verb::confirm) {
                    const auto& waiting = lot.state().unconfirmed;
                    argument = waiting.empty() ? "nothing" : waiting.begin()->first.text;
                } else if (verb == Verb::spend) {
                    argument = "all";
                }
                lot.orders_by(verb == Verb::confirm ? "li" : "wang", lane, verb, argument);
            }};
}

Happening something(int number, const std::vector<LaneId>& lanes) {
    const LaneId lane = one_of(lanes);
    const std::string plate = one_of(plates);
    const std::string reading = one_of(readings);
    const std::string id = std::to_string(number);
    switch (*rc::gen::inRange(0, 22)) {
    case 0: return {"", [](Lot&) {}}; // what a failing story shrinks to
    case 1:
    case 18: {
        const auto confidence = one_of<std::int64_t>({40, 60, 99});
        return {lane.text + ": arrives " + reading, [=](Lot& lot) { lot.car_arrives(lane, reading, confidence); }};
    }
    case 2: return {lane.text + ": read " + reading, [=](Lot& lot) { lot.read(lane, reading); }};
    case 3:
    case 4: return {lane.text + ": passes", [=](Lot& lot) { lot.passes(lane); }};
    case 5: return {lane.text + ": backs out", [=](Lot& lot) { lot.backs_out(lane); }};
    case 6: {
        const auto length = one_of<Duration>({100ms, 400ms, 3s, 20s, 3min, 50min});
        return {lane.text + ": after " + std::to_string(length.count()), [=](Lot& lot) { lot.after(length); }};
    }
    case 7: {
        const auto loop = one_of<Loop>({Loop::arrival, Loop::safety});
        const auto presence = one_of<Presence>({Presence::unknown, Presence::clear, Presence::occupied});
        return {lane.text + ": loop " + std::to_string(static_cast<int>(loop)) + " is " +
                    std::to_string(static_cast<int>(presence)),
                [=](Lot& lot) { lot.loop(lane, loop, presence); }};
    }
    case 8: {
        const auto arm = one_of<ArmPosition>({ArmPosition::unknown, ArmPosition::down, ArmPosition::moving,
                                              ArmPosition::up, ArmPosition::fault, ArmPosition::torn_off});
        return {lane.text + ": arm is " + std::to_string(static_cast<int>(arm)), [=](Lot& lot) { lot.arm(lane, arm); }};
    }
    case 9: {
        const auto verb = one_of<Verb>({Verb::open, Verb::close});
        return {verb == Verb::open ? lane.text + ": operator opens" : lane.text + ": operator closes",
                [=](Lot& lot) { lot.commands(lane, verb, "c" + id); }};
    }
    case 19: {
        const auto verb = one_of<Verb>({Verb::normal, Verb::normal, Verb::hold_open, Verb::lock, Verb::out_of_service,
                                        Verb::fire, Verb::fire_over, Verb::edit_plate});
        return {lane.text + ": " + std::string(text_of(verb)),
                [=](Lot& lot) { lot.orders(lane, verb, verb == Verb::edit_plate ? plate : ""); }};
    }
    case 20:
        return {lane.text + ": chosen is " + plate, [=](Lot& lot) {
                    const auto* car = lot.session(plate);
                    lot.orders(lane, Verb::choose, car != nullptr ? car->id.text : "nobody");
                }};
    case 21: return a_hand(lane, plate);
    case 10: return {"ledger answers", [](Lot& lot) { lot.ledger_answers(); }};
    case 11: return {"ledger is slow", [](Lot& lot) { lot.ledger_is_slow(); }};
    case 12: return {"answers come", [](Lot& lot) { lot.answer_asks(); }};
    case 13: return {"ledger offline", [](Lot& lot) { lot.ledger_is_offline(); }};
    case 14: {
        const bool connected = *rc::gen::arbitrary<bool>();
        return {connected ? "broker" : "no broker", [=](Lot& lot) { lot.broker(connected); }};
    }
    case 15: {
        const bool quick = *rc::gen::arbitrary<bool>();
        return {quick ? "store works" : "store hangs", [=](Lot& lot) { lot.commits(quick); }};
    }
    case 16: {
        const bool obeys = *rc::gen::arbitrary<bool>();
        return {obeys ? "arms obey" : "arms hang", [=](Lot& lot) { lot.arm_obeys(obeys); }};
    }
    default: break;
    }
    if (*rc::gen::inRange(0, 4) == 0) {
        return {"restart", [=](Lot& lot) {
                    lot.restart();
                    for (const auto& one : lanes) {
                        lot.looks(one);
                    }
                }};
    }
    return {lane.text + ": pays " + plate, [=](Lot& lot) {
                if (const auto* car = lot.session(plate); car != nullptr && car->quote) {
                    lot.notice({{"n" + id}, car->id, car->quote->id, car->quote->due, lot.now().site, "x"});
                }
            }};
}

// Everything works again, every lane is empty and its arm is down.
void the_world_calms_down(Lot& lot, const std::vector<LaneId>& lanes) {
    lot.broker(true).ledger_answers().commits(true).arm_obeys(true);
    lot.orders(in_lane, Verb::fire_over);
    for (const auto& lane : lanes) {
        lot.orders(lane, Verb::normal);
        lot.loop(lane, Loop::arrival, Presence::clear).loop(lane, Loop::safety, Presence::clear);
        lot.arm(lane, ArmPosition::moving).arm(lane, ArmPosition::down);
    }
    lot.after(1min);
    // A person sees to what needs one: an arm that was given up (S5), and one that an operator had opened (S2).
    for (const auto& lane : lanes) {
        if (lot.phase(lane) == "out_of_service") {
            lot.commands(lane, Verb::open, "calm-open-" + lane.text).after(1s);
        }
        if (lot.phase(lane) == "open") {
            lot.commands(lane, Verb::close, "calm-close-" + lane.text);
        }
    }
    lot.after(5min);
}

void walk(const core::LotConfig& config) {
    Lot lot(config);
    const std::vector<LaneId> lanes = lanes_of(config);
    lot.grants(2).member(plates[0], "alice", 5'000).member(plates[1], "bob", 900).ledger_answers();
    const auto events = *rc::gen::inRange(5, 60);
    std::string story;
    for (int i = 0; i < events; ++i) {
        const auto next = something(i, lanes);
        story += next.words + (next.words.empty() ? "" : "\n");
        next.happens(lot);
    }
    RC_LOG() << story;
    the_world_calms_down(lot, lanes);
    for (const auto& lane : lanes) {
        RC_LOG() << lane.text << " arm " << lot.lane(lane).arm << " posture " << lot.lane(lane).posture << "\n";
        RC_ASSERT(lot.phase(lane) == "idle");
        RC_ASSERT(!lot.state().lanes.at(lane).admission);
        RC_ASSERT(!lot.state().lanes.at(lane).visit);
    }
    for (const auto& [id, session] : lot.state().sessions.all()) {
        RC_ASSERT(session.phase == core::SessionPhase::inside);
    }
    for (const auto& charged : lot.facts<Charged>()) {
        RC_ASSERT(charged.charged > Points{0} && charged.released >= Points{0});
    }

    // Whoever is inside can leave, and a new car can enter.
    lot.broker(false);
    for (const auto& plate : plates) {
        if (lot.session(plate) != nullptr) {
            lot.leaves(out_lane, plate);
            RC_ASSERT(lot.session(plate) == nullptr);
        }
    }
    lot.broker(true).orders(in_lane, Verb::set_counter, "garage all 0").enters(plates[2]);
    RC_ASSERT(lot.session(plates[2]) != nullptr);
    RC_ASSERT(lot.remembered().sessions.size() == lot.state().sessions.size());
    RC_ASSERT(!testing::Test::HasFailure());
}

RC_GTEST_PROP(Walk, WhateverHappensTheRulesHold, ()) {
    walk(house_config());
}

RC_GTEST_PROP(Walk, TheyHoldWhereCarsAreCountedToo, ()) {
    walk(counted_config());
}

} // namespace
} // namespace parkgate::test
