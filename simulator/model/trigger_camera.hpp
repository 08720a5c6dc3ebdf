#pragma once

#include "simulator/model/camera.hpp"

namespace parkgate::sim {

/// A plate camera that reads when it is told to: drivers/profiles/trigger-camera.toml. It sees whatever plate is in
/// front of it when its recognition ends.
class TriggerCamera {
  public:
    static constexpr std::size_t holding_count = 8;
    static constexpr std::size_t trigger_register = 1;
    static constexpr std::chrono::milliseconds recognition_time{120};

    /// A plate comes into view, and stays until it leaves or another one comes.
    void show(const PlateReading& reading);
    void clear_view() { view_.reset(); }
    void restart();

    void write_trigger(std::uint16_t value, Instant now);
    void fill(std::span<std::uint16_t> holding, Instant now);
    /// The number of the plate in view, when an answer holds it for the first time.
    [[nodiscard]] std::optional<std::uint16_t> note_sent(std::size_t first, std::size_t count);
    [[nodiscard]] std::uint16_t shown() const { return shown_; }

  private:
    enum class Status : std::uint16_t { ready = 0, busy = 1, ok = 2, error = 3 };

    void recognise(Instant now);

    Status status_ = Status::ready;
    Instant triggered_{0};
    std::optional<PlateReading> view_;
    PlateReading read_{.plate = {}, .confidence = 0, .colour = 0};
    std::uint16_t shown_ = 0;
    std::uint16_t read_number_ = 0;
    std::uint16_t sent_number_ = 0;
};

} // namespace parkgate::sim
