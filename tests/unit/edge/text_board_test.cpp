// What the boards say, and that it fits them whatever is filled in.
#include "drivers/modbus/charset.hpp"
#include "plate/shapes.hpp"
#include "protocol/plate.hpp"
#include "tests/unit/edge/text_examples.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parkgate::core::texts {
namespace {

using namespace test;

using Lines = std::array<std::string, board_lines>;

std::vector<Lines> lines_of(const Message& message, std::vector<Language> shown = {Language::zh}) {
    Texts texts = app::shipped_texts();
    texts.shown = std::move(shown);
    std::vector<Lines> out;
    for (const auto& board : boards_of(texts, message)) {
        out.push_back(board.lines);
    }
    return out;
}

TEST(TextBoards, TellStayFeePointsAndTheCouponThatComes) {
    EXPECT_EQ(lines_of(goodbye(example_plate, paid_by_points(), an_hour_until_christmas(), Points{3500})),
              (std::vector<Lines>{{"沪A12345", "停车2小时11分", "费用15.00元", "用积分1500"},
                                  {"沪A12345", "剩余积分3500", "离场赠券60分", "有效至2026-12-25"}}));
}

TEST(TextBoards, TellWhatTheCouponThatComesIsWorth) {
    using Rows = std::vector<std::string>;
    const auto rows = [](const CouponWorth& worth, Language language) {
        Rows out;
        for (const auto& lines : lines_of(goodbye(example_plate, {}, gift_of(worth)), {language})) {
            for (const auto& line : lines) {
                const bool of_gift = line.contains("券") || line.contains("oupon") || line.contains("最高") ||
                                     line.contains("up to") || line.contains("2026");
                of_gift ? out.push_back(line) : void();
            }
        }
        return out;
    };
    const CouponWorth money{WorthKind::fen, 500, Fen{500}};
    EXPECT_EQ(rows(money, Language::zh), (Rows{"离场赠券5.00元", "有效至2026-12-25"}));
    EXPECT_EQ(rows(money, Language::en), (Rows{"Coupon CNY5.00", "until 2026-12-25"}));
    const CouponWorth percent{WorthKind::percent, 50, Fen{2'000}};
    EXPECT_EQ(rows(percent, Language::zh), (Rows{"离场赠券减50%", "最高减20.00元", "有效至2026-12-25"}));
    EXPECT_EQ(rows(percent, Language::en), (Rows{"Coupon 50% off", "up to CNY 20.00", "until 2026-12-25"}));
    const CouponWorth full{WorthKind::full, 0, Fen{6'000}};
    EXPECT_EQ(rows(full, Language::zh), (Rows{"离场赠全免券", "最高减60.00元", "有效至2026-12-25"}));
    EXPECT_EQ(rows(full, Language::en), (Rows{"Free stay coupon", "up to CNY 60.00", "until 2026-12-25"}));
    const CouponWorth until{WorthKind::until, 22 * 60, Fen{300'000}};
    EXPECT_EQ(rows(until, Language::zh), (Rows{"赠券免费至22:00", "最高减3000元", "有效至2026-12-25"}));
    EXPECT_EQ(rows(until, Language::en), (Rows{"Coupon til 22:00", "up to CNY 3000", "until 2026-12-25"}));
    EXPECT_EQ(rows({WorthKind::minutes, 60, {}}, Language::zh), (Rows{"离场赠券60分", "有效至2026-12-25"}));
}

TEST(TextBoards, TellWhatIsToBePaidAndWhatWasTakenOff) {
    const auto quote = quote_of_131_minutes({{Benefit::coupon, Minutes{60}, {}, Fen{600}}}, Fen{900});
    EXPECT_EQ(lines_of(please_pay(example_plate, quote)),
              (std::vector<Lines>{{"沪A12345", "请付9.00元", "停车2小时11分", "费用15.00元"},
                                  {"沪A12345", "请付9.00元", "用券减6.00元", ""}}));
}

TEST(TextBoards, TellWhatEarlierStaysOwe) {
    Quote quote = quote_of_131_minutes({}, Fen{1500});
    quote.owed_before = Fen{600};
    EXPECT_EQ(lines_of(please_pay(example_plate, quote)).back(), (Lines{"沪A12345", "请付15.00元", "另欠6.00元", ""}));
    quote.due = {};
    EXPECT_EQ(lines_of(goodbye(example_plate, quote, {}, {})).front(),
              (Lines{"沪A12345", "停车2小时11分", "费用15.00元", "另欠6.00元"}));
}

TEST(TextBoards, TellWhoIsKeptOutOrIn) {
    EXPECT_EQ(lines_of(full()).front(), (Lines{"车位已满", "Full", "", ""}));
    EXPECT_EQ(lines_of(wait_for_space()).front(), (Lines{"车位已满", "请等待空位", "Full", "Wait for a space"}));
    EXPECT_EQ(lines_of(refused()).front(), (Lines{"未获准入场", "请联系工作人员", "Not admitted", "Call staff"}));
    EXPECT_EQ(lines_of(locked_by_owner()).front(),
              (Lines{"车辆已被车主锁定", "请联系工作人员", "Locked by owner", "Call staff"}));
    EXPECT_TRUE(boards_of(app::shipped_texts(), full()).front().voice.empty()) << "nobody is there";
}

TEST(TextBoards, TakeTurnsInTheLanguagesAndShowWhatIsAlikeOnce) {
    const std::vector both{Language::zh, Language::en};
    Quote grace;
    grace.stay = Minutes{9};
    grace.steps = {{Benefit::grace, Minutes{9}, {}, {}}};
    EXPECT_EQ(lines_of(goodbye(example_plate, grace, {}), both),
              (std::vector<Lines>{{"沪A12345", "停车9分", "免费停车", "谢谢 一路平安"},
                                  {"沪A12345", "Stay 9m", "Free of charge", "Thank you"}}));
    EXPECT_EQ(lines_of(goodbye(example_plate, grace, {}), {Language::en}).size(), 1U);
    EXPECT_EQ(lines_of(call_staff(), both), (std::vector<Lines>{{"请联系工作人员", "Call staff", "", ""}}));
}

TEST(TextBoards, WelcomeWithTierAndFreeSpacesWhenTheyAreKnown) {
    EXPECT_EQ(lines_of(welcome(12)).front(), (Lines{"欢迎光临", "Welcome", "空位 Free 12", ""}));
    EXPECT_EQ(lines_of(welcome({})).front(), (Lines{"欢迎光临", "Welcome", "", ""}))
        << "half a line is worse than none";
    EXPECT_EQ(lines_of(come_in(example_plate, "金卡", {})).front(),
              (Lines{"沪A12345", "您好 金卡", "欢迎光临 请进", "Welcome, come in"}));
    EXPECT_EQ(lines_of(come_in(example_plate, "", 0)).front(),
              (Lines{"沪A12345", "欢迎光临 请进", "Welcome, come in", "空位 Free 0"}));
}

TEST(TextBoards, AMemberIsToldWhatHisPurchasesEarn) {
    EXPECT_EQ(lines_of(come_in(example_plate, "金卡", {}, 150)).front(),
              (Lines{"沪A12345", "积分 1.5倍", "Points x1.5", "您好 金卡"}));
    EXPECT_EQ(lines_of(come_in(example_plate, "", 12, 200)).front(), (Lines{"沪A12345", "积分 2倍", "Points x2", ""}));
    EXPECT_EQ(lines_of(come_in(example_plate, "", {}, 105)).front()[1], "积分 1.05倍");
}

TEST(TextBoards, SpeakOnceInTheOrderOfWhatTheyShow) {
    const auto boards =
        boards_of(app::shipped_texts(), goodbye(example_plate, paid_by_points(), an_hour_until_christmas()));
    ASSERT_GT(boards.size(), 1U);
    EXPECT_EQ(boards[0].voice, (std::vector{Phrase::points_used, Phrase::coupon_given, Phrase::goodbye}));
    EXPECT_TRUE(boards[1].voice.empty());
    const auto asked = boards_of(app::shipped_texts(), please_pay(example_plate, paid_by_points()));
    EXPECT_EQ(asked[0].voice, std::vector{Phrase::please_pay}) << "no points have been used yet";
}

// The first plate of a shape.
std::string example_of(const plate::Shape& shape) {
    constexpr std::u32string_view candidates = U"沪AQX0";
    std::string out;
    for (const char32_t place : shape.pattern) {
        const auto fitting = std::ranges::find_if(candidates, [&](char32_t c) { return plate::fits(place, c); });
        append_character(out, fitting != candidates.end() ? *fitting : place);
    }
    return out;
}

TEST(TextBoards, ShowAPlateOfEveryShapeWhole) {
    std::vector<std::string> plates{"ABC1234567"}; // the longest foreign one
    for (const auto& shape : plate::shapes) {
        plates.push_back(example_of(shape));
        EXPECT_EQ(plate::classify(plates.back()), shape.kind) << plates.back();
    }
    std::size_t widest_plate = 0;
    for (const auto& text : plates) {
        widest_plate = std::max(widest_plate, gbk_bytes(text));
        for (const auto& message : {please_pay(text, paid_by_points()), goodbye(text, paid_by_points(), {}),
                                    come_in(text, "", {}), minimum_fee(text, paid_by_points())}) {
            EXPECT_EQ(lines_of(message).front()[0], text);
        }
    }
    EXPECT_EQ(row_of(Placeholder::plate).widest, (std::array{widest_plate, widest_plate}));
}

TEST(TextBoards, WriteValuesWithinTheirWidthAndNeverAWrongOne) {
    const auto pay = [](Fen due) {
        Quote quote;
        quote.due = due;
        return lines_of(please_pay("x", quote)).front()[1];
    };
    EXPECT_EQ(pay(Fen{5}), "请付0.05元");
    EXPECT_EQ(pay(Fen{999'999}), "请付9999.99元");
    EXPECT_EQ(pay(Fen{1'200'000}), "请付12000元");
    EXPECT_EQ(pay(Fen{1'200'001}), "请付12000+元") << "and a fen";
    EXPECT_EQ(pay(Fen{900'000'000'000}), "请付999999+元");
    const auto stay = [](std::int64_t minutes, Language language) {
        Quote quote;
        quote.stay = Minutes{minutes};
        return lines_of(please_pay("x", quote), {language}).front()[2];
    };
    EXPECT_EQ(stay(59, Language::zh), "停车59分");
    EXPECT_EQ(stay(60, Language::zh), "停车1小时0分");
    EXPECT_EQ(stay(1439, Language::en), "Stay 23h 59m");
    EXPECT_EQ(stay(3 * 1440 + 61, Language::zh), "停车3天1小时");
    EXPECT_EQ(stay(100 * 1440, Language::en), "Stay 100d");
    EXPECT_EQ(lines_of(come_in("無牌無牌無牌無牌", "", {})).front()[0], "無牌無牌無");
}

TEST(TextBoards, StayDarkWithoutTexts) {
    EXPECT_EQ(boards_of(Texts{}, call_staff()), (std::vector{DisplayText{TextColour::red, {}, {}}}));
}

Values any_values() {
    Values values;
    const auto amount =
        *rc::gen::element<std::int64_t>(0, 1, 99, 59'999, 999'999, 99'999'999'999, 3'000'000'000'000'000);
    values.plate = *rc::gen::element<std::string>("", "沪A12345", "粤Z1234港", "WJ沪12345", "沪X1234应急",
                                                  "無無無無無無無無無", "AB-123-XYZ-99999");
    values.tier = *rc::gen::element<std::string>("", "金卡", "Platinum plus more");
    values.stay = Minutes{*rc::gen::inRange<std::int64_t>(0, 20'000'000)};
    values.fee = values.due = values.off = values.paid = Fen{amount};
    values.points = Points{amount};
    values.points_left = values.points;
    values.free = amount;
    values.coupon_minutes = Minutes{amount};
    values.coupon_money = Fen{amount};
    values.coupon_percent = *rc::gen::inRange<std::int64_t>(0, 1'000);
    values.coupon_clock = Minutes{*rc::gen::inRange<std::int64_t>(0, 1'441)};
    values.coupon_until =
        std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{*rc::gen::inRange(0, 2'900'000)}}};
    return values;
}

RC_GTEST_PROP(TextBoards, FitWhateverIsFilledIn, ()) {
    const Texts texts = app::shipped_texts();
    for (const auto& row : board_rows()) {
        Message message{row.id, any_values(), {}};
        for (const auto& line : line_rows()) {
            message.details.push_back({line.id, any_values()});
        }
        for (const auto& board : boards_of(texts, message)) {
            for (const auto& line : board.lines) {
                const auto gbk = drivers::from_utf8(line, drivers::Encoding::gbk, 100);
                RC_ASSERT(gbk.size() <= line_bytes);
                RC_ASSERT(gbk.size() == gbk_bytes(line));
            }
        }
    }
}

} // namespace
} // namespace parkgate::core::texts
