// The timeline of each passage, for the day on which a driver says that the arm has hit him (HAZARDS S12).
#include "edge/core/context.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parkgate::core {

namespace {

constexpr std::size_t most_entries = 64;
constexpr std::size_t beginning = 16; // kept whatever comes after
constexpr std::size_t overlap = 8;    // what went before belongs to the next car's record, too
constexpr std::size_t most_waiting = 16;

bool opens_an_arm(const Effects& effects) {
    return std::ranges::any_of(effects, [](const Effect& effect) {
        const auto* move = std::get_if<MoveArm>(&effect);
        return move != nullptr && (move->command == ArmCommand::open || move->command == ArmCommand::hold);
    });
}

// The next timeline begins with the end of this one.
void start_anew(Timeline& timeline) {
    Timeline next;
    const std::size_t keep = std::min(overlap, timeline.entries.size());
    next.entries.assign(timeline.entries.end() - static_cast<std::ptrdiff_t>(keep), timeline.entries.end());
    if (!next.entries.empty()) {
        const std::int64_t first = next.entries.front().after_ms;
        next.began = timeline.began + Duration{first};
        next.began_at = timeline.began_at + Duration{first};
        for (auto& entry : next.entries) {
            entry.after_ms -= first;
        }
    }
    timeline = std::move(next);
}

} // namespace

void note(Context& context, LaneSlot& slot, std::string what, std::string detail) {
    Timeline& timeline = slot.timeline;
    if (timeline.entries.empty()) {
        timeline.began = context.now.monotonic;
        timeline.began_at = context.now.site;
    }
    if (timeline.entries.size() >= most_entries) {
        timeline.entries.erase(timeline.entries.begin() + beginning);
        ++timeline.left_out;
    }
    const Duration after = std::max(context.now.monotonic - timeline.began, Duration{0});
    timeline.entries.push_back({after.count(), std::move(what), std::move(detail)});
    if (slot.visit && timeline.arrival.empty() && timeline.end.empty()) {
        timeline.arrival = slot.visit->id;
    }
}

void note_end(Context& context, LaneSlot& slot, std::string end) {
    Timeline& timeline = slot.timeline;
    if (!timeline.end.empty()) {
        close_timeline(context, slot);
    }
    if (timeline.arrival.empty() && slot.visit) {
        timeline.arrival = slot.visit->id;
    }
    timeline.end = std::move(end);
    timeline.due = context.now.monotonic + context.lot.config.record_after;
}

void close_timeline(Context& context, LaneSlot& slot) {
    Timeline& timeline = slot.timeline;
    if (timeline.end.empty()) {
        return;
    }
    if (slot.records.size() < most_waiting) {
        slot.records.push_back(
            {slot.config.id, timeline.arrival, timeline.end, timeline.began_at, timeline.entries, timeline.left_out});
    } else {
        context.refuse("passage_record_without_room");
    }
    start_anew(timeline);
}

void record_passages(Context& context) {
    for (auto& [id, slot] : context.lot.lanes) {
        if (!slot.timeline.end.empty() && context.now.monotonic >= slot.timeline.due) {
            close_timeline(context, slot);
        }
    }
    if (opens_an_arm(context.out)) {
        return;
    }
    for (auto& [id, slot] : context.lot.lanes) {
        for (auto& record : std::exchange(slot.records, {})) {
            context.record({}, std::move(record));
        }
    }
}

} // namespace parkgate::core
