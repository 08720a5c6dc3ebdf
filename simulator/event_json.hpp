#pragma once

#include "simulator/model/lane.hpp"

#include <boost/json.hpp>

namespace parkgate::sim {

[[nodiscard]] boost::json::object to_json(const Event& event);

/// A line that is no event of the models: {"event": name, "t_ms", "t_ns"} to which the caller adds.
[[nodiscard]] boost::json::object json_line(std::string_view name, Instant at);

/// Nothing for the entry's side, which every lane has.
void add_side(boost::json::object& line, Side side);
void add_display(boost::json::object& line, const DisplayText& text);

/// The state of one lane's devices for a snapshot.
[[nodiscard]] boost::json::object lane_json(const Lane& lane, Instant now);

[[nodiscard]] std::string_view name_of(ArmState state);
[[nodiscard]] std::string_view name_of(DeviceKind kind);

} // namespace parkgate::sim
