// The part of a report that looks at members: what they have, buy and come back for.
#include "ledger/store/report.hpp"
#include "ledger/store/storage_engine.hpp"

namespace parkgate::ledger {

namespace {

constexpr SiteTime latest = SiteTime::max();
constexpr std::int64_t piece = 2000;

} // namespace

bool ReportReader::read_lots() {
    bool more = false;
    const PointLot after = at_.lot;
    reads_.lots(after, piece, [&](const PointLot& lot) {
        ++rows_;
        more = true;
        at_.lot = lot;
        if (lot.remaining > Points{} && of_source(lot.source)) {
            report_.liability[lot.source].points += lot.remaining;
        }
    });
    return more;
}

bool ReportReader::read_receipts() {
    bool more = false;
    const ReceiptPlace after = at_.receipt;
    reads_.receipts(after, ask_.until.value_or(latest), piece, [&](const ReportReceipt& receipt) {
        ++rows_;
        more = true;
        at_.receipt = {receipt.sold_at, std::string(receipt.store), receipt.day, std::string(receipt.receipt)};
        const bool here = ask_.scope == Scope::mall || (ask_.scope == Scope::store && receipt.store == ask_.id) ||
                          (ask_.scope == Scope::campaign && receipt.campaign == ask_.id);
        if (!receipt.member.empty() && here) {
            ++report_.receipts;
            report_.sales += receipt.kept;
            scope_.insert({std::string(receipt.member)});
        }
    });
    return more;
}

bool ReportReader::read_qualifying() {
    bool more = false;
    const std::string after = at_.id;
    reads_.qualifying(after, piece, [&](std::string_view owner, std::int64_t balance) {
        ++rows_;
        more = true;
        at_.id = owner;
        const auto sign = owner.rfind('@');
        const MemberId member{std::string(owner.substr(0, sign))};
        const Points points{balance};
        if (sign == std::string::npos || owner.substr(sign + 1) != ask_.period || points <= Points{} ||
            !of_scope(member)) {
            return;
        }
        ++report_.members;
        report_.qualifying += points;
        if (ask_.high_value_from > Points{} && points >= ask_.high_value_from) {
            ++report_.high_members;
            report_.high_qualifying += points;
            high_.insert(member);
        }
    });
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
    bool more = false;
    const std::string after = at_.id;
    reads_.ended_stays(at_.time, after, ask_.until.value_or(latest), piece, [&](const ReportStay& stay) {
        ++rows_;
        more = true;
        at_.time = stay.left_at;
        at_.id = stay.id;
        const MemberId member =
            stay.plate.empty() ? MemberId{} : engine_.books().member_of({std::string(stay.plate)}, stay.left_at);
        if (ask_.scope != Scope::mall && (member.empty() || !of_scope(member))) {
            return;
        }
        report_.fees += stay.paid;
        if (!member.empty() && (stay.how == ExitHow::observed || stay.how == ExitHow::presumed)) {
            take_visit(member, stay.left_at);
        }
    });
    return more;
}

void ReportReader::finish() {
    for (const auto& [member, visits] : visits_) {
        ++report_.visitors;
        report_.again += visits.again ? 1 : 0;
    }
}

} // namespace parkgate::ledger
