#include "ledger/core/earning/earning.hpp"
#include "ledger/core/members/abuse.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

// Somebody's word on a receipt.
struct Claim {
    const Sold& sale;
    Channel channel = Channel::till;
    MemberId member; // empty: it tells of the sale alone
};

bool is_of_store(Channel channel) {
    return channel != Channel::upload;
}

// Whether a photo of it waits for a person. A till, and the code that a till has printed, are stronger than that.
bool waits_as_upload(const ReceiptRow& row) {
    return row.state == ReceiptState::awaits_review && row.channel == Channel::upload;
}

// Why this claim on a receipt that is known already comes to nothing; none: it may go on.
Code fault_of(const ReceiptRow& known, const Claim& claim) {
    const bool stronger = is_of_store(claim.channel);
    const bool open = known.state == ReceiptState::rejected || known.state == ReceiptState::awaits_sale ||
                      (waits_as_upload(known) && stronger);
    // What came back is the store's word as well: a sum below it was not typed from that receipt.
    const bool below_returns = !stronger && claim.sale.net < known.returned;
    if (below_returns || (known.net != claim.sale.net && (known.told || !open))) {
        return Code::receipt_differs;
    }
    const bool taken = !open && known.state != ReceiptState::unclaimed;
    return taken && !claim.member.empty() ? Code::receipt_used : Code::none;
}

// A category without a rate earns nothing of any sum.
bool has_rate(const Terms& terms, const StoreTerms& store, SiteTime at) {
    constexpr Fen any_sum{1'000'000'000'000};
    return rules::usual_points(terms.earning, store.category, store.lease, any_sum, at) > Points{};
}

void wait(const Terms& terms, const ReceiptRow& receipt, ReviewKind kind, SiteTime now, EventDecision& decision) {
    Txn txn{TxnCode::points_pending, receipt.event.text, {}};
    for (const auto& part : parts_of(receipt, receipt.left)) {
        txn.move(issued_for(part.why), pending(receipt.member), part.points.count);
        charge_budgets(terms, txn, receipt, part, part.points);
    }
    add_if_any(decision.txns, std::move(txn));
    decision.rows.emplace_back(ReviewRow{
        {receipt.event.text}, kind, receipt.member, ReviewState::pending, now, {}, {}, {}, receipt.left.sum()});
    decision.code = Code::awaits_review;
}

// The same number and sum on the day before or after: most likely the same purchase, told around midnight or typed with
// another day.
std::optional<ReceiptRow> neighbour_of(const Books& books, const ReceiptRow& receipt) {
    for (const std::int64_t day : {receipt.day - 1, receipt.day + 1}) {
        const auto other = books.receipt(receipt.store, receipt.receipt, day);
        if (other && other->net == receipt.net && other->state != ReceiptState::rejected &&
            other->state != ReceiptState::awaits_sale) {
            return other;
        }
    }
    return std::nullopt;
}

// Whether a claim of the store may be of the purchase that `beside` is: of one that a photo has told of, or of one that
// till and code tell of on either side of midnight.
bool is_like(const ReceiptRow& receipt, const ReceiptRow& beside) {
    const bool two_words = receipt.channel != beside.channel;
    return !is_of_store(beside.channel) ||
           (two_words && std::chrono::abs(receipt.sold_at - beside.sold_at) < std::chrono::hours(1));
}

// What came back of goods on the day before or after the one that a member has typed: his, unless it may as well be of
// another receipt.
Fen returned_beside(const Books& books, const ReceiptRow& typed) {
    Fen returned;
    int found = 0;
    for (const std::int64_t step : {-1, 1}) {
        const auto waiting = books.receipt(typed.store, typed.receipt, typed.day + step);
        const auto other = books.receipt(typed.store, typed.receipt, typed.day + 2 * step);
        if (waiting && waiting->state == ReceiptState::awaits_sale && waiting->returned <= typed.net &&
            !(other && is_typed(*other))) {
            returned = waiting->returned;
            ++found;
        }
    }
    return found == 1 ? returned : Fen{};
}

std::optional<ReviewKind> why_waits(const Terms& terms, const Claim& claim, bool doubted, bool many, SiteTime now) {
    if (claim.channel == Channel::upload) {
        return ReviewKind::upload;
    }
    if (claim.sale.sold_at + std::chrono::days(terms.earning.review_after_days) < now) {
        return ReviewKind::late_receipt;
    }
    if (doubted) {
        return ReviewKind::doubted;
    }
    return many ? std::optional(ReviewKind::many_events) : std::nullopt;
}

ReceiptRow row_of(const CheckedEvent& event, const Claim& claim, std::int64_t day,
                  const std::optional<ReceiptRow>& known) {
    ReceiptRow row;
    row.store = claim.sale.store;
    row.receipt = number_of(claim.sale.receipt);
    row.day = day;
    row.sold_at = claim.sale.sold_at;
    row.net = claim.sale.net;
    row.channel = claim.channel;
    row.member = claim.member;
    row.event = event.event.id;
    row.told = is_of_store(claim.channel);
    if (known) {
        row.returned = std::min(known->returned, row.net);
        row.told = row.told || known->told;
        row.doubted = known->doubted;
    }
    return row;
}

// The sale alone: it waits until somebody says whose it is.
EventDecision keep(const Books& books, const Terms& terms, const std::optional<ReceiptRow>& known, ReceiptRow row) {
    EventDecision decision;
    decision.outcome = Outcome::applied;
    const bool stays = known && known->state != ReceiptState::rejected && known->state != ReceiptState::awaits_sale;
    if (stays && known->net == row.net) {
        decision.code = known->member.empty() ? Code::unclaimed : Code::none;
        if (!known->told) {
            decision.rows.emplace_back(*known);
            std::get<ReceiptRow>(decision.rows.back()).told = true;
        }
        return decision;
    }
    if (known) {
        withdraw_upload(books, terms, *known, decision);
    }
    decision.code = Code::unclaimed;
    decision.rows.emplace_back(std::move(row));
    return decision;
}

// No points are left for it this year: what the till has said is kept all the same.
EventDecision keep_unpaid(const Books& books, const Terms& terms, const std::optional<ReceiptRow>& known,
                          ReceiptRow row) {
    EventDecision decision = keep(books, terms, known, std::move(row));
    decision.code = Code::budget_is_spent;
    return decision;
}

EventDecision take(const Books& books, const Terms& terms, const CheckedEvent& event, const Claim& claim,
                   SiteTime now) {
    const StoreTerms* store = store_of(terms, claim.sale.store);
    if (store == nullptr) {
        return refuse_event(Code::unknown_store);
    }
    if (claim.channel == Channel::till && !store->has_feed) {
        return refuse_event(Code::no_feed);
    }
    if (ends_at(terms, terms.earning, claim.sale.sold_at) <= now) {
        return refuse_event(Code::too_late);
    }
    const std::int64_t day = day_number(terms, claim.sale.sold_at);
    const auto known = books.receipt(claim.sale.store, number_of(claim.sale.receipt), day);
    if (const Code fault = known ? fault_of(*known, claim) : Code::none; fault != Code::none) {
        return refuse_event(fault);
    }
    ReceiptRow row = row_of(event, claim, day, known);
    if (!known && !is_of_store(claim.channel)) {
        row.returned = returned_beside(books, row);
    }
    if (claim.member.empty()) {
        return keep(books, terms, known, std::move(row));
    }
    if (!has_rate(terms, *store, row.sold_at)) {
        return refuse_event(Code::earns_nothing);
    }
    if (const auto other = neighbour_of(books, row)) {
        if (!is_of_store(claim.channel)) {
            return refuse_event(other->state == ReceiptState::unclaimed ? Code::receipt_differs : Code::receipt_used);
        }
        row.doubted = row.doubted || is_like(row, *other);
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = claim.member;
    if (known) {
        withdraw_upload(books, terms, *known, decision);
    }
    work_out(books, terms, *store, decision.txns, row);
    if (!fits_the_year(books, terms, writing(decision), row.sold_at, row.left.sum())) {
        const Claim nobodys{claim.sale, claim.channel, {}};
        return claim.channel == Channel::till ? keep_unpaid(books, terms, known, row_of(event, nobodys, day, known))
                                              : refuse_event(Code::budget_is_spent);
    }
    const bool many = !count_event(books, terms, row.member, row.sold_at, decision.rows);
    const bool watched = abuse_of(books, terms, row.member, now) > abuse_is_reviewed;
    const auto waits = why_waits(terms, claim, row.doubted || watched, many, now);
    row.state = waits ? ReceiptState::awaits_review : ReceiptState::credited;
    decision.rows.emplace_back(row);
    if (waits) {
        wait(terms, row, *waits, now, decision);
    } else {
        credit(books, terms, row, Credit::anew, row.event.text, now, decision);
    }
    return decision;
}

} // namespace

void withdraw_upload(const Books& books, const Terms& terms, const ReceiptRow& receipt, EventDecision& decision) {
    auto item = books.review({receipt.event.text});
    if (!item || item->state != ReviewState::pending) {
        return;
    }
    forget_pending(terms, receipt, item->id.text, decision);
    item->state = ReviewState::rejected;
    item->reason = "told_by_the_store";
    item->points = {};
    decision.rows.emplace_back(*item);
}

std::string number_of(std::string_view printed) {
    const auto first = printed.find_first_not_of(' ');
    const auto last = printed.find_last_not_of(' ');
    std::string number(first == std::string_view::npos ? printed : printed.substr(first, last - first + 1));
    for (char& c : number) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return number;
}

EventDecision apply_sold(const Books& books, const Terms& terms, const CheckedEvent& event, const Sold& sold,
                         SiteTime now) {
    // Who has just joined at the till may be told by another door, and later: the sale is kept all the same.
    const bool stranger = !sold.member.empty() && !books.has_member(sold.member);
    EventDecision decision = take(books, terms, event, {sold, Channel::till, stranger ? MemberId{} : sold.member}, now);
    if (stranger && decision.code == Code::unclaimed) {
        decision.code = Code::unknown_member;
    }
    return decision;
}

EventDecision apply_uploaded(const Books& books, const Terms& terms, const CheckedEvent& event, const Uploaded& upload,
                             SiteTime now) {
    return take(books, terms, event, {upload.sale, Channel::upload, upload.member}, now);
}

EventDecision apply_claimed(const Books& books, const Terms& terms, const CheckedEvent& event, const Claimed& claim,
                            SiteTime now) {
    if (!event.code) {
        return refuse_event(Code::bad_code);
    }
    if (!event.code->member.empty() && event.code->member != claim.member) {
        return refuse_event(Code::receipt_used);
    }
    return take(books, terms, event, {*event.code, Channel::code, claim.member}, now);
}

} // namespace parkgate::ledger
