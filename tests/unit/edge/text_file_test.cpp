// A mall's own texts are refused with the place of what is wrong with them.
#include "edge/app/text_file.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace parkgate::app {
namespace {

// The shipped texts with one part replaced.
struct Alteration {
    const char* was;
    const char* is;
    const char* told; // key, found and expected, in parts
};

std::string altered(const Alteration& what) {
    std::string text(shipped_text_file());
    const auto at = text.find(what.was);
    EXPECT_NE(at, text.npos) << what.was;
    return text.replace(at, std::string(what.was).size(), what.is);
}

std::string row(const std::string& text, int number) {
    std::istringstream rows(text);
    std::string row;
    for (int i = 0; i < number; ++i) {
        std::getline(rows, row);
    }
    return row;
}

TEST(TextFile, TheShippedTextsAreGood) {
    auto document = settings::Document::from_text(shipped_text_file(), "texts.toml");
    const auto texts = read_texts(document.root());
    for (const auto& problem : document.problems()) {
        ADD_FAILURE() << to_text(problem);
    }
    EXPECT_EQ(texts.boards.size(), core::texts::board_rows().size());
    EXPECT_EQ(texts.line_of.size(), core::texts::line_rows().size());
    EXPECT_EQ(texts.turn, Duration{3'000});
}

class FaultyTexts : public testing::TestWithParam<Alteration> {};

TEST_P(FaultyTexts, AreRefusedWithTheirPlace) {
    const std::string text = altered(GetParam());
    auto document = settings::Document::from_text(text, "mall.toml");
    (void)read_texts(document.root());
    ASSERT_EQ(document.problems().size(), 1U) << (document.good() ? "" : to_text(document.problems().back()));
    const auto& problem = document.problems()[0];
    EXPECT_NE(to_text(problem).find(GetParam().told), std::string::npos) << to_text(problem);
    EXPECT_EQ(problem.file, "mall.toml");
    const std::string where = row(text, problem.line);
    const std::string altered_row = std::string(GetParam().is);
    EXPECT_TRUE(altered_row.empty() || altered_row.find(where) != std::string::npos ||
                where.find(altered_row) != std::string::npos)
        << where;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, FaultyTexts,
    testing::Values(
        Alteration{"请付{due}元\", \"{line}\"", "欢迎请付{due}元\", \"{line}\"",
                   "board.please_pay.zh[2]: found \"欢迎请付{due}元\", expected at most 16 bytes in GBK (8 Hanzi or 16 "
                   "letters); with the widest values it takes 17"},
        Alteration{"有效至{coupon_until}", "有效期至{coupon_until}", "line.coupon_until.zh: found"},
        Alteration{"\"Lane closed\"", "\"This lane is closed\"", "with the widest values it takes 19"},
        Alteration{"停车{stay}\"", "停车{stey}\"",
                   "line.stay.zh: found \"停车{stey}\", expected no other placeholder "
                   "than {stay}"},
        Alteration{"停车{stay}\"", "停车{stay\"", "expected no other placeholder than {stay}"},
        Alteration{"停车{stay}\"", "停车}{stay}\"", "expected no other placeholder than {stay}"},
        Alteration{"\"请稍候\"", "\"请稍候 {plate}\"",
                   "board.one_moment.both[1]: found \"请稍候 {plate}\", expected a line "
                   "without placeholders"},
        Alteration{"\"Pay CNY {due}\", \"{line}\"", "\"Pay CNY {due}\", \"- {line}\"", "expected {line} alone"},
        Alteration{"Fee CNY {fee}", "Fee ¥ {fee}",
                   "line.fee.en: found \"Fee ¥ {fee}\", expected characters that GBK "
                   "has, which ¥ is not"},
        Alteration{"Fee CNY {fee}", "Fee € {fee}", "which € is not"},
        Alteration{"谢谢 一路平安", "谢谢 😀", "expected characters that GBK has"},
        Alteration{"谢谢 一路平安", "谢谢\\t平安", "expected a character that can be shown"},
        Alteration{"en = [\"{plate}\", \"Pay CNY {due}\", \"{line}\", \"{line}\"]\n", "",
                   "board.please_pay.en: found nothing, expected at least one and at most 4 lines"},
        Alteration{", en = \"Stay {stay}\"", "", "line.stay.en: found nothing, expected a text in quotes for one line"},
        Alteration{"[board.locked]\nboth = [\"车道关闭\", \"Lane closed\"]\n", "",
                   "board.locked: found nothing, expected the table [board.locked]"},
        Alteration{"[board.locked]\n", "[board.locked]\nvoice = \"lane_shut\"\n",
                   "board.locked.voice: found \"lane_shut\", expected"},
        Alteration{"[board.locked]\n", "[board.locked]\ncolour = \"green\"\n",
                   "board.locked.colour: found an unknown key"},
        Alteration{"\"No entry\"]", "\"No entry\", \"1\", \"2\", \"3\"]", "expected at least one and at most 4 lines"},
        Alteration{"[\"zh\", \"en\"]", "[\"zh\", \"de\"]",
                   "languages: found an array, expected \"zh\" and \"en\", each "
                   "at most once"},
        Alteration{"[\"zh\", \"en\"]", "[]", "expected at least one of"},
        Alteration{"turn_ms = 3000", "turn_ms = 10", "turn_ms: found 10, expected an integer from 1000 to 60000"}));

TEST(TextFile, AnUnknownIdIsToldWithTheKnownOneThatIsNear) {
    auto document = settings::Document::from_text(altered({"farewell = {", "farwell = {", ""}), "mall.toml");
    (void)read_texts(document.root());
    ASSERT_EQ(document.problems().size(), 1U);
    const std::string told = to_text(document.problems()[0]);
    EXPECT_NE(told.find("did you mean `farewell`"), std::string::npos) << told;
}

TEST(TextFile, ALineThatItDoesNotHaveIsAsShipped) {
    std::string text(shipped_text_file());
    for (const auto& name : {"coupon_given_money", "coupon_most"}) {
        const auto at = text.find(std::string("\n") + name + " = ");
        ASSERT_NE(at, text.npos) << name;
        text.erase(at, text.find('\n', at + 1) - at);
    }
    auto document = settings::Document::from_text(text, "mall.toml");
    const auto texts = read_texts(document.root());
    EXPECT_TRUE(document.good()) << to_text(document.problems().front());
    const auto shipped = shipped_texts();
    ASSERT_EQ(texts.line_of.size(), shipped.line_of.size());
    const auto money = static_cast<std::size_t>(core::texts::LineId::coupon_given_money);
    const auto given = static_cast<std::size_t>(core::texts::LineId::coupon_given);
    EXPECT_TRUE(texts.line_of[money].lines == shipped.line_of[money].lines);
    EXPECT_FALSE(texts.line_of[money].lines == texts.line_of[given].lines);
}

TEST(TextFile, AMallMayChooseWhatIsSpoken) {
    auto document =
        settings::Document::from_text(altered({"[board.locked]\n", "[board.locked]\nvoice = \"\"\n", ""}), "mall.toml");
    const auto texts = read_texts(document.root());
    EXPECT_TRUE(document.good());
    EXPECT_FALSE(texts.boards.at(static_cast<std::size_t>(core::texts::BoardId::locked)).phrase);
}

} // namespace
} // namespace parkgate::app
