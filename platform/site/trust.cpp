#include "platform/site/trust.hpp"

#include "platform/site/files.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace parkgate::site {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view expected_signer =
    "\"<64 hexadecimal digits> <name>\" as `parkgatectl keys public` prints it, or a file whose first line is that";

std::optional<FileSigner> read_signer_at(const std::string& text, const fs::path& folder) {
    if (auto signer = read_file_signer(text)) {
        return *std::move(signer);
    }
    auto signer = read_file_signer(first_line(whole_file(folder / text).value_or("")));
    return signer ? std::optional(*std::move(signer)) : std::nullopt;
}

bool is_another(const FileSigner& signer, const std::vector<FileSigner>& known) {
    return std::ranges::none_of(
        known, [&](const FileSigner& other) { return other.name == signer.name || other.key == signer.key; });
}

struct Remembered {
    std::int64_t version = 0;
    std::string hash;
};

Remembered read_remembered(const std::string& text) {
    Remembered out;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.version);
    if (error == std::errc{} && end != text.data() + text.size()) {
        out.hash = std::string(end + 1, text.data() + text.size());
    }
    return out;
}

} // namespace

std::expected<SignedPart, settings::Problem> Trust::check(std::string part, const settings::Document& document) const {
    const fs::path file = document.file();
    const std::string name = file.filename().string();
    const auto signatures = whole_file(file.string() + ".sig").value_or("");
    auto version = check_file({name, document.text(), signatures}, signers_, persons_, site_);
    if (!version) {
        return std::unexpected(settings::Problem{document.file(), 0, 0, "", std::move(version.error().found),
                                                 std::move(version.error().expected)});
    }
    return SignedPart{std::move(part), name, hash_of(document.text()), *std::move(version)};
}

void Trust::take(std::string part, const settings::Document& document, std::vector<SignedPart>& parts,
                 std::vector<settings::Problem>& problems) const {
    const bool unread = document.text().empty() && !document.good(); // which has been reported
    if (!demands() || unread) {
        return;
    }
    if (auto checked = check(std::move(part), document)) {
        parts.push_back(*std::move(checked));
    } else {
        problems.push_back(std::move(checked.error()));
    }
}

Trust read_trust(settings::Table& root, const fs::path& folder, const std::string& site) {
    auto table = root.table_if("trust");
    if (!table) {
        return {};
    }
    std::vector<FileSigner> signers;
    const auto texts = table->texts_or("rule_signers", {});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto place = "rule_signers[" + std::to_string(i + 1) + "]";
        const auto signer = read_signer_at(texts[i], folder);
        if (!signer) {
            table->fault(place, std::string(expected_signer));
        } else if (!is_another(*signer, signers)) {
            table->fault(place, "another person with a key of his own");
        } else {
            signers.push_back(*signer);
        }
    }
    const auto persons = table->integer_or("rule_signatures", 1, 2, 1);
    if (texts.empty()) {
        table->fault("rule_signers", "at least one: " + std::string(expected_signer));
    } else if (std::cmp_less(texts.size(), persons)) {
        table->fault("rule_signatures", "as many as there are rule_signers, or fewer");
    }
    table->done();
    return {site, std::move(signers), static_cast<std::size_t>(persons)};
}

std::string version_key(std::string_view part) {
    return "signed " + std::string(part);
}

std::string remembered(const SignedPart& part) {
    return std::to_string(part.version.version) + " " + part.hash;
}

std::expected<std::vector<ChangedPart>, std::string>
changed_parts(const std::vector<SignedPart>& parts, const std::function<std::string(std::string)>& before,
              const std::string& accepted) {
    std::vector<ChangedPart> out;
    for (const auto& part : parts) {
        const Remembered last = read_remembered(before(version_key(part.part)));
        const bool same = part.version.version == last.version && part.hash == last.hash;
        const bool newer = part.version.version > last.version;
        if (same) {
            continue;
        }
        if (!newer && accepted.empty()) {
            const std::string found = std::to_string(part.version.version);
            return std::unexpected(part.file + ": found version " + found +
                                   (part.version.version < last.version
                                        ? ", and version " + std::to_string(last.version) + " ran here before"
                                        : " with other bytes than the version " + found + " that ran here before") +
                                   ", expected a higher version: sign it with one, or start once with --accept-older "
                                   "\"who says so, and why\"");
        }
        out.push_back({part, newer ? "" : accepted});
    }
    return out;
}

} // namespace parkgate::site
