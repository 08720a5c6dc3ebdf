#include "protocol/codec.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

TEST(Returns, a_return_takes_the_points_back_and_an_exchange_is_a_return_and_a_sale) {
    Mall mall;
    const Sold sold = sale("r1", "m1");
    mall.till(sold);
    const auto result = mall.till(back(sold, 10'000));
    EXPECT_EQ(result.answer.points, -100);
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.qualifying("m1"), 0);
    EXPECT_EQ(mall.balance(points_funding, "store:retail"), 0) << "the store has its money back";
    EXPECT_EQ(mall.balance(earning_budget_used, "2026"), 0);
    EXPECT_EQ(mall.till(sale("r2", "m1", 12'000)).answer.points, 120);
    EXPECT_EQ(mall.told(), (std::vector<std::string>{"points_earned", "points_taken_back", "points_earned"}));
}

TEST(Returns, no_more_comes_back_than_was_bought) {
    Mall mall;
    const Sold sold = sale("r1", "m1");
    mall.till(sold);
    mall.till(back(sold, 4'000));
    EXPECT_EQ(mall.till(back(sold, 6'001)).code, Code::returned_too_much);
    EXPECT_EQ(mall.till(back(sold, 6'000)).answer.points, -60);
    EXPECT_EQ(mall.till(back(sold, 1)).code, Code::returned_too_much);
    EXPECT_EQ(mall.till(back(sale("r1", "m1", 10'000, "unheard-of"), 1)).code, Code::unknown_store);
}

TEST(Returns, I20_the_same_return_again_does_nothing) {
    Mall mall;
    const Sold sold = sale("r1", "m1");
    mall.till(sold);
    const auto work = mall.event(Door::pos, "retail", back(sold, 4'000), noon);
    EXPECT_EQ(mall.take(work).answer.points, -40);
    EXPECT_TRUE(mall.take(work).repeated);
    EXPECT_EQ(mall.spendable("m1"), 60);
}

// In any parts and with campaign and steps: what was clawed back is what the whole earned less what the kept part does.
RC_GTEST_PROP(Returns, I20_what_is_clawed_back_is_exact, ()) {
    const auto terms = [](Terms& t) {
        t.earning.campaigns = {{{"autumn"}, 250, {}, {noon - days(2), noon + days(2)}, {120}}};
        t.earning.steps = {{{50}, 150}, {{200}, 300}};
    };
    const auto net = *rc::gen::inRange<std::int64_t>(100, 60'000);
    Mall mall(terms);
    const Sold sold = sale("r1", "m1", net);
    mall.till(sold);
    const auto earned = mall.spendable("m1");
    auto kept = net;
    while (kept > 0 && *rc::gen::inRange(0, 4) != 0) {
        const auto part = *rc::gen::inRange<std::int64_t>(1, kept + 1);
        mall.till(back(sold, part));
        kept -= part;
    }
    // The same sale of the kept part alone, with what the first had left for it.
    const auto row = mall.receipt(sold);
    const rules::Sale whole{"retail", rules::LeaseType::turnover_rent, {net}, sold.sold_at, {}, row.earned.campaign};
    Terms t = mall_terms();
    terms(t);
    const auto still = rules::earn_of_kept(t.earning, whole, row.earned, {kept}).sum().count;
    RC_ASSERT(mall.spendable("m1") == still);
    RC_ASSERT(row.clawed_back.count == earned - still);
    RC_ASSERT(kept > 0 || mall.spendable("m1") == 0);
    RC_ASSERT(mall.balance(points_budget_used, "autumn") >= 0);
}

TEST(Returns, points_that_have_become_parking_are_owed_and_netted_from_the_next_sale) {
    Mall mall;
    const Sold sold = sale("r1", "m1", 60'000);
    mall.till(sold);
    mall.hold(mall.box, "h1", "s1", 600);
    mall.take(mall.box.fact({"s1"}, charged("h1", 600)));
    const auto result = mall.till(back(sold, 60'000));
    EXPECT_EQ(result.answer.outcome, Outcome::applied);
    EXPECT_EQ(result.code, Code::owes);
    EXPECT_EQ(mall.spendable("m1"), 0) << "I-04: never below 0";
    EXPECT_EQ(mall.owed("m1"), 600);
    const auto next = mall.till(sale("r2", "m1", 50'000));
    EXPECT_EQ(next.code, Code::owes);
    EXPECT_EQ(next.answer.points, 500);
    EXPECT_EQ(mall.owed("m1"), 100);
    mall.till(sale("r3", "m1", 50'000));
    EXPECT_EQ(mall.owed("m1"), 0);
    EXPECT_EQ(mall.spendable("m1"), 400);
}

TEST(Returns, I23_a_tier_that_a_return_takes_the_ground_from_ends) {
    Mall mall;
    const Sold sold = sale("r1", "m1", 100'000);
    mall.till(sold);
    mall.till(back(sold, 100));
    EXPECT_EQ(mall.qualifying("m1"), 999);
    EXPECT_EQ(mall.store->books().member({"m1"})->tier, "");
}

TEST(Returns, goods_come_back_before_anybody_has_claimed_or_approved_them) {
    Mall mall;
    const Sold nobodys = sale("r1");
    mall.till(nobodys);
    mall.till(back(nobodys, 4'000));
    EXPECT_EQ(mall.claim("m1", nobodys).answer.points, 60);
    EXPECT_EQ(mall.till(back(nobodys, 6'000)).answer.points, -60);
    EXPECT_EQ(mall.receipt(nobodys).clawed_back, Points{100});

    const Sold late = sale("r2", "m1", 10'000, "retail", noon - days(8));
    mall.till(late);
    const std::string item = mall.last_id();
    EXPECT_EQ(mall.waiting("m1"), 100);
    EXPECT_EQ(mall.till(back(late, 4'000)).code, Code::awaits_review);
    EXPECT_EQ(mall.waiting("m1"), 60);
    EXPECT_EQ(mall.store->books().review({item})->points, Points{60}) << "what waits is what the item says";
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, ""}).answer.points, 60);
    EXPECT_EQ(mall.spendable("m1"), 60);
    EXPECT_EQ(mall.qualifying("m1"), 60);
    EXPECT_EQ(mall.balance(earning_budget_used, "2026"), 120);
}

TEST(Returns, I20_a_return_that_is_told_before_its_sale_is_kept_for_it) {
    const Sold sold = sale("r1");
    Mall code;
    EXPECT_EQ(code.till(back(sold, 6'000)).code, Code::awaits_sale);
    EXPECT_EQ(code.till(back(sold, 4'000)).answer.outcome, Outcome::applied);
    EXPECT_EQ(code.claim("m1", sold).answer.points, 0) << "the goods are back in the shop";
    EXPECT_EQ(code.till(back(sold, 1)).code, Code::returned_too_much);
    Mall upload;
    upload.till(back(sold, 4'000));
    EXPECT_EQ(upload.app(Uploaded{{"m1"}, sale("r1", "", 3'999), "photo"}).code, Code::receipt_differs);
    EXPECT_EQ(upload.app(Uploaded{{"m1"}, sold, "photo"}).code, Code::awaits_review);
    EXPECT_EQ(upload.waiting("m1"), 60);
    Mall nobody;
    nobody.till(back(sold, 4'000));
    EXPECT_EQ(nobody.till(sold).code, Code::unclaimed);
    EXPECT_EQ(nobody.claim("m1", sold).answer.points, 60);
    Mall refused([](Terms& terms) { terms.earning.budget = {1}; });
    EXPECT_EQ(refused.till(sale("r1", "m1")).code, Code::budget_is_spent);
    EXPECT_EQ(refused.till(back(sold, 10'000)).answer.outcome, Outcome::applied);
    EXPECT_EQ(refused.claim("m1", sold).answer.points, 0);
    EXPECT_EQ(refused.till(back(sale("old", "", 1, "retail", noon - days(400)), 1)).code, Code::no_such_receipt);
}

RC_GTEST_PROP(Returns, I20_a_sale_and_its_returns_come_to_the_same_in_any_order, ()) {
    const auto first = *rc::gen::inRange<std::int64_t>(1, 5'000);
    const auto second = *rc::gen::inRange<std::int64_t>(1, 5'000);
    const Sold sold = sale("r1", "m1");
    const auto end_of = [&](std::size_t sale_at) {
        Mall mall;
        const std::vector<std::int64_t> returns{first, second};
        for (std::size_t i = 0; i <= returns.size(); ++i) {
            if (i == sale_at) {
                mall.till(sold);
            }
            if (i < returns.size()) {
                mall.till(back(sold, returns[i]));
            }
        }
        const auto row = mall.receipt(sold);
        return std::tuple(mall.spendable("m1"), mall.qualifying("m1"), row.returned, row.left, row.clawed_back,
                          mall.balance(earning_budget_used, "2026"));
    };
    const auto end = end_of(0);
    RC_ASSERT(std::get<0>(end) == (10'000 - first - second) / 100);
    RC_ASSERT(end_of(1) == end);
    RC_ASSERT(end_of(2) == end);
}

TEST(Returns, a_photo_with_too_small_a_sum_does_not_bound_what_comes_back) {
    Mall mall;
    EXPECT_EQ(mall.app(Uploaded{{"m1"}, sale("r1", "", 100), "photo"}).code, Code::awaits_review);
    EXPECT_EQ(mall.till(back(sale("r1"), 10'000)).code, Code::awaits_sale);
    EXPECT_EQ(mall.waiting("m1"), 0);
    EXPECT_EQ(mall.claim("m1", sale("r1")).answer.points, 0);
}

// The membership of the last of `terms`; the books are those of all of them.
class Years {
  public:
    EventResult tell(Terms terms, MemberEventBody body) {
        auto store = store_over(kit_->open(), std::move(terms));
        store->add_member({"m1"}, {}, {}, noon);
        const MemberEvent event{{"y" + std::to_string(++events_)}, noon, std::move(body)};
        const bool pos = door_of(event.body) == Door::pos;
        const std::vector<Work> batch{EventWork{
            {event, door_of(event.body), pos ? "retail" : "anna", std::nullopt, {}}, encode(event), {}, {}, {}}};
        auto result = std::get<EventResult>(store->take(batch, noon, wall).front());
        EXPECT_EQ(store->verify(), std::vector<std::string>{});
        spendable = store->books().balance(ledger::spendable({"m1"}));
        budget = store->books().balance({earning_budget_used, "2026"});
        return result;
    }
    [[nodiscard]] std::string last_id() const { return "y" + std::to_string(events_); }
    std::int64_t spendable = 0;
    std::int64_t budget = 0;

  private:
    std::unique_ptr<EngineKit> kit_ = make_kit();
    int events_ = 0;
};

TEST(Returns, I20_what_two_returns_take_is_what_was_given_though_the_store_is_another_meanwhile) {
    Terms terms = mall_terms();
    terms.earning.steps = {{{100}, 110}};
    Years years;
    const Sold sold = sale("r1", "m1", 20'000);
    EXPECT_EQ(years.tell(terms, sold).answer.points, 210);
    EXPECT_EQ(years.tell(terms, back(sold, 10'000)).answer.points, -110);
    terms.stores.front().category = "jewellery";
    const auto rest = years.tell(terms, back(sold, 10'000));
    EXPECT_EQ(rest.answer.outcome, Outcome::applied);
    EXPECT_EQ(rest.answer.points, -100);
    EXPECT_EQ(years.spendable, 0);
    EXPECT_EQ(years.budget, 0);
}

TEST(Returns, I18_what_waits_can_be_decided_though_its_terms_are_gone) {
    Terms terms = mall_terms();
    terms.earning.steps = {{{100}, 110}};
    for (const bool approved : {true, false}) {
        Years years;
        const Sold late = sale("r1", "m1", 20'000, "retail", noon - days(8));
        EXPECT_EQ(years.tell(terms, late).code, Code::awaits_review);
        const std::string item = years.last_id();
        years.tell(terms, back(late, 10'000));
        Terms other = terms;
        other.earning.id = {"earning-2"};
        other.earning.point_value = {7};
        const auto decided = years.tell(other, Reviewed{{item}, approved, "looked at"});
        EXPECT_EQ(decided.answer.outcome, Outcome::applied);
        EXPECT_EQ(years.spendable, approved ? 100 : 0);
        EXPECT_EQ(years.budget, approved ? 200 : 0) << "at what a point stood at then";
    }
}

TEST(Returns, a_deed_ends_at_the_value_that_it_was_given_at) {
    const auto post = [](Years& years, const Terms& terms) {
        years.tell(terms, Sold{sale("r1", "m1", 100)});
        years.tell(terms, Posted{{"m1"}, {"p1"}});
        return years.last_id();
    };
    Terms terms = mall_terms();
    Terms other = terms;
    other.former_earning = {terms.earning};
    other.earning.id = {"earning-2"};
    other.earning.point_value = {7};
    Years rejected;
    const std::string item = post(rejected, terms);
    EXPECT_EQ(rejected.tell(other, Reviewed{{item}, false, "copied"}).answer.outcome, Outcome::applied);
    EXPECT_EQ(rejected.budget, 2) << "of the purchase alone";
    Years taken_back;
    post(taken_back, terms);
    EXPECT_EQ(taken_back.tell(other, Reviewed{{item}, true, "good"}).answer.points, 5);
    EXPECT_EQ(taken_back.tell(other, Reviewed{{item}, false, "copied"}).answer.points, -5);
    EXPECT_EQ(taken_back.budget, 2);
    EXPECT_EQ(taken_back.spendable, 1);
}

TEST(Returns, a_receipt_goes_by_the_terms_that_it_was_worked_out_by) {
    const auto kit = make_kit();
    const Sold sold = sale("r1", "m1", 9'950);
    Terms terms = mall_terms();
    {
        const auto store = store_over(kit->open(), terms);
        store->add_member({"m1"}, {}, {}, noon);
        Mall hand;
        const std::vector<Work> batch{hand.event(Door::pos, "retail", sold, noon)};
        store->take(batch, noon, wall);
    }
    terms.former_earning = {terms.earning};
    terms.earning.id = {"earning-2"};
    terms.earning.rates.front().per_point = {1000};
    const auto store = store_over(kit->open(), terms);
    Mall hand;
    hand.event(Door::pos, "retail", sold, noon); // its id is taken
    const std::vector<Work> batch{hand.event(Door::pos, "retail", back(sold, 50), noon)};
    EXPECT_EQ(std::get<EventResult>(store->take(batch, noon, wall).front()).answer.points, 0)
        << "9900 fen earn as many";
}

EventResult approve(Mall& mall, const Sold& typed) {
    mall.app(Uploaded{{"m1"}, typed, "photo"});
    return mall.desk("anna", Reviewed{{mall.last_id()}, true, ""});
}

Sold off_by(Sold sold, int by) {
    sold.sold_at += days(by);
    return sold;
}

TEST(Returns, I20_a_day_that_was_typed_one_off_is_found_whether_the_return_comes_before_or_after) {
    const Sold typed = sale("r1", "", 10'000, "own-till");
    for (const int off : {-1, 1}) {
        Mall after;
        after.now = noon + days(2);
        approve(after, typed);
        EXPECT_EQ(after.desk("anna", back(off_by(typed, off), 4'000)).answer.points, -40);
        EXPECT_EQ(after.spendable("m1"), 60);
        Mall before;
        before.now = noon + days(2);
        EXPECT_EQ(before.desk("anna", back(off_by(typed, off), 4'000)).code, Code::awaits_sale);
        EXPECT_EQ(approve(before, typed).answer.points, 60);
        EXPECT_EQ(before.receipt(typed).returned, after.receipt(typed).returned);
        EXPECT_EQ(after.receipt(off_by(typed, off)).returned, Fen{4'000}) << "kept for its own day too";
    }
}

TEST(Returns, goods_of_the_day_beside_wait_where_it_is_not_plain_whose_they_are) {
    const Sold typed = sale("r1", "", 10'000, "own-till");
    Mall two;
    two.now = noon + days(2);
    approve(two, off_by(typed, -1));
    approve(two, off_by(typed, 1));
    EXPECT_EQ(two.desk("anna", back(typed, 4'000)).code, Code::awaits_sale);
    EXPECT_EQ(two.spendable("m1"), 200);
    Mall two_waiting;
    two_waiting.now = noon + days(2);
    two_waiting.desk("anna", back(off_by(typed, -1), 4'000));
    two_waiting.desk("anna", back(off_by(typed, 1), 4'000));
    EXPECT_EQ(approve(two_waiting, typed).answer.points, 100);
    Mall once;
    once.now = noon + days(2);
    once.desk("anna", back(typed, 4'000));
    EXPECT_EQ(approve(once, off_by(typed, -1)).answer.points, 60);
    EXPECT_EQ(approve(once, off_by(typed, 1)).answer.points, 100) << "the other one has it";
    Mall told;
    told.now = noon + days(2);
    told.till(sale("r1", "m1"));
    EXPECT_EQ(told.till(back(off_by(sale("r1"), 1), 4'000)).code, Code::awaits_sale) << "a till knows its day";
    EXPECT_EQ(told.spendable("m1"), 100);
    Mall more;
    more.now = noon + days(2);
    approve(more, typed);
    EXPECT_EQ(more.desk("anna", back(off_by(typed, 1), 10'001)).code, Code::awaits_sale);
    EXPECT_EQ(more.spendable("m1"), 100);
}

TEST(Returns, a_photo_of_the_day_beside_takes_no_return_away_from_its_sale) {
    Mall mall;
    mall.now = noon + days(2);
    const Sold sold = sale("r1");
    mall.till(back(sold, 10'000));
    EXPECT_EQ(mall.app(Uploaded{{"m1"}, off_by(sale("r1", "", 10'001), 1), "photo"}).code, Code::awaits_review);
    mall.desk("anna", Reviewed{{mall.last_id()}, false, "not that day"});
    EXPECT_EQ(mall.claim("m1", sold).answer.points, 0);
}

TEST(Returns, points_that_have_ended_are_not_taken_once_more) {
    Mall mall;
    mall.till(sale("r1", "m1"));
    mall.now = mall.store->books().lots_of({"m1"}).at(0).expires_at + days(3);
    mall.store->sweep(mall.now, 100);
    mall.till(sale("r2", "m1", 6'000, "retail", mall.now - 1h));
    const auto result = mall.till(back(sale("r1"), 10'000));
    EXPECT_EQ(result.answer.outcome, Outcome::applied);
    EXPECT_EQ(result.answer.points, 0);
    EXPECT_EQ(mall.spendable("m1"), 60);
    EXPECT_EQ(mall.owed("m1"), 0);
    EXPECT_EQ(mall.qualifying("m1"), 0);
    EXPECT_EQ(mall.balance(points_funding, "store:retail"), 120) << "the end has given its cost back already";
}

} // namespace
} // namespace parkgate::ledger::test
