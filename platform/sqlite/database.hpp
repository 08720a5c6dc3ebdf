// A SQLite file as both daemons use it: one process, one connection, every commit on the disk before it counts.
// Not thread-safe: one thread owns it.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::sqlite {

enum class OpenError : std::uint8_t {
    in_use,     // another process has it; it was not touched
    newer,      // written by a later version of the program
    damaged,    // not a database of ours, or it fails its check
    unreadable, // the folder or file cannot be opened
};

struct OpenFailure {
    OpenError error = OpenError::unreadable;
    std::string detail;
};

// The schema of a program: migration i takes a file from version i to i + 1; the last index + 1 is the current version.
struct Schema {
    std::int32_t application_id = 0; // PRAGMA application_id, tells our files from others
    std::vector<std::string_view> migrations;
};

// A look without a write: why the file would not be opened, if so. A file that is not there yet is good.
std::optional<OpenFailure> look_at(const std::filesystem::path& file, const Schema& schema, int check_ms = 100);

// Opens or makes the file: WAL, synchronous FULL, exclusive lock, no mmap. An existing file is looked at read-only
// first (version, application id, quick_check within `check_ms`), so that one that is not taken stays unaltered.
std::expected<SQLite::Database, OpenFailure> open_database(const std::filesystem::path& file, const Schema& schema,
                                                           int check_ms = 100);
// The same schema in memory.
SQLite::Database open_in_memory(const Schema& schema);

// Moves the file with its -wal and -shm aside, whole: <file>.aside-<stamp>. The new name.
std::expected<std::filesystem::path, std::string> move_aside(const std::filesystem::path& file, std::string_view stamp);

// BEGIN IMMEDIATE ... COMMIT; rolls back when left without commit().
class Transaction {
  public:
    explicit Transaction(SQLite::Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    SQLite::Database& database_;
    bool open_ = true;
};

} // namespace parkgate::sqlite
