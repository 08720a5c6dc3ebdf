#include "ledger/app/configuration.hpp"
#include "ledger/app/daemon.hpp"
#include "ledger/app/open_store.hpp"
#include "protocol/keys.hpp"
#include "protocol/plate.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace parkgate::ledger::test {
namespace {

constexpr const char* good = R"(mode = "demo"
site = "demo-mall"
rules = "rules.toml"
[[lot]]
id = "p1"
[mqtt]
port = 1884
[keys]
list = "keys.json"
root = "root.hex"
own = "demo-ledger.key"
site = "site.key"
[store]
file = "ledger.db"
[[campaign]]
id = "return-visit"
budget_coupons = 100
)";

constexpr const char* rules = R"(id = "house-1"
[tariff]
zone = "CST-8"
leave_minutes_after_paying = 15
[[tariff.table]]
id = "everybody"
[[tariff.table.line]]
type = "incrementingRate"
from_minutes = 0
increment_minutes = 30
fen = 300
[points]
unit_minutes = 30
points_per_unit = 300
hold_at_most_minutes = 180
[coupon]
campaign = "return-visit"
minutes = 60
shortest_stay_minutes = 30
valid_days = 14
[[benefits.code]]
code = "mb60"
free_minutes = 60
)";

class ConfigurationTest : public ::testing::Test {
  protected:
    ConfigurationTest()
        : folder(std::filesystem::temp_directory_path() / ("ledger-cfg-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        write("rules.toml", rules);
        make_key_files("demo-ledger");
    }
    ~ConfigurationTest() override { std::filesystem::remove_all(folder); }

    void make_key_files(const std::string& ledger_key) {
        const auto keys = make_keys(site,
                                    {{{ledger_key}, KeyRole::ledger, "ledger"},
                                     {{"demo-b1"}, KeyRole::box, "b1"},
                                     {{"demo-b2"}, KeyRole::box, "b2"},
                                     {{"demo-b3"}, KeyRole::box, "b3"},
                                     {{"demo-store-cinema"}, KeyRole::store, "cinema"}},
                                    {"demo-root"});
        for (const auto& file : keys.files) {
            write(file.name, file.text);
        }
        write("root.hex", keys.root_public_hex + "\n");
    }
    void write(const std::string& name, const std::string& text) const { std::ofstream(folder / name) << text; }
    [[nodiscard]] Problems problems_of(const std::string& text) const {
        write("ledger.toml", text);
        const auto configuration = read_configuration(folder / "ledger.toml");
        return configuration ? Problems{} : configuration.error();
    }
    static std::string with(std::string text, const std::string& old, const std::string& by) {
        return text.replace(text.find(old), old.size(), by);
    }
    static std::string joined(const Problems& problems) {
        std::string out;
        for (const auto& problem : problems) {
            out += problem + "\n";
        }
        return out;
    }

    std::filesystem::path folder;
};

TEST_F(ConfigurationTest, a_good_file_is_read_whole) {
    write("ledger.toml", good);
    const auto configuration = read_configuration(folder / "ledger.toml");
    ASSERT_TRUE(configuration) << joined(configuration.error());
    EXPECT_TRUE(configuration->demo);
    EXPECT_EQ(configuration->lots, std::vector<std::string>{"p1"});
    EXPECT_EQ(configuration->store, folder / "ledger.db");
    EXPECT_EQ(configuration->terms.hold_lifetime, std::chrono::hours(48));
    EXPECT_EQ(configuration->terms.campaigns.front().slice_coupons, 10);
    EXPECT_EQ(joined(problems_of(good)), "");
}

TEST_F(ConfigurationTest, all_problems_are_reported_at_once) {
    auto text = with(good, "budget_coupons = 100", "budget_coupons = -1\nslise_coupons = 3");
    text = with(text, "port = 1884", "port = 99999");
    text = with(text, "id = \"return-visit\"", "id = \"summer\"");
    const auto problems = joined(problems_of(text));
    for (const char* part : {"budget_coupons", "slise_coupons", "port", "return-visit"}) {
        EXPECT_NE(problems.find(part), std::string::npos) << part << " in:\n" << problems;
    }
}

TEST_F(ConfigurationTest, each_campaign_of_the_rule_set_has_one_budget) {
    const auto coupon = [](const std::string& campaign) {
        return "[[coupon]]\ncampaign = \"" + campaign +
               "\"\nminutes = 60\nshortest_stay_minutes = 30\nvalid_days = 14\n";
    };
    const std::string head = std::string(rules).substr(0, std::string_view(rules).find("[coupon]"));
    const auto campaign = [](const std::string& id) {
        return "[[campaign]]\nid = \"" + id + "\"\nbudget_coupons = 7\n";
    };
    write("rules.toml", head + coupon("weekend") + coupon("return-visit"));
    write("former.toml", rules);
    const std::string both = "former_rules = [\"former.toml\"]\n" + std::string(good) + campaign("weekend");
    EXPECT_EQ(joined(problems_of(both)), "");
    const auto configuration = read_configuration(folder / "ledger.toml");
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->terms.campaigns.at(1).id, CampaignId{"weekend"});
    EXPECT_EQ(configuration->terms.rules.coupons.size(), 2U);
    EXPECT_EQ(configuration->terms.former_rules.at(0).coupons.size(), 1U) << "a file of before still reads";
    const auto twice = joined(problems_of(both + campaign("weekend")));
    EXPECT_NE(twice.find("campaign[3].id: found \"weekend\", expected another campaign"), std::string::npos) << twice;
    const auto unknown = joined(problems_of(both + campaign("autumn")));
    EXPECT_NE(unknown.find("expected \"weekend\" or \"return-visit\", the campaigns of the rule set"),
              std::string::npos)
        << unknown;
}

TEST_F(ConfigurationTest, a_demo_has_its_own_site_broker_and_keys) {
    EXPECT_NE(joined(problems_of(with(good, "demo-mall", "mall"))).find("site"), std::string::npos);
    EXPECT_NE(joined(problems_of(with(good, "port = 1884", "host = \"10.0.0.1\""))).find("host"), std::string::npos);
    make_key_files("ledger");
    EXPECT_NE(joined(problems_of(with(good, "demo-ledger.key", "ledger.key"))).find("key ledger"), std::string::npos);
}

TEST_F(ConfigurationTest, production_takes_no_demo_key) {
    const auto text = with(good, "mode = \"demo\"\n", "");
    const auto problems = joined(problems_of(text));
    EXPECT_NE(problems.find("demo-b1"), std::string::npos) << problems;
    EXPECT_NE(problems.find("demo-ledger"), std::string::npos) << problems;
}

TEST_F(ConfigurationTest, a_key_list_of_another_root_is_not_taken) {
    const auto other = make_keys(site, {}, {"demo-root"});
    write("root.hex", other.root_public_hex);
    EXPECT_NE(joined(problems_of(good)).find("not signed"), std::string::npos);
}

TEST_F(ConfigurationTest, former_rules_are_read_and_checked_like_the_rules) {
    write("former.toml", std::string(rules).replace(std::string(rules).find("house-1"), 7, "house-0"));
    write("ledger.toml", "former_rules = [\"former.toml\"]\n" + std::string(good));
    const auto configuration = read_configuration(folder / "ledger.toml");
    ASSERT_TRUE(configuration.has_value()) << joined(configuration.error());
    ASSERT_EQ(configuration->terms.former_rules.size(), 1U);
    EXPECT_EQ(configuration->terms.former_rules.front().id, RulesId{"house-0"});
    write("former.toml", "id = \"house-0\"\n");
    EXPECT_NE(joined(problems_of("former_rules = [\"former.toml\"]\n" + std::string(good))).find("former.toml"),
              std::string::npos);
}

constexpr const char* stores = R"([[store]]
id = "cinema"
category = "cinema"
lease = "turnover_rent"
[[store]]
id = "market"
category = "supermarket"
lease = "fixed_rent"
feed = false
)";

TEST_F(ConfigurationTest, membership_and_stores_are_read_together) {
    std::filesystem::copy_file(PARKGATE_ROOT "config/membership.toml", folder / "membership.toml");
    write("stores.toml", stores);
    const std::string both = "membership = \"membership.toml\"\nstores = \"stores.toml\"\n" + std::string(good);
    write("ledger.toml", both);
    const auto configuration = read_configuration(folder / "ledger.toml");
    ASSERT_TRUE(configuration.has_value()) << joined(configuration.error());
    EXPECT_EQ(configuration->terms.earning.id, RulesId{"membership-1"});
    ASSERT_EQ(configuration->terms.stores.size(), 2U);
    EXPECT_EQ(configuration->terms.stores[0].id, StoreId{"cinema"});
    EXPECT_TRUE(configuration->terms.stores[0].has_feed);
    EXPECT_EQ(configuration->terms.stores[1].lease, rules::LeaseType::fixed_rent);
    EXPECT_FALSE(configuration->terms.stores[1].has_feed);

    const auto says = [&](const std::string& text, const char* part) {
        const auto problems = joined(problems_of(text));
        EXPECT_NE(problems.find(part), std::string::npos) << part << " in:\n" << problems;
    };
    says("membership = \"membership.toml\"\n" + std::string(good), "go together");
    says("stores = \"stores.toml\"\n" + std::string(good), "go together");
    says(with(both, "site = \"site.key\"\n", ""), "hides the plates");
    says(with(both, "\"stores.toml\"", "\"nowhere.toml\""), "nowhere.toml");
    says("former_memberships = [\"nowhere.toml\"]\n" + both, "nowhere.toml");
    const auto stores_say = [&](const std::string& text, const char* part) {
        write("stores.toml", text);
        says(both, part);
    };
    stores_say(with(stores, "\"market\"", "\"cinema\""), "this store is there already");
    stores_say(with(stores, "feed = false\n", ""), "store[2].id");
    stores_say(with(stores, "\"supermarket\"", "\"zoo\""), "store[2].category");
    stores_say(with(stores, "fixed_rent", "rented"), "store[2].lease");
    stores_say(with(stores, "feed = false", "feet = false"), "did you mean");
    stores_say("", "at least one [[store]]");
}

TEST_F(ConfigurationTest, stamps_become_a_coupon_of_the_rule_set_s_campaign) {
    std::filesystem::copy_file(PARKGATE_ROOT "config/membership.toml", folder / "membership.toml");
    write("stores.toml", stores);
    write("rules.toml", with(rules, "return-visit", "summer"));
    const auto problems = joined(problems_of("membership = \"membership.toml\"\nstores = \"stores.toml\"\n" +
                                             with(good, "return-visit", "summer")));
    EXPECT_NE(problems.find("stamps are of \"summer\""), std::string::npos) << problems;
}

TEST_F(ConfigurationTest, a_segment_s_code_gives_something_in_the_rule_set) {
    std::filesystem::copy_file(PARKGATE_ROOT "config/membership.toml", folder / "membership.toml");
    write("stores.toml", stores);
    const auto both = "membership = \"membership.toml\"\nstores = \"stores.toml\"\n" + std::string(good);
    EXPECT_EQ(joined(problems_of(both)), "");
    write("rules.toml", with(rules, "mb60", "mb90"));
    const auto problems = joined(problems_of(both));
    EXPECT_NE(problems.find("no [[benefits.code]] of it is \"mb60\", as "), std::string::npos) << problems;
}

TEST_F(ConfigurationTest, a_lot_is_not_called_like_a_word_of_the_site_s_topics) {
    EXPECT_NE(joined(problems_of(with(good, "\"p1\"", "\"pos\""))).find("lot[1].id"), std::string::npos);
}

TEST_F(ConfigurationTest, a_lot_names_the_boxes_that_speak_there) {
    const auto with_boxes = [](const std::string& boxes, const std::string& others = "") {
        return with(good, "id = \"p1\"\n", "id = \"p1\"\nboxes = " + boxes + "\n" + others);
    };
    EXPECT_EQ(joined(problems_of(with_boxes(R"(["b1", "b2"])", "[[lot]]\nid = \"p2\"\nboxes = [\"b3\"]\n"))), "");
    const auto configuration = read_configuration(folder / "ledger.toml");
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->boxes, (std::map<BoxId, std::string>{{{"b1"}, "p1"}, {{"b2"}, "p1"}, {{"b3"}, "p2"}}));
    EXPECT_EQ(joined(problems_of(with_boxes(R"(["b1"])", "[[lot]]\nid = \"p2\"\n"))), "") << "p2 names none";

    const auto says = [&](const std::string& text, const std::string& part) {
        const auto problems = joined(problems_of(text));
        EXPECT_NE(problems.find(part), std::string::npos) << part << " in:\n" << problems;
    };
    says(with_boxes(R"(["b1", "b1"])"), R"(ledger.toml:6:16: lot[1].boxes[2]: found "b1", expected another box)");
    says(
        with_boxes(R"(["b1"])", "[[lot]]\nid = \"p2\"\nboxes = [\"b1\"]\n"),
        R"(ledger.toml:9:10: lot[2].boxes[1]: found "b1", expected another box: this one is there already, of lot "p1")");
    says(with_boxes(R"([""])"), R"(lot[1].boxes[1]: found "", expected the name of a box)");
    says(with_boxes(R"(["b9"])"), R"(lot[1].boxes[1]: found "b9", expected the owner of a box key of the key list)");
    says(with_boxes(R"(["cinema"])"), "the owner of a box key");
    says(with_boxes("[]"), "lot[1].boxes: found an array, expected at least one box");
    says(with_boxes(R"("b1")"), "lot[1].boxes: found \"b1\", expected");
    says(with_boxes(R"([1])"), "lot[1].boxes[1]: found 1, expected");
    const auto both = joined(problems_of(with_boxes(R"(["b9", "", "b8"])")));
    EXPECT_EQ(std::ranges::count(both, '\n'), 3) << both;
}

NewMember new_member(const std::string& id, const std::vector<std::string>& plates, std::int64_t points,
                     const std::string& tier = {}, const std::string& spending = {}) {
    return {id, plates, points, !tier.empty(), tier, spending, "anna", "joined at the desk"};
}

TEST_F(ConfigurationTest, member_add_prints_what_it_did_and_does_it_once) {
    write("ledger.toml", good);
    const auto configuration = read_configuration(folder / "ledger.toml").value();
    WallTime time = wall;
    const ReadClocks read = [&] { return Clocks{MonotonicTime{}, time}; };
    std::ostringstream out;
    const Tool tool{configuration, read, out, out};
    const auto does = [&](const Order& order, int expected) {
        out.str({});
        EXPECT_EQ(run_order(tool, order), expected);
        return out.str();
    };
    EXPECT_EQ(does(new_member("m1", {"沪A·12345"}, 300), 0), "member m1 added; balance 300 points\n");
    EXPECT_EQ(does(new_member("m1", {"沪a12345"}, 300), 0),
              "member m1 is there already; nothing was changed; balance 300 points\n");
    EXPECT_NE(does(new_member("m2", {"沪A12345"}, 300), 1).find("belongs to another member"), std::string::npos);
    EXPECT_NE(does(new_member("m 3", {"沪A9"}, 1), 1).find("a member's id"), std::string::npos);
    EXPECT_EQ(does(new_member("m1", {"沪A12345"}, 0, "gold", "all"), 0),
              "member m1 was there already; tier or spending was changed; balance 300 points\n");
    EXPECT_NE(does(new_member("m1", {"沪A12345"}, 0, "the best"), 1).find("tier"), std::string::npos);
    EXPECT_NE(does(UnlinkPlate{"沪a·12345", "anna", "sold"}, 0).find("not member m1's any more"), std::string::npos);
    does(UnlinkPlate{"沪A12345", "anna", "sold"}, 1);
    EXPECT_NE(does(new_member("m2", {"沪A12345"}, 100), 1).find("members_a_plate"), std::string::npos);
    time += std::chrono::days(1);
    EXPECT_EQ(does(new_member("m2", {"沪A12345"}, 100), 0), "member m2 added; balance 100 points\n");
    EXPECT_EQ(verify_books(tool), 0);
    EXPECT_NE(out.str().find("the books are sound"), std::string::npos);
}

TEST_F(ConfigurationTest, I52_no_tool_books_by_a_clock_that_is_not_believed) {
    write("ledger.toml", good);
    auto configuration = read_configuration(folder / "ledger.toml").value();
    configuration.demo = false; // whose clock leaps
    WallTime time = wall;
    const ReadClocks read = [&] { return Clocks{MonotonicTime{}, time}; };
    std::ostringstream out;
    const auto does = [&](const Order& order, bool clock_is_right = false) {
        out.str({});
        return run_order({configuration, read, out, out, {}, clock_is_right}, order);
    };
    EXPECT_EQ(does(new_member("m1", {"沪A12345"}, 10)), 0);
    time = wall + std::chrono::days(15);
    EXPECT_EQ(does(new_member("m2", {"沪A12346"}, 10)), 1);
    EXPECT_NE(out.str().find("--clock-is-right"), std::string::npos) << out.str();
    EXPECT_EQ(does(ShowMember{"m1"}), 0) << "whoever only looks";
    EXPECT_EQ(does(new_member("m2", {"沪A12346"}, 10), true), 0);
    EXPECT_EQ(does(new_member("m3", {"沪A12347"}, 10)), 0) << "an entry of that time is there now";
}

TEST_F(ConfigurationTest, member_add_and_unlink_take_a_plate_as_the_gate_does) {
    write("ledger.toml", good);
    const auto configuration = read_configuration(folder / "ledger.toml").value();
    const ReadClocks read = [] { return Clocks{MonotonicTime{}, wall}; };
    const auto does = [&](const Order& order) {
        std::ostringstream out;
        std::ostringstream errors;
        const int exit = run_order({configuration, read, out, errors}, order);
        return std::pair(exit, out.str() + errors.str());
    };
    EXPECT_EQ(does(new_member("m1", {"沪A1O234"}, 10)).first, 0);
    {
        const auto store =
            open_store(configuration.store, configuration.terms, configuration.site, configuration.keys->own).value();
        const SiteTime later{wall.time_since_epoch() + std::chrono::hours(1)};
        EXPECT_EQ(store->books().member_of(configuration.plates->hash("沪A10234"), later), MemberId{"m1"})
            << "no camera ever hashes the letter O there";
    }
    EXPECT_EQ(does(new_member("m2", {"沪A10234"}, 10)).first, 1) << "it is one plate";
    for (const auto* plate : {"-", "", "\xff\xfe"}) {
        const auto [added, told] = does(new_member("m3", {"沪A10235", plate}, 10));
        EXPECT_EQ(added, 1) << plate;
        EXPECT_NE(told.find("not a plate of any car"), std::string::npos) << told;
        const auto [unlinked, why] = does(UnlinkPlate{plate, "anna", "sold"});
        EXPECT_EQ(unlinked, 1);
        EXPECT_NE(why.find("not a plate of any car"), std::string::npos) << why;
    }
    EXPECT_EQ(does(new_member("m4", {"沪A10235"}, 10)).first, 0) << "nothing was added for m3";
    EXPECT_EQ(does(UnlinkPlate{"沪a·1O234", "anna", "sold"}).first, 0);
}

TEST(Plate, is_spelled_one_way) {
    EXPECT_EQ(normalise_plate("沪a·123 45"), "沪A12345");
    EXPECT_EQ(normalise_plate("沪A-12345"), "沪A12345");
    EXPECT_EQ(normalise_plate(""), "");
}

} // namespace
} // namespace parkgate::ledger::test
