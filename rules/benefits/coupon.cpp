#include "rules/benefits/coupon.hpp"

namespace parkgate::rules {

namespace {

SiteTime instant_on_day_of(const SiteCalendar& calendar, SiteTime entered, std::int64_t minute_of_day) {
    const auto day = std::chrono::floor<std::chrono::days>(local_time(calendar, entered));
    return instant_of(calendar, LocalTime{day} + std::chrono::minutes(minute_of_day), entered);
}

Worth worth_of(const CouponWorth& worth, const SiteCalendar& calendar, SiteTime entered) {
    switch (worth.kind) {
    case WorthKind::minutes: return Minutes{worth.amount};
    case WorthKind::fen: return Fen{worth.amount};
    case WorthKind::percent: return PercentOff{worth.amount};
    case WorthKind::full: return AllFree{};
    case WorthKind::until: break;
    }
    return FreeUntil{instant_on_day_of(calendar, entered, worth.amount)};
}

} // namespace

Means::CouponInHand in_hand(const CouponId& id, const CouponWorth& worth, const SiteCalendar& calendar,
                            SiteTime entered) {
    const auto most = worth.kind == WorthKind::minutes ? std::nullopt : std::optional(worth.most);
    return {id, worth_of(worth, calendar, entered), most};
}

bool is_of_use(const CouponWorth& worth, const SiteCalendar& calendar, SiteTime entered) {
    return worth.kind != WorthKind::until || instant_on_day_of(calendar, entered, worth.amount) > entered;
}

} // namespace parkgate::rules
