#include "parkgatectl/rule_files.hpp"
#include "protocol/signature_file.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace parkgate::ctl {
namespace {

class RuleFiles : public testing::Test {
  protected:
    RuleFiles() {
        write("rules.toml", "id = \"house-1\"\n");
        write("anna.key", R"({"v":1,"kid":"op-anna","seed":")" + std::string(64, 'a') + "\"}");
        write("ben.key", R"({"v":1,"kid":"op-ben","seed":")" + std::string(64, 'b') + "\"}");
    }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder.path() / name, std::ios::binary) << text;
    }
    [[nodiscard]] std::expected<std::string, std::string> sign(const std::string& who, std::int64_t version,
                                                               const std::string& site = "mall") const {
        return sign_rules({folder.path() / "rules.toml", folder.path() / (who + ".key"), who, site, version}, {});
    }
    [[nodiscard]] std::string check(int persons) const {
        write("edge.toml", "site = \"mall\"\n[trust]\nrule_signers = [\"" + line("anna") + "\", \"" + line("ben") +
                               "\"]\nrule_signatures = " + std::to_string(persons) + "\n");
        const auto said = check_rules(folder.path() / "rules.toml", folder.path() / "edge.toml");
        return said ? *said : said.error();
    }
    [[nodiscard]] std::string line(const std::string& who) const {
        return public_line(folder.path() / (who + ".key"), who).value_or("");
    }

    test::TempDir folder;
};

TEST_F(RuleFiles, WhatOneSignsIsGoodAndASecondPersonAddsToIt) {
    ASSERT_TRUE(sign("anna", 4)) << sign("anna", 4).error();
    EXPECT_NE(check(1).find("good, version 4, signed by anna, the last at 1970-"), std::string::npos) << check(1);
    EXPECT_NE(check(2).find("found version 4 signed by anna alone"), std::string::npos) << check(2);
    ASSERT_TRUE(sign("ben", 4));
    ASSERT_TRUE(sign("ben", 4)) << "again is the same";
    EXPECT_NE(check(2).find("good, version 4, signed by anna and ben"), std::string::npos) << check(2);
}

TEST_F(RuleFiles, AVersionNamesOneContent) {
    ASSERT_TRUE(sign("anna", 4));
    write("rules.toml", "id = \"house-2\"\n");
    EXPECT_NE(check(1).find("found a signature by anna of other bytes"), std::string::npos) << check(1);
    ASSERT_FALSE(sign("ben", 4));
    EXPECT_NE(sign("ben", 4).error().find("anna has signed version 4 with other bytes: take a higher version"),
              std::string::npos);
    ASSERT_TRUE(sign("ben", 5));
    EXPECT_NE(check(1).find("good, version 5, signed by ben,"), std::string::npos) << "what was signed before is gone";
    EXPECT_NE(sign("anna", 4).error().find("ben has signed version 5 already"), std::string::npos);
}

TEST_F(RuleFiles, WhatCannotBeSignedIsSaid) {
    EXPECT_NE(sign("nobody", 4).error().find("nobody.key: cannot be read"), std::string::npos);
    write("ben.key", "no key");
    EXPECT_NE(sign("ben", 4).error().find("expected a private key"), std::string::npos);
    EXPECT_NE(sign("anna", 4, "a mall").error().find("are names"), std::string::npos);
    write("rules.toml.sig", "mine");
    EXPECT_NE(sign("anna", 4).error().find("look at it, and remove it to begin anew"), std::string::npos);
}

} // namespace
} // namespace parkgate::ctl
