// What a coupon, a store's validation or a tier's free hours are worth.
#pragma once

#include "protocol/units.hpp"

#include <variant>

namespace parkgate::rules {

// Of each charge that is left, its discount rounded up to a fen: in the driver's favour.
struct PercentOff {
    std::int64_t percent = 0; // 1 to 100
    bool operator==(const PercentOff&) const = default;
};

struct AllFree {
    bool operator==(const AllFree&) const = default;
};

// Every charge that falls due before this instant.
struct FreeUntil {
    SiteTime until;
    bool operator==(const FreeUntil&) const = default;
};

using Worth = std::variant<Minutes, Fen, PercentOff, AllFree, FreeUntil>;

} // namespace parkgate::rules
