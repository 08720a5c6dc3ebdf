// Key files. A private key is a file that only its owner reads; the public ones are a list that the site's root signed.
#pragma once

#include "protocol/signature.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate {

// {"v":1,"kid":"box-1","seed":"<64 hexadecimal digits>"}
std::expected<Signer, std::string> read_signer(std::string_view text);
// {"v":1,"site_key":"<64 hexadecimal digits>"}
std::expected<PlateHasher, std::string> read_plate_hasher(std::string_view text);
// {"v":1,"bytes":"...","key":"root","signature":"..."}, where bytes is
// {"v":1,"site":"...","keys":[{"kid":"...","role":"...","owner":"...","public":"<64 hexadecimal digits>"}]}
std::expected<KeyRing, std::string> read_key_list(std::string_view text, std::string_view site,
                                                  std::string_view root_public_hex);

struct NewKey {
    KeyId id;
    KeyRole role = KeyRole::box;
    std::string owner;
};

struct KeyFiles {
    struct File {
        std::string name;
        std::string text;
        bool secret = false;
    };
    std::vector<File> files; // one <kid>.key each, root.key, site.key, keys.json
    std::string root_public_hex;
};

// Fresh keys for a site, with the list that names them.
KeyFiles make_keys(const std::string& site, const std::vector<NewKey>& keys, const KeyId& root);

} // namespace parkgate
