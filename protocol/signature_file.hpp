// A file that is signed: `<file>.sig` beside it says who has signed which version of it. docs/OPERATIONS.md is its
// page. Pure; thread-safe.
#pragma once

#include "protocol/signature.hpp"
#include "protocol/units.hpp"

#include <array>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate {

// What a person says of a file by signing it, over rules_purpose() of the site.
struct FileStatement {
    std::string file; // its name, without a folder
    std::int64_t version = 0;
    std::string signer;
    WallTime signed_at;
    std::string hash; // of the file's bytes: hash_of()
    bool operator==(const FileStatement&) const = default;
};
inline constexpr std::int64_t highest_file_version = 1'000'000'000;

// A person who may sign, by his public key: "<64 hexadecimal digits> <name>".
struct FileSigner {
    std::string name;
    std::array<unsigned char, 32> key{};
};
std::expected<FileSigner, std::string> read_file_signer(std::string_view line);
std::string file_signer_line(const Signer& signer, std::string_view name);

SignedDocument sign_file(const FileStatement& statement, const Signer& signer, std::string_view site);

// {"v":1,"signatures":[{"bytes":"...","key":"op-anna","signature":"..."}]}, where bytes is
// {"v":1,"file":"rules.toml","version":4,"signer":"anna","signed_at":"...","hash":"..."}
std::expected<std::vector<SignedDocument>, std::string> read_signatures(std::string_view text);
std::string signatures_text(const std::vector<SignedDocument>& signatures);
// What it says, whoever has signed it.
std::expected<FileStatement, std::string> statement_of(const SignedDocument& signature);

struct SignedVersion {
    std::int64_t version = 0;
    std::vector<std::string> signers; // by name, in alphabetical order
    WallTime signed_at;               // by the last of them
    bool operator==(const SignedVersion&) const = default;
};
// What is wrong, and what would be right: each half a sentence.
struct FileFlaw {
    std::string found;
    std::string expected;
};
struct FileToCheck {
    std::string_view name; // without a folder
    std::string_view bytes;
    std::string_view signatures; // the text of its signature file; empty: there is none
};
// The highest version of these very bytes that at least `persons` of the signers have signed.
std::expected<SignedVersion, FileFlaw> check_file(const FileToCheck& file, const std::vector<FileSigner>& signers,
                                                  std::size_t persons, std::string_view site);

} // namespace parkgate
