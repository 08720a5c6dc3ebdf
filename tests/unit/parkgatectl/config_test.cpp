#include "parkgatectl/config.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/parkgatectl/site.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace parkgate::ctl {
namespace {

namespace fs = std::filesystem;

class ConfigTest : public testing::Test {
  protected:
    ConfigTest() {
        for (const auto& file : site.files.files) {
            write(file.name, file.text);
            fs::permissions(folder.path() / file.name, fs::perms::owner_read | fs::perms::owner_write);
        }
        write("root.pub", site.files.root_public_hex + "\n");
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder.path() / name, std::ios::binary) << text;
    }
    LoadedConfig load(const std::string& text) const {
        write("ctl.toml", text);
        return load_config(folder.path() / "ctl.toml");
    }
    static std::vector<std::string> keys_of(const LoadedConfig& loaded) {
        std::vector<std::string> out;
        for (const auto& problem : loaded.problems) {
            out.push_back(problem.key);
        }
        std::ranges::sort(out);
        return out;
    }

    parkgate::test::TempDir folder;
    test::Site site;
    std::string good = "site = \"mall\"\nlot = \"p1\"\n[mqtt]\nhost = \"10.0.0.5\"\nport = 1884\nuser = \"anna\"\n"
                       "password_file = \"password\"\n[keys]\nlist = \"keys.json\"\nroot = \"root.pub\"\n"
                       "own = \"op-anna.key\"\n";
};

TEST_F(ConfigTest, TakesTheOperatorFromTheKeyList) {
    write("password", "secret\n");
    const auto loaded = load(good);
    ASSERT_TRUE(loaded.problems.empty()) << settings::to_text(loaded.problems.front());
    const Config& config = loaded.config;
    EXPECT_EQ(config.operator_id.text, "anna");
    EXPECT_EQ(config.mqtt.client_id, "ctl-anna-" + std::to_string(::getpid()));
    EXPECT_EQ(config.mqtt.host, "10.0.0.5");
    EXPECT_EQ(config.mqtt.port, 1884);
    EXPECT_EQ(config.mqtt.password, "secret");
    EXPECT_EQ(config.topics.status(), "parkgate/v1/mall/p1/status");
    EXPECT_EQ(config.keys->own.id().text, "op-anna");
}

TEST_F(ConfigTest, ReportsEveryErrorAtOnce) {
    const auto loaded = load("site = \"mall\"\nlott = \"p1\"\n[mqtt]\nport = 0\npassword_file = \"none\"\n"
                             "[keys]\nlist = \"keys.json\"\nroot = \"none.pub\"\nown = \"site.key\"\n");
    EXPECT_EQ(keys_of(loaded),
              (std::vector<std::string>{"keys.own", "keys.root", "lot", "lott", "mqtt.password_file", "mqtt.port"}));
}

TEST_F(ConfigTest, RefusesAKeyThatIsNotAnOperators) {
    write("password", "secret\n");
    auto text = good;
    text.replace(text.find("op-anna.key"), 11, "box-1.key");
    EXPECT_EQ(keys_of(load(text)), std::vector<std::string>{"keys.own"});
}

TEST_F(ConfigTest, ATillHasAStoresKey) {
    write("password", "secret\n");
    auto text = good;
    text.replace(text.find("op-anna.key"), 11, "store-cinema.key");
    EXPECT_EQ(keys_of(load(text)), std::vector<std::string>{"keys.own"}) << "a store gives no orders";
    const auto till = load_config(folder.path() / "ctl.toml", KeyRole::store);
    ASSERT_TRUE(till.problems.empty()) << settings::to_text(till.problems.front());
    EXPECT_EQ(till.config.operator_id.text, "cinema");
    load(good);
    EXPECT_FALSE(load_config(folder.path() / "ctl.toml", KeyRole::store).problems.empty());
}

TEST_F(ConfigTest, RefusesAKeyThatOthersCanRead) {
    write("password", "secret\n");
    fs::permissions(folder.path() / "op-anna.key", fs::perms::others_read, fs::perm_options::add);
    EXPECT_EQ(keys_of(load(good)), std::vector<std::string>{"keys.own"});
}

TEST_F(ConfigTest, RefusesTheListOfAnotherSite) {
    write("password", "secret\n");
    auto text = good;
    text.replace(text.find("mall"), 4, "mell");
    EXPECT_EQ(keys_of(load(text)), std::vector<std::string>{"keys.list"});
}

} // namespace
} // namespace parkgate::ctl
