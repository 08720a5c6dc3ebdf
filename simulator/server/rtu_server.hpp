#pragma once

#include "simulator/line/byte_clock.hpp"
#include "simulator/server/line.hpp"
#include "simulator/server/pty.hpp"

#include <atomic>
#include <deque>
#include <optional>
#include <thread>

namespace parkgate::sim {

/// A Modbus RTU line over a pseudo terminal, as slow as a real one: bytes take the time of their bits, a silence of 3.5
/// characters ends a frame, a frame with a wrong checksum is not heard, and a master that has set another speed is not
/// understood.
class RtuServer : public Line {
  public:
    /// Throws std::system_error where there is no pseudo terminal. The plant and the faults must outlive the server.
    RtuServer(Plant& plant, const LineConfig& line, const std::vector<DeviceConfig>& devices, LineFaults& faults);
    ~RtuServer() override;

    [[nodiscard]] std::string place() const override { return link_.empty() ? pty_->far_path() : link_; }
    void plug(bool in) override;
    /// How many silences have ended something, understood or not.
    [[nodiscard]] std::uint64_t frames_ended() const { return frames_ended_; }

  private:
    struct Outgoing {
        Instant due;
        Bytes bytes;
    };

    void run();
    void wake() const;
    void follow_plug();
    void receive();
    void end_frame();
    void send(Reply&& reply, Instant from);
    void send_due();
    [[nodiscard]] std::optional<Instant> next_due() const;

    Plant& plant_;
    LineFaults& faults_;
    Slaves slaves_;
    SerialSettings settings_;
    ByteClock clock_;
    std::string link_;
    std::optional<Pty> pty_;
    Descriptor wake_;
    std::atomic<bool> plugged_ = true;
    std::atomic<bool> ending_ = false;
    std::atomic<std::uint64_t> frames_ended_ = 0;
    Bytes incoming_;
    Instant incoming_end_{0};
    std::deque<Outgoing> outgoing_;
    std::optional<Reply> sending_;
    std::thread thread_;
};

} // namespace parkgate::sim
