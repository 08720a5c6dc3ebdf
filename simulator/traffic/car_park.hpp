#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
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
    [[nodiscard]] bool is_empty(const std::string& lane) {
        const std::lock_guard lock(mutex_);
        return inside_[lane].empty();
    }
    /// Nobody comes in by this lane any more.
    void close(const std::string& lane) {
        const std::lock_guard lock(mutex_);
        closed_.insert(lane);
    }
    [[nodiscard]] bool is_closed(const std::string& lane) {
        const std::lock_guard lock(mutex_);
        return closed_.contains(lane);
    }
    /// It wanted to leave and did not.
    void stay(const std::string& lane, const std::string& plate) {
        const std::lock_guard lock(mutex_);
        inside_[lane].push_front(plate);
    }

  private:
    std::mutex mutex_;
    std::map<std::string, std::deque<std::string>> inside_;
    std::set<std::string> closed_;
};

} // namespace parkgate::sim
