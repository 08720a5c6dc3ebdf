// What a tool asks of the books, and what it is told: values, and the lines that they are on the ledger's own socket.
// One line goes in; out come lines of progress and then the reply.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parkgate::ledger {

struct ReportOrder {
    std::string scope = "mall"; // mall, store, campaign
    std::string id = {};
    std::string since = {}; // days of the mall, 2026-11-21 or today; empty: without end
    std::string until = {}; // the last one
    std::int64_t within_days = 30;
    bool costs_only = false;
    bool json = false;
};
struct NewMember {
    std::string id;
    std::vector<std::string> plates;
    std::int64_t points = 0;
    bool sets_tier = false;
    std::string tier = {};
    std::string spending = {}; // asked_for, nothing, coupon, all; empty: stays as it is
    std::string by = {};       // who types, by his own word
    std::string reason = {};
};
struct UnlinkPlate {
    std::string plate;
    std::string by = {};
    std::string reason = {};
};
struct ShowMember {
    std::string id;
    std::int64_t lines = 20;
};
struct ListReviews {
    bool all = false;
};
struct DecideReview {
    std::string id;
    bool approved = false;
    std::string reason;
    std::string by = {};
};
struct ListBudgets {
    bool json = false;
};
struct SetBudget {
    std::string campaign;
    std::int64_t coupons = 0;
    std::string reason;
    std::string by = {};
};
struct ListQuarantine {
    bool json = false;
    std::string code = {};  // empty: whatever it is kept for
    std::string since = {}; // a day of the mall, or an instant as the list prints it; empty: from the beginning
    bool closed = false;    // those that a person has settled, instead of those that wait
    bool oldest = false;    // first
    std::int64_t lines = 100;
};
struct ShowQuarantined {
    std::string id;
};
struct Redrive {
    std::string id; // or `code`
    std::string reason;
    std::string by = {};
    std::string code = {}; // all that wait with it
};
struct CloseQuarantined {
    std::string id; // or `code`
    std::string reason;
    std::string by = {};
    std::string code = {}; // all that wait with it
};
// A copy beside the books; the reply is its name. Whoever asked for it removes it.
struct CopyBooks {
    bool now = true;
};

using Order = std::variant<ReportOrder, NewMember, UnlinkPlate, ShowMember, ListReviews, DecideReview, ListBudgets,
                           SetBudget, ListQuarantine, ShowQuarantined, Redrive, CloseQuarantined, CopyBooks>;
// It changes the books.
bool changes(const Order& order);

struct ToolReply {
    int exit = 0; // of the tool
    std::string out;
    std::string errors;
    bool operator==(const ToolReply&) const = default;
};
struct Progress {
    std::int64_t done = 0;
    std::int64_t of = 0; // 0: nobody knows
    std::string unit;
    bool operator==(const Progress&) const = default;
};

inline constexpr std::size_t longest_order = 16 * 1024;
inline constexpr std::size_t longest_reply = 4 * 1024 * 1024;

// Each ends with a newline. A reply that is too long becomes one that says so.
std::string line_of(const Order& order);
std::string line_of(const ToolReply& reply);
std::string line_of(const Progress& progress);
// The error is a sentence for the one who asked.
std::expected<Order, std::string> order_of(std::string_view line);
std::expected<std::variant<ToolReply, Progress>, std::string> reply_of(std::string_view line);

} // namespace parkgate::ledger
