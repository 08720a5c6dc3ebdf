#include "edge/app/plate_intake.hpp"

#include "plate/pseudo.hpp"
#include "plate/repair.hpp"
#include "plate/words.hpp"

#include <utility>
#include <variant>

namespace parkgate::app {

std::expected<core::PlateRead, PlateFlaw> take_in(const core::PlateSeen& seen, const PlateHasher& plates) {
    auto spelled = plate::spell(seen.plate);
    if (!spelled) {
        return std::unexpected(spelled.error());
    }
    core::PlateRead read;
    read.lane = seen.lane;
    read.side = seen.side;
    read.hash = plates.hash(spelled->plate);
    read.plate = std::move(spelled->plate);
    read.confidence = seen.confidence;
    read.sequence = seen.sequence;
    read.age = seen.age;
    read.captured_ms = seen.captured_ms;
    read.as_read = std::move(spelled->as_written);
    read.repaired = static_cast<std::int64_t>(spelled->changes.size());
    return read;
}

void add_plates(core::Event& event, const PlateHasher& plates) {
    if (auto* commanded = std::get_if<core::Commanded>(&event)) {
        Command& command = commanded->command;
        // It stands in facts for good, here and at the ledger.
        command.reason = plate::without_numbers(command.reason);
        if (command.verb == Verb::edit_plate || command.verb == Verb::unlock_car) {
            NormalisedPlate normalised = examine_plate(command.argument);
            // No plate at all is what the lot refuses by its name.
            command.argument = normalised.flaw ? "" : std::move(normalised.text);
            commanded->plate = plates.hash(command.argument);
        }
    } else if (auto* wished = std::get_if<core::AppWished>(&event)) {
        AppWish& wish = wished->wish;
        if (wish.plate.empty()) {
            wish.plate = plate::make_pseudo_plate(wish.holder).value_or("");
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
