// Members: added, unlinked, shown; and what waits for a person.
#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/core/members/wallet.hpp"
#include "ledger/link/words.hpp"
#include "plate/repair.hpp"
#include "protocol/codec.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <expected>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr int most_listed = 1000;
constexpr std::int64_t most_lines = 500; // of a statement

std::string_view explain(Admission::Result result) {
    switch (result) {
    case Admission::Result::added: return "added";
    case Admission::Result::already_there: return "is there already; nothing was changed";
    case Admission::Result::plates_added: return "was there already; the new plates were added, no points";
    case Admission::Result::settings_changed: return "was there already; tier or spending was changed";
    case Admission::Result::budget_spent: return "was not added: the year's budget of points does not have so many";
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

std::string_view name_of(ReviewKind kind) {
    switch (kind) {
    case ReviewKind::upload: return "upload";
    case ReviewKind::post: return "post";
    case ReviewKind::late_receipt: return "late_receipt";
    case ReviewKind::many_events: return "many_events";
    case ReviewKind::dispute: return "dispute";
    case ReviewKind::second_person: return "second_person";
    case ReviewKind::doubted: return "doubted";
    }
    std::unreachable();
}

std::string_view name_of(ReviewState state) {
    switch (state) {
    case ReviewState::pending: return "waits";
    case ReviewState::approved: return "approved";
    case ReviewState::rejected: return "rejected";
    }
    std::unreachable();
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

// Never a plate.
ConsoleNote note(const Desk& desk, std::string kind, const boost::json::object& what) {
    return {new_id(desk), std::move(kind), boost::json::serialize(what), desk.wall()};
}

} // namespace

ToolReply add_member(const Desk& desk, const NewMember& member) {
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
                               {"points", member.points}});
    const auto result = desk.store.add_member({member.id}, plates, {member.points}, desk.site(), settings, written);
    const bool not_done = result == Admission::Result::plate_taken || result == Admission::Result::budget_spent;
    return {not_done ? 1 : 0,
            "member " + member.id + " " + std::string(explain(result)) + "; balance " +
                std::to_string(desk.store.books().balance(spendable({member.id}))) + " points\n",
            {}};
}

ToolReply unlink_plate(const Desk& desk, const UnlinkPlate& unlinked) {
    const auto hash = hash_of(desk, unlinked.plate);
    if (!hash) {
        return hash.error();
    }
    const auto written = [&](const MemberId& was) { return note(desk, "member_unlink", {{"member", was.text}}); };
    const MemberId was = desk.store.unlink(*hash, desk.site(), written);
    if (was.empty()) {
        return failed("no member has this plate");
    }
    return {0, "the plate is not member " + was.text + "'s any more; a stay that has begun is still his\n", {}};
}

namespace {

std::string whole_of(const Statement& statement) {
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
    whole.add({"abuse score (0 to 100)", std::to_string(row.abuse)});
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
            whole_of(*found) + "lots, soonest end first\n" + lots.text() + "open holds and coupons\n" + open.text() +
                "last entries, the newest first\n" + last.text(),
            {}};
}

namespace {

// What a person compares with the receipt itself: of which store, number, day and sum it is said to be, and its
// picture.
std::string receipt_of(const Desk& desk, const ReviewRow& item) {
    const auto receipt = desk.store.books().receipt_of({item.id.text});
    if (!receipt) {
        return "";
    }
    const auto event = desk.store.books().event({item.id.text});
    const auto* upload = event ? std::get_if<Uploaded>(&event->body) : nullptr;
    return receipt->store.text + " " + receipt->receipt + ", " + yuan(receipt->net) + " on " +
           moment(desk.configuration.terms.rules.tariff.calendar, receipt->sold_at) +
           (upload != nullptr ? ", picture " + upload->picture : "");
}

} // namespace

ToolReply list_reviews(const Desk& desk, const ListReviews& list) {
    const auto& calendar = desk.configuration.terms.rules.tariff.calendar;
    const auto items = desk.store.reviews(list.all, most_listed);
    Columns columns;
    for (const auto& item : items) {
        columns.add({item.id.text, std::string(name_of(item.kind)), "member " + item.member.text, points(item.points),
                     "since " + moment(calendar, item.asked_at),
                     std::string(name_of(item.state)) + (item.decided_by.empty() ? "" : " by " + item.decided_by.text),
                     receipt_of(desk, item), item.reason});
    }
    std::string out = items.empty() ? (list.all ? "nothing was ever reviewed\n" : "nothing waits\n") : columns.text("");
    if (std::ssize(items) == most_listed) {
        out += "and perhaps more: these are the oldest " + std::to_string(most_listed) + "\n";
    }
    return {0, out, {}};
}

ToolReply decide_review(const Desk& desk, const DecideReview& decided) {
    if (!is_name(decided.id) || decided.reason.empty() || decided.reason.size() > most_words_bytes) {
        return failed("expected the id of an item, and a reason of 1 to " + std::to_string(most_words_bytes) +
                      " bytes");
    }
    const SiteTime now = desk.site();
    const MemberEvent event{new_id(desk), now,
                            Reviewed{{decided.id}, decided.approved, without_numbers(decided.reason)}};
    const std::vector<Work> work{
        EventWork{{event, Door::desk, console_operator, std::nullopt, {}}, encode(event), {}, {}, {}}};
    const auto result = std::get<EventResult>(desk.store.take(work, now, desk.wall()).front());
    const auto& answer = result.answer;
    const std::string code = answer.code.empty() ? "" : " (" + answer.code + ")";
    if (answer.outcome != Outcome::applied) {
        return failed(decided.id + ": " + std::string(text_of(answer.outcome)) + code);
    }
    return {0,
            decided.id + (decided.approved ? ": approved; " : ": rejected; ") + "member " + answer.member.text + " " +
                points({answer.points}) + ", balance " + points(answer.balance) + code + "\n",
            {}};
}

} // namespace parkgate::ledger
