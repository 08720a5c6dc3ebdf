#include "ledger/core/coupons.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

AskDecision refuse(Refusal refusal) {
    return {SliceReply{std::nullopt, refusal}, {}, {}};
}

Slice document_of(const SliceRow& row) {
    return {row.id, row.box, row.campaign, row.coupons, row.minutes, row.expires_at};
}

// A slice that is still mostly unused is given again instead of a second one, unless it ends soon.
bool is_fresh(const SliceRow& row, const Terms& terms, SiteTime now) {
    return row.left * 2 > row.coupons && row.expires_at - now > terms.slice_lifetime / 2;
}

} // namespace

AskDecision answer_slice(const Books& books, const Terms& terms, const Ask& ask, const SliceAsk& wanted, SiteTime now) {
    const auto campaign = std::ranges::find(terms.campaigns, wanted.campaign, &CampaignTerms::id);
    if (campaign == terms.campaigns.end() || wanted.campaign != terms.rules.coupon.campaign) {
        return refuse(Refusal::no_campaign);
    }
    if (campaign->stopped || books.is_stopped(campaign->id)) {
        return refuse(Refusal::stopped);
    }
    if (const auto slice = books.newest_open_slice(ask.box, wanted.campaign); slice && is_fresh(*slice, terms, now)) {
        return {SliceReply{document_of(*slice), Refusal::none}, {}, {}};
    }
    const Minutes minutes = terms.rules.coupon.minutes;
    const Account budget{AccountKind::campaign_budget, wanted.campaign.text};
    const std::int64_t coupons = std::min(campaign->slice_coupons, books.balance(budget) / minutes.count);
    if (coupons < 1) {
        return refuse(Refusal::budget_spent);
    }
    const SliceRow row{{ask.id.text},   ask.box, wanted.campaign, coupons, coupons, minutes, now + terms.slice_lifetime,
                       SliceState::open};
    Txn txn{TxnCode::slice_granted, ask.id.text, {}};
    txn.move(budget, {AccountKind::slice_escrow, ask.box.text}, coupons * minutes.count);
    return {SliceReply{document_of(row), Refusal::none}, {std::move(txn)}, {row}};
}

Chores set_budget(const Books& books, const Terms& terms, const CampaignTerms& campaign, std::string_view cause) {
    const Account granted{AccountKind::minutes_granted, campaign.id.text};
    const Account budget{AccountKind::campaign_budget, campaign.id.text};
    const std::int64_t target = campaign.budget_coupons * terms.rules.coupon.minutes.count;
    const std::int64_t change = std::max(target + books.balance(granted), -books.balance(budget));
    Chores chores;
    if (change != 0) {
        Txn txn{TxnCode::budget_set, std::string(cause), {}};
        txn.move(granted, budget, change);
        chores.txns.push_back(std::move(txn));
    }
    return chores;
}

} // namespace parkgate::ledger
