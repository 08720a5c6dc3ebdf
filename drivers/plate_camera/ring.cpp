#include "drivers/plate_camera/ring.hpp"

#include <algorithm>

namespace parkgate::drivers {

namespace {

// A camera that writes its counter before its slot is read again before anything is made of it.
constexpr int patience = 3;

std::uint16_t distance(std::uint16_t from, std::uint16_t to) {
    return static_cast<std::uint16_t>(to - from);
}

} // namespace

Span RingReader::whole_ring() const {
    return {map_.table, map_.first_slot, static_cast<std::uint16_t>(map_.slot_size * map_.depth)};
}

std::optional<std::uint16_t> RingReader::slot_sequence(std::uint16_t slot, const Image& image) const {
    return word_of(in_slot(map_, map_.sequence, slot), image);
}

// A camera that has started anew and read as many cars as before is told by its acknowledge register alone.
bool RingReader::has_forgotten(std::uint16_t acknowledged) const {
    return acknowledged == 0 && acknowledged_ != 0 && last_ &&
           (distance(acknowledged_, 0) >= half_turn || distance(0, *last_) >= half_turn);
}

std::optional<RingReader::Window> RingReader::window(const Image& image) const {
    const auto newest = word_of(map_.newest, image);
    const auto acknowledged = word_of(map_.acknowledge, image);
    if (!newest || !acknowledged) {
        return std::nullopt;
    }
    const std::uint16_t known = last_.value_or(*acknowledged);
    const std::uint16_t ahead = distance(known, *newest);
    if (ahead < half_turn && !(has_forgotten(*acknowledged) && *newest < half_turn)) {
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
    // Slot by slot, so that no request ends within one.
    if (range->ahead >= map_.depth) {
        std::vector<Span> all;
        all.reserve(map_.depth);
        for (std::uint16_t slot = 0; slot < map_.depth; ++slot) {
            all.push_back(slot_span(map_, slot));
        }
        return merged(std::move(all));
    }
    // The newest slot is read in any case: it bears its number out.
    std::vector<Span> slots;
    slots.reserve(range->ahead + 1U);
    const int first = range->ahead == 0 ? 0 : 1;
    for (int i = first; i <= range->ahead; ++i) {
        const auto sequence = static_cast<std::uint16_t>(range->base + i);
        slots.push_back(slot_span(map_, sequence % map_.depth));
    }
    return merged(std::move(slots));
}

std::vector<std::uint16_t> RingReader::found(const Window& window, const Image& image) const {
    std::vector<std::uint16_t> numbers;
    for (std::uint16_t slot = 0; slot < map_.depth; ++slot) {
        const auto sequence = slot_sequence(slot, image);
        if (!sequence || *sequence % map_.depth != slot) {
            continue;
        }
        const std::uint16_t after = distance(window.base, *sequence);
        if (after >= 1 && after <= window.ahead && !(*sequence == 0 && is_blank(map_, slot, image))) {
            numbers.push_back(*sequence);
        }
    }
    std::ranges::sort(numbers, {}, [&window](std::uint16_t sequence) { return distance(window.base, sequence); });
    return numbers;
}

// How many numbers of the window were not found, and what is to be said of it.
std::size_t RingReader::missing(const Window& window, const std::vector<std::uint16_t>& numbers,
                                std::vector<ReadTrouble>& troubles) const {
    // A camera may leave out 0, and an empty ring has it as its newest number.
    const bool over_zero =
        distance(window.base, 0) - 1U < window.ahead && std::ranges::find(numbers, 0) == numbers.end();
    const std::size_t expected = window.ahead - (over_zero ? 1U : 0U);
    if (numbers.size() >= expected) {
        return 0;
    }
    const auto newest = static_cast<std::uint16_t>(window.base + window.ahead);
    const std::size_t gap = expected - numbers.size();
    // A ring full of newer events has overwritten the others; otherwise the camera has left numbers out.
    const bool overwritten = numbers.size() == map_.depth && distance(numbers.front(), newest) < 2 * map_.depth;
    troubles.push_back(overwritten ? ReadTrouble::lost_events : ReadTrouble::sequence_jump);
    // A long jump is one of the numbering, behind which nobody knows how many cars there were.
    return overwritten || gap <= 2U * map_.depth ? gap : 1;
}

ReadReport RingReader::read(const Image& image) {
    ReadReport report = take(image);
    const auto oldest = static_cast<std::uint16_t>(last_.value_or(0) - map_.depth + 1);
    report.lost = lost_.add({.by_numbers = report.lost,
                             .counter = map_.lost ? word_of(*map_.lost, image) : std::nullopt,
                             .delivered = pending_.overwritten(oldest),
                             .anew = has_started_anew(report)});
    return report;
}

ReadReport RingReader::take(const Image& image) {
    ReadReport report;
    const auto range = window(image);
    if (!range) {
        return report;
    }
    const auto newest = static_cast<std::uint16_t>(range->base + range->ahead);
    const std::uint16_t acknowledged = word_of(map_.acknowledge, image).value_or(0);
    if (range->ahead == 0 && !range->backwards) {
        last_ = newest;
        acknowledged_ = acknowledged;
        doubtful_ = 0;
        return report;
    }
    if (slot_sequence(newest % map_.depth, image) != newest) {
        if (++doubtful_ == patience) {
            report.troubles.push_back(ReadTrouble::sequence_jump);
        }
        return report;
    }
    doubtful_ = 0;
    const bool backlog = !last_.has_value() || range->backwards;
    const std::vector<std::uint16_t> numbers = found(*range, image);
    if (range->backwards) {
        report.troubles.push_back(ReadTrouble::sequence_backwards);
        pending_.clear();
    }
    // What stands there and may have been dealt with before counts as one: nobody knows how many there were.
    const bool given_up = range->backwards && range->ahead == 0 && !is_blank(map_, newest % map_.depth, image);
    report.lost = given_up ? 1 : missing(*range, numbers, report.troubles);
    for (const std::uint16_t sequence : numbers) {
        deliver(map_, sequence % map_.depth, sequence, backlog, image, pending_, report);
    }
    last_ = newest;
    acknowledged_ = acknowledged;
    report.acknowledge = pending_.drop_useless();
    return report;
}

} // namespace parkgate::drivers
