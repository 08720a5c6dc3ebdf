#include "parkgatectl/event_talk.hpp"

#include "parkgatectl/order.hpp"
#include "protocol/codec.hpp"

#include <array>
#include <utility>

namespace parkgate::ctl {

namespace {

struct Words {
    std::string_view code;
    std::string_view text;
};

// docs/PROTOCOL.md has the codes.
constexpr std::array<Words, 26> refusals = {{
    {"wrong_door", "this is not for your key to say"},
    {"not_the_owner", "it is another store's"},
    {"unknown_store", "the ledger does not know this store"},
    {"no_feed", "this store's receipts are uploaded by members"},
    {"unknown_member", "there is no such member"},
    {"not_plausible", "it is out of every range"},
    {"in_the_future", "it is dated later than now"},
    {"too_late", "it is too long ago"},
    {"receipt_used", "this receipt is somebody's already"},
    {"receipt_differs", "this receipt is known with another sum"},
    {"no_such_receipt", "there is no such receipt"},
    {"returned_too_much", "that is more than was bought"},
    {"bad_code", "the code is not one that its store has signed"},
    {"earns_nothing", "no rule gives points for it"},
    {"capped", "the most of this day is reached"},
    {"done_before", "it has counted before"},
    {"phone_taken", "this person is a member already"},
    {"plate_of_another", "this plate is another member's"},
    {"too_many_plates", "he has as many plates as he may have"},
    {"no_such_plate", "this plate is not his"},
    {"no_such_item", "nothing of this id waits"},
    {"decided_before", "it has been decided before"},
    {"own_second", "the second person must be another one"},
    {"no_such_campaign", "there is no such campaign"},
    {"budget_is_spent", "the budget is spent"},
    {"other_bytes", "this id was used for something else"},
}};

std::string in_words(const std::string& code) {
    for (const auto& words : refusals) {
        if (words.code == code) {
            return std::string(words.text);
        }
    }
    return code;
}

std::string count_of(std::int64_t points) {
    return std::to_string(points) + (points == 1 ? " point" : " points");
}

} // namespace

std::string EventTalk::finish(End end, std::string sentence) {
    end_ = end;
    return sentence;
}

bool EventTalk::due(MonotonicTime now) {
    if (end_ || now < next_send_) {
        return false;
    }
    next_send_ = now + Order::resend;
    sent_ = true;
    return true;
}

std::string EventTalk::tell_applied(const EventAnswer& answer) {
    if (answer.code == "awaits_review") {
        return finish(End::done, "Taken: a person looks at it first (parkgatectl review " + id_.text + ").");
    }
    if (answer.code == "awaits_second") {
        return finish(End::awaits_second,
                      "Taken: another operator has to agree (parkgatectl second " + id_.text + ").");
    }
    if (answer.code == "unclaimed") {
        return finish(End::done, "Done: the sale is kept until a member claims it.");
    }
    if (answer.code == "awaits_sale") {
        return finish(End::done, "Done: no such sale is known on that day; the return counts when it is told.");
    }
    if (answer.member.empty()) {
        return finish(End::done, "Done.");
    }
    std::string text = "Done: member " + answer.member.text;
    if (answer.points != 0) {
        text += (answer.points > 0 ? " was given " : " has lost ") + count_of(std::abs(answer.points)) + " and";
    }
    text += " has " + count_of(answer.balance.count) + " to spend";
    text += answer.code == "owes" ? "; some of it went to what he owed." : ".";
    return finish(End::done, text);
}

std::optional<std::string> EventTalk::take(const mqtt::Message& message, MonotonicTime) {
    const auto answer = decode<EventAnswer>(message.bytes);
    if (!answer || answer->id != id_ || end_) {
        return std::nullopt;
    }
    switch (answer->outcome) {
    case Outcome::applied: return tell_applied(*answer);
    case Outcome::refused:
    case Outcome::conflict: return finish(End::failed, "Refused: " + in_words(answer->code) + ".");
    case Outcome::quarantined:
        return finish(End::failed, "Kept for a person to look at, and nothing was booked: " + answer->code + ".");
    case Outcome::retry_later: return std::nullopt;
    }
    std::unreachable();
}

std::optional<std::string> EventTalk::tick(MonotonicTime now) {
    if (end_ || now - begun_ < Order::taken_within) {
        return std::nullopt;
    }
    return finish(End::no_answer, sent_ ? "No answer from the ledger in 5 s. Say it again with --id " + id_.text +
                                              ": then it counts once, whether it has arrived or not."
                                        : "Nothing was said: no broker was reached in 5 s.");
}

KeyRole role_for(const MemberEventBody& body) {
    switch (door_of(body)) {
    case Door::pos: return KeyRole::store;
    case Door::app: return KeyRole::payment;
    case Door::desk: return KeyRole::command;
    }
    std::unreachable();
}

int tell(const Config& config, MemberEventBody body, EventId id) {
    const std::string& owner = config.operator_id.text;
    if (auto* sold = std::get_if<Sold>(&body); sold != nullptr && sold->store.empty()) {
        sold->store = {owner};
    }
    if (auto* goods = std::get_if<Returned>(&body); goods != nullptr && goods->store.empty()) {
        goods->store = {owner};
    }
    const WallTime now = wall_clock();
    const std::string& site = config.topics.site();
    const DoorTopic door{door_of(body), owner};
    MemberEvent event{id.empty() ? new_id(now) : std::move(id), SiteTime{now.time_since_epoch()}, std::move(body)};
    EventTalk talk(event.id, monotonic());
    return carry_on(config,
                    {event_topic(door, site),
                     encode(event),
                     event.id,
                     {event_answer_topic(door, site)},
                     KeyRole::ledger,
                     mqtt::Qos::at_least_once},
                    talk);
}

std::string receipt_code(const Config& config, Sold sold) {
    sold.store = {config.operator_id.text};
    const auto code = config.keys->own.sign_document(receipt_purpose(config.topics.site()), encode(sold));
    return code.key.text + "." + code.signature + "." + code.bytes;
}

std::expected<SignedDocument, std::string> read_receipt_code(std::string_view text) {
    const auto first = text.find('.');
    const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos || !is_name(text.substr(0, first))) {
        return std::unexpected("expected what `parkgatectl sell --code` has printed");
    }
    return SignedDocument{std::string(text.substr(second + 1)),
                          {std::string(text.substr(0, first))},
                          std::string(text.substr(first + 1, second - first - 1))};
}

} // namespace parkgate::ctl
