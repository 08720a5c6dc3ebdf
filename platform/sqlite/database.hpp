// A SQLite file as both daemons use it: one process, one connection, every commit on the disk before it counts.
// Not thread-safe: one thread owns it.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
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
// A copy that nobody writes, of the current version: read-only, without a lock and without a file beside it.
std::expected<SQLite::Database, OpenFailure> open_copy(const std::filesystem::path& file, const Schema& schema);
// The same schema in memory.
SQLite::Database open_in_memory(const Schema& schema);

// Moves the file with its -wal and -shm aside, whole: <file>.aside-<stamp>. The new name.
std::expected<std::filesystem::path, std::string> move_aside(const std::filesystem::path& file, std::string_view stamp);

// A consistent copy of an open database, some pages at a time: what is written to it meanwhile is in the copy as well.
// The copy has no -wal. An unfinished one is removed with this.
class Copy {
  public:
    Copy(SQLite::Database& from, std::filesystem::path to); // `to` must not exist
    ~Copy();
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    bool step(); // false: it is finished, and whole on the disk
    [[nodiscard]] std::int64_t pages() const;
    [[nodiscard]] std::int64_t pages_left() const;

  private:
    struct Open;
    std::filesystem::path to_;
    std::unique_ptr<Open> open_; // null: finished
    std::int64_t pages_ = 0;
};

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
