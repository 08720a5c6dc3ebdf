#include "edge/app/plate_intake.hpp"

#include "edge/core/plate/pseudo.hpp"
#include "edge/core/plate/repair.hpp"

#include <utility>
#include <variant>

namespace parkgate::app {

std::expected<core::PlateRead, PlateFlaw> take_in(const core::PlateSeen& seen, const PlateHasher& plates) {
    NormalisedPlate normalised = examine_plate(seen.plate);
    if (normalised.flaw) {
        return std::unexpected(*normalised.flaw);
    }
    core::plate::Repaired repaired = core::plate::repair(normalised.text);
    core::PlateRead read;
    read.lane = seen.lane;
    read.side = seen.side;
    read.hash = plates.hash(repaired.plate);
    read.plate = std::move(repaired.plate);
    read.confidence = seen.confidence;
    read.sequence = seen.sequence;
    read.age = seen.age;
    read.captured_ms = seen.captured_ms;
    read.as_read = std::move(normalised.text);
    read.repaired = static_cast<std::int64_t>(repaired.changes.size());
    return read;
}

void add_plates(core::Event& event, const PlateHasher& plates) {
    if (auto* commanded = std::get_if<core::Commanded>(&event)) {
        Command& command = commanded->command;
        if (command.verb == Verb::edit_plate || command.verb == Verb::unlock_car) {
            NormalisedPlate normalised = examine_plate(command.argument);
            // No plate at all is what the lot refuses by its name.
            command.argument = normalised.flaw ? "" : std::move(normalised.text);
            commanded->plate = plates.hash(command.argument);
        }
    } else if (auto* wished = std::get_if<core::AppWished>(&event)) {
        AppWish& wish = wished->wish;
        if (wish.plate.empty()) {
            wish.plate = core::plate::make_pseudo_plate(wish.holder).value_or("");
        }
        wished->plate = plates.hash(wish.plate);
    }
}

std::string camera_of(const drivers::HardwareSettings& hardware, const LaneId& lane, core::Side side) {
    for (const auto& device : hardware.devices) {
        const auto* profile = std::get_if<drivers::DeviceProfile>(&device.profile);
        const bool camera = profile != nullptr && std::holds_alternative<drivers::CameraMap>(profile->map);
        if (camera && device.lane == lane && device.side == side) {
            return device.name;
        }
    }
    return lane.text;
}

} // namespace parkgate::app
