#include "drivers/plate_camera/ring.hpp"

#include "drivers/modbus/decode.hpp"

#include <algorithm>

namespace parkgate::drivers {

namespace {

constexpr std::uint16_t half_turn = 0x8000;
// A camera that writes its counter before its slot is read again before anything is made of it.
constexpr int patience = 3;
// A core that never acknowledges must not make this grow; a ring deeper than this is not sold.
constexpr std::size_t most_pending = 256;

std::uint16_t distance(std::uint16_t from, std::uint16_t to) {
    return static_cast<std::uint16_t>(to - from);
}

} // namespace

std::string to_text(RingTrouble trouble) {
    switch (trouble) {
    case RingTrouble::bad_plate: return "bad_plate";
    case RingTrouble::sequence_jump: return "sequence_jump";
    case RingTrouble::sequence_backwards: return "sequence_backwards";
    case RingTrouble::lost_events: break;
    }
    return "lost_events";
}

Span RingReader::slot_span(std::uint16_t sequence) const {
    const int slot = sequence % map_.depth;
    return {map_.table, static_cast<std::uint16_t>(map_.first_slot + slot * map_.slot_size), map_.slot_size};
}

Span RingReader::whole_ring() const {
    return {map_.table, map_.first_slot, static_cast<std::uint16_t>(map_.slot_size * map_.depth)};
}

std::optional<std::uint16_t> RingReader::number(const Point& point, const Image& image) const {
    const auto value = decode_integer(point, image);
    return value ? std::optional(static_cast<std::uint16_t>(*value)) : std::nullopt;
}

Point RingReader::in_slot(Point field, std::uint16_t slot) const {
    field.table = map_.table;
    field.address = static_cast<std::uint16_t>(map_.first_slot + slot * map_.slot_size + field.address);
    return field;
}

std::optional<std::uint16_t> RingReader::slot_sequence(std::uint16_t slot, const Image& image) const {
    return number(in_slot(map_.sequence, slot), image);
}

std::optional<RingReader::Window> RingReader::window(const Image& image) const {
    const auto newest = number(map_.newest, image);
    const auto acknowledged = number(map_.acknowledge, image);
    if (!newest || !acknowledged) {
        return std::nullopt;
    }
    const std::uint16_t known = last_.value_or(*acknowledged);
    const std::uint16_t ahead = distance(known, *newest);
    if (ahead < half_turn) {
        return Window{known, ahead, false};
    }
    // Fallen back. Where nothing was ever acknowledged the camera has started anew, and what it holds is new; otherwise
    // it may be showing what was dealt with before.
    const bool started_anew = *acknowledged == 0 && *newest < half_turn;
    return Window{started_anew ? std::uint16_t{0} : *newest, started_anew ? *newest : std::uint16_t{0}, true};
}

std::vector<Span> RingReader::wanted(const Image& image) const {
    const auto range = window(image);
    if (!range || (range->ahead == 0 && !range->backwards)) {
        return {};
    }
    if (range->ahead >= map_.depth) {
        return merged({whole_ring()});
    }
    // The newest slot is read in any case: it bears its number out.
    std::vector<Span> slots;
    const int first = range->ahead == 0 ? 0 : 1;
    for (int i = first; i <= range->ahead; ++i) {
        slots.push_back(slot_span(static_cast<std::uint16_t>(range->base + i)));
    }
    return merged(std::move(slots));
}

bool RingReader::is_empty(std::uint16_t sequence, const Image& image) const {
    const auto text = decode_text(in_slot(map_.plate, sequence % map_.depth), image);
    return sequence == 0 && text && text->empty();
}

std::vector<std::uint16_t> RingReader::found(const Window& window, const Image& image) const {
    std::vector<std::uint16_t> numbers;
    for (std::uint16_t slot = 0; slot < map_.depth; ++slot) {
        const auto sequence = slot_sequence(slot, image);
        if (!sequence || *sequence % map_.depth != slot) {
            continue;
        }
        const std::uint16_t after = distance(window.base, *sequence);
        if (after >= 1 && after <= window.ahead && !is_empty(*sequence, image)) {
            numbers.push_back(*sequence);
        }
    }
    std::ranges::sort(numbers, {}, [&window](std::uint16_t sequence) { return distance(window.base, sequence); });
    return numbers;
}

RingReport RingReader::read(const Image& image) {
    RingReport report;
    const auto range = window(image);
    if (!range) {
        return report;
    }
    const auto newest = static_cast<std::uint16_t>(range->base + range->ahead);
    if (range->ahead == 0 && !range->backwards) {
        last_ = newest;
        doubtful_ = 0;
        return report;
    }
    if (slot_sequence(newest % map_.depth, image) != newest) {
        if (++doubtful_ == patience) {
            report.troubles.push_back(RingTrouble::sequence_jump);
        }
        return report;
    }
    doubtful_ = 0;
    const bool backlog = !last_.has_value() || range->backwards;
    const std::vector<std::uint16_t> numbers = found(*range, image);
    if (range->backwards) {
        report.troubles.push_back(RingTrouble::sequence_backwards);
        pending_.clear();
    } else {
        // A camera may leave out 0, and an empty ring has it as its newest number.
        const bool over_zero =
            distance(range->base, 0) - 1U < range->ahead && std::ranges::find(numbers, 0) == numbers.end();
        const std::size_t expected = range->ahead - (over_zero ? 1U : 0U);
        if (numbers.size() < expected) {
            // A ring full of newer events has overwritten the others; otherwise the camera has left numbers out.
            const bool overwritten = numbers.size() == map_.depth && distance(numbers.front(), newest) < 2 * map_.depth;
            report.troubles.push_back(overwritten ? RingTrouble::lost_events : RingTrouble::sequence_jump);
        }
    }
    for (const std::uint16_t sequence : numbers) {
        deliver(sequence, backlog, image, report);
    }
    last_ = newest;
    report.acknowledge = drop_useless();
    return report;
}

void RingReader::deliver(std::uint16_t sequence, bool backlog, const Image& image, RingReport& report) {
    auto reading = decode(sequence, image);
    if (reading) {
        reading->backlog = backlog;
    }
    if (pending_.size() >= most_pending) {
        pending_.pop_front();
    }
    pending_.push_back({sequence, !reading.has_value()});
    if (reading) {
        report.readings.push_back(*std::move(reading));
    } else {
        report.troubles.push_back(RingTrouble::bad_plate);
    }
}

std::optional<PlateReading> RingReader::decode(std::uint16_t sequence, const Image& image) const {
    constexpr std::int64_t most_percent = 100;
    const auto slot = static_cast<std::uint16_t>(sequence % map_.depth);
    const auto plate = decode_text(in_slot(map_.plate, slot), image);
    const auto confidence = decode_integer(in_slot(map_.confidence, slot), image);
    if (!plate || plate->find_first_not_of(' ') == std::string::npos || !confidence || *confidence > most_percent) {
        return std::nullopt;
    }
    PlateReading reading{.sequence = sequence, .plate = *plate, .confidence = *confidence};
    if (map_.captured_s) {
        const auto seconds = decode_integer(in_slot(*map_.captured_s, slot), image).value_or(0);
        const auto rest = map_.captured_ms ? decode_integer(in_slot(*map_.captured_ms, slot), image).value_or(0) : 0;
        reading.captured_ms = rest < 1000 ? seconds * 1000 + rest : 0;
    }
    return reading;
}

std::optional<std::uint16_t> RingReader::acknowledge(std::int64_t sequence) {
    const auto found = std::ranges::find_if(
        pending_, [sequence](const Pending& one) { return !one.useless && one.sequence == sequence; });
    if (found == pending_.end()) {
        return std::nullopt;
    }
    std::uint16_t value = found->sequence;
    pending_.erase(pending_.begin(), found + 1);
    return drop_useless().value_or(value);
}

std::optional<std::uint16_t> RingReader::drop_useless() {
    std::optional<std::uint16_t> value;
    while (!pending_.empty() && pending_.front().useless) {
        value = pending_.front().sequence;
        pending_.pop_front();
    }
    return value;
}

} // namespace parkgate::drivers
