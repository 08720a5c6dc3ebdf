#include "protocol/keys.hpp"

#include "protocol/codec/hex.hpp"
#include "protocol/codec/reflect.hpp"
#include "protocol/topics.hpp"

#include <sodium.h>

namespace parkgate {

BOOST_DESCRIBE_ENUM(KeyRole, ledger, box, payment, command, store, demo)

namespace {

using codec::from_hex;
using codec::to_hex;
using Seed = codec::KeyBytes;

struct SeedFile {
    KeyId kid;
    std::string seed;
};
struct SiteKeyFile {
    std::string site_key;
};
struct ListedKey {
    KeyId kid;
    KeyRole role = KeyRole::box;
    std::string owner;
    std::string public_key;
};
struct KeyList {
    std::string site;
    std::vector<ListedKey> keys;
};
BOOST_DESCRIBE_STRUCT(SeedFile, (), (kid, seed))
BOOST_DESCRIBE_STRUCT(SiteKeyFile, (), (site_key))
BOOST_DESCRIBE_STRUCT(ListedKey, (), (kid, role, owner, public_key))
BOOST_DESCRIBE_STRUCT(KeyList, (), (site, keys))
struct SignedFile {
    std::string bytes;
    KeyId key;
    std::string signature;
};
BOOST_DESCRIBE_STRUCT(SignedFile, (), (bytes, key, signature))

Seed random_seed() {
    Seed seed{};
    if (sodium_init() >= 0) {
        randombytes_buf(seed.data(), seed.size());
    }
    return seed;
}

template <typename T>
std::expected<T, std::string> read_file(std::string_view text) {
    auto decoded = codec::decode_described<T>(text);
    if (!decoded) {
        return std::unexpected(std::string(text_of(decoded.error().cause)) + ": " + decoded.error().detail);
    }
    return std::move(*decoded);
}

} // namespace

std::expected<Signer, std::string> read_signer(std::string_view text) {
    const auto file = read_file<SeedFile>(text);
    if (!file) {
        return std::unexpected(file.error());
    }
    const auto seed = from_hex(file->seed);
    return seed ? std::expected<Signer, std::string>(std::in_place, file->kid, *seed)
                : std::unexpected("seed: " + seed.error());
}

std::expected<PlateHasher, std::string> read_plate_hasher(std::string_view text) {
    const auto file = read_file<SiteKeyFile>(text);
    if (!file) {
        return std::unexpected(file.error());
    }
    const auto key = from_hex(file->site_key);
    return key ? std::expected<PlateHasher, std::string>(std::in_place, *key)
               : std::unexpected("site_key: " + key.error());
}

std::expected<KeyRing, std::string> read_key_list(std::string_view text, std::string_view site,
                                                  std::string_view root_public_hex) {
    const auto file = read_file<SignedFile>(text);
    if (!file) {
        return std::unexpected(file.error());
    }
    const auto root = from_hex(root_public_hex);
    if (!root) {
        return std::unexpected("the root's public key: " + root.error());
    }
    KeyRing roots;
    roots.add({file->key, KeyRole::ledger, "root", *root});
    if (const auto good = roots.verify(KeyRole::ledger, key_list_purpose(site),
                                       SignedDocument{file->bytes, file->key, file->signature});
        !good) {
        return std::unexpected("the list is not signed by this site's root (" + std::string(text_of(good.error())) +
                               ")");
    }
    const auto list = read_file<KeyList>(file->bytes);
    if (!list) {
        return std::unexpected(list.error());
    }
    KeyRing ring;
    for (const auto& key : list->keys) {
        const auto bytes = from_hex(key.public_key);
        if (!bytes) {
            return std::unexpected(key.kid.text + ": " + bytes.error());
        }
        ring.add({key.kid, key.role, key.owner, *bytes});
    }
    return ring;
}

KeyFiles make_keys(const std::string& site, const std::vector<NewKey>& keys, const KeyId& root) {
    KeyFiles out;
    KeyList list{site, {}};
    const auto add = [&](const KeyId& id) {
        const Seed seed = random_seed();
        out.files.push_back({id.text + ".key", codec::encode_described(SeedFile{id, to_hex(seed)}) + "\n", true});
        return Signer(id, seed);
    };
    for (const auto& key : keys) {
        const Signer signer = add(key.id);
        list.keys.push_back({key.id, key.role, key.owner, to_hex(signer.public_bytes())});
    }
    const Signer root_signer = add(root);
    out.root_public_hex = to_hex(root_signer.public_bytes());
    const auto document = root_signer.sign_document(key_list_purpose(site), codec::encode_described(list));
    out.files.push_back({"keys.json",
                         codec::encode_described(SignedFile{document.bytes, document.key, document.signature}) + "\n",
                         false});
    out.files.push_back({"site.key", codec::encode_described(SiteKeyFile{to_hex(random_seed())}) + "\n", true});
    return out;
}

} // namespace parkgate
