// Members: added, unlinked, shown.
#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/core/members/abuse.hpp"
#include "ledger/core/members/wallet.hpp"
#include "plate/repair.hpp"
#include "plate/words.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <expected>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr std::int64_t most_lines = 500; // of a statement

std::string_view explain(Admission::Result result) {
    switch (result) {
    case Admission::Result::added: return "added";
    case Admission::Result::already_there: return "is there already; nothing was changed";
    case Admission::Result::plates_added: return "was there already; the new plates were added, no points";
    case Admission::Result::settings_changed: return "was there already; tier or spending was changed";
    case Admission::Result::budget_spent: return "was not added";
    case Admission::Result::too_many_plates:
    case Admission::Result::plate_capped: return "was not changed";
    case Admission::Result::plate_taken: return "was not changed: a plate belongs to another member";
    }
    std::unreachable();
}

constexpr std::array<std::pair<std::string_view, Spending>, 4> spendings = {{{"asked_for", Spending::asked_for},
                                                                             {"nothing", Spending::nothing},
                                                                             {"coupon", Spending::coupon},
                                                                             {"all", Spending::all}}};

std::optional<Spending> spending_named(const std::string& text) {
    const auto found = std::ranges::find(spendings, text, [](const auto& one) { return one.first; });
    return found == spendings.end() ? std::nullopt : std::optional(found->second);
}

std::string_view name_of(Spending spending) {
    return std::ranges::find(spendings, spending, [](const auto& one) { return one.second; })->first;
}

bool bad(const NewMember& member) {
    const bool tier_good = !member.sets_tier || member.tier.empty() || is_name(member.tier);
    const bool spending_good = member.spending.empty() || spending_named(member.spending);
    return !is_name(member.id) || member.points < 0 || member.points > 1'000'000'000 || !tier_good || !spending_good;
}

// What the gate's cameras and lists hash.
std::expected<PlateHash, ToolReply> hash_of(const Desk& desk, const std::string& plate) {
    const auto& hasher = desk.configuration.plates;
    if (!hasher) {
        return std::unexpected(failed("[keys] site: is not set, and it hides the plates of members"));
    }
    const auto spelled = plate::spell(plate);
    if (!spelled) {
        return std::unexpected(
            failed("--plate: not a plate of any car; this one is " + std::string(to_text(spelled.error()))));
    }
    return hasher->hash(spelled->plate);
}

// What the limits of plates say against it; empty: nothing.
std::string limit_of(Admission::Result result, const rules::PlateCaps& caps) {
    if (result == Admission::Result::too_many_plates) {
        return ": a member has at most " + std::to_string(caps.plates_a_member) +
               " plates ([plates] plates_a_member of the membership file); unlink one first, or give fewer";
    }
    if (result == Admission::Result::plate_capped) {
        return ": of new members that a plate comes to on a day there are at most " +
               std::to_string(caps.members_a_plate) +
               " ([plates] members_a_plate of the membership file); add it tomorrow";
    }
    return {};
}

ToolReply told(const NewMember& member, const Enrolled& done, const rules::PlateCaps& caps, Points balance) {
    const std::string who = "member " + member.id + " ";
    if (const std::string limit = limit_of(done.result, caps); !limit.empty()) {
        return failed(who + std::string(explain(done.result)) + limit);
    }
    const std::string has = "; balance " + std::to_string(balance.count) + " points\n";
    if (!done.gift) {
        return {
            done.result == Admission::Result::plate_taken ? 1 : 0, who + std::string(explain(done.result)) + has, {}};
    }
    const auto& answer = done.gift->answer;
    if (answer.outcome != Outcome::applied) {
        return failed(who + "was not added, for his points are refused: " + answer.code);
    }
    if (done.gift->code == Code::awaits_second) {
        return {awaits_second,
                who + "added; his " + points({member.points}) +
                    " wait for a second person at the desk: parkgatectl second " + answer.id.text + has,
                {}};
    }
    return {0, who + "added" + has, {}};
}

} // namespace

ToolReply add_member(const Desk& desk, const NewMember& member) {
    if (auto fault = fault_of_hand(member.by, member.reason)) {
        return *std::move(fault);
    }
    if (bad(member)) {
        return failed("a member's id and tier are 1 to 64 of A-Z a-z 0-9 _ -, points are 0 to 1000000000, and spending "
                      "is asked_for, nothing, coupon or all");
    }
    std::vector<PlateHash> plates;
    for (const auto& plate : member.plates) {
        auto hash = hash_of(desk, plate);
        if (!hash) {
            return hash.error();
        }
        plates.push_back(*std::move(hash));
    }
    MemberSettings settings;
    if (member.sets_tier) {
        settings.tier = member.tier;
    }
    settings.spending = spending_named(member.spending);
    const auto written = note(desk, "member_add",
                              {{"member", member.id},
                               {"tier", member.tier},
                               {"spending", member.spending},
                               {"plates", plates.size()},
                               {"points", member.points}},
                              member.by, member.reason);
    std::optional<EventWork> gift;
    if (member.points > 0) {
        gift = typed(desk, Adjusted{{member.id}, member.points, plate::without_numbers(member.reason)}, member.by);
    }
    const auto done = desk.store.enroll({member.id}, plates, desk.site(), settings, written, gift);
    return told(member, done, desk.store.terms().earning.plates, {desk.store.books().balance(spendable({member.id}))});
}

ToolReply unlink_plate(const Desk& desk, const UnlinkPlate& unlinked) {
    if (auto fault = fault_of_hand(unlinked.by, unlinked.reason)) {
        return *std::move(fault);
    }
    const auto hash = hash_of(desk, unlinked.plate);
    if (!hash) {
        return hash.error();
    }
    const auto written = [&](const MemberId& was) {
        return note(desk, "member_unlink", {{"member", was.text}}, unlinked.by, unlinked.reason);
    };
    const MemberId was = desk.store.unlink(*hash, desk.site(), written);
    if (was.empty()) {
        return failed("no member has this plate");
    }
    return {0, "the plate is not member " + was.text + "'s any more; a stay that has begun is still his\n", {}};
}

namespace {

std::string effect_of(std::int64_t score) {
    return score > abuse_is_reviewed  ? "caps and vouchers are lower, receipts wait for a person"
           : score > abuse_is_watched ? "caps and vouchers are lower"
                                      : "";
}

std::string whole_of(const Statement& statement, std::int64_t score) {
    const auto& row = statement.member;
    std::string segments;
    for (const auto& segment : row.segments) {
        segments += (segments.empty() ? ", segments " : ", ") + segment.text;
    }
    Columns whole;
    whole.add({"spendable", points(statement.spendable)});
    whole.add({"held for stays", points(statement.held)});
    whole.add({"waiting for a person", points(statement.pending)});
    whole.add({"owed by him", points(statement.owed)});
    whole.add({"what his points cost the mall", yuan(statement.points_fen)});
    whole.add({"parking that his points paid", yuan(statement.points_parking)});
    whole.add({"parking that his coupons paid", yuan(statement.coupons_parking)});
    whole.add({"plates", std::to_string(statement.plates)});
    whole.add({"stamps", std::to_string(statement.stamps)});
    whole.add({"abuse score (0 to 100)", std::to_string(score), effect_of(score)});
    return "member " + row.id.text + ", tier " + (row.tier.empty() ? "none" : row.tier) +
           (row.tier_fixed ? " (settled by staff)" : "") + ", his stays draw on " + std::string(name_of(row.spending)) +
           segments + "\n" + whole.text();
}

} // namespace

ToolReply show_member(const Desk& desk, const ShowMember& shown) {
    const auto most = static_cast<int>(std::clamp<std::int64_t>(shown.lines, 0, most_lines));
    const auto found = desk.store.statement({shown.id}, most);
    if (!found) {
        return failed("there is no member " + shown.id);
    }
    const std::int64_t score = abuse_of(desk.store.books(), desk.store.terms(), {shown.id}, desk.site());
    const auto& calendar = desk.configuration.terms.rules.tariff.calendar;
    Columns lots;
    for (const auto& lot : found->lots) {
        const bool ends = lot.expires_at < endless;
        lots.add({lot.source, points(lot.remaining), "at " + yuan(lot.value),
                  ends ? "end " + moment(calendar, lot.expires_at) : "do not end"});
    }
    Columns open;
    for (const auto& hold : found->holds) {
        open.add({"hold " + hold.id.text, points(hold.points), "session " + hold.session.text,
                  "until " + moment(calendar, hold.expires_at)});
    }
    for (const auto& coupon : found->coupons) {
        const bool waits = !coupon.home_lot.empty() && coupon.plate.empty();
        open.add({"coupon " + coupon.id.text, in_words(coupon.worth), "of " + coupon.campaign.text,
                  "until " + moment(calendar, coupon.expires_at) + (waits ? ", waits for a plate" : "")});
    }
    Columns last;
    for (const auto& line : found->lines) {
        last.add({moment(calendar, line.at) + " " + line.code, line.kind, points({line.amount}), line.cause});
    }
    return {0,
            whole_of(*found, score) + "lots, soonest end first\n" + lots.text() + "open holds and coupons\n" +
                open.text() + "last entries, the newest first\n" + last.text(),
            {}};
}

} // namespace parkgate::ledger
