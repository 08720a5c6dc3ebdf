// Carries out what tools ask and order: in the daemon over its socket, and in a tool that has opened the books itself.
#pragma once

#include "ledger/app/configuration.hpp"
#include "ledger/app/console/job.hpp"
#include "ledger/app/site_clock.hpp"
#include "ledger/store/store.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <memory>

namespace parkgate::ledger {

// The books, and what is known around them. All of it outlives every job.
struct Desk {
    const Configuration& configuration;
    Store& store;
    std::function<SiteTime()> site;
    std::function<WallTime()> wall;
    std::function<ClockFault()> clock = [] { return ClockFault::none; };
};

std::unique_ptr<Job> begin(const Desk& desk, const Order& order);
// Where copies of these books are made; what an ended daemon has left of them is removed.
std::filesystem::path copy_name(const std::filesystem::path& store, std::string_view stamp);
void remove_old_copies(const std::filesystem::path& store);

// ---- the parts of it: each is done at once ----
ToolReply add_member(const Desk& desk, const NewMember& member);
ToolReply unlink_plate(const Desk& desk, const UnlinkPlate& unlinked);
ToolReply show_member(const Desk& desk, const ShowMember& shown);
ToolReply list_reviews(const Desk& desk, const ListReviews& list);
ToolReply decide_review(const Desk& desk, const DecideReview& decided);
ToolReply list_budgets(const Desk& desk, const ListBudgets& list);
ToolReply set_budget(const Desk& desk, const SetBudget& set);
ToolReply show_quarantined(const Desk& desk, const ShowQuarantined& shown);
ToolReply redrive(const Desk& desk, const Redrive& order);
ToolReply close_quarantined(const Desk& desk, const CloseQuarantined& order);

// ---- what goes through all of the quarantine, in pieces ----
std::unique_ptr<Job> list_quarantine(const Desk& desk, const ListQuarantine& list);
std::unique_ptr<Job> redrive_each(const Desk& desk, const Redrive& order);
std::unique_ptr<Job> close_each(const Desk& desk, const CloseQuarantined& order);
std::string line_of(const Quarantined& one);  // who has told it, and what
std::string closing_of(const Closed& closed); // by whom, when and why

// ---- the report ----
// What it asks of the store; the error is a sentence.
std::expected<ReportAsk, std::string> ask_of(const Desk& desk, const ReportOrder& order);
std::string report_text(const Desk& desk, const ReportOrder& order, const ReportReader& reader);
std::string report_json(const Desk& desk, const ReportOrder& order, const ReportReader& reader);
// What the minutes of an open slice, and of the points that are held, cost at most: at the dearest hour of the dearest
// table, bought for the fewest points. A coupon of another kind costs the most that it takes off.
struct Exposure {
    std::int64_t coupons = 0;
    Minutes coupon_minutes;
    Fen coupon_fen;
    Minutes point_minutes;
    Fen point_fen;
};
Exposure exposure_of(const Desk& desk, const Report& report);

// Who changes something says his name and why: what is wrong with it, if anything. The name proves nothing and is
// written down.
std::optional<ToolReply> fault_of_hand(const std::string& by, const std::string& reason);
// What he has done, for the book of events; never with a plate. His reason is added to it.
ConsoleNote note(const Desk& desk, std::string kind, boost::json::object what, const std::string& by,
                 const std::string& reason);
// What he has typed, as the desk would say it.
EventWork typed(const Desk& desk, MemberEventBody body, const std::string& by);

EventId new_id(const Desk& desk);
inline constexpr int awaits_second = 4; // as parkgatectl ends
inline ToolReply failed(std::string why) {
    return {1, {}, std::move(why) + "\n"};
}

} // namespace parkgate::ledger
