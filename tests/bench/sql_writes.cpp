#include "tests/bench/sql_writes.hpp"

#include "protocol/signature.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>

namespace parkgate::bench {

namespace {

void check(int result, sqlite3* database) {
    if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW) {
        throw std::runtime_error(sqlite3_errmsg(database));
    }
}

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3* database, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(database, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr), database);
    return Statement(statement);
}

void run(sqlite3* database, const char* sql) {
    check(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), database);
}

// Takes one literal as SQLite writes it off the front of `rest`.
SqlValue take_literal(std::string_view& rest) {
    if (rest.starts_with("NULL")) {
        rest.remove_prefix(4);
        return {};
    }
    if (rest.starts_with('\'')) {
        std::string text;
        std::size_t at = 1;
        while (at < rest.size()) {
            if (rest[at] != '\'') {
                text += rest[at++];
            } else if (rest.substr(at, 2) == "''") {
                text += '\'';
                at += 2;
            } else {
                rest.remove_prefix(at + 1);
                return text;
            }
        }
        throw std::runtime_error("a literal without an end");
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (error != std::errc{}) {
        throw std::runtime_error("a literal that is not known: " + std::string(rest.substr(0, 40)));
    }
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return number;
}

// Static: SQLite hands an extension no context. The bench has one connection at a time.
struct Noting {
    sqlite3* database = nullptr;
    bool on = false;
    WriteScript script;
    std::map<std::string, std::size_t> known;

    void note(sqlite3_stmt* statement) {
        const std::string_view sql = sqlite3_sql(statement);
        if (sql.starts_with("BEGIN")) {
            script.transactions.emplace_back();
            return;
        }
        const bool writes = sql.starts_with("INSERT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE");
        if (!writes || script.transactions.empty()) {
            return;
        }
        const auto [place, fresh] = known.try_emplace(std::string(sql), script.statements.size());
        if (fresh) {
            script.statements.emplace_back(sql);
        }
        const std::unique_ptr<char, decltype(&sqlite3_free)> expanded(sqlite3_expanded_sql(statement), sqlite3_free);
        script.transactions.back().push_back({place->second, bound_values(sql, expanded.get())});
    }
};
Noting noting;

int on_trace(unsigned, void*, void* statement, void* text) {
    // What a trigger runs is told as a comment, and happens in the replay by itself.
    if (noting.on && !std::string_view(static_cast<const char*>(text)).starts_with("--")) {
        noting.note(static_cast<sqlite3_stmt*>(statement));
    }
    return 0;
}

int on_connection(sqlite3* database, const char**, const void*) {
    noting.database = database;
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, on_trace, nullptr);
}

using Extension = void (*)();
Extension extension() {
    return reinterpret_cast<Extension>(&on_connection); // the type that sqlite3_auto_extension() asks for
}

void bind(sqlite3_stmt* statement, int index, const SqlValue& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(statement, index, *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
    } else {
        sqlite3_bind_null(statement, index);
    }
}

} // namespace

std::vector<SqlValue> bound_values(std::string_view sql, std::string_view expanded) {
    std::vector<SqlValue> values;
    bool quoted = false;
    for (std::size_t at = 0; at < sql.size();) {
        if (sql[at] == '?' && !quoted) {
            std::size_t number = 0;
            const auto* digits = sql.data() + at + 1;
            const auto* end = std::from_chars(digits, sql.data() + sql.size(), number).ptr;
            at = static_cast<std::size_t>(end - sql.data());
            values.resize(std::max(values.size(), number));
            values.at(number - 1) = take_literal(expanded);
            continue;
        }
        quoted = quoted != (sql[at] == '\'');
        if (expanded.empty() || expanded.front() != sql[at]) {
            throw std::runtime_error("these are not the same statement: " + std::string(sql));
        }
        expanded.remove_prefix(1);
        ++at;
    }
    return values;
}

std::size_t WriteScript::writes() const {
    return std::accumulate(transactions.begin(), transactions.end(), std::size_t{0},
                           [](std::size_t sum, const auto& each) { return sum + each.size(); });
}

// Numbers as text with a blank behind them, texts behind their length, all in one order.
void write_script(const std::filesystem::path& file, const WriteScript& script) {
    std::ofstream out(file, std::ios::binary);
    const auto text = [&out](const std::string& value) { out << value.size() << ' ' << value; };
    out << script.statements.size() << ' ';
    std::ranges::for_each(script.statements, text);
    out << script.transactions.size() << ' ';
    for (const auto& writes : script.transactions) {
        out << writes.size() << ' ';
        for (const auto& write : writes) {
            out << write.statement << ' ' << write.values.size() << ' ';
            for (const auto& value : write.values) {
                out << value.index() << ' ';
                if (const auto* number = std::get_if<std::int64_t>(&value)) {
                    out << *number << ' ';
                } else if (const auto* characters = std::get_if<std::string>(&value)) {
                    text(*characters);
                }
            }
        }
    }
    if (!out.flush()) {
        throw std::runtime_error(file.string() + " could not be written");
    }
}

WriteScript read_script(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const auto number = [&in] {
        std::int64_t value = 0;
        in >> value;
        in.get();
        return value;
    };
    const auto size = [&number] { return static_cast<std::size_t>(number()); };
    const auto text = [&in, &size] {
        std::string value(size(), '\0');
        in.read(value.data(), static_cast<std::streamsize>(value.size()));
        return value;
    };
    WriteScript script;
    script.statements.resize(size());
    std::ranges::generate(script.statements, text);
    script.transactions.resize(size());
    for (auto& writes : script.transactions) {
        writes.resize(size());
        for (auto& write : writes) {
            write.statement = size();
            write.values.resize(size());
            for (auto& value : write.values) {
                const auto kind = number();
                value = kind == 1 ? SqlValue(number()) : kind == 2 ? SqlValue(text()) : SqlValue();
            }
        }
    }
    if (!in) {
        throw std::runtime_error(file.string() + " is not a whole script");
    }
    return script;
}

WriteRecorder::WriteRecorder() {
    noting = {};
    sqlite3_auto_extension(extension());
}

WriteRecorder::~WriteRecorder() {
    sqlite3_cancel_auto_extension(extension());
    noting = {};
}

void WriteRecorder::start() {
    noting.on = true;
}

WriteScript WriteRecorder::stop() {
    noting.on = false;
    return std::move(noting.script);
}

std::vector<double> replay(sqlite3* database, const WriteScript& script) {
    std::vector<Statement> statements;
    for (const auto& sql : script.statements) {
        statements.push_back(prepare(database, sql));
    }
    std::vector<double> times;
    times.reserve(script.transactions.size());
    for (const auto& writes : script.transactions) {
        const auto began = std::chrono::steady_clock::now();
        run(database, "BEGIN IMMEDIATE");
        for (const auto& write : writes) {
            sqlite3_stmt* statement = statements[write.statement].get();
            for (std::size_t i = 0; i < write.values.size(); ++i) {
                bind(statement, static_cast<int>(i + 1), write.values[i]);
            }
            check(sqlite3_step(statement), database);
            sqlite3_reset(statement);
        }
        run(database, "COMMIT");
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
    }
    return times;
}

std::string content_hash(const std::filesystem::path& file) {
    sqlite3* opened = nullptr;
    check(sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr), opened);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database(opened, sqlite3_close);
    std::string all;
    const auto tables = prepare(opened, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    while (sqlite3_step(tables.get()) == SQLITE_ROW) {
        const std::string name = reinterpret_cast<const char*>(sqlite3_column_text(tables.get(), 0));
        const auto rows = prepare(opened, "SELECT * FROM \"" + name + "\"");
        while (sqlite3_step(rows.get()) == SQLITE_ROW) {
            std::string row = name;
            for (int column = 0; column < sqlite3_column_count(rows.get()); ++column) {
                const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(rows.get(), column));
                row.append(1, '\n').append(text == nullptr ? "NULL" : text);
            }
            all = hash_of(all + row);
        }
    }
    return all;
}

} // namespace parkgate::bench
