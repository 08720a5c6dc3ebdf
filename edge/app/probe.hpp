// `parkgate-edge probe`: the hardware as an installer sees it, on a terminal or once on paper.
#pragma once

#include "drivers/hardware.hpp"

namespace parkgate::app {

struct ProbeOptions {
    std::string device; // empty: all of them
    bool once = false;  // one table, as soon as every device has answered or has had its chance to
    bool moves = false; // `open` and `close` on the standard input move the arm
};

// Until SIGINT or SIGTERM, or `quit` on the standard input. Needs neither database nor broker. The exit code: 0; with
// `once` 1 when a device has not answered; 1 when another program works with one of the serial ports.
int probe(const drivers::HardwareSettings& settings, const ProbeOptions& options);

} // namespace parkgate::app
