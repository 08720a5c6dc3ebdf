#include "drivers/display/display.hpp"

namespace parkgate::drivers {

namespace {
constexpr WriteTag text_tag = 1;
constexpr WriteTag voice_tag = 2;
} // namespace

Display::Display(Reporter reporter, const DeviceProfile& profile)
    : reporter_(std::move(reporter)), map_(std::get<DisplayMap>(profile.map)) {
    for (const auto& [name, point] : profile.points) {
        spans_.push_back(span_of(point));
    }
    spans_ = merged(std::move(spans_));
}

void Display::show(const core::DisplayText& text) {
    const std::lock_guard lock(inbox_);
    shown_ = text;
}

void Display::set_busy(bool busy) {
    const std::lock_guard lock(inbox_);
    busy_ = busy;
}

void Display::on_ring(Orders& orders) {
    std::optional<core::DisplayText> shown;
    std::optional<bool> busy;
    {
        const std::lock_guard lock(inbox_);
        shown.swap(shown_);
        busy.swap(busy_);
    }
    if (busy) {
        orders.set_need(*busy ? Need::full : Need::little);
    }
    if (shown && shown != text_) {
        text_ = std::move(shown);
        due_ = true;
        write(orders);
        speak(orders);
    }
}

// Once, and not again: a phrase that comes late is worse than none. One that waits for its turn is replaced.
void Display::speak(Orders& orders) {
    const auto phrases = map_.voice ? voice_registers(*map_.voice, text_->voice) : std::vector<std::uint16_t>{};
    if (phrases.empty()) {
        return;
    }
    WriteRequest request = WriteRegisters{map_.voice->first_register, phrases};
    if (speaking_) {
        orders.replace(voice_tag, std::move(request));
    } else {
        speaking_ = orders.write(voice_tag, std::move(request));
    }
}

void Display::on_read(const Image& image, Orders& orders) {
    (void)image;
    reporter_.answers(true);
    if (due_) {
        write(orders);
    }
}

// A write that waits for its turn takes the newest text with it, because the same tag replaces what was to be sent.
void Display::write(Orders& orders) {
    WriteRequest request = WriteRegisters{map_.colour_register, text_registers(map_, *text_)};
    if (writing_) {
        orders.replace(text_tag, std::move(request));
    } else {
        writing_ = orders.write(text_tag, std::move(request));
    }
    due_ = !writing_;
}

void Display::on_written(WriteTag tag, core::LineOutcome outcome, Orders& orders) {
    (void)orders;
    if (tag == voice_tag) {
        speaking_ = false;
        return;
    }
    writing_ = false;
    // Again after the next poll that it answers; a refusal would only be repeated.
    due_ = due_ || (outcome != core::LineOutcome::ok && outcome != core::LineOutcome::exception);
}

} // namespace parkgate::drivers
