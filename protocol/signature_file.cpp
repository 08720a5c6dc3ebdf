#include "protocol/signature_file.hpp"

#include "protocol/codec/describe.hpp"
#include "protocol/codec/hex.hpp"
#include "protocol/codec/reflect.hpp"
#include "protocol/topics.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <utility>

namespace parkgate {

namespace {

struct SignatureFile {
    std::vector<SignedDocument> signatures;
};

} // namespace

BOOST_DESCRIBE_STRUCT(FileStatement, (), (file, version, signer, signed_at, hash))

namespace {

BOOST_DESCRIBE_STRUCT(SignatureFile, (), (signatures))

template <typename T>
std::expected<T, std::string> read(std::string_view text) {
    auto decoded = codec::decode_described<T>(text);
    if (!decoded) {
        return std::unexpected(std::string(text_of(decoded.error().cause)) + ": " + decoded.error().detail);
    }
    return std::move(*decoded);
}

std::string names_of(const std::vector<FileSigner>& signers) {
    std::string out;
    for (const auto& signer : signers) {
        out += (out.empty() ? "" : ", ") + signer.name;
    }
    return out;
}

bool is_by(const FileSigner& signer, const SignedDocument& signature, std::string_view site) {
    KeyRing ring;
    ring.add({signature.key, KeyRole::command, signer.name, signer.key});
    return ring.verify(KeyRole::command, rules_purpose(site), signature).has_value();
}

// By version: who has signed it.
struct Signed {
    std::map<std::int64_t, SignedVersion> good;
    std::vector<std::string> bad; // why the others do not count
};

Signed sort_out(const FileToCheck& file, const std::vector<SignedDocument>& signatures,
                const std::vector<FileSigner>& signers, std::string_view site) {
    Signed out;
    const std::string hash = hash_of(file.bytes);
    for (const auto& signature : signatures) {
        const auto said = statement_of(signature);
        const auto by = said ? std::ranges::find(signers, said->signer, &FileSigner::name) : signers.end();
        if (!said) {
            out.bad.push_back("a signature that cannot be read");
        } else if (by == signers.end()) {
            out.bad.push_back("a signature by " + said->signer + ", who may not sign here");
        } else if (!is_by(*by, signature, site)) {
            out.bad.push_back("a signature that is not by the key of " + said->signer + " for this site");
        } else if (said->file != file.name) {
            out.bad.push_back("a signature by " + said->signer + " of " + said->file);
        } else if (said->hash != hash) {
            out.bad.push_back("a signature by " + said->signer + " of other bytes");
        } else {
            auto& version = out.good[said->version];
            version.version = said->version;
            version.signed_at = std::max(version.signed_at, said->signed_at);
            if (std::ranges::find(version.signers, said->signer) == version.signers.end()) {
                version.signers.push_back(said->signer);
            }
        }
    }
    for (auto& [number, version] : out.good) {
        std::ranges::sort(version.signers);
    }
    return out;
}

FileFlaw too_few(const FileToCheck& file, const Signed& known, const std::vector<FileSigner>& signers,
                 std::size_t persons) {
    const std::string sign = "parkgatectl rules sign " + std::string(file.name);
    if (!known.good.empty()) {
        const auto& [number, version] = *known.good.rbegin();
        return {"version " + std::to_string(number) + " signed by " + version.signers.front() + " alone",
                std::to_string(persons) + " persons of " + names_of(signers) + ": another one does `" + sign +
                    " --version " + std::to_string(number) + "`"};
    }
    std::string found;
    for (const auto& why : known.bad) {
        found += (found.empty() ? "" : ", ") + why;
    }
    return {found.empty() ? "no signature" : found, "one of these bytes by " + names_of(signers) +
                                                        ": look what has changed, then `" + sign +
                                                        "` with a higher version"};
}

} // namespace

std::expected<FileSigner, std::string> read_file_signer(std::string_view line) {
    const auto space = line.find(' ');
    const auto key = codec::from_hex(line.substr(0, space));
    const auto name = space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
    if (!key || !is_name(name)) {
        return std::unexpected(std::string("64 hexadecimal digits, a space and a name"));
    }
    return FileSigner{std::string(name), *key};
}

std::string file_signer_line(const Signer& signer, std::string_view name) {
    return codec::to_hex(signer.public_bytes()) + " " + std::string(name);
}

SignedDocument sign_file(const FileStatement& statement, const Signer& signer, std::string_view site) {
    return signer.sign_document(rules_purpose(site), codec::encode_described(statement));
}

std::expected<std::vector<SignedDocument>, std::string> read_signatures(std::string_view text) {
    auto file = read<SignatureFile>(text);
    if (!file) {
        return std::unexpected(std::move(file.error()));
    }
    return std::move(file->signatures);
}

std::string signatures_text(const std::vector<SignedDocument>& signatures) {
    return codec::encode_described(SignatureFile{signatures}) + "\n";
}

std::expected<FileStatement, std::string> statement_of(const SignedDocument& signature) {
    auto said = read<FileStatement>(signature.bytes);
    if (said && (said->version < 1 || said->version > highest_file_version)) {
        return std::unexpected("version: expected 1 to " + std::to_string(highest_file_version));
    }
    return said;
}

std::expected<SignedVersion, FileFlaw> check_file(const FileToCheck& file, const std::vector<FileSigner>& signers,
                                                  std::size_t persons, std::string_view site) {
    const std::string beside = std::string(file.name) + ".sig";
    if (file.signatures.empty()) {
        return std::unexpected(FileFlaw{"no signature", beside + " beside it: `parkgatectl rules sign " +
                                                            std::string(file.name) + "` makes it"});
    }
    const auto signatures = read_signatures(file.signatures);
    if (!signatures) {
        return std::unexpected(FileFlaw{"a " + beside + " that cannot be read (" + signatures.error() + ")",
                                        "one that `parkgatectl rules sign " + std::string(file.name) + "` has made"});
    }
    Signed known = sort_out(file, *signatures, signers, site);
    for (auto& version : known.good | std::views::values | std::views::reverse) {
        if (version.signers.size() >= persons) {
            return std::move(version);
        }
    }
    return std::unexpected(too_few(file, known, signers, persons));
}

} // namespace parkgate
