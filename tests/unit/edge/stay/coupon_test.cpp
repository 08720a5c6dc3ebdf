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

TEST(CouponUntil, ThatIsOfNoUseStandsInNoOthersWay) {
    Lot lot;
    const MemberId member{"alice"};
    const PlateHash hash = hash_of_plate(plate);
    const SessionId session{"s2"};
    const auto& calendar = lot.state().config.rules.tariff.calendar;
    const SiteTime midnight = lot.now().site - since_midnight(lot);
    core::Purse purse;
    const auto put = [&](const char* id, const CouponWorth& worth, Duration lasts) {
        purse.put({{id}, {"c"}, {"sl"}, member, hash, "p1", {"s1"}, worth, midnight, midnight + lasts});
    };
    put("until", until(at_22, Fen{1'200}), 100h);
    put("money", money, 200h);
    const auto best = [&](Duration entered) {
        const core::Purse::Stay stay{member, hash, session, midnight + entered, calendar};
        return purse.best_for(stay, midnight + 24h)->coupon;
    };
    EXPECT_EQ(best(21h), CouponId{"until"});
    EXPECT_EQ(best(22h), CouponId{"money"});
}

} // namespace
} // namespace parkgate::test
