// The commands about members: a till's `sell` and `take-back`, the application's `member-event`, staff's `review`,
// `adjust` and their like.
#pragma once

#include "protocol/membership.hpp"

#include <CLI/CLI.hpp>

#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::ctl {

struct MemberArguments {
    std::string config;
    EventId id = {}; // of an event that got no answer
    MemberId member = {};
    std::string receipt = {};
    std::int64_t fen = 0;
    std::string sold_at = {}; // empty: now
    StoreId store = {};
    std::string picture = {};
    std::string code = {};
    std::string phone = {};
    MemberId referrer = {};
    std::string object = {}; // a post, a plate, an item of review, an event, a campaign: what the command is about
    Spending spending = Spending::asked_for;
    std::string words = {}; // a reason, or what a member says
    std::int64_t points = 0;
    bool yes = false;
    bool no = false;
    bool print_code = false;
    std::vector<std::string> segments = {};
};

// A subcommand for each. `to` outlives the tool; its config is the default.
void add_member_orders(CLI::App& tool, MemberArguments& to);

struct GivenEvent {
    MemberEventBody body;    // of a till without its store
    bool print_code = false; // not to be told: its code is wanted
};
// None: another subcommand was called. The error says what does not fit. `now` dates what has no date.
std::optional<std::expected<GivenEvent, std::string>> event_given(const CLI::App& tool,
                                                                  const MemberArguments& arguments, SiteTime now);

} // namespace parkgate::ctl
