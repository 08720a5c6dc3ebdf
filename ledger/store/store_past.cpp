// Past sales, deeds and fees, for a trial of other rules.
#include "ledger/core/receipt_number.hpp"
#include "ledger/store/store.hpp"
#include "protocol/codec.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace parkgate::ledger {

namespace {

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

// Its exit was presumed, and the car was seen inside later: it leaves once more, and has stayed once.
bool was_none(const Books& books, const Fact& leaving) {
    const auto reversed = books.reversed_exits_of(leaving.session);
    return std::ranges::any_of(reversed, [&](const ReversedExit& exit) { return leaving.at <= exit.left_at; });
}

PastLeaving past_leaving(const Books& books, const Terms& terms, const SessionId& session,
                         const LeaveAuthorised& leaving) {
    PastLeaving out{.quote = leaving.quote, .as = leaving.as, .gave_coupon = leaving.gives_coupon};
    const auto row = books.session(session);
    out.plate = row && !row->plate.empty() ? row->plate : leaving.read;
    out.member = books.member_of(out.plate, leaving.quote.entered_at);
    if (const auto member = books.member(out.member)) {
        out.codes = rules::benefits_of(terms.earning, member->segments);
    }
    if (const auto hold = books.hold(leaving.hold)) {
        out.held = std::max(hold->points, hold->charged);
    }
    // What a payment had counted on is charged though its hold has shrunk or ended.
    out.held = std::max(out.held, leaving.quote.points);
    if (const auto coupon = books.coupon(leaving.quote.coupon)) {
        out.coupon = coupon->worth;
    }
    return out;
}

} // namespace

void Store::past_sales(SiteTime since, const std::function<void(const PastSale&)>& each) const {
    std::vector<PastSale> sales;
    std::set<std::tuple<SiteTime, StoreId, std::string>> known;
    engine_->tools().credited_sales(since, [&](const PastSale& sale) {
        sales.push_back(sale);
        known.insert(order_of(sale));
    });
    engine_->tools().refused_sales([&](const std::string& bytes) {
        const auto said = event_of(bytes);
        const auto sale = said ? refused(*said) : std::nullopt;
        if (sale && sale->receipt.sold_at >= since && known.insert(order_of(*sale)).second) {
            sales.push_back(*sale);
        }
    });
    std::ranges::sort(sales, {}, order_of);
    std::ranges::for_each(sales, each);
}

void Store::past_deeds(SiteTime since, const std::function<void(const PastDeed&)>& each) const {
    std::vector<PastDeed> deeds;
    engine_->tools().said_deeds([&](const SaidDeed& said) {
        const auto event = event_of(said.bytes);
        // A post that nobody has approved gave nothing, by whatever rule.
        if (!event || event->at < since || (said.review && *said.review != ReviewState::approved)) {
            return;
        }
        const Points given = said.review ? said.review_points : said.given;
        if (const auto* liked = std::get_if<Liked>(&event->body)) {
            deeds.push_back({rules::Deed::like, liked->member, event->at, given});
        } else if (const auto* posted = std::get_if<Posted>(&event->body)) {
            deeds.push_back({rules::Deed::post, posted->member, event->at, given});
        }
    });
    engine_->tools().newcomers(since, [&](const PastDeed& deed) { deeds.push_back(deed); });
    std::ranges::sort(deeds, {}, [](const PastDeed& deed) { return std::tuple(deed.at, deed.member, deed.deed); });
    std::ranges::for_each(deeds, each);
}

void Store::past_leavings(SiteTime since, const std::function<void(const PastLeaving&)>& each,
                          const std::function<void(std::int64_t, std::int64_t)>& progress) const {
    const std::int64_t of = engine_->tools().count_leavings();
    std::int64_t done = 0;
    // Who backs away and leaves later is let out twice and has stayed once.
    std::multiset<std::pair<SessionId, QuoteId>> backed_away;
    engine_->tools().called_off([&](const std::string& bytes) {
        const auto fact = decode<StoredFact>(bytes);
        if (const auto* off = fact ? std::get_if<LeaveCancelled>(&fact->fact.body) : nullptr) {
            backed_away.emplace(fact->fact.session, off->quote);
        }
    });
    engine_->tools().leavings([&](const std::string& bytes) {
        const auto fact = decode<StoredFact>(bytes);
        const auto* leaving = fact ? std::get_if<LeaveAuthorised>(&fact->fact.body) : nullptr;
        if (const auto off = leaving ? backed_away.find({fact->fact.session, leaving->quote.id}) : backed_away.end();
            off != backed_away.end()) {
            backed_away.erase(off);
            progress(++done, of);
            return;
        }
        // As the ledger's own check of fees: what was priced by a tariff, of a stay.
        if (leaving != nullptr && fact->fact.at >= since && !fact->fact.session.empty() &&
            (leaving->quote.fee != Fen{} || !leaving->quote.steps.empty()) && leaving->as.billed_until > SiteTime{} &&
            !was_none(books(), fact->fact)) {
            each(past_leaving(books(), terms_, fact->fact.session, *leaving));
        }
        progress(++done, of);
    });
}

} // namespace parkgate::ledger
