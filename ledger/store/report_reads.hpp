// The part of the port that a report reads: in pieces, each of which begins after the last row of the one before.
// Values only. Texts are views that end with the call.
#pragma once

#include "ledger/core/books.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace parkgate::ledger {

// Of the journal, in the order of time and number.
struct ReportLeg {
    SiteTime at;
    std::int64_t txn = 0;
    std::string_view kind;
    std::string_view owner;
    std::int64_t amount = 0;
    std::string_view code; // of its transaction
};
// `from` and `txn` are of the last leg that was read.
struct LegsWanted {
    SiteTime from;
    std::int64_t txn = 0;
    SiteTime until;            // it is not in it
    std::int64_t last_txn = 0; // nothing that was booked after it
    std::int64_t most = 0;     // transactions; each comes with all its legs
};

struct ReportSlices { // that are open, of one campaign and box, and whose coupons are worth the same
    std::string_view campaign;
    std::string_view box;
    Unit unit = Unit::minutes;
    std::int64_t coupons = 0;
    std::int64_t of_each = 0; // in that unit, at the most that it takes off
};

struct ReportCoupon {
    std::string_view id;
    std::string_view campaign;
    std::string_view member;
    CouponState state = CouponState::live;
    bool misused = false; // in the session that it was given in, by another member, or too late
};

struct ReportReceipt {
    SiteTime sold_at;
    std::string_view store;
    std::int64_t day = 0;
    std::string_view receipt;
    std::string_view member;
    Fen kept; // what came back is not in it
    std::string_view campaign;
};
struct ReceiptPlace {
    SiteTime sold_at;
    std::string store;
    std::int64_t day = 0;
    std::string receipt;
};

struct ReportStay {
    SiteTime left_at;
    std::string_view id;
    std::string_view plate;
    ExitHow how = ExitHow::observed;
    Fen paid; // with what was paid of its debt
};

template <typename T>
using Each = std::function<void(const T&)>;

class ReportReads {
  public:
    ReportReads() = default;
    ReportReads(const ReportReads&) = delete;
    ReportReads& operator=(const ReportReads&) = delete;
    virtual ~ReportReads() = default;

    using EachSum = std::function<void(std::string_view owner, std::int64_t sum)>;
    virtual void balances(AccountKind kind, const EachSum& each) const = 0;
    // By campaign, box and unit, fen before minutes.
    virtual void open_slices(const Each<ReportSlices>& each) const = 0;
    virtual void open_holds(std::int64_t& count, Points& points) const = 0;
    virtual void held_by_source(const EachSum& each) const = 0;
    virtual void legs(const LegsWanted& wanted, const Each<ReportLeg>& each) const = 0;
    virtual void funded_coupons(const std::string& after, std::int64_t most, const Each<ReportCoupon>& each) const = 0;
    // Also those that are used up.
    virtual void lots(const PointLot& after, std::int64_t most, const Each<PointLot>& each) const = 0;
    virtual void receipts(const ReceiptPlace& after, SiteTime until, std::int64_t most,
                          const Each<ReportReceipt>& each) const = 0;
    virtual void qualifying(const std::string& after, std::int64_t most, const EachSum& each) const = 0;
    virtual void ended_stays(SiteTime from, const std::string& after, SiteTime until, std::int64_t most,
                             const Each<ReportStay>& each) const = 0;
};

} // namespace parkgate::ledger
