// Ids that work once. Two senders may number alike: an id is known by the door that it came through and by whose key
// has signed it, and what it stood for by a digest of the signed bytes.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <string>

namespace parkgate::core {

enum class Door : std::uint8_t { command, payment, app, store };

struct UsedKey {
    Door door = Door::command;
    std::string owner; // of the key that signed; empty: of whoever uses it, in a file that did not keep owners
    EventId id;
    auto operator<=>(const UsedKey&) const = default;
};

struct UsedId {
    WallTime until;         // then it may be forgotten
    std::string digest;     // of the signed bytes; empty: any, in a file that did not keep them
    SessionId session = {}; // what an app or a store was answered
    std::string refusal = {};
    bool operator==(const UsedId&) const = default;
};

using UsedIds = std::map<UsedKey, UsedId>;

// None: the id is new.
inline const UsedId* find_used(const UsedIds& ids, const UsedKey& key) {
    auto found = ids.find(key);
    if (found == ids.end()) {
        found = ids.find({key.door, {}, key.id});
    }
    return found == ids.end() ? nullptr : &found->second;
}

// False: the sender has given one id to two messages.
inline bool is_the_same(const UsedId& used, const std::string& digest) {
    return used.digest.empty() || used.digest == digest;
}

} // namespace parkgate::core
