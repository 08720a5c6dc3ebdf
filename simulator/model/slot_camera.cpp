#include "simulator/model/slot_camera.hpp"

#include "simulator/gbk.hpp"
#include "simulator/model/text_registers.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

constexpr std::uint16_t no_opinion = 65535;
constexpr std::size_t reading_size = 12;

} // namespace

void SlotCamera::show(const PlateReading& reading, std::chrono::milliseconds wall) {
    if (sequence_ != 0 && acknowledged_ != sequence_) {
        ++lost_;
    }
    put_text(plate_, utf8_to_gbk(reading.plate));
    // Its low byte comes first.
    std::ranges::transform(plate_, plate_.begin(),
                           [](std::uint16_t value) { return static_cast<std::uint16_t>(value << 8U | value >> 8U); });
    confidence_ = reading.confidence > 100 ? no_opinion : static_cast<std::uint16_t>(reading.confidence * 10);
    captured_ = static_cast<std::uint32_t>(wall.count() / 1000);
    sequence_ = sequence_ == 65535 ? 1 : static_cast<std::uint16_t>(sequence_ + 1);
    sent_ = false;
}

void SlotCamera::acknowledge(std::uint16_t sequence) {
    acknowledged_ = sequence;
}

void SlotCamera::fill(std::span<std::uint16_t> input, std::span<std::uint16_t> holding) {
    if (endless_) {
        show({.plate = "沪E00000"}, std::chrono::seconds{captured_ + 1});
    }
    input[0] = sequence_;
    std::ranges::copy(plate_, input.begin() + 1);
    input[9] = confidence_;
    input[10] = static_cast<std::uint16_t>(captured_ & 0xFFFFU);
    input[11] = static_cast<std::uint16_t>(captured_ >> 16U);
    input[12] = lost_;
    holding[0] = acknowledged_;
}

std::optional<std::uint16_t> SlotCamera::note_sent(std::size_t first, std::size_t count) {
    if (first != 0 || count < reading_size || sequence_ == 0 || sent_) {
        return std::nullopt;
    }
    sent_ = true;
    return sequence_;
}

} // namespace parkgate::sim
