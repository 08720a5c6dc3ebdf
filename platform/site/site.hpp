// What every program's configuration shares, read in one way: mode and site, the broker, the keys. Each function
// reports all that it finds at the key where it stands and returns what there is of it; the caller ends with the
// table's done().
#pragma once

#include "platform/mqtt/client.hpp"
#include "platform/settings/reader.hpp"
#include "protocol/keys.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace parkgate::site {

// A demo's site, keys and addresses are told apart from a real site's by their names: each takes only its own.
struct SiteSettings {
    std::string name;
    bool demo = false;
};

// `mode` (production unless it says demo) and `site`, which begins with "demo-" in a demo and nowhere else.
SiteSettings read_site(settings::Table& root);
// `site` alone, for a tool: it does nothing else in a demo, so that the name says enough.
SiteSettings read_site_of_tool(settings::Table& root);

// The name of a lot at `key`. It stands in topics where the site's own words stand too, and is none of them.
std::string read_lot(settings::Table& table, std::string_view key);

// 127.0.0.0/8, ::1 or localhost. Names that only look like it are not.
bool is_loopback(const std::string& host);
// Reports a `host` beyond this machine in a demo.
void demand_loopback(settings::Table& table, const std::string& host, bool demo);

// [mqtt]: host, port, user and the first line of password_file. The client_id is left to the caller.
mqtt::Options read_broker(settings::Table& table, const std::filesystem::path& folder, bool demo);

// Whose the own key must be by the list.
struct Owner {
    KeyRole role = KeyRole::box;
    std::string name; // empty: whoever the list names
};

struct Keys {
    KeyRing trusted;
    Signer own;
    std::string owner; // of `own`, by the list
};

// [keys]: list, root (a file or 64 hexadecimal digits) and own. None when anything about them was reported.
std::optional<Keys> read_keys(settings::Table& table, const std::filesystem::path& folder, const SiteSettings& site,
                              const Owner& expected);
// [keys] site, which hides plates. None when it was reported.
std::optional<PlateHasher> read_site_key(settings::Table& table, const std::filesystem::path& folder);

} // namespace parkgate::site
