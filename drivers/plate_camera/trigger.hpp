// A camera that reads when it is told to: trigger, poll the status, read, clear. Pure: time is an argument.
#pragma once

#include "drivers/plate_camera/reading.hpp"

namespace parkgate::drivers {

// One reading a trigger. While a car stays it is triggered again after a pause: soon when no plate was read, later when
// one was, since the next car may have moved up. Nothing is written while no car is there, but for the clearing of what
// a car before has left. A result that stands there before the first trigger is of another time and is thrown away, and
// so is that of a trigger whose car has left meanwhile.
class TriggerReader {
  public:
    explicit TriggerReader(TriggerEvents map) : map_(std::move(map)) {}

    [[nodiscard]] Span slot() const { return slot_span(map_, 0); }
    void set_busy(bool busy, Time now);
    ReadReport read(const Image& image, Time now);
    // What is to be written to the trigger. Once: `written` tells what became of it.
    [[nodiscard]] std::optional<std::uint16_t> take_write(Time now);
    void written(bool refused, Time now);

  private:
    enum class State : std::uint8_t {
        idle,      // nothing is asked for
        triggered, // and no result yet
        clearing,  // until the camera is ready again
    };
    [[nodiscard]] bool has_status(const char* name) const { return status_ == name; }
    void settle(Interval pause, bool again, Time now);

    TriggerEvents map_;
    State state_ = State::idle;
    std::string status_; // as last read; empty: none of the codes
    bool read_ = false;  // the status is newer than the last write
    bool busy_ = false;
    bool writing_ = false;
    bool car_ = true;   // false: read, and not to be read again before the lane was empty
    bool void_ = false; // the car of the trigger under way has left
    Time triggered_at_;
    Time next_at_;  // no trigger before
    Time clear_at_; // no clear before
    std::uint16_t sequence_ = 0;
};

} // namespace parkgate::drivers
