// A camera with a single slot: its newest reading overwrites the one before it. Pure.
#pragma once

#include "drivers/plate_camera/reading.hpp"

namespace parkgate::drivers {

// A reading is new when its number is; the numbers of 16 bits wrap, and a camera may leave out 0. The slot is read by
// one request, and a camera writes the number last.
class SlotReader {
  public:
    explicit SlotReader(SlotEvents map) : map_(std::move(map)) {}

    [[nodiscard]] Span slot() const { return slot_span(map_, 0); }
    ReadReport read(const Image& image);
    std::optional<std::uint16_t> acknowledge(std::int64_t sequence) { return pending_.acknowledge(sequence); }

  private:
    ReadReport take(const Image& image);

    SlotEvents map_;
    std::optional<std::uint16_t> last_; // none before the first contact
    Unacknowledged pending_;
    LossCount lost_;
};

} // namespace parkgate::drivers
