#include "simulator/model/trigger_camera.hpp"

#include "simulator/model/text_registers.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

constexpr std::size_t plate_register = 2;
constexpr std::size_t plate_registers = 4;
constexpr std::uint16_t no_plate_found = 1;

/// This camera knows no Hanzi: it leaves them out.
std::string ascii_of(std::string_view plate) {
    std::string text(plate);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    return text;
}

} // namespace

void TriggerCamera::show(const PlateReading& reading) {
    view_ = reading;
    ++shown_;
}

void TriggerCamera::restart() {
    status_ = Status::ready;
    read_ = {.plate = {}, .confidence = 0, .colour = 0};
}

void TriggerCamera::write_trigger(std::uint16_t value, Instant now) {
    recognise(now);
    if (value == 0) {
        status_ = Status::ready;
    } else if (status_ == Status::ready) {
        status_ = Status::busy;
        triggered_ = now;
    }
}

void TriggerCamera::recognise(Instant now) {
    if (status_ != Status::busy || now - triggered_ < recognition_time) {
        return;
    }
    status_ = view_ ? Status::ok : Status::error;
    if (view_) {
        read_ = *view_;
        read_number_ = shown_;
    }
}

void TriggerCamera::fill(std::span<std::uint16_t> holding, Instant now) {
    recognise(now);
    holding[0] = static_cast<std::uint16_t>(status_);
    holding[trigger_register] = status_ == Status::ready ? 0 : 1;
    put_text(holding.subspan(plate_register, plate_registers), ascii_of(read_.plate));
    holding[6] = std::min<std::uint16_t>(read_.confidence, 100);
    holding[7] = status_ == Status::error ? no_plate_found : 0;
}

std::optional<std::uint16_t> TriggerCamera::note_sent(std::size_t first, std::size_t count) {
    const bool whole = first <= plate_register && plate_register + plate_registers <= first + count;
    if (!whole || status_ != Status::ok || sent_number_ == read_number_) {
        return std::nullopt;
    }
    sent_number_ = read_number_;
    return read_number_;
}

} // namespace parkgate::sim
