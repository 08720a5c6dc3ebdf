#include "tests/unit/parkgatectl/site.hpp"

#include <gtest/gtest.h>

namespace parkgate::ctl {
namespace {

using test::at_seconds;

class View : public testing::Test {
  protected:
    test::Site site;
    LotView view{site.topics, site.ring};
};

TEST_F(View, BelievesOnlyWhatABoxHasSigned) {
    const auto lane = test::idle_lane("exit-1");
    const auto topic = site.topics.lane_state(lane.lane);
    view.take(site.signed_by("op-anna", topic, encode(lane)), at_seconds(0));
    auto forged = site.signed_by("box-1", topic, encode(lane));
    forged.bytes.replace(forged.bytes.find("down"), 4, "up??");
    view.take(forged, at_seconds(0));
    auto nameless = site.signed_by("box-1", topic, encode(lane));
    nameless.key = {};
    view.take(nameless, at_seconds(0));
    view.take(site.signed_by("box-1", topic, "{}"), at_seconds(0));
    view.take(site.signed_by("box-1", site.topics.lane_state({"exit-2"}), encode(lane)), at_seconds(0));
    EXPECT_TRUE(view.lanes().empty());
    EXPECT_EQ(
        view.disbelieved(),
        (std::map<std::string, std::int64_t>{
            {"bad_signature", 1}, {"unknown_version", 1}, {"unsigned", 1}, {"wrong_role", 1}, {"wrong_topic", 1}}));
    view.take(site.signed_by("box-1", topic, encode(lane)), at_seconds(0));
    EXPECT_EQ(view.lanes().at({"exit-1"}), lane);
}

TEST_F(View, TakesTheStatusOfTheBoxThatSignedIt) {
    auto other = test::good_box();
    other.box = {"box-2"};
    view.take(site.signed_by("box-1", site.topics.status(), encode(other)), at_seconds(0));
    EXPECT_FALSE(view.box().has_value());
    EXPECT_EQ(view.disbelieved().at("wrong_owner"), 1);
}

TEST_F(View, DatesARetainedCopyByItself) {
    view.take(site.signed_by("box-1", site.topics.status(), encode(test::good_box()), true), at_seconds(3'600));
    EXPECT_EQ(view.freshness(at_seconds(3'600)), Freshness::late) << "the box said this an hour ago";
    view.take(site.signed_by("box-1", site.topics.status(), encode(test::good_box())), at_seconds(3'601));
    EXPECT_EQ(view.freshness(at_seconds(3'601)), Freshness::fresh);
}

TEST_F(View, SeesHowLongFactsHaveWaited) {
    auto box = test::good_box();
    const auto say = [&](std::int64_t outbox, std::int64_t second) {
        box.outbox = outbox;
        view.take(site.signed_by("box-1", site.topics.status(), encode(box)), at_seconds(second));
    };
    say(1, 0);
    say(5, 10);
    EXPECT_EQ(view.outbox_age(at_seconds(12)), Duration{12'000});
    say(0, 13);
    EXPECT_FALSE(view.outbox_age(at_seconds(13)).has_value());
}

} // namespace
} // namespace parkgate::ctl
