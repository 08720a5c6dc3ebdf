#include "parkgatectl/keys_init.hpp"
#include "protocol/keys.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace parkgate::ctl {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

std::string first_line(const fs::path& file) {
    const std::string text = read(file);
    return text.substr(0, text.find('\n'));
}

class KeysInit : public testing::Test {
  protected:
    parkgate::test::TempDir folder;
    KeysPlan plan{folder.path() / "keys", "mall", "box-1", {"anna", "ben"}, {"x"}, {"cinema"}, false};
};

TEST_F(KeysInit, WritesAListThatTheRootSigned) {
    const auto written = init_keys(plan);
    ASSERT_TRUE(written.has_value()) << written.error();
    const auto ring = read_key_list(read(plan.folder / "keys.json"), "mall", first_line(plan.folder / "root.pub"));
    ASSERT_TRUE(ring.has_value()) << ring.error();
    const auto has = [&](const std::string& id, KeyRole role, const std::string& owner) {
        const auto found = ring->keys().find({id});
        const auto own = read_signer(read(plan.folder / (id + ".key")));
        return found != ring->keys().end() && own && found->second.role == role && found->second.owner == owner &&
               found->second.bytes == own->public_bytes();
    };
    EXPECT_EQ(ring->size(), 6U);
    EXPECT_TRUE(has("ledger", KeyRole::ledger, "ledger"));
    EXPECT_TRUE(has("box-1", KeyRole::box, "box-1"));
    EXPECT_TRUE(has("op-anna", KeyRole::command, "anna"));
    EXPECT_TRUE(has("op-ben", KeyRole::command, "ben"));
    EXPECT_TRUE(has("pay-x", KeyRole::payment, "x"));
    EXPECT_TRUE(has("store-cinema", KeyRole::store, "cinema"));
    EXPECT_TRUE(read_plate_hasher(read(plan.folder / "site.key")).has_value());
}

TEST_F(KeysInit, LetsNobodyElseReadPrivateKeys) {
    ASSERT_TRUE(init_keys(plan).has_value());
    const auto mode = [&](const std::string& name) { return fs::status(plan.folder / name).permissions(); };
    EXPECT_EQ(mode(""), fs::perms::owner_all);
    for (const auto* name :
         {"root.key", "ledger.key", "box-1.key", "op-anna.key", "pay-x.key", "store-cinema.key", "site.key"}) {
        EXPECT_EQ(mode(name), fs::perms::owner_read | fs::perms::owner_write) << name;
    }
}

TEST_F(KeysInit, NeverWritesOverAKey) {
    ASSERT_TRUE(init_keys(plan).has_value());
    const std::string before = read(plan.folder / "box-1.key");
    fs::remove(plan.folder / "keys.json");
    EXPECT_FALSE(init_keys(plan).has_value());
    EXPECT_EQ(read(plan.folder / "box-1.key"), before);
    EXPECT_FALSE(fs::exists(plan.folder / "keys.json"));
}

TEST_F(KeysInit, WritesNothingBesideAKeyThatIsThere) {
    fs::create_directory(plan.folder);
    std::ofstream(plan.folder / "site.key") << "precious";
    EXPECT_FALSE(init_keys(plan).has_value());
    EXPECT_EQ(std::distance(fs::directory_iterator(plan.folder), fs::directory_iterator()), 1);
}

TEST_F(KeysInit, MarksTheKeysOfADemo) {
    plan.demo = true;
    EXPECT_FALSE(init_keys(plan).has_value()) << "the site's name must say demo, too";
    plan.site = "demo-mall";
    ASSERT_TRUE(init_keys(plan).has_value());
    const auto ring = read_key_list(read(plan.folder / "keys.json"), "demo-mall", first_line(plan.folder / "root.pub"));
    ASSERT_TRUE(ring.has_value()) << ring.error();
    for (const auto& [id, key] : ring->keys()) {
        EXPECT_TRUE(id.text.starts_with("demo-")) << id.text;
    }
    EXPECT_EQ(ring->keys().at({"demo-clock"}).role, KeyRole::demo);
    EXPECT_EQ(ring->keys().at({"demo-op-anna"}).owner, "anna");
    EXPECT_TRUE(fs::exists(plan.folder / "demo-root.key"));
}

TEST_F(KeysInit, RefusesNamesThatDoNotFit) {
    for (const auto* box : {"", "box 1", "../box", "ledger", "root"}) {
        plan.box = box;
        EXPECT_FALSE(init_keys(plan).has_value()) << box;
    }
    plan.box = "box-1";
    plan.operators = {"anna", "anna"};
    EXPECT_FALSE(init_keys(plan).has_value());
    EXPECT_FALSE(fs::exists(plan.folder)) << "nothing is written of a plan that does not fit";
}

} // namespace
} // namespace parkgate::ctl
