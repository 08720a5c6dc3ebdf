// One signature for everything: Ed25519 (RFC 8032) over topic, 0x00, bytes. A document inside a message is signed
// over its purpose instead of a topic. Thread-safe: all functions are const or pure.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/tokens.hpp"

#include <array>
#include <expected>
#include <map>
#include <string>
#include <string_view>

namespace parkgate {

// Who may sign what.
enum class KeyRole : std::uint8_t {
    ledger,  // vouchers, slices, answers, acknowledgements, heartbeats, notifications
    box,     // facts, asks, coupons within its slice, its own state
    payment, // payment notices
    command, // commands of an operator
    store,   // validations of a store
    demo,    // clock leaps
};

struct PublicKey {
    KeyId id;
    KeyRole role = KeyRole::box;
    std::string owner; // the box, operator or provider that has the private half
    std::array<unsigned char, 32> bytes{};
};

enum class SignatureError : std::uint8_t {
    unsigned_message, // no kid or no sig
    unknown_key,
    wrong_role,
    wrong_owner,
    bad_signature,
};
std::string_view text_of(SignatureError error);

// The private half of one key.
class Signer {
  public:
    Signer(KeyId id, const std::array<unsigned char, 32>& seed);
    ~Signer();
    Signer(const Signer&) = default;
    Signer& operator=(const Signer&) = default;

    [[nodiscard]] const KeyId& id() const { return id_; }
    [[nodiscard]] std::array<unsigned char, 32> public_bytes() const;
    // The signature in base64.
    [[nodiscard]] std::string sign(std::string_view topic, std::string_view bytes) const;
    [[nodiscard]] SignedDocument sign_document(std::string_view purpose, std::string bytes) const;

  private:
    KeyId id_;
    std::array<unsigned char, 64> secret_{};
};

// The public keys that a daemon trusts: the list that the site's root has signed.
class KeyRing {
  public:
    void add(PublicKey key) { keys_.insert_or_assign(key.id, std::move(key)); }
    [[nodiscard]] std::size_t size() const { return keys_.size(); }
    [[nodiscard]] const std::map<KeyId, PublicKey>& keys() const { return keys_; }

    // The key that signed, if it may. It lives as long as this ring.
    [[nodiscard]] std::expected<const PublicKey*, SignatureError>
    verify(KeyRole role, std::string_view topic, std::string_view bytes, const KeyId& key, std::string_view sig) const;

    [[nodiscard]] std::expected<const PublicKey*, SignatureError> verify(KeyRole role, std::string_view purpose,
                                                                         const SignedDocument& document) const {
        return verify(role, purpose, document.bytes, document.key, document.signature);
    }

  private:
    std::map<KeyId, PublicKey> keys_;
};

// BLAKE2b-256 in hexadecimal: chains facts.
std::string hash_of(std::string_view bytes);

// Keyed BLAKE2b-128 in hexadecimal: hides a plate wherever it leaves the lot.
class PlateHasher {
  public:
    explicit PlateHasher(const std::array<unsigned char, 32>& site_key) : key_(site_key) {}
    [[nodiscard]] PlateHash hash(std::string_view normalised_plate) const;

  private:
    std::array<unsigned char, 32> key_;
};

} // namespace parkgate
