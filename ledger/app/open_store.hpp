// The store over the engine that this ledger runs on. The one place that names an engine.
#pragma once

#include "ledger/store/store.hpp"

#include <expected>
#include <filesystem>
#include <memory>
#include <string>

namespace parkgate::ledger {

// Opens or makes the file. The error is one line for a person; a file that is not taken is left as it is.
std::expected<std::unique_ptr<Store>, std::string> open_store(const std::filesystem::path& file, Terms terms,
                                                              std::string site, Signer signer);
// A copy that nobody writes; what changes the books fails on it.
std::expected<std::unique_ptr<Store>, std::string> open_store_copy(const std::filesystem::path& file, Terms terms,
                                                                   std::string site, Signer signer);

} // namespace parkgate::ledger
