#include "drivers/alarm/alarm.hpp"

#include "drivers/modbus/decode.hpp"

namespace parkgate::drivers {

Alarm::Alarm(Reporter reporter, const DeviceProfile& profile)
    : reporter_(std::move(reporter)), fire_(std::get<AlarmMap>(profile.map).fire) {
    for (const auto& [name, point] : profile.points) {
        spans_.push_back(span_of(point));
    }
    spans_ = merged(std::move(spans_));
}

void Alarm::on_read(const Image& image, Orders& orders) {
    (void)orders;
    reporter_.answers(true);
    const auto fire = decode_bit(fire_, image);
    if (fire && reported_ != *fire) {
        reported_ = *fire;
        reporter_.send(core::FireSeen{*fire});
    }
}

} // namespace parkgate::drivers
