#pragma once

#include "simulator/line/faults.hpp"
#include "simulator/modbus/frame.hpp"

#include <chrono>

namespace parkgate::sim {

/// What really goes over the line instead of an answer: pieces, each so long after the one before.
struct Transmission {
    struct Piece {
        std::chrono::milliseconds after{0};
        Bytes bytes;
    };
    std::vector<Piece> pieces;
    bool then_close = false;
};

/// The answer as the fault lets it through.
[[nodiscard]] Transmission distort(Framing framing, Frame answer, const std::optional<FaultHit>& fault);

/// Faults that keep the request from the device.
[[nodiscard]] inline bool swallows_request(const FaultHit& fault) {
    return fault.fault == LineFault::silent || fault.fault == LineFault::exception;
}

} // namespace parkgate::sim
