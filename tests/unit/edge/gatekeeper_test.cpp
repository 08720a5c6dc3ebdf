// Only what is signed by whoever may say it, on the topic where it belongs, comes in.
#include "edge/link/gatekeeper.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;

Signer signer(const std::string& id, unsigned char byte) {
    std::array<unsigned char, 32> seed{};
    seed.fill(byte);
    return Signer({id}, seed);
}

class Gate : public testing::Test {
  protected:
    const LotTopics topics{"mall", "p1"};
    const Signer ledger = signer("ledger-1", 1);
    const Signer box = signer("box-1", 2);
    const Signer bank = signer("bank-1", 3);
    const Signer wang = signer("wang-1", 4);
    const Signer li = signer("li-1", 5);
    const Signer demo = signer("demo-1", 6);
    const Signer cinema = signer("store-1", 7);

    [[nodiscard]] KeyRing ring() const {
        KeyRing keys;
        keys.add({ledger.id(), KeyRole::ledger, "ledger", ledger.public_bytes()});
        keys.add({box.id(), KeyRole::box, "box-1", box.public_bytes()});
        keys.add({bank.id(), KeyRole::payment, "bank", bank.public_bytes()});
        keys.add({wang.id(), KeyRole::command, "wang", wang.public_bytes()});
        keys.add({li.id(), KeyRole::command, "li", li.public_bytes()});
        keys.add({cinema.id(), KeyRole::store, "cinema", cinema.public_bytes()});
        keys.add({demo.id(), KeyRole::demo, "demo", demo.public_bytes()});
        return keys;
    }
    const link::Gatekeeper gate{topics, ring(), {"box-1"}, true};

    static mqtt::Message message(const Signer& by, std::string topic, std::string bytes) {
        mqtt::Message out;
        out.signature = by.sign(topic, bytes);
        out.key = by.id();
        out.topic = std::move(topic);
        out.bytes = std::move(bytes);
        return out;
    }
    [[nodiscard]] std::string refusal(const mqtt::Message& message) const {
        const auto result = gate.admit(message);
        return result ? "admitted" : result.error();
    }
    [[nodiscard]] static Command command(const std::string& by = "wang") {
        return {{"c1"}, {by}, {"out"}, Verb::open, "stuck", WallTime{10h}, WallTime{11h}};
    }
    [[nodiscard]] mqtt::Message opening(const Signer& by, const std::string& in_name_of = "wang") const {
        return message(by, topics.command({"out"}, {in_name_of}, "open"), encode(command(in_name_of)));
    }
    [[nodiscard]] Answer hold_answer(const Signer& by) const {
        const Voucher voucher{{"h1"}, {"s1"}, {"m1"}, {"p1"}, Points{300}, SiteTime{48h}};
        return {{"a1"}, HoldAnswer{by.sign_document(voucher_purpose("mall"), encode(voucher)), ""}};
    }
    [[nodiscard]] Answer slice_answer(const std::string& for_box) const {
        const Slice slice{{"sl"}, {for_box}, {"c"}, 10, {WorthKind::minutes, 60, {}}, SiteTime{48h}};
        return {{"a1"}, SliceAnswer{ledger.sign_document(slice_purpose("mall"), encode(slice)), ""}};
    }
};

TEST_F(Gate, EachMessageOfItsSignerIsAdmitted) {
    EXPECT_EQ(refusal(opening(wang)), "admitted");
    EXPECT_EQ(refusal(message(ledger, topics.heartbeat(), encode(Heartbeat{WallTime{1h}, 1}))), "admitted");
    EXPECT_EQ(refusal(message(ledger, topics.ack(), encode(Ack{{"box-1"}, 1, 1, {}}))), "admitted");
    const PaymentNotice notice{{"n"}, {"s"}, {"q"}, Fen{600}, SiteTime{1h}, "wechat"};
    EXPECT_EQ(refusal(message(bank, topics.payment(), encode(notice))), "admitted");
    EXPECT_EQ(refusal(message(ledger, topics.payment(), encode(notice))), "admitted");
    EXPECT_EQ(refusal(message(demo, demo_clock_topic("mall"), encode(ClockLeap{{"l"}, 1}))), "admitted");
    const auto held = gate.admit(message(ledger, topics.answer(), encode(hold_answer(ledger))));
    ASSERT_TRUE(held);
    EXPECT_EQ(std::get<core::LedgerAnswered>(*held).voucher->points, Points{300});
    const auto asked = gate.admit(message(bank, topics.quote_ask(), encode(QuoteAsk{{"a"}, "沪a·12 345"})));
    ASSERT_TRUE(asked);
    EXPECT_EQ(std::get<core::QuoteAsked>(*asked).ask.plate, "沪A12345");
}

TEST_F(Gate, AStoreGivesInItsOwnNameAlone) {
    StoreNotice notice{{"n1"}, {"cinema"}, "沪a·12 345", {WorthKind::minutes, 120, {}}};
    const auto admitted = gate.admit(message(cinema, topics.store_notice(), encode(notice)));
    ASSERT_TRUE(admitted);
    EXPECT_EQ(std::get<core::StoreNoticed>(*admitted).notice.plate, "沪A12345");
    EXPECT_EQ(refusal(message(bank, topics.store_notice(), encode(notice))), "wrong_role");
    EXPECT_EQ(refusal(message(wang, topics.store_notice(), encode(notice))), "wrong_role");
    auto kept = message(cinema, topics.store_notice(), encode(notice));
    kept.retain = true;
    EXPECT_EQ(refusal(kept), "retained_notice");
    notice.store = {"gym"};
    EXPECT_EQ(refusal(message(cinema, topics.store_notice(), encode(notice))), "wrong_owner");
}

TEST_F(Gate, WhatWorksOnceHasAnIdASenderAndItsBytes) {
    PaymentNotice notice{{"n1"}, {"s"}, {"q"}, Fen{600}, SiteTime{1h}, std::string(64, 'c')};
    const auto admitted = gate.admit(message(bank, topics.payment(), encode(notice)));
    ASSERT_TRUE(admitted);
    EXPECT_EQ(std::get<core::PaymentNoticed>(*admitted).from, "bank");
    EXPECT_EQ(std::get<core::PaymentNoticed>(*admitted).digest, hash_of(encode(notice)));
    const AppWish wish{{"w1"}, Wish::lock, "沪A12345", "", {}, Spending::asked_for};
    const auto wished = gate.admit(message(bank, topics.app_wish(), encode(wish)));
    ASSERT_TRUE(wished);
    EXPECT_EQ(std::get<core::AppWished>(*wished).from, "bank");
    EXPECT_EQ(std::get<core::AppWished>(*wished).digest, hash_of(encode(wish)));
    const auto opened = gate.admit(opening(wang));
    ASSERT_TRUE(opened);
    EXPECT_EQ(std::get<core::Commanded>(*opened).digest, hash_of(opening(wang).bytes));
    auto kept = message(bank, topics.payment(), encode(notice));
    kept.retain = true;
    EXPECT_EQ(refusal(kept), "retained_payment");
    notice.channel += "c";
    EXPECT_EQ(refusal(message(bank, topics.payment(), encode(notice))), "text_too_long");
    EXPECT_EQ(refusal(message(bank, topics.payment(), encode(PaymentNotice{}))), "no_id");
    EXPECT_EQ(refusal(message(bank, topics.app_wish(), encode(AppWish{}))), "no_id");
    EXPECT_EQ(refusal(message(cinema, topics.store_notice(),
                              encode(StoreNotice{{}, {"cinema"}, "沪A12345", {WorthKind::full, 0, {}}}))),
              "no_id");
    Command long_winded = command();
    long_winded.reason = std::string(257, 'x');
    EXPECT_EQ(refusal(message(wang, topics.command({"out"}, {"wang"}, "open"), encode(long_winded))), "text_too_long");
    long_winded.id = {};
    EXPECT_EQ(refusal(message(wang, topics.command({"out"}, {"wang"}, "open"), encode(long_winded))), "no_id");
}

TEST_F(Gate, AStoreCannotGiveWhatNobodyCan) {
    const auto told = [&](const GivenWorth& worth, const std::string& plate = "沪A12345") {
        return refusal(message(cinema, topics.store_notice(), encode(StoreNotice{{"n1"}, {"cinema"}, plate, worth})));
    };
    EXPECT_EQ(told({WorthKind::percent, 100, {}}), "admitted");
    EXPECT_EQ(told({WorthKind::percent, 101, {}}), "impossible_worth");
    EXPECT_EQ(told({WorthKind::percent, 0, {}}), "impossible_worth");
    EXPECT_EQ(told({WorthKind::minutes, -1, {}}), "impossible_worth");
    EXPECT_EQ(told({WorthKind::fen, most_given_fen + 1, {}}), "impossible_worth");
    EXPECT_EQ(told({WorthKind::fen, std::int64_t{1} << 53, {}}), "wrong_shape");
    EXPECT_EQ(told({WorthKind::full, 0, {}}, " · "), "bad_plate");
    EXPECT_EQ(told({WorthKind::full, 0, {}}, ""), "bad_plate");
    EXPECT_EQ(told({WorthKind::full, 0, {}}, std::string(65, 'A')), "bad_plate");
}

TEST_F(Gate, ADriverWishesThroughHisApplication) {
    const AppWish locked{{"w1"}, Wish::lock, "沪a·12 345", "", {}, Spending::asked_for};
    const auto admitted = gate.admit(message(bank, topics.app_wish(), encode(locked)));
    ASSERT_TRUE(admitted);
    EXPECT_EQ(std::get<core::AppWished>(*admitted).wish.plate, "沪A12345");
    EXPECT_EQ(refusal(message(cinema, topics.app_wish(), encode(locked))), "wrong_role");
    AppWish enter{{"w2"}, Wish::enter, "", "holder-1", {"in"}, Spending::asked_for};
    EXPECT_EQ(refusal(message(bank, topics.app_wish(), encode(enter))), "admitted");
    auto kept = message(bank, topics.app_wish(), encode(enter));
    kept.retain = true;
    EXPECT_EQ(refusal(kept), "retained_wish");
    enter.holder = "";
    EXPECT_EQ(refusal(message(bank, topics.app_wish(), encode(enter))), "no_holder");
    enter.holder = std::string(65, 'x');
    EXPECT_EQ(refusal(message(bank, topics.app_wish(), encode(enter))), "no_holder");
    enter.plate = "·";
    EXPECT_EQ(refusal(message(bank, topics.app_wish(), encode(enter))), "bad_plate");
}

TEST_F(Gate, G08_UnsignedAndForgedMessagesAreRefused) {
    auto bare = opening(wang);
    bare.signature.clear();
    EXPECT_EQ(refusal(bare), "unsigned");
    auto nobody = opening(wang);
    nobody.key = {"nobody"};
    EXPECT_EQ(refusal(nobody), "unknown_key");
    auto other = opening(wang);
    other.key = li.id();
    EXPECT_EQ(refusal(other), "bad_signature");
    auto changed = opening(wang);
    changed.bytes[changed.bytes.size() / 2] ^= 1;
    EXPECT_EQ(refusal(changed), "bad_signature");
}

TEST_F(Gate, ASignatureOfAnotherTopicIsNone) {
    auto moved = opening(wang);
    moved.topic = topics.command({"in"}, {"wang"}, "open");
    EXPECT_EQ(refusal(moved), "bad_signature");
}

TEST_F(Gate, G08_ARoleMaySayOnlyWhatIsItsOwn) {
    EXPECT_EQ(refusal(opening(bank)), "wrong_role");
    EXPECT_EQ(refusal(message(box, topics.ack(), encode(Ack{{"box-1"}, 1, 1, {}}))), "wrong_role");
    EXPECT_EQ(refusal(message(wang, topics.heartbeat(), encode(Heartbeat{}))), "wrong_role");
    EXPECT_EQ(refusal(message(wang, topics.payment(), encode(PaymentNotice{}))), "wrong_role");
    EXPECT_EQ(refusal(message(ledger, demo_clock_topic("mall"), encode(ClockLeap{}))), "wrong_role");
    EXPECT_EQ(refusal(message(ledger, topics.answer(), encode(hold_answer(bank)))), "wrong_role");
}

TEST_F(Gate, AnOperatorSpeaksForHimselfAlone) {
    EXPECT_EQ(refusal(opening(li, "wang")), "wrong_owner");
    auto signed_for_another = message(li, topics.command({"out"}, {"li"}, "open"), encode(command("wang")));
    EXPECT_EQ(refusal(signed_for_another), "wrong_owner");
}

TEST_F(Gate, TopicAndCommandSayTheSame) {
    EXPECT_EQ(refusal(message(wang, topics.command({"in"}, {"wang"}, "open"), encode(command()))), "wrong_topic");
    EXPECT_EQ(refusal(message(wang, topics.command({"out"}, {"wang"}, "close"), encode(command()))), "wrong_topic");
    EXPECT_EQ(refusal(message(ledger, "parkgate/v1/mall/p2/dn/ack", encode(Ack{}))), "wrong_topic");
}

TEST_F(Gate, ARetainedCommandIsNobodysWill) {
    auto kept = opening(wang);
    kept.retain = true;
    EXPECT_EQ(refusal(kept), "retained_command");
}

TEST_F(Gate, OversizedAndMalformedMessagesAreRefused) {
    EXPECT_EQ(refusal(message(ledger, topics.ack(), std::string(largest_message + 1, ' '))), "oversized");
    EXPECT_EQ(refusal(message(ledger, topics.ack(), "{")), "not_json");
    EXPECT_EQ(refusal(message(ledger, topics.ack(), R"({"v":2})")), "unknown_version");
    EXPECT_EQ(refusal(message(ledger, topics.ack(), R"({"v":1,"box":7})")), "wrong_shape");
}

TEST_F(Gate, TokensAreCheckedApartFromTheMessageThatCarriesThem) {
    EXPECT_EQ(refusal(message(ledger, topics.answer(), encode(slice_answer("box-1")))), "admitted");
    EXPECT_EQ(refusal(message(ledger, topics.answer(), encode(slice_answer("box-2")))), "slice_of_another_box");
    auto forged = hold_answer(ledger);
    std::get<HoldAnswer>(forged.body).voucher->bytes =
        encode(Voucher{{"h1"}, {"s1"}, {"m1"}, {"p1"}, Points{9'000}, SiteTime{48h}});
    EXPECT_EQ(refusal(message(ledger, topics.answer(), encode(forged))), "bad_signature");
    // A voucher is no slice: each kind of document has its own purpose.
    auto mixed = slice_answer("box-1");
    const Slice slice{{"sl"}, {"box-1"}, {"c"}, 10, {WorthKind::minutes, 60, {}}, SiteTime{48h}};
    std::get<SliceAnswer>(mixed.body).slice = ledger.sign_document(voucher_purpose("mall"), encode(slice));
    EXPECT_EQ(refusal(message(ledger, topics.answer(), encode(mixed))), "bad_signature");
}

TEST_F(Gate, TheLedgersCouponsComeWithWhatItTellsOfAMember) {
    const Coupon coupon{{"c1"},     {"c"},        {}, {"m1"}, {"p1"}, "p1", {}, {WorthKind::minutes, 60, {}},
                        SiteTime{}, SiteTime{48h}};
    const auto by = [&](const Signer& signer) { return signer.sign_document(coupon_purpose("mall"), encode(coupon)); };
    MemberNews news{{"n1"}, {"m1"}, "gold", Points{5}, Spending::all, {by(ledger)}, SiteTime{1h}};
    const auto admitted = gate.admit(message(ledger, topics.member(), encode(news)));
    ASSERT_TRUE(admitted);
    EXPECT_EQ(std::get<core::MemberNoticed>(*admitted).news, news);
    EXPECT_EQ(std::get<core::MemberNoticed>(*admitted).coupons, std::vector<Coupon>{coupon});
    Answer answer{{"a1"}, LinkAnswer{{"m1"}, "gold", Points{5}, Spending::all, {by(ledger)}, SiteTime{1h}}};
    const auto linked = gate.admit(message(ledger, topics.answer(), encode(answer)));
    ASSERT_TRUE(linked);
    EXPECT_EQ(std::get<core::LedgerAnswered>(*linked).coupons, std::vector<Coupon>{coupon});
    // A box signs what it gives itself, and nothing else.
    news.coupons = {by(box)};
    EXPECT_EQ(refusal(message(ledger, topics.member(), encode(news))), "wrong_role");
    std::get<LinkAnswer>(answer.body).coupons = {by(box)};
    EXPECT_EQ(refusal(message(ledger, topics.answer(), encode(answer))), "wrong_role");
    news.coupons.clear();
    EXPECT_EQ(refusal(message(box, topics.member(), encode(news))), "wrong_role");
}

TEST_F(Gate, TheDemoClockIsClosedInProduction) {
    const link::Gatekeeper closed{topics, ring(), {"box-1"}, false};
    const auto result = closed.admit(message(demo, demo_clock_topic("mall"), encode(ClockLeap{{"l"}, 1})));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), "wrong_topic");
    for (const auto& subscription : closed.subscriptions()) {
        EXPECT_NE(subscription.filter, demo_clock_topic("mall"));
    }
}

// The bytes are changed and signed again: whatever they are, reading them ends with a message or a refusal.
RC_GTEST_FIXTURE_PROP(Gate, NoBytesBreakTheReader, ()) {
    const std::vector<mqtt::Message> all = {
        opening(wang),
        message(ledger, topics.answer(), encode(hold_answer(ledger))),
        message(ledger, topics.answer(), encode(slice_answer("box-1"))),
        message(ledger, topics.ack(), encode(Ack{{"box-1"}, 1, 9, {{{"e"}, Outcome::applied, ""}}})),
        message(bank, topics.payment(), encode(PaymentNotice{{"n"}, {"s"}, {"q"}, Fen{6}, SiteTime{1h}, "x"})),
        message(bank, topics.quote_ask(), encode(QuoteAsk{{"a"}, "沪A12345"})),
        message(bank, topics.app_wish(), encode(AppWish{{"w"}, Wish::lock, "沪A12345", "", {}, Spending::all})),
        message(cinema, topics.store_notice(),
                encode(StoreNotice{{"n"}, {"cinema"}, "沪A12345", {WorthKind::percent, 50, {}}})),
    };
    mqtt::Message changed = *rc::gen::elementOf(all);
    const auto changes = *rc::gen::inRange(0, 8);
    for (int i = 0; i < changes && !changed.bytes.empty(); ++i) {
        const auto at = *rc::gen::inRange<std::size_t>(0, changed.bytes.size());
        switch (*rc::gen::inRange(0, 3)) {
        case 0: changed.bytes[at] = *rc::gen::arbitrary<char>(); break;
        case 1: changed.bytes.erase(at, *rc::gen::inRange<std::size_t>(1, 20)); break;
        default:
            changed.bytes.insert(
                at, *rc::gen::elementOf(std::vector<std::string>{"{", "}", "\"", "null", "-1", "9007199254740992",
                                                                 "\\u0000", "[", "1e400", "\xff", ":"}));
        }
    }
    const bool unchanged = changed.bytes.empty();
    const auto& signers = {&ledger, &bank, &cinema, &wang};
    const Signer& by = **std::ranges::find_if(signers, [&](const Signer* one) { return one->id() == changed.key; });
    changed.signature = by.sign(changed.topic, changed.bytes);
    const auto result = gate.admit(changed);
    RC_ASSERT(result.has_value() || !result.error().empty());
    RC_ASSERT(!(unchanged && result.has_value()));
}

} // namespace
} // namespace parkgate::test
