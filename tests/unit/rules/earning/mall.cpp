#include "tests/unit/rules/earning/mall.hpp"

namespace parkgate::test {

using namespace rules;

EarnTerms membership() {
    EarnTerms terms;
    terms.id = {"membership"};
    terms.categories = {"retail", "cosmetics", "dining", "digital", "beauty", "jewellery", "supermarket"};
    terms.rates = {{"retail", {}, Fen{100}},
                   {"cosmetics", {}, Fen{100}},
                   {"dining", {}, Fen{200}},
                   {"digital", {}, Fen{400}},
                   {"beauty", {}, Fen{500}},
                   {"jewellery", {}, Fen{1000}},
                   {"supermarket", {LeaseType::turnover_rent, LeaseType::joint}, Fen{800}}};
    const Validity december{by_the_clock(2026, 12, 1), by_the_clock(2027, 1, 1)};
    terms.campaigns = {{{"december"}, 150, {}, december, Points{10'000}},
                       {{"dinner"}, 300, {"dining"}, december, Points{1'000}}};
    terms.steps = {{Points{1'000}, 110}, {Points{5'000}, 150}};
    terms.deeds = {{Deed::join, Points{100}, Points{100}, false, Reversal::clawed_back},
                   {Deed::refer, Points{10}, Points{20}, false, Reversal::clawed_back},
                   {Deed::like, Points{1}, Points{10}, false, Reversal::none},
                   {Deed::post, Points{10}, Points{20}, true, Reversal::clawed_back}};
    terms.tiers = {{"silver", Points{0}}, {"gold", Points{5'000}}, {"platinum", Points{20'000}}};
    terms.stamps = {10, Minutes{30}, {"return-visit"}};
    terms.budget = Fen{1'000'000};
    return terms;
}

const SiteCalendar& mall_calendar() {
    static const SiteCalendar calendar{{{SiteTime{}, Minutes{8 * 60}}}, {}, {}};
    return calendar;
}

LocalDay the_day(int year, unsigned month, unsigned day) {
    return LocalDay{std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)};
}

SiteTime by_the_clock(int year, unsigned month, unsigned day, int hour, int minute) {
    const LocalTime local = the_day(year, month, day) + std::chrono::hours(hour) + std::chrono::minutes(minute);
    return instant_of(mall_calendar(), local, SiteTime{});
}

Sale sale_of(const std::string& category, Fen net) {
    return {category, LeaseType::turnover_rent, net, by_the_clock(2026, 11, 21, 10), {}, {}};
}

} // namespace parkgate::test
