#include "platform/settings/source.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace parkgate::settings {

struct Document::State : Source {
    std::string text;
};

Document Document::from_file(const std::string& path) {
    std::string text;
    std::FILE* file = std::fopen(path.c_str(), "rbe");
    bool good = file != nullptr;
    if (good) {
        char block[4096];
        std::size_t got = 0;
        while ((got = std::fread(block, 1, sizeof block, file)) > 0) {
            text.append(block, got);
        }
        good = std::ferror(file) == 0;
    }
    const int error = errno;
    if (file != nullptr) {
        std::fclose(file);
    }
    if (good) {
        return from_text(text, path);
    }
    Document document;
    document.state_ = std::make_shared<State>();
    document.state_->file = path;
    document.state_->report({}, "", "", "cannot be read: " + std::string(std::strerror(error)));
    return document;
}

Document Document::from_text(std::string_view text, std::string file_name) {
    Document document;
    document.state_ = std::make_shared<State>();
    document.state_->file = std::move(file_name);
    document.state_->text = text;
    try {
        document.state_->root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        document.state_->report(error.source().begin, "", "", std::string(error.description()));
    } catch (const std::exception& error) {
        document.state_->report({1, 1}, "", "", error.what());
    }
    return document;
}

// After a syntax error nothing is known of the keys, so the root reads as empty without further reports.
Table Document::root() {
    auto node = std::make_shared<Table::Node>();
    node->source = state_;
    node->table = state_->problems.empty() || !state_->root.empty() ? &state_->root : nullptr;
    return Table(std::move(node));
}

const std::vector<Problem>& Document::problems() const {
    return state_->problems;
}

const std::string& Document::text() const {
    return state_->text;
}

const std::string& Document::file() const {
    return state_->file;
}

} // namespace parkgate::settings
