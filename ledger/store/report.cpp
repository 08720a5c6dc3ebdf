#include "ledger/store/report.hpp"

#include "ledger/core/coupon_accounts.hpp"
#include "ledger/store/sql_books.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr std::int64_t earliest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();
// Rows of one piece: a few milliseconds.
constexpr std::int64_t piece = 4000;
constexpr std::int64_t piece_of_txns = 1000;

// What sums up over a period; all else is as it stands now.
constexpr std::array summed = {
    AccountKind::points_funding,  AccountKind::points_settled,   AccountKind::points_used_for_parking,
    AccountKind::benefit_funding, AccountKind::points_recovered, AccountKind::loss,
    AccountKind::fen_loss};

std::int64_t ms(const std::optional<SiteTime>& time, std::int64_t otherwise) {
    return time ? time->time_since_epoch().count() : otherwise;
}

std::optional<AccountKind> summed_kind(const std::string& text) {
    for (const auto kind : summed) {
        if (text_of(kind) == text) {
            return kind;
        }
    }
    return std::nullopt;
}

// Of coupons, in either unit.
bool is_any(const std::string& kind, AccountKind CouponAccounts::* role) {
    return std::ranges::any_of(coupon_units, [&](Unit unit) { return kind == text_of(accounts_in(unit).*role); });
}

// Why a coupon or points were a loss; never the name of a campaign that is configured.
bool is_reason(const std::string& owner) {
    return owner == text_of(Code::coupon_unknown) || owner == text_of(Code::double_spend);
}

template <typename Map>
Fen sum_of(const Map& parts) {
    return std::accumulate(parts.begin(), parts.end(), Fen{},
                           [](Fen sum, const auto& part) { return sum + part.second; });
}

} // namespace

Fen Report::parking_cost() const {
    Fen sum = points_parking + sum_of(coupons_parking);
    for (const auto& [reason, loss] : losses) {
        sum += loss.fen;
    }
    return sum;
}

Fen Report::earning_cost() const {
    return sum_of(earning);
}

ReportReader::ReportReader(const Statements& sql, ReportAsk ask) : sql_(sql), ask_(std::move(ask)) {}

bool ReportReader::of_source(const std::string& source) const {
    switch (ask_.scope) {
    case Scope::mall: return true;
    case Scope::store: return source == "store:" + ask_.id;
    case Scope::campaign: return source == "campaign:" + ask_.id;
    }
    std::unreachable();
}

bool ReportReader::of_campaign(const std::string& campaign) const {
    return ask_.scope == Scope::mall || (ask_.scope == Scope::campaign && campaign == ask_.id);
}

bool ReportReader::of_scope(const MemberId& member) const {
    return ask_.scope == Scope::mall || scope_.contains(member);
}

void ReportReader::take_cost(const std::string& owner, std::int64_t fen) {
    if (owner == "points") {
        report_.points_parking += ask_.scope == Scope::mall ? Fen{fen} : Fen{};
    } else if (is_reason(owner)) {
        if (ask_.scope == Scope::mall) {
            report_.losses[owner].fen += Fen{fen};
        }
    } else if (of_campaign(owner)) {
        report_.coupons_parking[owner] += Fen{fen};
    }
}

void ReportReader::take(AccountKind kind, const std::string& owner, std::int64_t amount) {
    const bool mall = ask_.scope == Scope::mall;
    if (kind == AccountKind::benefit_funding) {
        take_cost(owner, amount);
    } else if (kind == AccountKind::points_funding && of_source(owner)) {
        report_.earning[owner] += Fen{amount};
    } else if (kind == AccountKind::points_settled && of_source(owner)) {
        report_.settled[owner] += Fen{-amount};
    } else if (kind == AccountKind::points_used_for_parking && mall) {
        report_.spent_points += Points{amount};
    } else if (kind == AccountKind::points_recovered && mall) {
        report_.recovered += Fen{amount};
    } else if (kind == AccountKind::loss && mall) {
        report_.losses[owner].minutes += Minutes{amount};
    } else if (kind == AccountKind::fen_loss && mall) {
        report_.losses[owner].coupons += Fen{amount};
    }
}

void ReportReader::read_now() {
    const auto each = [this](AccountKind kind, auto act) {
        Query row(sql_("SELECT owner, balance FROM account WHERE kind = ?1"), text_of(kind));
        for (; row.next(); ++rows_) {
            act(row.text(0), row.integer(1));
        }
    };
    each(AccountKind::points_liability, [this](const std::string& source, std::int64_t amount) {
        if (of_source(source)) {
            report_.liability[source].fen += Fen{-amount};
        }
    });
    const auto budget = [&]<typename Of>(AccountKind kind, std::map<std::string, CouponBudget<Of>>& budgets,
                                         Of CouponBudget<Of>::* part, std::int64_t sign) {
        each(kind, [&](const std::string& campaign, std::int64_t amount) {
            if (of_campaign(campaign)) {
                budgets[campaign].*part += Of{amount * sign};
            }
        });
    };
    const auto every_part = [&]<typename Of>(Unit unit, std::map<std::string, CouponBudget<Of>>& budgets) {
        const CouponAccounts& accounts = accounts_in(unit);
        budget(accounts.granted, budgets, &CouponBudget<Of>::granted, -1);
        budget(accounts.budget, budgets, &CouponBudget<Of>::left, 1);
        budget(accounts.liability, budgets, &CouponBudget<Of>::out, 1);
    };
    every_part(Unit::minutes, report_.coupon_budgets);
    every_part(Unit::fen, report_.money_budgets);
    each(AccountKind::points_budget_used, [this](const std::string& campaign, std::int64_t amount) {
        if (of_campaign(campaign)) {
            report_.points_used[campaign] += Points{amount};
        }
    });
    if (ask_.scope == Scope::mall) {
        each(AccountKind::earning_budget_used,
             [this](const std::string& year, std::int64_t amount) { report_.year_used[year] += Fen{amount}; });
    }
    read_slices();
    if (!has_period()) {
        for (const auto kind : summed) {
            each(kind, [&](const std::string& owner, std::int64_t amount) { take(kind, owner, amount); });
        }
    }
    Query last(sql_("SELECT coalesce(max(id), 0) FROM txn"));
    last.next();
    last_txn_ = last.integer(0);
}

// What gates may still give away or charge without asking.
void ReportReader::read_slices() {
    Query slices(sql_("SELECT campaign, box, kind = 0, sum(remaining), sum(remaining * iif(kind = 0, amount, most)) "
                      "FROM slice WHERE state = 0 GROUP BY campaign, box, kind = 0 ORDER BY campaign, box, kind"));
    for (; slices.next(); ++rows_) {
        const std::string campaign = slices.text(0);
        if (!of_campaign(campaign)) {
            continue;
        }
        OpenSlice slice{{slices.text(1)}, slices.integer(3), {}};
        if (slices.integer(2) != 0) {
            slice.minutes = {slices.integer(4)};
            report_.coupon_budgets[campaign].in_slices += slice.minutes;
        } else {
            slice.most = {slices.integer(4)};
            report_.money_budgets[campaign].in_slices += slice.most;
        }
        report_.slices[campaign].push_back(std::move(slice));
    }
    if (ask_.scope == Scope::mall) {
        Query holds(sql_("SELECT count(*), coalesce(sum(points), 0) FROM hold WHERE state = 0"));
        holds.next();
        report_.holds = holds.integer(0);
        report_.held = {holds.integer(1)};
    }
    Query held(sql_("SELECT lot_use.source, sum(lot_use.taken) FROM hold JOIN lot_use ON lot_use.cause = hold.id "
                    "WHERE hold.state = 0 GROUP BY lot_use.source"));
    for (; held.next(); ++rows_) {
        if (const std::string source = held.text(0); of_source(source)) {
            report_.liability[source].points += Points{held.integer(1)};
        }
    }
}

bool ReportReader::read_journal() {
    if (!has_period()) {
        return false;
    }
    Query row(sql_("SELECT t.site_ms, t.id, e.kind, e.owner, e.amount, t.code FROM (SELECT id, site_ms, code FROM txn "
                   "WHERE (site_ms, id) > (?1, ?2) AND site_ms < ?3 AND id <= ?4 "
                   "ORDER BY site_ms, id LIMIT ?5) AS t JOIN entry AS e ON e.txn = t.id ORDER BY t.site_ms, t.id, e.n"),
              at_.number, at_.end, ms(ask_.until, latest), last_txn_, piece_of_txns);
    bool more = false;
    std::string before; // the leg that gave what this one takes
    std::string giver;
    for (; row.next(); ++rows_) {
        more = true;
        at_.number = row.integer(0);
        at_.end = row.integer(1);
        const std::string kind = row.text(2);
        const std::string owner = row.text(3);
        const std::int64_t amount = row.integer(4);
        if (const auto known = summed_kind(kind)) {
            take(*known, owner, amount);
        }
        const bool gives = is_any(before, &CouponAccounts::liability) || is_any(before, &CouponAccounts::lapsed);
        const bool anew = row.text(5) == text_of(TxnCode::coupon_revoked); // the same coupon under another id
        if (is_any(kind, &CouponAccounts::liability) && amount > 0 && !anew && of_campaign(owner)) {
            ++report_.coupons[owner].given;
        } else if (is_any(kind, &CouponAccounts::redeemed) && amount > 0 && of_campaign(owner)) {
            ++report_.coupons[owner].spent;
        } else if (is_any(kind, &CouponAccounts::lapsed) && of_campaign(owner)) {
            // What a spent coupon has not taken stands there as well, and is no coupon that has lapsed.
            const bool lapses = row.text(5) == text_of(TxnCode::coupon_lapsed);
            report_.coupons[owner].lapsed += amount < 0 ? -1 : lapses ? 1 : 0;
        } else if (is_any(kind, &CouponAccounts::loss) && gives && of_campaign(giver)) {
            ++report_.coupons[giver].misused;
        }
        before = kind;
        giver = owner;
    }
    return more;
}

bool ReportReader::read_coupons() {
    Query row(sql_("SELECT id, campaign, member, state, spent_in = issued_in OR spent_by <> member OR "
                   "spent_ms > expires_ms FROM coupon WHERE id > ?1 AND funded = 1 ORDER BY id LIMIT ?2"),
              at_.text, piece);
    bool more = false;
    for (; row.next(); ++rows_) {
        more = true;
        at_.text = row.text(0);
        const std::string campaign = row.text(1);
        if (!of_campaign(campaign)) {
            continue;
        }
        if (ask_.scope == Scope::campaign) {
            scope_.insert({row.text(2)});
        }
        const auto state = static_cast<CouponState>(row.integer(3));
        if (!has_period() && state != CouponState::revoked) {
            auto& figures = report_.coupons[campaign];
            const bool misused = row.integer(4) != 0;
            ++figures.given;
            figures.spent += state == CouponState::spent && !misused ? 1 : 0;
            figures.misused += state == CouponState::spent && misused ? 1 : 0;
            figures.lapsed += state == CouponState::lapsed ? 1 : 0;
        }
    }
    return more;
}

bool ReportReader::step() {
    const auto next = [this](Stage stage) {
        stage_ = stage;
        // Every row of the first moment comes after this one.
        at_ = {ms(ask_.from, earliest), {}, {}, earliest};
    };
    switch (stage_) {
    case Stage::now:
        read_now();
        next(Stage::journal);
        break;
    case Stage::journal:
        if (!read_journal()) {
            next(ask_.costs_only ? Stage::done : Stage::coupons);
        }
        break;
    case Stage::coupons:
        if (!read_coupons()) {
            next(Stage::lots);
        }
        break;
    case Stage::lots:
        if (!read_lots()) {
            next(Stage::receipts);
        }
        break;
    case Stage::receipts:
        if (!read_receipts()) {
            next(Stage::qualifying);
        }
        break;
    case Stage::qualifying:
        if (!read_qualifying()) {
            next(Stage::stays);
        }
        break;
    case Stage::stays:
        if (!read_stays()) {
            finish();
            next(Stage::done);
        }
        break;
    case Stage::done: break;
    }
    return stage_ != Stage::done;
}

} // namespace parkgate::ledger
