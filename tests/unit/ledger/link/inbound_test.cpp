#include "ledger/link/inbound.hpp"
#include "ledger/link/outbound.hpp"
#include "plate/words.hpp"
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/messages.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::ledger::test {
namespace {

const PlateHasher plates({1, 2, 3});

Inbound inbound() {
    return {site, {lot}, key_ring(), plates};
}

mqtt::Message message_of(const FactWork& work) {
    mqtt::Message message;
    message.topic = LotTopics(site, lot).fact();
    message.bytes = work.bytes;
    message.key = work.key;
    message.signature = work.signature;
    return message;
}

std::string cause_of(const mqtt::Message& message) {
    const auto work = inbound().read(message);
    return work ? "" : work.error().cause;
}

TEST(LedgerLink, a_signed_fact_is_taken_with_its_bytes) {
    Box box("b1");
    const auto fact = box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon});
    const auto work = inbound().read(message_of(fact));
    ASSERT_TRUE(work);
    EXPECT_EQ(std::get<FactWork>(*work).bytes, fact.bytes);
    EXPECT_EQ(std::get<FactWork>(*work).fact.fact, fact.fact.fact);
    EXPECT_EQ(std::get<FactWork>(*work).fact.lot, lot);
}

TEST(LedgerLink, I26_what_is_not_signed_by_the_box_that_it_names_is_refused) {
    Box box("b1");
    const auto good = message_of(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}));
    auto message = good;
    message.signature.clear();
    EXPECT_EQ(cause_of(message), "unsigned");
    message = good;
    message.key = {"demo-b9"};
    EXPECT_EQ(cause_of(message), "unknown_key");
    message = good;
    message.bytes.replace(message.bytes.find("plate-1"), 7, "plate-2");
    EXPECT_EQ(cause_of(message), "bad_signature");
    message = good;
    message.topic = LotTopics(site, lot).ask();
    EXPECT_EQ(cause_of(message), "bad_signature") << "the topic is part of what is signed";
    message = good;
    message.topic = LotTopics(site, "p9").fact();
    EXPECT_EQ(cause_of(message), "unknown_topic");
    EXPECT_EQ(cause_of(signed_by("demo-b2", good.topic, good.bytes)), "wrong_owner");
    EXPECT_EQ(cause_of(signed_by("demo-ledger", good.topic, good.bytes)), "wrong_role");
}

TEST(LedgerLink, what_is_malformed_is_refused_whatever_it_is) {
    const auto topic = LotTopics(site, lot).fact();
    EXPECT_EQ(cause_of(signed_by("demo-b1", topic, "")), "not_json");
    EXPECT_EQ(cause_of(signed_by("demo-b1", topic, "{\"v\":2}")), "unknown_version");
    EXPECT_EQ(cause_of(signed_by("demo-b1", topic, "{\"v\":1}")), "wrong_shape");
    EXPECT_EQ(cause_of(signed_by("demo-b1", topic, std::string(largest_message + 1, ' '))), "oversized");
    EXPECT_EQ(cause_of(signed_by("demo-b1", LotTopics(site, lot).ask(), "[]")), "not_json");
    EXPECT_EQ(cause_of(signed_by("demo-b1", LotTopics(site, lot).ask(), encode(Ask{{}, {"b1"}, LinkAsk{}}))),
              "wrong_shape");
}

TEST(LedgerLink, I12_a_signed_fact_of_unknown_shape_is_taken_with_its_place_in_the_chain) {
    const auto topic = LotTopics(site, lot).fact();
    Box box("b1");
    box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon});
    const auto later = box.later("e2");
    auto work = inbound().read(signed_by("demo-b1", topic, later.bytes));
    ASSERT_TRUE(work);
    const auto* taken = std::get_if<UnknownFactWork>(&*work);
    ASSERT_NE(taken, nullptr);
    EXPECT_EQ(taken->identity, later.identity);
    EXPECT_EQ(taken->bytes, later.bytes);
    EXPECT_EQ(taken->signature, later.signature);
    EXPECT_EQ(taken->lot, lot);
    auto known = box.fact({"s1"}, LeaveCancelled{{"out"}, {"q"}}).bytes;
    known.replace(known.find("leave_cancelled"), 15, "leave_postponed");
    work = inbound().read(signed_by("demo-b1", topic, known));
    ASSERT_TRUE(work) << "a kind that is not known";
    EXPECT_EQ(std::get<UnknownFactWork>(*work).identity.kind, "leave_postponed");
    work = inbound().read(
        signed_by("demo-b1", topic, R"({"id":"e9","box":"b1","epoch":1,"seq":4,"prev":"?","kind":"a b"})"));
    ASSERT_TRUE(work);
    EXPECT_EQ(std::get<UnknownFactWork>(*work).identity, (FactIdentity{{"e9"}, {"b1"}, 1, 4, std::nullopt, ""}));
}

// A good fact with a name so long that its bytes are `size`.
std::string padded(const std::string& bytes, std::size_t size) {
    const auto at = bytes.find("boot-1");
    return bytes.substr(0, at) + std::string(size - bytes.size(), 'x') + bytes.substr(at);
}

TEST(LedgerLink, I12_a_signed_fact_that_is_too_large_is_taken_with_its_place_in_the_chain) {
    const auto topic = LotTopics(site, lot).fact();
    Box box("b1");
    const auto good = box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}, "e1");
    for (const std::size_t size : {largest_message + 1, largest_quarantined}) {
        const auto bytes = padded(good.bytes, size);
        const auto work = inbound().read(signed_by("demo-b1", topic, bytes));
        ASSERT_TRUE(work) << work.error().cause;
        const auto* taken = std::get_if<UnknownFactWork>(&*work);
        ASSERT_NE(taken, nullptr);
        EXPECT_EQ(taken->why, Code::oversized);
        EXPECT_EQ(taken->identity, (FactIdentity{{"e1"}, {"b1"}, 1, 1, "", "entered"}));
        EXPECT_EQ(taken->bytes, bytes);
    }
    EXPECT_EQ(cause_of(signed_by("demo-b1", topic, padded(good.bytes, largest_quarantined + 1))), "oversized");
    EXPECT_EQ(cause_of(signed_by("demo-b2", topic, padded(good.bytes, largest_message + 1))), "oversized")
        << "another box's name";
    const auto ask = box.ask("l1", LinkAsk{{"boot-1"}, noon});
    EXPECT_EQ(cause_of(signed_by("demo-b1", LotTopics(site, lot).ask(), padded(ask.bytes, largest_message + 1))),
              "oversized");
}

TEST(LedgerLink, I12_what_does_not_say_which_fact_it_is_is_refused) {
    const auto topic = LotTopics(site, lot).fact();
    for (const char* bytes :
         {R"({"v":2,"box":"b1","epoch":1,"seq":4})", R"({"v":2,"id":"","box":"b1","epoch":1,"seq":4})",
          R"({"v":2,"id":"e 9","box":"b1","epoch":1,"seq":4})", R"({"v":2,"id":"e9","epoch":1,"seq":4})",
          R"({"v":2,"id":"e9","box":"b1","seq":4})", R"({"v":2,"id":"e9","box":"b1","epoch":1,"seq":"4"})",
          R"({"v":2,"id":"e9","box":"b2","epoch":1,"seq":4})"}) {
        EXPECT_EQ(cause_of(signed_by("demo-b1", topic, bytes)), "unknown_version") << bytes;
    }
    EXPECT_EQ(cause_of(signed_by("demo-b1", topic, R"([{"id":"e9","box":"b1","epoch":1,"seq":4}])")), "not_json");
    Box box("b1");
    auto message = message_of(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}));
    message.bytes = box.later("e2").bytes;
    EXPECT_EQ(cause_of(message), "bad_signature");
}

TEST(LedgerLink, I26_a_coupon_s_document_is_checked_against_the_fact_that_carries_it) {
    Box box("b1");
    const auto is_good = [](const FactWork& work) {
        return std::get<FactWork>(inbound().read(message_of(work)).value()).fact.document_good;
    };
    const auto given = coupon("c1", "a1", "s1");
    EXPECT_TRUE(is_good(box.coupon({"s1"}, given)));
    auto other = given;
    other.worth = {WorthKind::minutes, 600, {}};
    const auto signed_as = [&](const char* key, const Coupon& document) {
        return box.fact({"s1"},
                        CouponIssued{given, signer_of(key).sign_document(coupon_purpose(site), encode(document))});
    };
    EXPECT_FALSE(is_good(signed_as("demo-b1", other)));
    EXPECT_FALSE(is_good(signed_as("demo-b2", given)));
    EXPECT_FALSE(is_good(signed_as("demo-ledger", given)));
}

const Sold sold{{"cinema"}, "42", noon, Fen{12'800}, {}};

std::string bytes_of(MemberEventBody body) {
    return encode(MemberEvent{{"e1"}, noon, std::move(body)});
}

EventWork event_of(const mqtt::Message& message) {
    return std::get<EventWork>(inbound().read(message).value());
}

TEST(LedgerLink, an_event_comes_by_its_door_with_the_owner_of_its_key) {
    const auto sale = event_of(signed_by("demo-cinema", pos_event_topic(site, {"cinema"}), bytes_of(sold)));
    EXPECT_EQ(sale.event.door, Door::pos);
    EXPECT_EQ(sale.event.owner, "cinema");
    EXPECT_EQ(std::get<Sold>(sale.event.event.body), sold);
    EXPECT_EQ(sale.bytes, bytes_of(sold));
    EXPECT_EQ(sale.answer_topic, pos_answer_topic(site, {"cinema"}));
    const auto like = event_of(signed_by("demo-wepay", app_event_topic(site), bytes_of(Liked{{"m1"}, {"p1"}})));
    EXPECT_EQ(like.event.door, Door::app);
    EXPECT_EQ(like.event.owner, "wepay");
    EXPECT_EQ(like.answer_topic, app_result_topic(site));
    const auto agreed = event_of(signed_by("demo-anna", desk_event_topic(site, {"anna"}), bytes_of(Seconded{{"e0"}})));
    EXPECT_EQ(agreed.event.door, Door::desk);
    EXPECT_EQ(agreed.event.owner, "anna");
    EXPECT_EQ(agreed.answer_topic, desk_answer_topic(site, {"anna"}));
}

TEST(LedgerLink, what_another_has_signed_does_not_come_in_by_a_door) {
    const auto till = pos_event_topic(site, {"cinema"});
    const auto desk = desk_event_topic(site, {"anna"});
    EXPECT_EQ(cause_of(signed_by("demo-noodles", till, bytes_of(sold))), "wrong_owner");
    EXPECT_EQ(cause_of(signed_by("demo-wepay", till, bytes_of(sold))), "wrong_role");
    EXPECT_EQ(cause_of(signed_by("demo-ben", desk, bytes_of(Seconded{{"e0"}}))), "wrong_owner");
    EXPECT_EQ(cause_of(signed_by("demo-cinema", desk, bytes_of(Seconded{{"e0"}}))), "wrong_role");
    EXPECT_EQ(cause_of(signed_by("demo-b1", app_event_topic(site), bytes_of(Liked{{"m1"}, {"p1"}}))), "wrong_role");
    auto message = signed_by("demo-cinema", till, bytes_of(sold));
    message.topic = pos_event_topic(site, {"noodles"});
    EXPECT_EQ(cause_of(message), "bad_signature");
    message = signed_by("demo-cinema", till, bytes_of(sold));
    message.signature.clear();
    EXPECT_EQ(cause_of(message), "unsigned");
    EXPECT_EQ(cause_of(signed_by("demo-cinema", pos_answer_topic(site, {"cinema"}), bytes_of(sold))), "unknown_topic");
}

TEST(LedgerLink, a_receipt_s_code_counts_only_as_its_own_store_has_signed_it) {
    const auto code_in = [](const SignedDocument& code) {
        return event_of(signed_by("demo-wepay", app_event_topic(site), bytes_of(Claimed{{"m1"}, code}))).event.code;
    };
    const auto by = [](const char* key, const std::string& purpose = receipt_purpose(site)) {
        return signer_of(key).sign_document(purpose, encode(sold));
    };
    EXPECT_EQ(code_in(by("demo-cinema")), sold);
    EXPECT_FALSE(code_in(by("demo-noodles"))) << "another store";
    EXPECT_FALSE(code_in(by("demo-wepay"))) << "no store at all";
    EXPECT_FALSE(code_in(by("demo-cinema", coupon_purpose(site)))) << "signed as something else";
    auto forged = by("demo-cinema");
    forged.bytes.replace(forged.bytes.find("12800"), 5, "92800");
    EXPECT_FALSE(code_in(forged));
    EXPECT_FALSE(code_in(signer_of("demo-cinema").sign_document(receipt_purpose(site), "{\"v\":1}")));
}

TEST(LedgerLink, G07_of_a_plate_only_its_hash_comes_in) {
    for (const bool added : {true, false}) {
        const auto said = [&](std::string plate) {
            return event_of(signed_by("demo-wepay", app_event_topic(site),
                                      added ? bytes_of(PlateAdded{{"m1"}, std::move(plate)})
                                            : bytes_of(PlateRemoved{{"m1"}, std::move(plate)})));
        };
        const auto work = said("沪A·98765");
        EXPECT_EQ(work.event.plate, plates.hash("沪A98765"));
        EXPECT_EQ(work.bytes.find("9876"), std::string::npos);
        EXPECT_EQ(work.signature, "") << "it would tell whether a guess is right";
        EXPECT_EQ(decode<MemberEvent>(work.bytes).value(), work.event.event);
        EXPECT_TRUE(said("").event.plate.empty());
        EXPECT_TRUE(said(std::string(65, 'A')).event.plate.empty());
    }
}

TEST(LedgerLink, G07_of_a_phone_only_the_ledger_s_own_hash_comes_in) {
    const auto said = [](const std::string& phone) {
        return inbound().read(signed_by("demo-wepay", app_event_topic(site), bytes_of(Joined{{"m3"}, {phone}, {}})));
    };
    const std::string hash = "5f0c1a7be3d94c2286b1d0a9c47e1f38";
    const auto work = std::get<EventWork>(said(hash).value());
    const auto& joined = std::get<Joined>(work.event.event.body);
    EXPECT_NE(joined.phone.text, hash);
    EXPECT_EQ(joined, std::get<Joined>(std::get<EventWork>(said(hash).value()).event.event.body)) << "the same person";
    EXPECT_EQ(work.bytes.find(hash), std::string::npos);
    EXPECT_EQ(work.signature, "");
    EXPECT_EQ(decode<MemberEvent>(work.bytes).value(), work.event.event);
    for (const char* clear : {"13800138000", "8613800138000", "abc", ""}) {
        const auto odd = std::get<UnknownEventWork>(said(clear).value());
        EXPECT_EQ(odd.bytes + odd.signature, "") << clear;
    }
}

TEST(LedgerLink, G07_a_plate_or_a_number_in_somebody_s_words_is_not_kept) {
    const auto dispute = [](const std::string& words) {
        const auto bytes = bytes_of(Disputed{{"m1"}, "s1", words});
        return event_of(signed_by("demo-wepay", app_event_topic(site), bytes));
    };
    const auto work = dispute("我的车 粤B12345 was charged twice, call 138 0013 8000");
    EXPECT_EQ(std::get<Disputed>(work.event.event.body).words, "我的车 粤****** was charged twice, call *** **** ****");
    EXPECT_EQ(work.signature, "");
    EXPECT_EQ(decode<MemberEvent>(work.bytes).value(), work.event.event);
    const auto kept = dispute("2 hours cost 1500 points, not 300");
    EXPECT_EQ(std::get<Disputed>(kept.event.event.body).words, "2 hours cost 1500 points, not 300");
    EXPECT_FALSE(kept.signature.empty());
    for (const char* plate : {"粤B·12345", "粤Ｂ１２３４５", "沪AD12345", "京A-12C4Z", "粤 B12345", "B1234C"}) {
        const std::string left = plate::without_numbers(plate);
        EXPECT_TRUE(std::ranges::none_of(left, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }))
            << left;
    }
    const auto reason = event_of(
        signed_by("demo-anna", desk_event_topic(site, {"anna"}), bytes_of(Adjusted{{"m1"}, 5, "car 沪A98765"})));
    EXPECT_EQ(reason.bytes.find("98765"), std::string::npos);
}

TEST(LedgerLink, an_event_of_unknown_shape_is_kept_unless_it_comes_by_the_application) {
    const auto odd = [](const char* key, const std::string& topic, const std::string& bytes) {
        return std::get<UnknownEventWork>(inbound().read(signed_by(key, topic, bytes)).value());
    };
    const auto till = pos_event_topic(site, {"cinema"});
    const std::string later = R"({"v":2,"id":"e1","kind":"gilded","body":[[[[[[[[[[]]]]]]]]]]})";
    const auto kept = odd("demo-cinema", till, later);
    EXPECT_EQ(kept.id, EventId{"e1"});
    EXPECT_EQ(kept.kind, "gilded");
    EXPECT_EQ(kept.bytes, later);
    EXPECT_EQ(kept.owner, "cinema");
    EXPECT_FALSE(kept.signature.empty());
    EXPECT_EQ(kept.answer_topic, pos_answer_topic(site, {"cinema"}));
    for (const char* bytes :
         {R"({"v":2,"id":"e1","kind":"plate_added","plate":"A1"})", R"({"v":1,"id":"e1","plate":"A1"})"}) {
        const auto secret = odd("demo-wepay", app_event_topic(site), bytes);
        EXPECT_EQ(secret.bytes + secret.signature, "") << bytes;
    }
    EXPECT_EQ(odd("demo-wepay", app_event_topic(site), later).bytes, "") << "whatever its kind is called";
    EXPECT_EQ(cause_of(signed_by("demo-cinema", till, R"({"v":2,"id":""})")), "unknown_version");
    EXPECT_EQ(cause_of(signed_by("demo-cinema", till, "[]")), "not_json");
    EXPECT_EQ(cause_of(signed_by("demo-cinema", till, std::string(largest_message + 1, ' '))), "oversized");
    EXPECT_EQ(cause_of(signed_by("demo-cinema", till, encode(MemberEvent{{}, noon, sold}))), "wrong_shape");
}

TEST(LedgerLink, an_event_that_is_too_large_is_kept_like_a_fact_unless_it_comes_by_the_application) {
    const auto till = pos_event_topic(site, {"cinema"});
    const auto large = [](std::size_t size) {
        const std::string bytes = R"({"v":1,"id":"e1","kind":"sold","body":""})";
        return bytes.substr(0, bytes.size() - 2) + std::string(size - bytes.size(), 'x') + "\"}";
    };
    const auto odd = [](const char* key, const std::string& topic, const std::string& bytes) {
        return std::get<UnknownEventWork>(inbound().read(signed_by(key, topic, bytes)).value());
    };
    for (const std::size_t size : {largest_message + 1, largest_quarantined}) {
        const auto kept = odd("demo-cinema", till, large(size));
        EXPECT_EQ(kept.why, Code::oversized);
        EXPECT_EQ(kept.id, EventId{"e1"});
        EXPECT_EQ(kept.kind, "sold");
        EXPECT_EQ(kept.bytes, large(size));
    }
    EXPECT_EQ(odd("demo-anna", desk_event_topic(site, {"anna"}), large(20'000)).bytes, large(20'000));
    const auto secret = odd("demo-wepay", app_event_topic(site), large(20'000));
    EXPECT_EQ(secret.why, Code::oversized);
    EXPECT_EQ(secret.bytes + secret.signature, "");
    EXPECT_EQ(cause_of(signed_by("demo-cinema", till, large(largest_quarantined + 1))), "oversized");
    EXPECT_EQ(cause_of(signed_by("demo-noodles", till, large(20'000))), "wrong_owner");
}

// A coupon whose document is not its box's stays so when the key is gone; one that was never looked at is vouched for.
TEST(LedgerLink, I26_a_coupon_s_document_is_not_better_for_a_key_that_is_gone) {
    Box box("b1");
    const auto given = coupon("c1", "a1", "s1");
    const auto is_good = [&](const FactWork& work, const KeyRing& ring, const std::string& code) {
        const KeptMessage kept{true, "b1", Door::app, false, lot, code, work.bytes, work.key, work.signature};
        const auto read = Inbound(site, {lot}, ring).read_again(kept);
        return std::get<FactWork>(read.value()).fact.document_good;
    };
    const auto good = box.coupon({"s1"}, given);
    EXPECT_TRUE(is_good(good, key_ring(), "unknown_shape"));
    EXPECT_TRUE(is_good(good, {}, "unknown_shape"));
    const auto forged = box.fact({"s1"}, CouponIssued{given, {encode(given), {"demo-b1"}, "c2ln"}});
    EXPECT_FALSE(is_good(forged, key_ring(), "unknown_shape")) << "the key stands, and it is not its signature";
    EXPECT_FALSE(is_good(forged, {}, "bad_document")) << "it was found out when it came";
    const auto of_another =
        box.fact({"s1"}, CouponIssued{given, signer_of("demo-b2").sign_document(coupon_purpose(site), encode(given))});
    EXPECT_FALSE(is_good(of_another, {}, "unknown_shape"));
    auto other = given;
    other.worth = {WorthKind::minutes, 600, {}};
    const auto says_more =
        box.fact({"s1"}, CouponIssued{given, signer_of("demo-b1").sign_document(coupon_purpose(site), encode(other))});
    EXPECT_FALSE(is_good(says_more, {}, "unknown_shape"));
}

TEST(LedgerLink, a_receipt_s_code_that_was_good_when_it_came_is_good_when_it_is_read_again) {
    const auto code_in = [](const std::string& code) {
        const auto document = signer_of("demo-cinema").sign_document(receipt_purpose(site), encode(sold));
        const KeptMessage kept{false,          "wepay", Door::app, false, "", code, bytes_of(Claimed{{"m1"}, document}),
                               {"demo-wepay"}, "sig"};
        return std::get<EventWork>(Inbound(site, {lot}, {}).read_again(kept).value()).event.code;
    };
    EXPECT_EQ(code_in("unbookable"), sold) << "something was to be booked of it";
    EXPECT_EQ(code_in("unknown_shape"), std::nullopt) << "nobody has looked at it";
}

TEST(LedgerLink, an_event_is_answered_at_its_door_under_its_own_id) {
    const EventAnswer answer{{"e1"}, Outcome::refused, "receipt_used", {}, 0, {}};
    const std::vector<Result> results{
        EventResult{pos_answer_topic(site, {"cinema"}), answer, Code::receipt_used, false}};
    const auto messages = Outbound(site, signer_of("demo-ledger")).replies(results);
    ASSERT_EQ(messages.size(), 1U);
    const auto& message = messages.front();
    EXPECT_EQ(message.topic, pos_answer_topic(site, {"cinema"}));
    EXPECT_EQ(message.correlation, "e1");
    EXPECT_EQ(decode<EventAnswer>(message.bytes).value(), answer);
    EXPECT_TRUE(key_ring().verify(KeyRole::ledger, message.topic, message.bytes, message.key, message.signature));
}

TEST(LedgerLink, an_acknowledgement_holds_at_most_16_facts_of_one_box_and_epoch) {
    std::vector<Result> results;
    for (int i = 1; i <= 20; ++i) {
        results.emplace_back(FactResult{lot, {"b1"}, 1, i, {{"e" + std::to_string(i)}, Outcome::applied, ""}});
    }
    results.emplace_back(FactResult{lot, {"b2"}, 1, 7, {{"f1"}, Outcome::quarantined, "no_session"}});
    results.emplace_back(AskResult{lot, "c-1", {"h1"}, "{}"});
    results.emplace_back(AskResult{lot, "c-2", {"h2"}, ""});
    const auto messages = Outbound(site, signer_of("demo-ledger")).replies(results);
    ASSERT_EQ(messages.size(), 4U) << "an ask that is not answered makes no message";
    std::size_t entries = 0;
    for (const auto& message : messages) {
        EXPECT_TRUE(key_ring().verify(KeyRole::ledger, message.topic, message.bytes, message.key, message.signature));
        if (message.topic == LotTopics(site, lot).ack()) {
            const auto ack = decode<Ack>(message.bytes).value();
            EXPECT_LE(ack.entries.size(), most_in_an_ack);
            EXPECT_EQ(message.qos, mqtt::Qos::at_least_once);
            entries += ack.entries.size();
        } else {
            EXPECT_EQ(message.correlation, "c-1");
        }
    }
    EXPECT_EQ(entries, 21U);
}

} // namespace
} // namespace parkgate::ledger::test
