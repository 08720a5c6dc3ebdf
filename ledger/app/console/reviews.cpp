// What waits for a person.
#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "plate/words.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

constexpr int most_listed = 1000;

std::string_view name_of(ReviewKind kind) {
    switch (kind) {
    case ReviewKind::upload: return "upload";
    case ReviewKind::post: return "post";
    case ReviewKind::late_receipt: return "late_receipt";
    case ReviewKind::many_events: return "many_events";
    case ReviewKind::dispute: return "dispute";
    case ReviewKind::second_person: return "second_person";
    case ReviewKind::doubted: return "doubted";
    case ReviewKind::budget: return "budget";
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

std::string about(const ReviewRow& item) {
    return item.kind == ReviewKind::budget ? "asked by " + item.by.text : "member " + item.member.text;
}

std::string amount_of(const Desk& desk, const ReviewRow& item) {
    const auto asked = desk.store.asked_budget(item.id);
    if (!asked) {
        return points(item.points);
    }
    const auto now = desk.store.budget_in_force(asked->campaign);
    const std::string more = std::to_string(asked->more) + " coupons more";
    return asked->campaign.text + ": " +
           (item.state == ReviewState::pending && now ? std::to_string(*now) + " and " + more : more);
}

} // namespace

ToolReply list_reviews(const Desk& desk, const ListReviews& list) {
    const auto& calendar = desk.configuration.terms.rules.tariff.calendar;
    const auto items = desk.store.reviews(list.all, most_listed);
    Columns columns;
    for (const auto& item : items) {
        columns.add({item.id.text, std::string(name_of(item.kind)), about(item), amount_of(desk, item),
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
    if (auto fault = fault_of_hand(decided.by, decided.reason)) {
        return *std::move(fault);
    }
    if (!is_name(decided.id)) {
        return failed("expected the id of an item");
    }
    const std::vector<Work> work{
        typed(desk, Reviewed{{decided.id}, decided.approved, plate::without_numbers(decided.reason)}, decided.by)};
    const auto result = std::get<EventResult>(desk.store.take(work, desk.site(), desk.wall()).front());
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
