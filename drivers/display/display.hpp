// A text display on a line: only the newest text matters, and it is written again to a display that may have lost it.
#pragma once

#include "drivers/display/text.hpp"
#include "drivers/modbus/device.hpp"
#include "drivers/reporter.hpp"

#include <mutex>

namespace parkgate::drivers {

class Display final : public LineDevice {
  public:
    Display(Reporter reporter, const DeviceProfile& profile);

    // Any thread, before Line::ring().
    void show(const core::DisplayText& text);
    void set_busy(bool busy);

    std::vector<Span> first_spans() override { return spans_; }
    void on_read(const Image& image, Orders& orders) override;
    void on_stale() override { reporter_.answers(false); }
    void on_lost() override { due_ = text_.has_value(); }
    void on_ring(Orders& orders) override;
    void on_written(WriteTag tag, core::LineOutcome outcome, Orders& orders) override;

  private:
    void write(Orders& orders);
    void speak(Orders& orders);

    Reporter reporter_;
    DisplayMap map_;
    std::vector<Span> spans_;
    std::optional<core::DisplayText> text_; // what the display should show
    bool due_ = false;                      // it may show something else
    bool writing_ = false;
    bool speaking_ = false;

    std::mutex inbox_; // guards what follows
    std::optional<core::DisplayText> shown_;
    std::optional<bool> busy_;
};

} // namespace parkgate::drivers
