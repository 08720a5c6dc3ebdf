// Files of rules that are signed: what `parkgatectl rules` and `parkgatectl keys public` do. docs/OPERATIONS.md is
// their page.
#pragma once

#include "protocol/units.hpp"

#include <expected>
#include <filesystem>
#include <string>

namespace parkgate::ctl {

struct SignRules {
    std::filesystem::path file;
    std::filesystem::path key;
    std::string signer; // his name
    std::string site;
    std::int64_t version = 0;
};
// Adds a signature to those of the same version and bytes in `<file>.sig`, or begins it anew. What has been done, in a
// line; the error is one too.
std::expected<std::string, std::string> sign_rules(const SignRules& order, WallTime now);

// What a daemon with this configuration would say of the file.
std::expected<std::string, std::string> check_rules(const std::filesystem::path& file,
                                                    const std::filesystem::path& configuration);

// The line that [trust] rule_signers takes.
std::expected<std::string, std::string> public_line(const std::filesystem::path& key, const std::string& name);

} // namespace parkgate::ctl
