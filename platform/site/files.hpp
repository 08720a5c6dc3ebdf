// Small files that a configuration names. Internal to the room.
#pragma once

#include "platform/settings/reader.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace parkgate::site {

// The whole of a file; none when it cannot be read or is empty.
std::optional<std::string> whole_file(const std::filesystem::path& file);
// The whole of the file that `key` names; empty, and reported, when there is none.
std::string named_file(settings::Table& table, std::string_view key, const std::filesystem::path& folder);
// Without the end of the line, so that an editor's last newline is not part of a password.
std::string first_line(const std::string& text);

} // namespace parkgate::site
