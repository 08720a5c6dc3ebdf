#include "protocol/topics.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

const LotTopics topics{"mall", "p1"};

TEST(Topics, AreUnderTheSiteAndTheLot) {
    EXPECT_EQ(topics.fact(), "parkgate/v1/mall/p1/up/fact");
    EXPECT_EQ(topics.ack(), "parkgate/v1/mall/p1/dn/ack");
    EXPECT_EQ(topics.lane_state({"in"}), "parkgate/v1/mall/p1/in/state");
    EXPECT_EQ(topics.command({"in"}, {"wang"}, "open"), "parkgate/v1/mall/p1/in/cmd/wang/open");
    EXPECT_EQ(topics.command_answer({"wang"}), "parkgate/v1/mall/op/wang/answer");
    EXPECT_EQ(topics.explanation({"wang"}), "parkgate/v1/mall/op/wang/explanation");
    EXPECT_EQ(topics.store_notice(), "parkgate/v1/mall/p1/store/notice");
    EXPECT_EQ(topics.store_answer(), "parkgate/v1/mall/p1/store/answer");
    EXPECT_EQ(topics.app_wish(), "parkgate/v1/mall/p1/app/wish");
    EXPECT_EQ(topics.app_done(), "parkgate/v1/mall/p1/app/done");
}

TEST(Topics, ACommandIsTakenApart) {
    const auto command = topics.parse_command(topics.command({"in-2"}, {"wang_1"}, "close"));
    ASSERT_TRUE(command);
    EXPECT_EQ(command->lane, LaneId{"in-2"});
    EXPECT_EQ(command->by, OperatorId{"wang_1"});
    EXPECT_EQ(command->verb, "close");
}

TEST(Topics, WhatIsNoCommandIsNotTakenForOne) {
    for (const auto* topic : {"", "parkgate/v1/mall/p1", "parkgate/v1/mall/p1/", "parkgate/v1/mall/p1/in/cmd/wang",
                              "parkgate/v1/mall/p1/in/cmd/wang/open/now", "parkgate/v1/mall/p1/in/cmd//open",
                              "parkgate/v1/mall/p1//cmd/wang/open", "parkgate/v1/mall/p1/in/cmd/wang/",
                              "parkgate/v1/mall/p2/in/cmd/wang/open", "parkgate/v1/mall2/p1/in/cmd/wang/open",
                              "parkgate/v1/mall/p1/in/state/wang/open", "parkgate/v1/mall/p1/in/cmd/wa ng/open",
                              "parkgate/v1/mall/p1/+/cmd/wang/open"}) {
        EXPECT_FALSE(topics.parse_command(topic)) << topic;
    }
}

TEST(Topics, TheLotOfAFactsTopic) {
    EXPECT_EQ(lot_of(topics.fact(), "mall", "up/fact"), "p1");
    EXPECT_FALSE(lot_of(topics.ask(), "mall", "up/fact"));
    EXPECT_FALSE(lot_of(topics.fact(), "other", "up/fact"));
    EXPECT_FALSE(lot_of("parkgate/v1/mall/a/b/up/fact", "mall", "up/fact"));
    EXPECT_FALSE(lot_of("parkgate/v1/mall//up/fact", "mall", "up/fact"));
}

TEST(Topics, AnEventsDoorIsReadOffItsTopic) {
    EXPECT_EQ(pos_event_topic("mall", {"cinema"}), "parkgate/v1/mall/pos/cinema/event");
    EXPECT_EQ(parse_event_topic(pos_event_topic("mall", {"cinema"}), "mall"), (DoorTopic{Door::pos, "cinema"}));
    EXPECT_EQ(parse_event_topic(app_event_topic("mall"), "mall"), (DoorTopic{Door::app, ""}));
    EXPECT_EQ(parse_event_topic(desk_event_topic("mall", {"wang"}), "mall"), (DoorTopic{Door::desk, "wang"}));
    EXPECT_EQ(event_answer_topic({Door::pos, "cinema"}, "mall"), "parkgate/v1/mall/pos/cinema/answer");
    EXPECT_EQ(event_answer_topic({Door::app, ""}, "mall"), "parkgate/v1/mall/app/result");
    EXPECT_EQ(event_answer_topic({Door::desk, "wang"}, "mall"), "parkgate/v1/mall/desk/wang/answer");
}

TEST(Topics, WhatIsNoDoorIsNotTakenForOne) {
    for (const auto* topic :
         {"", "parkgate/v1/mall/pos/event", "parkgate/v1/mall/pos//event", "parkgate/v1/mall/pos/a/b/event",
          "parkgate/v1/mall/pos/+/event", "parkgate/v1/mall/pos/cinema/answer", "parkgate/v1/mall/pos/cinema/event/x",
          "parkgate/v1/mall/app/cinema/event", "parkgate/v1/other/app/event", "parkgate/v1/mall/p1/in/event"}) {
        EXPECT_FALSE(parse_event_topic(topic, "mall")) << topic;
    }
}

TEST(Topics, PurposesOfDocumentsDiffer) {
    EXPECT_NE(voucher_purpose("mall"), coupon_purpose("mall"));
    EXPECT_NE(voucher_purpose("mall"), voucher_purpose("other"));
    EXPECT_NE(slice_purpose("mall"), key_list_purpose("mall"));
    EXPECT_NE(receipt_purpose("mall"), key_list_purpose("mall"));
}

} // namespace
} // namespace parkgate::test
