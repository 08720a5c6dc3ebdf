#include "ledger/sqlite/open.hpp"

#include "ledger/sqlite/schema.hpp"
#include "ledger/sqlite/sqlite_engine.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

std::string explain(const std::filesystem::path& file, const sqlite::OpenFailure& failure) {
    const std::string name = file.string();
    switch (failure.error) {
    case sqlite::OpenError::in_use:
        return name + " is in use by another process that answers no tool; if that is parkgate-ledger, it is just "
                      "starting or ending: try again";
    case sqlite::OpenError::newer:
        return name + " was written by a later version of parkgate-ledger and was not touched (" + failure.detail + ")";
    case sqlite::OpenError::damaged:
        return name + " is damaged or not a ledger's file and was not touched (" + failure.detail + ")";
    case sqlite::OpenError::unreadable: return name + " cannot be opened (" + failure.detail + ")";
    }
    std::unreachable();
}

} // namespace

std::expected<std::unique_ptr<StorageEngine>, std::string> open_sqlite(const std::filesystem::path& file) {
    std::error_code error;
    std::filesystem::create_directory(file.parent_path(), error); // one level: a wrong path still shows
    auto database = sqlite::open_database(file, schema());
    if (!database) {
        return std::unexpected(explain(file, database.error()));
    }
    return std::make_unique<SqliteEngine>(std::move(*database));
}

std::expected<std::unique_ptr<StorageEngine>, std::string> open_sqlite_copy(const std::filesystem::path& file) {
    auto database = sqlite::open_copy(file, schema());
    if (!database) {
        return std::unexpected(file.string() + " cannot be read as a copy of the books (" + database.error().detail +
                               "); `parkgate-ledger backup` makes one");
    }
    return std::make_unique<SqliteEngine>(std::move(*database));
}

} // namespace parkgate::ledger
