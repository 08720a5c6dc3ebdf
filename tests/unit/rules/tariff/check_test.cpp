// A tariff that leaves a stay without a price, or gives it two, is refused at the line that is wrong.
#include "tests/unit/rules/tariff/tariffs.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

// Three lines of [tariff] come before the text, so that its first line is line 4.
void refused(const std::string& text, const std::string& expected) {
    const auto faults = faults_in(text);
    ASSERT_FALSE(faults.empty()) << "nothing is wrong with\n" << text;
    EXPECT_EQ(faults.size(), 1U) << faults.back();
    EXPECT_NE(faults[0].find(expected), std::string::npos) << faults[0] << "\nexpected: " << expected;
}

std::string with_lines(const std::string& lines, const std::string& head = "") {
    return "[[tariff.table]]\nid = \"t\"\n" + head + lines;
}
std::string flat(const std::string& from, const std::string& to, int fen = 500) {
    return "[[tariff.table.line]]\ntype = \"flatRate\"\nfrom_minutes = " + from + "\n" +
           (to.empty() ? "" : "to_minutes = " + to + "\n") + "fen = " + std::to_string(fen) + "\n";
}
std::string increments(int from, int minutes, int fen, const std::string& more = "") {
    return "[[tariff.table.line]]\ntype = \"incrementingRate\"\nfrom_minutes = " + std::to_string(from) +
           "\nincrement_minutes = " + std::to_string(minutes) + "\nfen = " + std::to_string(fen) + "\n" + more;
}

TEST(CheckLines, AGapIsRefused) {
    refused(
        with_lines(flat("0", "60") + flat("90", "")),
        "tariff.toml:13:16: tariff.table[1].line[2].from_minutes: found 90, expected 60, where the line before ends: "
        "in between nothing has a price");
    refused(with_lines(flat("15", "")), "line[1].from_minutes: found 15, expected 0 for the first line");
    refused(with_lines(flat("0", "60")), "line[1].to_minutes: found 60, expected none for the last line: after 60");
    refused(with_lines(""), "tariff.table[1].line: found nothing, expected at least one rate line");
}

TEST(CheckLines, AnOverlapIsRefused) {
    refused(with_lines(flat("0", "60") + flat("30", "")),
            "line[2].from_minutes: found 30, expected 60, where the line before ends: the two overlap");
}

TEST(CheckLines, ALineThatIsNeverReachedIsRefused) {
    refused(with_lines(flat("0", "") + flat("60", "")),
            "line[2].from_minutes: found 60, expected no further line: the one before has no to_minutes");
    refused(
        with_lines(flat("0", "1440") + flat("1440", ""), "relative_to = \"every_24_hours\"\ntransition = \"cut\"\n"),
        "line[2].from_minutes: found 1440, expected less than 1440: durations never get so far");
    refused(with_lines(flat("0", "60", 2'000) + increments(60, 60, 500),
                       "[[tariff.table.cap]]\nper = \"stay\"\nfen = 2000\n"),
            "line[2].from_minutes: found 60, expected a line before the cap of 2000 fen is reached");
    refused(with_lines(flat("0", "300") + increments(300, 60, 500),
                       "at_most_minutes = 240\nthen = \"t\"\ntransition = \"cut\"\n"),
            "line[2].from_minutes: found 300, expected less than 240");
}

TEST(CheckLines, ALineHasALengthThatItsIncrementsFill) {
    refused(with_lines(flat("0", "60") +
                       "[[tariff.table.line]]\ntype = \"incrementingRate\"\nfrom_minutes = 60\n"
                       "to_minutes = 100\nincrement_minutes = 30\nfen = 100\n" +
                       flat("100", "")),
            "line[2].increment_minutes: found 30, expected a divisor of the line's 40 minutes");
    EXPECT_NE(faults_in(with_lines(flat("0", "60") + flat("60", "60") + flat("60", "")))[0].find(
                  "line[2].to_minutes: found 60, expected more than from_minutes, 60"),
              std::string::npos);
}

TEST(CheckLines, ATotalIsNotLessThanWhatCameBefore) {
    const std::string tier = "[[tariff.table.line]]\ntype = \"flatRateTier\"\nfrom_minutes = 60\ntotal_fen = 400\n";
    refused(with_lines(flat("0", "60") + tier), "line[2].total_fen: found 400, expected at least 500");
    EXPECT_FALSE(faults_in(with_lines(increments(0, 30, 100, "to_minutes = 60\n") + tier)).empty());
}

TEST(CheckCaps, ACapBelowALineIsRefused) {
    refused(
        with_lines(increments(0, 60, 500), "[[tariff.table.cap]]\nper = \"stay\"\nfen = 400\n"),
        "tariff.toml:8:7: tariff.table[1].cap[1].fen: found 400, expected at least 500, the price of the dearest line");
    refused(
        "[[tariff.table]]\nid = \"t\"\ntransition = \"cut\"\n[[tariff.table.collection]]\nid = \"c\"\ncap_fen = 90\n"
        "[[tariff.table.collection.line]]\ntype = \"flatRate\"\nfrom_minutes = 0\nfen = 100\n"
        "[[tariff.table.collection]]\nid = \"d\"\nfrom = \"10:00\"\n[[tariff.table.collection.line]]\ntype = "
        "\"flatRate\"\nfrom_minutes = 0\nfen = 50\n",
        "collection[1].cap_fen: found 90, expected at least 100");
}

TEST(CheckCaps, ACapThatIsNeverReachedIsRefused) {
    const std::string stay = "[[tariff.table.cap]]\nper = \"stay\"\nfen = 2000\n";
    const std::string day = "[[tariff.table.cap]]\nper = \"calendar_day\"\nresets_at = \"00:00\"\nfen = ";
    refused(with_lines(increments(0, 60, 500), stay + day + "3000\n"),
            "cap[2].fen: found 3000, expected less than 2000, the fen of cap 1: this one is never reached");
    EXPECT_TRUE(faults_in(with_lines(increments(0, 60, 500), stay + day + "1500\n")).empty());
    refused(with_lines(increments(0, 60, 500), stay + stay), "cap[2].fen: found 2000, expected less than 2000");
}

std::string table(const std::string& id, const std::string& head) {
    return "[[tariff.table]]\nid = \"" + id + "\"\n" + head + flat("0", "");
}

TEST(CheckTables, AnEntryWithoutATableIsRefused) {
    refused(table("day", "entry_from = \"06:00\"\n"), "tariff.table: found an array of tables, expected a table for a "
                                                      "car that enters on a monday at 00:00: none fits");
    refused(table("cars", "vehicles = [\"car\"]\n"), "a table for a new_energy_car that enters on a monday at 00:00");
    refused(table("members", "tiers = [\"gold\"]\n"), "a table for a car that enters on a monday at 00:00");
    refused("[tariff.calendar]\nholidays = [\"2026-10-01\"]\n" +
                table("most", "entry_days = [\"weekday\", \"weekend\"]\n"),
            "a table for a car that enters on a holiday at 00:00");
    refused("", "tariff.table: found nothing, expected at least one rate table");
}

TEST(CheckTables, TwoTablesOfWhichNeitherIsNarrowerAreRefused) {
    const std::string all = table("all", "");
    refused(all + table("large", "vehicles = [\"large\"]\n") + table("gold", "tiers = [\"gold\"]\n"),
            "tariff.table[3].id: found \"gold\", expected a table narrower than \"large\" or apart from it: both fit a "
            "large of tier gold that enters on a monday at 00:00");
    refused(
        all + table("evening", "entry_from = \"18:00\"\n") +
            table("night", "entry_from = \"22:00\"\nentry_to = \"06:00\"\n"),
        "tariff.table[3].id: found \"night\", expected a table narrower than \"evening\" or apart from it: both fit a "
        "car that enters on a monday at 22:00");
    refused(all + table("twin", ""), "tariff.table[2].id: found \"twin\", expected a table narrower than \"all\"");
    refused(all + table("all", "vehicles = [\"large\"]\n"),
            "tariff.table[2].id: found \"all\", expected an id of its own");
}

TEST(CheckTables, ATableThatIsNeverChosenIsRefused) {
    const std::string all = table("all", "");
    refused(all + table("holidays", "entry_days = [\"holiday\"]\n"),
            "tariff.table[2].id: found \"holidays\", expected a table that is reached: narrower ones hold whenever it "
            "fits, or its days never come");
    refused(all + table("evening", "entry_from = \"18:00\"\n") +
                table("half", "entry_from = \"18:00\"\nentry_to = \"21:00\"\n") +
                table("rest", "entry_from = \"21:00\"\n"),
            "tariff.table[2].id: found \"evening\", expected a table that is reached");
    refused(
        all + table("other", "vehicles = [\"large\"]\nat_most_minutes = 60\nthen = \"nobody\"\ntransition = \"cut\"\n"),
        "then: found \"nobody\", expected the id of a [[tariff.table]]");
}

std::string collection(const std::string& id, const std::string& head, const std::string& more = "") {
    return "[[tariff.table.collection]]\nid = \"" + id + "\"\n" + head +
           "[[tariff.table.collection.line]]\ntype = \"flatRate\"\nfrom_minutes = 0\n" + more + "fen = 100\n" +
           (more.empty() ? ""
                         : "[[tariff.table.collection.line]]\ntype = \"flatRate\"\nfrom_minutes = 60\nfen = 100\n");
}
std::string with_collections(const std::string& text, const std::string& transition = "cut") {
    return "[[tariff.table]]\nid = \"t\"\ntransition = \"" + transition + "\"\n" + text;
}

TEST(CheckCollections, AMomentHasExactlyOne) {
    refused(
        with_collections(collection("day", "from = \"08:00\"\nto = \"22:00\"\n") +
                         collection("night", "from = \"23:00\"\nto = \"08:00\"\n")),
        "tariff.table[1].collection: found an array of tables, expected a collection for a monday at 22:00: none fits");
    refused(
        with_collections(collection("day", "from = \"08:00\"\nto = \"22:00\"\n") +
                         collection("night", "from = \"21:00\"\nto = \"08:00\"\n")),
        "collection[2].id: found \"night\", expected a collection narrower than \"day\" or apart from it: both fit a "
        "monday at 21:00");
    refused(with_collections(collection("weekday", "days = [\"weekday\"]\n")),
            "expected a collection for a saturday at 00:00");
    refused(with_collections(collection("all", "") + collection("fair", "days = [\"makeup_workday\"]\n")),
            "collection[2].id: found \"fair\", expected a collection that is reached");
}

TEST(CheckCollections, ABlockIsNotPaidTwiceAtABorder) {
    const std::string text = collection("day", "from = \"08:00\"\nto = \"22:00\"\n", "to_minutes = 60\n") +
                             collection("night", "from = \"22:00\"\nto = \"08:00\"\n");
    refused(with_collections(text), "collection[1].line[1].type: found \"flatRate\", expected an incrementingRate");
    EXPECT_TRUE(faults_in(with_collections(text, "follow_through")).empty());
    EXPECT_TRUE(faults_in(with_collections("relative_to = \"collection\"\n" + text)).empty());
}

TEST(TariffFile, ATransitionMustBeWrittenWhereThereIsABorder) {
    const std::string text = collection("day", "from = \"08:00\"\nto = \"22:00\"\n") +
                             collection("night", "from = \"22:00\"\nto = \"08:00\"\n");
    refused("[[tariff.table]]\nid = \"t\"\n" + text,
            "tariff.table[1].transition: found nothing, expected \"follow_through\", \"cut\" or \"cut_in_proportion\"");
}

TEST(TariffFile, FreeMinutesAreGivenAgainOnlyWhereThereAreAny) {
    const std::string head = "[tariff]\nzone = \"CST-8\"\nleave_minutes_after_paying = 15\n";
    const std::string table = with_lines(flat("0", ""));
    const std::string free = with_lines(flat("0", ""), "free_minutes = 15\nfree_minutes_are = \"threshold\"\n");
    refused(head + "free_again_after_minutes = 60\n" + table,
            "tariff.toml:4:28: tariff.free_again_after_minutes: found 60, expected 0: no table has free minutes");
    refused(head + "free_again_after_minutes = 10081\n" + free, "expected an integer from 0 to 10080");
    refused(head + "free_again_after_minutes = -1\n" + free, "expected an integer from 0 to 10080");
    EXPECT_TRUE(faults_in(head + "free_again_after_minutes = 10080\n" + free).empty());
}

TEST(TariffFile, EachWordIsChecked) {
    const std::string line = flat("0", "");
    refused(with_lines(line, "free_minutes = 15\n"),
            "free_minutes_are: found nothing, expected \"threshold\" or \"deducted\"");
    refused(with_lines(line, "vehicles = [\"lorry\"]\n"), "vehicles: found an array, expected an array of \"car\"");
    refused(with_lines(line, "entry_days = [\"workday\"]\n"),
            "entry_days: found an array, expected an array of \"weekday\"");
    refused(with_lines(line, "entry_from = \"8:00\"\n"), "entry_from: found \"8:00\", expected a time of the day");
    refused(with_lines(line, "entry_from = \"25:00\"\n"), "entry_from: found \"25:00\", expected a time of the day");
    refused(with_lines(line, "entry_from = \"08:00\"\nentry_to = \"08:00\"\n"),
            "entry_to: found \"08:00\", expected another");
    refused(with_lines(line, "[[tariff.table.cap]]\nper = \"calendar_day\"\nfen = 900\n"), "resets_at: found nothing");
    refused(with_lines(line, "relative_too = \"entry\"\n"), "did you mean `relative_to`?");
    refused(with_lines(line + "[[tariff.table.collection]]\nid = \"x\"\n"),
            "line: found an array of tables, expected either lines");
    refused("[tariff.calendar]\nholidays = [\"2026-02-30\"]\n" + with_lines(line), "calendar.holidays: found an array");
    refused("[tariff.calendar]\nholidays = [\"2026-10-01/2026-10-07\"]\nmakeup_workdays = [\"2026-10-03\"]\n" +
                with_lines(line),
            "makeup_workdays: found an array, expected no date that is among the holidays");
    refused("[tariff]\nzone = \"Asia/Shanghai\"\nleave_minutes_after_paying = 15\n" + with_lines(line),
            "tariff.toml:2:8: tariff.zone: found \"Asia/Shanghai\", expected a POSIX zone");
    refused(with_lines(flat("0", "", -1)), "fen: found -1, expected an integer from 0");
    refused(with_lines(flat("0", "", 100'000'001)), "fen: found 100000001, expected an integer from 0");
}

} // namespace
} // namespace parkgate::test
