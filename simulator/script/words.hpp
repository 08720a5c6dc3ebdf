#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace parkgate::sim {

/// Thrown by the readers of a line; parse_statement turns it into its result.
struct Unexpected {
    std::string expected;
};

template <class Value>
using Names = std::span<const std::pair<std::string_view, Value>>;

/// The words of one line, taken one after the other.
class Words {
  public:
    explicit Words(std::string_view text) : rest_(text) { skip(); }

    [[nodiscard]] bool done() const { return rest_.empty() || rest_.front() == '#'; }

    [[nodiscard]] bool starts_with(std::string_view word) const {
        return !done() && rest_.substr(0, rest_.find_first_of(" \t\r")) == word;
    }

    std::string_view take(std::string_view expected) {
        if (done()) {
            throw Unexpected{std::string(expected)};
        }
        const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t\r"));
        rest_.remove_prefix(word.size());
        skip();
        return word;
    }

    template <class Value>
    Value take_one_of(Names<Value> names) {
        std::string expected;
        for (const auto& [name, value] : names) {
            expected += (expected.empty() ? "" : "|") + std::string(name);
        }
        const std::string_view word = take(expected);
        const auto found = std::ranges::find(names, word, &std::pair<std::string_view, Value>::first);
        if (found == names.end()) {
            throw Unexpected{expected};
        }
        return found->second;
    }

    std::int64_t take_number(std::int64_t low, std::int64_t high) {
        const std::string expected = "a whole number from " + std::to_string(low) + " to " + std::to_string(high);
        const std::string_view word = take(expected);
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (error != std::errc{} || end != word.data() + word.size() || number < low || number > high) {
            throw Unexpected{expected};
        }
        return number;
    }

    std::chrono::milliseconds take_time() { return std::chrono::milliseconds{take_number(0, 86'400'000)}; }

  private:
    void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size())); }

    std::string_view rest_;
};

template <class Value, std::size_t n>
using WordTable = std::array<std::pair<std::string_view, Value>, n>;

} // namespace parkgate::sim
