// The parts of a profile, each read from its table; used by profile.cpp only.
#pragma once

#include "drivers/modbus/profile.hpp"

namespace parkgate::drivers::profile_reader {

// What the parts need to know of the whole.
struct Context {
    int address_base = 0;
    Order word_order = Order::high_first;
};

[[nodiscard]] Order read_order(settings::Table& table, std::string_view key);
[[nodiscard]] std::uint16_t read_address(settings::Table& table, std::string_view key, const Context& context);
// A point with its own table, or one of a slot (`table` given, addresses from 0 and below `slot_size`).
[[nodiscard]] Point read_point(settings::Table table, const Context& context);
[[nodiscard]] Point read_field(settings::Table table, const Context& context, Table of, std::uint16_t slot_size);

using Points = std::map<std::string, Point>;

// The point that `key` names, of one of these types.
[[nodiscard]] Point referred(settings::Table& table, std::string_view key, const Points& points,
                             const std::vector<PointType>& types);
[[nodiscard]] std::optional<Point> referred_if(settings::Table& table, std::string_view key, const Points& points,
                                               const std::vector<PointType>& types);
[[nodiscard]] Encoding read_encoding(settings::Table& table);

// The names that the codes of a barrier's state may have.
[[nodiscard]] const std::vector<std::string>& position_names();

[[nodiscard]] CameraMap read_camera(settings::Table& root, const Points& points, const Context& context);
[[nodiscard]] BarrierMap read_barrier(settings::Table& root, const Points& points, const Context& context);
[[nodiscard]] LoopsMap read_loops(settings::Table& root, const Points& points);
[[nodiscard]] AlarmMap read_alarm(settings::Table& root, const Points& points);
[[nodiscard]] DisplayMap read_display(settings::Table& root, const Context& context);

} // namespace parkgate::drivers::profile_reader
