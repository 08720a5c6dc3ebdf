#include "platform/sqlite/database.hpp"

#include "platform/sqlite/inspect.hpp"

#include <sqlite3.h>

#include <system_error>

namespace parkgate::sqlite {

namespace {

// How long to wait for a predecessor that is just ending.
constexpr int busy_ms = 200;

std::uintmax_t size_or_zero(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

void migrate(SQLite::Database& database, const Schema& schema) {
    const auto from = static_cast<std::size_t>(database.execAndGet("PRAGMA user_version").getInt());
    for (auto version = from; version < schema.migrations.size(); ++version) {
        Transaction transaction(database);
        database.exec("PRAGMA application_id=" + std::to_string(schema.application_id));
        database.exec(std::string(schema.migrations[version]));
        database.exec("PRAGMA user_version=" + std::to_string(version + 1));
        transaction.commit();
    }
}

// The exclusive mode must come before WAL: only then is the lock taken on the file itself and no -shm used.
void lock_and_set_up(SQLite::Database& database) {
    database.exec("PRAGMA mmap_size=0");
    database.exec("PRAGMA locking_mode=EXCLUSIVE");
    const auto mode = database.execAndGet("PRAGMA journal_mode=WAL").getString();
    if (mode != "wal") {
        throw SQLite::Exception("journal mode is " + mode + ", not wal");
    }
    database.exec("PRAGMA synchronous=FULL");
    // A checkpoint syncs the whole file and holds up the commit that it falls on: at 1000 pages that is one in a
    // hundred, the very p99. 16 MB of WAL are read back in some 30 ms after a crash.
    database.exec("PRAGMA wal_autocheckpoint=4000");
    database.exec("PRAGMA foreign_keys=ON");
    database.exec("PRAGMA temp_store=MEMORY");
    database.exec("BEGIN EXCLUSIVE");
    database.exec("COMMIT");
}

} // namespace

std::optional<OpenFailure> look_at(const std::filesystem::path& file, const Schema& schema, int check_ms) {
    if (size_or_zero(file) > 0) {
        return inspect(file, schema, check_ms);
    }
    if (size_or_zero(file.string() + "-wal") > 0) {
        // SQLite would delete the -wal of an empty file, and commits with it.
        return OpenFailure{OpenError::damaged, "the file is empty but its -wal is not"};
    }
    return std::nullopt;
}

std::expected<SQLite::Database, OpenFailure> open_database(const std::filesystem::path& file, const Schema& schema,
                                                           int check_ms) {
    if (auto failure = look_at(file, schema, check_ms)) {
        return std::unexpected(*std::move(failure));
    }
    try {
        // One thread owns it: SQLite need not lock the connection at each of its calls.
        constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        SQLite::Database database(file.string(), flags, busy_ms);
        lock_and_set_up(database);
        // Once more under the lock: another process may have written since the look.
        if (auto failure = check_identity(database, schema)) {
            return std::unexpected(*std::move(failure));
        }
        migrate(database, schema);
        return database;
    } catch (const SQLite::Exception& exception) {
        return std::unexpected(OpenFailure{error_of(exception), exception.what()});
    }
}

SQLite::Database open_in_memory(const Schema& schema) {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA foreign_keys=ON");
    migrate(database, schema);
    return database;
}

Transaction::Transaction(SQLite::Database& database) : database_(database) {
    database_.exec("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (open_) {
        // SQLite has rolled back by itself after some errors (a full disk), and then refuses.
        static_cast<void>(database_.tryExec("ROLLBACK"));
    }
}

void Transaction::commit() {
    database_.exec("COMMIT");
    open_ = false;
}

} // namespace parkgate::sqlite
