// A loop detector on a line.
#pragma once

#include "drivers/modbus/device.hpp"
#include "drivers/modbus/profile.hpp"
#include "drivers/reporter.hpp"

#include <mutex>

namespace parkgate::drivers {

// Pure: unknown when the point was not read.
[[nodiscard]] core::Presence read_loop(const Point& point, const Image& image);

class Loops final : public LineDevice {
  public:
    Loops(Reporter reporter, const DeviceProfile& profile);

    // Any thread, before Line::ring().
    void set_busy(bool busy);

    std::vector<Span> first_spans() override { return spans_; }
    void on_read(const Image& image, Orders& orders) override;
    void on_stale() override;
    void on_ring(Orders& orders) override;
    void on_written(WriteTag, core::LineOutcome, Orders&) override {}

  private:
    struct Watched {
        core::Loop loop = core::Loop::arrival;
        Point point;
        std::optional<core::Presence> reported;
    };
    void report(Watched& watched, core::Presence presence);

    Reporter reporter_;
    std::vector<Watched> watched_;
    std::vector<Span> spans_;

    std::mutex inbox_; // guards what follows
    std::optional<bool> busy_;
};

} // namespace parkgate::drivers
