#include "drivers/hardware.hpp"

#include "drivers/alarm/alarm.hpp"
#include "drivers/barrier/barrier.hpp"
#include "drivers/display/display.hpp"
#include "drivers/loops/loops.hpp"
#include "drivers/plate_camera/camera.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>

namespace parkgate::drivers {

DeviceTiming timing_of(const DeviceProfile& profile) {
    return {.present = profile.poll.present,
            .absent = profile.poll.absent,
            .stale_after = profile.poll.stale_after,
            .minimum_gap = profile.link.minimum_gap,
            .read_tries = profile.link.read_tries,
            .probe_tries = profile.link.probe_tries,
            .turnaround = profile.link.turnaround,
            .patient = std::holds_alternative<DisplayMap>(profile.map)};
}

namespace {

class ModbusHardware final : public Hardware {
  public:
    ModbusHardware(const HardwareSettings& settings, Sink sink) : sink_(std::move(sink)) {
        for (const LineSettings& line : settings.lines) {
            const bool tcp = std::holds_alternative<TcpAddress>(line.address);
            auto made = std::make_unique<Line>(line.address);
            made->set_budget(line.max_load_percent);
            lines_.emplace(line.id, std::move(made));
            transports_.emplace(line.id, tcp ? Transport::tcp : Transport::rtu);
        }
        for (const DeviceSettings& device : settings.devices) {
            add(device);
        }
        for (const auto& [id, line] : lines_) {
            line->start();
        }
    }
    ModbusHardware(const ModbusHardware&) = delete;
    ModbusHardware& operator=(const ModbusHardware&) = delete;

    // All lines are told before any is waited for.
    ~ModbusHardware() override {
        for (const auto& [id, line] : lines_) {
            line->stop();
        }
        lines_.clear();
    }

    void command_arm(const LaneId& lane, core::ArmCommand command, Duration at_most) override {
        bool found = false;
        if (const auto barrier = barriers_.find(lane); barrier != barriers_.end()) {
            // A day is longer than any command is worth, and cannot overflow the clock.
            const Duration most = std::clamp(at_most, Duration{0}, Duration{std::chrono::hours{24}});
            barrier->second.device->command(command, Clock::now() + most);
            barrier->second.place.ring();
            found = true;
        }
        if (!found) {
            sink_(core::ArmCommandDone{lane, command, core::LineOutcome::not_sent});
        }
    }

    void show(const LaneId& lane, core::Side side, const core::DisplayText& text) override {
        for_side(displays_, lane, side, [&](Display& display) { display.show(text); });
    }

    void acknowledge_plate(const LaneId& lane, core::Side side, std::int64_t sequence) override {
        for_side(cameras_, lane, side, [&](PlateCamera& camera) { camera.acknowledge(sequence); });
    }

    void set_busy(const LaneId& lane, bool busy) override {
        const auto tell = [&](auto& devices) {
            const auto [first, end] = devices.equal_range(lane);
            for (auto one = first; one != end; ++one) {
                one->second.device->set_busy(busy);
                one->second.place.ring();
            }
        };
        tell(cameras_);
        tell(barriers_);
        tell(loops_);
        tell(displays_);
    }

    [[nodiscard]] std::vector<NamedCounters> hardware_counters() const override {
        std::vector<NamedCounters> counters;
        counters.reserve(places_.size());
        for (const auto& [name, place] : places_) {
            counters.push_back({name, place.line->counters(place.index)});
        }
        return counters;
    }

    [[nodiscard]] std::vector<NamedLine> line_counters() const override {
        std::vector<NamedLine> counters;
        counters.reserve(lines_.size());
        for (const auto& [id, line] : lines_) {
            counters.push_back({id, line->line_counters()});
        }
        return counters;
    }

  private:
    struct Place {
        Line* line = nullptr;
        DeviceIndex index = 0;
        void ring() const { line->ring(index); }
    };
    template <typename Device>
    struct Placed {
        std::unique_ptr<Device> device;
        Place place;
        core::Side side = core::Side::entry;
    };
    template <typename Device>
    using ByLane = std::unordered_multimap<LaneId, Placed<Device>>;

    // A lane whose devices all look to one side has no other, whatever side is asked for.
    template <typename Device>
    static void for_side(ByLane<Device>& devices, const LaneId& lane, core::Side side, const auto& tell) {
        const auto [first, end] = devices.equal_range(lane);
        const auto on_side = [side](const auto& one) { return one.second.side == side; };
        const bool any = std::any_of(first, end, on_side);
        const bool all =
            std::all_of(first, end, [&](const auto& one) { return one.second.side == first->second.side; });
        for (auto one = first; one != end; ++one) {
            if (on_side(*one) || (!any && all)) {
                tell(*one->second.device);
                one->second.place.ring();
            }
        }
    }

    void add(const DeviceSettings& device) {
        const auto& profile = std::get<DeviceProfile>(device.profile);
        Reporter reporter(device.lane, device.name, sink_);
        if (std::holds_alternative<CameraMap>(profile.map)) {
            const Transport transport = transports_.at(device.line);
            place(cameras_, device,
                  std::make_unique<PlateCamera>(std::move(reporter), device.side, profile, transport));
        } else if (std::holds_alternative<BarrierMap>(profile.map)) {
            place(barriers_, device, std::make_unique<Barrier>(std::move(reporter), profile));
        } else if (std::holds_alternative<LoopsMap>(profile.map)) {
            place(loops_, device, std::make_unique<Loops>(std::move(reporter), profile));
        } else if (std::holds_alternative<AlarmMap>(profile.map)) {
            place(alarms_, device, std::make_unique<Alarm>(std::move(reporter), profile));
        } else {
            place(displays_, device, std::make_unique<Display>(std::move(reporter), profile));
        }
    }

    template <typename Device>
    void place(ByLane<Device>& devices, const DeviceSettings& settings, std::unique_ptr<Device> device) {
        const auto& profile = std::get<DeviceProfile>(settings.profile);
        Line* line = lines_.at(settings.line).get();
        const Place place{line, line->add(*device, settings.unit, timing_of(profile), profile.link.response_timeout)};
        places_.emplace_back(settings.name, place);
        devices.emplace(settings.lane, Placed<Device>{std::move(device), place, settings.side});
    }

    Sink sink_;
    ByLane<PlateCamera> cameras_;
    ByLane<Barrier> barriers_;
    ByLane<Loops> loops_;
    ByLane<Display> displays_;
    ByLane<Alarm> alarms_;
    std::vector<std::pair<std::string, Place>> places_;
    std::map<std::string, Transport> transports_;
    // After the devices, which the threads of the lines use.
    std::map<std::string, std::unique_ptr<Line>> lines_;
};

} // namespace

std::unique_ptr<Hardware> make_hardware(HardwareSettings settings, std::function<void(core::HardwareEvent)> sink) {
    const auto problems = resolve(settings);
    if (!problems.empty()) {
        throw std::invalid_argument(settings::to_text(problems.front()));
    }
    return std::make_unique<ModbusHardware>(settings, std::move(sink));
}

} // namespace parkgate::drivers
