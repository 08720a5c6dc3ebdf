#include "drivers/plate_camera/camera.hpp"

#include <utility>

namespace parkgate::drivers {

namespace {

constexpr WriteTag acknowledge_tag = 1;
constexpr WriteTag trigger_tag = 2;
constexpr int gap_on_tcp = 16;
// A car without a plate that can be read is told so after this.
constexpr Interval plate_within = std::chrono::seconds{1};
constexpr Interval command_within = std::chrono::milliseconds{100};
// As long as a decision and its commit take on a good day. Another poll takes longer on a slow line.
constexpr Interval usual_decision = std::chrono::milliseconds{6};
// The core acknowledges in order, so the newest ones say everything.
constexpr std::size_t most_acknowledged = 256;

bool is_lost(core::LineOutcome outcome) {
    return outcome != core::LineOutcome::ok && outcome != core::LineOutcome::exception;
}

const CameraMap& map_of(const DeviceProfile& profile) {
    return std::get<CameraMap>(profile.map);
}

struct MakeReader {
    using Reader = std::variant<RingReader, SlotReader, TriggerReader>;
    Reader operator()(const RingEvents& events) const { return RingReader(events); }
    Reader operator()(const SlotEvents& events) const { return SlotReader(events); }
    Reader operator()(const TriggerEvents& events) const { return TriggerReader(events); }
};

} // namespace

PlateCamera::PlateCamera(Reporter reporter, core::Side side, const DeviceProfile& profile, Transport transport)
    : reporter_(std::move(reporter)), side_(side), reader_(std::visit(MakeReader{}, map_of(profile).events)) {
    std::vector<Span> spans;
    spans.reserve(profile.points.size() + 1);
    for (const auto& [name, point] : profile.points) {
        spans.push_back(span_of(point));
    }
    const auto& events = map_of(profile).events;
    if (const auto* ring = std::get_if<RingEvents>(&events)) {
        acknowledge_register_ = ring->acknowledge.address;
        all_in_first_ = false;
        first_ = merged(spans);
        if (transport == Transport::tcp) {
            spans.push_back(std::get<RingReader>(reader_).whole_ring());
            const std::vector<Span> with_ring = merged(std::move(spans), gap_on_tcp);
            // Header and ring in one answer are of one moment, and a plate is known one round trip earlier.
            all_in_first_ = with_ring.size() == 1;
            first_ = all_in_first_ ? with_ring : first_;
        }
        return;
    }
    if (const auto* slot = std::get_if<SlotEvents>(&events)) {
        acknowledge_register_ = slot->acknowledge ? std::optional(slot->acknowledge->address) : std::nullopt;
    } else {
        trigger_register_ = std::get<TriggerEvents>(events).trigger.address;
    }
    spans.push_back(std::visit([](const auto& one) { return slot_span(one, 0); }, events));
    first_ = merged(std::move(spans));
}

void PlateCamera::acknowledge(std::int64_t sequence) {
    const std::lock_guard lock(inbox_);
    if (acknowledged_.size() >= most_acknowledged) {
        acknowledged_.erase(acknowledged_.begin());
    }
    acknowledged_.push_back(sequence);
}

void PlateCamera::set_busy(bool busy) {
    const std::lock_guard lock(inbox_);
    busy_ = busy;
}

std::vector<Span> PlateCamera::more_spans(const Image& image) {
    return all_in_first_ ? std::vector<Span>{} : std::get<RingReader>(reader_).wanted(image);
}

ReadReport PlateCamera::read(const Image& image, Time now) {
    if (auto* ring = std::get_if<RingReader>(&reader_)) {
        return ring->read(image);
    }
    if (auto* slot = std::get_if<SlotReader>(&reader_)) {
        return slot->read(image);
    }
    return std::get<TriggerReader>(reader_).read(image, now);
}

void PlateCamera::on_stale() {
    was_silent_ = true;
    reporter_.answers(false);
}

// What a camera hands over after a silence came one car after the other: only the newest can be of who stands there.
void PlateCamera::report_readings(std::vector<PlateReading> readings) {
    for (std::size_t i = 0; i < readings.size(); ++i) {
        PlateReading& reading = readings[i];
        const bool kept = reading.backlog || was_silent_;
        const bool newest = i + 1 == readings.size();
        reporter_.send(core::PlateSeen{.lane = reporter_.lane(),
                                       .side = side_,
                                       .plate = std::move(reading.plate),
                                       .confidence = reading.confidence,
                                       .sequence = reading.sequence,
                                       .age = !kept    ? core::ReadAge::fresh
                                              : newest ? core::ReadAge::kept
                                                       : core::ReadAge::overtaken,
                                       .captured_ms = reading.captured_ms});
    }
    was_silent_ = false;
}

void PlateCamera::on_read(const Image& image, Orders& orders) {
    reporter_.answers(true);
    ReadReport report = read(image, orders.now());
    if (!report.readings.empty()) {
        orders.await_command(command_within);
        orders.keep_free(usual_decision);
    }
    // Before the readings: who hears of them may ask at once what was lost before them.
    lost_.fetch_add(report.lost, std::memory_order_relaxed);
    report_readings(std::move(report.readings));
    for (const ReadTrouble trouble : report.troubles) {
        reporter_.bad_reading(to_text(trouble));
        // Numbers that a camera gave before it started anew mean other readings now.
        if (trouble == ReadTrouble::sequence_backwards) {
            to_write_.reset();
        }
    }
    if (report.acknowledge) {
        to_write_ = report.acknowledge;
    }
    write_acknowledgement(orders);
    write_trigger(orders);
}

std::optional<std::uint16_t> PlateCamera::acknowledged(std::int64_t sequence) {
    if (auto* ring = std::get_if<RingReader>(&reader_)) {
        return ring->acknowledge(sequence);
    }
    auto* slot = std::get_if<SlotReader>(&reader_);
    return slot != nullptr ? slot->acknowledge(sequence) : std::nullopt;
}

void PlateCamera::on_ring(Orders& orders) {
    std::vector<std::int64_t> sequences;
    std::optional<bool> busy;
    {
        const std::lock_guard lock(inbox_);
        sequences.swap(acknowledged_);
        busy.swap(busy_);
    }
    if (busy) {
        orders.set_need(*busy ? Need::full : Need::little);
        orders.await_command(*busy ? plate_within : Interval{0});
        if (auto* trigger = std::get_if<TriggerReader>(&reader_)) {
            trigger->set_busy(*busy, orders.now());
        }
    }
    for (const std::int64_t sequence : sequences) {
        if (const auto value = acknowledged(sequence)) {
            to_write_ = value;
        }
    }
    write_acknowledgement(orders);
    write_trigger(orders);
}

void PlateCamera::write_acknowledgement(Orders& orders) {
    if (acknowledge_register_ && to_write_ && !writing_ &&
        orders.write(acknowledge_tag, WriteRegister{*acknowledge_register_, *to_write_})) {
        writing_ = std::exchange(to_write_, std::nullopt);
    }
}

void PlateCamera::write_trigger(Orders& orders) {
    auto* trigger = std::get_if<TriggerReader>(&reader_);
    const auto value = trigger != nullptr ? trigger->take_write(orders.now()) : std::nullopt;
    if (value && !orders.write(trigger_tag, WriteRegister{trigger_register_, *value})) {
        trigger->written(true, orders.now());
    }
}

void PlateCamera::on_written(WriteTag tag, core::LineOutcome outcome, Orders& orders) {
    if (tag == trigger_tag) {
        std::get<TriggerReader>(reader_).written(outcome == core::LineOutcome::exception, orders.now());
        return;
    }
    const std::optional<std::uint16_t> written = std::exchange(writing_, std::nullopt);
    if (to_write_) {
        write_acknowledgement(orders); // a newer one has come meanwhile
    } else if (is_lost(outcome)) {
        to_write_ = written; // again after the next poll; a refusal would only be repeated
    }
}

} // namespace parkgate::drivers
