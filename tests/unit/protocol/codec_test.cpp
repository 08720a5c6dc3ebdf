// Every message there and back, and bytes that are none.
#include "protocol/codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;

const SiteTime noon{Duration{1'795'233'600'123}};
const WallTime wall{Duration{1'795'233'600'456}};

template <typename Message>
void there_and_back(const Message& message) {
    const auto bytes = encode(message);
    EXPECT_LE(bytes.size(), largest_message);
    const auto back = decode<Message>(bytes);
    ASSERT_TRUE(back) << bytes << "\n" << back.error().detail;
    EXPECT_TRUE(*back == message) << bytes;
    EXPECT_EQ(encode(*back), bytes);
}

Quote quote() {
    return {{"q1"},
            noon,
            noon + 1h,
            Minutes{60},
            Fen{600},
            {{Benefit::coupon, Minutes{60}, {}, Fen{300}}, {Benefit::points, Minutes{30}, Points{300}, Fen{300}}},
            Points{300},
            Minutes{30},
            {"c1"},
            Fen{0},
            Fen{1'200}};
}
Coupon coupon() {
    return {{"c1"}, {"camp"}, {"sl"}, {"m1"}, {"abc"}, "p1", {"s1"}, {WorthKind::minutes, 60, {}}, noon, noon + 24h};
}

TEST(Codec, EveryKindOfFactThereAndBack) {
    const std::vector<FactBody> bodies = {
        EpochStarted{"first_start"},
        EntryAuthorised{{"in"}, {"a1"}, {"abc"}, 97, 1, {"staff-42"}},
        Entered{{"in"}, {"abc"}, noon},
        EntryCancelled{{"in"}},
        OpenIntent{{"in"}, {"a1"}, OpenCause::obstruction},
        Opened{{"in"}, {"a1"}, true},
        LeaveAuthorised{{"out"},
                        {"a1"},
                        quote(),
                        {"h1"},
                        true,
                        Matched::fuzzy,
                        6,
                        {"def"},
                        {VehicleKind::large, "gold", true, true, noon}},
        LeaveCancelled{{"out"}, {"q1"}},
        Exited{{"out"},
               {"abc"},
               ExitHow::presumed,
               noon,
               Minutes{60},
               Fen{600},
               Fen{300},
               Fen{300},
               Matched::chosen,
               12,
               {"def"}},
        Charged{{"h1"}, {"m1"}, Points{300}, Points{1'500}, Minutes{30}, Fen{300}, noon},
        HoldReleased{{"h1"}, {"m1"}, Points{1'800}, ReleaseReason::session_unknown},
        CouponIssued{coupon(), {"bytes \" \\ \n", {"k"}, "sig="}},
        CouponSpent{{"c1"}, {"m1"}, Minutes{60}, Fen{600}, noon},
        PaymentTaken{{"n1"}, {"q1"}, Fen{600}, noon, "微信"},
        DebtRaised{{"abc"}, Fen{600}, "limp"},
        Overridden{{"out"}, {"wang"}, {"c1"}, "open", "车坏了"},
        UndurableOpen{{"out"}, {"a1"}},
        PassageRecord{{"out"}, {"a1"}, "passed", {}, {{0, "loop", "arrival occupied"}, {412, "command", "open"}}, 3},
        DebtPaid{{"n1"}, {"abc"}, Fen{1'200}},
        RefundDue{{"n1"}, Fen{300}, "overpaid"},
        SegmentBegan{{"b2"}, {"ramp"}, noon},
        Validated{{"n1"}, {"cinema"}, {WorthKind::until, 0, noon + 2h}},
        SpendingChosen{Spending::nothing, "app"},
        CarLocked{{"abc"}, true, "wang"},
        CounterSet{{"b2"}, "right", -1, 37, {"wang"}},
        ClockStepped{-3'600'000, 12},
        Waived{{"abc"}, Fen{6'200}, {"wang"}, {"li"}, "出口坏了"},
        PaymentSetAside{{"n1"}, {"q1"}, Fen{300}, SiteTime{1h}, "wechat", "wepay", SetAside::id_conflict},
        RulesLoaded{"rights", "rights.toml", 3, std::string(64, 'b'), {"anna", "ben"}, "ben: 第四版不对"},
        ExitReversed{{"out"}, {"abc"}, noon, {"h1"}, {"c1"}, {"c2"}, Fen{600}, Fen{300}},
    };
    ASSERT_EQ(bodies.size(), std::variant_size_v<FactBody>);
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        ASSERT_EQ(bodies[i].index(), i);
        SCOPED_TRACE(kind_of(bodies[i]));
        there_and_back(StoredFact{{{"e1"}, {"s1"}, noon, wall, MonotonicTime{5s}, ClockQuality::unset, bodies[i]},
                                  {{"box-1"}, "boot", 7, 9, std::string(64, 'a'), {"house-1"}}});
    }
}

TEST(Codec, EveryKindOfMemberEventThereAndBack) {
    const Sold sold{{"cinema"}, "T1 0042/7", noon, Fen{12'345}, {"m1"}};
    const std::vector<MemberEventBody> bodies = {
        sold,
        Returned{{"cinema"}, "T1 0042/7", noon, Fen{345}},
        Joined{{"m1"}, {std::string(32, 'a')}, {"m2"}},
        Uploaded{{"m1"}, sold, "oss://receipts/1.jpg"},
        Claimed{{"m1"}, {encode(sold), {"k"}, "sig="}},
        Liked{{"m1"}, {"post-1"}},
        Posted{{"m1"}, {"post-1"}},
        PlateAdded{{"m1"}, "沪A·12345"},
        PlateRemoved{{"m1"}, "沪A·12345"},
        SpendingSettled{{"m1"}, Spending::all},
        Disputed{{"m1"}, "s1", "我没停这么久"},
        Reviewed{{"e1"}, true, "清楚"},
        Adjusted{{"m1"}, -300, "退货"},
        Seconded{{"e1"}},
        SegmentsSet{{"m1"}, {{"vip"}, {"driver"}}},
        CampaignSwitched{{"summer"}, true, "用完了"},
    };
    ASSERT_EQ(bodies.size(), std::variant_size_v<MemberEventBody>);
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        ASSERT_EQ(bodies[i].index(), i);
        SCOPED_TRACE(kind_of(bodies[i]));
        there_and_back(MemberEvent{{"e1"}, noon, bodies[i]});
    }
    there_and_back(sold);
    there_and_back(EventAnswer{{"e1"}, Outcome::applied, "awaits_second", {"m1"}, -300, Points{1'500}});
}

// A till that prints control characters, or a page that sends a novel, is to be found by its cause.
TEST(Codec, TextsOfMemberEventsAreBounded) {
    const Sold sold{{"cinema"}, "42", noon, Fen{1}, {}};
    const auto is_taken = [](MemberEventBody body) {
        return decode<MemberEvent>(encode(MemberEvent{{"e"}, noon, body}));
    };
    const auto with = [&](std::string receipt) {
        Sold out = sold;
        out.receipt = std::move(receipt);
        return out;
    };
    EXPECT_TRUE(is_taken(with(std::string(64, '~'))));
    for (const auto& receipt : {std::string(), std::string(65, '1'), std::string("4\n2"), std::string("小票")}) {
        EXPECT_FALSE(is_taken(with(receipt))) << receipt;
        EXPECT_FALSE(is_taken(Returned{{"cinema"}, receipt, noon, Fen{1}})) << receipt;
        EXPECT_FALSE(is_taken(Uploaded{{"m1"}, with(receipt), "p"})) << receipt;
        EXPECT_FALSE(decode<Sold>(encode(with(receipt)))) << receipt;
    }
    EXPECT_FALSE(is_taken(Uploaded{{"m1"}, sold, ""}));
    EXPECT_TRUE(is_taken(Disputed{{"m1"}, "s1", std::string(200, 'x')}));
    EXPECT_FALSE(is_taken(Disputed{{"m1"}, "s1", std::string(201, 'x')}));
    EXPECT_FALSE(is_taken(Disputed{{"m1"}, "", "why"}));
    EXPECT_FALSE(is_taken(Adjusted{{"m1"}, 1, std::string(201, 'x')}));
    EXPECT_FALSE(is_taken(SegmentsSet{{"m1"}, std::vector<SegmentId>(17, {"vip"})}));
    EXPECT_FALSE(is_taken(SegmentsSet{{"m1"}, {{}}}));
    const auto refused = is_taken(with(""));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail, "body: expected a receipt of 1 to 64 printable ASCII characters");
}

TEST(Codec, EveryOtherMessageThereAndBack) {
    there_and_back(Ask{{"a"}, {"box-1"}, LinkAsk{{"abc"}, noon}});
    there_and_back(Ask{{"a"}, {"box-1"}, HoldAsk{{"s"}, {"m"}, {"abc"}, Points{1'800}}});
    there_and_back(Ask{{"a"}, {"box-1"}, SliceAsk{{"camp"}}});
    there_and_back(Answer{{"a"}, LinkAnswer{}});
    there_and_back(Answer{{"a"}, LinkAnswer{{"m"}, "gold", Points{1'500}, Spending::all}});
    there_and_back(MemberNews{{"n"}, {"m"}, "gold", Points{1'500}, Spending::all, {{"{}", {"k"}, "s"}}, SiteTime{}});
    there_and_back(MemberKnown{{"n"}, {"b"}});
    const std::vector<RevokedCoupon> revoked{{{"c1"}, {"c1-again"}}, {{"c2"}, {"c2-again"}}};
    there_and_back(Answer{{"a"}, LinkAnswer{{"m"}, "", {}, Spending::all, {}, SiteTime{}, revoked}});
    there_and_back(MemberNews{{"n"}, {"m"}, "", {}, Spending::all, {}, SiteTime{}, revoked});
    LinkAnswer with_codes{{"m"}};
    with_codes.benefits = {{"hotel-night"}, {"mb60"}};
    there_and_back(Answer{{"a"}, with_codes});
    with_codes.earns_percent = 150;
    there_and_back(Answer{{"a"}, with_codes});
    MemberNews news_of_codes{{"n"}, {"m"}};
    news_of_codes.benefits = {{"mb60"}};
    there_and_back(news_of_codes);
    there_and_back(Answer{{"a"}, HoldAnswer{SignedDocument{"b", {"k"}, "s"}, ""}});
    there_and_back(Answer{{"a"}, HoldAnswer{std::nullopt, "no_points"}});
    there_and_back(Answer{{"a"}, SliceAnswer{std::nullopt, "stopped"}});
    there_and_back(Ack{{"box-1"}, 7, 9, {{{"e"}, Outcome::applied, ""}, {{"f"}, Outcome::retry_later, "busy"}}});
    there_and_back(Heartbeat{wall, 5});
    there_and_back(Heartbeat{wall, 5, {{"autumn-2026"}, {"new-shops"}}});
    there_and_back(PaymentNotice{{"n"}, {"s"}, {"q"}, Fen{600}, noon, "wechat"});
    there_and_back(QuoteAsk{{"a"}, "沪A·12345"});
    there_and_back(QuoteAnswer{{"a"}, {"s"}, quote()});
    there_and_back(QuoteAnswer{{"a"}, {}, std::nullopt});
    there_and_back(Notification{{"n"}, "coupon_given", {"m"}, {{"minutes", "60"}}});
    there_and_back(Command{{"c"}, {"wang"}, {"out"}, Verb::close, "why", wall, wall + 30s});
    there_and_back(
        Question{{"q"}, "p1", {"out"}, "沪A1234S", noon, noon + 1min, {{{"s"}, "沪A12345", 6, {"in"}, noon}}});
    there_and_back(CommandAnswer{{"c"}, CommandState::failed, "why"});
    there_and_back(CommandAnswer{{"c"}, CommandState::awaits_second, ""});
    there_and_back(StoreNotice{{"n"}, {"cinema"}, "沪A·12345", {WorthKind::percent, 50, {}}});
    there_and_back(AppWish{{"w"}, Wish::leave, "", "holder", {"out"}, Spending::coupon});
    there_and_back(DoorAnswer{{"w"}, {"s"}, "no_such_car"});
    there_and_back(
        Explanation{{"c"},
                    {"s"},
                    "沪A12345",
                    "gold",
                    true,
                    {{"2026-11-22T18:05", "2026-11-22T21:05", "平日", "", "perUnit", 3, Fen{500}, Fen{1'500}}},
                    quote(),
                    CouponWorth{WorthKind::percent, 50, Fen{2'000}}});
    there_and_back(ClockLeap{{"l"}, -5});
    there_and_back(Voucher{{"h"}, {"s"}, {"m"}, {"abc"}, Points{300}, noon});
    there_and_back(coupon());
    there_and_back(Slice{{"sl"}, {"box-1"}, {"camp"}, 10, {WorthKind::minutes, 60, {}}, noon});
    there_and_back(quote());
    there_and_back(LaneState{{"in"}, "entry", "idle", "down", "clear", "clear", {}, {}, Fen{0}, {"欢迎"}, "", noon});
    there_and_back(LaneEvent{{"e"}, {"in"}, "arrived", {}, noon, ""});
    there_and_back(BoxStatus{{"box-1"},
                             true,
                             "0.1",
                             "demo",
                             "ok",
                             true,
                             1,
                             2,
                             3,
                             noon,
                             {{"oversized", 1}},
                             {{"arm_stuck", "in", noon}},
                             {{"in-io", "failing", 12, 60, 1000, 3, 1, 2, 4, 5, 6}}});
}

constexpr Fen at_most{2'000};

TEST(Codec, ACouponIsOfAnyWorthThatIsPossible) {
    struct Case {
        CouponWorth worth;
        bool possible;
    };
    const Case cases[] = {
        {{WorthKind::minutes, 1, {}}, true},
        {{WorthKind::minutes, 0, {}}, false},
        {{WorthKind::minutes, most_given_minutes + 1, {}}, false},
        {{WorthKind::minutes, 60, at_most}, false},
        {{WorthKind::fen, 500, Fen{500}}, true},
        {{WorthKind::fen, 500, Fen{499}}, false},
        {{WorthKind::fen, 0, {}}, false},
        {{WorthKind::percent, 100, at_most}, true},
        {{WorthKind::percent, 101, at_most}, false},
        {{WorthKind::percent, 50, {}}, false},
        {{WorthKind::full, 0, at_most}, true},
        {{WorthKind::full, 1, at_most}, false},
        {{WorthKind::full, 0, {}}, false},
        {{WorthKind::full, 0, Fen{most_given_fen + 1}}, false},
        {{WorthKind::until, 1, at_most}, true},
        {{WorthKind::until, last_minute_of_day, at_most}, true},
        {{WorthKind::until, 0, at_most}, false},
        {{WorthKind::until, last_minute_of_day + 1, at_most}, false},
        {{WorthKind::until, 1'320, {}}, false},
    };
    for (const auto& [worth, possible] : cases) {
        SCOPED_TRACE(testing::Message() << static_cast<int>(worth.kind) << " " << worth.amount);
        EXPECT_EQ(is_possible(worth), possible);
        Coupon of_it = coupon();
        of_it.worth = worth;
        const auto back = decode<Coupon>(encode(of_it));
        ASSERT_EQ(back.has_value(), possible);
        if (possible) {
            EXPECT_EQ(*back, of_it);
        } else {
            EXPECT_EQ(back.error().cause, DecodeCause::impossible_worth);
        }
        EXPECT_EQ(decode<Slice>(encode(Slice{{"sl"}, {"box-1"}, {"camp"}, 10, worth, noon})).has_value(), possible);
    }
}

std::string with_minutes(std::string bytes, const std::string& minutes) {
    const std::string worth = R"("worth":{"kind":"minutes","amount":60,"most":0})";
    return bytes.replace(bytes.find(worth), worth.size(), minutes);
}

// Stores and journals keep what was signed before there were other kinds.
TEST(Codec, ACouponWithMinutesInPlaceOfAWorthIsOneOfMinutes) {
    const Slice slice{{"sl"}, {"box-1"}, {"camp"}, 10, {WorthKind::minutes, 60, {}}, noon};
    EXPECT_EQ(decode<Coupon>(with_minutes(encode(coupon()), R"("minutes":60)")), coupon());
    EXPECT_EQ(decode<Slice>(with_minutes(encode(slice), R"("minutes":60)")), slice);
    const StoredFact fact{
        {{"e1"}, {"s1"}, noon, wall, MonotonicTime{}, ClockQuality::trusted, CouponIssued{coupon(), {}}},
        {{"box-1"}, "boot", 7, 9, "", {"house-1"}}};
    EXPECT_EQ(decode<StoredFact>(with_minutes(encode(fact), R"("minutes":60)")), fact);
    for (const auto* bad : {R"("minutes":0)", R"("minutes":-60)", R"("minutes":"60")", R"("minutes":1000001)",
                            R"("minutes":60,"worth":{"kind":"minutes","amount":60,"most":0})", R"("other":60)"}) {
        EXPECT_FALSE(decode<Coupon>(with_minutes(encode(coupon()), bad))) << bad;
        EXPECT_FALSE(decode<Slice>(with_minutes(encode(slice), bad))) << bad;
    }
}

TEST(Codec, BytesAreStable) {
    EXPECT_EQ(encode(Heartbeat{WallTime{}, 5}), R"({"v":1,"at":"1970-01-01T00:00:00.000Z","seq":5})");
}

TEST(Codec, TheCodesOfAMemberAreAtMost8AndEachOnce) {
    const auto taken = [](std::vector<BenefitCode> codes) {
        MemberNews news{{"n"}, {"m"}};
        news.benefits = codes;
        LinkAnswer link{{"m"}};
        link.benefits = std::move(codes);
        const auto read = decode<MemberNews>(encode(news));
        EXPECT_EQ(read.has_value(), decode<Answer>(encode(Answer{{"a"}, link})).has_value());
        return read ? std::string() : read.error().detail;
    };
    std::vector<BenefitCode> codes;
    for (char c = 'a'; c < 'i'; ++c) {
        codes.push_back({std::string(16, c)});
    }
    EXPECT_EQ(taken(codes), "");
    codes.push_back({"more"});
    EXPECT_EQ(taken(codes), "the message: expected at most 8 benefits, each a code: 1 to 16 of a-z 0-9 -");
    EXPECT_EQ(taken({{"a"}, {"b"}, {"a"}}), "the message: expected each of the benefits once");
    for (const auto* bad : {"", "MB60", "mb_60", "seventeen-letters"}) {
        EXPECT_NE(taken({{bad}}), "") << bad;
    }
}

TEST(Codec, WhatAHoldIsToKeepIsWrittenOnlyWhenItIsSaid) {
    MemberNews news{{"n"}, {"m"}, "", {}, Spending::all, {}, SiteTime{}};
    const std::string before = encode(news);
    EXPECT_EQ(before.find("keep"), std::string::npos) << "as an older ledger says it, and an older gate reads it";
    EXPECT_FALSE(decode<MemberNews>(before)->keep);
    news.keep = Points{0};
    EXPECT_EQ(encode(news), before.substr(0, before.size() - 1) + R"(,"keep":0})");
    there_and_back(news);
    there_and_back(Answer{{"a"}, LinkAnswer{{"m"}, "", {}, Spending::all, {}, SiteTime{}, {}, {}, Points{900}}});
    for (const auto* bad : {R"(,"keep":null})", R"(,"keep":-1})", R"(,"keep":"900"})"}) {
        EXPECT_FALSE(decode<MemberNews>(before.substr(0, before.size() - 1) + bad)) << bad;
    }
}

TEST(Codec, AListThatMayBeMissingIsWrittenOnlyWhenSomethingIsInIt) {
    const std::string with_one = encode(Heartbeat{WallTime{}, 5, {{"summer"}}});
    EXPECT_EQ(with_one, R"({"v":1,"at":"1970-01-01T00:00:00.000Z","seq":5,"stopped":["summer"]})");
    EXPECT_EQ(encode(Answer{{"a"}, LinkAnswer{}}).find("revoked"), std::string::npos);
    EXPECT_EQ(encode(Answer{{"a"}, LinkAnswer{}}).find("benefits"), std::string::npos);
    for (const auto* bad : {R"("stopped":[])", R"("stopped":null)", R"("stopped":"summer")", R"("stopped":["a/b"])",
                            R"("stopped":["summer"],"more":1)"}) {
        std::string bytes = with_one;
        bytes.replace(bytes.find(R"("stopped")"), bytes.size(), std::string(bad) + "}");
        EXPECT_FALSE(decode<Heartbeat>(bytes)) << bytes;
    }
}

DecodeCause cause_of(std::string_view bytes) {
    const auto result = decode<Heartbeat>(bytes);
    EXPECT_FALSE(result) << bytes;
    return result ? DecodeCause{} : result.error().cause;
}

TEST(Codec, BytesThatAreNoMessageAreToldApart) {
    EXPECT_EQ(cause_of(std::string(largest_message + 1, ' ')), DecodeCause::oversized);
    EXPECT_EQ(cause_of(""), DecodeCause::not_json);
    EXPECT_EQ(cause_of("[]"), DecodeCause::not_json);
    EXPECT_EQ(cause_of("{\"v\":1} x"), DecodeCause::not_json);
    EXPECT_EQ(cause_of("\xff"), DecodeCause::not_json);
    EXPECT_EQ(cause_of(std::string(5'000, '[')), DecodeCause::not_json) << "depth is bounded";
    EXPECT_EQ(cause_of("{}"), DecodeCause::unknown_version);
    EXPECT_EQ(cause_of(R"({"v":2,"at":"1970-01-01T00:00:00.000Z","seq":5})"), DecodeCause::unknown_version);
    EXPECT_EQ(cause_of(R"({"v":"1","at":"1970-01-01T00:00:00.000Z","seq":5})"), DecodeCause::unknown_version);
    for (const auto* shape : {R"({"v":1,"seq":5})", R"({"v":1,"at":"1970-01-01T00:00:00.000Z","seq":5,"more":1})",
                              R"({"v":1,"at":0,"seq":5})", R"({"v":1,"at":"1970-01-01T00:00:00.000Z","seq":5.0})",
                              R"({"v":1,"at":"1970-01-01T00:00:00.000Z","seq":9007199254740992})",
                              R"({"v":1,"at":"1970-01-01T00:00:00.000Z","seq":null})"}) {
        EXPECT_EQ(cause_of(shape), DecodeCause::wrong_shape) << shape;
    }
}

TEST(Codec, TheDetailNamesThePlace) {
    const auto result =
        decode<Ack>(R"({"v":1,"box":"b","epoch":1,"watermark":1,"entries":[{"id":"e","outcome":"maybe","code":""}]})");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().detail, "entries.outcome: expected one of its names");
}

TEST(Codec, IdsAreOfTheirAlphabetAndAmountsAreNotNegative) {
    EXPECT_FALSE(decode<CommandAnswer>(R"({"v":1,"id":"a/b","state":"done","why":""})"));
    EXPECT_TRUE(decode<CommandAnswer>(R"({"v":1,"id":"","state":"done","why":""})"));
    EXPECT_FALSE(decode<CommandAnswer>(R"({"v":1,"id":"a","state":"done\u0000x","why":""})"))
        << "a name is the whole text";
    auto bytes = encode(PaymentNotice{{"n"}, {"s"}, {"q"}, Fen{600}, noon, "x"});
    bytes.replace(bytes.find("600"), 3, "-60");
    EXPECT_FALSE(decode<PaymentNotice>(bytes));
}

RC_GTEST_PROP(CodecProperty, AnyBytesEndInAMessageOrAReason, ()) {
    auto bytes =
        encode(LaneState{{"in"}, "entry", "idle", "down", "clear", "clear", {}, {}, Fen{0}, {"欢迎"}, "", noon});
    for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
        const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        bytes[at] = *rc::gen::arbitrary<char>();
    }
    const auto result = decode<LaneState>(bytes);
    RC_ASSERT(result.has_value() || !result.error().detail.empty());
}

} // namespace
} // namespace parkgate::test
