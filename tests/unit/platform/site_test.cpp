#include "platform/site/site.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <tuple>

namespace parkgate::site {
namespace {

namespace fs = std::filesystem;

using Texts = std::vector<std::string>;

class SiteTest : public testing::Test {
  protected:
    SiteTest() {
        keep("", make_keys("mall",
                           {{{"box-1"}, KeyRole::box, "box-1"},
                            {{"box-2"}, KeyRole::box, "box-2"},
                            {{"ledger"}, KeyRole::ledger, "ledger"}},
                           {"root"}));
        keep("demo/", make_keys("demo-mall", {{{"demo-box-1"}, KeyRole::box, "box-1"}}, {"demo-root"}));
    }

    void keep(const std::string& under, const KeyFiles& made) {
        fs::create_directories(folder.path() / under);
        for (const auto& file : made.files) {
            write(under + file.name, file.text);
            fs::permissions(folder.path() / under / file.name, fs::perms::owner_read | fs::perms::owner_write);
        }
        write(under + "root.pub", made.root_public_hex + "\n");
        (under.empty() ? root_hex : demo_root_hex) = made.root_public_hex;
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder.path() / name, std::ios::binary) << text;
    }

    // What is reported when `read` has read the text.
    static Texts problems_of(const std::string& text, const std::function<void(settings::Table)>& read) {
        auto document = settings::Document::from_text(text, "site.toml");
        read(document.root());
        Texts out;
        for (const auto& problem : document.problems()) {
            out.push_back(to_text(problem));
        }
        return out;
    }
    Texts site_problems(const std::string& text) {
        return problems_of(text, [&](settings::Table root) { site = read_site(root); });
    }
    Texts broker_problems(const std::string& text, bool in_demo = false) {
        return problems_of(text, [&](settings::Table table) { broker = read_broker(table, folder.path(), in_demo); });
    }
    Texts keys_problems(const std::string& text, const SiteSettings& of = {"mall", false},
                        const Owner& expected = {KeyRole::box, "box-1"}) {
        return problems_of(text, [&](settings::Table table) { keys = read_keys(table, folder.path(), of, expected); });
    }

    parkgate::test::TempDir folder;
    std::string root_hex;
    std::string demo_root_hex;
    SiteSettings site;
    mqtt::Options broker;
    std::optional<Keys> keys;
    const std::string good = "list = 'keys.json'\nroot = 'root.pub'\nown = 'box-1.key'\n";
    const std::string good_demo = "list = 'demo/keys.json'\nroot = 'demo/root.pub'\nown = 'demo/demo-box-1.key'\n";
};

TEST_F(SiteTest, ALotHasNoNameThatTopicsHaveForSomethingElse) {
    const auto problems = [](const std::string& name) {
        return problems_of("lot = \"" + name + "\"", [](settings::Table root) { std::ignore = read_lot(root, "lot"); });
    };
    EXPECT_EQ(problems("p1"), Texts{});
    EXPECT_EQ(problems("desks"), Texts{});
    for (const std::string name : {"pos", "app", "desk", "op", "demo", "token"}) {
        EXPECT_EQ(problems(name), Texts{"site.toml:1:7: lot: found \"" + name +
                                        "\", expected another name for the lot, such as \"lot-" + name +
                                        "\": the site's topics have this word"});
    }
    for (const std::string name : {"+", "#", "p1/up", "$SYS", "", "p 1"}) {
        EXPECT_EQ(problems(name).size(), 1U) << name;
    }
}

TEST_F(SiteTest, ModeAndSiteSayTheSame) {
    EXPECT_EQ(site_problems("site = 'mall'"), Texts{});
    EXPECT_FALSE(site.demo);
    EXPECT_EQ(site_problems("mode = 'demo'\nsite = 'demo-mall'"), Texts{});
    EXPECT_TRUE(site.demo);
    EXPECT_EQ(site.name, "demo-mall");
    EXPECT_EQ(site_problems("mode = 'demo'\nsite = 'mall'"),
              Texts{"site.toml:2:8: site: found \"mall\", expected a site that begins with \"demo-\", because mode is "
                    "\"demo\""});
    EXPECT_EQ(site_problems("site = 'demo-mall'"),
              Texts{"site.toml:1:8: site: found \"demo-mall\", expected a site that does not begin with \"demo-\", "
                    "because mode is not \"demo\""});
    EXPECT_EQ(site_problems("mode = 'demo'").size(), 1U) << "a site that is missing is reported once";
}

TEST_F(SiteTest, AToolKnowsADemoByTheNameOfItsSite) {
    const auto read = [&](settings::Table root) { site = read_site_of_tool(root); };
    EXPECT_EQ(problems_of("site = 'demo-mall'", read), Texts{});
    EXPECT_TRUE(site.demo);
    EXPECT_EQ(problems_of("site = 'mall'", read), Texts{});
    EXPECT_FALSE(site.demo);
}

TEST_F(SiteTest, ADemoStaysOnItsMachine) {
    for (const char* host : {"127.0.0.1", "127.8.0.1", "::1", "localhost"}) {
        EXPECT_EQ(broker_problems("host = '" + std::string(host) + "'", true), Texts{}) << host;
    }
    for (const char* host : {"10.0.0.1", "127.example.com", "localhost.example.com", ""}) {
        const Texts expected{"site.toml:1:8: host: found \"" + std::string(host) +
                             "\", expected a loopback address, because mode is \"demo\""};
        EXPECT_EQ(broker_problems("host = '" + std::string(host) + "'", true), expected);
        EXPECT_EQ(broker_problems("host = '" + std::string(host) + "'", false), Texts{});
    }
}

TEST_F(SiteTest, TheBrokerIsHereUnlessItIsSaid) {
    EXPECT_EQ(broker_problems(""), Texts{});
    EXPECT_EQ(broker.host, "127.0.0.1");
    EXPECT_EQ(broker.port, 1883);
    EXPECT_EQ(broker.user + broker.password, "");
}

TEST_F(SiteTest, APasswordIsTheFirstLineOfItsFile) {
    write("password", "se cret \r\nnot this\n");
    EXPECT_EQ(broker_problems("user = 'anna'\npassword_file = 'password'"), Texts{});
    EXPECT_EQ(broker.password, "se cret ");
    EXPECT_EQ(broker_problems("password_file = '" + (folder.path() / "password").string() + "'"), Texts{});
    EXPECT_EQ(broker.password, "se cret ") << "a whole path is taken as it is";
}

TEST_F(SiteTest, AFileThatSaysNothingIsReportedAtItsKey) {
    write("empty", "");
    for (const char* name : {"none", "empty", "."}) {
        EXPECT_EQ(broker_problems("password_file = '" + std::string(name) + "'"),
                  Texts{"site.toml:1:17: password_file: found \"" + std::string(name) +
                        "\", expected a file that can be read and is not empty"});
    }
    EXPECT_EQ(broker_problems("password_file = ''"),
              Texts{"site.toml:1:17: password_file: found \"\", expected a path in quotes"});
    EXPECT_EQ(broker_problems("password_file = 7"),
              Texts{"site.toml:1:17: password_file: found 7, expected a path in quotes"});
}

TEST_F(SiteTest, KeysComeWithTheOwnerThatTheListNames) {
    EXPECT_EQ(keys_problems(good), Texts{});
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->own.id().text, "box-1");
    EXPECT_EQ(keys->owner, "box-1");
    EXPECT_EQ(keys->trusted.size(), 3U);
}

TEST_F(SiteTest, TheRootIsAFileOrItsDigits) {
    auto text = good;
    text.replace(text.find("root.pub"), 8, root_hex);
    EXPECT_EQ(keys_problems(text), Texts{});
    EXPECT_TRUE(keys);
    write("root.pub", "not digits");
    EXPECT_EQ(keys_problems(good), Texts{"site.toml:2:8: root: found \"root.pub\", expected 64 hexadecimal digits, or "
                                         "a file that can be read and holds them"});
    EXPECT_FALSE(keys);
}

TEST_F(SiteTest, EveryErrorOfTheKeysIsReportedOnce) {
    EXPECT_EQ(keys_problems("list = 'none'\nroot = ''\nown = 'site.key'\n").size(), 3U);
    EXPECT_FALSE(keys);
    EXPECT_EQ(keys_problems("").size(), 3U);
    auto text = good;
    text.replace(text.find("root.pub"), 8, demo_root_hex);
    const auto problems = keys_problems(text);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_NE(problems[0].find("list: found \"keys.json\", expected a key list of this site: "), std::string::npos)
        << problems[0];
}

TEST_F(SiteTest, TheOwnKeyIsOfThisRoleAndOwner) {
    const Texts expected{"site.toml:3:7: own: found \"box-1.key\", expected a key that the list names as this box's"};
    EXPECT_EQ(keys_problems(good, {"mall", false}, {KeyRole::box, "box-2"}), expected);
    EXPECT_FALSE(keys);
    EXPECT_EQ(keys_problems(good, {"mall", false}, {KeyRole::ledger, {}}),
              Texts{"site.toml:3:7: own: found \"box-1.key\", expected a key that the list names as the ledger's"});
    write("box-1.key", R"({"v":1,"kid":"box-1","seed":")" + std::string(64, '0') + "\"}");
    EXPECT_EQ(keys_problems(good), expected) << "a key of the same name with another secret";
}

TEST_F(SiteTest, APrivateKeyThatOthersCanReadIsOfNoUseExceptInADemo) {
    fs::permissions(folder.path() / "box-1.key", fs::perms::others_read, fs::perm_options::add);
    fs::permissions(folder.path() / "demo/demo-box-1.key", fs::perms::others_read, fs::perm_options::add);
    EXPECT_EQ(keys_problems(good), Texts{"site.toml:3:7: own: found \"box-1.key\", expected a private key that others "
                                         "cannot read (chmod 600)"});
    EXPECT_FALSE(keys);
    EXPECT_EQ(keys_problems(good_demo, {"demo-mall", true}), Texts{});
}

TEST_F(SiteTest, KeysOfADemoCountInADemoOnly) {
    EXPECT_EQ(keys_problems(good_demo, {"demo-mall", true}), Texts{});
    EXPECT_TRUE(keys);
    EXPECT_EQ(keys_problems(good_demo, {"demo-mall", false})[0],
              "site.toml:1:8: list: found \"demo/keys.json\", expected no keys that begin with \"demo-\", because mode "
              "is not \"demo\" (it has key demo-box-1)");
    EXPECT_FALSE(keys);
    EXPECT_EQ(keys_problems(good, {"mall", true}),
              Texts{"site.toml:1:8: list: found \"keys.json\", expected only keys that begin with \"demo-\", because "
                    "mode is \"demo\" (it has key box-1, key box-2, key ledger)"});
    EXPECT_FALSE(keys);
}

TEST_F(SiteTest, TheSiteKeyIsReadByWhoNeedsIt) {
    std::optional<PlateHasher> plates;
    const auto read = [&](settings::Table table) { plates = read_site_key(table, folder.path()); };
    EXPECT_EQ(problems_of("site = 'site.key'", read), Texts{});
    EXPECT_TRUE(plates);
    EXPECT_EQ(problems_of("site = 'box-1.key'", read).size(), 1U);
    EXPECT_FALSE(plates);
    EXPECT_EQ(problems_of("", read), Texts{"site.toml:1:1: site: found nothing, expected a path in quotes"});
}

} // namespace
} // namespace parkgate::site
