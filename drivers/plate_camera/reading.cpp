#include "drivers/plate_camera/reading.hpp"

#include "drivers/modbus/decode.hpp"

#include <algorithm>
#include <cmath>

namespace parkgate::drivers {

namespace {

// A core that never acknowledges must not make this grow; a ring deeper than this is not sold.
constexpr std::size_t most_waiting = 256;
constexpr double most_percent = 100;

// Nothing: no number, or none that is a share. A camera without an opinion is not believed in any.
std::optional<std::int64_t> confidence_of(const SlotLayout& slots, std::uint16_t slot, const Image& image) {
    if (!slots.confidence) {
        return 0;
    }
    const auto value = decode_number(in_slot(slots, *slots.confidence, slot), image);
    if (!value) {
        return value.error() == DecodeError::means_unknown ? std::optional<std::int64_t>(0) : std::nullopt;
    }
    return *value >= 0 && *value <= most_percent ? std::optional(std::llround(*value)) : std::nullopt;
}

} // namespace

std::string to_text(ReadTrouble trouble) {
    switch (trouble) {
    case ReadTrouble::bad_plate: return "bad_plate";
    case ReadTrouble::sequence_jump: return "sequence_jump";
    case ReadTrouble::sequence_backwards: return "sequence_backwards";
    case ReadTrouble::no_result: return "no_result";
    case ReadTrouble::lost_events: break;
    }
    return "lost_events";
}

Point in_slot(const SlotLayout& slots, Point field, std::uint16_t slot) {
    field.table = slots.table;
    field.address = static_cast<std::uint16_t>(slots.first_slot + slot * slots.slot_size + field.address);
    return field;
}

Span slot_span(const SlotLayout& slots, std::uint16_t slot) {
    return {slots.table, static_cast<std::uint16_t>(slots.first_slot + slot * slots.slot_size), slots.slot_size};
}

std::optional<std::uint16_t> word_of(const Point& point, const Image& image) {
    const auto value = decode_integer(point, image);
    return value ? std::optional(static_cast<std::uint16_t>(*value)) : std::nullopt;
}

bool is_blank(const SlotLayout& slots, std::uint16_t slot, const Image& image) {
    const auto text = decode_text(in_slot(slots, slots.plate, slot), image);
    return text ? text->empty() : text.error() == DecodeError::means_unknown;
}

std::optional<PlateReading> decode_reading(const SlotLayout& slots, std::uint16_t slot, std::uint16_t sequence,
                                           const Image& image) {
    const auto plate = decode_text(in_slot(slots, slots.plate, slot), image);
    const auto confidence = confidence_of(slots, slot, image);
    if (!plate || plate->empty() || !confidence) {
        return std::nullopt;
    }
    PlateReading reading{.sequence = sequence, .plate = *plate, .confidence = *confidence};
    if (slots.captured_s) {
        const auto part = [&](const Point& field) { return decode_integer(in_slot(slots, field, slot), image); };
        const auto seconds = part(*slots.captured_s).value_or(0);
        const auto rest = slots.captured_ms ? part(*slots.captured_ms).value_or(0) : 0;
        reading.captured_ms = rest < 1000 ? seconds * 1000 + rest : 0;
    }
    return reading;
}

void Unacknowledged::add(std::uint16_t sequence, bool useless) {
    if (waiting_.size() >= most_waiting) {
        waiting_.pop_front();
    }
    waiting_.push_back({.sequence = sequence, .useless = useless});
}

std::optional<std::uint16_t> Unacknowledged::acknowledge(std::int64_t sequence) {
    const auto found = std::ranges::find_if(
        waiting_, [sequence](const Waiting& one) { return !one.useless && one.sequence == sequence; });
    if (found == waiting_.end()) {
        return std::nullopt;
    }
    const std::uint16_t value = found->sequence;
    waiting_.erase(waiting_.begin(), found + 1);
    return drop_useless().value_or(value);
}

std::optional<std::uint16_t> Unacknowledged::drop_useless() {
    std::optional<std::uint16_t> value;
    while (!waiting_.empty() && waiting_.front().useless) {
        value = waiting_.front().sequence;
        waiting_.pop_front();
    }
    return value;
}

std::size_t Unacknowledged::overwritten(std::uint16_t oldest) {
    std::size_t count = 0;
    for (Waiting& one : waiting_) {
        const auto younger = static_cast<std::uint16_t>(one.sequence - oldest);
        if (younger >= half_turn && !one.overwritten) {
            one.overwritten = true;
            ++count;
        }
    }
    return count;
}

void deliver(const SlotLayout& slots, std::uint16_t slot, std::uint16_t sequence, bool backlog, const Image& image,
             Unacknowledged& pending, ReadReport& report) {
    auto reading = decode_reading(slots, slot, sequence, image);
    pending.add(sequence, !reading.has_value());
    if (reading) {
        reading->backlog = backlog;
        report.readings.push_back(*std::move(reading));
    } else {
        report.troubles.push_back(ReadTrouble::bad_plate);
    }
}

std::size_t LossCount::add(const Poll& poll) {
    by_numbers_ += static_cast<std::int64_t>(poll.by_numbers);
    if (poll.counter) {
        if (counter_) {
            const auto more = static_cast<std::uint16_t>(*poll.counter - *counter_);
            by_counter_ += poll.anew || more >= half_turn ? *poll.counter : more;
            by_counter_ -= static_cast<std::int64_t>(poll.delivered);
        } else {
            by_counter_ = by_numbers_; // what it counted before the first contact is of another time
        }
        counter_ = poll.counter;
    }
    const std::int64_t more = std::max({by_numbers_, by_counter_, told_}) - told_;
    told_ += more;
    return static_cast<std::size_t>(more);
}

bool has_started_anew(const ReadReport& report) {
    return std::ranges::find(report.troubles, ReadTrouble::sequence_backwards) != report.troubles.end();
}

} // namespace parkgate::drivers
