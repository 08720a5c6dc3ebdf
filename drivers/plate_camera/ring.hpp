// The event ring of a plate camera: raw slots to readings, each once and in order. Pure.
#pragma once

#include "drivers/modbus/profile.hpp"
#include "drivers/modbus/span.hpp"

#include <deque>
#include <optional>

namespace parkgate::drivers {

enum class RingTrouble : std::uint8_t { bad_plate, sequence_jump, sequence_backwards, lost_events };
[[nodiscard]] std::string to_text(RingTrouble trouble); // as in core::BadReading

struct PlateReading {
    std::uint16_t sequence = 0;
    std::string plate;
    std::int64_t confidence = 0;
    std::int64_t captured_ms = 0;
    bool backlog = false; // it stood in the ring before the first contact: nobody knows how long
    bool operator==(const PlateReading&) const = default;
};

struct RingReport {
    std::vector<PlateReading> readings; // oldest first
    std::vector<RingTrouble> troubles;
    std::optional<std::uint16_t> acknowledge; // to be written: readings of no use that stand before every useful one
};

// Sequence numbers are of 16 bits and wrap; a camera may leave out 0. Order is that of serial numbers: up to half a
// turn ahead is newer. A number that its own slot does not bear out (a torn read, noise) changes nothing here.
class RingReader {
  public:
    explicit RingReader(RingEvents map) : map_(std::move(map)) {}

    [[nodiscard]] Span slot_span(std::uint16_t sequence) const;
    [[nodiscard]] Span whole_ring() const;
    // The slots that hold what has not been delivered; the image holds the points `newest` and `acknowledge`.
    [[nodiscard]] std::vector<Span> wanted(const Image& image) const;
    // The image holds the wanted slots too.
    RingReport read(const Image& image);
    // The reading, and with it all before it, has been dealt with: the value to write, if it is one that waits for it.
    std::optional<std::uint16_t> acknowledge(std::int64_t sequence);

  private:
    struct Window {
        std::uint16_t base = 0;  // the newest number that is not to be delivered
        std::uint16_t ahead = 0; // how many after it
        bool backwards = false;
    };
    struct Pending {
        std::uint16_t sequence = 0;
        bool useless = false;
    };

    [[nodiscard]] std::optional<Window> window(const Image& image) const;
    [[nodiscard]] std::optional<std::uint16_t> number(const Point& point, const Image& image) const;
    [[nodiscard]] Point in_slot(Point field, std::uint16_t slot) const;
    [[nodiscard]] std::optional<std::uint16_t> slot_sequence(std::uint16_t slot, const Image& image) const;
    [[nodiscard]] bool is_empty(std::uint16_t sequence, const Image& image) const;
    [[nodiscard]] std::vector<std::uint16_t> found(const Window& window, const Image& image) const;
    [[nodiscard]] std::optional<PlateReading> decode(std::uint16_t sequence, const Image& image) const;
    void deliver(std::uint16_t sequence, bool backlog, const Image& image, RingReport& report);
    std::optional<std::uint16_t> drop_useless();

    RingEvents map_;
    std::optional<std::uint16_t> last_; // the newest number that was dealt with; none before the first contact
    int doubtful_ = 0;                  // polls in a row whose newest number its slot did not bear out
    std::deque<Pending> pending_;       // delivered, not acknowledged
};

} // namespace parkgate::drivers
