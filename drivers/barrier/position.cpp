#include "drivers/barrier/position.hpp"

#include "drivers/modbus/decode.hpp"

#include <algorithm>
#include <array>

namespace parkgate::drivers {

namespace {

using core::ArmPosition;

Decoded<bool> read_if(const std::optional<Point>& point, const Image& image) {
    return point ? decode_bit(*point, image) : Decoded<bool>(false);
}

PositionReading base(const LimitPosition& limits, const Image& image) {
    const auto up = decode_bit(limits.up, image);
    const auto down = decode_bit(limits.down, image);
    if (!up || !down) {
        return {};
    }
    if (*up && *down) {
        return {ArmPosition::unknown, true};
    }
    if (*up) {
        return {ArmPosition::up, false};
    }
    return {*down ? ArmPosition::down : ArmPosition::moving, false};
}

PositionReading base(const StatePosition& states, const Image& image) {
    struct Name {
        const char* text;
        ArmPosition position;
    };
    constexpr std::array<Name, 10> names{{{"unknown", ArmPosition::unknown},
                                          {"down", ArmPosition::down},
                                          {"up", ArmPosition::up},
                                          {"moving", ArmPosition::moving},
                                          {"opening", ArmPosition::moving},
                                          {"closing", ArmPosition::moving},
                                          {"part_open", ArmPosition::moving},
                                          {"stopped", ArmPosition::moving},
                                          {"fault", ArmPosition::fault},
                                          {"torn_off", ArmPosition::torn_off}}};
    const auto state = decode_code(states.state, image);
    if (!state) {
        return {ArmPosition::unknown, state.error() == DecodeError::no_such_code};
    }
    const auto known = std::ranges::find_if(names, [&state](const Name& one) { return *state == one.text; });
    return {known != names.end() ? known->position : ArmPosition::unknown, false};
}

} // namespace

PositionReading read_position(const PositionMap& map, const Image& image) {
    return std::visit(
        [&image](const auto& one) -> PositionReading {
            PositionReading reading = base(one, image);
            const auto torn_off = read_if(one.torn_off, image);
            const auto fault = read_if(one.fault, image);
            if (torn_off && *torn_off) {
                reading.position = ArmPosition::torn_off;
            } else if (!torn_off || !fault) {
                reading.position = ArmPosition::unknown;
            } else if (*fault && reading.position != ArmPosition::torn_off) {
                reading.position = ArmPosition::fault;
            }
            return reading;
        },
        map);
}

} // namespace parkgate::drivers
