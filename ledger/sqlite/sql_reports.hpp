// What a report reads, over SQLite. Internal to the room.
#pragma once

#include "ledger/sqlite/statements.hpp"
#include "ledger/store/report_reads.hpp"

namespace parkgate::ledger {

class SqlReports final : public ReportReads {
  public:
    explicit SqlReports(const Statements& sql) : sql_(sql) {}

    void balances(AccountKind kind, const EachSum& each) const override;
    void open_slices(const Each<ReportSlices>& each) const override;
    void open_holds(std::int64_t& count, Points& points) const override;
    void held_by_source(const EachSum& each) const override;
    void legs(const LegsWanted& wanted, const Each<ReportLeg>& each) const override;
    void funded_coupons(const std::string& after, std::int64_t most, const Each<ReportCoupon>& each) const override;
    void lots(const PointLot& after, std::int64_t most, const Each<PointLot>& each) const override;
    void receipts(const ReceiptPlace& after, SiteTime until, std::int64_t most,
                  const Each<ReportReceipt>& each) const override;
    void qualifying(const std::string& after, std::int64_t most, const EachSum& each) const override;
    void ended_stays(SiteTime from, const std::string& after, SiteTime until, std::int64_t most,
                     const Each<ReportStay>& each) const override;

  private:
    const Statements& sql_;
};

} // namespace parkgate::ledger
