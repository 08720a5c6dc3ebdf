// Reads TOML with every error collected, each with its place, what was found and what is expected.
// Only this room sees toml++. Not thread-safe; used at start and by --check-config.
#pragma once

#include "protocol/units.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::settings {

struct Problem {
    std::string file;
    int line = 0;
    int column = 0;
    std::string key;      // dotted, e.g. lane[2].direction
    std::string found;    // as it stands in the file; "nothing" when it is missing
    std::string expected; // and, for an unknown key, the nearest known one
};

// "site.toml:12:9: lane[2].direction: found \"in\", expected \"entry\" or \"exit\""
std::string to_text(const Problem& problem);

class Document;

// One table of a document. Reading a key marks it as known; done() reports every key that nobody read.
class Table {
  public:
    // Required keys: a missing or unfitting one is reported and the value is the type's default.
    [[nodiscard]] std::string text(std::string_view key);
    [[nodiscard]] std::string name(std::string_view key); // is_name() of protocol/ids.hpp
    [[nodiscard]] std::string path(std::string_view key); // not empty; the file itself is the caller's concern
    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
    [[nodiscard]] bool flag(std::string_view key);
    [[nodiscard]] std::string one_of(std::string_view key, const std::vector<std::string>& allowed);

    // Optional keys.
    [[nodiscard]] std::string text_or(std::string_view key, std::string fallback);
    [[nodiscard]] std::int64_t integer_or(std::string_view key, std::int64_t least, std::int64_t most,
                                          std::int64_t fallback);
    [[nodiscard]] double number_or(std::string_view key, double least, double most, double fallback); // 2 or 0.5
    // One integer or an array of them.
    [[nodiscard]] std::vector<std::int64_t> integers_or(std::string_view key, std::int64_t least, std::int64_t most,
                                                        std::vector<std::int64_t> fallback);
    [[nodiscard]] bool flag_or(std::string_view key, bool fallback);
    [[nodiscard]] std::string one_of_or(std::string_view key, const std::vector<std::string>& allowed,
                                        std::string fallback);
    [[nodiscard]] std::vector<std::string> texts_or(std::string_view key, std::vector<std::string> fallback);

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> keys() const;
    // A sub-table; a missing required one is reported and reads as empty without further reports.
    [[nodiscard]] Table table(std::string_view key);
    [[nodiscard]] std::optional<Table> table_if(std::string_view key);
    // An array of tables ([[lane]]); missing: empty.
    [[nodiscard]] std::vector<Table> tables(std::string_view key);
    // One table or an array of them; missing or empty it is reported.
    [[nodiscard]] std::vector<Table> table_or_tables(std::string_view key);

    // Reports a fault that only the caller can see (an unknown reference, a pair that does not fit), at `key`'s place;
    // of an element of an array: "key[1]".
    void fault(std::string_view key, std::string expected);
    // Reports every key that was never asked for, with the nearest known name.
    void done();
    // How many were reported in the whole document so far: who checks values against each other checks sound ones.
    [[nodiscard]] std::size_t faults() const;

    struct Node; // of the toml library

  private:
    friend class Document;
    explicit Table(std::shared_ptr<Node> node) : node_(std::move(node)) {}
    std::shared_ptr<Node> node_;
};

class Document {
  public:
    // Never throws: a file that cannot be read or is not TOML is a problem of the document.
    static Document from_file(const std::string& path);
    static Document from_text(std::string_view text, std::string file_name);

    [[nodiscard]] Table root();
    [[nodiscard]] const std::vector<Problem>& problems() const;
    [[nodiscard]] bool good() const { return problems().empty(); }
    [[nodiscard]] const std::string& file() const;
    // The bytes that were read, for who has to know that they are somebody's word.
    [[nodiscard]] const std::string& text() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace parkgate::settings
