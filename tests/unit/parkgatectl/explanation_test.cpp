// The table that a driver is shown.
#include "parkgatectl/explanation.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace parkgate::ctl {
namespace {

Explanation two_rates() {
    Explanation out;
    out.id = {"c1"};
    out.session = {"019aa5b3c4007f1e8a2b3c4d5e6f7081"};
    out.plate = "沪A12345";
    out.tier = "gold";
    out.rows = {{"2026-11-21T16:00", "2026-11-21T16:15", "平日", "", "free_minutes", 1, Fen{0}, Fen{0}},
                {"2026-11-21T16:15", "2026-11-21T19:15", "平日", "白天", "incrementingRate", 3, Fen{500}, Fen{1'500}}};
    out.quote.stay = Minutes{201};
    out.quote.fee = Fen{1'500};
    out.quote.steps = {{Benefit::store_validation, Minutes{60}, {}, Fen{500}, {"019aa5f1001170008000000000000011"}},
                       {Benefit::points, Minutes{60}, Points{200}, Fen{500}, {}},
                       {Benefit::payment, {}, {}, Fen{205}, {}}};
    out.quote.due = Fen{295};
    out.quote.owed_before = Fen{800};
    return out;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        out.push_back(line);
    }
    return out;
}

TEST(Explain, ShowsTimesCountsAndYuan) {
    const std::vector<std::string> expected = {
        "Car 沪A12345",
        "Stay 019aa5b3c4007f1e8a2b3c4d5e6f7081, 3 h 21 min",
        "In   2026-11-21 16:00",
        "Member of tier gold",
        "",
        "FROM        UNTIL       TABLE            WHAT                     TIMES     YUAN",
        "11-21 16:00 11-21 16:15 平日             free_minutes                       0.00",
        "11-21 16:15 11-21 19:15 平日/白天        incrementingRate      3 x 5.00    15.00",
        "Fee by the tariff                                                          15.00",
        "  given by a store (019aa5f1001170008000000000000011), 60 min              -5.00",
        "  200 points, 60 min                                                       -5.00",
        "  paid already                                                             -2.05",
        "Due                                                                         2.95",
        "Left unpaid by earlier stays                                                8.00",
    };
    EXPECT_EQ(lines_of(to_text(two_rates())), expected);
}

TEST(Explain, SaysWhatTheCouponIsWorth) {
    auto stay = two_rates();
    stay.quote.steps[0].benefit = Benefit::coupon;
    const std::pair<CouponWorth, const char*> coupons[] = {
        {{WorthKind::minutes, 60, {}}, "60 min"},
        {{WorthKind::fen, 500, Fen{500}}, "5.00 yuan"},
        {{WorthKind::percent, 50, Fen{2'005}}, "50 %, at most 20.05 yuan"},
        {{WorthKind::full, 0, Fen{6'000}}, "a whole stay, at most 60.00 yuan"},
        {{WorthKind::until, 22 * 60 + 5, Fen{3'000}}, "until 22:05, at most 30.00 yuan"},
    };
    for (const auto& [worth, words] : coupons) {
        stay.coupon = worth;
        const auto lines = lines_of(to_text(stay));
        EXPECT_EQ(lines[9], "  coupon (019aa5f1001170008000000000000011), 60 min                        -5.00");
        EXPECT_EQ(lines[10], std::string("    worth ") + words);
    }
}

TEST(Explain, SaysThatTheClockWasSet) {
    auto suspect = two_rates();
    suspect.suspect = true;
    EXPECT_NE(to_text(suspect).find("the lower reading counts"), std::string::npos);
    EXPECT_EQ(to_text(two_rates()).find("the lower reading counts"), std::string::npos);
}

TEST(Explain, AStayOfNoRowsIsATable) {
    auto free = two_rates();
    free.rows.clear();
    free.quote = {};
    const auto lines = lines_of(to_text(free));
    EXPECT_EQ(lines.back(), "Due                                                                         0.00");
}

TEST(Explain, NoLineIsWiderThanATerminal) {
    auto wide = two_rates();
    wide.plate = std::string(190, 'Z');
    wide.tier = std::string(100, 'g');
    wide.rows.push_back({"2026-11-21T16:00", "2026-11-21T16:15", "工作日白天商场停车场普通小型汽车", "夜间",
                         "incrementingRate-of-another", 1'440, Fen{12'300}, Fen{99'999'99}});
    wide.quote.steps.push_back(
        {Benefit::store_validation, Minutes{999'999}, {}, Fen{99'999'99}, {std::string(64, 'v')}});
    for (const auto& line : lines_of(to_text(wide))) {
        EXPECT_LE(columns_of(line), terminal_columns) << line;
    }
    EXPECT_NE(to_text(wide).find("工作日白天商场~ "), std::string::npos) << to_text(wide);
}

TEST(Explain, HanziTakeTwoColumns) {
    EXPECT_EQ(columns_of("沪A12345"), 8U);
    EXPECT_EQ(columns_of("A·B"), 3U);
    EXPECT_EQ(columns_of(""), 0U);
}

} // namespace
} // namespace parkgate::ctl
