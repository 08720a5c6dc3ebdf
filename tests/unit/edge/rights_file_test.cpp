// The file of rights: its faults are told with their place, and docs/RIGHTS.md is what it does.
#include "edge/app/rights_file.hpp"
#include "rules/file/words.hpp"
#include "rules/file/zone.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>

namespace parkgate::app {
namespace {

using namespace rules;

const PlateHasher hasher{std::array<unsigned char, 32>{7}};

SiteCalendar eight_hours_east() {
    SiteCalendar calendar;
    calendar.zone = zone_of("CST-8").value();
    return calendar;
}

std::string read(const std::string& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct Read {
    RightsList list;
    std::vector<settings::Problem> problems;
};

Read read_text(const std::string& text) {
    auto document = settings::Document::from_text(text, "rights.toml");
    auto list = read_rights(document.root(), &hasher, eight_hours_east());
    return {std::move(list), document.problems()};
}

SiteTime at(const std::string& text) {
    const auto day = date_of(text.substr(0, 10)).value();
    return instant_of(eight_hours_east(),
                      LocalTime(day) + std::chrono::minutes(clock_of(text.substr(11)).value().count), {});
}

TEST(RightsFile, TheExampleHasEveryKind) {
    const auto [list, problems] = read_text(read(PARKGATE_RIGHTS_EXAMPLE));
    for (const auto& problem : problems) {
        ADD_FAILURE() << to_text(problem);
    }
    EXPECT_TRUE(faults_of(list).empty());
    std::set<RightKind> kinds;
    for (const auto& right : list.rights) {
        kinds.insert(right.kind);
    }
    EXPECT_EQ(kinds.size(), 5U);
    EXPECT_EQ(list.bans.size(), 1U);
    EXPECT_EQ(list.locks.size(), 1U);
}

TEST(RightsFile, HashesAPlateAsTheCamerasDo) {
    const auto [list, problems] = read_text("[[ban]]\nplates = [\"沪a·1234o\"]\n");
    ASSERT_TRUE(problems.empty());
    ASSERT_EQ(list.bans.size(), 1U);
    EXPECT_EQ(list.bans[0].plate, hasher.hash("沪A12340")) << "normalised, and an O that can only be a nought";
}

TEST(RightsFile, IsCheckedWithoutKeysToo) {
    auto document = settings::Document::from_text("[[ban]]\nplates = [\"沪A12345\", \"-\"]\n", "rights.toml");
    (void)read_rights(document.root(), nullptr, {});
    EXPECT_EQ(document.problems().size(), 1U);
}

const std::string pass = "[[right]]\nid = \"p\"\nkind = \"monthly_pass\"\nplates = [\"沪A12345\"]\n";
const std::string ends = "until = \"2026-11-30\"\n";

struct Fault {
    std::string text;
    int line;
    std::string told;
};

class FaultyRights : public testing::TestWithParam<Fault> {};

TEST_P(FaultyRights, AreRefusedWithTheirPlace) {
    const auto problems = read_text(GetParam().text).problems;
    ASSERT_EQ(problems.size(), 1U) << (problems.empty() ? "" : to_text(problems.back()));
    EXPECT_EQ(problems[0].line, GetParam().line) << to_text(problems[0]);
    EXPECT_NE(to_text(problems[0]).find(GetParam().told), std::string::npos) << to_text(problems[0]);
}

INSTANTIATE_TEST_SUITE_P(
    Rights, FaultyRights,
    testing::Values(
        Fault{pass, 1, "right[1].until: found nothing, expected a date of the site"},
        Fault{pass + "until = \"2026-11-31\"\n", 5, "right[1].until: found \"2026-11-31\", expected a date"},
        Fault{pass + "until = \"2026-11-30 12:00\"\n", 5, "expected a date of the site"},
        Fault{pass + "until = \"2026-11-30T24:01\"\n", 5, "expected a date of the site"},
        Fault{pass + "from = \"2026-12-01\"\n" + ends, 6,
              "right[1].until: found \"2026-11-30\", expected a time after"},
        Fault{pass + ends + pass + ends, 7, "right[2].id: found \"p\", expected an id that no other right has"},
        Fault{"[[right]]\nid = \"p\"\nkind = \"weekly\"\nplates = [\"沪A12345\"]\n", 3,
              "right[1].kind: found \"weekly\""},
        Fault{"[[right]]\nid = \"p\"\nkind = \"staff\"\nplates = []\n", 4, "at least one plate"},
        Fault{"[[right]]\nid = \"p\"\nkind = \"staff\"\nplates = [\"沪A12345\", \"·\"]\n", 4, "right[1].plates[2]"},
        Fault{"[[right]]\nid = \"p\"\nkind = \"staff\"\nplates = [\"沪A12345\", \"沪a 12345\"]\n", 4,
              "each plate once"},
        Fault{pass + ends + "bays = 0\n", 6, "right[1].bays: found 0, expected an integer from 1"},
        Fault{pass + ends + "when_taken = \"refuse\"\n", 6, "`bays` beside it"},
        Fault{pass + ends + "bays = 1\nwhen_taken = \"wait\"\n", 7, "right[1].when_taken: found \"wait\""},
        Fault{pass + ends + "days = [\"workday\"]\n", 6, "right[1].days"},
        Fault{pass + ends + "hours_from = \"8:00\"\n", 6, "right[1].hours_from"},
        Fault{pass + ends + "bay = 1\n", 6, "did you mean `bays`"},
        Fault{"[[ban]]\nid = \"x\"\nplates = [\"沪A12345\"]\n", 2, "ban[1].id: found an unknown key"},
        Fault{"[[lock]]\nfrom = \"2026-11-30\"\n", 1, "lock[1].plates: found nothing, expected an array with"},
        Fault{"[[rigth]]\nid = \"x\"\n", 1, "did you mean `right`"}));

// ---- docs/RIGHTS.md ----

std::string text_of(const Verdict& verdict) {
    constexpr std::array outcomes = {"free", "by_tier", "transient", "refuse"};
    constexpr std::array reasons = {"right_holds",   "no_right",   "not_yet_valid", "expired",
                                    "outside_hours", "bays_taken", "blacklisted",   "locked_by_owner"};
    std::string out = outcomes.at(static_cast<std::size_t>(verdict.outcome));
    out += verdict.tier.empty() ? "" : " " + verdict.tier;
    return verdict.reason == RightReason::right_holds
               ? out
               : out + ", " + reasons.at(static_cast<std::size_t>(verdict.reason));
}

struct Row {
    std::string entry;
    std::string plate;
    std::int64_t on_bays = 0;
    std::string verdict;
};

// "| a | b | c | d |"
std::optional<Row> row_of(const std::string& text) {
    std::vector<std::string> cells;
    std::istringstream stream(text);
    for (std::string cell; std::getline(stream, cell, '|');) {
        const auto from = cell.find_first_not_of(' ');
        cells.push_back(from == cell.npos ? "" : cell.substr(from, cell.find_last_not_of(' ') - from + 1));
    }
    if (cells.size() != 5 || !cells[1].starts_with("20")) {
        return std::nullopt;
    }
    return Row{cells[1], cells[2], cells[3].empty() ? 0 : std::stoll(cells[3]), cells[4]};
}

TEST(RightsPage, SaysWhatItsExamplesDo) {
    std::istringstream page(read(PARKGATE_RIGHTS_PAGE));
    std::string block;
    bool inside = false;
    RightsList list;
    int blocks = 0;
    int rows = 0;
    for (std::string line; std::getline(page, line);) {
        if (line == "```toml") {
            inside = true;
            block.clear();
        } else if (inside && line == "```") {
            inside = false;
            ++blocks;
            auto [read, problems] = read_text(block);
            EXPECT_TRUE(problems.empty()) << to_text(problems.front());
            list = std::move(read);
        } else if (inside) {
            block += line + "\n";
        } else if (const auto row = row_of(line)) {
            ++rows;
            const PlateHash plate = hasher.hash(row->plate);
            OnBays on_bays;
            for (const auto& right : list.rights) {
                on_bays[right.id] = row->on_bays;
            }
            EXPECT_EQ(text_of(Rights(list).at_entry(eight_hours_east(), plate, at(row->entry), on_bays)), row->verdict)
                << line;
        }
    }
    EXPECT_EQ(blocks, 5);
    EXPECT_EQ(rows, 19);
}

} // namespace
} // namespace parkgate::app
