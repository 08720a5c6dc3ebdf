#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace parkgate::sim {

/// The cars that really are inside, by the lane by which they came in, so that a lane pair always meets the same cars
/// whatever the other lanes do. May be used from any thread.
class CarPark {
  public:
    void enter(const std::string& lane, const std::string& plate) {
        const std::lock_guard lock(mutex_);
        inside_[lane].push_back(plate);
    }
    /// The car that has been inside longest.
    [[nodiscard]] std::optional<std::string> leave(const std::string& lane) {
        const std::lock_guard lock(mutex_);
        auto& cars = inside_[lane];
        if (cars.empty()) {
            return std::nullopt;
        }
        std::string plate = std::move(cars.front());
        cars.pop_front();
        return plate;
    }
    /// It wanted to leave and did not.
    void stay(const std::string& lane, const std::string& plate) {
        const std::lock_guard lock(mutex_);
        inside_[lane].push_front(plate);
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::deque<std::string>> inside_;
};

} // namespace parkgate::sim
