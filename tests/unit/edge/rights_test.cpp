// Rights at the gate: bays that are taken, the way in, and what a right pays for at the exit.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::core {
namespace {

using namespace test;

const std::string first = "沪B88888";
const std::string second = "沪BF6688K";
const std::string banned = "沪D00001";

LotConfig one_bay(rules::BaysTaken when_taken) {
    LotConfig config = house_config();
    config.rights.rights = {
        {{"family"}, rules::RightKind::season, {hash_of_plate(first), hash_of_plate(second)}, {}, 1, when_taken, {}}};
    config.rights.bans = {{hash_of_plate(banned), {}}};
    return config;
}

TEST(RightAtTheGate, FreesTheStayAndIsNamed) {
    Lot lot(one_bay(rules::BaysTaken::transient));
    lot.ledger_answers().enters(first);
    EXPECT_EQ(lot.last<EntryAuthorised>().right, RightId{"family"});
    lot.after(5h).leaves(out_lane, first);
    const Quote quote = lot.last<LeaveAuthorised>().quote;
    EXPECT_EQ(quote.due, Fen{});
    ASSERT_EQ(quote.steps.size(), 1U);
    EXPECT_EQ(quote.steps[0].benefit, Benefit::right);
    EXPECT_EQ(quote.steps[0].by.text, "family");
}

TEST(RightAtTheGate, TheSecondCarOnABayPaysAsEverybody) {
    Lot lot(one_bay(rules::BaysTaken::transient));
    lot.ledger_answers().enters(first).enters(second);
    EXPECT_TRUE(lot.session(second)->right.empty());
    lot.after(97min).leaves(out_lane, first).car_arrives(out_lane, second);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'200}) << "also when the bay has become empty";
}

TEST(RightAtTheGate, TheSecondCarOnABayStaysOutsideWhereItIsSaidSo) {
    Lot lot(one_bay(rules::BaysTaken::refuse));
    lot.ledger_answers().enters(first).car_arrives(in_lane, second).after(1s);
    EXPECT_EQ(lot.session(second), nullptr);
    EXPECT_EQ(lot.announced("refused_entry", "bays_taken"), 1);
    EXPECT_EQ(lot.shown(in_lane), "未获准入场 | 请联系工作人员 | Not admitted | Call staff");
}

TEST(RightAtTheGate, AStayOfTheSamePlateTakesNoBayFromIt) {
    Lot lot(one_bay(rules::BaysTaken::refuse));
    lot.ledger_answers().enters(first).after(1h).enters(first);
    EXPECT_EQ(lot.facts<EntryAuthorised>().size(), 2U);
    ASSERT_NE(lot.session(first), nullptr);
    EXPECT_EQ(lot.session(first)->right, RightId{"family"});
}

TEST(RightAtTheGate, ABanKeepsOutAndTrapsNobody) {
    Lot lot(one_bay(rules::BaysTaken::transient));
    lot.ledger_answers().car_arrives(in_lane, banned).after(1s);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    EXPECT_EQ(lot.announced("refused_entry", "blacklisted"), 1);
    lot.orders(in_lane, Verb::admit);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.passes(in_lane).after(5min).car_arrives(out_lane, banned);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(RightAtTheGate, AListThatIsReadAnewHoldsAtOnce) {
    Lot lot(one_bay(rules::BaysTaken::transient));
    lot.ledger_answers().enters(second).after(97min).car_arrives(in_lane, banned);
    EXPECT_EQ(lot.session(banned), nullptr);
    rules::RightsList list;
    list.locks = {{hash_of_plate(second), {}}};
    lot.event(core::RightsListed{list});
    EXPECT_NE(lot.session(banned), nullptr) << "it waited";
    lot.car_arrives(out_lane, second).after(2min);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.event(core::RightsListed{{}});
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'200});
}

} // namespace
} // namespace parkgate::core
