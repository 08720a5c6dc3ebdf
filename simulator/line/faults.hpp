#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace parkgate::sim {

/// What a line does to an answer. The device itself has done what it was told: only the master does not hear of it, or
/// hears something else. A request that a silent device, or the noise, swallowed has not reached the device.
enum class LineFault {
    silent,         ///< the device does not hear the request
    unanswered,     ///< it does, but the answer is lost
    late,           ///< the answer comes `amount` milliseconds late
    wrong_unit,     ///< the answer names another unit
    wrong_function, ///< the answer is one to another function
    exception,      ///< the device refuses with the code `amount` and does nothing
    short_frame,    ///< the last two bytes are missing
    long_frame,     ///< three bytes follow that do not belong to it
    bad_crc,        ///< RTU: the checksum is wrong. TCP has none: the transaction's number is
    noise,          ///< bytes without sense before the answer
    byte_by_byte,   ///< the answer comes in single bytes with pauses of `amount` milliseconds
    closed,         ///< TCP: the connection ends instead of the answer. RTU: as unanswered
};

struct FaultOrder {
    LineFault fault = LineFault::silent;
    std::optional<std::uint8_t> unit; ///< nothing: every unit of the line
    std::uint16_t amount = 0;
    std::uint32_t times = 0;  ///< 0: until it is cleared
    std::uint32_t one_in = 1; ///< hits one answer in this many, by chance
};

struct FaultHit {
    LineFault fault;
    std::uint16_t amount;
};

/// The faults that a line has now. May be used from any thread.
class LineFaults {
  public:
    explicit LineFaults(std::uint32_t seed = 1) : dice_(seed) {}

    void add(const FaultOrder& order);
    void clear();
    /// Asked once for each request to the unit; what it says has happened and is counted.
    [[nodiscard]] std::optional<FaultHit> strike(std::uint8_t unit);
    [[nodiscard]] std::uint64_t hits() const;

  private:
    mutable std::mutex mutex_;
    std::vector<FaultOrder> orders_;
    std::uint64_t hits_ = 0;
    std::minstd_rand dice_;
};

[[nodiscard]] std::string_view name_of(LineFault fault);

} // namespace parkgate::sim
