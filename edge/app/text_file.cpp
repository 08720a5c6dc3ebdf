#include "edge/app/text_file.hpp"

#include "drivers/modbus/charset.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace parkgate::app {

namespace {

using namespace core::texts;

constexpr const char* language_names[languages] = {"zh", "en"};
constexpr const char* a_board = "at least one and at most 4 lines, each a text in quotes";
constexpr const char* a_line = "a text in quotes for one line";

// Empty: GBK has all of them.
std::string not_in_gbk(std::string_view text) {
    using drivers::Encoding;
    while (!text.empty()) {
        const std::size_t length = drivers::utf8_character(text);
        const std::string_view one = text.substr(0, length);
        if (length == 0 || !drivers::is_printable(one)) {
            return "a character that can be shown";
        }
        // The C library has the euro sign as one byte more, which is of another code page than the displays'.
        const std::string gbk = drivers::from_utf8(one, Encoding::gbk, 2);
        if (drivers::to_utf8(gbk, Encoding::gbk) != one || gbk.size() != gbk_bytes(one)) {
            return "characters that GBK has, which " + std::string(one) + " is not";
        }
        text.remove_prefix(length);
    }
    return {};
}

// A text in one language, or in one spelling for all of them.
class LineReader {
  public:
    LineReader(settings::Table& table, std::string place, PlaceholderSet may_contain, std::vector<Language> of)
        : table_(table), place_(std::move(place)), may_contain_(may_contain), of_(std::move(of)) {}

    LineTemplate read(const std::string& text) {
        if (const std::string fault = not_in_gbk(text); !fault.empty()) {
            table_.fault(place_, fault);
            return {};
        }
        auto line = parse_line(text, may_contain_);
        if (!line) {
            table_.fault(place_, line.error());
            return {};
        }
        std::size_t bytes = 0;
        for (const Language language : of_) {
            bytes = std::max(bytes, widest(*line, language));
        }
        if (bytes > line_bytes) {
            table_.fault(place_, "at most 16 bytes in GBK (8 Hanzi or 16 letters); with the widest values it takes " +
                                     std::to_string(bytes));
        }
        return *std::move(line);
    }

  private:
    settings::Table& table_;
    std::string place_;
    PlaceholderSet may_contain_;
    std::vector<Language> of_;
};

// Calls `read` with each key that the text is written under, and for which languages.
void for_each_spelling(settings::Table& table, const char* expected, const auto& read) {
    if (table.has("both")) {
        read(std::string("both"), std::vector{Language::zh, Language::en});
        return;
    }
    for (const Language language : {Language::zh, Language::en}) {
        const std::string key = language_names[static_cast<std::size_t>(language)];
        if (table.has(key)) {
            read(key, std::vector{language});
        } else {
            table.fault(key, std::string(expected) + ", or `both` for all languages");
        }
    }
}

std::optional<core::Phrase> read_phrase(settings::Table& table, std::optional<core::Phrase> usual) {
    std::vector<std::string> names = {""};
    std::string known;
    for (const auto& row : core::phrases) {
        names.emplace_back(row.name);
        known = usual == row.phrase ? row.name : known;
    }
    const std::string name = table.one_of_or("voice", names, known);
    const auto* found = std::ranges::find_if(core::phrases, [&](const auto& row) { return row.name == name; });
    return found != core::phrases.end() ? std::optional(found->phrase) : std::nullopt;
}

BoardText read_board(settings::Table table, const BoardRow& row) {
    BoardText out;
    for_each_spelling(table, a_board, [&](const std::string& key, const std::vector<Language>& of) {
        const auto texts = table.texts_or(key, {});
        if (texts.empty() || texts.size() > board_lines) {
            table.fault(key, a_board);
            return;
        }
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::string place = key + '[' + std::to_string(i + 1) + ']';
            const auto line = LineReader(table, place, row.may_contain, of).read(texts[i]);
            for (const Language language : of) {
                out.lines.at(static_cast<std::size_t>(language)).at(i) = line;
            }
        }
    });
    out.phrase = read_phrase(table, row.phrase);
    table.done();
    return out;
}

LineText read_line(settings::Table table, const LineRow& row) {
    LineText out;
    for_each_spelling(table, a_line, [&](const std::string& key, const std::vector<Language>& of) {
        const auto line = LineReader(table, key, row.may_contain, of).read(table.text(key));
        for (const Language language : of) {
            out.lines.at(static_cast<std::size_t>(language)) = line;
        }
    });
    out.phrase = read_phrase(table, row.phrase);
    table.done();
    return out;
}

std::vector<Language> read_languages(settings::Table& root) {
    std::vector<Language> out;
    for (const auto& name : root.texts_or("languages", {"zh", "en"})) {
        const auto* known = std::ranges::find(language_names, name);
        const auto language = static_cast<Language>(known - std::ranges::begin(language_names));
        if (known == std::ranges::end(language_names) || std::ranges::find(out, language) != out.end()) {
            root.fault("languages", "\"zh\" and \"en\", each at most once");
            return {Language::zh};
        }
        out.push_back(language);
    }
    if (out.empty()) {
        root.fault("languages", "at least one of \"zh\" and \"en\"");
    }
    return out;
}

} // namespace

namespace {

// A line that the file does not have is as shipped, so that a file of before a line was added still serves.
Texts read(settings::Table root, const std::function<const LineText&(LineId)>& shipped) {
    Texts out;
    out.shown = read_languages(root);
    out.turn = Duration{root.integer_or("turn_ms", 1'000, 60'000, out.turn.count())};
    auto boards = root.table("board");
    for (const BoardRow& row : board_rows()) {
        out.boards.push_back(read_board(boards.table(row.name), row));
    }
    boards.done();
    auto lines = root.table("line");
    for (const LineRow& row : line_rows()) {
        const bool is_as_shipped = shipped && !lines.has(row.name);
        out.line_of.push_back(is_as_shipped ? shipped(row.id) : read_line(lines.table(row.name), row));
    }
    lines.done();
    root.done();
    return out;
}

} // namespace

Texts read_texts(settings::Table root) {
    const Texts shipped = shipped_texts();
    return read(std::move(root),
                [&](LineId id) -> const LineText& { return shipped.line_of.at(static_cast<std::size_t>(id)); });
}

Texts shipped_texts() {
    auto document = settings::Document::from_text(shipped_text_file(), "texts.toml");
    return read(document.root(), {});
}

} // namespace parkgate::app
