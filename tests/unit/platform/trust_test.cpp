#include "platform/site/trust.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace parkgate::site {
namespace {

class TrustTest : public testing::Test {
  protected:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder.path() / name, std::ios::binary) << text;
    }
    // What is reported of the table, one line each.
    std::string read(const std::string& text) {
        auto document = settings::Document::from_text(text, "edge.toml");
        auto root = document.root();
        trust = read_trust(root, folder.path(), "mall");
        root.done();
        std::string out;
        for (const auto& problem : document.problems()) {
            out += problem.key + ": " + problem.expected + "\n";
        }
        return out;
    }
    [[nodiscard]] std::string line(const Signer& signer, const std::string& name) const {
        return "\"" + file_signer_line(signer, name) + "\"";
    }
    void sign(const std::string& file, const std::string& text, std::int64_t version) const {
        write(file, text);
        write(file + ".sig", signatures_text({sign_file({file, version, "anna", {}, hash_of(text)}, anna, "mall")}));
    }

    test::TempDir folder;
    Signer anna{{"op-anna"}, {1}};
    Signer ben{{"op-ben"}, {2}};
    Trust trust;
};

TEST_F(TrustTest, WithoutTheTableEverythingIsTakenAsItIs) {
    EXPECT_EQ(read(""), "");
    EXPECT_FALSE(trust.demands());
    write("rules.toml", "a = 1\n");
    std::vector<SignedPart> parts;
    std::vector<settings::Problem> problems;
    trust.take("rules", settings::Document::from_file((folder.path() / "rules.toml").string()), parts, problems);
    EXPECT_TRUE(parts.empty());
    EXPECT_TRUE(problems.empty());
}

TEST_F(TrustTest, SignersAreLinesOrFilesOfOne) {
    write("ben.pub", file_signer_line(ben, "ben") + "\n");
    EXPECT_EQ(read("[trust]\nrule_signers = [" + line(anna, "anna") + ", \"ben.pub\"]\nrule_signatures = 2\n"), "");
    EXPECT_TRUE(trust.demands());
}

TEST_F(TrustTest, WhatDemandsNothingOrTheImpossibleIsReported) {
    EXPECT_NE(read("[trust]\n").find("trust.rule_signers: at least one"), std::string::npos);
    EXPECT_NE(read("[trust]\nrule_signers = [\"nobody.pub\"]\n").find("trust.rule_signers[1]"), std::string::npos);
    const std::string one = "[trust]\nrule_signers = [" + line(anna, "anna");
    EXPECT_NE(read(one + "]\nrule_signatures = 2\n").find("trust.rule_signatures: as many"), std::string::npos);
    EXPECT_NE(read(one + "]\nrule_signatures = 3\n").find("trust.rule_signatures"), std::string::npos);
    // A person with two keys, or two names for one key, would be two persons.
    EXPECT_NE(read(one + ", " + line(anna, "ben") + "]\n").find("trust.rule_signers[2]: another person"),
              std::string::npos);
    EXPECT_NE(read(one + ", " + line(ben, "anna") + "]\n").find("trust.rule_signers[2]: another person"),
              std::string::npos);
}

TEST_F(TrustTest, TheBytesThatWereReadAreChecked) {
    ASSERT_EQ(read("[trust]\nrule_signers = [" + line(anna, "anna") + "]\n"), "");
    sign("rules.toml", "a = 1\n", 4);
    const auto good = settings::Document::from_file((folder.path() / "rules.toml").string());
    const auto checked = trust.check("rules", good);
    ASSERT_TRUE(checked) << to_text(checked.error());
    EXPECT_EQ(*checked, (SignedPart{"rules", "rules.toml", hash_of("a = 1\n"), {4, {"anna"}, {}}}));
    write("rules.toml", "a = 2\n");
    EXPECT_TRUE(trust.check("rules", good)) << "what is used is what was read";
    const auto other = trust.check("rules", settings::Document::from_file((folder.path() / "rules.toml").string()));
    ASSERT_FALSE(other);
    EXPECT_EQ(to_text(other.error()).substr(0, (folder.path() / "rules.toml").string().size() + 43),
              (folder.path() / "rules.toml").string() + ": found a signature by anna of other bytes,");
}

class Versions : public testing::Test {
  protected:
    static SignedPart part(std::int64_t version, const std::string& hash = "h") {
        return {"rules", "rules.toml", hash, {version, {"anna"}, {}}};
    }
    std::expected<std::vector<ChangedPart>, std::string> now(const SignedPart& part, const std::string& accepted = "") {
        return changed_parts({part}, [this](const std::string& key) { return before[key]; }, accepted);
    }
    std::map<std::string, std::string> before{{version_key("rules"), remembered(part(4))}};
};

TEST_F(Versions, AHigherOneOrTheFirstIsTaken) {
    EXPECT_TRUE(now(part(4))->empty()) << "nothing has changed";
    ASSERT_EQ(now(part(5, "other"))->size(), 1U);
    EXPECT_EQ(now(part(5, "other"))->front().accepted, "");
    before.clear();
    EXPECT_EQ(now(part(1))->size(), 1U);
}

TEST_F(Versions, ALowerOneIsTakenWhenAnOperatorSaysSoAlone) {
    ASSERT_FALSE(now(part(3)));
    EXPECT_EQ(now(part(3)).error(),
              "rules.toml: found version 3, and version 4 ran here before, expected a higher version: "
              "sign it with one, or start once with --accept-older \"who says so, and why\"");
    EXPECT_EQ(now(part(3), "ben: 4 is wrong")->front().accepted, "ben: 4 is wrong");
}

TEST_F(Versions, OneNumberIsOneContent) {
    ASSERT_FALSE(now(part(4, "other")));
    EXPECT_NE(now(part(4, "other")).error().find("with other bytes than the version 4 that ran here before"),
              std::string::npos);
}

} // namespace
} // namespace parkgate::site
