#pragma once

#include "simulator/modbus/pdu.hpp"
#include "simulator/site_file.hpp"

#include <string>
#include <vector>

namespace parkgate::sim {

/// One Modbus slave: a device of the plant with its own register tables. Everything here is called under the plant's
/// lock, with the lane of the device.
class Slave {
  public:
    struct Answer {
        Bytes pdu;
        /// Of an answer that holds registers.
        std::optional<Range> read;
        Told told;
    };

    explicit Slave(const DeviceConfig& device);

    /// Does what the request says. Nothing: the device is silent, and has done nothing.
    [[nodiscard]] std::optional<Answer> answer(Lane& lane, std::span<const std::uint8_t> pdu, Instant now,
                                               Instant received, Events& events);
    /// The whole answer has gone over the line.
    void note_sent(Lane& lane, const Answer& answer, Instant sent, Events& events) const;

    [[nodiscard]] const std::string& lane() const { return lane_; }

  private:
    [[nodiscard]] Registers registers();

    std::string lane_;
    DeviceKind kind_;
    Side side_;
    std::vector<std::uint8_t> coils_;
    std::vector<std::uint8_t> discrete_;
    std::vector<std::uint16_t> holding_;
    std::vector<std::uint16_t> input_;
};

} // namespace parkgate::sim
