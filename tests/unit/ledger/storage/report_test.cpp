#include "ledger/core/earning/earning.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parkgate::ledger::test {
namespace {

Report read(const Store& store, ReportAsk ask = {}) {
    ask.period = "2026-01-01";
    ask.high_value_from = {1000};
    auto reader = store.report(ask);
    while (reader.step()) {
    }
    return reader.report();
}

ReportAsk of(Scope scope, const std::string& id) {
    ReportAsk ask;
    ask.scope = scope;
    ask.id = id;
    return ask;
}

ReportAsk between(std::optional<SiteTime> from, std::optional<SiteTime> until) {
    ReportAsk ask;
    ask.from = from;
    ask.until = until;
    return ask;
}

template <typename Map>
Fen sum(const Map& parts) {
    Fen out;
    for (const auto& [name, fen] : parts) {
        out += fen;
    }
    return out;
}

Fen liability(const Report& report) {
    Fen out;
    for (const auto& [source, owed] : report.liability) {
        out += owed.fen;
    }
    return out;
}

Points outstanding(const Report& report) {
    Points out;
    for (const auto& [source, owed] : report.liability) {
        out += owed.points;
    }
    return out;
}

CouponFigures coupons(const Report& report) {
    const auto found = report.coupons.find("return-visit");
    return found == report.coupons.end() ? CouponFigures{} : found->second;
}

// The balance of all accounts of a kind, by the journal's own projection.
std::int64_t total(const Store& store, AccountKind kind) {
    std::int64_t out = 0;
    for (const auto& balance : store.balances()) {
        out += balance.kind == text_of(kind) ? balance.amount : 0;
    }
    return out;
}

// A mall that lives through whatever may come, a few hours at a time.
class History {
  public:
    explicit History(unsigned seed) : mall_(with_campaign), random_(seed) {}

    void run(int steps) {
        for (int i = 0; i < steps; ++i) {
            mall_.now += 2h;
            (this->*acts.at(pick(acts.size())))();
            if (pick(10) == 0) {
                mall_.store->sweep(mall_.now, 100);
            }
        }
    }
    [[nodiscard]] const Mall& mall() const { return mall_; }

  private:
    static void with_campaign(Terms& terms) {
        terms.earning.campaigns = {{{"autumn"}, 200, {"dining"}, {noon - days(9), noon + days(9)}, {400}}};
        terms.longest_offline = days(1);
        terms.hold_lifetime = days(2);
        terms.earning.lot_months = 1;
    }
    std::size_t pick(std::size_t of) { return std::uniform_int_distribution<std::size_t>(0, of - 1)(random_); }
    std::string next(const std::string& what) { return what + std::to_string(++ids_); }
    std::string member() { return pick(2) == 0 ? "m1" : "m2"; }

    void sell() {
        static constexpr std::array stores = {"retail", "dining", "jewellery", "digital"};
        sales_.push_back(sale(next("r"), member(), static_cast<std::int64_t>(1000 + pick(40'000)),
                              stores.at(pick(stores.size())), mall_.now));
        mall_.till(sales_.back());
    }
    void take_back() {
        if (!sales_.empty()) {
            mall_.till(back(sales_.at(pick(sales_.size())), static_cast<std::int64_t>(1 + pick(8000))));
        }
    }
    void like() { mall_.app(Liked{{member()}, {next("post")}}); }
    void adjust() { mall_.desk("anna", Adjusted{{member()}, static_cast<std::int64_t>(pick(200)) - 100, "a try"}); }
    void hold() {
        const std::string session = next("s");
        const auto voucher = mall_.hold(mall_.box, next("ask"), session, 300);
        if (!voucher.hold.empty()) {
            holds_.push_back(voucher);
        }
    }
    void charge() {
        if (holds_.empty()) {
            return;
        }
        const auto voucher = holds_.back();
        holds_.pop_back();
        const auto used = static_cast<std::int64_t>(pick(static_cast<std::size_t>(voucher.points.count) * 2) + 1);
        auto body = charged(voucher.hold.text, used);
        body.charged_at = mall_.now;
        mall_.take(mall_.box.fact(voucher.session, body));
        charges_.push_back(voucher.session.text);
    }
    void dispute() {
        if (!charges_.empty()) {
            mall_.app(Disputed{{"m1"}, charges_.at(pick(charges_.size())), "not mine"});
            mall_.desk("anna", Reviewed{{mall_.last_id()}, pick(3) != 0, "looked"});
        }
    }
    void upload() {
        mall_.app(Uploaded{{member()}, sale(next("r"), "", 5000, "own-till", mall_.now), "photo"});
        if (pick(2) == 0) {
            mall_.desk("anna", Reviewed{{mall_.last_id()}, pick(2) == 0, "looked"});
        }
    }
    void give_coupon() {
        const std::string session = next("s");
        const auto slice = mall_.slice(mall_.box, next("ask"));
        auto given = coupon(next("c"), slice.slice.empty() ? "none" : slice.slice.text, session);
        given.not_before = mall_.now;
        given.expires_at = mall_.now + days(3);
        mall_.take(mall_.box.coupon({session}, given));
        coupons_.push_back(given);
    }
    void spend_coupon() {
        if (!coupons_.empty()) {
            const auto& one = coupons_.at(pick(coupons_.size()));
            mall_.take(mall_.box.fact({next("s")}, CouponSpent{one.coupon, {member()}, {60}, {600}, mall_.now}));
        }
    }
    void spend_unknown() {
        mall_.take(mall_.box.fact({next("s")}, CouponSpent{{next("u")}, {"m1"}, {60}, {500}, mall_.now}));
    }

    // Now and then its end is told twice.
    void leave() {
        static constexpr std::array stores = {"cinema", "dining"};
        Exited out{{"out"}, {"plate-9"}, ExitHow::observed, mall_.now, {300}, {3000}, {}, {}};
        const auto fen = [&] { return Fen{static_cast<std::int64_t>(1 + pick(900))}; };
        out.benefits = {{Benefit::store_validation, {stores.at(pick(stores.size()))}, fen()},
                        {Benefit::tier_hours, {"gold"}, fen()},
                        {Benefit::right, {next("pass")}, fen()}};
        const std::string session = next("s");
        mall_.take(mall_.box.fact({session}, out));
        if (pick(3) == 0) {
            mall_.take(mall_.box.fact({session}, out));
        }
        mall_.take(mall_.box.fact({session}, Waived{{"plate-9"}, fen(), {"anna"}, {}, "a broken reader"}));
    }

    static constexpr std::array acts = {
        &History::leave,         &History::sell,    &History::sell,   &History::take_back,   &History::like,
        &History::adjust,        &History::hold,    &History::charge, &History::give_coupon, &History::spend_coupon,
        &History::spend_unknown, &History::dispute, &History::upload};
    Mall mall_;
    std::mt19937 random_;
    int ids_ = 0;
    std::vector<Sold> sales_;
    std::vector<Voucher> holds_;
    std::vector<std::string> charges_; // sessions
    std::vector<Coupon> coupons_;
};

class Books_ : public ::testing::TestWithParam<unsigned> {
  protected:
    Books_() : history(GetParam()) {
        history.run(120);
        whole = read(store());
    }
    [[nodiscard]] const Store& store() const { return *history.mall().store; }
    History history;
    Report whole;
};

TEST_P(Books_, I30_costs_are_the_sum_over_stores_campaigns_and_the_mall_itself) {
    EXPECT_EQ(whole.earning_cost().count, total(store(), AccountKind::points_funding));
    EXPECT_EQ(liability(whole).count, -total(store(), AccountKind::points_liability));
    EXPECT_EQ(whole.parking_cost().count, total(store(), AccountKind::benefit_funding));
    EXPECT_EQ(whole.parking_cost().count, -total(store(), AccountKind::parking_forgone));
    // Points are at members, have become parking, or were laid out: nothing is lost between them.
    EXPECT_EQ(whole.earning_cost() + whole.recovered, liability(whole) + sum(whole.settled));
    Fen earning;
    Fen owed;
    Fen parking = whole.points_parking;
    for (const char* id : {"retail", "dining", "jewellery", "digital", "own-till", "cinema"}) {
        const Report part = read(store(), of(Scope::store, id));
        earning += part.earning_cost();
        owed += liability(part);
        parking += part.parking_cost();
        EXPECT_EQ(part.parking_cost(), sum(part.benefits_parking))
            << "all other parking is the mall's and the campaigns'";
    }
    for (const char* giver : {"tier:gold", "mall:right", "mall:waived"}) {
        parking += whole.benefits_parking.at(giver);
    }
    for (const char* id : {"autumn", "return-visit"}) {
        const Report part = read(store(), of(Scope::campaign, id));
        earning += part.earning_cost();
        owed += liability(part);
        parking += part.parking_cost();
    }
    for (const auto& [reason, loss] : whole.losses) {
        parking += loss.fen;
    }
    EXPECT_EQ(earning + whole.earning.at("mall"), whole.earning_cost());
    EXPECT_EQ(owed + whole.liability.at("mall").fen, liability(whole));
    EXPECT_EQ(parking, whole.parking_cost());
}

TEST_P(Books_, I30_costs_are_the_sum_over_members) {
    Fen owed;
    Fen by_points;
    Fen by_coupons;
    Points points;
    for (const char* id : {"m1", "m2"}) {
        const Statement statement = store().statement({id}, 10).value();
        owed += statement.points_fen;
        by_points += statement.points_parking;
        by_coupons += statement.coupons_parking;
        points += statement.spendable + statement.held;
    }
    EXPECT_EQ(owed, liability(whole));
    EXPECT_EQ(points, outstanding(whole));
    EXPECT_EQ(by_points, whole.points_parking);
    EXPECT_EQ(by_coupons, sum(whole.coupons_parking));
}

TEST_P(Books_, I30_two_periods_are_the_whole) {
    const SiteTime half = noon + 120h;
    const Report first = read(store(), between(std::nullopt, half));
    const Report second = read(store(), between(half, std::nullopt));
    const Report all = read(store(), between(noon - days(100), noon + days(100)));
    for (const auto* whole_one : {&std::as_const(whole), &all}) {
        EXPECT_EQ(first.earning_cost() + second.earning_cost(), whole_one->earning_cost());
        EXPECT_EQ(first.parking_cost() + second.parking_cost(), whole_one->parking_cost());
        EXPECT_EQ(sum(first.settled) + sum(second.settled), sum(whole_one->settled));
        EXPECT_EQ(first.spent_points + second.spent_points, whole_one->spent_points);
        EXPECT_EQ(first.sales + second.sales, whole_one->sales);
        EXPECT_EQ(coupons(first).given + coupons(second).given, coupons(*whole_one).given);
        EXPECT_EQ(coupons(first).spent + coupons(second).spent, coupons(*whole_one).spent);
        EXPECT_EQ(coupons(first).lapsed + coupons(second).lapsed, coupons(*whole_one).lapsed);
        EXPECT_EQ(coupons(first).misused + coupons(second).misused, coupons(*whole_one).misused);
    }
}

INSTANTIATE_TEST_SUITE_P(Random, Books_, ::testing::Range(1U, 7U));

TEST(Report, of_empty_books_is_zero) {
    const auto store = store_in_memory(terms());
    for (const bool costs_only : {true, false}) {
        ReportAsk ask;
        ask.costs_only = costs_only;
        const Report report = read(*store, ask);
        EXPECT_EQ(report.earning_cost() + report.parking_cost() + liability(report) + report.fees + report.sales,
                  Fen{});
        EXPECT_EQ(report.members + report.visitors + report.holds + report.receipts, 0);
    }
}

TEST(Report, coupons_and_what_a_return_visit_cost) {
    World world;
    Box box("b1");
    const auto slice = world.slice(box, "a1");
    for (const char* n : {"1", "2", "3", "4"}) {
        world.take(
            box.coupon({std::string("s") + n}, coupon(std::string("c") + n, slice.slice.text, std::string("s") + n)));
    }
    world.take(box.fact({"t1"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, noon}));
    world.take(box.fact({"t2"}, CouponSpent{{"c2"}, {"m2"}, {60}, {300}, noon}));
    world.store->sweep(noon + days(60), 100);
    const Report report = read(*world.store);
    EXPECT_EQ(coupons(report).given, 4);
    EXPECT_EQ(coupons(report).spent, 1);
    EXPECT_EQ(coupons(report).misused, 1);
    EXPECT_EQ(coupons(report).lapsed, 2);
    EXPECT_EQ(report.coupons_parking.at("return-visit"), Fen{900});
    EXPECT_EQ(report.coupon_budgets.at("return-visit").granted, Minutes{25 * 60});
    EXPECT_EQ(report.coupon_budgets.at("return-visit").left, Minutes{21 * 60});
}

TEST(Report, I30_what_stores_and_tiers_gave_at_the_barrier_is_told_by_who_gave_it) {
    World world;
    Box box("b1");
    Exited out{{"out"}, {"plate-9"}, ExitHow::observed, noon, {300}, {3000}, {}, {}};
    out.benefits = {{Benefit::store_validation, {"cinema"}, {600}}, {Benefit::tier_hours, {"gold"}, {300}}};
    world.take(box.fact({"s1"}, out));
    out.benefits = {{Benefit::store_validation, {"cinema"}, {200}}, {Benefit::store_validation, {"books"}, {100}}};
    world.take(box.fact({"s2"}, out));
    using Givers = std::map<std::string, Fen>;
    const Givers all{{"store:books", {100}}, {"store:cinema", {800}}, {"tier:gold", {300}}};
    for (const auto& report : {read(*world.store), read(*world.store, between(noon - days(1), noon + days(1)))}) {
        EXPECT_EQ(report.benefits_parking, all);
        EXPECT_EQ(report.parking_cost(), Fen{1200});
    }
    EXPECT_EQ(read(*world.store, between(noon + days(1), std::nullopt)).benefits_parking, Givers{});
    EXPECT_EQ(read(*world.store, of(Scope::store, "cinema")).benefits_parking, (Givers{{"store:cinema", {800}}}));
    EXPECT_EQ(read(*world.store, of(Scope::campaign, "return-visit")).parking_cost(), Fen{});
}

TEST(Report, slices_whose_coupons_are_worth_different_minutes_are_told_apart) {
    const auto kit = make_kit();
    Box box("b1");
    Terms of_each = terms();
    World world;
    for (const std::int64_t minutes : {30, 120}) {
        of_each.rules.coupons.front().worth = {WorthKind::minutes, minutes, {}};
        world.store.reset();
        world.store = store_over(kit->open(), of_each);
        populate(*world.store);
        const auto slice = world.slice(box, "a" + std::to_string(minutes));
        for (int i = 0; i < 6; ++i) { // over half of it, so that another one is given
            const std::string n = std::to_string(minutes + i);
            world.take(box.coupon({"s" + n}, coupon("c" + n, slice.slice.text, "s" + n, slice.worth)));
        }
    }
    const auto slices = read(*world.store).slices.at("return-visit");
    ASSERT_EQ(slices.size(), 2U);
    EXPECT_EQ(slices[0].coupons, 4);
    EXPECT_EQ(slices[0].minutes, Minutes{4 * 30});
    EXPECT_EQ(slices[1].coupons, 4);
    EXPECT_EQ(slices[1].minutes, Minutes{4 * 120}) << "each is priced by its own minutes";
}

TEST(Report, coupons_of_money_are_counted_as_those_of_minutes_are) {
    constexpr CouponWorth full{WorthKind::full, 0, Fen{2'000}};
    Terms of_money = terms();
    of_money.rules.coupons.front().worth = full;
    World world(of_money);
    Box box("b1");
    const auto slice = world.slice(box, "a1");
    for (const char* n : {"1", "2", "3", "4"}) {
        world.take(box.coupon({std::string("s") + n},
                              coupon(std::string("c") + n, slice.slice.text, std::string("s") + n, full)));
    }
    EXPECT_EQ(read(*world.store).slices.at("return-visit")[0].most, Fen{12'000});
    EXPECT_EQ(read(*world.store).money_budgets.at("return-visit").in_slices, Fen{12'000});
    world.take(box.fact({"t1"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, noon}));
    world.take(box.fact({"t2"}, CouponSpent{{"c2"}, {"m2"}, {60}, {300}, noon}));
    world.store->sweep(noon + days(60), 100);
    for (const Report& report : {read(*world.store), read(*world.store, between(noon - days(1), noon + days(90)))}) {
        EXPECT_EQ(coupons(report).given, 4);
        EXPECT_EQ(coupons(report).spent, 1);
        EXPECT_EQ(coupons(report).misused, 1);
        EXPECT_EQ(coupons(report).lapsed, 2) << "what the others did not take is no coupon";
        EXPECT_EQ(report.coupons_parking.at("return-visit"), Fen{900});
        EXPECT_EQ(report.losses.at("other_member").coupons, Fen{300});
        EXPECT_EQ(report.money_budgets.at("return-visit").granted, Fen{25 * 2'000});
        EXPECT_EQ(report.money_budgets.at("return-visit").left, Fen{21 * 2'000});
        EXPECT_EQ(report.money_budgets.at("return-visit").out, Fen{});
    }
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Report, what_gates_may_still_give_and_charge) {
    World world;
    Box box("b1");
    const auto slice = world.slice(box, "a1");
    world.take(box.coupon({"s1"}, coupon("c1", slice.slice.text, "s1")));
    world.hold(box, "h1", "s2", 900);
    const Report report = read(*world.store);
    ASSERT_EQ(report.slices.at("return-visit").size(), 1U);
    EXPECT_EQ(report.slices.at("return-visit")[0].coupons, 9);
    EXPECT_EQ(report.slices.at("return-visit")[0].minutes, Minutes{540});
    EXPECT_EQ(report.holds, 1);
    EXPECT_EQ(report.held, Points{900});
    world.hold(box, "h2", "s2", 300);
    EXPECT_EQ(read(*world.store).held, Points{900}) << "its gate may not have heard that it has shrunk";
}

TEST(Report, aims) {
    Mall mall;
    mall.till(sale("r1", "m1", 200'000));
    mall.till(sale("r2", "m2", 50'000, "dining"));
    mall.visit("s1", "plate-1", noon + 1h);
    mall.visit("s2", "plate-1", noon + days(20));
    mall.visit("s3", "plate-2", noon + 2h);
    mall.visit("s4", "plate-2", noon + days(40));
    mall.visit("s5", "nobodys", noon + 3h);
    const Report report = read(*mall.store);
    EXPECT_EQ(report.members, 2);
    EXPECT_EQ(report.high_members, 1);
    EXPECT_EQ(report.qualifying, Points{2250});
    EXPECT_EQ(report.high_qualifying, Points{2000});
    EXPECT_EQ(report.visits, 4);
    EXPECT_EQ(report.high_visits, 2);
    EXPECT_EQ(report.visitors, 2);
    EXPECT_EQ(report.again, 1) << "within 30 days";
    EXPECT_EQ(report.sales, Fen{250'000});
    const Report dining = read(*mall.store, of(Scope::store, "dining"));
    EXPECT_EQ(dining.sales, Fen{50'000});
    EXPECT_EQ(dining.visits, 2) << "of those who bought there";
    EXPECT_EQ(dining.high_members, 0);
    const Report first_days = read(*mall.store, between(std::nullopt, noon + days(1)));
    EXPECT_EQ(first_days.visits, 2);
    EXPECT_EQ(first_days.again, 0);
}

} // namespace
} // namespace parkgate::ledger::test
