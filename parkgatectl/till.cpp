#include "parkgatectl/till.hpp"

#include "parkgatectl/order.hpp"
#include "parkgatectl/table.hpp"
#include "platform/service/service.hpp"
#include "protocol/codec.hpp"
#include "protocol/plate.hpp"

#include <charconv>
#include <cstdio>
#include <utility>

namespace parkgate::ctl {

namespace {

// +08:00 in milliseconds.
std::optional<std::int64_t> read_offset(std::string_view text) {
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    const bool shaped = text.size() == 6 && text[3] == ':' && (text[0] == '+' || text[0] == '-');
    if (!shaped || std::from_chars(text.data() + 1, text.data() + 3, hours).ptr != text.data() + 3 ||
        std::from_chars(text.data() + 4, text.data() + 6, minutes).ptr != text.data() + 6 || hours > 14 ||
        minutes > 59) {
        return std::nullopt;
    }
    const std::int64_t ms = (hours * 60 + minutes) * 60'000;
    return text[0] == '-' ? -ms : ms;
}

// docs/PROTOCOL.md has the names.
std::string in_words(const std::string& refusal) {
    if (refusal == "no_such_car") {
        return "no car of this plate is inside";
    }
    if (refusal == "has_left") {
        return "it is leaving already";
    }
    if (refusal == "not_worth_anything") {
        return "no stay can use so much, or the time has passed";
    }
    if (refusal == "expired" || refusal == "expires_too_late") {
        return "the clocks of this till and of the gate differ (" + refusal + ")";
    }
    if (refusal == "too_many") {
        return "this stay cannot be given anything more";
    }
    return refusal;
}

// A gate that was updated since knows the notice, and not what it answered.
constexpr std::string_view taken_before = "repeated";
constexpr Duration valid_for{60'000}; // clocks differ

} // namespace

std::expected<SiteTime, std::string> read_instant(std::string_view text) {
    constexpr std::size_t to_the_minute = 16; // 2026-11-22T21:30
    constexpr std::size_t to_the_second = 19;
    const bool seconds = text.size() > to_the_minute && text[to_the_minute] == ':';
    const std::size_t length = seconds ? to_the_second : to_the_minute;
    if (text.size() > length) {
        const auto zone = text.substr(length);
        const auto offset = zone == "Z" ? std::optional<std::int64_t>(0) : read_offset(zone);
        const auto time = parse_rfc3339(std::string(text.substr(0, length)) + (seconds ? ".000Z" : ":00.000Z"));
        if (offset && time) {
            return SiteTime{Duration{*time - *offset}};
        }
    }
    return std::unexpected("expected a time with its zone, such as 2026-11-22T21:30+08:00");
}

std::string to_text(const GivenWorth& worth) {
    switch (worth.kind) {
    case WorthKind::minutes: return std::to_string(worth.amount) + " free minutes";
    case WorthKind::fen: return yuan(Fen{worth.amount}) + " yuan off";
    case WorthKind::percent: return std::to_string(worth.amount) + " percent off";
    case WorthKind::full: return "the whole stay free";
    case WorthKind::until: return "free until " + rfc3339(worth.until.time_since_epoch().count());
    }
    std::unreachable();
}

bool TillTalk::due(MonotonicTime now) {
    if (end_ || now < next_send_) {
        return false;
    }
    next_send_ = now + Order::resend;
    sent_ = true;
    return true;
}

std::optional<std::string> TillTalk::take(const mqtt::Message& message, MonotonicTime) {
    const auto answer = decode<DoorAnswer>(message.bytes);
    if (!answer || answer->id != notice_.id || end_) {
        return std::nullopt;
    }
    if (answer->refusal == taken_before) {
        end_ = End::no_answer;
        return "The gate has taken this notice before, and does not know its answer any more. Ask whether the car " +
               notice_.plate + " has it before you give it again.";
    }
    if (!answer->refusal.empty()) {
        end_ = End::failed;
        return "Refused: " + in_words(answer->refusal) + ". The car " + notice_.plate + " was given nothing.";
    }
    end_ = End::done;
    return "Done: the car " + notice_.plate + " has " + to_text(notice_.worth) + " from " + notice_.store.text +
           " (stay " + answer->session.text + ").";
}

std::optional<std::string> TillTalk::tick(MonotonicTime now) {
    if (end_ || now - begun_ < Order::taken_within) {
        return std::nullopt;
    }
    end_ = End::no_answer;
    return sent_ ? "No answer from the gate in 5 s. Ask whether the car has it before you give it again."
                 : "Nothing was given: no broker was reached in 5 s.";
}

int validate(const Config& config, const std::string& plate, const GivenWorth& worth) {
    if (!is_possible(worth) || examine_plate(plate).flaw) {
        std::fputs("parkgatectl: a plate is 1 to 64 letters and digits; minutes are 1 to 1000000, fen 1 to 1000000000, "
                   "percent 1 to 100\n",
                   stderr);
        return service::exit_failed;
    }
    const WallTime now = wall_clock();
    const StoreNotice notice{new_id(now), {config.operator_id.text}, normalise_plate(plate), worth, now + valid_for};
    TillTalk talk(notice, monotonic());
    return carry_on(config, {config.topics.store_notice(), encode(notice), notice.id, {config.topics.store_answer()}},
                    talk);
}

} // namespace parkgate::ctl
