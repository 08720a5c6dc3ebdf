// The building's fire contact on a line. It belongs to no lane.
#pragma once

#include "drivers/modbus/device.hpp"
#include "drivers/modbus/profile.hpp"
#include "drivers/reporter.hpp"

namespace parkgate::drivers {

class Alarm final : public LineDevice {
  public:
    Alarm(Reporter reporter, const DeviceProfile& profile);

    std::vector<Span> first_spans() override { return spans_; }
    void on_read(const Image& image, Orders& orders) override;
    // A contact that is not read says nothing: the last word stands.
    void on_stale() override { reporter_.answers(false); }
    void on_ring(Orders&) override {}
    void on_written(WriteTag, core::LineOutcome, Orders&) override {}

  private:
    Reporter reporter_;
    Point fire_;
    std::vector<Span> spans_;
    std::optional<bool> reported_;
};

} // namespace parkgate::drivers
