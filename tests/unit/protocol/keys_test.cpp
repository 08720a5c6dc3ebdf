#include "protocol/keys.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parkgate::test {
namespace {

const std::string& file(const KeyFiles& keys, const std::string& name) {
    for (const auto& one : keys.files) {
        if (one.name == name) {
            return one.text;
        }
    }
    static const std::string none;
    ADD_FAILURE() << name;
    return none;
}

KeyFiles site_keys(const std::string& site = "mall") {
    return make_keys(site, {{{"box-1"}, KeyRole::box, "box-1"}, {{"ledger-1"}, KeyRole::ledger, "ledger"}}, {"root"});
}

TEST(Keys, WhatIsMadeCanBeReadAndWorks) {
    const auto made = site_keys();
    const auto signer = read_signer(file(made, "box-1.key"));
    ASSERT_TRUE(signer) << signer.error();
    const auto ring = read_key_list(file(made, "keys.json"), "mall", made.root_public_hex);
    ASSERT_TRUE(ring) << ring.error();
    EXPECT_EQ(ring->size(), 2U) << "the root signs the list and nothing else";
    EXPECT_TRUE(ring->verify(KeyRole::box, "t", "b", {"box-1"}, signer->sign("t", "b")));
    EXPECT_TRUE(read_plate_hasher(file(made, "site.key")));
}

TEST(Keys, PrivateHalvesAreMarkedAsSecretAndNeverTheSame) {
    std::set<std::string> texts;
    for (const auto& one : site_keys().files) {
        EXPECT_EQ(one.secret, one.name != "keys.json") << one.name;
        EXPECT_TRUE(texts.insert(one.text).second);
    }
    for (const auto& one : site_keys().files) {
        EXPECT_TRUE(texts.insert(one.text).second) << one.name;
    }
}

TEST(Keys, AListOfAnotherSiteOrAnotherRootIsRefused) {
    const auto made = site_keys();
    EXPECT_FALSE(read_key_list(file(made, "keys.json"), "other", made.root_public_hex));
    EXPECT_FALSE(read_key_list(file(made, "keys.json"), "mall", site_keys().root_public_hex));
    EXPECT_FALSE(read_key_list(file(made, "keys.json"), "mall", "abcd"));
}

TEST(Keys, AChangedListIsRefused) {
    const auto made = site_keys();
    std::string text = file(made, "keys.json");
    const auto at = text.find("ledger-1");
    ASSERT_NE(at, std::string::npos);
    text[at] = 'x';
    EXPECT_FALSE(read_key_list(text, "mall", made.root_public_hex));
}

TEST(Keys, FilesThatMakeNoSenseAreRefusedWithAReason) {
    for (const auto* text :
         {"", "{}", R"({"v":1,"kid":"a","seed":"00"})", R"({"v":1,"kid":"a b","seed":""})",
          R"({"v":1,"kid":"a","seed":"zz00000000000000000000000000000000000000000000000000000000000000"})",
          R"({"v":1,"site_key":""})"}) {
        const auto signer = read_signer(text);
        ASSERT_FALSE(signer) << text;
        EXPECT_FALSE(signer.error().empty());
        EXPECT_FALSE(read_plate_hasher(text)) << text;
        EXPECT_FALSE(read_key_list(text, "mall", std::string(64, '0'))) << text;
    }
}

} // namespace
} // namespace parkgate::test
