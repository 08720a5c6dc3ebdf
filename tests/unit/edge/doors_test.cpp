// What stores and drivers say through their own doors: once each, answered each time, and refused by name.
#include "plate/pseudo.hpp"
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::core {
namespace {

using namespace test;

const std::string visitor = "沪B88888";
const std::string other = "沪C12345";
const std::string holder = plate::make_pseudo_plate("HOLDER7").value();

GivenWorth minutes(std::int64_t count) {
    return {WorthKind::minutes, count, {}};
}

// ---- a store's thanks ----

TEST(StoreNotice, LowersWhatTheStayOwes) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).store_gives(visitor, minutes(60));
    EXPECT_EQ(lot.door(), "");
    EXPECT_EQ(lot.door_answers().back().session, lot.session(visitor)->id);
    EXPECT_EQ(lot.last<Validated>().store, StoreId{"cinema"});
    EXPECT_EQ(lot.last<Validated>().worth, minutes(60));
    lot.car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
}

TEST(StoreNotice, I30_the_exit_tells_what_each_giver_took_off_the_fee) {
    core::LotConfig config = house_config();
    config.rules.benefits.tier_hours.tiers = {{"gold", Minutes{30}}};
    Lot lot(config);
    lot.member(visitor, "alice", 300, "gold").ledger_answers().enters(visitor).after(187min);
    lot.store_gives(visitor, minutes(30), "n1").store_gives(visitor, minutes(30), "n2").car_arrives(out_lane, visitor);
    lot.pays(visitor, lot.lane(out_lane).due, "n3").passes(out_lane);
    const auto& exited = lot.last<Exited>();
    EXPECT_EQ(exited.benefits, (std::vector<BenefitTaken>{{Benefit::store_validation, {"cinema"}, Fen{600}},
                                                          {Benefit::tier_hours, {"gold"}, Fen{300}}}))
        << "several of one store's are one";
    EXPECT_EQ(exited.fee - exited.paid - lot.last<Charged>().worth, Fen{900}) << "points and money are told apart";
}

TEST(StoreNotice, DecidesAnewOnACarThatWaitsForMoney) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'200});
    lot.store_gives(visitor, minutes(60));
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    EXPECT_EQ(lot.shown(out_lane).find("请付6.00元"), visitor.size() + 3);
    lot.store_gives(visitor, {WorthKind::full, 0, {}});
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{1'200});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(StoreNotice, WorksOnceAndIsAnsweredEachTime) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min);
    lot.store_gives(visitor, minutes(30), "n1").store_gives(visitor, minutes(30), "n1");
    EXPECT_EQ(lot.facts<Validated>().size(), 1U);
    ASSERT_EQ(lot.door_answers().size(), 2U);
    EXPECT_EQ(lot.door_answers()[0], lot.door_answers()[1]);
    lot.restart().store_gives(visitor, minutes(30), "n1");
    ASSERT_EQ(lot.door_answers().size(), 3U);
    EXPECT_EQ(lot.door_answers()[2], lot.door_answers()[0]) << "a till that heard nothing does not give it again";
    EXPECT_EQ(lot.facts<Validated>().size(), 1U);
    EXPECT_EQ(lot.session(visitor)->validations.size(), 1U);
}

TEST(StoreNotice, IsRefusedByNameAndChangesNothing) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    lot.store_gives(other, minutes(30));
    EXPECT_EQ(lot.door(), "no_such_car");
    lot.store_gives("沪B8888S", minutes(30));
    EXPECT_EQ(lot.door(), "no_such_car") << "a till reads no plates: near is not enough";
    lot.car_arrives(out_lane, visitor).store_gives(visitor, minutes(30));
    EXPECT_EQ(lot.door(), "has_left");
    lot.passes(out_lane).store_gives(visitor, minutes(30));
    EXPECT_EQ(lot.door(), "no_such_car");
    EXPECT_TRUE(lot.facts<Validated>().empty());
    EXPECT_EQ(lot.refused("door_no_such_car"), 3);
}

TEST(StoreNotice, IsWorthSomething) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    const SiteTime now = lot.now().site;
    const std::vector<std::pair<GivenWorth, bool>> worths = {
        {minutes(0), false},
        {minutes(-1), false},
        {minutes(1), true},
        {minutes(1'440), true},
        {minutes(1'441), false},
        {{WorthKind::fen, 0, {}}, false},
        {{WorthKind::fen, 100'000, {}}, true},
        {{WorthKind::fen, 100'001, {}}, false},
        {{WorthKind::percent, 0, {}}, false},
        {{WorthKind::percent, 100, {}}, true},
        {{WorthKind::percent, 101, {}}, false},
        {{WorthKind::full, 0, {}}, true},
        {{WorthKind::until, 0, now}, false},
        {{WorthKind::until, 0, now + 1ms}, true},
        {{WorthKind::until, 0, now + std::chrono::days(7)}, true},
        {{WorthKind::until, 0, now + std::chrono::days(7) + 1ms}, false},
    };
    for (const auto& [worth, good] : worths) {
        lot.store_gives(visitor, worth);
        EXPECT_EQ(lot.door(), good ? "" : "not_worth_anything")
            << static_cast<int>(worth.kind) << " " << worth.amount << " " << worth.until.time_since_epoch().count();
    }
    EXPECT_EQ(lot.facts<Validated>().size(), 7U);
}

// ---- ids that work once ----

StoreNotice gift(const Lot& lot, const std::string& store, const std::string& id, const std::string& plate) {
    return {{id}, {store}, plate, minutes(30), lot.now().wall + 30s};
}

TEST(IdOfADoor, IsItsSendersAlone) {
    Lot lot;
    lot.ledger_answers().enters(visitor).enters(other).after(97min);
    lot.gives(gift(lot, "cinema", "0001", visitor)).gives(gift(lot, "gym", "0001", other));
    EXPECT_EQ(lot.door(), "");
    EXPECT_EQ(lot.door_answers().back().session, lot.session(other)->id);
    EXPECT_EQ(lot.facts<Validated>().size(), 2U) << "two tills number alike";
    lot.wishes(Wish::lock, visitor, {}, {}, "0001").wishes(Wish::unlock, visitor);
    EXPECT_EQ(lot.facts<CarLocked>().size(), 2U);
    lot.car_arrives(out_lane, visitor).pays(visitor, lot.session(visitor)->quote->due, "0001");
    EXPECT_EQ(lot.facts<PaymentTaken>().size(), 1U) << "no store swallows a payment";
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(IdOfADoor, StandsForOneMessage) {
    Lot lot;
    lot.ledger_answers().enters(visitor).enters(other);
    const StoreNotice first = gift(lot, "cinema", "0001", visitor);
    lot.gives(first).gives(gift(lot, "cinema", "0001", other));
    EXPECT_EQ(lot.door(), "id_conflict");
    EXPECT_EQ(lot.facts<Validated>().size(), 1U);
    EXPECT_EQ(lot.refused("door_id_conflict"), 1);
    lot.restart().gives(gift(lot, "cinema", "0001", other));
    EXPECT_EQ(lot.door(), "id_conflict");
    lot.gives(first);
    EXPECT_EQ(lot.door_answers().back(), (DoorAnswer{{"0001"}, lot.session(visitor)->id, ""}));
    EXPECT_EQ(lot.facts<Validated>().size(), 1U);
}

TEST(IdOfADoor, IsAnsweredAfterARestartAsBefore) {
    Lot lot;
    lot.ledger_answers().wishes(Wish::unlock, visitor, {}, {}, "w1").enters(visitor);
    lot.wishes(Wish::lock, visitor).restart().wishes(Wish::unlock, visitor, {}, {}, "w1");
    EXPECT_EQ(lot.door(), "not_locked") << "what it was told then";
    EXPECT_EQ(lot.facts<CarLocked>().size(), 1U);
}

// Whoever owns the broker keeps what was signed, and plays it when its id has been forgotten.
TEST(IdOfADoor, OpensNothingWhenItIsPlayedAgain) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    const AppWish unlock{{"w1"}, Wish::unlock, visitor, "", {}, {}, lot.now().wall + 30s};
    const StoreNotice full{{"n1"}, {"cinema"}, visitor, {WorthKind::full, 0, {}}, lot.now().wall + 30s};
    lot.wishes(Wish::lock, visitor).wishes(unlock).wishes(Wish::lock, visitor).gives(full);
    EXPECT_EQ(lot.door(), "");
    lot.after(std::chrono::days(8)).wishes(unlock);
    EXPECT_FALSE(lot.state().used_ids.contains({Door::app, "wepay", {"w1"}}));
    EXPECT_EQ(lot.door(), "expired");
    EXPECT_TRUE(lot.state().owner_locks.contains(lot.session(visitor)->hash));
    lot.gives(full);
    EXPECT_EQ(lot.door(), "expired");
    EXPECT_EQ(lot.session(visitor)->validations.size(), 1U);
}

TEST(IdOfADoor, IsNotValidForEver) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    StoreNotice notice = gift(lot, "cinema", "n1", visitor);
    for (const auto& [valid, told] : {std::pair<Duration, std::string>{-1ms, "expired"},
                                      {1h + 1ms, "expires_too_late"},
                                      {1h, ""},
                                      {-2ms, "id_conflict"}}) {
        notice.expires_at = lot.now().wall + valid;
        lot.gives(notice);
        EXPECT_EQ(lot.door(), told) << valid.count();
    }
    EXPECT_EQ(lot.facts<Validated>().size(), 1U);
}

TEST(IdOfACommand, IsItsOperatorsAlone) {
    Lot lot;
    Command command{{"c1"}, {"wang"}, in_lane, Verb::lock, "test", lot.now().wall, lot.now().wall + 30s};
    lot.event(Commanded{command, {}, "one"}).event(Commanded{command, {}, "one"});
    EXPECT_EQ(lot.facts<Overridden>().size(), 1U);
    EXPECT_EQ(lot.answers().back().state, CommandState::done) << "the answer of before";
    command.verb = Verb::normal;
    lot.event(Commanded{command, {}, "two"});
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    EXPECT_EQ(lot.answers().back().why.rfind("id_conflict", 0), 0U) << lot.answers().back().why;
    lot.event(Commanded{command, {}, "one"});
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    command.by = {"li"};
    lot.event(Commanded{command, {}, "three"});
    EXPECT_EQ(lot.facts<Overridden>().size(), 2U) << "the same id of another operator";
    EXPECT_EQ(lot.refused("id_conflict"), 1);
}

// ---- what a stay may be given ----

// All that says what a stay costs must fit a message, or the ledger never hears of it and no application can pay it.
TEST(StoreNotice, GivesNoMoreThanAMessageCanSay) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(std::chrono::days(6));
    const auto id = [](int n) { return std::string(60, 'x') + std::to_string(1'000 + n); };
    int given = 0;
    for (; given < 200; ++given) {
        StoreNotice notice = gift(lot, id(given), id(given), visitor);
        notice.worth = {WorthKind::fen, 1, {}};
        if (lot.gives(notice).door() != "") {
            break;
        }
    }
    EXPECT_EQ(given, 32);
    EXPECT_EQ(lot.door(), "too_many");
    lot.event(QuoteAsked{{{"a"}, visitor}});
    ASSERT_TRUE(lot.quoted() && lot.quoted()->quote);
    EXPECT_GE(lot.quoted()->quote->steps.size(), 32U);
    EXPECT_LT(encode(*lot.quoted()).size(), largest_message / 2);
    lot.orders(out_lane, Verb::explain, lot.session(visitor)->id.text);
    EXPECT_LT(encode(lot.explanations().back()).size(), largest_message);
    lot.car_arrives(out_lane, visitor).pays(visitor, lot.session(visitor)->quote->due, "n1");
    Fact fact;
    fact.body = lot.last<LeaveAuthorised>();
    EXPECT_LT(encode(StoredFact{fact, {}}).size(), largest_message / 2);
}

// ---- a car without a plate ----

TEST(CarWithoutAPlate, ComesInAndLeavesByItsHoldersApplication) {
    Lot lot;
    lot.ledger_answers().arrives(in_lane).after(11s).wishes(Wish::enter, holder, in_lane);
    EXPECT_EQ(lot.door(), "");
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.passes(in_lane);
    ASSERT_NE(lot.session(holder), nullptr);
    EXPECT_EQ(lot.session(holder)->phase, SessionPhase::inside);

    lot.after(97min).arrives(out_lane).after(11s).wishes(Wish::leave, holder, out_lane);
    EXPECT_EQ(lot.door(), "");
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'200});
    lot.read(out_lane, "C00D");
    EXPECT_EQ(lot.new_orders(out_lane), "") << "a badge that is read is not another car, which would leave free";
    lot.pays(holder, Fen{1'200}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::chosen);
    EXPECT_EQ(lot.session(holder), nullptr);
}

TEST(CarWithoutAPlate, IsTheHoldersOnlyOne) {
    Lot lot;
    lot.ledger_answers().arrives(in_lane).wishes(Wish::enter, holder, in_lane, {}, "w1").passes(in_lane);
    lot.arrives(in_lane).wishes(Wish::enter, holder, in_lane, {}, "w1");
    EXPECT_EQ(lot.door(), "") << "the first wish once more";
    EXPECT_EQ(lot.phase(in_lane), "arrived") << "which opens for nobody else";
    lot.wishes(Wish::enter, holder, in_lane, {}, "w2");
    EXPECT_EQ(lot.door(), "inside_already");
    EXPECT_EQ(lot.phase(in_lane), "arrived");
}

TEST(CarWithoutAPlate, IsNoCarThatACameraKnows) {
    Lot lot;
    lot.ledger_answers().wishes(Wish::enter, holder, in_lane);
    EXPECT_EQ(lot.door(), "nobody_there");
    lot.wishes(Wish::enter, holder, {"nowhere"});
    EXPECT_EQ(lot.door(), "no_such_lane");
    lot.arrives(out_lane).wishes(Wish::enter, holder, out_lane);
    EXPECT_EQ(lot.door(), "nobody_there") << "that lane is an exit";
    lot.wishes(Wish::leave, holder, out_lane);
    EXPECT_EQ(lot.door(), "no_such_car");
    lot.wishes(Wish::leave, visitor, out_lane);
    EXPECT_EQ(lot.door(), "has_a_plate");
    lot.car_arrives(in_lane, visitor).wishes(Wish::enter, holder, in_lane);
    EXPECT_EQ(lot.door(), "another_car");
    EXPECT_EQ(lot.session(holder), nullptr);
}

TEST(CarWithoutAPlate, DoesNotLeaveInAnotherOnesPlace) {
    Lot lot;
    lot.ledger_answers().arrives(in_lane).wishes(Wish::enter, holder, in_lane).passes(in_lane).enters(visitor);
    lot.after(97min).car_arrives(out_lane, visitor).wishes(Wish::leave, holder, out_lane);
    EXPECT_EQ(lot.door(), "another_car");
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'200});
    lot.arrives(out2_lane).wishes(Wish::leave, holder, out2_lane).pays(holder, Fen{1'200}, "n1").passes(out2_lane);
    lot.backs_out(out_lane).arrives(out_lane).wishes(Wish::leave, holder, out_lane);
    EXPECT_EQ(lot.door(), "no_such_car");
}

TEST(CarWithoutAPlate, IsShownToStaffAtTheExitWhoChooseItsStay) {
    Lot lot;
    lot.ledger_answers().enters(visitor).arrives(in_lane).wishes(Wish::enter, holder, in_lane).passes(in_lane);
    lot.after(97min).arrives(out_lane).after(11s);
    EXPECT_EQ(lot.shown(out_lane), "未识别车牌 | Plate not read | 请联系工作人员 | Call staff");
    ASSERT_EQ(lot.questions().size(), 1U);
    const Question question = lot.questions().front();
    EXPECT_EQ(question.plate, "");
    ASSERT_EQ(question.candidates.size(), 1U) << "the visitor has a plate to be read by";
    EXPECT_EQ(question.candidates[0].plate, holder);
    lot.orders(out_lane, Verb::choose, question.candidates[0].session.text);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'200});
}

TEST(CarWithoutAPlate, IsNotTrappedByStaffWhoSayNothing) {
    Lot lot;
    lot.ledger_answers().arrives(in_lane).wishes(Wish::enter, holder, in_lane).passes(in_lane);
    lot.after(97min).arrives(out_lane).after(69s);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(2s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
    EXPECT_NE(lot.session(holder), nullptr) << "nobody has said that it was this one";
}

TEST(CarWithoutAPlate, IsNoReasonToOpenForALoopThatIsStuck) {
    Lot lot;
    lot.ledger_answers().enters(visitor).arrives(out_lane).after(1h);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_TRUE(lot.questions().empty());
}

TEST(CarWithoutAPlate, OfAClosedLaneIsToldSo) {
    Lot lot;
    lot.ledger_answers().orders(in_lane, Verb::lock).arrives(in_lane).wishes(Wish::enter, holder, in_lane);
    EXPECT_EQ(lot.door(), "lane_closed");
}

} // namespace
} // namespace parkgate::core
