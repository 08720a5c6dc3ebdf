#include "platform/settings/source.hpp"
#include "protocol/ids.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace parkgate::settings {

namespace {

const std::string a_text = "a text in quotes";
const std::string a_name = "a name: 1 to 64 of A-Z, a-z, 0-9, _ and -, in quotes";
const std::string a_path = "a path in quotes";
const std::string a_flag = "true or false";
const std::string some_texts = "an array of texts in quotes";

std::string range(std::int64_t least, std::int64_t most) {
    return "an integer from " + std::to_string(least) + " to " + std::to_string(most);
}

std::string numbers(double least, double most) {
    std::ostringstream text;
    text << "a number from " << least << " to " << most;
    return text.str();
}

// The value of a node that is there and fits; otherwise reports it.
std::optional<std::string> fitting_text(Table::Node& table, std::string_view key, const toml::node* node,
                                        const std::string& expected, const auto& fits) {
    if (node != nullptr) {
        const auto* text = node->as_string();
        if (text != nullptr && fits(text->get())) {
            return text->get();
        }
        table.report(key, node, expected);
    }
    return std::nullopt;
}

std::optional<std::int64_t> fitting_integer(Table::Node& table, std::string_view key, const toml::node* node,
                                            std::int64_t least, std::int64_t most) {
    if (node != nullptr) {
        const auto* integer = node->as_integer();
        if (integer != nullptr && integer->get() >= least && integer->get() <= most) {
            return integer->get();
        }
        table.report(key, node, range(least, most));
    }
    return std::nullopt;
}

std::optional<bool> fitting_flag(Table::Node& table, std::string_view key, const toml::node* node) {
    if (node != nullptr) {
        if (const auto* flag = node->as_boolean()) {
            return flag->get();
        }
        table.report(key, node, a_flag);
    }
    return std::nullopt;
}

bool any_text(const std::string&) {
    return true;
}

auto among(const std::vector<std::string>& allowed) {
    return [&allowed](const std::string& text) { return std::ranges::find(allowed, text) != allowed.end(); };
}

} // namespace

std::string Table::Node::path_of(std::string_view key) const {
    return path.empty() ? std::string(key) : path + '.' + std::string(key);
}

toml::source_position Table::Node::place() const {
    return table != nullptr && table->source().begin ? table->source().begin : toml::source_position{1, 1};
}

const toml::node* Table::Node::find(std::string_view key) {
    if (table == nullptr) {
        return nullptr;
    }
    source->asked[table].emplace(key);
    return table->get(key);
}

const toml::node* Table::Node::require(std::string_view key, const std::string& expected) {
    const auto* node = find(key);
    if (node == nullptr) {
        report(key, nullptr, expected);
    }
    return node;
}

void Table::Node::report(std::string_view key, const toml::node* node, std::string expected) {
    if (table != nullptr) {
        source->report(node != nullptr ? node->source().begin : place(), path_of(key), describe(node),
                       std::move(expected));
    }
}

std::string Table::text(std::string_view key) {
    return fitting_text(*node_, key, node_->require(key, a_text), a_text, any_text).value_or("");
}

std::string Table::name(std::string_view key) {
    const auto fits = [](const std::string& text) { return is_name(text); };
    return fitting_text(*node_, key, node_->require(key, a_name), a_name, fits).value_or("");
}

std::string Table::path(std::string_view key) {
    const auto fits = [](const std::string& text) { return !text.empty(); };
    return fitting_text(*node_, key, node_->require(key, a_path), a_path, fits).value_or("");
}

std::int64_t Table::integer(std::string_view key, std::int64_t least, std::int64_t most) {
    return fitting_integer(*node_, key, node_->require(key, range(least, most)), least, most).value_or(0);
}

bool Table::flag(std::string_view key) {
    return fitting_flag(*node_, key, node_->require(key, a_flag)).value_or(false);
}

std::string Table::one_of(std::string_view key, const std::vector<std::string>& allowed) {
    const std::string expected = list_of(allowed);
    return fitting_text(*node_, key, node_->require(key, expected), expected, among(allowed)).value_or("");
}

std::string Table::text_or(std::string_view key, std::string fallback) {
    return fitting_text(*node_, key, node_->find(key), a_text, any_text).value_or(std::move(fallback));
}

std::int64_t Table::integer_or(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t fallback) {
    return fitting_integer(*node_, key, node_->find(key), least, most).value_or(fallback);
}

double Table::number_or(std::string_view key, double least, double most, double fallback) {
    const auto* node = node_->find(key);
    if (node == nullptr) {
        return fallback;
    }
    const auto number = node->value<double>();
    if (node->is_number() && number && *number >= least && *number <= most) {
        return *number;
    }
    node_->report(key, node, numbers(least, most));
    return fallback;
}

std::vector<std::int64_t> Table::integers_or(std::string_view key, std::int64_t least, std::int64_t most,
                                             std::vector<std::int64_t> fallback) {
    const auto* node = node_->find(key);
    if (node == nullptr) {
        return fallback;
    }
    const auto* array = node->as_array();
    if (array == nullptr) {
        const auto one = fitting_integer(*node_, key, node, least, most);
        return one ? std::vector{*one} : fallback;
    }
    std::vector<std::int64_t> integers;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const std::string place = std::string(key) + '[' + std::to_string(i + 1) + ']';
        if (const auto integer = fitting_integer(*node_, place, array->get(i), least, most)) {
            integers.push_back(*integer);
        }
    }
    return integers;
}

bool Table::flag_or(std::string_view key, bool fallback) {
    return fitting_flag(*node_, key, node_->find(key)).value_or(fallback);
}

std::string Table::one_of_or(std::string_view key, const std::vector<std::string>& allowed, std::string fallback) {
    return fitting_text(*node_, key, node_->find(key), list_of(allowed), among(allowed)).value_or(std::move(fallback));
}

std::vector<std::string> Table::texts_or(std::string_view key, std::vector<std::string> fallback) {
    const auto* node = node_->find(key);
    if (node == nullptr) {
        return fallback;
    }
    const auto* array = node->as_array();
    if (array == nullptr) {
        node_->report(key, node, some_texts);
        return fallback;
    }
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < array->size(); ++i) {
        const std::string place = std::string(key) + '[' + std::to_string(i + 1) + ']';
        if (auto text = fitting_text(*node_, place, array->get(i), a_text, any_text)) {
            texts.push_back(*std::move(text));
        }
    }
    return texts;
}

bool Table::has(std::string_view key) const {
    return node_->find(key) != nullptr;
}

std::vector<std::string> Table::keys() const {
    std::vector<std::string> keys;
    if (node_->table != nullptr) {
        for (const auto& [key, value] : *node_->table) {
            keys.emplace_back(key.str());
        }
    }
    return keys;
}

Table Table::table(std::string_view key) {
    auto made = std::make_shared<Node>(Node{node_->source, nullptr, node_->path_of(key)});
    const std::string expected = "the table [" + made->path + "]";
    if (const auto* node = node_->require(key, expected)) {
        made->table = node->as_table();
        if (made->table == nullptr) {
            node_->report(key, node, expected);
        }
    }
    return Table(std::move(made));
}

std::optional<Table> Table::table_if(std::string_view key) {
    if (node_->find(key) == nullptr) {
        return std::nullopt;
    }
    Table made = table(key);
    return made.node_->table != nullptr ? std::optional(std::move(made)) : std::nullopt;
}

std::vector<Table> Table::tables(std::string_view key) {
    std::vector<Table> tables;
    const auto* node = node_->find(key);
    if (node == nullptr) {
        return tables;
    }
    const std::string expected = "tables, each as [[" + node_->path_of(key) + "]]";
    const auto* array = node->as_array();
    if (array == nullptr) {
        node_->report(key, node, expected);
        return tables;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        const std::string place = std::string(key) + '[' + std::to_string(i + 1) + ']';
        const auto* element = array->get(i)->as_table();
        if (element == nullptr) {
            node_->report(place, array->get(i), expected);
            continue;
        }
        tables.push_back(Table(std::make_shared<Node>(Node{node_->source, element, node_->path_of(place)})));
    }
    return tables;
}

std::vector<Table> Table::table_or_tables(std::string_view key) {
    const auto* node = node_->find(key);
    if (node == nullptr || !node->is_array()) {
        return {table(key)};
    }
    auto made = tables(key);
    if (made.empty()) {
        node_->report(key, node, "at least one [[" + node_->path_of(key) + "]]");
    }
    return made;
}

void Table::fault(std::string_view key, std::string expected) {
    const std::size_t bracket = key.ends_with(']') ? key.rfind('[') : key.npos;
    const auto* node = node_->find(key.substr(0, bracket));
    if (const auto* array = node != nullptr && bracket != key.npos ? node->as_array() : nullptr) {
        const auto index = std::strtoul(std::string(key.substr(bracket + 1)).c_str(), nullptr, 10);
        node = index > 0 ? array->get(index - 1) : nullptr;
    }
    node_->report(key, node, std::move(expected));
}

std::size_t Table::faults() const {
    return node_->source->problems.size();
}

void Table::done() {
    if (node_->table == nullptr) {
        return;
    }
    const auto& asked = node_->source->asked[node_->table];
    for (const auto& [key, value] : *node_->table) {
        if (asked.contains(key.str())) {
            continue;
        }
        const std::string near = nearest(key.str(), asked);
        std::string expected = near.empty() ? "no such key here" : "did you mean `" + near + "`?";
        node_->source->report(key.source().begin, node_->path_of(key.str()), "an unknown key", std::move(expected));
    }
}

} // namespace parkgate::settings
