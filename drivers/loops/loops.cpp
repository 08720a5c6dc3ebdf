#include "drivers/loops/loops.hpp"

#include "drivers/modbus/decode.hpp"

namespace parkgate::drivers {

using core::Presence;

Presence read_loop(const Point& point, const Image& image) {
    const auto bit = decode_bit(point, image);
    if (!bit) {
        return Presence::unknown;
    }
    return *bit ? Presence::occupied : Presence::clear;
}

Loops::Loops(Reporter reporter, const DeviceProfile& profile) : reporter_(std::move(reporter)) {
    const auto& map = std::get<LoopsMap>(profile.map);
    const auto watch = [this](core::Loop loop, const std::optional<Point>& point) {
        if (point) {
            watched_.push_back({loop, *point, std::nullopt});
        }
    };
    watch(core::Loop::arrival, map.arrival);
    watch(core::Loop::safety, map.safety);
    watch(core::Loop::photocell, map.photocell);
    watch(core::Loop::beyond, map.beyond);
    for (const auto& [name, point] : profile.points) {
        spans_.push_back(span_of(point));
    }
    spans_ = merged(std::move(spans_));
}

void Loops::set_busy(bool busy) {
    const std::lock_guard lock(inbox_);
    busy_ = busy;
}

void Loops::on_read(const Image& image, Orders& orders) {
    (void)orders;
    reporter_.answers(true);
    for (Watched& watched : watched_) {
        report(watched, read_loop(watched.point, image));
    }
}

void Loops::on_stale() {
    for (Watched& watched : watched_) {
        report(watched, Presence::unknown);
    }
    reporter_.answers(false);
}

void Loops::on_ring(Orders& orders) {
    const std::lock_guard lock(inbox_);
    if (busy_) {
        orders.set_need(*busy_ ? Need::full : Need::little);
        busy_.reset();
    }
}

void Loops::report(Watched& watched, Presence presence) {
    if (watched.reported != presence) {
        watched.reported = presence;
        reporter_.send(core::LoopSeen{reporter_.lane(), watched.loop, presence});
    }
}

} // namespace parkgate::drivers
