// Prepared statements, made once each. Internal to the room.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parkgate::ledger {

// One use of a prepared statement: bound at birth, reset at the end, so that no read stays open over a commit.
class Query {
  public:
    template <typename... Values>
    explicit Query(SQLite::Statement& statement, const Values&... values) : statement_(statement) {
        int index = 0;
        (bind(++index, values), ...);
    }
    ~Query() {
        statement_.tryReset();
        statement_.clearBindings();
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    bool next() { return statement_.executeStep(); }
    int run() { return statement_.exec(); } // rows changed

    [[nodiscard]] std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
    [[nodiscard]] std::string text(int column) const { return statement_.getColumn(column).getString(); }
    [[nodiscard]] SiteTime time(int column) const { return SiteTime{Duration{integer(column)}}; }
    [[nodiscard]] std::optional<std::int64_t> integer_if(int column) const {
        const auto value = statement_.getColumn(column);
        return value.isNull() ? std::nullopt : std::optional(value.getInt64());
    }

  private:
    void bind(int index, std::int64_t value) { statement_.bind(index, value); }
    void bind(int index, const std::string& value) { statement_.bind(index, value); }
    void bind(int index, std::string_view value) { statement_.bind(index, std::string(value)); }
    template <typename Tag>
    void bind(int index, const Id<Tag>& id) {
        statement_.bind(index, id.text);
    }
    template <typename Tag>
    void bind(int index, Amount<Tag> amount) {
        statement_.bind(index, amount.count);
    }
    void bind(int index, SiteTime time) { statement_.bind(index, std::int64_t{time.time_since_epoch().count()}); }
    template <typename E>
        requires std::is_enum_v<E>
    void bind(int index, E value) {
        statement_.bind(index, static_cast<std::int64_t>(value));
    }
    template <typename T>
    void bind(int index, const std::optional<T>& value) {
        if (value) {
            bind(index, *value);
        } else {
            statement_.bind(index);
        }
    }

    SQLite::Statement& statement_;
};

class Statements {
  public:
    explicit Statements(SQLite::Database& database) : database_(database) {}

    // `sql` must be a literal: its address is the key.
    SQLite::Statement& operator()(const char* sql) const {
        auto& statement = cache_[sql];
        if (!statement) {
            statement = std::make_unique<SQLite::Statement>(database_, sql);
        }
        return *statement;
    }
    [[nodiscard]] SQLite::Database& database() const { return database_; }

  private:
    SQLite::Database& database_;
    mutable std::map<const char*, std::unique_ptr<SQLite::Statement>> cache_;
};

} // namespace parkgate::ledger
