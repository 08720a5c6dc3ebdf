#include "platform/sqlite/database.hpp"
#include "platform/sqlite/inspect.hpp"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <system_error>

namespace parkgate::sqlite {

namespace {

constexpr int pages_at_once = 128; // 512 KiB

std::uintmax_t size_or_zero(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

// Characters that mean something in a URI.
std::string uri_of(const std::filesystem::path& file) {
    std::string out = "file:";
    for (const char c : std::filesystem::absolute(file).string()) {
        if (c == '%') {
            out += "%25";
        } else if (c == '?') {
            out += "%3f";
        } else if (c == '#') {
            out += "%23";
        } else {
            out += c;
        }
    }
    return out + "?immutable=1";
}

} // namespace

std::expected<SQLite::Database, OpenFailure> open_copy(const std::filesystem::path& file, const Schema& schema) {
    if (size_or_zero(file) == 0) {
        return std::unexpected(OpenFailure{OpenError::unreadable, "no such file, or an empty one"});
    }
    if (size_or_zero(file.string() + "-wal") > 0) {
        return std::unexpected(OpenFailure{OpenError::in_use, "it has a -wal: it is no copy, or not a whole one"});
    }
    try {
        // Whoever reads a copy need not be allowed to make a file beside it.
        SQLite::Database database(uri_of(file), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
        if (auto failure = check_identity(database, schema)) {
            return std::unexpected(*std::move(failure));
        }
        const auto version = database.execAndGet("PRAGMA user_version").getInt();
        if (version != static_cast<int>(schema.migrations.size())) {
            return std::unexpected(
                OpenFailure{OpenError::unreadable, "of an earlier version (schema " + std::to_string(version) + ")"});
        }
        return database;
    } catch (const SQLite::Exception& exception) {
        return std::unexpected(OpenFailure{error_of(exception), exception.what()});
    }
}

struct Copy::Open {
    Open(SQLite::Database& from, const std::filesystem::path& file)
        : to(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE), backup(to, from) {}

    SQLite::Database to;
    SQLite::Backup backup;
};

Copy::Copy(SQLite::Database& from, std::filesystem::path to) : to_(std::move(to)) {
    if (std::filesystem::exists(to_)) {
        throw SQLite::Exception(to_.string() + " is there already");
    }
    open_ = std::make_unique<Open>(from, to_);
    // It is as private as what it copies.
    std::filesystem::permissions(to_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

Copy::~Copy() {
    if (open_) {
        open_.reset();
        std::error_code ignored;
        std::filesystem::remove(to_, ignored);
        std::filesystem::remove(to_.string() + "-journal", ignored);
    }
}

bool Copy::step() {
    if (!open_) {
        return false;
    }
    const int result = open_->backup.executeStep(pages_at_once);
    pages_ = open_->backup.getTotalPageCount();
    if (result != SQLITE_DONE) {
        return true;
    }
    // The page that says how a file is written came along; a copy is one file.
    open_.reset();
    SQLite::Database plain(to_.string(), SQLite::OPEN_READWRITE);
    plain.exec("PRAGMA journal_mode=DELETE");
    return false;
}

std::int64_t Copy::pages() const {
    return pages_;
}

std::int64_t Copy::pages_left() const {
    return open_ ? open_->backup.getRemainingPageCount() : 0;
}

} // namespace parkgate::sqlite
