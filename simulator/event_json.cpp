#include "simulator/event_json.hpp"

#include "simulator/utf8.hpp"

namespace parkgate::sim {

namespace json = boost::json;

namespace {

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

std::string_view name_of(ArmCommand command) {
    switch (command) {
    case ArmCommand::open: return "open";
    case ArmCommand::close: return "close";
    case ArmCommand::hold: return "hold";
    case ArmCommand::release: return "release";
    }
    return "";
}

std::string_view name_of(Loop loop) {
    switch (loop) {
    case Loop::arrival: return "arrival";
    case Loop::safety: return "safety";
    case Loop::photocell: return "photocell";
    case Loop::beyond: return "beyond";
    }
    return "";
}

std::string_view event_name(const Happening& what) {
    return std::visit(
        Overloaded{[](const ArmMoved&) { return "arm"; }, [](const ArmCommanded&) { return "arm_command"; },
                   [](const LoopChanged&) { return "loop"; }, [](const PlateShown&) { return "plate_shown"; },
                   [](const PlateServed&) { return "plate_served"; }, [](const DisplayChanged&) { return "display"; },
                   [](const PhrasesSpoken&) { return "spoken"; }, [](const FireChanged&) { return "fire"; },
                   [](const Violation&) { return "violation"; }, [](const CarHit&) { return "hit"; },
                   [](const ArmRammed&) { return "rammed"; }},
        what);
}

json::value colour_name(std::uint16_t colour) {
    switch (static_cast<DisplayColour>(colour)) {
    case DisplayColour::white: return "white";
    case DisplayColour::green: return "green";
    case DisplayColour::yellow: return "yellow";
    case DisplayColour::red: return "red";
    }
    return colour;
}

} // namespace

std::string_view name_of(ArmState state) {
    switch (state) {
    case ArmState::down: return "down";
    case ArmState::opening: return "opening";
    case ArmState::up: return "up";
    case ArmState::closing: return "closing";
    case ArmState::stopped: return "stopped";
    }
    return "";
}

std::string_view name_of(DeviceKind kind) {
    switch (kind) {
    case DeviceKind::camera: return "camera";
    case DeviceKind::barrier: return "barrier";
    case DeviceKind::loops: return "loops";
    case DeviceKind::display: return "display";
    case DeviceKind::alarm: return "alarm";
    case DeviceKind::trigger_camera: return "trigger-camera";
    case DeviceKind::slot_camera: return "slot-camera";
    case DeviceKind::relay_board: return "relay-board";
    case DeviceKind::state_barrier: return "state-barrier";
    case DeviceKind::gbk_display: return "gbk-display";
    }
    return "";
}

json::object json_line(std::string_view name, Instant at) {
    json::object line;
    line["event"] = name;
    line["t_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(at).count();
    line["t_ns"] = at.count();
    return line;
}

void add_display(json::object& line, const DisplayText& text) {
    json::array lines;
    for (const std::string& one : text.lines) {
        lines.emplace_back(to_utf8(one));
    }
    line["lines"] = std::move(lines);
    line["colour"] = colour_name(text.colour);
}

void add_side(json::object& line, Side side) {
    if (side == Side::exit) {
        line["side"] = "exit";
    }
}

json::object to_json(const Event& event) {
    json::object line = json_line(event_name(event.what), event.at);
    line["lane"] = event.lane;
    std::visit(Overloaded{[&](const ArmMoved& e) { line["position"] = name_of(e.state); },
                          [&](const ArmCommanded& e) {
                              line["command"] = name_of(e.command);
                              line["safety_occupied"] = e.safety_occupied;
                          },
                          [&](const LoopChanged& e) {
                              line["loop"] = name_of(e.loop);
                              line["occupied"] = e.occupied;
                          },
                          [&](const PlateShown& e) {
                              line["plate"] = to_utf8(e.plate);
                              line["sequence"] = e.sequence;
                              add_side(line, e.side);
                              if (!is_utf8(e.plate)) {
                                  line["plate_hex"] = to_hex(e.plate);
                              }
                          },
                          [&](const PlateServed& e) {
                              line["sequence"] = e.sequence;
                              add_side(line, e.side);
                          },
                          [&](const DisplayChanged& e) {
                              add_display(line, e.text);
                              add_side(line, e.side);
                          },
                          [&](const PhrasesSpoken& e) { line["phrases"] = json::value_from(e.numbers); },
                          [&](const FireChanged& e) { line["alarm"] = e.alarm; },
                          [&](const Violation& e) {
                              line["rule"] = e.rule;
                              line["why"] = e.why;
                          },
                          [&](const CarHit& e) {
                              if (!e.excuse.empty()) {
                                  line["excuse"] = e.excuse;
                              }
                          },
                          [](const ArmRammed&) {}},
               event.what);
    return line;
}

json::object lane_json(const Lane& lane, Instant now) {
    json::object display;
    add_display(display, lane.display());
    json::array silent;
    for (const DeviceKind kind : {DeviceKind::camera, DeviceKind::barrier, DeviceKind::loops, DeviceKind::display}) {
        if (lane.silent(kind)) {
            silent.emplace_back(name_of(kind));
        }
    }
    json::object state;
    state["arm"] = {{"state", name_of(lane.arm().state())},
                    {"position", lane.arm().position(now)},
                    {"fault", lane.arm().fault()},
                    {"opens", lane.record().opens}};
    state["loops"] = {{"arrival", lane.occupied(Loop::arrival)},
                      {"safety", lane.occupied(Loop::safety)},
                      {"photocell", lane.occupied(Loop::photocell)},
                      {"beyond", lane.occupied(Loop::beyond)},
                      {"polls", lane.record().loop_polls}};
    state["camera"] = {{"newest", lane.camera().newest()},
                       {"acknowledged", lane.camera().acknowledged()},
                       {"lost", lane.camera().lost()}};
    state["display"] = std::move(display);
    state["silent"] = std::move(silent);
    return state;
}

} // namespace parkgate::sim
