// Makes the store's engine over SQLite. The errors are one line for a person.
#pragma once

#include "ledger/store/storage_engine.hpp"

#include <expected>
#include <filesystem>
#include <memory>
#include <string>

namespace parkgate::ledger {

// Opens or makes the file; one that is not taken is left as it is.
std::expected<std::unique_ptr<StorageEngine>, std::string> open_sqlite(const std::filesystem::path& file);
// A copy that nobody writes; what changes the books fails on it.
std::expected<std::unique_ptr<StorageEngine>, std::string> open_sqlite_copy(const std::filesystem::path& file);

} // namespace parkgate::ledger
