// The event ring of a plate camera: raw slots to readings, each once and in order. Pure.
#pragma once

#include "drivers/plate_camera/reading.hpp"

namespace parkgate::drivers {

// Sequence numbers are of 16 bits and wrap; a camera may leave out 0. Order is that of serial numbers: up to half a
// turn ahead is newer. A number that its own slot does not bear out (a torn read, noise) changes nothing here.
class RingReader {
  public:
    explicit RingReader(RingEvents map) : map_(std::move(map)) {}

    [[nodiscard]] Span whole_ring() const;
    // The slots that hold what has not been delivered; the image holds the points `newest` and `acknowledge`.
    [[nodiscard]] std::vector<Span> wanted(const Image& image) const;
    // The image holds the wanted slots too.
    ReadReport read(const Image& image);
    // The reading, and with it all before it, has been dealt with: the value to write, if it is one that waits for it.
    std::optional<std::uint16_t> acknowledge(std::int64_t sequence) { return pending_.acknowledge(sequence); }

  private:
    struct Window {
        std::uint16_t base = 0;  // the newest number that is not to be delivered
        std::uint16_t ahead = 0; // how many after it
        bool backwards = false;
    };

    ReadReport take(const Image& image);
    [[nodiscard]] std::size_t missing(const Window& window, const std::vector<std::uint16_t>& numbers,
                                      std::vector<ReadTrouble>& troubles) const;
    [[nodiscard]] bool has_forgotten(std::uint16_t acknowledged) const;
    [[nodiscard]] std::optional<Window> window(const Image& image) const;
    [[nodiscard]] std::optional<std::uint16_t> slot_sequence(std::uint16_t slot, const Image& image) const;
    [[nodiscard]] std::vector<std::uint16_t> found(const Window& window, const Image& image) const;

    RingEvents map_;
    std::optional<std::uint16_t> last_; // the newest number that was dealt with; none before the first contact
    std::uint16_t acknowledged_ = 0;    // as the camera had it at the last poll
    int doubtful_ = 0;                  // polls in a row whose newest number its slot did not bear out
    Unacknowledged pending_;
    LossCount lost_;
};

} // namespace parkgate::drivers
