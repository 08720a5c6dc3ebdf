#include "protocol/signature.hpp"

#include <sodium.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace parkgate {

namespace {

void ready() {
    // Any thread may be the first to need the library; sodium_init is safe to repeat.
    if (sodium_init() < 0) {
        throw std::runtime_error("libsodium cannot find a source of randomness");
    }
}

std::string signed_text(std::string_view topic, std::string_view bytes) {
    std::string text;
    text.reserve(topic.size() + 1 + bytes.size());
    text.append(topic).push_back('\0');
    return text.append(bytes);
}

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex(const unsigned char* data, std::size_t size) {
    std::string out(size * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), data, size);
    out.pop_back();
    return out;
}

} // namespace

std::string_view text_of(SignatureError error) {
    switch (error) {
    case SignatureError::unsigned_message: return "unsigned";
    case SignatureError::unknown_key: return "unknown_key";
    case SignatureError::wrong_role: return "wrong_role";
    case SignatureError::wrong_owner: return "wrong_owner";
    case SignatureError::bad_signature: return "bad_signature";
    }
    std::unreachable();
}

Signer::Signer(KeyId id, const std::array<unsigned char, 32>& seed) : id_(std::move(id)) {
    ready();
    std::array<unsigned char, 32> public_key{};
    crypto_sign_seed_keypair(public_key.data(), secret_.data(), seed.data());
}

Signer::~Signer() {
    sodium_memzero(secret_.data(), secret_.size());
}

std::array<unsigned char, 32> Signer::public_bytes() const {
    std::array<unsigned char, 32> key{};
    crypto_sign_ed25519_sk_to_pk(key.data(), secret_.data());
    return key;
}

std::string Signer::sign(std::string_view topic, std::string_view bytes) const {
    const std::string text = signed_text(topic, bytes);
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, octets(text), text.size(), secret_.data());
    std::string out(sodium_base64_ENCODED_LEN(crypto_sign_BYTES, sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), signature.data(), signature.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
    return out;
}

SignedDocument Signer::sign_document(std::string_view purpose, std::string bytes) const {
    SignedDocument document{std::move(bytes), id_, {}};
    document.signature = sign(purpose, document.bytes);
    return document;
}

std::expected<const PublicKey*, SignatureError> KeyRing::verify(KeyRole role, std::string_view topic,
                                                                std::string_view bytes, const KeyId& key,
                                                                std::string_view sig) const {
    if (key.empty() || sig.empty()) {
        return std::unexpected(SignatureError::unsigned_message);
    }
    const auto found = keys_.find(key);
    if (found == keys_.end()) {
        return std::unexpected(SignatureError::unknown_key);
    }
    if (found->second.role != role) {
        return std::unexpected(SignatureError::wrong_role);
    }
    ready();
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    std::size_t length = 0;
    const bool decoded = sodium_base642bin(signature.data(), signature.size(), sig.data(), sig.size(), nullptr, &length,
                                           nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
    const std::string text = signed_text(topic, bytes);
    if (!decoded || length != signature.size() ||
        crypto_sign_verify_detached(signature.data(), octets(text), text.size(), found->second.bytes.data()) != 0) {
        return std::unexpected(SignatureError::bad_signature);
    }
    return &found->second;
}

std::string hash_of(std::string_view bytes) {
    ready();
    std::array<unsigned char, 32> digest{};
    crypto_generichash(digest.data(), digest.size(), octets(bytes), bytes.size(), nullptr, 0);
    return hex(digest.data(), digest.size());
}

PlateHash PlateHasher::hash(std::string_view normalised_plate) const {
    ready();
    std::array<unsigned char, 16> digest{};
    crypto_generichash(digest.data(), digest.size(), octets(normalised_plate), normalised_plate.size(), key_.data(),
                       key_.size());
    return {hex(digest.data(), digest.size())};
}

} // namespace parkgate
