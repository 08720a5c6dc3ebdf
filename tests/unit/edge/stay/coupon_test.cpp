// A coupon of every kind, from the exit that gives it to the one that takes it.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";

const CouponWorth minutes{WorthKind::minutes, 60, {}};
const CouponWorth money{WorthKind::fen, 500, Fen{500}};
constexpr std::int64_t at_22 = 22 * 60;

CouponWorth percent(std::int64_t off, Fen most) {
    return {WorthKind::percent, off, most};
}
CouponWorth full(Fen most) {
    return {WorthKind::full, 0, most};
}
CouponWorth until(std::int64_t minute_of_day, Fen most) {
    return {WorthKind::until, minute_of_day, most};
}

// A visit that points pay for earns a coupon of this worth.
void first_visit(Lot& lot, const CouponWorth& worth) {
    lot.member(plate, "alice", 20'000).grants_coupons_of(worth).ledger_answers();
    lot.enters(plate).after(50min).leaves(out_lane, plate);
    ASSERT_EQ(lot.last<CouponIssued>().coupon.worth, worth);
}

Duration since_midnight(const Lot& lot) {
    const auto local = rules::local_time(lot.state().config.rules.tariff.calendar, lot.now().site);
    return local - std::chrono::floor<std::chrono::days>(local);
}

// Every line that a driver reads who stands there for a while.
std::string read_by_driver(Lot& lot) {
    std::string out;
    for (int turn = 0; turn < 6; ++turn) {
        out += lot.shown(out_lane) + " | ";
        lot.after(3s);
    }
    return out;
}

struct Use {
    CouponWorth worth;
    Minutes minutes;
    Fen off; // of 6.00 yuan
    const char* read;
};

TEST(CouponOfEveryKind, TakesOffWhatItIsWorthAndSaysSo) {
    const Use uses[] = {
        {minutes, Minutes{60}, Fen{600}, "用券减6.00元"},
        {money, Minutes{0}, Fen{500}, "用券减5.00元"},
        {percent(50, Fen{600}), Minutes{0}, Fen{300}, "用券减3.00元"},
        {percent(50, Fen{200}), Minutes{0}, Fen{200}, "用券减2.00元"},
        {full(Fen{1'200}), Minutes{60}, Fen{600}, "用券减6.00元"},
        {full(Fen{500}), Minutes{60}, Fen{500}, "用券减5.00元"},
        {until(at_22, Fen{1'200}), Minutes{60}, Fen{600}, "用券减6.00元"},
        {until(at_22, Fen{450}), Minutes{60}, Fen{450}, "用券减4.50元"},
    };
    for (const auto& [worth, covered, off, read] : uses) {
        SCOPED_TRACE(testing::Message() << static_cast<int>(worth.kind) << " at most " << worth.most.count);
        Lot lot;
        first_visit(lot, worth);
        lot.after(23h).restart().ledger_answers().looks(in_lane).looks(out_lane).looks(out2_lane);
        lot.enters(plate).after(50min).car_arrives(out_lane, plate);
        EXPECT_NE(lot.shown(out_lane).find(read), std::string::npos) << lot.shown(out_lane);
        lot.passes(out_lane);
        ASSERT_EQ(lot.facts<CouponSpent>().size(), 1U);
        EXPECT_EQ(lot.last<CouponSpent>().minutes, covered);
        EXPECT_EQ(lot.last<CouponSpent>().worth, off);
        EXPECT_EQ(lot.last<CouponSpent>().coupon, lot.facts<CouponIssued>().front().coupon.coupon);
    }
}

TEST(CouponOfEveryKind, IsKeptWhenMostOfItWouldBeWasted) {
    for (const auto& worth : {CouponWorth{WorthKind::minutes, 121, {}}, CouponWorth{WorthKind::fen, 1'201, Fen{1'201}},
                              percent(50, Fen{601}), full(Fen{1'201}), until(at_22, Fen{1'201})}) {
        SCOPED_TRACE(static_cast<int>(worth.kind));
        Lot lot;
        first_visit(lot, worth);
        lot.after(23h).enters(plate).after(50min).leaves(out_lane, plate);
        EXPECT_TRUE(lot.facts<CouponSpent>().empty());
        EXPECT_EQ(lot.remembered().coupons.size(), 2U) << "the first one is there as well";
    }
}

TEST(CouponOfEveryKind, IsToldAsItIsGiven) {
    const std::pair<CouponWorth, std::vector<const char*>> gifts[] = {
        {minutes, {"离场赠券60分", "Coupon 60min", "有效至"}},
        {money, {"离场赠券5.00元", "Coupon CNY5.00", "有效至"}},
        {percent(20, Fen{2'000}), {"离场赠券减20%", "最高减20.00元", "Coupon 20% off", "up to CNY 20.00"}},
        {full(Fen{6'000}), {"离场赠全免券", "最高减60.00元", "Free stay coupon", "up to CNY 60.00"}},
        {until(at_22, Fen{3'000}), {"赠券免费至22:00", "最高减30.00元", "Coupon til 22:00", "up to CNY 30.00"}},
    };
    for (const auto& [worth, lines] : gifts) {
        Lot lot;
        lot.member(plate, "alice", 20'000).grants_coupons_of(worth).ledger_answers();
        lot.enters(plate).after(50min).car_arrives(out_lane, plate);
        const auto read = read_by_driver(lot);
        for (const auto* line : lines) {
            EXPECT_NE(read.find(line), std::string::npos) << line << " in " << read;
        }
    }
}

TEST(CouponOfEveryKind, IsExplainedWhileTheCarIsThereAndAfterwards) {
    Lot lot;
    first_visit(lot, full(Fen{500}));
    lot.after(23h).enters(plate).after(50min).car_arrives(out_lane, plate);
    const SessionId session = lot.session(plate)->id;
    for (const bool has_left : {false, true}) {
        if (has_left) {
            lot.passes(out_lane);
        }
        lot.orders(out_lane, Verb::explain, session.text);
        ASSERT_FALSE(lot.explanations().empty());
        EXPECT_EQ(lot.explanations().back().coupon, full(Fen{500})) << has_left;
    }
    lot.enters(plate).after(50min).car_arrives(out_lane, plate, 80);
    lot.orders(out_lane, Verb::explain, lot.session(plate)->id.text);
    EXPECT_EQ(lot.explanations().back().coupon, std::nullopt);
}

// ---- until a time of the day ----

TEST(CouponUntil, CountsOnTheDayOfTheEntryByTheSitesClock) {
    Lot lot;
    first_visit(lot, until(at_22, Fen{1'200}));
    lot.after(24h - since_midnight(lot) + 21h).enters(plate).after(130min).leaves(out_lane, plate);
    ASSERT_EQ(lot.facts<CouponSpent>().size(), 1U);
    EXPECT_EQ(lot.last<CouponSpent>().worth, Fen{600}) << "what fell due from 21:00 on and before 22:00";
}

TEST(CouponUntil, IsKeptByWhoComesInLater) {
    Lot lot;
    first_visit(lot, until(at_22, Fen{1'200}));
    lot.after(24h - since_midnight(lot) + 22h).enters(plate).after(130min).leaves(out_lane, plate);
    EXPECT_TRUE(lot.facts<CouponSpent>().empty()) << "22:00 of the next day is another day's";
    lot.enters(plate).after(50min).leaves(out_lane, plate);
    EXPECT_EQ(lot.facts<CouponSpent>().size(), 1U);
}

// alice, without points, inside for 50 minutes with these coupons of the ledger's; the first lapses first.
void is_inside_with(Lot& lot, const std::vector<CouponWorth>& worths) {
    lot.member(plate, "alice", 0).ledger_answers().enters(plate).after(50min);
    const SiteTime now = lot.now().site;
    std::vector<Coupon> coupons;
    for (const auto& worth : worths) {
        const std::string id = "c" + std::to_string(coupons.size() + 1);
        const auto ends = now + std::chrono::days(coupons.size() + 1);
        coupons.push_back(
            {{id}, {"c"}, {}, {"alice"}, hash_of_plate(plate), lot.state().config.lot, {}, worth, now - 1h, ends});
    }
    lot.event(core::MemberNoticed{{{"news"}, {"alice"}, "", {}, Spending::all, {}, now + 1ms}, coupons});
}

TEST(CouponInHand, ThatIsKeptStandsInNoOthersWay) {
    for (const auto& kept : {full(Fen{6'000}), until(1, Fen{1'200}), percent(50, Fen{6'000})}) {
        SCOPED_TRACE(testing::Message() << static_cast<int>(kept.kind));
        Lot lot;
        is_inside_with(lot, {kept, money});
        lot.car_arrives(out_lane, plate);
        EXPECT_EQ(lot.lane(out_lane).due, Fen{100});
        EXPECT_EQ(lot.session(plate)->quote->coupon, CouponId{"c2"});
    }
}

// The driver's application asks what it costs, and he pays that.
void pays_by_telephone(Lot& lot, Fen due) {
    lot.event(core::QuoteAsked{{{"a"}, plate}});
    ASSERT_EQ(lot.session(plate)->quote->due, due);
    lot.pays(plate, due, "n1");
}

// What he has paid is what his coupon has left: a store that gives more takes nothing of it away.
TEST(CouponThatWasPaidWith, IsNotKeptForWhatAStoreGivesLater) {
    Lot lot;
    is_inside_with(lot, {money});
    pays_by_telephone(lot, Fen{100});
    EXPECT_EQ(lot.session(plate)->settled_coupon, CouponId{"c1"});
    lot.restart().ledger_answers().looks(in_lane).looks(out_lane).looks(out2_lane);
    lot.store_gives(plate, {WorthKind::fen, 300, {}}).after(5min).leaves(out_lane, plate);
    ASSERT_EQ(lot.facts<CouponSpent>().size(), 1U);
    EXPECT_EQ(lot.last<CouponSpent>().worth, Fen{200});
    EXPECT_EQ(lot.last<Exited>().paid, Fen{100});
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
}

TEST(CouponThatWasPaidWith, GivesThatAlsoWhereThePaymentCountsFirst) {
    for (const auto& [worth, due] : {std::pair{percent(50, Fen{600}), Fen{300}}, std::pair{money, Fen{100}}}) {
        core::LotConfig config = house_config();
        config.rules.benefits.order = {Benefit::grace, Benefit::payment, Benefit::coupon, Benefit::points};
        Lot lot(config);
        is_inside_with(lot, {worth});
        pays_by_telephone(lot, due);
        lot.after(5min).car_arrives(out_lane, plate);
        EXPECT_EQ(lot.session(plate)->quote->due, Fen{0});
        EXPECT_EQ(lot.new_orders(out_lane), "o");
    }
}

// The clock stood at 1970 as he came in: by the reading that may be right he came in on a day whose 22:00 is to come.
TEST(CouponUntil, IsThatOfTheDayOfTheReadingThatCounts) {
    Lot lot;
    is_inside_with(lot, {until(24 * 60, Fen{1'200})});
    lot.clock_is_set(24h).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.session(plate)->quote->due, Fen{0});
    EXPECT_EQ(lot.session(plate)->quote->coupon, CouponId{"c1"});
}

} // namespace
} // namespace parkgate::test
