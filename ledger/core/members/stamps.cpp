#include "ledger/core/coupon_accounts.hpp"
#include "ledger/core/coupon_id.hpp"
#include "ledger/core/earning/earning.hpp"
#include "ledger/core/earning/giving.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace parkgate::ledger {

namespace {

bool same_key(const StampRow& a, const StampRow& b) {
    return a.member == b.member && a.day == b.day;
}

StampRow* find_stamp(std::vector<Row>& rows, const StampRow& key) {
    for (auto& row : rows) {
        if (auto* found = std::get_if<StampRow>(&row); found != nullptr && same_key(*found, key)) {
            return found;
        }
    }
    return nullptr;
}

// With what the decision has written so far, the oldest first.
std::vector<StampRow> unused_stamps(const Books& books, std::vector<Row>& rows, const MemberId& member) {
    std::vector<StampRow> stamps = books.unused_stamps_of(member);
    std::erase_if(stamps, [&](const StampRow& stamp) { return find_stamp(rows, stamp) != nullptr; });
    for (const auto& row : rows) {
        if (const auto* stamp = std::get_if<StampRow>(&row);
            stamp != nullptr && stamp->member == member && !stamp->used) {
            stamps.push_back(*stamp);
        }
    }
    std::ranges::sort(stamps, {}, [](const StampRow& stamp) { return std::pair(stamp.day, stamp.lot); });
    return stamps;
}

bool can_give(const Books& books, const Terms& terms, const std::vector<Txn>& txns, const CampaignId& campaign,
              SiteTime now) {
    const auto known = std::ranges::find(terms.campaigns, campaign, &CampaignTerms::id);
    const auto* rule = rules::coupon_of(terms.rules, campaign);
    if (known == terms.campaigns.end() || rule == nullptr || is_stopped(books, *known) ||
        !rules::runs_on(*rule, terms.rules.tariff.calendar, now)) {
        return false;
    }
    const Account budget{accounts_of(rule->worth).budget, campaign.text};
    return balance_after(books, txns, budget) >= weight_of(rule->worth);
}

// Given by the ledger and not at an arm: it has no session, and comes straight from the budget. Its days are from now
// on, for what earned the last stamp may have waited for a person.
CouponRow coupon_for(const rules::CouponRule& rule, const StampRow& last, SiteTime now) {
    CouponRow coupon;
    coupon.id = coupon_id(last.cause, "-stamps-" + std::to_string(last.day));
    coupon.campaign = rule.campaign;
    coupon.member = last.member;
    coupon.worth = rule.worth;
    coupon.expires_at = now + std::chrono::days(rule.valid_days);
    coupon.funded = true;
    return coupon;
}

} // namespace

void stamp(const Books& books, const Terms& terms, const MemberId& member, const std::string& lot, SiteTime at,
           SiteTime now, const std::string& cause, const Writing& writing) {
    auto& [txns, rows, notices] = writing;
    const auto& rule = terms.earning.stamps;
    const StampRow fresh{member, lot, day_number(terms, at), cause, false};
    if (rule.stamps <= 0 || find_stamp(rows, fresh) != nullptr) {
        return;
    }
    if (books.has_stamp(member, "", fresh.day)) {
        // A visit stays where goods may come back: its stamp stands in for the purchase's, in whatever order they come.
        const auto unused = books.unused_stamps_of(member);
        const bool of_purchase = std::ranges::any_of(
            unused, [&](const StampRow& stamp) { return stamp.day == fresh.day && stamp.lot == stamp_of_purchase; });
        if (of_purchase && lot != stamp_of_purchase) {
            rows.emplace_back(fresh);
        }
        return;
    }
    rows.emplace_back(fresh);
    auto stamps = unused_stamps(books, rows, member);
    if (std::ssize(stamps) < rule.stamps || !can_give(books, terms, txns, rule.campaign, now)) {
        return; // stamps stay until a budget is there
    }
    stamps.resize(static_cast<std::size_t>(rule.stamps));
    for (auto& used : stamps) {
        used.used = true;
        if (auto* pending = find_stamp(rows, used)) {
            *pending = used;
        } else {
            rows.emplace_back(used);
        }
    }
    const CouponRow coupon = coupon_for(*rules::coupon_of(terms.rules, rule.campaign), fresh, now);
    Txn txn{TxnCode::coupon_issued, coupon.id.text, {}};
    const CouponAccounts& accounts = accounts_of(coupon.worth);
    txn.move({accounts.budget, coupon.campaign.text}, {accounts.liability, coupon.campaign.text},
             weight_of(coupon.worth));
    txns.push_back(std::move(txn));
    rows.emplace_back(coupon);
    notices.emplace_back(CouponGiven{member, coupon.id, coupon.worth, coupon.expires_at});
}

} // namespace parkgate::ledger
