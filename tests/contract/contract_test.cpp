// Every side of the protocol is tested with the same samples: protocol/samples. What the schemas say of them is checked
// beside this, in schema_test.py.
#include "protocol/codec.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace parkgate {
namespace {

namespace fs = std::filesystem;

// The bytes made again from what was understood; none: refused.
using Reencode = std::function<std::optional<std::string>(std::string_view)>;

template <typename Message>
std::optional<std::string> reencode(std::string_view bytes) {
    const auto message = decode<Message>(bytes);
    return message ? std::optional(encode(*message)) : std::nullopt;
}

const std::map<std::string, Reencode>& codecs() {
    static const std::map<std::string, Reencode> table = {
        {"stored_fact", reencode<StoredFact>},
        {"ask", reencode<Ask>},
        {"answer", reencode<Answer>},
        {"member_news", reencode<MemberNews>},
        {"member_known", reencode<MemberKnown>},
        {"ack", reencode<Ack>},
        {"heartbeat", reencode<Heartbeat>},
        {"payment_notice", reencode<PaymentNotice>},
        {"quote_ask", reencode<QuoteAsk>},
        {"quote_answer", reencode<QuoteAnswer>},
        {"estimate_ask", reencode<EstimateAsk>},
        {"estimate_answer", reencode<EstimateAnswer>},
        {"notification", reencode<Notification>},
        {"store_notice", reencode<StoreNotice>},
        {"app_wish", reencode<AppWish>},
        {"door_answer", reencode<DoorAnswer>},
        {"explanation", reencode<Explanation>},
        {"question", reencode<Question>},
        {"command", reencode<Command>},
        {"command_answer", reencode<CommandAnswer>},
        {"clock_leap", reencode<ClockLeap>},
        {"member_event", reencode<MemberEvent>},
        {"event_answer", reencode<EventAnswer>},
        {"sold", reencode<Sold>},
        {"voucher", reencode<Voucher>},
        {"coupon", reencode<Coupon>},
        {"slice", reencode<Slice>},
        {"quote", reencode<Quote>},
        {"lane_state", reencode<LaneState>},
        {"lane_event", reencode<LaneEvent>},
        {"box_status", reencode<BoxStatus>},
    };
    return table;
}

struct Sample {
    std::string name; // of the file
    std::string bytes;
    Reencode codec;
};

std::vector<Sample> samples(const std::string& folder) {
    std::vector<Sample> out;
    for (const auto& entry : fs::directory_iterator(fs::path(SAMPLES) / folder)) {
        const std::string name = entry.path().filename().string();
        const auto codec = codecs().find(name.substr(0, name.find('.')));
        if (codec == codecs().end()) {
            ADD_FAILURE() << name << " begins with no message's name";
            continue;
        }
        std::ifstream in(entry.path(), std::ios::binary);
        std::ostringstream bytes;
        bytes << in.rdbuf();
        out.push_back({name, bytes.str(), codec->second});
    }
    return out;
}

// What is understood at all is understood the same way when it is written again.
void expect_stable(const Sample& sample, std::string_view bytes) {
    if (const auto once = sample.codec(bytes)) {
        const auto twice = sample.codec(*once);
        ASSERT_TRUE(twice.has_value()) << sample.name << ": " << bytes;
        ASSERT_EQ(*twice, *once) << sample.name;
    }
}

TEST(Contract, EveryMessageHasSamples) {
    std::map<std::string, int> good;
    std::map<std::string, int> bad;
    for (const auto& sample : samples("good")) {
        ++good[sample.name.substr(0, sample.name.find('.'))];
    }
    for (const auto& sample : samples("bad")) {
        ++bad[sample.name.substr(0, sample.name.find('.'))];
    }
    for (const auto& [message, codec] : codecs()) {
        EXPECT_GT(good[message], 0) << message;
        EXPECT_GT(bad[message], 0) << message;
    }
}

// Files of samples end without a line break: a fact's hash and signature are over exactly these bytes.
TEST(Contract, GoodSamplesComeBackByteForByte) {
    for (const auto& sample : samples("good")) {
        const auto again = sample.codec(sample.bytes);
        ASSERT_TRUE(again.has_value()) << sample.name << " is refused";
        EXPECT_EQ(*again, sample.bytes) << sample.name;
    }
}

TEST(Contract, BadSamplesAreRefused) {
    for (const auto& sample : samples("bad")) {
        EXPECT_FALSE(sample.codec(sample.bytes).has_value()) << sample.name << " is taken";
    }
}

TEST(Contract, NoMessageIsTakenForAnother) {
    for (const auto& sample : samples("good")) {
        for (const auto& [message, codec] : codecs()) {
            const bool own = sample.name.starts_with(message + ".");
            EXPECT_EQ(codec(sample.bytes).has_value(), own) << sample.name << " read as " << message;
        }
    }
}

// Whoever counts refusals sees that the till is wrong, and not the gate's version.
TEST(Contract, AWorthThatNobodyCanGiveIsRefusedByThatName) {
    int seen = 0;
    for (const auto& sample : samples("bad")) {
        for (const auto* name : {"percent_0", "percent_101", "minutes_0", "full_with_amount", "until_without_time",
                                 "minutes_with_time", "too_many_minutes", "too_much_money", "negative_amount"}) {
            if (sample.name == std::string("store_notice.") + name + ".json") {
                const auto decoded = decode<StoreNotice>(sample.bytes);
                ASSERT_FALSE(decoded.has_value()) << sample.name;
                EXPECT_EQ(decoded.error().cause, DecodeCause::impossible_worth) << sample.name;
                ++seen;
            }
        }
    }
    EXPECT_EQ(seen, 9);
}

TEST(Contract, AnOversizedMessageIsRefused) {
    LaneEvent event;
    event.detail = std::string(largest_message, 'x');
    const auto decoded = decode<LaneEvent>(encode(event));
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().cause, DecodeCause::oversized);
}

TEST(Contract, ATruncatedMessageIsRefused) {
    for (const auto& sample : samples("good")) {
        for (std::size_t length = 0; length < sample.bytes.size(); ++length) {
            ASSERT_FALSE(sample.codec(std::string_view(sample.bytes).substr(0, length)).has_value())
                << sample.name << " cut to " << length;
        }
    }
}

TEST(Contract, AnyChangedByteIsRefusedOrReadTheSameWayTwice) {
    for (const auto& sample : samples("good")) {
        std::string bytes = sample.bytes;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            for (const unsigned flip : {0x01U, 0x02U, 0x10U, 0x20U, 0x80U, 0xffU}) {
                const char original = bytes[i];
                bytes[i] = static_cast<char>(static_cast<unsigned char>(original) ^ flip);
                expect_stable(sample, bytes);
                bytes[i] = original;
            }
        }
    }
}

} // namespace
} // namespace parkgate
