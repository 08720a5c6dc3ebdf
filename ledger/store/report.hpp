// What a mall asks its books: what its points, coupons and parking cost, and what they bring. Amounts are sums of the
// journal (INVARIANTS I-30); nothing is sampled.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/store/report_reads.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace parkgate::ledger {

enum class Scope : std::uint8_t { mall, store, campaign };

struct ReportAsk {
    Scope scope = Scope::mall;
    std::string id; // of the store or campaign
    // Half open, of what was booked, left, sold then; none: without end. What stands open stands open now.
    std::optional<SiteTime> from = {};
    std::optional<SiteTime> until = {};
    bool costs_only = false;                       // leaves out what takes a look at every coupon, stay and receipt
    Duration again_within = std::chrono::days(30); // of a second visit
    std::string period;                            // of qualifying points: the first day of the running one
    Points high_value_from = {};                   // qualifying points; 0: nobody counts as a member of high value
};

// Points that members have, and what they stand at.
struct Owed {
    Points points;
    Fen fen;
};

struct Loss {
    Minutes minutes;  // of coupons
    Fen coupons = {}; // of those that are counted in money
    Fen fen;          // of the parking that they paid
};

struct CouponFigures {
    std::int64_t given = 0;
    std::int64_t spent = 0;
    std::int64_t lapsed = 0;
    std::int64_t misused = 0; // spent against their terms: a loss
};

// Of coupons of minutes, or of every other kind in fen at the most that each takes off.
template <typename Of>
struct CouponBudget {
    Of granted;
    Of left;      // in no slice yet
    Of in_slices; // that a gate may give away
    Of out;       // of coupons that may still be spent
    bool operator==(const CouponBudget&) const = default;
};

struct OpenSlice { // all of a box whose coupons are worth the same
    BoxId box;
    std::int64_t coupons = 0;
    Minutes minutes; // of all of them
    Fen most = {};   // that all of them take off, where they are not of minutes
};

struct Report {
    // By who pays for them: "store:<id>", "campaign:<id>", "mall", "added".
    std::map<std::string, Owed> liability;
    std::map<std::string, Fen> earning;         // what points have cost, or will
    std::map<std::string, Fen> settled;         // of that, what has become parking
    Fen recovered;                              // laid out for points that members owe
    Points spent_points;                        // on parking
    Fen points_parking;                         // fees that they paid
    std::map<std::string, Fen> coupons_parking; // by campaign
    // Of all other benefits, by who gave them: "store:<id>", "tier:<name>", "code:<code>", "mall:<why>".
    std::map<std::string, Fen> benefits_parking;
    std::map<std::string, Loss> losses; // by reason
    std::map<std::string, CouponFigures> coupons;
    std::map<std::string, CouponBudget<Minutes>> coupon_budgets;
    std::map<std::string, CouponBudget<Fen>> money_budgets;
    std::map<std::string, Points> points_used; // beyond the usual ones, by campaign
    std::map<std::string, Fen> year_used;      // by calendar year

    std::map<std::string, std::vector<OpenSlice>> slices; // by campaign
    std::int64_t holds = 0;
    Points held;

    std::int64_t members = 0; // with qualifying points
    std::int64_t high_members = 0;
    Points qualifying;
    Points high_qualifying;
    std::int64_t visits = 0; // of members
    std::int64_t high_visits = 0;

    std::int64_t visitors = 0; // members with a visit
    std::int64_t again = 0;    // of them, with another one in time
    Fen fees;                  // of stays, and of debts, taken in money, less what is to be given back
    std::int64_t receipts = 0; // of members
    Fen sales;                 // theirs, without what came back

    // What all of it costs in parking, and what all points cost: exact at any moment.
    [[nodiscard]] Fen parking_cost() const;
    [[nodiscard]] Fen earning_cost() const;
};

class StorageEngine;

// Reads it in pieces that are short each, so that gates are answered in between. What is booked meanwhile is not in it,
// as far as the journal goes.
class ReportReader {
  public:
    ReportReader(const StorageEngine& engine, ReportAsk ask);

    bool step(); // false: it is finished
    [[nodiscard]] const ReportAsk& ask() const { return ask_; }
    [[nodiscard]] const Report& report() const { return report_; }
    [[nodiscard]] std::int64_t rows() const { return rows_; } // read so far

  private:
    struct Visits {
        std::int64_t count = 0;
        SiteTime last;
        bool again = false;
    };
    enum class Stage : std::uint8_t { now, journal, coupons, lots, receipts, qualifying, stays, done };
    // Where the next piece begins; each stage uses what it needs.
    struct Cursor {
        SiteTime time;
        std::int64_t txn = 0;
        std::string id;
        PointLot lot;
        ReceiptPlace receipt;
    };

    void read_now();
    void read_slices();
    void take_leg(const ReportLeg& leg, std::string& before, std::string& giver);
    void take_coupon(const ReportCoupon& coupon);
    bool read_journal(); // each: false when there is no more of it
    bool read_coupons();
    bool read_lots();
    bool read_receipts();
    bool read_qualifying();
    bool read_stays();
    void take(AccountKind kind, std::string_view owner, std::int64_t amount);
    void take_cost(std::string_view owner, std::int64_t fen);
    void take_visit(const MemberId& member, SiteTime left_at);
    void finish();
    [[nodiscard]] bool of_source(std::string_view source) const;
    [[nodiscard]] bool of_campaign(std::string_view campaign) const;
    [[nodiscard]] bool of_scope(const MemberId& member) const;
    [[nodiscard]] bool has_period() const { return ask_.from || ask_.until; }

    const StorageEngine& engine_;
    const ReportReads& reads_;
    ReportAsk ask_;
    Report report_;
    Stage stage_ = Stage::now;
    Cursor at_;
    std::int64_t last_txn_ = 0;
    std::int64_t rows_ = 0;
    std::set<MemberId> scope_; // who bought at the store, or had something of the campaign
    std::set<MemberId> high_;
    std::map<MemberId, Visits> visits_;
};

} // namespace parkgate::ledger
