// What events of tills, of the application and of staff do. Internal to the core; apply() of decision.hpp asks the one
// that fits, after it has looked at the door.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/earning/giving.hpp"
#include "ledger/core/members/wallet.hpp"
#include "ledger/core/receipt_number.hpp"

namespace parkgate::ledger {

// receipts.cpp
EventDecision apply_sold(const Books& books, const Terms& terms, const CheckedEvent& event, const Sold& sold,
                         SiteTime now);
EventDecision apply_uploaded(const Books& books, const Terms& terms, const CheckedEvent& event, const Uploaded& upload,
                             SiteTime now);
EventDecision apply_claimed(const Books& books, const Terms& terms, const CheckedEvent& event, const Claimed& claim,
                            SiteTime now);
// Ends the review of an upload whose receipt somebody with a better word has spoken for.
void withdraw_upload(const Books& books, const Terms& terms, const ReceiptRow& receipt, EventDecision& decision);

// Its day is one that a member has typed.
inline bool is_typed(const ReceiptRow& receipt) {
    return !receipt.told && receipt.state != ReceiptState::awaits_sale;
}

// earned.cpp
// What it earns by the terms that hold now, after what `txns` have taken of the campaign's budget: into the row.
void work_out(const Books& books, const Terms& terms, const StoreTerms& store, const std::vector<Txn>& txns,
              ReceiptRow& receipt);
// Gives what a receipt has earned for what of its goods was kept: `from` what waits for a review, or anew. Points, what
// they cost, qualifying points, a stamp, a newcomer's bonus.
enum class Credit : std::uint8_t { anew, has_waited };
void credit(const Books& books, const Terms& terms, const ReceiptRow& receipt, Credit kind, const std::string& cause,
            SiteTime now, EventDecision& decision);
// Puts back what has waited; the receipt itself stays as it is.
void forget_pending(const Terms& terms, const ReceiptRow& receipt, const std::string& cause, EventDecision& decision);
// What it gave lies in these, whatever the terms are by now.
PointLot lot_of(const ReceiptRow& receipt, const std::string& source);
// Who pays for which part of what a receipt has earned, and why; parts of nothing are left out.
struct Part {
    std::string why; // of points_issued
    std::string source;
    Points points;
    CampaignId campaign; // empty: of none
};
std::vector<Part> parts_of(const ReceiptRow& receipt, const rules::Earned& earned);
// The budgets that a part draws on; negative points give it back.
void charge_budgets(const Terms& terms, Txn& txn, const ReceiptRow& receipt, const Part& part, Points points);
// What a receipt would still earn of `receipt.earned`, by its terms if they are known yet. Of one that was worked out
// before, `left` binds: it is never more than that.
rules::Earned still_earned(const Terms& terms, const ReceiptRow& receipt);

// returns.cpp
EventDecision apply_returned(const Books& books, const Terms& terms, const CheckedEvent& event, const Returned& goods,
                             SiteTime now);

// deeds.cpp
EventDecision apply_joined(const Books& books, const Terms& terms, const CheckedEvent& event, const Joined& joined,
                           SiteTime now);
EventDecision apply_liked(const Books& books, const Terms& terms, const CheckedEvent& event, const Liked& liked,
                          SiteTime now);
EventDecision apply_posted(const Books& books, const Terms& terms, const CheckedEvent& event, const Posted& posted,
                           SiteTime now);
// A newcomer's first visit or purchase: his own bonus, and what who has sent him gets for it. His row may be in
// `writing` already, and is changed there.
void first_real_visit(const Books& books, const Terms& terms, Wallet& newcomer, SiteTime at, const std::string& cause,
                      const Writing& writing);
// The purchase of that cause is undone: the bonuses that it brought are another purchase's that earns still. If there
// is none they are undone too, where their rules let them be, and the next one may bring them.
void undo_first_visit(const Books& books, const Terms& terms, Wallet& newcomer, const std::string& cause,
                      const Writing& writing);
bool is_reversible(const Terms& terms, rules::Deed deed, const ReviewRow& item);
// Takes back what a deed has given or may give, by what it was booked by. The item is the caller's to end.
void undo_deed(const Terms& terms, Wallet& wallet, rules::Deed deed, const ReviewRow& item, const Writing& writing);
// What a deed may still give on its day (INVARIANTS I-17); counts it in `rows`.
Points capped(const Books& books, const Terms& terms, const rules::DeedRule& rule, const MemberId& member, SiteTime at,
              std::vector<Row>& rows);
// A deed that a person has rejected leaves room for another one of its day.
void give_back_cap(const Books& books, const Terms& terms, rules::Deed deed, const ReviewRow& item,
                   std::vector<Row>& rows);

// review.cpp
EventDecision apply_reviewed(const Books& books, const Terms& terms, const CheckedEvent& event,
                             const Reviewed& reviewed, SiteTime now);
// staff.cpp
EventDecision apply_adjusted(const Books& books, const Terms& terms, const CheckedEvent& event,
                             const Adjusted& adjusted, SiteTime now);
EventDecision apply_seconded(const Books& books, const Terms& terms, const CheckedEvent& event,
                             const Seconded& seconded, SiteTime now);
// Who decides, and whether only by a name that was typed.
struct Hand {
    OperatorId name;
    bool typed = false;
};
inline Hand hand_of(const CheckedEvent& event) {
    return {{event.owner}, event.typed};
}
// What one person alone has given or taken on a day, with `size` more: by his hand, and of the member. In parts as in
// one.
struct ByHand {
    CapUse of;
    CapUse by;
    [[nodiscard]] bool takes_two(const Terms& terms) const {
        return std::max(of.used, by.used) > terms.earning.second_person_above.count;
    }
};
ByHand by_hand(const Books& books, const Terms& terms, const MemberId& member, const OperatorId& by, Points size,
               SiteTime now);

// Does what waited for a second person, `by` whom; a code says why not.
Code carry_out_second(const Books& books, const Terms& terms, const ReviewRow& item, const Hand& by, SiteTime now,
                      EventDecision& decision);
EventDecision apply_segments(const Books& books, const CheckedEvent& event, const SegmentsSet& set);
EventDecision apply_switched(const Books& books, const Terms& terms, const CheckedEvent& event,
                             const CampaignSwitched& switched);

// standing.cpp (of ../members): what follows from points and visits.
// Where his qualifying points of the period that `at` lies in are counted.
Account qualifying(const Terms& terms, const MemberId& member, SiteTime at);
// Adds qualifying points (of a return: takes them) to the last of `txns`, and moves the tier if they reach another one;
// a notice tells it.
void count_qualifying(const Books& books, const Terms& terms, const MemberId& member, Points points, SiteTime at,
                      std::vector<Txn>& txns, std::vector<Row>& rows, std::vector<Notice>& notices);
// One stamp a day, whatever brings it; so many become a coupon, as long as the campaign runs `now` and has a budget.
inline constexpr const char* stamp_of_purchase = "mall"; // in place of a lot
void stamp(const Books& books, const Terms& terms, const MemberId& member, const std::string& lot, SiteTime at,
           SiteTime now, const std::string& cause, const Writing& writing);

} // namespace parkgate::ledger
