// The command line's events: each kind has one, and takes what its kind needs.
#include "parkgatectl/member_orders.hpp"
#include "protocol/codec.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parkgate::ctl {
namespace {

const SiteTime now{Duration{1'795'233'600'000}};

class MemberOrders : public testing::Test {
  protected:
    // None: the line is not understood, or says what does not fit.
    std::optional<GivenEvent> given(const std::string& line) {
        arguments = MemberArguments{.config = "ctl.toml"};
        CLI::App tool{"", "parkgatectl"};
        tool.require_subcommand(1);
        add_member_orders(tool, arguments);
        try {
            tool.parse(line);
        } catch (const CLI::ParseError& error) {
            why = error.what();
            return std::nullopt;
        }
        const auto event = event_given(tool, arguments, now);
        if (!event || !*event) {
            why = event ? event->error() : "no event";
            return std::nullopt;
        }
        return **event;
    }

    MemberArguments arguments;
    std::string why;
};

TEST_F(MemberOrders, EachKindHasOne) {
    std::set<std::size_t> kinds;
    for (const auto* line :
         {"sell 42 12800 --member m1", "take-back 42 800 --sold-at 2026-11-22T21:30+08:00",
          "member-event join --member m1 --phone 0123456789abcdef0123456789abcdef --referrer m2",
          "member-event upload --member m1 --store market 42 12800 --picture p.jpg",
          "member-event claim --member m1 --code 'store-cinema.c2ln.{}'", "member-event like --member m1 --post p1",
          "member-event post --member m1 --post p1", "member-event add-plate --member m1 --plate 沪A12345",
          "member-event remove-plate --member m1 --plate 沪A12345", "member-event spending --member m1 --spending all",
          "member-event dispute --member m1 --about s1 --words no", "review e1 --approve --reason clear",
          "adjust --member m1 --points 300 --reason lift", "second e1",
          "segments --member m1 --segment vip --segment driver", "campaign summer --stop --reason spent"}) {
        const auto event = given(line);
        ASSERT_TRUE(event.has_value()) << line << ": " << why;
        kinds.insert(event->body.index());
    }
    EXPECT_EQ(kinds.size(), std::variant_size_v<MemberEventBody>);
}

TEST_F(MemberOrders, SayWhatWasGiven) {
    EXPECT_EQ(std::get<Sold>(given("sell 42 12800")->body), (Sold{{}, "42", now, Fen{12'800}, {}}));
    EXPECT_TRUE(given("sell 42 12800 --code")->print_code);
    EXPECT_EQ(std::get<Returned>(given("take-back 42 800 --sold-at 2026-11-21T12:00Z")->body).sold_at,
              SiteTime{Duration{parse_rfc3339("2026-11-21T12:00:00.000Z").value()}});
    EXPECT_EQ(std::get<Adjusted>(given("adjust --member m1 --points -300 --reason r")->body),
              (Adjusted{{"m1"}, -300, "r"}));
    EXPECT_FALSE(std::get<Reviewed>(given("review e1 --reject --reason r")->body).approved);
    EXPECT_FALSE(std::get<CampaignSwitched>(given("campaign c --go-on --reason r")->body).stopped);
    EXPECT_TRUE(std::get<SegmentsSet>(given("segments --member m1")->body).segments.empty());
    given("second e1 --id e7");
    EXPECT_EQ(arguments.id, EventId{"e7"});
}

TEST_F(MemberOrders, WhatDoesNotFitIsSaidHere) {
    for (const auto* line :
         {"sell 42 -5", "sell 小票 100", "sell 42 100 --member 'm 1'", "sell 42 100 --sold-at yesterday",
          "take-back 42 800", "review e1 --reason r", "review e1 --approve --reject --reason r",
          "adjust --member m1 --points 300", "second 'e 1'", "member-event", "member-event like --member m1",
          "member-event claim --member m1 --code 42", "member-event spending --member m1 --spending some"}) {
        EXPECT_FALSE(given(line)) << line;
    }
}

} // namespace
} // namespace parkgate::ctl
