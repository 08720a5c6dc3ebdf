#include "drivers/barrier/barrier.hpp"

#include <utility>

namespace parkgate::drivers {

using core::ArmCommand;
using core::LineOutcome;

namespace {

constexpr std::size_t most_asked = 32;
constexpr WriteTag release_offset = 2; // a command's tag is its own value, its release's that and this

WriteTag tag_of(ArmCommand command) {
    return static_cast<WriteTag>(command);
}

WriteRequest request_of(const CommandStyle& style) {
    if (const auto* value = std::get_if<WriteValue>(&style)) {
        return WriteRegister{value->address, value->value};
    }
    return WriteCoil{std::visit([](const auto& one) { return one.address; }, style), true};
}

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
    (void)orders;
    reporter_.answers(true);
    const PositionReading reading = read_position(map_.position, image);
    report(reading.position);
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
    std::array<std::uint32_t, 2> too_many{};
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
    for (const ArmCommand command : {ArmCommand::open, ArmCommand::close}) {
        for (std::uint32_t i = 0; i < too_many[tag_of(command)]; ++i) {
            done(command, LineOutcome::not_sent);
        }
    }
    if (busy) {
        orders.set_busy(*busy);
    }
}

void Barrier::order(const Asked& asked, Orders& orders) {
    // The other contact must be open before this one closes.
    orders.hasten_releases();
    if (!orders.command(tag_of(asked.command), request_of(style(asked.command)), asked.expires)) {
        done(asked.command, LineOutcome::not_sent);
    }
}

void Barrier::on_written(WriteTag tag, LineOutcome outcome, Orders& orders) {
    const auto command = static_cast<ArmCommand>(tag);
    const auto* pulse = std::get_if<PulseCoil>(&style(command));
    // After a time-out the contact may be closed; after a refusal or without a request it is not.
    if (pulse != nullptr && outcome != LineOutcome::not_sent && outcome != LineOutcome::exception) {
        orders.release(tag + release_offset, WriteCoil{pulse->address, false}, orders.now() + pulse->pulse);
    }
    done(command, outcome);
}

const CommandStyle& Barrier::style(ArmCommand command) const {
    return command == ArmCommand::open ? map_.open : map_.close;
}

void Barrier::done(ArmCommand command, LineOutcome outcome) const {
    reporter_.send(core::ArmCommandDone{reporter_.lane(), command, outcome});
}

} // namespace parkgate::drivers
