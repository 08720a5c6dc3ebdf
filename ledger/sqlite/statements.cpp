#include "ledger/sqlite/statements.hpp"

#include "ledger/store/storage_engine.hpp"

namespace parkgate::ledger {

namespace {

// Every statement fails here, in the port's words.
[[noreturn]] void fail(sqlite3* database, int result) {
    if ((result & 0xff) == SQLITE_CONSTRAINT) {
        throw BrokenInvariant(sqlite3_errmsg(database));
    }
    throw StorageFailed(sqlite3_errmsg(database));
}

} // namespace

Prepared::Prepared(const SQLite::Database& database, const char* sql) {
    const int result =
        sqlite3_prepare_v3(database.getHandle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (result != SQLITE_OK) {
        fail(database.getHandle(), result);
    }
}

Prepared::~Prepared() {
    sqlite3_finalize(statement_);
}

void Prepared::check(int result) const {
    if (result != SQLITE_OK) {
        fail(sqlite3_db_handle(statement_), result);
    }
}

bool Prepared::step() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW || result == SQLITE_DONE) {
        return result == SQLITE_ROW;
    }
    fail(sqlite3_db_handle(statement_), result);
}

std::string_view Prepared::view(int column) const {
    const auto* text = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return text == nullptr ? std::string_view()
                           : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

} // namespace parkgate::ledger
