#include "drivers/barrier/position.hpp"

#include "drivers/modbus/decode.hpp"

namespace parkgate::drivers {

PositionReading read_position(const LimitPosition& limits, const Image& image) {
    using core::ArmPosition;
    const auto up = decode_bit(limits.up, image);
    const auto down = decode_bit(limits.down, image);
    const auto fault = limits.fault ? decode_bit(*limits.fault, image) : Decoded<bool>(false);
    if (!up || !down || !fault) {
        return {};
    }
    const bool contradiction = *up && *down;
    if (*fault) {
        return {ArmPosition::fault, contradiction};
    }
    if (contradiction) {
        return {ArmPosition::unknown, true};
    }
    if (*up) {
        return {ArmPosition::up, false};
    }
    return {*down ? ArmPosition::down : ArmPosition::moving, false};
}

} // namespace parkgate::drivers
