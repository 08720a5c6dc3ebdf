// The part of a report that looks at members: what they have, buy and come back for.
#include "ledger/store/report.hpp"
#include "ledger/store/sql_books.hpp"

#include <limits>

namespace parkgate::ledger {

namespace {

constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t piece = 2000;

std::int64_t ms(const std::optional<SiteTime>& time, std::int64_t otherwise) {
    return time ? time->time_since_epoch().count() : otherwise;
}

} // namespace

bool ReportReader::read_lots() {
    Query row(sql_("SELECT member, expires_ms, source, value, remaining FROM point_lot "
                   "WHERE (member, expires_ms, source, value) > (?1, ?2, ?3, ?4) "
                   "ORDER BY member, expires_ms, source, value LIMIT ?5"),
              at_.text, at_.number, at_.more, at_.end, piece);
    bool more = false;
    for (; row.next(); ++rows_) {
        more = true;
        at_ = {row.integer(1), row.text(0), row.text(2), row.integer(3)};
        if (of_source(at_.more) && row.integer(4) > 0) {
            report_.liability[at_.more].points += Points{row.integer(4)};
        }
    }
    return more;
}

bool ReportReader::read_receipts() {
    Query row(sql_("SELECT sold_ms, store, day, receipt, member, net - returned, campaign FROM receipt "
                   "WHERE (sold_ms, store, day, receipt) > (?1, ?2, ?3, ?4) AND sold_ms < ?5 "
                   "ORDER BY sold_ms, store, day, receipt LIMIT ?6"),
              at_.number, at_.text, at_.end, at_.more, ms(ask_.until, latest), piece);
    bool more = false;
    for (; row.next(); ++rows_) {
        more = true;
        at_ = {row.integer(0), row.text(1), row.text(3), row.integer(2)};
        const MemberId member{row.text(4)};
        const bool here = ask_.scope == Scope::mall || (ask_.scope == Scope::store && at_.text == ask_.id) ||
                          (ask_.scope == Scope::campaign && row.text(6) == ask_.id);
        if (!member.empty() && here) {
            ++report_.receipts;
            report_.sales += Fen{row.integer(5)};
            scope_.insert(member);
        }
    }
    return more;
}

bool ReportReader::read_qualifying() {
    Query row(sql_("SELECT owner, balance FROM account WHERE kind = 'member_qualifying' AND owner > ?1 "
                   "ORDER BY owner LIMIT ?2"),
              at_.text, piece);
    bool more = false;
    for (; row.next(); ++rows_) {
        more = true;
        at_.text = row.text(0);
        const auto sign = at_.text.rfind('@');
        const MemberId member{at_.text.substr(0, sign)};
        const Points points{row.integer(1)};
        if (sign == std::string::npos || at_.text.substr(sign + 1) != ask_.period || points <= Points{} ||
            !of_scope(member)) {
            continue;
        }
        ++report_.members;
        report_.qualifying += points;
        if (ask_.high_value_from > Points{} && points >= ask_.high_value_from) {
            ++report_.high_members;
            report_.high_qualifying += points;
            high_.insert(member);
        }
    }
    return more;
}

void ReportReader::take_visit(const MemberId& member, SiteTime left_at) {
    ++report_.visits;
    report_.high_visits += high_.contains(member) ? 1 : 0;
    auto& visits = visits_[member];
    visits.again = visits.again || (visits.count > 0 && left_at - visits.last <= ask_.again_within);
    ++visits.count;
    visits.last = left_at;
}

bool ReportReader::read_stays() {
    const SqlBooks books(sql_);
    Query row(sql_("SELECT left_ms, id, plate_hash, how, paid + debts_paid FROM session "
                   "WHERE left_ms IS NOT NULL AND (left_ms, id) > (?1, ?2) AND left_ms < ?3 "
                   "ORDER BY left_ms, id LIMIT ?4"),
              at_.number, at_.text, ms(ask_.until, latest), piece);
    bool more = false;
    for (; row.next(); ++rows_) {
        more = true;
        at_.number = row.integer(0);
        at_.text = row.text(1);
        const SiteTime left_at = row.time(0);
        const PlateHash plate{row.text(2)};
        const MemberId member = plate.empty() ? MemberId{} : books.member_of(plate, left_at);
        if (ask_.scope != Scope::mall && (member.empty() || !of_scope(member))) {
            continue;
        }
        report_.fees += Fen{row.integer(4)};
        const auto how = static_cast<ExitHow>(row.integer(3));
        if (!member.empty() && (how == ExitHow::observed || how == ExitHow::presumed)) {
            take_visit(member, left_at);
        }
    }
    return more;
}

void ReportReader::finish() {
    for (const auto& [member, visits] : visits_) {
        ++report_.visitors;
        report_.again += visits.again ? 1 : 0;
    }
}

} // namespace parkgate::ledger
