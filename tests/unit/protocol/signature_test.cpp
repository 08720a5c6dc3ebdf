#include "protocol/signature.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

Signer signer(unsigned char byte) {
    std::array<unsigned char, 32> seed{};
    seed.fill(byte);
    return Signer({"k" + std::to_string(byte)}, seed);
}

KeyRing ring() {
    KeyRing keys;
    keys.add({signer(1).id(), KeyRole::ledger, "ledger", signer(1).public_bytes()});
    keys.add({signer(2).id(), KeyRole::box, "box-1", signer(2).public_bytes()});
    return keys;
}

SignatureError error_of(const std::expected<const PublicKey*, SignatureError>& result) {
    EXPECT_FALSE(result);
    return result ? SignatureError{} : result.error();
}

TEST(Signature, AGoodOneNamesItsKey) {
    const auto sig = signer(1).sign("topic", "bytes");
    const KeyRing keys = ring();
    const auto good = keys.verify(KeyRole::ledger, "topic", "bytes", {"k1"}, sig);
    ASSERT_TRUE(good);
    EXPECT_EQ((*good)->owner, "ledger");
    EXPECT_EQ(sig, signer(1).sign("topic", "bytes")) << "Ed25519 is deterministic";
}

// The zero between them: no topic can borrow from the bytes.
TEST(Signature, CoversTopicAZeroAndTheBytes) {
    const auto sig = signer(1).sign("ab", "c");
    EXPECT_FALSE(ring().verify(KeyRole::ledger, "a", "bc", {"k1"}, sig));
    EXPECT_FALSE(ring().verify(KeyRole::ledger, "abc", "", {"k1"}, sig));
    EXPECT_TRUE(ring().verify(KeyRole::ledger, "ab", "c", {"k1"}, sig));
}

TEST(Signature, EachFaultHasItsName) {
    const auto keys = ring();
    const auto sig = signer(1).sign("t", "b");
    EXPECT_EQ(error_of(keys.verify(KeyRole::ledger, "t", "b", {}, sig)), SignatureError::unsigned_message);
    EXPECT_EQ(error_of(keys.verify(KeyRole::ledger, "t", "b", {"k1"}, "")), SignatureError::unsigned_message);
    EXPECT_EQ(error_of(keys.verify(KeyRole::ledger, "t", "b", {"k9"}, sig)), SignatureError::unknown_key);
    EXPECT_EQ(error_of(keys.verify(KeyRole::box, "t", "b", {"k1"}, sig)), SignatureError::wrong_role);
    EXPECT_EQ(error_of(keys.verify(KeyRole::box, "t", "b", {"k2"}, sig)), SignatureError::bad_signature);
    EXPECT_EQ(error_of(keys.verify(KeyRole::ledger, "t", "x", {"k1"}, sig)), SignatureError::bad_signature);
}

TEST(Signature, AnyChangedBitOfIt) {
    const auto sig = signer(1).sign("t", "b");
    for (std::size_t i = 0; i < sig.size(); ++i) {
        auto changed = sig;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(ring().verify(KeyRole::ledger, "t", "b", {"k1"}, changed)) << i;
    }
    for (const auto* junk : {"%%%", "AAAA", "=", "\xff"}) {
        EXPECT_FALSE(ring().verify(KeyRole::ledger, "t", "b", {"k1"}, junk));
    }
    EXPECT_FALSE(ring().verify(KeyRole::ledger, "t", "b", {"k1"}, sig + "AAAA"));
}

TEST(Hashes, ChainAndHideAndAreStable) {
    EXPECT_EQ(hash_of("").size(), 64U);
    EXPECT_EQ(hash_of(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8") << "BLAKE2b-256";
    std::array<unsigned char, 32> key{};
    std::array<unsigned char, 32> other{};
    other[0] = 1;
    EXPECT_EQ(PlateHasher(key).hash("沪A12345").text.size(), 32U);
    EXPECT_EQ(PlateHasher(key).hash("沪A12345"), PlateHasher(key).hash("沪A12345"));
    EXPECT_NE(PlateHasher(key).hash("沪A12345"), PlateHasher(other).hash("沪A12345"));
    EXPECT_NE(PlateHasher(key).hash("沪A12345"), PlateHasher(key).hash("沪A12346"));
}

} // namespace
} // namespace parkgate::test
