#include "platform/service/service.hpp"

#include <systemd/sd-daemon.h>

namespace parkgate::service {

namespace {

void notify(const std::string& state) {
    // Zero leaves NOTIFY_SOCKET set: the next call needs it. An error has nobody to be told to.
    static_cast<void>(sd_notify(0, state.c_str()));
}

} // namespace

void notify_ready() {
    notify("READY=1");
}

void notify_status(std::string_view one_line) {
    // A line break would begin another assignment.
    std::string line(one_line.substr(0, one_line.find_first_of("\r\n")));
    notify("STATUS=" + line);
}

void notify_stopping() {
    notify("STOPPING=1");
}

void feed_watchdog() {
    notify("WATCHDOG=1");
}

std::optional<std::chrono::milliseconds> watchdog_interval() {
    std::uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0) {
        return std::nullopt;
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::microseconds(microseconds / 2));
}

} // namespace parkgate::service
