#include "platform/site/files.hpp"
#include "platform/site/site.hpp"

#include <utility>

namespace parkgate::site {

namespace {

namespace fs = std::filesystem;

bool is_public_key(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// The root's public key in hexadecimal; empty, and reported, when there is none.
std::string read_root(settings::Table& table, const fs::path& folder) {
    const std::string text = table.path("root");
    if (text.empty() || is_public_key(text)) {
        return text;
    }
    const std::string line = first_line(whole_file(folder / text).value_or(""));
    if (!is_public_key(line)) {
        table.fault("root", "64 hexadecimal digits, or a file that can be read and holds them");
        return {};
    }
    return line;
}

// The keys of a demo are on every developer's machine: a real site never trusts one, a demo trusts nothing else.
bool check_names(settings::Table& table, const KeyRing& ring, bool demo) {
    std::string others;
    for (const auto& [id, key] : ring.keys()) {
        if (id.text.starts_with("demo-") != demo) {
            others += (others.empty() ? "key " : ", key ") + id.text;
        }
    }
    if (!others.empty()) {
        table.fault("list", (demo ? "only keys that begin with \"demo-\", because mode is \"demo\" (it has "
                                  : "no keys that begin with \"demo-\", because mode is not \"demo\" (it has ") +
                                others + ")");
    }
    return others.empty();
}

std::string_view whose(KeyRole role) {
    switch (role) {
    case KeyRole::ledger: return "the ledger's";
    case KeyRole::box: return "this box's";
    case KeyRole::payment: return "a payment provider's";
    case KeyRole::command: return "an operator's";
    case KeyRole::store: return "a store's";
    case KeyRole::demo: return "the demo's";
    }
    std::unreachable();
}

// The own key as the list names it; null, and reported, when it does not or names it as somebody else's.
const PublicKey* find_own(settings::Table& table, const KeyRing& ring, const Signer& own, const Owner& expected) {
    const auto found = ring.keys().find(own.id());
    if (found == ring.keys().end() || found->second.role != expected.role ||
        found->second.bytes != own.public_bytes() || (!expected.name.empty() && found->second.owner != expected.name)) {
        table.fault("own", "a key that the list names as " + std::string(whose(expected.role)));
        return nullptr;
    }
    return &found->second;
}

bool check_secret(settings::Table& table, const fs::path& file) {
    std::error_code error;
    const auto mode = fs::status(file, error).permissions();
    const bool secret = error || (mode & fs::perms::others_all) == fs::perms::none;
    if (!secret) {
        table.fault("own", "a private key that others cannot read (chmod 600)");
    }
    return secret;
}

template <typename Read>
auto read_or_report(settings::Table& table, std::string_view key, std::string_view what, const std::string& text,
                    Read read) {
    std::optional<typename decltype(read(text))::value_type> out;
    if (!text.empty()) { // an empty one has been reported
        if (auto got = read(text)) {
            out.emplace(*std::move(got));
        } else {
            table.fault(key, std::string(what) + ": " + got.error());
        }
    }
    return out;
}

} // namespace

std::optional<Keys> read_keys(settings::Table& table, const fs::path& folder, const SiteSettings& site,
                              const Owner& expected) {
    const std::string root = read_root(table, folder);
    const std::string list = named_file(table, "list", folder);
    const std::string own_text = named_file(table, "own", folder);
    auto ring = read_or_report(table, "list", "a key list of this site", root.empty() || site.name.empty() ? "" : list,
                               [&](const std::string& text) { return read_key_list(text, site.name, root); });
    auto own = read_or_report(table, "own", "a private key", own_text, read_signer);
    const bool names_fit = ring && check_names(table, *ring, site.demo);
    const PublicKey* listed = ring && own ? find_own(table, *ring, *own, expected) : nullptr;
    const bool secret = !own || site.demo || check_secret(table, folder / table.path("own"));
    if (!names_fit || listed == nullptr || !secret) {
        return std::nullopt;
    }
    std::string owner = listed->owner;
    return Keys{*std::move(ring), *std::move(own), std::move(owner)};
}

std::optional<PlateHasher> read_site_key(settings::Table& table, const fs::path& folder) {
    return read_or_report(table, "site", "a site key", named_file(table, "site", folder), read_plate_hasher);
}

} // namespace parkgate::site
