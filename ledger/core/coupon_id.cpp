#include "ledger/core/coupon_id.hpp"

#include <cstdint>

namespace parkgate::ledger {

CouponId coupon_id(const std::string& cause, const std::string& tail) {
    if (is_name(cause + tail)) {
        return {cause + tail};
    }
    std::uint64_t hash = 0xcbf29ce484222325U; // FNV-1a
    for (const char c : cause) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return {cause.substr(0, 24) + "-" + std::to_string(hash) + tail};
}

} // namespace parkgate::ledger
