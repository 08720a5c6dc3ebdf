// What the three styles of camera have in common: a slot of registers to a reading. Pure.
#pragma once

#include "drivers/modbus/profile.hpp"
#include "drivers/modbus/span.hpp"

#include <deque>
#include <optional>

namespace parkgate::drivers {

enum class ReadTrouble : std::uint8_t {
    bad_plate,
    sequence_jump,
    sequence_backwards,
    lost_events,
    no_result, // a trigger that the camera neither answered nor refused
};
[[nodiscard]] std::string to_text(ReadTrouble trouble); // as in core::BadReading

struct PlateReading {
    std::uint16_t sequence = 0;
    std::string plate;
    std::int64_t confidence = 0;
    std::int64_t captured_ms = 0;
    bool backlog = false; // it stood there before the first contact: nobody knows how long
    bool operator==(const PlateReading&) const = default;
};

struct ReadReport {
    std::vector<PlateReading> readings; // oldest first
    std::vector<ReadTrouble> troubles;
    std::size_t lost = 0;                     // readings that were never delivered
    std::optional<std::uint16_t> acknowledge; // to be written: readings of no use that stand before every useful one
};

// The field of the slot with this number.
[[nodiscard]] Point in_slot(const SlotLayout& slots, Point field, std::uint16_t slot);
[[nodiscard]] Span slot_span(const SlotLayout& slots, std::uint16_t slot);
[[nodiscard]] std::optional<std::uint16_t> word_of(const Point& point, const Image& image);
// The plate is empty: the camera has read nothing yet.
[[nodiscard]] bool is_blank(const SlotLayout& slots, std::uint16_t slot, const Image& image);
// Nothing: no plate, or a confidence that is none.
[[nodiscard]] std::optional<PlateReading> decode_reading(const SlotLayout& slots, std::uint16_t slot,
                                                         std::uint16_t sequence, const Image& image);

// Of two 16-bit numbers that wrap, the one that is further ahead than this is behind.
inline constexpr std::uint16_t half_turn = 0x8000;

// Readings that were delivered and are not acknowledged, in order.
class Unacknowledged {
  public:
    // A reading of no use is acknowledged by the driver as soon as no useful one stands before it.
    void add(std::uint16_t sequence, bool useless);
    // The reading, and with it all before it, has been dealt with: the value to write, if it is one that waits for it.
    std::optional<std::uint16_t> acknowledge(std::int64_t sequence);
    std::optional<std::uint16_t> drop_useless();
    void clear() { waiting_.clear(); }
    // How many the camera has overwritten since it was last asked, its oldest number being this one.
    std::size_t overwritten(std::uint16_t oldest);

  private:
    struct Waiting {
        std::uint16_t sequence = 0;
        bool useless = false;
        bool overwritten = false;
    };
    std::deque<Waiting> waiting_;
};

// Adds the slot's reading to the report, or the trouble with it.
void deliver(const SlotLayout& slots, std::uint16_t slot, std::uint16_t sequence, bool backlog, const Image& image,
             Unacknowledged& pending, ReadReport& report);

// What was lost, by the numbers and by the camera's own counter. Either may know of what the other cannot: the greater
// one is taken, so that nothing is counted twice.
class LossCount {
  public:
    struct Poll {
        std::size_t by_numbers = 0;
        std::optional<std::uint16_t> counter; // that wraps, and begins at 0 when the camera starts anew
        std::size_t delivered = 0;            // of what the counter has counted since the last poll
        bool anew = false;
    };
    // How many more were lost than were told before.
    std::size_t add(const Poll& poll);

  private:
    std::optional<std::uint16_t> counter_;
    std::int64_t by_numbers_ = 0;
    std::int64_t by_counter_ = 0;
    std::int64_t told_ = 0;
};
[[nodiscard]] bool has_started_anew(const ReadReport& report);

} // namespace parkgate::drivers
