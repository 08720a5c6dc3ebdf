#include "parkgatectl/rule_files.hpp"

#include "platform/site/trust.hpp"
#include "protocol/codec.hpp"
#include "protocol/keys.hpp"
#include "protocol/signature_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

namespace parkgate::ctl {

namespace {

namespace fs = std::filesystem;
using Said = std::expected<std::string, std::string>;

Said read_whole(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in || text.str().empty()) {
        return std::unexpected(file.string() + ": cannot be read, or is empty");
    }
    return text.str();
}

std::expected<Signer, std::string> read_key(const fs::path& file) {
    const auto text = read_whole(file);
    if (!text) {
        return std::unexpected(text.error());
    }
    auto signer = read_signer(*text);
    return signer ? std::move(signer) : std::unexpected(file.string() + ": expected a private key: " + signer.error());
}

// A daemon that starts meanwhile reads the old file or the new one.
Said write_over(const fs::path& file, const std::string& text) {
    const fs::path beside = file.string() + ".new";
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    std::error_code error;
    if (out) {
        fs::rename(beside, file, error);
    }
    if (!out || error) {
        return std::unexpected(file.string() +
                               ": cannot be written: " + (error ? error.message() : std::strerror(errno)));
    }
    return file.string();
}

struct Kept {
    std::vector<SignedDocument> signatures;
    std::string signers;
};

// Of what has been signed before: the other persons' signatures of this version. A version names one content for good.
std::expected<Kept, std::string> keep_others(const fs::path& file, const FileStatement& now) {
    Kept out;
    std::error_code error;
    if (!fs::exists(file, error)) {
        return out;
    }
    const auto text = read_whole(file);
    const auto before = text ? read_signatures(*text) : std::unexpected(text.error());
    if (!before) {
        return std::unexpected(file.string() + ": " + before.error() + "; look at it, and remove it to begin anew");
    }
    for (const auto& signature : *before) {
        const auto said = statement_of(signature);
        if (!said || said->version < now.version || said->file != now.file) {
            continue;
        }
        if (said->version > now.version || said->hash != now.hash) {
            return std::unexpected(
                now.file + ": " + said->signer + " has signed version " + std::to_string(said->version) +
                (said->version > now.version ? " already" : " with other bytes") + ": take a higher version");
        }
        if (said->signer != now.signer) {
            out.signatures.push_back(signature);
            out.signers += said->signer + " and ";
        }
    }
    return out;
}

} // namespace

Said sign_rules(const SignRules& order, WallTime now) {
    if (!is_name(order.signer) || !is_name(order.site)) {
        return std::unexpected("the signer and the site are names of 1 to 64 of A-Z a-z 0-9 _ -");
    }
    const auto bytes = read_whole(order.file);
    const auto key = read_key(order.key);
    if (!bytes || !key) {
        return std::unexpected(bytes ? key.error() : bytes.error());
    }
    const FileStatement statement{order.file.filename().string(), order.version, order.signer, now, hash_of(*bytes)};
    const fs::path beside = order.file.string() + ".sig";
    auto kept = keep_others(beside, statement);
    if (!kept) {
        return std::unexpected(kept.error());
    }
    kept->signatures.push_back(sign_file(statement, *key, order.site));
    const auto written = write_over(beside, signatures_text(kept->signatures));
    if (!written) {
        return written;
    }
    return beside.string() + ": version " + std::to_string(order.version) + ", signed by " + kept->signers +
           order.signer;
}

Said check_rules(const fs::path& file, const fs::path& configuration) {
    auto document = settings::Document::from_file(configuration.string());
    auto root = document.root();
    const auto trust = site::read_trust(root, fs::absolute(configuration).parent_path(), root.name("site"));
    if (!document.good()) {
        return std::unexpected(settings::to_text(document.problems().front()));
    }
    if (!trust.demands()) {
        return std::unexpected(configuration.string() + ": has no [trust] rule_signers: nothing has to be signed");
    }
    const auto rules = settings::Document::from_file(file.string());
    if (!rules.good()) {
        return std::unexpected(settings::to_text(rules.problems().front()));
    }
    const auto checked = trust.check("", rules);
    if (!checked) {
        return std::unexpected(settings::to_text(checked.error()));
    }
    std::string out = file.string() + ": good, version " + std::to_string(checked->version.version) + ", signed by ";
    for (const auto& name : checked->version.signers) {
        out += name + (&name == &checked->version.signers.back() ? "" : " and ");
    }
    return out + ", the last at " + rfc3339(checked->version.signed_at.time_since_epoch().count());
}

Said public_line(const fs::path& key, const std::string& name) {
    if (!is_name(name)) {
        return std::unexpected("a name is 1 to 64 of A-Z a-z 0-9 _ -");
    }
    const auto signer = read_key(key);
    return signer ? Said(file_signer_line(*signer, name)) : std::unexpected(signer.error());
}

} // namespace parkgate::ctl
