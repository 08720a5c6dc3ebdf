#include "simulator/output.hpp"

#include "simulator/event_json.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace parkgate::sim {

Output::Output(int descriptor, Detail detail) : descriptor_(descriptor), detail_(detail), writer_([this] { run(); }) {}

Output::~Output() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    posted_.notify_one();
    writer_.join();
}

bool Output::wanted(const Event& event) const {
    return detail_ == Detail::everything || std::holds_alternative<PlateServed>(event.what) ||
           std::holds_alternative<ArmCommanded>(event.what) || std::holds_alternative<CarHit>(event.what) ||
           std::holds_alternative<Violation>(event.what);
}

void Output::post(Events&& events) {
    bool any = false;
    {
        const std::lock_guard lock(mutex_);
        for (Event& event : events) {
            if (wanted(event)) {
                items_.emplace_back(std::move(event));
                any = true;
            }
        }
    }
    events.clear();
    if (any) {
        posted_.notify_one();
    }
}

void Output::post(boost::json::object line) {
    {
        const std::lock_guard lock(mutex_);
        items_.emplace_back(std::move(line));
    }
    posted_.notify_one();
}

bool Output::closing() {
    const std::lock_guard lock(mutex_);
    return closing_;
}

bool Output::write_all(std::string_view text) {
    while (!text.empty()) {
        // Waiting in slices, so that a reader that has stopped reading cannot keep the process from ending.
        pollfd writable{descriptor_, POLLOUT, 0};
        const int ready = ::poll(&writable, 1, 1000);
        if (ready == 0 && closing()) {
            return false;
        }
        if (ready <= 0) {
            continue;
        }
        // At most one PIPE_BUF: a pipe that polls as writable takes that much without blocking.
        const ssize_t written = ::write(descriptor_, text.data(), std::min<std::size_t>(text.size(), 4096));
        if (written < 0 && errno != EINTR) {
            return false;
        }
        text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
    return true;
}

void Output::run() {
    std::deque<Item> batch;
    bool writable = true;
    while (true) {
        {
            std::unique_lock lock(mutex_);
            posted_.wait(lock, [this] { return closing_ || !items_.empty(); });
            if (items_.empty()) {
                return;
            }
            batch.swap(items_);
        }
        for (Item& item : batch) {
            const auto* event = std::get_if<Event>(&item);
            const auto line = event != nullptr ? to_json(*event) : std::get<boost::json::object>(std::move(item));
            writable = writable && write_all(boost::json::serialize(line) + "\n");
        }
        batch.clear();
    }
}

} // namespace parkgate::sim
