// The command line's orders: each verb has one, and takes what its verb needs.
#include "parkgatectl/orders.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parkgate::ctl {
namespace {

class Orders : public testing::Test {
  protected:
    std::optional<GivenOrder> given(const std::string& line) {
        arguments = {"ctl.toml", {}, {}, {}};
        CLI::App tool{"", "parkgatectl"};
        tool.require_subcommand(1);
        add_orders(tool, arguments);
        try {
            tool.parse(line);
        } catch (const CLI::ParseError&) {
            return std::nullopt;
        }
        return order_given(tool, arguments);
    }

    OrderArguments arguments;
};

TEST_F(Orders, EachVerbHasOne) {
    std::set<Verb> verbs;
    for (const auto* line : {"open out", "close out", "normal out", "hold-open out", "lock out", "out-of-service out",
                             "direction out exit", "fire out", "fire-over out", "plate out 沪A12345", "choose out s1",
                             "admit in", "release out", "close-stay out s1", "set-counter ramp 'b2 transient 37'",
                             "spend out nothing", "unlock-car out 沪A12345", "confirm out c1", "explain out s1"}) {
        const auto order = given(std::string(line) + " --reason why");
        ASSERT_TRUE(order.has_value()) << line;
        verbs.insert(order->verb);
    }
    EXPECT_EQ(verbs.size(), static_cast<std::size_t>(Verb::explain) + 1);
}

TEST_F(Orders, ACountIsOneArgumentOrThree) {
    for (const auto* line :
         {"set-counter ramp b2 transient 37 --reason why", "set-counter ramp 'b2 transient 37' --reason why"}) {
        const auto order = given(line);
        ASSERT_TRUE(order.has_value()) << line;
        EXPECT_EQ(order->argument, "b2 transient 37");
        EXPECT_EQ(arguments.lane.text, "ramp");
    }
    EXPECT_FALSE(given("plate out 沪A1 沪A2 --reason why").has_value());
}

TEST_F(Orders, OnlyAnExplanationNeedsNoReason) {
    EXPECT_TRUE(given("explain out s1").has_value());
    EXPECT_FALSE(arguments.reason.empty());
    EXPECT_FALSE(given("release out").has_value());
    EXPECT_FALSE(given("spend out points --reason why").has_value()) << "no such way of paying";
}

} // namespace
} // namespace parkgate::ctl
