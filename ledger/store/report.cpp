#include "ledger/store/report.hpp"

#include "ledger/core/benefit_costs.hpp"
#include "ledger/core/coupon_accounts.hpp"
#include "ledger/store/storage_engine.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr SiteTime earliest = SiteTime::min();
constexpr SiteTime latest = SiteTime::max();
// Rows of one piece: a few milliseconds.
constexpr std::int64_t piece = 4000;
constexpr std::int64_t piece_of_txns = 1000;

// What sums up over a period; all else is as it stands now.
constexpr std::array summed = {
    AccountKind::points_funding,  AccountKind::points_settled,   AccountKind::points_used_for_parking,
    AccountKind::benefit_funding, AccountKind::points_recovered, AccountKind::loss,
    AccountKind::fen_loss};

std::optional<AccountKind> summed_kind(std::string_view text) {
    for (const auto kind : summed) {
        if (text_of(kind) == text) {
            return kind;
        }
    }
    return std::nullopt;
}

// Of coupons, in either unit.
bool is_any(std::string_view kind, AccountKind CouponAccounts::* role) {
    return std::ranges::any_of(coupon_units, [&](Unit unit) { return kind == text_of(accounts_in(unit).*role); });
}

// Why a coupon or points were a loss; never the name of a campaign that is configured.
bool is_reason(std::string_view owner) {
    return owner == text_of(Code::coupon_unknown) || owner == text_of(Code::double_spend);
}

template <typename Map>
Fen sum_of(const Map& parts) {
    return std::accumulate(parts.begin(), parts.end(), Fen{},
                           [](Fen sum, const auto& part) { return sum + part.second; });
}

} // namespace

Fen Report::parking_cost() const {
    Fen sum = points_parking + sum_of(coupons_parking) + sum_of(benefits_parking);
    for (const auto& [reason, loss] : losses) {
        sum += loss.fen;
    }
    return sum;
}

Fen Report::earning_cost() const {
    return sum_of(earning);
}

ReportReader::ReportReader(const StorageEngine& engine, ReportAsk ask)
    : engine_(engine), reads_(engine.reports()), ask_(std::move(ask)) {}

namespace {

bool is_named(std::string_view owner, std::string_view kind, std::string_view id) {
    return owner.starts_with(kind) && owner.substr(kind.size()) == id;
}

} // namespace

bool ReportReader::of_source(std::string_view source) const {
    switch (ask_.scope) {
    case Scope::mall: return true;
    case Scope::store: return is_named(source, "store:", ask_.id);
    case Scope::campaign: return is_named(source, "campaign:", ask_.id);
    }
    std::unreachable();
}

bool ReportReader::of_campaign(std::string_view campaign) const {
    return ask_.scope == Scope::mall || (ask_.scope == Scope::campaign && campaign == ask_.id);
}

bool ReportReader::of_scope(const MemberId& member) const {
    return ask_.scope == Scope::mall || scope_.contains(member);
}

void ReportReader::take_cost(std::string_view owner, std::int64_t fen) {
    if (owner == "points") {
        report_.points_parking += ask_.scope == Scope::mall ? Fen{fen} : Fen{};
    } else if (is_reason(owner)) {
        if (ask_.scope == Scope::mall) {
            report_.losses[std::string(owner)].fen += Fen{fen};
        }
    } else if (is_giver(owner)) {
        if (of_source(owner)) {
            report_.benefits_parking[std::string(owner)] += Fen{fen};
        }
    } else if (of_campaign(owner)) {
        report_.coupons_parking[std::string(owner)] += Fen{fen};
    }
}

void ReportReader::take(AccountKind kind, std::string_view owner, std::int64_t amount) {
    const bool mall = ask_.scope == Scope::mall;
    if (kind == AccountKind::benefit_funding) {
        take_cost(owner, amount);
    } else if (kind == AccountKind::points_funding && of_source(owner)) {
        report_.earning[std::string(owner)] += Fen{amount};
    } else if (kind == AccountKind::points_settled && of_source(owner)) {
        report_.settled[std::string(owner)] += Fen{-amount};
    } else if (kind == AccountKind::points_used_for_parking && mall) {
        report_.spent_points += Points{amount};
    } else if (kind == AccountKind::points_recovered && mall) {
        report_.recovered += Fen{amount};
    } else if (kind == AccountKind::loss && mall) {
        report_.losses[std::string(owner)].minutes += Minutes{amount};
    } else if (kind == AccountKind::fen_loss && mall) {
        report_.losses[std::string(owner)].coupons += Fen{amount};
    }
}

void ReportReader::read_now() {
    const auto each = [this](AccountKind kind, auto act) {
        reads_.balances(kind, [&](std::string_view owner, std::int64_t amount) {
            ++rows_;
            act(owner, amount);
        });
    };
    each(AccountKind::points_liability, [this](std::string_view source, std::int64_t amount) {
        if (of_source(source)) {
            report_.liability[std::string(source)].fen += Fen{-amount};
        }
    });
    const auto budget = [&]<typename Of>(AccountKind kind, std::map<std::string, CouponBudget<Of>>& budgets,
                                         Of CouponBudget<Of>::* part, std::int64_t sign) {
        each(kind, [&](std::string_view campaign, std::int64_t amount) {
            if (of_campaign(campaign)) {
                budgets[std::string(campaign)].*part += Of{amount * sign};
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
    each(AccountKind::points_budget_used, [this](std::string_view campaign, std::int64_t amount) {
        if (of_campaign(campaign)) {
            report_.points_used[std::string(campaign)] += Points{amount};
        }
    });
    if (ask_.scope == Scope::mall) {
        each(AccountKind::earning_budget_used, [this](std::string_view year, std::int64_t amount) {
            report_.year_used[std::string(year)] += Fen{amount};
        });
    }
    read_slices();
    if (!has_period()) {
        for (const auto kind : summed) {
            each(kind, [&](std::string_view owner, std::int64_t amount) { take(kind, owner, amount); });
        }
    }
    last_txn_ = engine_.journal_head().id;
}

// What gates may still give away or charge without asking.
void ReportReader::read_slices() {
    reads_.open_slices([this](const ReportSlices& slices) {
        ++rows_;
        if (!of_campaign(slices.campaign)) {
            return;
        }
        const std::string campaign(slices.campaign);
        OpenSlice slice{{std::string(slices.box)}, slices.coupons, {}};
        if (slices.unit == Unit::minutes) {
            slice.minutes = Minutes{slices.of_each} * slices.coupons;
            report_.coupon_budgets[campaign].in_slices += slice.minutes;
        } else {
            slice.most = Fen{slices.of_each} * slices.coupons;
            report_.money_budgets[campaign].in_slices += slice.most;
        }
        report_.slices[campaign].push_back(std::move(slice));
    });
    if (ask_.scope == Scope::mall) {
        reads_.open_holds(report_.holds, report_.held);
    }
    reads_.held_by_source([this](std::string_view source, std::int64_t points) {
        ++rows_;
        if (of_source(source)) {
            report_.liability[std::string(source)].points += Points{points};
        }
    });
}

void ReportReader::take_leg(const ReportLeg& leg, std::string& before, std::string& giver) {
    if (const auto known = summed_kind(leg.kind)) {
        take(*known, leg.owner, leg.amount);
    }
    const auto figures = [&](std::string_view campaign) -> CouponFigures& {
        return report_.coupons[std::string(campaign)];
    };
    const bool gives = is_any(before, &CouponAccounts::liability) || is_any(before, &CouponAccounts::lapsed);
    const bool anew = leg.code == text_of(TxnCode::coupon_revoked); // the same coupon under another id
    if (is_any(leg.kind, &CouponAccounts::liability) && leg.amount > 0 && !anew && of_campaign(leg.owner)) {
        ++figures(leg.owner).given;
    } else if (is_any(leg.kind, &CouponAccounts::redeemed) && leg.amount > 0 && of_campaign(leg.owner)) {
        ++figures(leg.owner).spent;
    } else if (is_any(leg.kind, &CouponAccounts::lapsed) && of_campaign(leg.owner)) {
        // What a spent coupon has not taken stands there as well, and is no coupon that has lapsed.
        const bool lapses = leg.code == text_of(TxnCode::coupon_lapsed);
        figures(leg.owner).lapsed += leg.amount < 0 ? -1 : lapses ? 1 : 0;
    } else if (is_any(leg.kind, &CouponAccounts::loss) && gives && of_campaign(giver)) {
        ++figures(giver).misused;
    }
    before = leg.kind;
    giver = leg.owner;
}

bool ReportReader::read_journal() {
    if (!has_period()) {
        return false;
    }
    bool more = false;
    std::string before; // the leg that gave what this one takes
    std::string giver;
    reads_.legs({at_.time, at_.txn, ask_.until.value_or(latest), last_txn_, piece_of_txns}, [&](const ReportLeg& leg) {
        ++rows_;
        more = true;
        at_.time = leg.at;
        at_.txn = leg.txn;
        take_leg(leg, before, giver);
    });
    return more;
}

void ReportReader::take_coupon(const ReportCoupon& coupon) {
    if (!of_campaign(coupon.campaign)) {
        return;
    }
    if (ask_.scope == Scope::campaign) {
        scope_.insert({std::string(coupon.member)});
    }
    if (!has_period() && coupon.state != CouponState::revoked) {
        auto& figures = report_.coupons[std::string(coupon.campaign)];
        ++figures.given;
        figures.spent += coupon.state == CouponState::spent && !coupon.misused ? 1 : 0;
        figures.misused += coupon.state == CouponState::spent && coupon.misused ? 1 : 0;
        figures.lapsed += coupon.state == CouponState::lapsed ? 1 : 0;
    }
}

bool ReportReader::read_coupons() {
    bool more = false;
    const std::string after = at_.id;
    reads_.funded_coupons(after, piece, [&](const ReportCoupon& coupon) {
        ++rows_;
        more = true;
        at_.id = coupon.id;
        take_coupon(coupon);
    });
    return more;
}

bool ReportReader::step() {
    const auto next = [this](Stage stage) {
        stage_ = stage;
        // Every row of the first moment comes after this place.
        at_ = {};
        at_.time = ask_.from.value_or(earliest);
        at_.lot.expires_at = earliest;
        at_.receipt.sold_at = at_.time;
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
