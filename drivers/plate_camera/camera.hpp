// A plate camera on a line.
#pragma once

#include "drivers/modbus/device.hpp"
#include "drivers/plate_camera/ring.hpp"
#include "drivers/plate_camera/slot.hpp"
#include "drivers/plate_camera/trigger.hpp"
#include "drivers/reporter.hpp"

#include <atomic>
#include <mutex>

namespace parkgate::drivers {

class PlateCamera final : public LineDevice {
  public:
    // `transport`: over TCP one large read is as quick as a small one, on a serial line every register takes time.
    PlateCamera(Reporter reporter, core::Side side, const DeviceProfile& profile, Transport transport);

    // Any thread, before Line::ring().
    void acknowledge(std::int64_t sequence);
    void set_busy(bool busy);

    std::vector<Span> first_spans() override { return first_; }
    std::vector<Span> more_spans(const Image& image) override;
    void on_read(const Image& image, Orders& orders) override;
    void on_stale() override;
    void on_ring(Orders& orders) override;
    void on_written(WriteTag tag, core::LineOutcome outcome, Orders& orders) override;
    [[nodiscard]] std::uint64_t events_lost() const override { return lost_.load(std::memory_order_relaxed); }

  private:
    using Reader = std::variant<RingReader, SlotReader, TriggerReader>;

    ReadReport read(const Image& image, Time now);
    void report_readings(std::vector<PlateReading> readings);
    std::optional<std::uint16_t> acknowledged(std::int64_t sequence);
    void write_acknowledgement(Orders& orders);
    void write_trigger(Orders& orders);

    Reporter reporter_;
    core::Side side_;
    Reader reader_;
    std::optional<std::uint16_t> acknowledge_register_;
    std::uint16_t trigger_register_ = 0;
    std::vector<Span> first_;
    bool all_in_first_ = true;
    std::atomic<std::uint64_t> lost_ = 0;
    bool was_silent_ = false;
    std::optional<std::uint16_t> to_write_;
    std::optional<std::uint16_t> writing_;

    std::mutex inbox_; // guards what follows
    std::vector<std::int64_t> acknowledged_;
    std::optional<bool> busy_;
};

} // namespace parkgate::drivers
