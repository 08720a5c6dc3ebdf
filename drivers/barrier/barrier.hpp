// A barrier on a line: its limits are polled, its commands go ahead of everything else.
#pragma once

#include "drivers/barrier/position.hpp"
#include "drivers/modbus/device.hpp"
#include "drivers/reporter.hpp"

#include <mutex>

namespace parkgate::drivers {

class Barrier final : public LineDevice {
  public:
    Barrier(Reporter reporter, const DeviceProfile& profile);

    // Any thread, before Line::ring().
    void command(core::ArmCommand command, Time expires);
    void set_busy(bool busy);

    std::vector<Span> first_spans() override { return spans_; }
    void on_read(const Image& image, Orders& orders) override;
    void on_stale() override;
    void on_ring(Orders& orders) override;
    void on_written(WriteTag tag, core::LineOutcome outcome, Orders& orders) override;

  private:
    struct Asked {
        core::ArmCommand command = core::ArmCommand::open;
        Time expires;
    };
    // Null: this barrier has nothing of its own for it.
    [[nodiscard]] const CommandStyle* style(core::ArmCommand command) const;
    [[nodiscard]] std::optional<WriteRequest> request_for(core::ArmCommand command) const;
    void order(const Asked& asked, Orders& orders);
    void open_contacts(Orders& orders);
    void done(core::ArmCommand command, core::LineOutcome outcome) const;
    void report(core::ArmPosition position);
    void follow_need(Orders& orders);

    Reporter reporter_;
    BarrierMap map_;
    std::vector<Span> spans_;
    std::optional<core::ArmPosition> reported_;
    bool contradicted_ = false;
    bool lane_busy_ = true;
    bool down_ = false;
    bool contacts_known_ = false; // none is closed but by us
    Time ordered_{};

    std::mutex inbox_; // guards what follows
    std::vector<Asked> asked_;
    std::array<std::uint32_t, 4> too_many_{}; // by command
    std::optional<bool> busy_;
};

} // namespace parkgate::drivers
