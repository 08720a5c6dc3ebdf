#include "edge/core/text/messages.hpp"

namespace parkgate::core::texts {

namespace {

LineId line_of(Benefit benefit) {
    switch (benefit) {
    case Benefit::right: return LineId::right;
    case Benefit::store_validation: return LineId::store;
    case Benefit::codes: // what he reads must not say why he has it
    case Benefit::tier_hours: return LineId::tier_hours;
    case Benefit::coupon: return LineId::coupon_used;
    case Benefit::points: return LineId::points_used;
    case Benefit::payment: return LineId::paid;
    case Benefit::grace: break;
    }
    return LineId::grace;
}

LineId given_line_of(WorthKind kind) {
    switch (kind) {
    case WorthKind::minutes: return LineId::coupon_given;
    case WorthKind::fen: return LineId::coupon_given_money;
    case WorthKind::percent: return LineId::coupon_given_percent;
    case WorthKind::full: return LineId::coupon_given_full;
    case WorthKind::until: break;
    }
    return LineId::coupon_given_until;
}

void add_gift(Message& message, const Gift& gift) {
    const CouponWorth& worth = gift.worth;
    Values values = message.values;
    values.coupon_minutes = {worth.kind == WorthKind::minutes ? worth.amount : 0};
    values.coupon_percent = worth.kind == WorthKind::percent ? worth.amount : 0;
    values.coupon_clock = {worth.kind == WorthKind::until ? worth.amount : 0};
    values.coupon_money = worth.most;
    values.coupon_until = gift.last_day;
    message.details.push_back({given_line_of(worth.kind), values});
    if (worth.kind != WorthKind::minutes && worth.kind != WorthKind::fen) {
        message.details.push_back({LineId::coupon_most, values});
    }
    message.details.push_back({LineId::coupon_until, values});
}

Message of_stay(BoardId id, const std::string& plate, const Quote& quote) {
    Message message{id};
    message.values.plate = plate;
    message.values.stay = quote.stay;
    message.values.fee = quote.fee;
    message.values.due = quote.due;
    message.values.owed = quote.owed_before;
    return message;
}

void add_stay_and_benefits(Message& message, const Quote& quote) {
    message.details.push_back({LineId::stay, message.values});
    if (quote.fee > Fen{}) {
        message.details.push_back({LineId::fee, message.values});
    }
    for (const QuoteStep& step : quote.steps) {
        if (step.benefit == Benefit::payment && step.fen == Fen{}) {
            continue;
        }
        Values values = message.values;
        values.off = values.paid = step.fen;
        values.points = step.points;
        values.coupon_minutes = step.minutes;
        message.details.push_back({line_of(step.benefit), values});
    }
    if (quote.owed_before > Fen{}) {
        message.details.push_back({LineId::owed, message.values});
    }
}

} // namespace

Message welcome(std::optional<std::int64_t> free_spaces) {
    Message message{BoardId::welcome};
    message.values.free = free_spaces;
    return message;
}

Message come_in(const std::string& plate, const std::string& tier, std::optional<std::int64_t> free_spaces,
                std::optional<std::int64_t> earns_percent) {
    Message message{earns_percent ? BoardId::come_in_step : tier.empty() ? BoardId::come_in : BoardId::come_in_member};
    message.values.percent = earns_percent;
    message.values.plate = plate;
    message.values.tier = tier;
    message.values.free = free_spaces;
    return message;
}

Message please_pay(const std::string& plate, const Quote& quote) {
    Message message = of_stay(BoardId::please_pay, plate, quote);
    add_stay_and_benefits(message, quote);
    return message;
}

Message goodbye(const std::string& plate, const Quote& quote, const std::optional<Gift>& gift,
                std::optional<Points> points_left) {
    Message message = of_stay(BoardId::goodbye, plate, quote);
    add_stay_and_benefits(message, quote);
    if (points_left) {
        Values values = message.values;
        values.points_left = points_left;
        message.details.push_back({LineId::points_left, values});
    }
    if (gift) {
        add_gift(message, *gift);
    }
    return message;
}

Message minimum_fee(const std::string& plate, const Quote& quote) {
    Message message{BoardId::minimum_fee};
    message.values.plate = plate;
    message.values.due = quote.due;
    return message;
}

Message drive_carefully() {
    return {BoardId::drive_carefully};
}
Message one_moment() {
    return {BoardId::one_moment};
}
Message free_exit() {
    return {BoardId::free_exit};
}
Message call_staff() {
    return {BoardId::call_staff};
}
Message wait_for_staff() {
    return {BoardId::wait_for_staff};
}
Message out_of_service() {
    return {BoardId::out_of_service};
}
Message locked() {
    return {BoardId::locked};
}
Message leave_now() {
    return {BoardId::leave_now};
}
Message slowly() {
    return {BoardId::slowly};
}
Message oncoming() {
    return {BoardId::oncoming};
}
Message wrong_way() {
    return {BoardId::wrong_way};
}
Message unread() {
    return {BoardId::unread};
}
Message full() {
    return {BoardId::full};
}
Message wait_for_space() {
    return {BoardId::wait_for_space};
}
Message refused() {
    return {BoardId::refused};
}
Message locked_by_owner() {
    return {BoardId::locked_by_owner};
}

} // namespace parkgate::core::texts
