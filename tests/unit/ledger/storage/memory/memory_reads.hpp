#pragma once

#include "tests/unit/ledger/storage/memory/memory_books.hpp"

namespace parkgate::ledger::test {

class MemoryReports final : public ReportReads {
  public:
    explicit MemoryReports(const MemoryState* const& now) : now_(now) {}

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
    const MemoryState* const& now_;
};

class MemoryTools final : public ToolReads {
  public:
    explicit MemoryTools(const MemoryState* const& now) : now_(now) {}

    [[nodiscard]] std::vector<Balance> balances() const override;
    [[nodiscard]] SiteTime newest() const override;
    [[nodiscard]] std::vector<FeeDifference> fee_differences() const override;
    [[nodiscard]] std::vector<ReviewRow> reviews(bool all, int most) const override;
    [[nodiscard]] std::vector<Quarantined> quarantined(const QuarantinePlace& after, int most) const override;
    [[nodiscard]] std::optional<Quarantined> quarantined(const EventId& id) const override;
    [[nodiscard]] std::vector<Hold> open_holds_of(const MemberId& member) const override;
    [[nodiscard]] std::vector<CouponRow> live_coupons_of(const MemberId& member) const override;
    [[nodiscard]] std::int64_t plates_now(const MemberId& member) const override;
    [[nodiscard]] std::vector<StatementLine> lines_of(const MemberId& member, int most) const override;
    [[nodiscard]] Fen parking_by_points(const MemberId& member) const override;
    [[nodiscard]] Fen parking_by_coupons(const MemberId& member) const override;
    void credited_sales(SiteTime since, const std::function<void(const PastSale&)>& each) const override;
    void refused_sales(const std::function<void(const std::string&)>& each) const override;
    void said_deeds(const std::function<void(const SaidDeed&)>& each) const override;
    void newcomers(SiteTime since, const std::function<void(const PastDeed&)>& each) const override;
    [[nodiscard]] std::int64_t count_leavings() const override;
    void leavings(const std::function<void(const std::string&)>& each) const override;
    void called_off(const std::function<void(const std::string&)>& each) const override;

  private:
    void applied(std::string_view kind, const std::function<void(const std::string&)>& each) const;
    const MemoryState* const& now_;
};

} // namespace parkgate::ledger::test
