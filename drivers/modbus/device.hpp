// What a line asks of a device, and a device of its line. All of it happens on the line's thread.
#pragma once

#include "drivers/modbus/port.hpp"
#include "drivers/modbus/schedule.hpp"

namespace parkgate::drivers {

class Orders {
  public:
    Orders() = default;
    Orders(const Orders&) = delete;
    Orders& operator=(const Orders&) = delete;
    virtual ~Orders() = default;

    // Ahead of all polls; written() tells what became of it. False: too many wait already, nothing will come of it.
    [[nodiscard]] virtual bool command(WriteTag tag, WriteRequest request, Time expires) = 0;
    // Takes back the commands of this tag that still wait: how many. written() is not called for them.
    [[nodiscard]] virtual std::size_t withdraw(WriteTag tag) = 0;
    // In its turn. At most one write of a tag may be under way.
    [[nodiscard]] virtual bool write(WriteTag tag, WriteRequest request) = 0;
    // Changes what a write that still waits will send.
    virtual void replace(WriteTag tag, WriteRequest request) = 0;
    // Until it succeeds, also when the line stops; commands of the device wait for it. written() is not called.
    virtual void release(WriteTag tag, WriteRequest request, Time not_before) = 0;
    virtual void hasten_releases() = 0;
    virtual void set_need(Need need) = 0;
    // On a serial line, where what is under way delays what comes: a car waits for a decision, and for so long what
    // only shows something waits as well; a command is about to come, and for so long nothing is begun.
    virtual void await_command(Interval most) = 0;
    virtual void keep_free(Interval most) = 0;
    [[nodiscard]] virtual Time now() const = 0;
};

class LineDevice {
  public:
    LineDevice() = default;
    LineDevice(const LineDevice&) = delete;
    LineDevice& operator=(const LineDevice&) = delete;
    virtual ~LineDevice() = default;

    // What every poll reads.
    [[nodiscard]] virtual std::vector<Span> first_spans() = 0;
    // What else this poll must read, after the first spans were read.
    [[nodiscard]] virtual std::vector<Span> more_spans(const Image& image) {
        (void)image;
        return {};
    }
    virtual void on_read(const Image& image, Orders& orders) = 0;
    // Nothing was read for its stale-after.
    virtual void on_stale() = 0;
    // The device did not answer, or its connection was made anew: it may have restarted.
    virtual void on_lost() {}
    // Line::ring() was called for it.
    virtual void on_ring(Orders& orders) = 0;
    virtual void on_written(WriteTag tag, core::LineOutcome outcome, Orders& orders) = 0;
    // Any thread: how many the device has overwritten before they were read.
    [[nodiscard]] virtual std::uint64_t events_lost() const { return 0; }
};

} // namespace parkgate::drivers
