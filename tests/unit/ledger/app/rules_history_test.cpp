#include "ledger/app/rules_history.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using namespace std::chrono_literals;

class RulesHistory : public testing::Test {
  protected:
    std::expected<void, std::string> run_with(std::int64_t version, SiteTime now, const std::string& accepted = "") {
        Configuration configuration;
        configuration.signed_parts = {
            {"rules", "rules.toml", "hash " + std::to_string(version), {version, {"anna", "ben"}, {}}}};
        return put_rules_in_force(*world.store, configuration, now, accepted);
    }
    [[nodiscard]] std::vector<std::int64_t> versions(std::optional<SiteTime> from,
                                                     std::optional<SiteTime> until) const {
        std::vector<std::int64_t> out;
        for (const auto& one : rules_of(rules_history(*world.store), from, until)) {
            out.push_back(one.version);
        }
        return out;
    }
    World world;
};

TEST_F(RulesHistory, who_has_signed_what_held_from_when_is_kept_with_the_books) {
    EXPECT_TRUE(rules_history(*world.store).empty());
    ASSERT_TRUE(run_with(4, noon));
    ASSERT_TRUE(run_with(4, noon + 1h)) << "a start with the same rules is no change";
    ASSERT_TRUE(run_with(6, noon + 2h));
    EXPECT_EQ(rules_history(*world.store),
              (std::vector<RulesInForce>{{"rules", "rules.toml", 4, "hash 4", {"anna", "ben"}, noon, ""},
                                         {"rules", "rules.toml", 6, "hash 6", {"anna", "ben"}, noon + 2h, ""}}));
}

TEST_F(RulesHistory, older_rules_are_taken_with_a_record_alone) {
    ASSERT_TRUE(run_with(6, noon));
    const auto refused = run_with(4, noon + 1h);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().find("version 6 ran here before"), std::string::npos);
    EXPECT_EQ(rules_history(*world.store).size(), 1U);
    ASSERT_TRUE(run_with(4, noon + 1h, "anna: the new prices are wrong"));
    EXPECT_EQ(rules_history(*world.store).back().accepted, "anna: the new prices are wrong");
    ASSERT_TRUE(run_with(4, noon + 2h)) << "it is what runs here now";
}

TEST_F(RulesHistory, a_period_has_what_held_in_it) {
    ASSERT_TRUE(run_with(1, noon));
    ASSERT_TRUE(run_with(2, noon + 2h));
    ASSERT_TRUE(run_with(3, noon + 4h));
    using Found = std::vector<std::int64_t>;
    EXPECT_EQ(versions({}, {}), (Found{1, 2, 3}));
    EXPECT_EQ(versions(noon + 3h, {}), (Found{2, 3}));
    EXPECT_EQ(versions(noon + 2h, noon + 4h), (Found{2}));
    EXPECT_EQ(versions({}, noon), (Found{}));
    EXPECT_EQ(versions(noon + 5h, {}), (Found{3}));
}

} // namespace
} // namespace parkgate::ledger::test
