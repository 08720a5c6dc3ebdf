#include "ledger/core/coupon_accounts.hpp"
#include "ledger/core/coupons.hpp"
#include "ledger/core/earning/giving.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

AskDecision refuse(Refusal refusal) {
    return {SliceReply{std::nullopt, refusal}, {}, {}};
}

Slice document_of(const SliceRow& row) {
    return {row.id, row.box, row.campaign, row.coupons, row.worth, row.expires_at};
}

// A slice that is still mostly unused is given again instead of a second one, unless it ends soon.
bool is_fresh(const SliceRow& row, const Terms& terms, SiteTime now) {
    return row.left * 2 > row.coupons && row.expires_at - now > terms.slice_lifetime / 2;
}

} // namespace

bool is_stopped(const Books& books, const CampaignTerms& campaign) {
    return campaign.stopped || books.is_stopped(campaign.id);
}

std::vector<CampaignId> stopped_campaigns(const Books& books, const Terms& terms) {
    std::vector<CampaignId> out;
    for (const auto& campaign : terms.campaigns) {
        if (is_stopped(books, campaign)) {
            out.push_back(campaign.id);
        }
    }
    return out;
}

AskDecision answer_slice(const Books& books, const Terms& terms, const Ask& ask, const SliceAsk& wanted, SiteTime now) {
    const auto campaign = std::ranges::find(terms.campaigns, wanted.campaign, &CampaignTerms::id);
    const auto* rule = rules::coupon_of(terms.rules, wanted.campaign);
    if (campaign == terms.campaigns.end() || rule == nullptr) {
        return refuse(Refusal::no_campaign);
    }
    if (is_stopped(books, *campaign)) {
        return refuse(Refusal::stopped);
    }
    if (const auto slice = books.newest_open_slice(ask.box, wanted.campaign); slice && is_fresh(*slice, terms, now)) {
        return {SliceReply{document_of(*slice), Refusal::none}, {}, {}};
    }
    const CouponWorth& worth = rule->worth;
    const CouponAccounts& accounts = accounts_of(worth);
    const Account budget{accounts.budget, wanted.campaign.text};
    const std::int64_t coupons = std::min(campaign->slice_coupons, books.balance(budget) / weight_of(worth));
    if (coupons < 1) {
        return refuse(Refusal::budget_spent);
    }
    const SliceRow row{{ask.id.text},   ask.box, wanted.campaign, coupons, coupons, worth, now + terms.slice_lifetime,
                       SliceState::open};
    Txn txn{TxnCode::slice_granted, ask.id.text, {}};
    txn.move(budget, {accounts.escrow, ask.box.text}, coupons * weight_of(worth));
    return {SliceReply{document_of(row), Refusal::none}, {std::move(txn)}, {row}};
}

// In parts as in one: all that was added to a campaign on a day. What is lowered gives nothing away.
std::optional<CapUse> raised_alone(const Books& books, const Terms& terms, const CampaignId& campaign,
                                   std::int64_t coupons, SiteTime now) {
    const std::int64_t day = day_number(terms, now);
    const std::int64_t more = std::max<std::int64_t>(coupons, 0);
    const MemberId whose{campaign.text};
    const CapUse raised{whose, CapKind::raised, day, books.used(whose, CapKind::raised, day) + more};
    return more == 0 || raised.used <= terms.second_person_above_coupons ? std::optional(raised) : std::nullopt;
}

// A budget is a number of coupons, and counted as what the campaign's coupon that is given now is worth. Once a mall
// gives others, those that are out stay what they were and count as coupons of the number; the rest is counted anew. Of
// a campaign that gives none nobody could say what its number is worth: it stays as it is.
Chores set_budget(const Books& books, const Terms& terms, const CampaignTerms& campaign, std::string_view cause) {
    const auto* rule = rules::coupon_of(terms.rules, campaign.id);
    if (rule == nullptr) {
        return {};
    }
    const CouponWorth& worth = rule->worth;
    const CouponsOut others = books.coupons_out(campaign.id, worth);
    const std::int64_t coupons = std::max<std::int64_t>(campaign.budget_coupons - others.coupons, 0);
    Txn txn{TxnCode::budget_set, std::string(cause), {}};
    for (const Unit unit : coupon_units) {
        const CouponAccounts& accounts = accounts_in(unit);
        const Account granted{accounts.granted, campaign.id.text};
        const Account budget{accounts.budget, campaign.id.text};
        const std::int64_t target = (unit == Unit::minutes ? others.minutes : others.fen) +
                                    (unit == unit_of(worth) ? coupons * weight_of(worth) : 0);
        txn.move(granted, budget, std::max(target + books.balance(granted), -books.balance(budget)));
    }
    Chores chores;
    add_if_any(chores.txns, std::move(txn));
    return chores;
}

} // namespace parkgate::ledger
