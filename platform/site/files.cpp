#include "platform/site/files.hpp"

#include <fstream>
#include <sstream>

namespace parkgate::site {

std::optional<std::string> whole_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return in && !text.str().empty() ? std::optional(text.str()) : std::nullopt;
}

std::string named_file(settings::Table& table, std::string_view key, const std::filesystem::path& folder) {
    const std::string name = table.path(key);
    if (name.empty()) {
        return {}; // reported with the key
    }
    auto text = whole_file(folder / name);
    if (!text) {
        table.fault(key, "a file that can be read and is not empty");
    }
    return std::move(text).value_or("");
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find_first_of("\r\n"));
}

} // namespace parkgate::site
