// Identifiers: text of a closed alphabet, each kind its own type.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace parkgate {

// Text that names one thing. Empty means "none".
template <typename Tag>
struct Id {
    std::string text;

    auto operator<=>(const Id&) const = default;
    [[nodiscard]] bool empty() const { return text.empty(); }
};

using EventId = Id<struct EventTag>;     // of a fact, an ask or a command; 32 hexadecimal digits, time-ordered
using SessionId = Id<struct SessionTag>; // made at the gate on entry
using ArrivalId = Id<struct ArrivalTag>; // one car in front of one arm, once
using HoldId = Id<struct HoldTag>;
using CouponId = Id<struct CouponTag>;
using SliceId = Id<struct SliceTag>;
using QuoteId = Id<struct QuoteTag>;
using MemberId = Id<struct MemberTag>;
using CampaignId = Id<struct CampaignTag>;
using LaneId = Id<struct LaneTag>;         // from configuration
using BoxId = Id<struct BoxTag>;           // from configuration
using OperatorId = Id<struct OperatorTag>; // from the key list
using StoreId = Id<struct StoreTag>;       // of the mall, from the key list
using ValidationId = Id<struct ValidationTag>;
using RightId = Id<struct RightTag>;   // a pass or another assigned right
using AreaId = Id<struct AreaTag>;     // from configuration
using KeyId = Id<struct KeyTag>;       // `kid`
using PlateHash = Id<struct PlateTag>; // HMAC of the normalised plate under the site's key, 32 hexadecimal digits
using RulesId = Id<struct RulesTag>;   // name and version of a rule bundle

// True for what may stand in a topic, a configuration name or an id: 1 to 64 of [A-Za-z0-9_-].
bool is_name(std::string_view text);

// Makes ids that are unique, ordered by time and repeatable from a seed: a UUID of version 7 without its dashes
// (RFC 9562, clause 5.7), its random bits from a counter-mode mix of the seed. The seed must differ at every boot.
class IdSource {
  public:
    explicit IdSource(std::uint64_t seed) : seed_(seed) {}

    template <typename IdType>
    IdType next(std::int64_t unix_ms) {
        return IdType{next_text(unix_ms)};
    }

  private:
    std::string next_text(std::int64_t unix_ms);

    std::uint64_t seed_;
    std::uint64_t counter_ = 0;
};

} // namespace parkgate

template <typename Tag>
struct std::hash<parkgate::Id<Tag>> {
    std::size_t operator()(const parkgate::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.text); }
};
