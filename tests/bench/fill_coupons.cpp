// The coupons of the mall that is filled in.
#include "ledger/core/coupon_accounts.hpp"
#include "ledger/sqlite/sql_books.hpp"
#include "protocol/codec.hpp"
#include "tests/bench/fill_mall.hpp"

#include <chrono>

namespace parkgate::bench {

namespace {

using ledger::AccountKind;
using ledger::Txn;
using ledger::TxnCode;
using namespace std::chrono_literals;

constexpr const char* lot = "p1";

} // namespace

void FilledMall::grant_slice(const Stay& stay) {
    if (!slice_.id.empty()) {
        slice_.state = ledger::SliceState::expired;
        write_row(sql_, slice_);
    }
    const EventId ask = next_id(stay);
    slice_ = {{ask.text},    box,     campaign_,         slice_coupons,
              slice_coupons, coupon_, stay.at + 7 * 24h, ledger::SliceState::open};
    Txn txn{TxnCode::slice_granted, ask.text, {}};
    txn.move({AccountKind::campaign_budget, campaign_.text}, {AccountKind::slice_escrow, box.text},
             slice_coupons * ledger::weight_of(coupon_));
    journal_.write(txn, stay.at);
}

void FilledMall::issue_coupon(const Stay& stay) {
    const EventId event = next_id(stay);
    Txn txn{TxnCode::coupon_issued, event.text, {}};
    txn.move({AccountKind::slice_escrow, box.text}, {AccountKind::coupon_liability, campaign_.text},
             ledger::weight_of(coupon_));
    journal_.write(txn, stay.at);
    --slice_.left;
    const Coupon coupon{{stay.session.text.substr(0, 31) + "c"},
                        campaign_,
                        slice_.id,
                        stay.member,
                        stay.plate,
                        lot,
                        stay.session,
                        coupon_,
                        stay.at,
                        stay.at + 14 * 24h};
    ledger::CouponRow row;
    row.id = coupon.coupon;
    row.campaign = campaign_;
    row.slice = slice_.id;
    row.box = box;
    row.member = stay.member;
    row.issued_in = stay.session;
    row.worth = coupon_;
    row.expires_at = coupon.expires_at;
    row.funded = true;
    coupons_.push_back(row);
    write_fact(stay, CouponIssued{coupon, {encode(coupon), {"demo-box-1"}, signature}}, event);
}

// Of his last visit.
void FilledMall::use_coupon(const Stay& stay) {
    const std::int64_t given = stay.number - members_;
    if (given < 0 || given % 2 != 0) {
        return;
    }
    auto& row = coupons_[static_cast<std::size_t>(given - first_coupon_)];
    row.state = ledger::CouponState::spent;
    row.spent_in = stay.session;
    row.spent_by = stay.member;
    row.spent_at = stay.at;
    row.took = {600};
    const EventId event = next_id(stay);
    Txn txn{TxnCode::coupon_spent, event.text, {}};
    txn.move({AccountKind::coupon_liability, campaign_.text}, {AccountKind::coupons_redeemed, campaign_.text},
             ledger::weight_of(coupon_));
    txn.move({AccountKind::parking_forgone, campaign_.text}, {AccountKind::benefit_funding, campaign_.text},
             row.took.count);
    journal_.write(txn, stay.at);
    write_fact(stay, CouponSpent{row.id, stay.member, {row.worth.amount}, row.took, stay.at}, event);
}

// Those that nobody has spent when their days and those of an offline gate are over; nothing happens to older ones.
void FilledMall::lapse_coupon(const Stay& stay) {
    while (first_coupon_ + 22 * stays_a_day <= stay.number) {
        ledger::CouponRow& row = coupons_.front();
        if (row.state == ledger::CouponState::live) {
            row.state = ledger::CouponState::lapsed;
            Txn txn{TxnCode::coupon_lapsed, row.id.text, {}};
            txn.move({AccountKind::coupon_liability, campaign_.text}, {AccountKind::coupons_lapsed, campaign_.text},
                     ledger::weight_of(row.worth));
            journal_.write(txn, stay.at);
        }
        write_row(sql_, row);
        coupons_.pop_front();
        ++first_coupon_;
    }
}

} // namespace parkgate::bench
