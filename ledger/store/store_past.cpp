// Past sales, deeds and fees, for a trial of other rules.
#include "ledger/core/receipt_number.hpp"
#include "ledger/store/store.hpp"
#include "protocol/codec.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

std::optional<PastSale> credited(const Query& row) {
    PastSale sale;
    auto& receipt = sale.receipt;
    receipt.store = {row.text(0)};
    receipt.receipt = row.text(1);
    receipt.day = row.integer(2);
    receipt.sold_at = row.time(3);
    receipt.net = {row.integer(4)};
    receipt.returned = {row.integer(5)};
    receipt.member = {row.text(6)};
    receipt.event = {row.text(7)};
    receipt.earned = {{row.integer(8)}, {row.integer(9)}, {row.integer(10)}, {row.text(11)}};
    receipt.clawed_back = {row.integer(12)};
    receipt.rules = {row.text(13)};
    receipt.qualifying_before = {row.integer(14)};
    receipt.state = ReceiptState::credited;
    sale.credited = true;
    return sale;
}

// Of an event that earned nothing; none: it says of no member that he bought something.
std::optional<PastSale> refused(const MemberEvent& event) {
    std::optional<Sold> sold;
    if (const auto* till = std::get_if<Sold>(&event.body)) {
        sold = *till;
    } else if (const auto* upload = std::get_if<Uploaded>(&event.body)) {
        sold = upload->sale;
        sold->member = upload->member;
    } else if (const auto* claim = std::get_if<Claimed>(&event.body)) {
        if (auto code = decode<Sold>(claim->code.bytes)) {
            sold = *std::move(code);
            sold->member = claim->member;
        }
    }
    if (!sold || sold->member.empty()) {
        return std::nullopt;
    }
    PastSale sale;
    sale.receipt.store = sold->store;
    sale.receipt.receipt = number_of(sold->receipt);
    sale.receipt.sold_at = sold->sold_at;
    sale.receipt.net = sold->net;
    sale.receipt.member = sold->member;
    return sale;
}

auto order_of(const PastSale& sale) {
    return std::tuple(sale.receipt.sold_at, sale.receipt.store, sale.receipt.receipt);
}

std::optional<MemberEvent> event_of(const std::string& bytes) {
    auto event = decode<MemberEvent>(bytes);
    return event ? std::optional(*std::move(event)) : std::nullopt;
}

} // namespace

void Store::past_sales(SiteTime since, const std::function<void(const PastSale&)>& each) const {
    std::vector<PastSale> sales;
    Query row(sql_("SELECT store, receipt, day, sold_ms, net, returned, member, event, usual, steps, extra, campaign, "
                   "clawed_back, rules, qualifying_before FROM receipt WHERE sold_ms >= ?1 AND state = ?2"),
              since, ReceiptState::credited);
    while (row.next()) {
        sales.push_back(*credited(row));
    }
    std::set<std::tuple<SiteTime, StoreId, std::string>> known;
    Query event(sql_("SELECT bytes FROM event WHERE outcome = 'refused' AND code IN ('earns_nothing', "
                     "'budget_is_spent') AND kind IN ('sold', 'uploaded', 'claimed')"));
    for (const auto& sale : sales) {
        known.insert(order_of(sale));
    }
    while (event.next()) {
        const auto said = event_of(event.text(0));
        const auto sale = said ? refused(*said) : std::nullopt;
        if (sale && sale->receipt.sold_at >= since && known.insert(order_of(*sale)).second) {
            sales.push_back(*sale);
        }
    }
    std::ranges::sort(sales, {}, order_of);
    std::ranges::for_each(sales, each);
}

void Store::past_deeds(SiteTime since, const std::function<void(const PastDeed&)>& each) const {
    std::vector<PastDeed> deeds;
    // A post that nobody has approved gave nothing, by whatever rule.
    Query said(sql_("SELECT e.bytes, e.outcome, e.points, r.state, r.points FROM event AS e LEFT JOIN review AS r "
                    "ON r.id = e.id WHERE e.kind IN ('liked', 'posted') AND (e.outcome = 'applied' OR "
                    "(e.outcome = 'refused' AND e.code IN ('capped', 'earns_nothing', 'budget_is_spent')))"));
    while (said.next()) {
        const auto event = event_of(said.text(0));
        const auto state = said.integer_if(3);
        if (!event || event->at < since || (state && *state != static_cast<int>(ReviewState::approved))) {
            continue;
        }
        const Points given{state ? said.integer(4) : said.integer(2)};
        if (const auto* liked = std::get_if<Liked>(&event->body)) {
            deeds.push_back({rules::Deed::like, liked->member, event->at, given});
        } else if (const auto* posted = std::get_if<Posted>(&event->body)) {
            deeds.push_back({rules::Deed::post, posted->member, event->at, given});
        }
    }
    Query bonus(sql_("SELECT d.deed, d.member, coalesce(s.left_ms, r.sold_ms, 0) AS at, "
                     "coalesce((SELECT -sum(e.amount) FROM txn AS t JOIN entry AS e ON e.txn = t.id WHERE "
                     "t.code IN ('points_earned', 'points_pending') AND e.kind = 'points_issued' AND "
                     "t.cause = iif(d.deed = 0, 'join-', 'refer-') || d.event), 0) "
                     "FROM deed AS d LEFT JOIN session AS s ON s.id = d.event LEFT JOIN receipt AS r "
                     "ON r.event = d.event WHERE d.deed IN (0, 1) AND at >= ?1"),
                since);
    while (bonus.next()) {
        deeds.push_back(
            {static_cast<rules::Deed>(bonus.integer(0)), {bonus.text(1)}, bonus.time(2), {bonus.integer(3)}});
    }
    std::ranges::sort(deeds, {}, [](const PastDeed& deed) { return std::tuple(deed.at, deed.member, deed.deed); });
    std::ranges::for_each(deeds, each);
}

void Store::past_fees(SiteTime since, const std::function<void(const PastFee&)>& each,
                      const std::function<void(std::int64_t, std::int64_t)>& progress) const {
    Query count(sql_("SELECT count(*) FROM inbox WHERE kind = 'leave_authorised' AND outcome = 'applied'"));
    count.next();
    const std::int64_t of = count.integer(0);
    std::int64_t done = 0;
    Query row(sql_("SELECT bytes FROM inbox WHERE kind = 'leave_authorised' AND outcome = 'applied'"));
    for (; row.next(); progress(++done, of)) {
        const auto fact = decode<StoredFact>(row.text(0));
        const auto* leaving = fact ? std::get_if<LeaveAuthorised>(&fact->fact.body) : nullptr;
        // As the ledger's own check of fees: what was priced by a tariff, of a stay.
        if (leaving == nullptr || fact->fact.at < since || fact->fact.session.empty() ||
            (leaving->quote.fee == Fen{} && leaving->quote.steps.empty()) || leaving->as.billed_until <= SiteTime{}) {
            continue;
        }
        each({{leaving->as.vehicle, leaving->as.tier, leaving->as.free_minutes_spent},
              leaving->quote.entered_at,
              leaving->as.billed_until,
              leaving->quote.fee});
    }
}

} // namespace parkgate::ledger
