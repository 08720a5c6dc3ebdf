// Prepared statements, made once each. Internal to the room.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace parkgate::ledger {

// A statement that SQLite keeps ready.
class Prepared {
  public:
    Prepared(const SQLite::Database& database, const char* sql);
    ~Prepared();
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    bool step(); // true: there is a row
    void reset() { sqlite3_reset(statement_); }
    [[nodiscard]] int changes() const { return sqlite3_changes(sqlite3_db_handle(statement_)); }

    void bind_null(int index) { check(sqlite3_bind_null(statement_, index)); }
    void bind_integer(int index, std::int64_t value) { check(sqlite3_bind_int64(statement_, index, value)); }
    // Copied, unless the text is there until the statement has run.
    void bind_text(int index, std::string_view text, bool copied) {
        check(sqlite3_bind_text64(statement_, index, text.data(), text.size(),
                                  copied ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8));
    }

    [[nodiscard]] bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    [[nodiscard]] std::string text(int column) const { return std::string(view(column)); }
    [[nodiscard]] std::string_view view(int column) const; // until the next step

  private:
    void check(int result) const;

    sqlite3_stmt* statement_ = nullptr;
};

// One use of a prepared statement: bound at birth, reset at the end, so that no read stays open over a commit. What was
// bound stays until the next use, which binds all of it anew.
class Query {
  public:
    template <typename... Values>
    explicit Query(Prepared& statement, const Values&... values) : Query(statement, true, values...) {}
    ~Query() { statement_.reset(); }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    bool next() {
        done_ = done_ || !statement_.step(); // SQLite would begin again
        return !done_;
    }
    [[nodiscard]] std::int64_t integer(int column) const { return statement_.integer(column); }
    [[nodiscard]] std::string text(int column) const { return statement_.text(column); }
    [[nodiscard]] std::string_view view(int column) const { return statement_.view(column); } // until next()
    [[nodiscard]] SiteTime time(int column) const { return SiteTime{Duration{integer(column)}}; }
    [[nodiscard]] std::optional<std::int64_t> integer_if(int column) const {
        return statement_.is_null(column) ? std::nullopt : std::optional(integer(column));
    }

    // Runs it to its end; how many rows it has changed. What it is given is not copied.
    template <typename... Values>
    static int run(Prepared& statement, const Values&... values) {
        Query query(statement, false, values...);
        while (query.next()) {
        }
        return statement.changes();
    }

    [[nodiscard]] std::optional<std::string> text_if(int column) const {
        return statement_.is_null(column) ? std::nullopt : std::optional(text(column));
    }

  private:
    template <typename... Values>
    Query(Prepared& statement, bool copied, const Values&... values) : statement_(statement), copied_(copied) {
        int index = 0;
        (bind(++index, values), ...);
    }

    void bind(int index, std::int64_t value) { statement_.bind_integer(index, value); }
    void bind(int index, std::string_view value) { statement_.bind_text(index, value, copied_); }
    void bind(int index, const std::string& value) { statement_.bind_text(index, value, copied_); }
    template <typename Tag>
    void bind(int index, const Id<Tag>& id) {
        bind(index, id.text);
    }
    template <typename Tag>
    void bind(int index, Amount<Tag> amount) {
        statement_.bind_integer(index, amount.count);
    }
    void bind(int index, SiteTime time) { statement_.bind_integer(index, time.time_since_epoch().count()); }
    template <typename E>
        requires std::is_enum_v<E>
    void bind(int index, E value) {
        statement_.bind_integer(index, static_cast<std::int64_t>(value));
    }
    template <typename T>
    void bind(int index, const std::optional<T>& value) {
        if (value) {
            bind(index, *value);
        } else {
            statement_.bind_null(index);
        }
    }

    Prepared& statement_;
    bool copied_;
    bool done_ = false;
};

class Statements {
  public:
    explicit Statements(SQLite::Database& database) : database_(database) {}

    // `sql` must be a literal: its address is the key.
    Prepared& operator()(const char* sql) const {
        auto& statement = cache_[sql];
        if (!statement) {
            statement = std::make_unique<Prepared>(database_, sql);
        }
        return *statement;
    }
    [[nodiscard]] SQLite::Database& database() const { return database_; }

  private:
    SQLite::Database& database_;
    mutable std::unordered_map<const char*, std::unique_ptr<Prepared>> cache_;
};

} // namespace parkgate::ledger
