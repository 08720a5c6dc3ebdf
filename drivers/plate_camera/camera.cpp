#include "drivers/plate_camera/camera.hpp"

#include <utility>

namespace parkgate::drivers {

namespace {
constexpr WriteTag acknowledge_tag = 1;
constexpr int gap_on_tcp = 16;
// The core acknowledges in order, so the newest ones say everything.
constexpr std::size_t most_acknowledged = 256;
} // namespace

PlateCamera::PlateCamera(Reporter reporter, const DeviceProfile& profile, Transport transport)
    : reporter_(std::move(reporter)),
      ring_(std::get<CameraMap>(profile.map).events),
      acknowledge_register_(std::get<CameraMap>(profile.map).events.acknowledge.address) {
    std::vector<Span> spans;
    for (const auto& [name, point] : profile.points) {
        spans.push_back(span_of(point));
    }
    first_ = merged(spans);
    if (transport == Transport::tcp) {
        spans.push_back(ring_.whole_ring());
        const std::vector<Span> with_ring = merged(std::move(spans), gap_on_tcp);
        // Header and ring in one answer are of one moment, and a plate is known one round trip earlier.
        ring_in_first_ = with_ring.size() == 1;
        first_ = ring_in_first_ ? with_ring : first_;
    }
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
    return ring_in_first_ ? std::vector<Span>{} : ring_.wanted(image);
}

void PlateCamera::on_read(const Image& image, Orders& orders) {
    reporter_.answers(true);
    RingReport report = ring_.read(image);
    for (PlateReading& reading : report.readings) {
        reporter_.send(core::PlateSeen{reporter_.lane(), std::move(reading.plate), reading.confidence, reading.sequence,
                                       reading.backlog, reading.captured_ms});
    }
    for (const RingTrouble trouble : report.troubles) {
        reporter_.bad_reading(to_text(trouble));
        // Numbers that a camera gave before it started anew mean other readings now.
        if (trouble == RingTrouble::sequence_backwards) {
            to_write_.reset();
        }
    }
    if (report.acknowledge) {
        to_write_ = report.acknowledge;
    }
    write_acknowledgement(orders);
}

void PlateCamera::on_ring(Orders& orders) {
    std::vector<std::int64_t> acknowledged;
    std::optional<bool> busy;
    {
        const std::lock_guard lock(inbox_);
        acknowledged.swap(acknowledged_);
        busy.swap(busy_);
    }
    if (busy) {
        orders.set_busy(*busy);
    }
    for (const std::int64_t sequence : acknowledged) {
        if (const auto value = ring_.acknowledge(sequence)) {
            to_write_ = value;
        }
    }
    write_acknowledgement(orders);
}

void PlateCamera::write_acknowledgement(Orders& orders) {
    if (to_write_ && !writing_ && orders.write(acknowledge_tag, WriteRegister{acknowledge_register_, *to_write_})) {
        writing_ = std::exchange(to_write_, std::nullopt);
    }
}

void PlateCamera::on_written(WriteTag, core::LineOutcome outcome, Orders& orders) {
    const std::optional<std::uint16_t> written = std::exchange(writing_, std::nullopt);
    if (to_write_) {
        write_acknowledgement(orders); // a newer one has come meanwhile
    } else if (outcome != core::LineOutcome::ok && outcome != core::LineOutcome::exception) {
        to_write_ = written; // again after the next poll; a refusal would only be repeated
    }
}

} // namespace parkgate::drivers
