#include "drivers/probe.hpp"

#include "drivers/barrier/barrier.hpp"
#include "drivers/modbus/decode.hpp"
#include "drivers/plate_camera/reading.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

namespace parkgate::drivers {

namespace {

std::string text_of(DecodeError error) {
    switch (error) {
    case DecodeError::not_text: return "? no text of this encoding";
    case DecodeError::not_finite: return "? no number";
    case DecodeError::means_unknown: return "unknown";
    case DecodeError::no_such_code: return "? none of the codes";
    case DecodeError::wrong_type:
    case DecodeError::not_read: break;
    }
    return "? not read";
}

std::string number_text(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.10g", value);
    return text.data();
}

std::string value_of(const Point& point, const Image& image) {
    if (point.type == PointType::bit) {
        const auto bit = decode_bit(point, image);
        return bit ? (*bit ? "yes" : "no") : text_of(bit.error());
    }
    if (point.type == PointType::text) {
        const auto text = decode_text(point, image);
        return text ? '"' + *text + '"' : text_of(text.error());
    }
    const auto number = decode_number(point, image);
    if (!number) {
        return text_of(number.error());
    }
    std::string shown = number_text(*number) + (point.unit.empty() ? "" : " " + point.unit);
    if (!point.codes.empty()) {
        const auto code = decode_code(point, image);
        shown += " (" + (code ? *code : text_of(code.error())) + ")";
    }
    return shown;
}

const char* text_of(core::ArmPosition position) {
    switch (position) {
    case core::ArmPosition::unknown: return "unknown";
    case core::ArmPosition::down: return "down";
    case core::ArmPosition::moving: return "moving";
    case core::ArmPosition::up: return "up";
    case core::ArmPosition::fault: return "fault";
    case core::ArmPosition::torn_off: break;
    }
    return "torn off";
}

const char* text_of(core::LineOutcome outcome) {
    switch (outcome) {
    case core::LineOutcome::ok: return "taken; look at the position";
    case core::LineOutcome::timeout: return "not answered: it may or may not have been taken";
    case core::LineOutcome::exception: return "refused";
    case core::LineOutcome::garbled: return "garbled answer";
    case core::LineOutcome::not_sent: break;
    }
    return "not sent";
}

const SlotLayout* layout_of(const DeviceProfile& profile) {
    const auto* camera = std::get_if<CameraMap>(&profile.map);
    return camera == nullptr
               ? nullptr
               : std::visit([](const auto& events) { return static_cast<const SlotLayout*>(&events); }, camera->events);
}

// Reads what a profile names and keeps it as text.
class ProbeDevice final : public LineDevice {
  public:
    explicit ProbeDevice(const DeviceProfile& profile) : profile_(profile) {
        for (const auto& [name, point] : profile_.points) {
            spans_.push_back(span_of(point));
            order_.push_back(name);
        }
        if (std::holds_alternative<BarrierMap>(profile_.map)) {
            order_.emplace_back("position");
        }
        if (layout_of(profile_) != nullptr) {
            add_fields(*layout_of(profile_));
        }
        if (layout_of(profile_) != nullptr && ring() == nullptr) {
            spans_.push_back(slot_span(*layout_of(profile_), 0));
        }
        spans_ = merged(std::move(spans_));
    }

    std::vector<Span> first_spans() override { return spans_; }
    std::vector<Span> more_spans(const Image& image) override {
        const auto slot = newest_slot(image);
        return ring() != nullptr && slot ? std::vector{slot_span(*ring(), *slot)} : std::vector<Span>{};
    }
    void on_read(const Image& image, Orders& orders) override {
        const Time now = orders.now();
        const std::lock_guard lock(mutex_);
        for (const auto& [name, point] : profile_.points) {
            values_[name] = {value_of(point, image), now};
        }
        if (const auto* barrier = std::get_if<BarrierMap>(&profile_.map)) {
            const PositionReading reading = read_position(barrier->position, image);
            values_["position"] = {std::string(text_of(reading.position)) +
                                       (reading.contradiction ? " (the inputs contradict each other)" : ""),
                                   now};
        }
        if (const auto slot = newest_slot(image)) {
            for (const auto& [name, field] : fields_) {
                values_[name] = {value_of(in_slot(*layout_of(profile_), field, *slot), image), now};
            }
        }
    }
    void on_stale() override {}
    void on_ring(Orders&) override {}
    void on_written(WriteTag, core::LineOutcome, Orders&) override {}

    [[nodiscard]] std::vector<ProbedPoint> points() const {
        const std::lock_guard lock(mutex_);
        std::vector<ProbedPoint> points;
        for (const std::string& name : order_) {
            const auto value = values_.find(name);
            if (value == values_.end()) {
                points.push_back({name, "", std::nullopt});
            } else {
                const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - value->second.at);
                points.push_back({name, value->second.text, age});
            }
        }
        return points;
    }

  private:
    struct Value {
        std::string text;
        Time at;
    };
    [[nodiscard]] const RingEvents* ring() const {
        const auto* camera = std::get_if<CameraMap>(&profile_.map);
        return camera != nullptr ? std::get_if<RingEvents>(&camera->events) : nullptr;
    }
    [[nodiscard]] std::optional<std::uint16_t> newest_slot(const Image& image) const {
        if (const RingEvents* events = ring()) {
            const auto newest = word_of(events->newest, image);
            return newest ? std::optional(static_cast<std::uint16_t>(*newest % events->depth)) : std::nullopt;
        }
        return layout_of(profile_) != nullptr ? std::optional<std::uint16_t>(0) : std::nullopt;
    }
    void add_fields(const SlotLayout& slots) {
        const auto add = [this](const char* name, const std::optional<Point>& field) {
            if (field) {
                fields_.emplace_back(std::string("event.") + name, *field);
                order_.push_back(fields_.back().first);
            }
        };
        if (const auto* events = ring()) {
            add("sequence", events->sequence);
        } else if (const auto* slot = std::get_if<SlotEvents>(&std::get<CameraMap>(profile_.map).events)) {
            add("sequence", slot->sequence);
        }
        add("plate", slots.plate);
        add("confidence", slots.confidence);
        add("captured_s", slots.captured_s);
        add("captured_ms", slots.captured_ms);
        add("colour", slots.colour);
    }

    DeviceProfile profile_;
    std::vector<Span> spans_;
    std::vector<std::pair<std::string, Point>> fields_;
    std::vector<std::string> order_;
    mutable std::mutex mutex_; // guards what follows
    std::map<std::string, Value> values_;
};

class ModbusProber final : public Prober {
  public:
    ModbusProber(const HardwareSettings& settings, const std::string& device, bool may_command) {
        for (const DeviceSettings& each : settings.devices) {
            if (device.empty() || each.name == device) {
                add(settings, each, may_command);
            }
        }
        for (const auto& [id, line] : lines_) {
            line->start();
        }
    }
    ModbusProber(const ModbusProber&) = delete;
    ModbusProber& operator=(const ModbusProber&) = delete;
    ~ModbusProber() override {
        for (const auto& [id, line] : lines_) {
            line->stop();
        }
        lines_.clear();
    }

    [[nodiscard]] std::vector<ProbedDevice> devices() const override {
        std::vector<ProbedDevice> all;
        for (const auto& each : probed_) {
            const std::lock_guard lock(commands_);
            const auto last = last_.find(each->settings.name);
            all.push_back({.name = each->settings.name,
                           .profile = std::get<DeviceProfile>(each->settings.profile).name,
                           .line = each->settings.line,
                           .unit = each->settings.unit,
                           .points = each->device.points(),
                           .counters = each->line->counters(each->index),
                           .last_command = last != last_.end() ? last->second : ""});
        }
        return all;
    }

    [[nodiscard]] std::vector<NamedLine> lines() const override {
        std::vector<NamedLine> all;
        for (const auto& [id, line] : lines_) {
            all.push_back({id, line->line_counters()});
        }
        return all;
    }

    bool command(core::ArmCommand command) override {
        constexpr std::chrono::seconds at_most{2};
        for (const auto& each : probed_) {
            if (each->barrier) {
                each->barrier->command(command, Clock::now() + at_most);
                each->line->ring(each->barrier_index);
            }
        }
        return std::ranges::any_of(probed_, [](const auto& each) { return each->barrier != nullptr; });
    }

  private:
    struct Probed {
        Probed(const DeviceSettings& its_settings, Line& its_line)
            : settings(its_settings), device(std::get<DeviceProfile>(its_settings.profile)), line(&its_line) {}
        DeviceSettings settings;
        ProbeDevice device;
        Line* line;
        DeviceIndex index = 0;
        std::unique_ptr<Barrier> barrier;
        DeviceIndex barrier_index = 0;
    };

    void add(const HardwareSettings& settings, const DeviceSettings& device, bool may_command) {
        const auto& profile = std::get<DeviceProfile>(device.profile);
        const auto line = std::ranges::find(settings.lines, device.line, &LineSettings::id);
        auto& made = lines_[device.line];
        if (made == nullptr) {
            made = std::make_unique<Line>(line->address);
        }
        auto probed = std::make_unique<Probed>(device, *made);
        const auto timing = timing_of(profile);
        probed->index = made->add(probed->device, device.unit, timing, profile.link.response_timeout);
        if (may_command && std::holds_alternative<BarrierMap>(profile.map)) {
            const auto sink = [this, name = device.name](const core::HardwareEvent& event) {
                if (const auto* done = std::get_if<core::ArmCommandDone>(&event)) {
                    const std::lock_guard lock(commands_);
                    last_[name] = std::string(done->command == core::ArmCommand::open ? "open" : "close") + ": " +
                                  text_of(done->outcome);
                }
            };
            probed->barrier = std::make_unique<Barrier>(Reporter(device.lane, device.name, sink), profile);
            probed->barrier_index = made->add(*probed->barrier, device.unit, timing, profile.link.response_timeout);
        }
        probed_.push_back(std::move(probed));
    }

    mutable std::mutex commands_; // guards last_
    std::map<std::string, std::string> last_;
    std::vector<std::unique_ptr<Probed>> probed_;
    // After the devices, which the threads of the lines use.
    std::map<std::string, std::unique_ptr<Line>> lines_;
};

} // namespace

std::unique_ptr<Prober> make_prober(const HardwareSettings& settings, const std::string& device, bool may_command) {
    return std::make_unique<ModbusProber>(settings, device, may_command);
}

} // namespace parkgate::drivers
