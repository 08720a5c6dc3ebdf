// How stays, admissions and what is remembered of plates become rows.
#include "edge/store/statements.hpp"

namespace parkgate::store {

namespace {

void bind_optional(SQLite::Statement& statement, int index, const std::optional<SiteTime>& time) {
    if (time) {
        statement.bind(index, ms(*time));
    } else {
        statement.bind(index);
    }
}

std::string joined(const std::vector<BenefitCode>& codes) {
    std::string out;
    for (const auto& code : codes) {
        out += (out.empty() ? "" : " ") + code.text;
    }
    return out;
}

void run_with(SQLite::Statement& statement, const std::string& key) {
    statement.bind(1, key);
    run(statement);
}

} // namespace

void EdgeStore::write_session(const core::Session& session) {
    if (session.phase != core::SessionPhase::closed) {
        write_stay(session, session.phase);
        return;
    }
    run_with(statements_->no_validations, session.id.text);
    run_with(statements_->no_segments, session.id.text);
    run_with(statements_->no_session, session.id.text);
}

void EdgeStore::write_stay(const core::Session& session, core::SessionPhase phase) {
    run_with(statements_->no_validations, session.id.text);
    run_with(statements_->no_segments, session.id.text);
    auto& row = statements_->session;
    row.bind(1, session.id.text);
    row.bind(2, number(phase));
    row.bind(3, session.plate);
    row.bind(4, session.hash.text);
    row.bind(5, session.entry_lane.text);
    row.bind(6, ms(session.entered_at));
    row.bind(7, session.confidence);
    row.bind(8, number(session.link));
    row.bind(9, session.member.text);
    if (session.voucher) {
        row.bind(10, encode(*session.voucher));
    }
    row.bind(11, session.hold_refused ? 1 : 0);
    row.bind(12, session.paid.count);
    if (session.quote) {
        row.bind(13, session.quote->id.text);
        row.bind(14, ms(session.quote->priced_at));
        row.bind(15, session.quote->due.count);
    }
    bind_optional(row, 16, session.settled_at);
    bind_optional(row, 17, session.settled_until);
    row.bind(18, number(session.vehicle));
    row.bind(19, session.tier);
    row.bind(20, session.balance.count);
    row.bind(21, number(session.by_default));
    if (session.chosen) {
        row.bind(22, number(*session.chosen));
    }
    row.bind(23, session.right.text);
    row.bind(24, number(session.counted_as));
    row.bind(25, session.free_minutes_spent ? 1 : 0);
    row.bind(26, session.first_of_day ? 1 : 0);
    row.bind(27, session.stepped.count());
    row.bind(28, session.suspect ? 1 : 0);
    row.bind(29, session.overstay_told ? 1 : 0);
    row.bind(30, session.may_have_left ? 1 : 0);
    row.bind(31, session.quote ? session.quote->stepped.count() : 0);
    row.bind(32, session.settled_stepped.count());
    row.bind(33, session.quote ? session.quote->coupon.text : "");
    row.bind(34, session.settled_coupon.text);
    row.bind(35, joined(session.benefits));
    row.bind(36, session.used_hold.text);
    row.bind(37, session.quote ? session.quote->points.count : 0);
    row.bind(38, session.settled_points.count);
    run(row);
    write_lists(session);
}

void EdgeStore::write_presumed(const core::SavePresumedExit& save) {
    if (!save.exit) {
        run_with(statements_->no_presumed, save.plate.text);
        run_with(statements_->no_validations, save.session.text);
        run_with(statements_->no_segments, save.session.text);
        run_with(statements_->no_session, save.session.text);
        return;
    }
    const core::PresumedExit& exit = *save.exit;
    write_stay(exit.session, core::SessionPhase::closed);
    auto& row = statements_->presumed;
    row.bind(1, save.plate.text);
    row.bind(2, save.session.text);
    row.bind(3, ms(exit.left_at));
    row.bind(4, encode(exit.quote));
    row.bind(5, exit.hold.text);
    if (exit.spent) {
        row.bind(6, encode(*exit.spent));
    }
    row.bind(7, exit.given.text);
    row.bind(8, exit.debt.count);
    row.bind(9, exit.waived.count);
    run(row);
}

void EdgeStore::write_admission(const core::SaveAdmission& save) {
    if (!save.admission) {
        run_with(statements_->no_admission, save.lane.text);
        return;
    }
    const core::Admission& admission = *save.admission;
    auto& row = statements_->admission;
    row.bind(1, save.lane.text);
    row.bind(2, admission.arrival.text);
    row.bind(3, admission.session.text);
    row.bind(4, number(admission.cause));
    row.bind(5, admission.came_up ? 1 : 0);
    row.bind(6, admission.undurable ? 1 : 0);
    row.bind(7, encode(admission.quote));
    if (admission.hold) {
        row.bind(8, admission.hold->text);
    }
    row.bind(9, admission.debt_reason);
    row.bind(10, number(admission.matched));
    row.bind(11, admission.distance);
    row.bind(12, admission.read.text);
    if (const auto& waiver = admission.waiver) {
        row.bind(13, waiver->fen.count);
        row.bind(14, waiver->by.text);
        row.bind(15, waiver->second.text);
        row.bind(16, waiver->reason);
    }
    row.bind(17, admission.gift.text);
    run(row);
}

void EdgeStore::write_lists(const core::Session& session) {
    std::int64_t n = 0;
    for (const auto& each : session.validations) {
        auto& row = statements_->validation;
        row.bind(1, session.id.text);
        row.bind(2, n++);
        row.bind(3, each.id.text);
        row.bind(4, each.store.text);
        row.bind(5, number(each.worth.kind));
        row.bind(6, each.worth.amount);
        row.bind(7, ms(each.worth.until));
        run(row);
    }
    n = 0;
    for (const auto& each : session.segments) {
        auto& row = statements_->segment;
        row.bind(1, session.id.text);
        row.bind(2, n++);
        row.bind(3, each.area.text);
        row.bind(4, ms(each.from));
        run(row);
    }
}

void EdgeStore::write_use(bool by_member, const std::string& who, const std::map<Benefit, rules::BenefitUse>& used) {
    statements_->no_use.bind(1, by_member ? 1 : 0);
    statements_->no_use.bind(2, who);
    run(statements_->no_use);
    for (const auto& [benefit, use] : used) {
        auto& row = statements_->use;
        row.bind(1, by_member ? 1 : 0);
        row.bind(2, who);
        row.bind(3, number(benefit));
        row.bind(4, use.minutes.count);
        row.bind(5, use.fen.count);
        row.bind(6, use.times);
        run(row);
    }
}

void EdgeStore::write_plate(const core::SavePlateHistory& save) {
    run_with(statements_->no_debts, save.plate.text);
    if (!save.history) {
        run_with(statements_->no_plate, save.plate.text);
        write_use(false, save.plate.text, {});
        return;
    }
    const core::PlateHistory& history = *save.history;
    auto& row = statements_->plate;
    row.bind(1, save.plate.text);
    row.bind(2, ms(history.left_at));
    if (history.entered_on) {
        row.bind(3, history.entered_on->time_since_epoch().count());
    }
    row.bind(4, history.used_on.time_since_epoch().count());
    run(row);
    write_use(false, save.plate.text, history.used);
    std::int64_t n = 0;
    for (const core::Debt& debt : history.debts) {
        auto& each = statements_->debt;
        each.bind(1, save.plate.text);
        each.bind(2, n++);
        each.bind(3, debt.session.text);
        each.bind(4, debt.fen.count);
        each.bind(5, ms(debt.since));
        each.bind(6, debt.reason);
        run(each);
    }
}

void EdgeStore::write_member(const core::SaveMemberHistory& save) {
    if (!save.history) {
        run_with(statements_->no_member, save.member.text);
        write_use(true, save.member.text, {});
        return;
    }
    auto& row = statements_->member;
    row.bind(1, save.member.text);
    row.bind(2, save.history->used_on.time_since_epoch().count());
    run(row);
    write_use(true, save.member.text, save.history->used);
}

void EdgeStore::write_used(const core::SaveUsedId& save) {
    auto& row = statements_->used;
    row.bind(1, number(save.key.door));
    row.bind(2, save.key.owner);
    row.bind(3, save.key.id.text);
    row.bind(4, save.used.until.time_since_epoch().count());
    row.bind(5, save.used.digest);
    row.bind(6, save.used.session.text);
    row.bind(7, save.used.refusal);
    run(row);
}

void EdgeStore::write_memory(const core::Effect& effect) {
    if (const auto* plate = std::get_if<core::SavePlateHistory>(&effect)) {
        write_plate(*plate);
    } else if (const auto* member = std::get_if<core::SaveMemberHistory>(&effect)) {
        write_member(*member);
    } else if (const auto* presumed = std::get_if<core::SavePresumedExit>(&effect)) {
        write_presumed(*presumed);
    } else if (const auto* lock = std::get_if<core::SaveOwnerLock>(&effect)) {
        run_with(lock->locked ? statements_->lock : statements_->no_lock, lock->plate.text);
    } else if (const auto* counter = std::get_if<core::SaveCounter>(&effect)) {
        statements_->counter.bind(1, counter->area.text);
        statements_->counter.bind(2, number(counter->cars));
        statements_->counter.bind(3, counter->correction);
        run(statements_->counter);
    }
}

} // namespace parkgate::store
