// The part of the port that tools and trials of other rules read.
#pragma once

#include "ledger/core/trial.hpp"
#include "ledger/store/tools.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::ledger {

// A like or a post as it came, and what it was answered.
struct SaidDeed {
    std::string bytes;
    Points given;
    std::optional<ReviewState> review; // none: nobody had to look
    Points review_points;
};

class ToolReads {
  public:
    ToolReads() = default;
    ToolReads(const ToolReads&) = delete;
    ToolReads& operator=(const ToolReads&) = delete;
    virtual ~ToolReads() = default;

    [[nodiscard]] virtual std::vector<Balance> balances() const = 0; // by unit, kind, owner
    [[nodiscard]] virtual SiteTime newest() const = 0;               // of the journal; 1970: it is empty
    // In the order in which their facts came.
    [[nodiscard]] virtual std::vector<FeeDifference> fee_differences() const = 0;
    // The oldest first; without `all` those that nobody has decided.
    [[nodiscard]] virtual std::vector<ReviewRow> reviews(bool all, int most) const = 0;
    // All that ever came into quarantine, whatever has become of it, after that place; the oldest first.
    [[nodiscard]] virtual std::vector<Quarantined> quarantined(const QuarantinePlace& after, int most) const = 0;
    [[nodiscard]] virtual std::optional<Quarantined> quarantined(const EventId& id) const = 0;

    // ---- of one member ----
    [[nodiscard]] virtual std::vector<Hold> open_holds_of(const MemberId& member) const = 0;
    [[nodiscard]] virtual std::vector<CouponRow> live_coupons_of(const MemberId& member) const = 0;
    [[nodiscard]] virtual std::int64_t plates_now(const MemberId& member) const = 0;
    // Of his points, the newest transaction first.
    [[nodiscard]] virtual std::vector<StatementLine> lines_of(const MemberId& member, int most) const = 0;
    // The parking that charges paid which were not given back.
    [[nodiscard]] virtual Fen parking_by_points(const MemberId& member) const = 0;
    [[nodiscard]] virtual Fen parking_by_coupons(const MemberId& member) const = 0;

    // ---- the past, in any order ----
    virtual void credited_sales(SiteTime since, const std::function<void(const PastSale&)>& each) const = 0;
    // Bytes of events that told of a purchase and earned nothing, or found a budget spent: refused, or kept of a till.
    virtual void refused_sales(const std::function<void(const std::string&)>& each) const = 0;
    // Likes and posts that counted, or that a cap, a budget or a missing rule refused.
    virtual void said_deeds(const std::function<void(const SaidDeed&)>& each) const = 0;
    // Newcomers, and who has brought them; at the visit or purchase that made it count.
    virtual void newcomers(SiteTime since, const std::function<void(const PastDeed&)>& each) const = 0;
    [[nodiscard]] virtual std::int64_t count_leavings() const = 0;
    // Bytes of applied facts: whoever was let out, and who did not drive after all.
    virtual void leavings(const std::function<void(const std::string&)>& each) const = 0;
    virtual void called_off(const std::function<void(const std::string&)>& each) const = 0;
};

} // namespace parkgate::ledger
