// A parsed file with the problems found in it so far. Internal to the room: the only header that sees toml++.
#pragma once

#include "platform/settings/reader.hpp"

#include <toml++/toml.h>

#include <map>
#include <set>

namespace parkgate::settings {

// Shared by a document and all its tables, so that a table may outlive its document.
struct Source {
    std::string file;
    toml::table root;
    std::vector<Problem> problems; // in the order of the file
    // Keys that were asked for; by table, because a caller may fetch the same table twice.
    std::map<const toml::table*, std::set<std::string, std::less<>>> asked;

    void report(toml::source_position place, std::string key, std::string found, std::string expected);
};

// What a node is, short enough for one line.
std::string describe(const toml::node* node);
std::string list_of(const std::vector<std::string>& allowed); // "a", "b" or "c"
// The nearest of `known` by edits, at most three; empty: none is near.
std::string nearest(std::string_view key, const std::set<std::string, std::less<>>& known);

// Null table: a required one that is missing, which has been reported already.
struct Table::Node {
    std::shared_ptr<Source> source;
    const toml::table* table = nullptr;
    std::string path;

    [[nodiscard]] std::string path_of(std::string_view key) const;
    [[nodiscard]] toml::source_position place() const;
    // Marks the key as asked for.
    const toml::node* find(std::string_view key);
    // As find(), and a missing key is reported.
    const toml::node* require(std::string_view key, const std::string& expected);
    void report(std::string_view key, const toml::node* node, std::string expected);
};

} // namespace parkgate::settings
