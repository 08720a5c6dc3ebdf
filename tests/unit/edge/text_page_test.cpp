// docs/TEXTS.md is what the program does: its tables, its blocks and its boards.
#include "tests/unit/edge/text_examples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

namespace parkgate::core::texts {
namespace {

using namespace test;

std::string page() {
    std::ifstream file(PARKGATE_TEXTS_PAGE);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> blocks(const std::string& kind) {
    std::vector<std::string> out;
    std::istringstream rows(page());
    bool inside = false;
    for (std::string row; std::getline(rows, row);) {
        if (inside && row == "```") {
            inside = false;
        } else if (inside) {
            out.back() += row + "\n";
        } else if (row == "```" + kind) {
            inside = true;
            out.emplace_back();
        }
    }
    return out;
}

// The shipped texts, with the values of a block in the place of theirs.
std::string overlaid(const std::string& block) {
    std::map<std::string, std::string> tables; // by header; what stands ahead of the first: ""
    std::vector<std::string> order;
    const auto read = [&](const std::string& text, bool replaces) {
        std::istringstream rows(text);
        std::string table;
        for (std::string row; std::getline(rows, row);) {
            const std::string key = row.substr(0, row.find(" ="));
            if (row.starts_with('[')) {
                table = row;
                if (replaces && table.starts_with("[board.")) {
                    EXPECT_TRUE(tables.contains(table)) << table;
                    tables[table].clear();
                }
            } else if (!row.empty() && replaces && !table.starts_with("[board.")) {
                const auto at = tables[table].find("\n" + key + " =");
                EXPECT_NE(at, std::string::npos) << key;
                const auto end = tables[table].find('\n', at + 1);
                tables[table].replace(at, end - at, "\n" + row);
            } else if (!row.empty() && !row.starts_with('#')) {
                tables[table] += row + "\n";
            }
            if (!tables.contains(table) || std::ranges::find(order, table) == order.end()) {
                order.push_back(table);
                tables[table] = "\n" + tables[table];
            }
        }
    };
    read(std::string(app::shipped_text_file()), false);
    read(block, true);
    std::string out;
    for (const auto& table : order) {
        out += table + "\n" + tables[table];
    }
    return out;
}

TEST(TextsPage, ItsBlocksAreGoodTexts) {
    const auto found = blocks("toml");
    EXPECT_GE(found.size(), 4U);
    for (const auto& block : found) {
        auto document = settings::Document::from_text(overlaid(block), "TEXTS.md");
        (void)app::read_texts(document.root());
        for (const auto& problem : document.problems()) {
            ADD_FAILURE() << block << to_text(problem);
        }
    }
}

std::string name_of(std::optional<Phrase> phrase) {
    for (const auto& row : phrases) {
        if (phrase == row.phrase) {
            return std::string(row.name) + " ";
        }
    }
    return "";
}

std::string list_of(PlaceholderSet set) {
    std::string out;
    for (std::size_t i = 0; i < placeholders; ++i) {
        const auto one = static_cast<Placeholder>(i);
        out += set.contains(one) ? "`{" + std::string(row_of(one).name) + "}` " : "";
    }
    return out;
}

TEST(TextsPage, ItsTablesAreTheCatalogue) {
    const std::string text = page();
    const auto expect_row = [&](const std::string& row) { EXPECT_NE(text.find("\n" + row), text.npos) << row; };
    const std::map<TextColour, std::string> colours = {
        {TextColour::red, "red"}, {TextColour::green, "green"}, {TextColour::yellow, "yellow"}};
    for (const auto& row : board_rows()) {
        expect_row("| `" + std::string(row.name) + "` | " + colours.at(row.colour) + " | " + name_of(row.phrase) +
                   "| " + list_of(row.may_contain) + "| ");
    }
    for (const auto& row : line_rows()) {
        expect_row("| `" + std::string(row.name) + "` | " + name_of(row.phrase) + "| " + list_of(row.may_contain) +
                   "| ");
    }
    for (std::size_t i = 0; i < placeholders; ++i) {
        const auto& row = row_of(static_cast<Placeholder>(i));
        expect_row("| `{" + std::string(row.name) + "}` | " + std::to_string(row.widest[0]) + ", " +
                   std::to_string(row.widest[1]) + " | ");
    }
}

TEST(TextsPage, ItsBoardsAreWhatIsShown) {
    const std::vector<Message> told = {
        goodbye(example_plate, paid_by_points(), an_hour_until_christmas()),
        goodbye(example_plate, paid_by_points(), gift_of({WorthKind::percent, 50, Fen{2'000}})),
        please_pay(example_plate, quote_of_131_minutes({{Benefit::coupon, Minutes{60}, {}, Fen{600}}}, Fen{900}))};
    std::vector<std::string> expected;
    for (const auto& message : told) {
        expected.emplace_back();
        for (const auto& board : boards_of(app::shipped_texts(), message)) {
            expected.back() += drawn(board);
        }
    }
    EXPECT_EQ(blocks("text"), expected);
}

} // namespace
} // namespace parkgate::core::texts
