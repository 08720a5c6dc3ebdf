#include "protocol/keys.hpp"
#include "protocol/signature_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view bytes = "id = \"house-1\"\n";

struct Person {
    Person(std::string his_name, unsigned char seed) : name(std::move(his_name)), signer({"op-" + name}, {seed}) {}
    [[nodiscard]] FileSigner trusted() const { return {name, signer.public_bytes()}; }
    [[nodiscard]] SignedDocument sign(std::int64_t version, std::string_view of = bytes,
                                      const std::string& file = "rules.toml", std::string_view site = "mall") const {
        return sign_file({file, version, name, WallTime{Duration{version}}, hash_of(of)}, signer, site);
    }
    std::string name;
    Signer signer;
};

class SignedFiles : public testing::Test {
  protected:
    [[nodiscard]] std::expected<SignedVersion, FileFlaw> check(const std::vector<SignedDocument>& signatures,
                                                               std::size_t persons = 1) const {
        const std::string text = signatures.empty() ? "" : signatures_text(signatures);
        return check_file({"rules.toml", bytes, text}, {anna.trusted(), ben.trusted()}, persons, "mall");
    }
    [[nodiscard]] std::string found(const std::vector<SignedDocument>& signatures, std::size_t persons = 1) const {
        const auto checked = check(signatures, persons);
        return checked ? "good" : checked.error().found;
    }

    Person anna{"anna", 1};
    Person ben{"ben", 2};
    Person mallory{"mallory", 3};
};

TEST_F(SignedFiles, WhatAPersonOfTheListHasSignedIsGood) {
    const auto checked = check({anna.sign(4)});
    ASSERT_TRUE(checked) << checked.error().found;
    EXPECT_EQ(*checked, (SignedVersion{4, {"anna"}, WallTime{4ms}}));
}

TEST_F(SignedFiles, TwoPersonsAreTwoAndOneWhoSignsTwiceIsOne) {
    const auto checked = check({ben.sign(4), anna.sign(4)}, 2);
    ASSERT_TRUE(checked) << checked.error().found;
    EXPECT_EQ(checked->signers, (std::vector<std::string>{"anna", "ben"}));
    EXPECT_EQ(found({anna.sign(4), anna.sign(4)}, 2), "version 4 signed by anna alone");
    EXPECT_EQ(found({anna.sign(4), ben.sign(5)}, 2), "version 5 signed by ben alone");
    EXPECT_EQ(check({anna.sign(5), anna.sign(4), ben.sign(4)}, 2)->version, 4)
        << "the highest that is signed often enough";
}

TEST_F(SignedFiles, WhatIsNotSignedAsItMustBeIsRefused) {
    EXPECT_EQ(found({}), "no signature");
    EXPECT_EQ(found({anna.sign(4, "id = \"house-2\"\n")}), "a signature by anna of other bytes");
    EXPECT_EQ(found({anna.sign(4, bytes, "stores.toml")}), "a signature by anna of stores.toml");
    EXPECT_EQ(found({anna.sign(4, bytes, "rules.toml", "mall-2")}),
              "a signature that is not by the key of anna for this site");
    EXPECT_EQ(found({mallory.sign(4)}), "a signature by mallory, who may not sign here");
    EXPECT_EQ(found({mallory.sign(4), anna.sign(4)}), "good");
    EXPECT_EQ(found({mallory.sign(4), anna.sign(4)}, 2), "version 4 signed by anna alone");
}

TEST_F(SignedFiles, NobodySignsInTheNameOfAnother) {
    const FileStatement as_anna{"rules.toml", 4, "anna", {}, hash_of(bytes)};
    EXPECT_EQ(found({sign_file(as_anna, mallory.signer, "mall")}),
              "a signature that is not by the key of anna for this site");
    auto altered = anna.sign(4);
    altered.bytes.replace(altered.bytes.find("\"version\":4"), 11, "\"version\":5");
    EXPECT_EQ(found({altered}), "a signature that is not by the key of anna for this site");
}

TEST_F(SignedFiles, AFlawSaysWhatToDo) {
    EXPECT_NE(check({}).error().expected.find("rules.toml.sig beside it: `parkgatectl rules sign rules.toml`"),
              std::string::npos);
    EXPECT_NE(check({anna.sign(4)}, 2).error().expected.find("2 persons of anna, ben: another one does"),
              std::string::npos);
    const auto unreadable = check_file({"rules.toml", bytes, "signed, honestly"}, {anna.trusted()}, 1, "mall");
    ASSERT_FALSE(unreadable);
    EXPECT_EQ(unreadable.error().found.substr(0, 42), "a rules.toml.sig that cannot be read (not_");
    EXPECT_EQ(found({anna.sign(0)}), "a signature that cannot be read") << "versions begin with 1";
}

TEST_F(SignedFiles, ASignerIsALine) {
    const auto line = file_signer_line(anna.signer, "anna");
    const auto read = read_file_signer(line);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->name, "anna");
    EXPECT_EQ(read->key, anna.signer.public_bytes());
    for (const auto& bad :
         {line.substr(1), line.substr(0, 64), line.substr(0, 65), line + " and ben", std::string("anna")}) {
        EXPECT_FALSE(read_file_signer(bad)) << bad;
    }
}

} // namespace
} // namespace parkgate::test
