#include "edge/link/door_quota.hpp"

#include <optional>

namespace parkgate::link {

namespace {

// A cinema's crowd comes out together; providers and applications speak for all drivers.
constexpr Rate of_a_store{200, 20};
constexpr Rate of_all_drivers{2000, 200};

std::optional<Rate> rate_of(const Admitted& admitted) {
    if (std::holds_alternative<core::StoreNoticed>(admitted)) {
        return of_a_store;
    }
    const bool of_drivers = std::holds_alternative<core::PaymentNoticed>(admitted) ||
                            std::holds_alternative<core::QuoteAsked>(admitted) ||
                            std::holds_alternative<core::AppWished>(admitted);
    return of_drivers ? std::optional(of_all_drivers) : std::nullopt;
}

} // namespace

bool DoorQuota::admits(const Admitted& admitted, const KeyId& key, MonotonicTime now) {
    const auto rate = rate_of(admitted);
    // A provider that asks too much can still say that somebody has paid.
    return !rate || quota_.admits(key.text + "/" + std::to_string(admitted.index()), *rate, now);
}

} // namespace parkgate::link
