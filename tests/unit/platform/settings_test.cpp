#include "platform/settings/reader.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace parkgate::settings {
namespace {

std::vector<std::string> texts_of(const Document& document) {
    std::vector<std::string> texts;
    for (const auto& problem : document.problems()) {
        texts.push_back(to_text(problem));
    }
    return texts;
}

using Texts = std::vector<std::string>;

TEST(Settings, ReadsEveryKind) {
    auto document = Document::from_text("title = '停车场'\n"
                                        "id = 'mall-1'\n"
                                        "count = 7\n"
                                        "on = true\n"
                                        "side = 'left'\n"
                                        "list = ['a', '乙']\n"
                                        "[broker]\n"
                                        "port = 1883\n"
                                        "[[lane]]\n"
                                        "name = 'in'\n"
                                        "[[lane]]\n"
                                        "name = 'out'\n",
                                        "site.toml");
    auto root = document.root();
    EXPECT_EQ(root.text("title"), "停车场");
    EXPECT_EQ(root.name("id"), "mall-1");
    EXPECT_EQ(root.integer("count", 1, 7), 7);
    EXPECT_TRUE(root.flag("on"));
    EXPECT_EQ(root.one_of("side", {"left", "right"}), "left");
    EXPECT_EQ(root.texts_or("list", {}), (Texts{"a", "乙"}));
    auto broker = root.table("broker");
    EXPECT_EQ(broker.integer_or("port", 1, 65535, 1), 1883);
    broker.done();
    auto lanes = root.tables("lane");
    ASSERT_EQ(lanes.size(), 2U);
    EXPECT_EQ(lanes[1].text("name"), "out");
    EXPECT_EQ(lanes[0].text("name"), "in");
    lanes[0].done();
    lanes[1].done();
    root.done();
    EXPECT_EQ(texts_of(document), Texts{});
    EXPECT_TRUE(document.good());
    EXPECT_EQ(document.file(), "site.toml");
}

TEST(Settings, OptionalKeysFallBack) {
    auto document = Document::from_text("", "site.toml");
    auto root = document.root();
    EXPECT_EQ(root.text_or("a", "x"), "x");
    EXPECT_EQ(root.integer_or("b", 1, 2, 9), 9);
    EXPECT_TRUE(root.flag_or("c", true));
    EXPECT_EQ(root.one_of_or("d", {"l"}, "l"), "l");
    EXPECT_EQ(root.texts_or("e", {"z"}), Texts{"z"});
    EXPECT_FALSE(root.table_if("f"));
    EXPECT_TRUE(root.tables("g").empty());
    EXPECT_FALSE(root.has("h"));
    EXPECT_TRUE(document.good());
}

TEST(Settings, AWrongKindIsShownWithItsPlace) {
    auto document = Document::from_text("a = 1\n"
                                        "b = \"in\"\n"
                                        "  c = 'yes'\n"
                                        "d = 1.5\n"
                                        "e = 'x'\n"
                                        "f = [ 'good', 3 ]\n"
                                        "g = { x = 1 }\n"
                                        "h = 'two words'\n",
                                        "site.toml");
    auto root = document.root();
    EXPECT_EQ(root.text("a"), "");
    EXPECT_EQ(root.one_of("b", {"entry", "exit", "both"}), "");
    EXPECT_FALSE(root.flag("c"));
    EXPECT_EQ(root.integer("d", 0, 5), 0);
    EXPECT_EQ(root.texts_or("e", {"kept"}), Texts{"kept"});
    EXPECT_EQ(root.texts_or("f", {}), Texts{"good"});
    EXPECT_TRUE(root.tables("g").empty());
    EXPECT_EQ(root.name("h"), "");
    EXPECT_EQ(texts_of(document),
              (Texts{"site.toml:1:5: a: found 1, expected a text in quotes",
                     "site.toml:2:5: b: found \"in\", expected \"entry\", \"exit\" or \"both\"",
                     "site.toml:3:7: c: found \"yes\", expected true or false",
                     "site.toml:4:5: d: found 1.5, expected an integer from 0 to 5",
                     "site.toml:5:5: e: found \"x\", expected an array of texts in quotes",
                     "site.toml:6:15: f[2]: found 3, expected a text in quotes",
                     "site.toml:7:5: g: found a table, expected tables, each as [[g]]",
                     "site.toml:8:5: h: found \"two words\", expected a name: 1 to 64 of A-Z, a-z, 0-9, _ and -, in "
                     "quotes"}));
}

TEST(Settings, IntegersHaveTheirRangeAtBothEnds) {
    auto document = Document::from_text("low = 0\nhigh = 11\nleast = 1\nmost = 10\n", "site.toml");
    auto root = document.root();
    EXPECT_EQ(root.integer("low", 1, 10), 0);
    EXPECT_EQ(root.integer_or("high", 1, 10, 5), 5);
    EXPECT_EQ(root.integer("least", 1, 10), 1);
    EXPECT_EQ(root.integer("most", 1, 10), 10);
    EXPECT_EQ(texts_of(document), (Texts{"site.toml:1:7: low: found 0, expected an integer from 1 to 10",
                                         "site.toml:2:8: high: found 11, expected an integer from 1 to 10"}));
}

TEST(Settings, NumbersAndListsOfIntegers) {
    auto document = Document::from_text("whole = 2\npart = 0.5\nmuch = 11\nname = 'x'\none = 7\nsome = [1, -2]\n"
                                        "bad = [1, 9.5]\n",
                                        "f");
    auto root = document.root();
    EXPECT_EQ(root.number_or("whole", 0, 10, 1), 2);
    EXPECT_EQ(root.number_or("part", 0, 10, 1), 0.5);
    EXPECT_EQ(root.number_or("none", 0, 10, 3), 3);
    EXPECT_EQ(root.integers_or("one", 0, 9, {}), (std::vector<std::int64_t>{7}));
    EXPECT_EQ(root.integers_or("some", -9, 9, {}), (std::vector<std::int64_t>{1, -2}));
    EXPECT_TRUE(document.good());
    (void)root.number_or("much", 0, 10, 1);
    (void)root.number_or("name", 0, 10, 1);
    (void)root.integers_or("bad", 0, 9, {});
    EXPECT_EQ(texts_of(document), (Texts{"f:3:8: much: found 11, expected a number from 0 to 10",
                                         "f:4:8: name: found \"x\", expected a number from 0 to 10",
                                         "f:7:11: bad[2]: found 9.5, expected an integer from 0 to 9"}));
}

TEST(Settings, AMissingKeyHasThePlaceOfItsTable) {
    auto document = Document::from_text("[broker]\nport = 1\n\n[[lane]]\nname = 'a'\n\n[[lane]]\n", "site.toml");
    auto root = document.root();
    EXPECT_EQ(root.text("title"), "");
    EXPECT_EQ(root.table("broker").text("host"), "");
    auto lanes = root.tables("lane");
    ASSERT_EQ(lanes.size(), 2U);
    EXPECT_EQ(lanes[1].one_of("direction", {"entry", "exit"}), "");
    EXPECT_EQ(texts_of(document),
              (Texts{"site.toml:1:1: title: found nothing, expected a text in quotes",
                     "site.toml:1:1: broker.host: found nothing, expected a text in quotes",
                     "site.toml:7:1: lane[2].direction: found nothing, expected \"entry\" or \"exit\""}));
}

TEST(Settings, AMissingTableIsReportedOnceAndReadsAsEmpty) {
    auto document = Document::from_text("broker = 3\n", "site.toml");
    auto root = document.root();
    for (const char* key : {"ledger", "broker"}) {
        auto table = root.table(key);
        EXPECT_EQ(table.text("host"), "");
        EXPECT_EQ(table.integer("port", 1, 2), 0);
        EXPECT_EQ(table.table("deeper").name("x"), "");
        EXPECT_TRUE(table.keys().empty());
        table.fault("host", "something");
        table.done();
    }
    EXPECT_FALSE(root.table_if("broker"));
    EXPECT_EQ(texts_of(document), (Texts{"site.toml:1:1: ledger: found nothing, expected the table [ledger]",
                                         "site.toml:1:10: broker: found 3, expected the table [broker]"}));
}

TEST(Settings, AnUnknownKeyIsReportedWithTheNearestKnownOne) {
    auto document =
        Document::from_text("titel = 'x'\n[[lane]]\n  directoin = 'entry'\n  colour = 'red'\n", "site.toml");
    auto root = document.root();
    EXPECT_EQ(root.text_or("title", ""), "");
    auto lanes = root.tables("lane");
    ASSERT_EQ(lanes.size(), 1U);
    EXPECT_EQ(lanes[0].text_or("direction", ""), "");
    EXPECT_EQ(lanes[0].text_or("id", ""), "");
    lanes[0].done();
    root.done();
    EXPECT_EQ(texts_of(document),
              (Texts{"site.toml:1:1: titel: found an unknown key, did you mean `title`?",
                     "site.toml:3:3: lane[1].directoin: found an unknown key, did you mean `direction`?",
                     "site.toml:4:3: lane[1].colour: found an unknown key, expected no such key here"}));
}

TEST(Settings, AKeyThatWasAskedForThroughAnotherCopyIsKnown) {
    auto document = Document::from_text("[a]\nx = 1\n", "site.toml");
    EXPECT_EQ(document.root().table("a").integer("x", 0, 9), 1);
    document.root().table("a").done();
    document.root().done();
    EXPECT_EQ(texts_of(document), Texts{});
}

TEST(Settings, TheSameProblemIsReportedOnce) {
    auto document = Document::from_text("a = 1\n", "site.toml");
    auto root = document.root();
    EXPECT_EQ(root.text("a"), "");
    EXPECT_EQ(root.text("a"), "");
    EXPECT_EQ(document.problems().size(), 1U);
}

TEST(Settings, ProblemsAreInTheOrderOfTheFile) {
    auto document = Document::from_text("a = 1\nb = 2\nc = 3\n", "site.toml");
    auto root = document.root();
    for (const char* key : {"c", "a", "b"}) {
        EXPECT_EQ(root.text(key), "");
    }
    ASSERT_EQ(document.problems().size(), 3U);
    EXPECT_EQ(document.problems()[0].key, "a");
    EXPECT_EQ(document.problems()[2].key, "c");
}

TEST(Settings, ACallerReportsItsOwnFaultAtTheKey) {
    auto document = Document::from_text("[lane]\nrules = 'weekend'\n", "site.toml");
    auto lane = document.root().table("lane");
    lane.fault("rules", "the name of a rule bundle");
    lane.fault("camera", "the name of a camera");
    EXPECT_EQ(texts_of(document),
              (Texts{"site.toml:1:1: lane.camera: found nothing, expected the name of a camera",
                     "site.toml:2:9: lane.rules: found \"weekend\", expected the name of a rule bundle"}));
}

TEST(Settings, ColumnsCountCharactersAndLongTextsAreCutBetweenThem) {
    auto document = Document::from_text("t = { '车道' = '这是一个非常非常长的名字这是一个非常非常长的名字', n = 1 }\n",
                                        "site.toml");
    auto table = document.root().table("t");
    EXPECT_FALSE(table.flag("车道"));
    EXPECT_FALSE(table.flag("n"));
    EXPECT_EQ(texts_of(document),
              (Texts{"site.toml:1:14: t.车道: found \"这是一个非常非常长的名字这...\", expected true or false",
                     "site.toml:1:46: t.n: found 1, expected true or false"}));
}

TEST(Settings, ASyntaxErrorIsTheOnlyProblemAndHasItsPlace) {
    auto document = Document::from_text("a = 1\nb = = 2\n", "site.toml");
    auto root = document.root();
    EXPECT_EQ(root.text("title"), "");
    root.done();
    ASSERT_EQ(document.problems().size(), 1U);
    EXPECT_EQ(document.problems()[0].line, 2);
    EXPECT_EQ(document.problems()[0].column, 5);
    EXPECT_TRUE(to_text(document.problems()[0]).starts_with("site.toml:2:5: ")) << to_text(document.problems()[0]);
}

TEST(Settings, AKeyThatStandsThereTwiceIsASyntaxError) {
    const auto document = Document::from_text("a = 1\na = 2\n", "site.toml");
    ASSERT_EQ(document.problems().size(), 1U);
    EXPECT_EQ(document.problems()[0].line, 2);
}

TEST(Settings, BytesThatAreNoTextAreAProblem) {
    EXPECT_FALSE(Document::from_text("a = '\xff\xfe'\n", "site.toml").good());
    EXPECT_FALSE(Document::from_text(std::string_view("\0\x01\x02", 3), "site.toml").good());
}

TEST(Settings, ReadsAFileAndReportsOneThatCannotBeRead) {
    const test::TempDir folder;
    const std::string path = (folder.path() / "site.toml").string();
    const auto missing = Document::from_file(path);
    EXPECT_EQ(texts_of(missing), Texts{path + ": cannot be read: No such file or directory"});
    EXPECT_EQ(texts_of(Document::from_file(folder.path().string())),
              Texts{folder.path().string() + ": cannot be read: Is a directory"});
    std::ofstream(path) << "name = '停车'\n";
    auto document = Document::from_file(path);
    EXPECT_EQ(document.root().text("name"), "停车");
    EXPECT_TRUE(document.good());
}

TEST(Settings, ATableMayOutliveItsDocument) {
    auto table = Document::from_text("[a]\nx = 1\n", "site.toml").root().table("a");
    EXPECT_EQ(table.integer("x", 0, 9), 1);
    EXPECT_EQ(table.keys(), Texts{"x"});
}

} // namespace
} // namespace parkgate::settings
