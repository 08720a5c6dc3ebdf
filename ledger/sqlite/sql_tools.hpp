// What tools and trials of other rules read, over SQLite. Internal to the room.
#pragma once

#include "ledger/sqlite/statements.hpp"
#include "ledger/store/tool_reads.hpp"

namespace parkgate::ledger {

class SqlTools final : public ToolReads {
  public:
    SqlTools(const Statements& sql, const Books& books) : sql_(sql), books_(books) {}

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
    const Statements& sql_;
    const Books& books_;
};

} // namespace parkgate::ledger
