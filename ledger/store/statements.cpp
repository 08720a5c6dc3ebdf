#include "ledger/store/statements.hpp"

namespace parkgate::ledger {

Prepared::Prepared(const SQLite::Database& database, const char* sql) {
    const int result =
        sqlite3_prepare_v3(database.getHandle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (result != SQLITE_OK) {
        throw SQLite::Exception(database.getHandle(), result);
    }
}

Prepared::~Prepared() {
    sqlite3_finalize(statement_);
}

void Prepared::check(int result) const {
    if (result != SQLITE_OK) {
        throw SQLite::Exception(sqlite3_db_handle(statement_), result);
    }
}

bool Prepared::step() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW || result == SQLITE_DONE) {
        return result == SQLITE_ROW;
    }
    throw SQLite::Exception(sqlite3_db_handle(statement_), result);
}

std::string Prepared::text(int column) const {
    const auto* text = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return text == nullptr ? std::string()
                           : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

} // namespace parkgate::ledger
