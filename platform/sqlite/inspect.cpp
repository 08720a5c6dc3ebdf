#include "platform/sqlite/inspect.hpp"

#include <sqlite3.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace parkgate::sqlite {

namespace {

using Deadline = std::chrono::steady_clock::time_point;

// Ends a statement at a deadline. Both means are needed: SQLite 3.40 calls no progress handler inside quick_check's one
// long instruction, but looks there for an interrupt; an interrupt is forgotten when it comes before the statement
// runs.
class TimeLimit {
  public:
    TimeLimit(sqlite3* handle, Deadline deadline) : handle_(handle), deadline_(deadline) {
        sqlite3_progress_handler(handle_, 1000, &TimeLimit::on_progress, this);
        interrupter_ = std::jthread([this](const std::stop_token& stop) {
            std::unique_lock lock(mutex_);
            wake_.wait_until(lock, stop, deadline_, [] { return false; });
            if (!stop.stop_requested()) {
                sqlite3_interrupt(handle_);
            }
        });
    }
    ~TimeLimit() {
        interrupter_ = {};
        sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
    }
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;

    [[nodiscard]] bool passed() const { return std::chrono::steady_clock::now() >= deadline_; }

  private:
    static int on_progress(void* self) { return static_cast<TimeLimit*>(self)->passed() ? 1 : 0; }

    sqlite3* handle_;
    Deadline deadline_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread interrupter_;
};

std::optional<OpenFailure> quick_check(SQLite::Database& database, int check_ms) {
    if (check_ms <= 0) {
        return std::nullopt;
    }
    TimeLimit limit(database.getHandle(), std::chrono::steady_clock::now() + std::chrono::milliseconds(check_ms));
    try {
        SQLite::Statement query(database, "PRAGMA quick_check(1)");
        // An interrupted check reports the pages that it did not reach as unused, so its findings count only in time.
        if (query.executeStep() && !limit.passed() && query.getColumn(0).getString() != "ok") {
            return OpenFailure{OpenError::damaged, query.getColumn(0).getString()};
        }
    } catch (const SQLite::Exception& exception) {
        if (exception.getErrorCode() != SQLITE_INTERRUPT) {
            throw;
        }
    }
    return std::nullopt;
}

} // namespace

OpenError error_of(const SQLite::Exception& exception) {
    switch (exception.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return OpenError::in_use;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return OpenError::damaged;
    default: return OpenError::unreadable;
    }
}

std::optional<OpenFailure> check_identity(SQLite::Database& database, const Schema& schema) {
    const auto id = database.execAndGet("PRAGMA application_id").getInt();
    const auto version = database.execAndGet("PRAGMA user_version").getInt();
    if (id == 0 && version == 0 && database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0) {
        return std::nullopt; // the first start was cut off before its first migration
    }
    if (id != schema.application_id) {
        return OpenFailure{OpenError::damaged,
                           "a database of another program (application id " + std::to_string(id) + ")"};
    }
    const auto known = static_cast<int>(schema.migrations.size());
    if (version > known) {
        return OpenFailure{OpenError::newer,
                           "schema version " + std::to_string(version) + ", known up to " + std::to_string(known)};
    }
    if (version < 0) {
        return OpenFailure{OpenError::damaged, "schema version " + std::to_string(version)};
    }
    return std::nullopt;
}

std::optional<OpenFailure> inspect(const std::filesystem::path& file, const Schema& schema, int check_ms) {
    try {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY, 200);
        // Closing the last connection would otherwise move the -wal into the file, which may not be ours to alter.
        sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        if (auto failure = check_identity(database, schema)) {
            return failure;
        }
        return quick_check(database, check_ms);
    } catch (const SQLite::Exception& exception) {
        if ((exception.getErrorCode() & 0xff) == SQLITE_READONLY) {
            return std::nullopt;
        }
        return OpenFailure{error_of(exception), exception.what()};
    }
}

} // namespace parkgate::sqlite
