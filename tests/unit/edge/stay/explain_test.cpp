// An operator shows a driver why.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

Explanation explained(Lot& lot, const SessionId& session) {
    lot.orders(out_lane, Verb::explain, session.text);
    EXPECT_FALSE(lot.explanations().empty());
    return lot.explanations().empty() ? Explanation{} : lot.explanations().back();
}

Fen sum_of(const Explanation& explanation) {
    Fen sum;
    for (const auto& row : explanation.rows) {
        sum += row.fen;
    }
    return sum;
}

TEST(Explain, AnOpenStayAsItWouldCostNow) {
    Lot lot;
    lot.ledger_answers().after(30min).enters(visitor).after(50min);
    const Explanation explanation = explained(lot, lot.session(visitor)->id);
    EXPECT_EQ(explanation.plate, visitor);
    EXPECT_EQ(explanation.session, lot.session(visitor)->id);
    ASSERT_EQ(explanation.rows.size(), 1U);
    const ExplainedRow& row = explanation.rows.front();
    EXPECT_EQ(row.from, "2026-11-21T10:30");
    EXPECT_EQ(row.until, "2026-11-21T11:30");
    EXPECT_EQ(row.what, "incrementingRate");
    EXPECT_EQ(row.count, 2);
    EXPECT_EQ(row.each, Fen{300});
    EXPECT_EQ(sum_of(explanation), explanation.quote.fee);
    EXPECT_EQ(explanation.quote.due, Fen{600});
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
}

TEST(Explain, TheCarAtTheExitAsItsBoardSays) {
    Lot lot;
    lot.member(plate, "alice", 300).ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate, 80);
    lot.after(20min);
    const Explanation explanation = explained(lot, lot.session(plate)->id);
    EXPECT_EQ(explanation.quote.due, Fen{600}) << "priced at the arrival, and a reading in doubt spends no points";
    EXPECT_EQ(explanation.quote.id, lot.session(plate)->quote->id);
}

TEST(Explain, AStayThatHasLeftAsItWasLetOut) {
    Lot lot;
    lot.member(plate, "alice", 300).ledger_answers().enters(plate).after(50min);
    const SessionId session = lot.session(plate)->id;
    lot.event(core::QuoteAsked{{{"a"}, plate}}).pays(plate, Fen{300}, "n1").after(12min).leaves(out_lane, plate);
    const Explanation explanation = explained(lot, session);
    EXPECT_EQ(explanation.plate, plate);
    EXPECT_EQ(explanation.quote.fee, Fen{600}) << "billed until the payment";
    EXPECT_EQ(sum_of(explanation), Fen{600});
    EXPECT_EQ(explanation.quote.steps.size(), 2U);
}

TEST(Explain, TheReadingThatCountsOfASuspectStay) {
    Lot lot;
    lot.ledger_answers().enters(visitor).clock_is_set(60min).after(50min);
    const Explanation explanation = explained(lot, lot.session(visitor)->id);
    EXPECT_TRUE(explanation.suspect);
    EXPECT_EQ(explanation.rows.front().from, "2026-11-21T11:00");
    EXPECT_EQ(sum_of(explanation), Fen{600});
}

TEST(Explain, ALongStayHasAnEnd) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(24h * 120);
    const Explanation explanation = explained(lot, lot.session(visitor)->id);
    EXPECT_LE(explanation.rows.size(), 60U);
    EXPECT_EQ(explanation.rows.back().what, "further");
    EXPECT_EQ(sum_of(explanation), explanation.quote.fee);
}

TEST(Explain, FitsAMessageWhateverTablesAreCalled) {
    core::LotConfig config = house_config();
    for (auto& table : config.rules.tariff.tables) {
        table.id = std::string(600, 'x');
    }
    Lot lot(config);
    lot.ledger_answers().enters(visitor).after(24h * 120);
    const Explanation explanation = explained(lot, lot.session(visitor)->id);
    EXPECT_LT(encode(explanation).size(), largest_message);
    EXPECT_GT(explanation.rows.size(), 5U);
    const ExplainedRow& rest = explanation.rows.back();
    EXPECT_EQ(rest.what, "further");
    EXPECT_GT(rest.count, 1) << "so many rows are left out";
    EXPECT_EQ(sum_of(explanation), explanation.quote.fee);
}

TEST(Explain, WhatIsNotKnownIsRefusedByName) {
    Lot lot;
    lot.ledger_answers().orders(out_lane, Verb::explain, "nobody");
    EXPECT_TRUE(lot.explanations().empty());
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    EXPECT_EQ(lot.answers().back().why, "there is no such stay, or it ended too long ago");
}

TEST(Explain, ChangesNothing) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).event(core::QuoteAsked{{{"a"}, visitor}});
    const core::Session before = *lot.session(visitor);
    lot.new_facts();
    explained(lot, before.id);
    EXPECT_EQ(*lot.session(visitor), before);
    EXPECT_TRUE(lot.new_facts().empty());
}

} // namespace
} // namespace parkgate::test
