#include "platform/settings/source.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <sstream>
#include <tuple>

namespace parkgate::settings {

namespace {

constexpr std::size_t longest_shown = 40;

// Cuts between characters, never inside one of several bytes.
std::string shortened(std::string_view text) {
    if (text.size() <= longest_shown) {
        return std::string(text);
    }
    std::size_t end = longest_shown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
        --end;
    }
    return std::string(text.substr(0, end)) + "...";
}

std::string in_quotes(std::string_view text) {
    std::string shown = "\"";
    for (const char letter : shortened(text)) {
        if (letter == '\n') {
            shown += "\\n";
        } else if (static_cast<unsigned char>(letter) < 0x20) {
            shown += '?';
        } else if (letter == '"' || letter == '\\') {
            shown += '\\';
            shown += letter;
        } else {
            shown += letter;
        }
    }
    return shown + '"';
}

std::size_t edits(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
        }
    }
    return row.back();
}

} // namespace

std::string to_text(const Problem& problem) {
    std::string text = problem.file;
    if (problem.line > 0) {
        text += ':' + std::to_string(problem.line) + ':' + std::to_string(problem.column);
    }
    text += ": ";
    if (!problem.key.empty()) {
        text += problem.key + ": ";
    }
    if (problem.found.empty()) {
        return text + problem.expected;
    }
    const bool asks = problem.expected.starts_with("did you mean");
    return text + "found " + problem.found + (asks ? ", " : ", expected ") + problem.expected;
}

void Source::report(toml::source_position place, std::string key, std::string found, std::string expected) {
    Problem problem{file,
                    static_cast<int>(place.line),
                    static_cast<int>(place.column),
                    std::move(key),
                    std::move(found),
                    std::move(expected)};
    const auto place_of = [](const Problem& one) { return std::tuple(one.line, one.column); };
    const auto same = [&](const Problem& other) {
        return place_of(other) == place_of(problem) && other.key == problem.key && other.expected == problem.expected;
    };
    if (std::ranges::none_of(problems, same)) {
        const auto after = std::ranges::upper_bound(problems, place_of(problem), {}, place_of);
        problems.insert(after, std::move(problem));
    }
}

std::string describe(const toml::node* node) {
    if (node == nullptr) {
        return "nothing";
    }
    if (const auto* text = node->as_string()) {
        return in_quotes(text->get());
    }
    if (const auto* array = node->as_array()) {
        return array->is_array_of_tables() ? "an array of tables" : "an array";
    }
    if (node->is_table()) {
        return "a table";
    }
    std::ostringstream shown;
    node->visit([&shown](const auto& value) { shown << value; });
    return shortened(shown.str());
}

std::string list_of(const std::vector<std::string>& allowed) {
    std::string text;
    for (std::size_t i = 0; i < allowed.size(); ++i) {
        if (i > 0) {
            text += i + 1 == allowed.size() ? " or " : ", ";
        }
        text += in_quotes(allowed[i]);
    }
    return text;
}

std::string nearest(std::string_view key, const std::set<std::string, std::less<>>& known) {
    std::string best;
    std::size_t fewest = 4;
    for (const auto& candidate : known) {
        const std::size_t distance = edits(key, candidate);
        // Replacing every letter is not a slip of the pen.
        if (distance < fewest && distance < std::max(key.size(), candidate.size())) {
            fewest = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace parkgate::settings
