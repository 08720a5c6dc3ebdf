// Years of a mall as they stand in its ledger's file. Each stay is a member's: he has bought something, his points are
// held as he comes in and charged as he leaves, he takes a coupon with him, and every other one of those is spent on
// his next visit; the rest lapse.
#pragma once

#include "ledger/app/configuration.hpp"
#include "tests/bench/fill_journal.hpp"

#include <deque>
#include <vector>

namespace parkgate::bench {

inline constexpr std::int64_t stays_a_day = 650;
inline constexpr std::int64_t days_between_visits = 10;
inline constexpr std::int64_t rows_a_stay = 21; // of the journal
inline constexpr std::int64_t slice_coupons = 1000;
inline const BoxId box{"box-1"};
// As long as a real one is. Nobody asks whether it is good: what stands in the books was asked when it came.
inline const std::string signature = std::string(86, 'A') + "==";

class FilledMall {
  public:
    FilledMall(const ledger::Statements& sql, const ledger::Configuration& configuration, std::int64_t stays,
               SiteTime end);

    // One after the other, in the order of time; false: there is none any more.
    bool step();
    void finish(); // what stands at the end
    [[nodiscard]] std::int64_t entries() const { return journal_.entries(); }

  private:
    struct Stay {
        std::int64_t number = 0;
        std::int64_t member_number = 0;
        MemberId member;
        PlateHash plate;
        StoreId store;
        std::string source; // of the points
        SessionId session;
        HoldId hold;
        SiteTime at;
        SiteTime points_end;
    };

    void open_books();
    void add_member(std::int64_t number);
    [[nodiscard]] Stay stay(std::int64_t number);
    void buy(const Stay& stay);
    void come_in(const Stay& stay);
    void leave(const Stay& stay);
    void grant_slice(const Stay& stay);
    void issue_coupon(const Stay& stay);
    void use_coupon(const Stay& stay);
    void lapse_coupon(const Stay& stay);
    void write_lot(const Stay& stay);
    void write_fact(const Stay& stay, FactBody body, EventId id);
    EventId next_id(const Stay& stay);

    const ledger::Statements& sql_;
    const ledger::Configuration& configuration_;
    CampaignId campaign_;
    CouponWorth coupon_;
    std::int64_t stays_;
    std::int64_t members_;
    SiteTime end_;
    FillJournal journal_;
    IdSource ids_{20261};
    std::int64_t next_ = 0;
    std::int64_t seq_ = 0;
    std::string prev_;
    ledger::SliceRow slice_;
    std::vector<ledger::PointLot> lots_;    // of each member, the one that he is filling
    std::deque<ledger::CouponRow> coupons_; // of the last stays
    std::int64_t first_coupon_ = 0;         // the stay that the first of them is of
};

} // namespace parkgate::bench
