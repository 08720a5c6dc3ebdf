#pragma once

#include "simulator/model/events.hpp"

#include <boost/json.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <variant>

namespace parkgate::sim {

/// Writes JSON lines to a descriptor from a thread of its own, in the order in which they were posted and each as soon
/// as it can: whoever posts is delayed neither by making JSON nor by a slow reader. May be called from any thread.
class Output {
  public:
    enum class Detail { everything, quiet };

    Output(int descriptor, Detail detail);
    /// Writes what has been posted, then returns; a reader that takes nothing for a second loses the rest.
    ~Output();
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    /// Quiet drops every event but plate_served, arm_command and hit.
    void post(Events&& events);
    void post(boost::json::object line);

  private:
    using Item = std::variant<Event, boost::json::object>;

    void run();
    [[nodiscard]] bool wanted(const Event& event) const;
    [[nodiscard]] bool write_all(std::string_view text);
    [[nodiscard]] bool closing();

    int descriptor_;
    Detail detail_;
    std::mutex mutex_;
    std::condition_variable posted_;
    std::deque<Item> items_;
    bool closing_ = false;
    std::thread writer_;
};

} // namespace parkgate::sim
