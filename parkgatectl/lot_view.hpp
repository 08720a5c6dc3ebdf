// What is known of a lot from its retained states: only what a box has signed. Pure.
#pragma once

#include "platform/mqtt/client.hpp"
#include "protocol/codec.hpp"
#include "protocol/signature.hpp"
#include "protocol/topics.hpp"

#include <map>
#include <optional>
#include <string>

namespace parkgate::ctl {

// The two clocks of the machine that watches.
struct Clocks {
    MonotonicTime monotonic;
    WallTime wall;
};

// Whether the box's last word still describes the lot.
enum class Freshness : std::uint8_t {
    silent, // nothing was heard yet
    fresh,
    late, // nothing new for 15 s
    gone, // it said goodbye, or the broker did for it
};

class LotView {
  public:
    // A box reports at least every 10 s.
    static constexpr Duration late_after{15'000};

    LotView(LotTopics topics, KeyRing trusted) : topics_(std::move(topics)), trusted_(std::move(trusted)) {}

    [[nodiscard]] std::vector<mqtt::Subscription> subscriptions() const;
    void take(const mqtt::Message& message, const Clocks& now);
    void connected() { broker_trouble_.reset(); }
    void disconnected(std::string why) { broker_trouble_ = std::move(why); }

    [[nodiscard]] const LotTopics& topics() const { return topics_; }
    [[nodiscard]] const std::map<LaneId, LaneState>& lanes() const { return lanes_; }
    [[nodiscard]] const std::optional<BoxStatus>& box() const { return box_; }
    [[nodiscard]] Freshness freshness(const Clocks& now) const;
    // Since the box's last word: by the date in it while only its retained copy is known.
    [[nodiscard]] Duration age(const Clocks& now) const;
    // How long facts have been waiting in the outbox, as far as was seen from here; none: it is empty.
    [[nodiscard]] std::optional<Duration> outbox_age(const Clocks& now) const;
    // Messages that were not believed, by cause.
    [[nodiscard]] const std::map<std::string, std::int64_t>& disbelieved() const { return disbelieved_; }
    [[nodiscard]] const std::optional<std::string>& broker_trouble() const { return broker_trouble_; }

  private:
    // The owner of the box's key that signed; none, and counted, when it is not a box's.
    [[nodiscard]] std::optional<std::string> signer_of(const mqtt::Message& message);
    void take_status(const mqtt::Message& message, const std::string& signer, const Clocks& now);
    void take_lane(const mqtt::Message& message);

    struct Heard {
        MonotonicTime at;
        bool live = false; // not the broker's retained copy
    };

    LotTopics topics_;
    KeyRing trusted_;
    std::map<LaneId, LaneState> lanes_;
    std::optional<BoxStatus> box_;
    Heard heard_;
    std::optional<MonotonicTime> outbox_since_;
    std::map<std::string, std::int64_t> disbelieved_;
    std::optional<std::string> broker_trouble_ = "not connected yet";
};

} // namespace parkgate::ctl
