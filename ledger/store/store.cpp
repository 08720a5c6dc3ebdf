#include "ledger/store/store.hpp"

#include "ledger/core/coupon_plates.hpp"
#include "ledger/core/members/news.hpp"
#include "ledger/store/documents.hpp"
#include "ledger/store/journal.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

constexpr Duration coming_in_takes = std::chrono::hours(1);

} // namespace

Store::Store(std::unique_ptr<StorageEngine> engine, Terms terms, std::string site, Signer signer)
    : engine_(std::move(engine)), terms_(std::move(terms)), site_(std::move(site)), signer_(std::move(signer)) {
    for (auto& member : books().members_refused_a_hold()) {
        short_of_points_.insert(std::move(member));
    }
}

void Store::carry_out(const std::vector<Txn>& txns, const std::vector<Row>& rows, SiteTime site) {
    for (const auto& txn : txns) {
        write_txn(*engine_, txn, terms_.rules.id, site);
        note_debts(txn, site);
    }
    for (const auto& row : rows) {
        write(row, site);
    }
}

void Store::write(const Row& row, SiteTime site) {
    note_change(row, site);
    engine_->write(row);
    settle_if_agreed(row, site);
}

void Store::tell_gates_of(const MemberId& member, SiteTime site) {
    changed_.insert(member);
    changed_at_[member] = site;
}

// What waits for a stay of his is to pay what he owes.
void Store::note_debts(const Txn& txn, SiteTime site) {
    for (const auto& leg : txn.legs) {
        const bool owes_more = leg.account.kind == AccountKind::member_receivable && leg.amount < 0;
        if (owes_more && books().balance(held({leg.account.owner})) > 0) {
            tell_gates_of({leg.account.owner}, site);
        }
    }
}

void Store::note_change(const Row& row, SiteTime site) {
    if (const auto* member = std::get_if<MemberRow>(&row)) {
        const auto before = books().member(member->id);
        if (before && differs_at_a_gate(terms_, *before, *member)) {
            tell_gates_of(member->id, site);
        }
    } else if (const auto* coupon = std::get_if<CouponRow>(&row)) {
        const bool is_told = coupon->box.empty() && coupon->state == CouponState::live;
        if (is_told || coupon->state == CouponState::revoked) {
            tell_gates_of(coupon->member, site);
        }
    } else if (const auto* hold = std::get_if<Hold>(&row)) {
        const bool has_ended = hold->state != HoldState::pending && hold->state != HoldState::refused;
        const bool gives_back = has_ended || hold->vouched > hold->points;
        if (gives_back && short_of_points_.erase(hold->member) > 0) {
            tell_gates_of(hold->member, site);
        }
    } else if (const auto* stay = std::get_if<SessionRow>(&row);
               stay != nullptr && stay->entered_at && !stay->left_at) {
        // Its gate has asked before the car was inside, and before that nobody was told of it.
        std::erase_if(changed_at_, [&](const auto& one) { return one.second + coming_in_takes < site; });
        const MemberId whose = changed_at_.empty() ? MemberId{} : books().member_of(stay->plate, *stay->entered_at);
        if (changed_at_.contains(whose)) {
            changed_.insert(whose);
        }
    }
}

void Store::tell_if_changed() {
    if (!changed_.empty() && members_changed_) {
        members_changed_();
    }
}

std::vector<MemberTold> Store::take_news(SiteTime now, const std::function<std::string(const BoxId&)>& lot_of) {
    std::vector<MemberTold> out;
    for (const auto& member : changed_) {
        for (auto& standing : standings(books(), terms_, member, now)) {
            if (std::string lot = lot_of(standing.box); !lot.empty()) {
                standing.news.coupons = sign_coupons(std::move(standing.coupons), lot, site_, signer_);
                standing.news.revoked = revoked_in(lot, standing.revoked);
                standing.news.at = now;
                out.push_back({std::move(lot), std::move(standing.box), std::move(standing.news)});
            }
        }
    }
    changed_.clear();
    return out;
}

// Another file may have other tiers: each member's is judged anew, as when a period begins.
void Store::take_up_membership() {
    constexpr const char* key = "membership";
    if (engine_->meta(key).value_or("") != terms_.earning.id.text) {
        engine_->forget_tier_periods();
        engine_->set_meta(key, terms_.earning.id.text);
    }
}

int Store::sweep(SiteTime now, int most) {
    int ended = 0;
    Transaction transaction(*engine_);
    if (!membership_known_) {
        take_up_membership();
    }
    for (; ended < most; ++ended) {
        const Chores chores = ledger::sweep(books(), terms_, now);
        if (!chores.more) {
            break;
        }
        carry_out(chores.txns, chores.rows, now);
        // A sweep has no id. A member is told of one thing once at a time, so that the time is one.
        const EventId cause{"sweep-" + std::to_string(std::int64_t{now.time_since_epoch().count()})};
        for (const auto& notice : chores.notices) {
            engine_->add_to_outbox(notification_bytes(cause, notice));
        }
    }
    transaction.commit();
    membership_known_ = true;
    tell_if_changed();
    return ended;
}

void Store::bring_budget(const CampaignTerms& campaign, SiteTime now) {
    // A budget may return to a former value, so its cause is the change's own number.
    const std::string cause = campaign.id.text + "-" + std::to_string(engine_->journal_head().id + 1);
    CampaignTerms settled = campaign;
    settled.budget_coupons = budget_of(campaign);
    const Chores chores = ledger::set_budget(books(), terms_, settled, cause);
    carry_out(chores.txns, chores.rows, now);
}

void Store::set_budgets(SiteTime now) {
    Transaction transaction(*engine_);
    for (const auto& campaign : terms_.campaigns) {
        bring_budget(campaign, now);
    }
    transaction.commit();
}

Admission::Result Store::add_member(const MemberId& member, const std::vector<PlateHash>& plates, Points points,
                                    SiteTime now, const MemberSettings& settings,
                                    const std::optional<ConsoleNote>& note) {
    Transaction transaction(*engine_);
    const auto result = let_in(admit(books(), terms_, member, plates, points, settings, now), now, note);
    transaction.commit();
    tell_if_changed();
    return result;
}

Admission::Result Store::let_in(const Admission& admission, SiteTime now, const std::optional<ConsoleNote>& note) {
    for (const auto& row : admission.rows) {
        write(row, now);
    }
    carry_out(admission.txns, {}, now);
    if (note && !admission.rows.empty()) {
        write_note(*note);
    }
    return admission.result;
}

MemberId Store::unlink(const PlateHash& plate, SiteTime now, const std::function<ConsoleNote(const MemberId&)>& note) {
    Transaction transaction(*engine_);
    const MemberId member = books().member_of(plate, now);
    if (!member.empty()) {
        const Rebound rebound = plate_leaves(books(), member, plate, now);
        engine_->write(PlateUnlink{plate, now});
        carry_out(rebound.txns, rebound.rows, now);
        // As a sweep: it has no id, and this is said once of this member at this time.
        const EventId cause{"unlink-" + std::to_string(std::int64_t{now.time_since_epoch().count()})};
        for (const auto& notice : notices_of(member, rebound)) {
            engine_->add_to_outbox(notification_bytes(cause, notice));
        }
        if (note) {
            write_note(note(member));
        }
    }
    transaction.commit();
    tell_if_changed();
    return member;
}

} // namespace parkgate::ledger
