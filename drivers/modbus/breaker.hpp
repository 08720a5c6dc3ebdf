// Keeps a silent device from costing its line more than one probe for each back-off. Pure.
#pragma once

#include "drivers/modbus/point.hpp"

namespace parkgate::drivers {

class Breaker {
  public:
    Breaker(int read_tries, int probe_tries, std::uint64_t seed)
        : read_tries_(read_tries), probe_tries_(probe_tries), random_(seed) {}

    // The device answered, if only to refuse.
    void good();
    void bad(Time now);

    // Open: nothing but a probe at probe_at() is to be sent.
    [[nodiscard]] bool open() const { return open_; }
    [[nodiscard]] bool may_probe(Time now) const { return now >= probe_at_; }
    [[nodiscard]] Time probe_at() const { return probe_at_; }

  private:
    void back_off(Time now);
    std::uint64_t next_random();

    int read_tries_;
    int probe_tries_;
    std::uint64_t random_;
    int failures_ = 0; // in a row; of the present probe while open
    int back_offs_ = 0;
    bool open_ = false;
    Time probe_at_;
};

} // namespace parkgate::drivers
