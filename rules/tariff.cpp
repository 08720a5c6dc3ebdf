#include "rules/tariff.hpp"

#include <algorithm>

namespace parkgate::rules {

namespace {

std::int64_t site_day(const Tariff& tariff, SiteTime time) {
    const auto local = time.time_since_epoch() + std::chrono::minutes(tariff.utc_offset.count);
    return std::chrono::floor<std::chrono::days>(local).count();
}

} // namespace

Minutes stay_between(SiteTime entered, SiteTime left) {
    const auto length = std::chrono::ceil<std::chrono::minutes>(left - entered);
    return {std::max<std::int64_t>(length.count(), 0)};
}

std::vector<Increment> increments_of(const Tariff& tariff, SiteTime entered, SiteTime left) {
    std::vector<Increment> out;
    const Minutes stay = stay_between(entered, left);
    if (stay <= tariff.free || tariff.increment.count < 1) {
        return out;
    }
    out.reserve(static_cast<std::size_t>(stay.count / tariff.increment.count + 1));
    std::int64_t day = site_day(tariff, entered);
    Fen of_day;
    for (Minutes from; from < stay; from += tariff.increment) {
        const std::int64_t starts_on = site_day(tariff, entered + std::chrono::minutes(from.count));
        if (starts_on != day) {
            day = starts_on;
            of_day = {};
        }
        Fen fen = tariff.per_increment;
        if (tariff.daily_cap > Fen{}) {
            fen = std::min(fen, tariff.daily_cap - of_day);
        }
        of_day += fen;
        out.push_back({from, tariff.increment, fen});
    }
    return out;
}

Fen fee_of(const std::vector<Increment>& increments) {
    Fen sum;
    for (const auto& increment : increments) {
        sum += increment.fen;
    }
    return sum;
}

} // namespace parkgate::rules
