#include "ledger/core/coupons.hpp"
#include "ledger/core/fees.hpp"
#include "ledger/core/holds.hpp"
#include "ledger/core/members/news.hpp"
#include "ledger/core/points.hpp"
#include "ledger/core/reversals.hpp"
#include "ledger/core/stays.hpp"

namespace parkgate::ledger {

namespace {

// Far above anything a car park sells, far below what the sum of all books could overflow with.
constexpr std::int64_t most_plausible = 1'000'000'000;

bool plausible(std::initializer_list<std::int64_t> amounts) {
    for (const auto amount : amounts) {
        if (amount < 0 || amount > most_plausible) {
            return false;
        }
    }
    return true;
}

struct Plausible {
    bool operator()(const Charged& b) const {
        return plausible({b.charged.count, b.released.count, b.bought.count, b.worth.count});
    }
    bool operator()(const CouponIssued& b) const {
        return plausible({b.coupon.worth.amount, b.coupon.worth.most.count});
    }
    bool operator()(const CouponSpent& b) const { return plausible({b.minutes.count, b.worth.count}); }
    bool operator()(const Exited& b) const {
        return plausible({b.stay.count, b.fee.count, b.paid.count, b.debt.count});
    }
    bool operator()(const PaymentTaken& b) const { return plausible({b.paid.count}); }
    bool operator()(const DebtRaised& b) const { return plausible({b.debt.count}); }
    bool operator()(const DebtPaid& b) const { return plausible({b.paid.count}); }
    bool operator()(const RefundDue& b) const { return plausible({b.fen.count}); }
    bool operator()(const Waived& b) const { return plausible({b.fen.count}); }
    bool operator()(const ExitReversed& b) const { return plausible({b.debt.count, b.waived.count}); }
    bool operator()(const LeaveAuthorised& b) const { return plausible({b.quote.fee.count, b.quote.due.count}); }
    template <typename Other>
    bool operator()(const Other&) const {
        return true;
    }
};

} // namespace

Decision apply(const Books& books, const Terms& terms, const CheckedFact& fact, SiteTime now) {
    if (!std::visit(Plausible{}, fact.fact.body)) {
        return quarantine(Code::implausible);
    }
    if (const auto session = books.session(fact.fact.session); session && session->box != fact.envelope.box) {
        return quarantine(Code::wrong_box);
    }
    if (const auto* charged = std::get_if<Charged>(&fact.fact.body)) {
        return apply_charged(books, terms, fact, *charged);
    }
    if (const auto* released = std::get_if<HoldReleased>(&fact.fact.body)) {
        return apply_released(books, fact, *released);
    }
    if (const auto* issued = std::get_if<CouponIssued>(&fact.fact.body)) {
        return apply_issued(books, fact, *issued, now);
    }
    if (const auto* spent = std::get_if<CouponSpent>(&fact.fact.body)) {
        return apply_spent(books, terms, fact, *spent, now);
    }
    if (const auto* reversed = std::get_if<ExitReversed>(&fact.fact.body)) {
        return apply_reversed(books, terms, fact, *reversed, now);
    }
    if (const auto* leaving = std::get_if<LeaveAuthorised>(&fact.fact.body)) {
        return compare_fee(terms, fact, *leaving);
    }
    return apply_stay(books, terms, fact, now);
}

AskDecision answer(const Books& books, const Terms& terms, const Ask& ask, SiteTime now) {
    if (const auto* hold = std::get_if<HoldAsk>(&ask.body)) {
        return answer_hold(books, terms, ask, *hold, now);
    }
    if (const auto* slice = std::get_if<SliceAsk>(&ask.body)) {
        return answer_slice(books, terms, ask, *slice, now);
    }
    return {answer_link(books, terms, std::get<LinkAsk>(ask.body), now), {}, {}};
}

} // namespace parkgate::ledger
