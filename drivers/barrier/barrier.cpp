#include "drivers/barrier/barrier.hpp"

#include <utility>

namespace parkgate::drivers {

using core::ArmCommand;
using core::LineOutcome;

namespace {

constexpr std::size_t most_asked = 32;
// By then an arm that obeys has left its limit.
constexpr Interval obeys_within = std::chrono::seconds{2};
constexpr std::array all_commands{ArmCommand::open, ArmCommand::close, ArmCommand::hold, ArmCommand::release};
constexpr WriteTag release_offset =
    all_commands.size(); // a command's tag is its own value, its release's that and this

WriteTag tag_of(ArmCommand command) {
    return static_cast<WriteTag>(command);
}

WriteRequest level_request(const Level& level, bool on) {
    if (level.coil) {
        return WriteCoil{level.address, on};
    }
    return WriteRegister{level.address, on ? level.set : level.clear};
}

struct RequestOf {
    WriteRequest operator()(const SelfClearingCoil& one) const { return WriteCoil{one.address, true}; }
    WriteRequest operator()(const PulseCoil& one) const { return WriteCoil{one.address, true}; }
    WriteRequest operator()(const TimedPulse& one) const {
        if (one.coil) {
            return WriteCoilTime{one.address, one.duration};
        }
        if (one.action) {
            return WriteRegisters{one.address, {*one.action, one.duration}};
        }
        return WriteRegister{one.address, one.duration};
    }
    WriteRequest operator()(const WriteValue& one) const { return WriteRegister{one.address, one.value}; }
    WriteRequest operator()(const Level& one) const { return level_request(one, true); }
};

} // namespace

Barrier::Barrier(Reporter reporter, const DeviceProfile& profile)
    : reporter_(std::move(reporter)), map_(std::get<BarrierMap>(profile.map)) {
    for (const auto& [name, point] : profile.points) {
        spans_.push_back(span_of(point));
    }
    spans_ = merged(std::move(spans_));
}

void Barrier::command(ArmCommand command, Time expires) {
    const std::lock_guard lock(inbox_);
    if (asked_.size() < most_asked) {
        asked_.push_back({command, expires});
    } else {
        ++too_many_[tag_of(command)];
    }
}

void Barrier::set_busy(bool busy) {
    const std::lock_guard lock(inbox_);
    busy_ = busy;
}

void Barrier::on_read(const Image& image, Orders& orders) {
    reporter_.answers(true);
    open_contacts(orders);
    const PositionReading reading = read_position(map_.position, image);
    report(reading.position);
    down_ = reading.position == core::ArmPosition::down;
    follow_need(orders);
    if (reading.contradiction && !contradicted_) {
        reporter_.bad_reading("contradiction");
    }
    contradicted_ = reading.contradiction;
}

void Barrier::on_stale() {
    report(core::ArmPosition::unknown);
    reporter_.answers(false);
    contradicted_ = false;
}

void Barrier::report(core::ArmPosition position) {
    if (reported_ != position) {
        reported_ = position;
        reporter_.send(core::ArmSeen{reporter_.lane(), position});
    }
}

void Barrier::on_ring(Orders& orders) {
    std::vector<Asked> asked;
    std::array<std::uint32_t, 4> too_many{};
    std::optional<bool> busy;
    {
        const std::lock_guard lock(inbox_);
        asked.swap(asked_);
        too_many.swap(too_many_);
        busy.swap(busy_);
    }
    for (const Asked& one : asked) {
        order(one, orders);
    }
    for (const ArmCommand command : all_commands) {
        for (std::uint32_t i = 0; i < too_many[tag_of(command)]; ++i) {
            done(command, LineOutcome::not_sent);
        }
    }
    lane_busy_ = busy.value_or(lane_busy_);
    if (!asked.empty()) {
        ordered_ = orders.now();
    }
    follow_need(orders);
}

// An arm that is down and was told nothing is looked at as rarely as that of an empty lane: the line belongs to the
// plate that a car waits for.
void Barrier::follow_need(Orders& orders) {
    const bool moves = !down_ || orders.now() < ordered_ + obeys_within;
    orders.set_need(!lane_busy_ ? Need::little : moves ? Need::full : Need::some);
}

void Barrier::order(const Asked& asked, Orders& orders) {
    const auto request = request_for(asked.command);
    if (!request) {
        done(asked.command, LineOutcome::ok); // nothing is held
        return;
    }
    open_contacts(orders);
    if (asked.command == ArmCommand::open || asked.command == ArmCommand::hold) {
        // Whatever the line was busy with, an arm that is to be up is not lowered first by an order from before.
        for (std::size_t left = orders.withdraw(tag_of(ArmCommand::close)); left > 0; --left) {
            done(ArmCommand::close, LineOutcome::not_sent);
        }
    }
    // The other contact must be open before this one closes.
    orders.hasten_releases();
    if (!orders.command(tag_of(asked.command), *request, asked.expires)) {
        done(asked.command, LineOutcome::not_sent);
    }
}

// Once: whoever closed a contact before us may have died before he opened it again. An open contact moves nothing.
void Barrier::open_contacts(Orders& orders) {
    if (std::exchange(contacts_known_, true)) {
        return;
    }
    for (const ArmCommand command : all_commands) {
        const bool of_its_own = command != ArmCommand::hold || map_.hold.has_value();
        const CommandStyle* used = of_its_own ? style(command) : nullptr;
        if (const auto* pulse = std::get_if<PulseCoil>(used)) {
            orders.release(tag_of(command) + release_offset, WriteCoil{pulse->address, false}, orders.now());
        }
    }
}

void Barrier::on_written(WriteTag tag, LineOutcome outcome, Orders& orders) {
    const auto command = static_cast<ArmCommand>(tag);
    const CommandStyle* used = style(command);
    const auto* pulse = used != nullptr ? std::get_if<PulseCoil>(used) : nullptr;
    // After a time-out the contact may be closed; after a refusal or without a request it is not.
    if (pulse != nullptr && outcome != LineOutcome::not_sent && outcome != LineOutcome::exception) {
        orders.release(tag + release_offset, WriteCoil{pulse->address, false}, orders.now() + pulse->pulse);
    }
    done(command, outcome);
}

const CommandStyle* Barrier::style(ArmCommand command) const {
    switch (command) {
    case ArmCommand::open: return &map_.open;
    case ArmCommand::close: return &map_.close;
    case ArmCommand::hold: return map_.hold ? &*map_.hold : &map_.open;
    case ArmCommand::release: break;
    }
    return map_.release ? &*map_.release : nullptr;
}

std::optional<WriteRequest> Barrier::request_for(ArmCommand command) const {
    const auto* level = map_.hold ? std::get_if<Level>(&*map_.hold) : nullptr;
    if (command == ArmCommand::release && level != nullptr) {
        return level_request(*level, false);
    }
    const CommandStyle* used = style(command);
    return used != nullptr ? std::optional(std::visit(RequestOf{}, *used)) : std::nullopt;
}

void Barrier::done(ArmCommand command, LineOutcome outcome) const {
    reporter_.send(core::ArmCommandDone{reporter_.lane(), command, outcome});
}

} // namespace parkgate::drivers
