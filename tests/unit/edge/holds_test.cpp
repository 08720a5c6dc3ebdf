// The points that wait for a stay: as many as it may come to need, and not while a price that counts on them stands.
#include "tests/unit/edge/scenario.hpp"

#include <algorithm>

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";

// What was asked to be held, in order; a repetition is not counted.
std::vector<std::int64_t> holds_asked(const Lot& lot) {
    std::vector<std::int64_t> out;
    std::vector<EventId> ids;
    for (const auto& ask : lot.asks()) {
        const auto* hold = std::get_if<HoldAsk>(&ask.body);
        if (hold != nullptr && std::ranges::find(ids, ask.id) == ids.end()) {
            ids.push_back(ask.id);
            out.push_back(hold->most.count);
        }
    }
    return out;
}

MemberNews news_of(const Lot& lot, const std::string& id, Points balance, std::optional<Points> keep = {}) {
    return {{id}, {"alice"}, "", balance, Spending::all, {}, lot.now().site + 1ms, {}, {}, keep};
}

Lot& comes_in(Lot& lot, std::int64_t points = 2'000) {
    return lot.member(plate, "alice", points).ledger_answers().enters(plate).after(50min);
}

// Whose car it is has been answered, and not yet what is held for it.
Lot& comes_in_before_its_voucher(Lot& lot) {
    lot.member(plate, "alice", 2'000).ledger_is_slow().enters(plate);
    core::LedgerAnswered link;
    link.answer = lot.answer_to(lot.asks().back(), link.voucher, link.slice);
    return lot.event(link);
}

Points voucher_of(const Lot& lot) {
    const auto& voucher = lot.session(plate)->voucher;
    return voucher ? voucher->points : Points{};
}

// Gold pays 200 for a unit, everybody else 300; three hours are held.
core::LotConfig cheap_for_gold() {
    core::LotConfig config = house_config();
    config.rules.points.at_hours = {{{"gold"}, {}, {}, Points{200}}};
    return config;
}

TEST(Hold, OfWhoDeclinesIsLetGoAtOnceAndAskedAnewWhenHeTurnsToSpending) {
    Lot lot;
    comes_in(lot).wishes(Wish::spend, plate, {}, Spending::nothing);
    EXPECT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 0}));
    EXPECT_EQ(lot.held_by_the_ledger(plate), Points{});
    EXPECT_FALSE(lot.session(plate)->voucher);
    lot.restart().looks(in_lane).looks(out_lane).ledger_is_offline().ledger_answers();
    EXPECT_EQ(holds_asked(lot).size(), 2U) << "he has not changed his mind";
    lot.wishes(Wish::spend, plate, {}, Spending::all);
    EXPECT_EQ(voucher_of(lot), Points{1'800});
    lot.leaves(out_lane, plate);
    EXPECT_EQ(lot.last<Charged>().charged, Points{600});
}

TEST(Hold, IsTheDriversUntilTheLedgerHasAnsweredAndFollowsWhatHeSaidMeanwhile) {
    Lot lot;
    comes_in(lot).ledger_is_slow().wishes(Wish::spend, plate, {}, Spending::coupon);
    EXPECT_EQ(voucher_of(lot), Points{1'800}) << "nothing is lost yet";
    lot.wishes(Wish::spend, plate, {}, Spending::all);
    EXPECT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 0})) << "one question at a time";
    lot.answer_asks().answer_asks();
    EXPECT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 0, 1'800}));
    EXPECT_EQ(voucher_of(lot), Points{1'800});
    EXPECT_EQ(lot.held_by_the_ledger(plate), Points{1'800});
}

TEST(Hold, OfAFirstVoucherThatIsNotWantedAnyMoreIsLetGo) {
    Lot lot;
    comes_in_before_its_voucher(lot).wishes(Wish::spend, plate, {}, Spending::nothing).answer_asks();
    EXPECT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 0}));
    EXPECT_FALSE(lot.session(plate)->voucher);
    EXPECT_EQ(lot.held_by_the_ledger(plate), Points{});
}

TEST(Hold, OfATierThatPaysLessShrinks) {
    Lot lot(cheap_for_gold());
    const HoldId hold = comes_in(lot).session(plate)->voucher->hold;
    auto news = news_of(lot, "n1", Points{200});
    news.tier = "gold";
    lot.event(core::MemberNoticed{news, {}});
    EXPECT_EQ(voucher_of(lot), Points{1'200});
    EXPECT_EQ(lot.held_by_the_ledger(plate), Points{1'200});
    EXPECT_EQ(lot.session(plate)->voucher->hold, hold) << "it is the same hold";
}

TEST(Hold, OfAStayThatAStoreHasPaidWholeIsLetGo) {
    Lot lot;
    comes_in(lot).store_gives(plate, {WorthKind::minutes, 60, {}});
    EXPECT_EQ(voucher_of(lot), Points{1'800}) << "an hour is not all";
    lot.store_gives(plate, {WorthKind::full, 0, {}});
    EXPECT_FALSE(lot.session(plate)->voucher);
    lot.leaves(out_lane, plate);
    EXPECT_EQ(lot.facts<Exited>().size(), 1U);
    EXPECT_TRUE(lot.facts<Charged>().empty());
}

// What has been used up on the day is known only at the exit.
TEST(Hold, OfAStayThatAStoreMayHavePaidOnlyInPartStays) {
    core::LotConfig config = house_config();
    config.rules.benefits.caps = {{Benefit::store_validation, rules::CapOver::day, rules::CapIn::times, 1}};
    Lot lot(config);
    comes_in(lot).store_gives(plate, {WorthKind::full, 0, {}});
    EXPECT_EQ(voucher_of(lot), Points{1'800});
}

TEST(Hold, OfARightThatFreesTheStayIsNotAskedForUntilTheRightIsWithdrawn) {
    core::LotConfig config = house_config();
    const rules::AssignedRight season{{"season"}, rules::RightKind::season, {hash_of_plate(plate)}, {}, {}, {}, {}};
    config.rights.rights = {season};
    Lot lot(config);
    comes_in(lot);
    EXPECT_TRUE(holds_asked(lot).empty());
    lot.event(core::RightsListed{{}});
    EXPECT_EQ(voucher_of(lot), Points{1'800});
    lot.event(core::RightsListed{config.rights});
    EXPECT_FALSE(lot.session(plate)->voucher);
}

TEST(Hold, OfARightThatEndsDuringTheStayStays) {
    core::LotConfig config = house_config();
    Lot before;
    const rules::RightPeriod today{{}, before.now().site + 12h};
    config.rights.rights = {{{"pass"}, rules::RightKind::season, {hash_of_plate(plate)}, today, {}, {}, {}}};
    Lot lot(config);
    comes_in(lot);
    ASSERT_EQ(lot.session(plate)->right, RightId{"pass"});
    EXPECT_EQ(voucher_of(lot), Points{1'800});
}

TEST(Hold, ShrinksToWhatTheLedgerLeavesIt) {
    Lot lot;
    const HoldId hold = comes_in(lot).session(plate)->voucher->hold;
    lot.event(core::MemberNoticed{news_of(lot, "n1", {}, Points{900}), {}});
    EXPECT_EQ(lot.known(), std::vector<EventId>{{"n1"}});
    EXPECT_EQ(voucher_of(lot), Points{900});
    lot.event(core::MemberNoticed{news_of(lot, "n1", {}, Points{900}), {}});
    EXPECT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 900})) << "told twice";
    lot.after(80min).car_arrives(out_lane, plate).pays(plate, Fen{600}, "pay-1").passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{900});
    EXPECT_EQ(lot.last<Charged>().hold, hold);
}

TEST(Hold, OfAFirstVoucherThatComesAfterTheNewsShrinksToo) {
    Lot lot;
    comes_in_before_its_voucher(lot).event(core::MemberNoticed{news_of(lot, "n1", {}, Points{900}), {}});
    EXPECT_EQ(holds_asked(lot), std::vector<std::int64_t>{1'800}) << "one question at a time";
    lot.answer_asks();
    EXPECT_EQ(voucher_of(lot), Points{900});
}

TEST(Hold, ThatWasLetGoAfterItHadShrunkIsAskedForWhole) {
    Lot lot;
    comes_in(lot).event(core::MemberNoticed{news_of(lot, "n1", {}, Points{900}), {}});
    lot.wishes(Wish::spend, plate, {}, Spending::nothing).wishes(Wish::spend, plate, {}, Spending::all);
    EXPECT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 900, 0, 1'800}));
    EXPECT_EQ(voucher_of(lot), Points{1'800}) << "the ledger gives what there is by now";
}

TEST(Hold, IsKeptAsTheDriverHasSeenItAndShrinksWhenHeTurnsBack) {
    Lot lot;
    comes_in(lot).wishes(Wish::spend, plate, {}, Spending::asked_for).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    lot.event(core::MemberNoticed{news_of(lot, "n1", {}, Points{300}), {}});
    EXPECT_EQ(holds_asked(lot), std::vector<std::int64_t>{1'800});
    lot.wishes(Wish::spend, plate, {}, Spending::all);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.backs_out(out_lane);
    EXPECT_EQ(voucher_of(lot), Points{300});
}

TEST(Hold, IsNotLetGoWhileTheDriverReadsThePrice) {
    Lot lot;
    comes_in(lot).ledger_is_offline().wishes(Wish::spend, plate, {}, Spending::nothing).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    lot.ledger_answers();
    EXPECT_EQ(holds_asked(lot), std::vector<std::int64_t>{1'800});
    lot.wishes(Wish::spend, plate, {}, Spending::all);
    EXPECT_EQ(lot.new_orders(out_lane), "o") << "he need not wait for anybody";
}

TEST(Hold, ThatWasToShrinkAsTheCarCameToTheExitIsChargedAsItWas) {
    Lot lot;
    comes_in(lot).ledger_is_slow().event(core::MemberNoticed{news_of(lot, "n1", {}, Points{300}), {}});
    ASSERT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 300}));
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(lot.state().lanes.at(out_lane).admission->quote.points, Points{600});
    const auto sent = lot.asks().size();
    lot.after(20s);
    EXPECT_EQ(lot.asks().size(), sent) << "nobody asks for it any more";
    lot.answer_asks();
    EXPECT_EQ(voucher_of(lot), Points{1'800}) << "the answer is too late";
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{600});
    EXPECT_EQ(lot.facts<HoldReleased>().size(), 0U);
}

TEST(Hold, OfAnEarlierQuestionIsChargedByWhoPaidWhatHeWasAskedFor) {
    for (const bool restarts : {false, true}) {
        SCOPED_TRACE(restarts);
        Lot lot;
        comes_in(lot, 600).after(80min); // 130 minutes cost 15.00, and 600 points buy an hour
        lot.event(core::QuoteAsked{{{"q1"}, plate}});
        ASSERT_TRUE(lot.quoted() && lot.quoted()->quote);
        const Quote quote = *lot.quoted()->quote;
        ASSERT_EQ(quote.points, Points{600});
        lot.event(core::MemberNoticed{news_of(lot, "n1", {}, Points{300}), {}});
        ASSERT_EQ(voucher_of(lot), Points{300});
        if (restarts) {
            lot.restart().looks(in_lane).looks(out_lane).ledger_is_offline();
        }
        lot.pays(plate, quote.due, "pay-1").leaves(out_lane, plate);
        EXPECT_EQ(lot.last<Charged>().charged, Points{600});
        EXPECT_EQ(lot.last<Charged>().released, Points{});
        EXPECT_TRUE(lot.facts<DebtRaised>().empty());
    }
}

TEST(Hold, ThatAPaymentCountsOnLastsAsLongAsTheTimeToLeave) {
    Lot lot;
    comes_in(lot, 600).after(80min).event(core::QuoteAsked{{{"q1"}, plate}});
    ASSERT_TRUE(lot.quoted() && lot.quoted()->quote);
    const Quote quote = *lot.quoted()->quote;
    lot.event(core::MemberNoticed{news_of(lot, "n1", {}, Points{300}), {}});
    lot.pays(plate, quote.due, "pay-1").ledger_is_offline().after(2h).car_arrives(out_lane, plate);
    EXPECT_GT(lot.lane(out_lane).due, Fen{600}) << "the hour that the points were for, and what came after it";
}

TEST(Hold, ThatHasEndedIsAskedForAnewAtTheExit) {
    Lot lot;
    comes_in(lot);
    const HoldId first = lot.session(plate)->voucher->hold;
    lot.after(60h).ledger_is_offline().ledger_answers();
    lot.event(core::MemberNoticed{news_of(lot, "n1", Points{2'000}), {}});
    EXPECT_EQ(holds_asked(lot).size(), 1U) << "of a car that nobody saw leave they would wait for ever";
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 1'800}));
    lot.pays(plate, lot.lane(out_lane).due, "pay-1").after(1s).passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{1'800});
    EXPECT_NE(lot.last<Charged>().hold, first);
}

TEST(Hold, ThatHasEndedIsAskedForAnewByWhoHadOncePaidToo) {
    Lot lot;
    comes_in(lot, 600).after(80min).event(core::QuoteAsked{{{"q1"}, plate}});
    ASSERT_GT(lot.quoted()->quote->due, Fen{});
    lot.pays(plate, lot.quoted()->quote->due, "pay-1").after(60h).car_arrives(out_lane, plate);
    EXPECT_EQ(holds_asked(lot), (std::vector<std::int64_t>{1'800, 1'800}));
    lot.pays(plate, lot.lane(out_lane).due, "pay-2").after(1s).passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{600});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(Hold, ThatWasRefusedIsAskedForWhenTheMemberHasMore) {
    Lot lot;
    lot.member(plate, "alice", 0).ledger_answers().enters(plate).after(10min);
    ASSERT_EQ(holds_asked(lot).size(), 1U);
    lot.event(core::MemberNoticed{news_of(lot, "n1", {}), {}});
    EXPECT_EQ(holds_asked(lot).size(), 1U) << "he has no more than before";
    lot.after(1s).member(plate, "alice", 900).event(core::MemberNoticed{news_of(lot, "n2", Points{900}), {}});
    EXPECT_EQ(voucher_of(lot), Points{900});
}

TEST(Hold, ThatShrinksIsAskedForOnceTheLedgerIsHeard) {
    Lot lot;
    comes_in(lot).ledger_is_offline().wishes(Wish::spend, plate, {}, Spending::nothing).after(1h);
    EXPECT_EQ(holds_asked(lot).size(), 1U);
    EXPECT_EQ(voucher_of(lot), Points{1'800});
    lot.restart().looks(in_lane).looks(out_lane).ledger_answers();
    EXPECT_FALSE(lot.session(plate)->voucher) << "also after a restart, which forgets the question";
}

} // namespace
} // namespace parkgate::test
