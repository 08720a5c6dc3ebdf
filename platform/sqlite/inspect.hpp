// Tells whether a database file is ours and sound. Internal to the room.
#pragma once

#include "platform/sqlite/database.hpp"

namespace parkgate::sqlite {

// What SQLite's code means to a caller. Busy is never damage.
OpenError error_of(const SQLite::Exception& exception);

// Ours, of a version that we know; throws SQLite::Exception.
std::optional<OpenFailure> check_identity(SQLite::Database& database, const Schema& schema);

// A read-only look at a file that exists. No failure when only writing could tell (a rollback journal waits).
std::optional<OpenFailure> inspect(const std::filesystem::path& file, const Schema& schema, int check_ms);

} // namespace parkgate::sqlite
