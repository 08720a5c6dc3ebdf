// A member's spendable points with the lots that they lie in (INVARIANTS I-21, I-22): whatever gives or takes points
// goes through here, so that the lots and the accounts always say the same. One wallet a member and decision: it reads
// the books once and then knows what the decision has done so far. Internal to the core.
#pragma once

#include "ledger/core/books.hpp"

#include <set>
#include <string>
#include <vector>

namespace parkgate::ledger {

// In money each lot's points stand at its `value`, so that at every moment, summed over all owners,
//   points_funding + points_liability + points_settled + points_recovered = 0, and for each source
//   -points_liability = the sum over its lots of (remaining + held) * value.
//   given:    points_liability(source) -> points_funding(source)
//   charged:  points_settled(source) -> points_liability(source); restored: the other way
//   taken back, expired: points_funding(who gains: of a return the store, else the lot's source) ->
//   points_liability(source) taken back and no longer there: points_funding(who gains) -> points_recovered(member); the
//   parking that it became
//             is the mall's until he has repaid it
// Points that repay what a member owes are out of points_recovered(member) first; the rest has become the parking of a
// late capture, as if it had been there at the time: points_settled(source).
class Wallet {
  public:
    Wallet(const Books& books, MemberId member);

    [[nodiscard]] const MemberId& member() const { return member_; }
    [[nodiscard]] Points spendable() const { return spendable_; } // with what this decision has done
    [[nodiscard]] Points owed() const { return owed_; }           // what the receivable stands at, as a positive number
    [[nodiscard]] Points net() const { return spendable_ - owed_; }

    // Gives points; what the member owes is settled first, and only the rest becomes part of the lot. The lot's own
    // `remaining` and `earned` say nothing here. `from` is the account that they come from.
    void give(Txn& txn, const Account& from, const PointLot& lot, Points points);

    // Moves points from the lots, soonest expiry first, to held; remembered under `hold`. At most what is spendable.
    void hold(Txn& txn, const HoldId& hold, Points points);
    // Of what is held under `hold`, `charged` goes to `to`, soonest expiry first, and its liability ends; the rest goes
    // back into the same lots. A lot that has expired meanwhile takes it as well: the next sweep ends it.
    void resolve(Txn& txn, const HoldId& hold, Points charged, const Account& to);
    // Keeps so much of it held, of what ends soonest; the rest goes back as above.
    void shrink(Txn& txn, const HoldId& hold, Points keep);
    // Takes points that no hold covers: from the lots what is there, the rest becomes a debt. How much was owed anew.
    Points capture(Txn& txn, const std::string& cause, Points points, const Account& to);
    // The same for points whose reason is gone (a return, a decision of staff): first from `first`, then from the other
    // lots; in money `gains` has them back. What has ended in `first` unspent is gone already, and is not taken twice.
    Points take_back(Txn& txn, const PointLot& first, Points points, const Account& to, const std::string& gains);
    // Puts back what was charged under `cause`, into the lots that it came from; the latest expiry first. What was owed
    // for it is owed no longer; if that has been repaid meanwhile, his last lot has it. What would go into a lot that
    // ends before `ends` goes into one of the same source and value that ends then.
    void restore(Txn& txn, const std::string& cause, Points points, const Account& from, SiteTime ends = {});
    // A lot's day has come; what nobody has spent of it is remembered for take_back().
    void expire(Txn& txn, const PointLot& lot);

    // What the decision has to write.
    [[nodiscard]] std::vector<Row> rows() const;

  private:
    template <typename Kept>
    struct Tracked {
        Kept row;
        bool touched = false;
    };

    std::size_t find_or_add(const PointLot& key);
    PointLot last_lot();
    Points take(std::size_t lot, Points most);
    void put(Txn& txn, const Account& from, const PointLot& key, Points points);
    std::vector<std::size_t> uses_under(const std::string& cause);
    void note_use(const std::string& cause, const PointLot& lot, Points points);
    void give_back(Txn& txn, std::size_t use, Points points);
    Points repay(Txn& txn, const Account& from, const PointLot& lot, Points points, const Account& fen_to);

    const Books& books_;
    MemberId member_;
    Points spendable_;
    Points owed_;
    Fen laid_out_;                        // what points_recovered stands at
    std::vector<Tracked<PointLot>> lots_; // all that were read or touched, soonest expiry first
    std::vector<Tracked<LotUse>> uses_;
    std::set<std::string> read_causes_;
};

// Who pays for points, as it stands in accounts and lots.
std::string source_of(const StoreId& store);
std::string source_of(const CampaignId& campaign);
inline constexpr const char* source_mall = "mall";
inline constexpr const char* source_added = "added"; // before purchases were told: first points of a new member
inline constexpr SiteTime endless{std::chrono::milliseconds(253'402'214'400'000)}; // 9999-12-31: of what has no end

} // namespace parkgate::ledger
