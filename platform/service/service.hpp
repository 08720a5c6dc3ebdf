// What systemd and a shell expect of a daemon. Each function does nothing when its environment is absent.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace parkgate::service {

inline constexpr int exit_good = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_configuration = 78; // EX_CONFIG of sysexits.h: systemd does not restart after it

void notify_ready();
void notify_status(std::string_view one_line);
void notify_stopping();
void feed_watchdog();
// Half of WatchdogSec: how often to feed. None: no watchdog.
std::optional<std::chrono::milliseconds> watchdog_interval();

// Lines to standard error: "<level> <text>", with the journal's <N> priority prefix when it reads us.
// No plate, phone or name is ever logged.
void start_log(std::string_view program);

} // namespace parkgate::service
