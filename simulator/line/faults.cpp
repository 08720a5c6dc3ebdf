#include "simulator/line/faults.hpp"

#include <algorithm>

namespace parkgate::sim {

void LineFaults::add(const FaultOrder& order) {
    const std::lock_guard lock(mutex_);
    orders_.push_back(order);
}

void LineFaults::clear() {
    const std::lock_guard lock(mutex_);
    orders_.clear();
}

std::uint64_t LineFaults::hits() const {
    const std::lock_guard lock(mutex_);
    return hits_;
}

std::optional<FaultHit> LineFaults::strike(std::uint8_t unit) {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(orders_, [&](const FaultOrder& order) {
        return (!order.unit || *order.unit == unit) && (order.one_in <= 1 || dice_() % order.one_in == 0);
    });
    if (found == orders_.end()) {
        return std::nullopt;
    }
    ++hits_;
    const FaultHit hit{found->fault, found->amount};
    if (found->times > 0 && --found->times == 0) {
        orders_.erase(found);
    }
    return hit;
}

std::string_view name_of(LineFault fault) {
    switch (fault) {
    case LineFault::silent: return "silent";
    case LineFault::unanswered: return "unanswered";
    case LineFault::late: return "late";
    case LineFault::wrong_unit: return "wrong-unit";
    case LineFault::wrong_function: return "wrong-function";
    case LineFault::exception: return "exception";
    case LineFault::short_frame: return "short";
    case LineFault::long_frame: return "long";
    case LineFault::bad_crc: return "crc";
    case LineFault::noise: return "noise";
    case LineFault::byte_by_byte: return "byte-by-byte";
    case LineFault::closed: return "closed";
    }
    return "";
}

} // namespace parkgate::sim
