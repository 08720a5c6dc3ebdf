// What is remembered of a plate and of a member between stays.
#include "edge/core/context.hpp"
#include "edge/core/stay/site_day.hpp"

#include <algorithm>
#include <optional>

namespace parkgate::core {

namespace {

constexpr auto remembered_for = std::chrono::days(2);
constexpr int rows_looked_at = 4; // at each entry and exit: more than these two can add

// Long ago, or after today: then a clock that was put right since had said so.
bool is_far(const LotState& lot, LocalDay day, SiteTime now) {
    return std::chrono::abs(day_of(lot, now) - day) > remembered_for;
}

bool is_forgotten(const LotState& lot, const PlateHistory& row, SiteTime now) {
    return row.debts.empty() && std::chrono::abs(now - row.left_at) > remembers_who_left(lot) &&
           is_far(lot, row.used_on, now) && (!row.entered_on || is_far(lot, *row.entered_on, now));
}

// A few rows behind those of the last time, so that no one commit pays for a whole day.
template <typename Rows, typename Forget>
void prune(Rows& rows, typename Rows::key_type& cursor, const Forget& forget) {
    for (int looked = 0; looked < rows_looked_at && !rows.empty(); ++looked) {
        auto next = rows.upper_bound(cursor);
        if (next == rows.end()) {
            next = rows.begin();
        }
        cursor = next->first;
        if (forget(next->first, next->second)) {
            rows.erase(next);
        }
    }
}

void prune(Context& context) {
    LotState& lot = context.lot;
    prune(lot.history.plates, lot.memory.plate_looked_at, [&](const PlateHash& plate, const PlateHistory& row) {
        const bool forgotten = is_forgotten(lot, row, context.now.site);
        if (forgotten) {
            context.emit(SavePlateHistory{plate, std::nullopt});
        }
        return forgotten;
    });
    prune(lot.history.members, lot.memory.member_looked_at, [&](const MemberId& member, const MemberHistory& row) {
        const bool forgotten = is_far(lot, row.used_on, context.now.site);
        if (forgotten) {
            context.emit(SaveMemberHistory{member, std::nullopt});
        }
        return forgotten;
    });
}

// A stay that was priced on an earlier day than the one that ended before it does not count against today.
template <typename Row>
bool add_use(Row& row, LocalDay day, const Quote& quote) {
    if (row.used_on < day) {
        row.used_on = day;
        row.used.clear();
    }
    bool any = false;
    for (const auto& step : quote.steps) {
        if (step.benefit != Benefit::grace && step.benefit != Benefit::payment && row.used_on == day) {
            rules::BenefitUse& use = row.used[step.benefit];
            use.minutes += step.minutes;
            use.fen += step.fen;
            ++use.times;
            any = true;
        }
    }
    return any;
}

template <typename Row>
bool take_use(Row& row, LocalDay day, const Quote& quote) {
    if (row.used_on != day) {
        return false;
    }
    for (const auto& step : quote.steps) {
        const auto used = row.used.find(step.benefit);
        if (used != row.used.end()) {
            rules::BenefitUse& use = used->second;
            use.minutes -= step.minutes;
            use.fen -= step.fen;
            if (--use.times <= 0) {
                row.used.erase(used);
            }
        }
    }
    return true;
}

} // namespace

Duration remembers_who_left(const LotState& lot) {
    const Duration free_again = std::chrono::minutes(lot.config.rules.tariff.free_again_after.count);
    return std::max<Duration>(remembered_for, free_again);
}

void unremember_exit(Context& context, const Session& session, const Quote& quote) {
    LotState& lot = context.lot;
    const LocalDay day = day_of(lot, by_site_clock(session, quote.priced_at));
    const auto plate = lot.history.plates.find(session.hash);
    if (plate != lot.history.plates.end() && take_use(plate->second, day, quote)) {
        context.emit(SavePlateHistory{plate->first, plate->second});
    }
    const auto member = lot.history.members.find(session.member);
    if (member != lot.history.members.end() && take_use(member->second, day, quote)) {
        context.emit(SaveMemberHistory{member->first, member->second});
    }
}

void remember_entry(Context& context, Session& session) {
    LotState& lot = context.lot;
    PlateHistory& row = lot.history.plates[session.hash];
    const Duration since = session.entered_at - row.left_at;
    const Duration free_again = std::chrono::minutes(lot.config.rules.tariff.free_again_after.count);
    session.free_minutes_spent = row.left_at != SiteTime{} && since >= Duration{} && since < free_again;
    const LocalDay today = day_of(lot, session.entered_at);
    session.first_of_day = row.entered_on != today;
    session.suspect = session.suspect || context.now.quality != ClockQuality::trusted;
    row.entered_on = today;
    context.emit(SavePlateHistory{session.hash, row});
    prune(context);
}

void remember_exit(Context& context, const Session& session, const Quote& quote) {
    LotState& lot = context.lot;
    const LocalDay day = day_of(lot, by_site_clock(session, quote.priced_at));
    PlateHistory& row = lot.history.plates[session.hash];
    row.left_at = context.now.site;
    add_use(row, day, quote);
    context.emit(SavePlateHistory{session.hash, row});
    if (!session.member.empty()) {
        MemberHistory& member = lot.history.members[session.member];
        if (add_use(member, day, quote)) {
            context.emit(SaveMemberHistory{session.member, member});
        }
    }
    prune(context);
}

} // namespace parkgate::core
