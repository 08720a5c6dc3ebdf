// What holds for every stay under every tariff that the check lets pass.
#include "rules/benefits/owed.hpp"
#include "rules/check.hpp"
#include "rules/dearest.hpp"
#include "rules/explain.hpp"
#include "tests/unit/rules/tariff/tariffs.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace parkgate::test {
namespace {

using namespace rules;
using namespace std::chrono_literals;

constexpr std::int64_t half_an_hour = 30;

std::int64_t any(std::int64_t least, std::int64_t most) {
    return *rc::gen::inRange<std::int64_t>(least, most + 1);
}
template <typename Enum>
Enum any_of(int count) {
    return static_cast<Enum>(any(0, count - 1));
}

RateLine any_increments(bool by_the_minute) {
    RateLine line;
    line.type = by_the_minute ? RateLineType::per_unit : RateLineType::incrementing_rate;
    line.fen = {any(0, 1'000)};
    line.increment = {half_an_hour * any(1, 3)};
    return line;
}

std::vector<RateLine> any_lines() {
    std::vector<RateLine> lines;
    if (any(0, 1) == 1) {
        RateLine block;
        block.type = RateLineType::flat_rate;
        block.until = Minutes{half_an_hour * any(1, 8)};
        block.fen = {any(0, 3'000)};
        lines.push_back(block);
    }
    RateLine rest = any_increments(any(0, 2) == 0);
    if (any(0, 3) == 0) {
        rest.type = RateLineType::flat_rate_tier;
    }
    rest.from = lines.empty() ? Minutes{} : *lines.back().until;
    lines.push_back(rest);
    return lines;
}

std::vector<RateLineCollection> any_collections() {
    std::vector<RateLineCollection> out(static_cast<std::size_t>(any(1, 3)));
    const Minutes morning{half_an_hour * any(8, 20)};
    const Minutes evening{half_an_hour * any(30, 47)};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].id = "c" + std::to_string(i);
        out[i].lines = any_lines();
        if (any(0, 1) == 1) {
            out[i].cap = Fen{any(3'000, 9'000)};
        }
    }
    if (out.size() > 1) {
        out[1].hours = {evening, morning};
    }
    if (out.size() > 2) {
        out[2].days = DaySet::of(DayKind::saturday) | DaySet::of(DayKind::sunday);
        out[2].hours = {evening, morning};
    }
    return out;
}

RateTable any_table(const std::string& id) {
    RateTable table;
    table.id = id;
    table.free = {any(0, 1) * any(0, 90)};
    table.free_minutes = any_of<FreeMinutes>(2);
    table.relative_to = any_of<RelativeTo>(4);
    table.transition = any_of<Transition>(3);
    table.collections = any_collections();
    for (std::int64_t left = any(0, 2); left > 0; --left) {
        Cap cap;
        cap.per = any_of<CapPeriod>(3);
        cap.length = {cap.per == CapPeriod::hours ? 60 * any(6, 24) : 0};
        cap.resets_at = {cap.per == CapPeriod::calendar_day ? 60 * any(0, 23) : 0};
        cap.fen = {any(3'000, 20'000)};
        table.caps.push_back(cap);
    }
    return table;
}

// With or without a summer time that begins and ends within the stays.
Tariff any_tariff() {
    Tariff tariff;
    const SiteTime begins{1'795'219'200'000ms};
    tariff.calendar.zone = {{SiteTime{}, Minutes{480}}};
    if (any(0, 1) == 1) {
        tariff.calendar.zone.push_back({begins + std::chrono::hours(any(0, 100)), Minutes{540}});
        tariff.calendar.zone.push_back({begins + std::chrono::hours(any(101, 200)), Minutes{480}});
    }
    tariff.tables = {any_table("first")};
    if (any(0, 2) == 0) {
        tariff.tables.push_back(any_table("second"));
        tariff.tables[1].vehicles = VehicleSet::of(VehicleKind::large);
        tariff.tables[0].hand_over = HandOver{tariff.tables[0].free + Minutes{any(60, 2'000)}, 1};
    }
    RC_PRE(faults_of(tariff).empty());
    return tariff;
}

SiteTime any_time() {
    return SiteTime{1'795'219'200'000ms + Duration{any(0, 5LL * 86'400'000)}};
}
Duration any_stay() {
    return Duration{any(0, 6LL * 86'400'000)};
}
std::vector<Charge> price(const Tariff& tariff, SiteTime in, Duration stay) {
    return charges_of(tariff, {}, in, in + stay);
}

RC_GTEST_PROP(ChargeProperty, StayingLongerNeverCostsLess, ()) {
    const auto tariff = any_tariff();
    const auto in = any_time();
    const auto stay = any_stay();
    RC_ASSERT(fee_of(price(tariff, in, stay)) <= fee_of(price(tariff, in, stay + 1min * any(0, 300))));
}

RC_GTEST_PROP(ChargeProperty, ChargesAreInOrderAndInsideTheStay, ()) {
    const auto tariff = any_tariff();
    const auto in = any_time();
    const auto stay = any_stay();
    const auto charges = price(tariff, in, stay);
    Minutes from;
    for (const auto& charge : charges) {
        RC_ASSERT(charge.from == from);
        RC_ASSERT(charge.length > Minutes{0});
        RC_ASSERT(charge.fen >= Fen{0});
        RC_ASSERT(charge.from < stay_between(in, in + stay));
        from += charge.length;
    }
    RC_ASSERT(from >= stay_between(in, in + stay));
}

RC_GTEST_PROP(ChargeProperty, EqualStaysCostTheSameAndTheExplanationSumsUp, ()) {
    const auto tariff = any_tariff();
    const auto in = any_time();
    const auto stay = any_stay();
    const auto charges = price(tariff, in, stay);
    RC_ASSERT(charges == price(tariff, in, stay));
    Fen sum;
    std::int64_t count = 0;
    for (const auto& line : explain(tariff, in, charges)) {
        RC_ASSERT(line.fen == line.each * line.count);
        sum += line.fen;
        count += line.count;
    }
    RC_ASSERT(sum == fee_of(charges));
    RC_ASSERT(count == static_cast<std::int64_t>(charges.size()));
}

// Wherever in the stay they begin, and when all of a started charge is covered by its first minute.
RC_GTEST_PROP(ChargeProperty, NoMinutesCoverMoreThanTheDearest, ()) {
    const auto tariff = any_tariff();
    const Minutes covered{any(1, 400)};
    const Fen most = dearest(tariff, covered);
    auto charges = price(tariff, any_time(), any_stay());
    for (; !charges.empty(); charges.erase(charges.begin())) {
        RC_ASSERT(Owed(charges, StartedCharge::whole).cover({covered}).fen <= most);
    }
}

// Which period of the cap the charge falls into; found by the clock alone.
std::int64_t period_of(const Tariff& tariff, const Cap& cap, SiteTime in, const Charge& charge, Minutes origin) {
    switch (cap.per) {
    case CapPeriod::stay: return 0;
    case CapPeriod::hours: return (charge.from - origin).count / cap.length.count;
    case CapPeriod::calendar_day: break;
    }
    const auto local = local_time(tariff.calendar, in + std::chrono::minutes(charge.from.count));
    return std::chrono::floor<std::chrono::days>(local - std::chrono::minutes(cap.resets_at.count))
        .time_since_epoch()
        .count();
}

RC_GTEST_PROP(ChargeProperty, NoPeriodCostsMoreThanItsCap, ()) {
    auto tariff = any_tariff();
    tariff.calendar.zone.resize(1); // an hour that comes twice has no period of its own by the clock
    const auto in = any_time();
    const auto charges = price(tariff, in, any_stay());
    std::map<std::uint16_t, Minutes> origin; // where each table began
    for (const auto& charge : charges) {
        origin.try_emplace(charge.table, charge.from);
    }
    for (std::size_t table = 0; table < tariff.tables.size(); ++table) {
        for (const auto& cap : tariff.tables[table].caps) {
            std::map<std::int64_t, Fen> spent;
            for (const auto& charge : charges) {
                if (charge.table == table) {
                    spent[period_of(tariff, cap, in, charge, origin[charge.table])] += charge.fen;
                }
            }
            for (const auto& [period, fen] : spent) {
                RC_ASSERT(fen <= cap.fen);
            }
        }
    }
}

RC_GTEST_PROP(ChargeProperty, NoVisitToACollectionCostsMoreThanItsCap, ()) {
    const auto tariff = any_tariff();
    const auto charges = price(tariff, any_time(), any_stay());
    Fen spent;
    for (std::size_t i = 0; i < charges.size(); ++i) {
        const bool same = i > 0 && charges[i].table == charges[i - 1].table &&
                          charges[i].collection == charges[i - 1].collection &&
                          charges[i - 1].reason != ChargeReason::free_minutes;
        // An overhang that hides the other side altogether joins two visits of one name; a day apart they are two.
        spent = same && tariff.tables[charges[i].table].transition != Transition::follow_through
                    ? spent + charges[i].fen
                    : charges[i].fen;
        const auto& cap = tariff.tables[charges[i].table].collections[charges[i].collection].cap;
        RC_ASSERT(!cap || charges[i].reason == ChargeReason::free_minutes || spent <= *cap);
    }
}

// A table says that it is additive by having nothing but increments of one price: no free minutes, block, cap or
// border.
RC_GTEST_PROP(ChargeProperty, WithIncrementsOnlyTwoStaysCostWhatOneDoes, ()) {
    Tariff tariff;
    RateTable table;
    table.id = "t";
    table.collections.resize(1);
    table.collections[0].lines = {any_increments(any(0, 1) == 1)};
    tariff.tables = {table};
    RC_ASSERT(faults_of(tariff).empty());
    const auto in = any_time();
    const auto whole = std::chrono::minutes(table.collections[0].lines[0].increment.count) * any(0, 200);
    const auto rest = any_stay();
    RC_ASSERT(fee_of(price(tariff, in, whole)) + fee_of(charges_of(tariff, {}, in + whole, in + whole + rest)) ==
              fee_of(price(tariff, in, whole + rest)));
}

RC_GTEST_PROP(ChargeProperty, ATransitionNeverHidesWhatAStayOwes, ()) {
    // Cut in proportion costs at most what cut costs, block by block, as long as nothing is capped.
    auto tariff = any_tariff();
    for (auto& one : tariff.tables) {
        one.caps.clear();
        one.transition = Transition::cut;
        for (auto& collection : one.collections) {
            collection.cap.reset();
        }
    }
    RC_PRE(faults_of(tariff).empty());
    const auto in = any_time();
    const auto stay = any_stay();
    const Fen cut = fee_of(price(tariff, in, stay));
    for (auto& one : tariff.tables) {
        one.transition = Transition::cut_in_proportion;
    }
    RC_ASSERT(fee_of(price(tariff, in, stay)) <= cut);
}

} // namespace
} // namespace parkgate::test
