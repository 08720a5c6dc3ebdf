#include "ledger/link/quota.hpp"

#include <utility>

namespace parkgate::ledger {

Rate rate_of(Door door) {
    switch (door) {
    case Door::pos: return {200, 20};
    case Door::app: return {2000, 500};
    case Door::desk: return {50, 5};
    }
    std::unreachable();
}

bool Quota::admits(const Work& work, MonotonicTime now) {
    if (const auto* event = std::get_if<EventWork>(&work)) {
        return admits(event->event.door, event->event.owner, now);
    }
    const auto* odd = std::get_if<UnknownEventWork>(&work);
    return odd == nullptr || admits(odd->door, odd->owner, now);
}

bool Quota::admits(Door door, const std::string& owner, MonotonicTime now) {
    return senders_.admits(std::string(text_of(door)) + "/" + owner, rate_of(door), now);
}

} // namespace parkgate::ledger
