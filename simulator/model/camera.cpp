#include "simulator/model/camera.hpp"

#include "simulator/model/text_registers.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

constexpr std::size_t first_slot = 16;
constexpr std::size_t slot_size = 16;
constexpr std::size_t sequence_and_plate = 9;

/// Serial-number order: numbers up to half a turn back are not after `b`.
bool not_after(std::uint16_t a, std::uint16_t b) {
    return static_cast<std::uint16_t>(b - a) < 0x8000U;
}

} // namespace

std::uint16_t Camera::show(const PlateReading& reading, std::chrono::milliseconds wall) {
    const std::uint16_t sequence = next_++;
    Slot& slot = slots_[sequence % depth];
    if (slot.filled && !slot.acknowledged) {
        ++lost_;
    }
    slot = Slot{};
    slot.filled = true;
    slot.sequence = sequence;
    slot.registers[0] = sequence;
    put_text(std::span{slot.registers}.subspan(1, plate_bytes / 2), reading.plate);
    slot.registers[9] = reading.confidence;
    slot.registers[10] = reading.colour;
    const auto seconds = static_cast<std::uint32_t>(wall.count() / 1000);
    slot.registers[12] = static_cast<std::uint16_t>(seconds >> 16U);
    slot.registers[13] = static_cast<std::uint16_t>(seconds & 0xFFFFU);
    slot.registers[14] = static_cast<std::uint16_t>(wall.count() % 1000);
    newest_ = sequence;
    return sequence;
}

void Camera::acknowledge(std::uint16_t sequence) {
    acknowledged_ = sequence;
    for (Slot& slot : slots_) {
        slot.acknowledged = slot.acknowledged || (slot.filled && not_after(slot.sequence, sequence));
    }
}

void Camera::fill(std::span<std::uint16_t> registers, Instant now) {
    if (babbling_) {
        std::ranges::generate(registers, [this] { return static_cast<std::uint16_t>(noise_() >> 8U); });
        return;
    }
    for (std::size_t i = 0; endless_ && i <= depth; ++i) {
        show({.plate = "沪E00000"}, std::chrono::duration_cast<std::chrono::milliseconds>(now));
    }
    std::ranges::fill(registers, std::uint16_t{0});
    registers[0] = static_cast<std::uint16_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
    registers[1] = newest_;
    registers[acknowledge_register] = acknowledged_;
    registers[4] = lost_;
    for (std::size_t i = 0; i < depth; ++i) {
        std::ranges::copy(slots_[i].registers, registers.subspan(first_slot + i * slot_size, slot_size).begin());
    }
}

std::array<std::optional<std::uint16_t>, Camera::depth> Camera::note_sent(std::size_t first, std::size_t count) {
    std::array<std::optional<std::uint16_t>, depth> fresh{};
    for (std::size_t i = 0; i < depth && !babbling_; ++i) {
        const std::size_t start = first_slot + i * slot_size;
        const bool whole = first <= start && start + sequence_and_plate <= first + count;
        if (whole && slots_[i].filled && !slots_[i].sent) {
            slots_[i].sent = true;
            fresh[i] = slots_[i].sequence;
        }
    }
    return fresh;
}

} // namespace parkgate::sim
