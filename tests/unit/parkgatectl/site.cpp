#include "tests/unit/parkgatectl/site.hpp"

#include <stdexcept>

namespace parkgate::ctl::test {

Site::Site()
    : files(make_keys("mall",
                      {{{"box-1"}, KeyRole::box, "box-1"},
                       {{"ledger"}, KeyRole::ledger, "ledger"},
                       {{"op-anna"}, KeyRole::command, "anna"},
                       {{"store-cinema"}, KeyRole::store, "cinema"}},
                      {"root"})) {
    for (const auto& file : files.files) {
        if (file.name == "keys.json") {
            ring = read_key_list(file.text, "mall", files.root_public_hex).value();
        }
    }
}

Signer Site::signer(const std::string& key) const {
    for (const auto& file : files.files) {
        if (file.name == key + ".key") {
            return read_signer(file.text).value();
        }
    }
    throw std::invalid_argument(key);
}

mqtt::Message Site::signed_by(const std::string& key, const std::string& topic, std::string bytes, bool retain) const {
    mqtt::Message message;
    message.topic = topic;
    message.key = {key};
    message.signature = signer(key).sign(topic, bytes);
    message.bytes = std::move(bytes);
    message.retain = retain;
    return message;
}

namespace {
const SiteTime eleven = SiteTime{Duration{parse_rfc3339("2026-11-21T11:00:00.000Z").value()}};
}

LaneState idle_lane(const std::string& id) {
    LaneState lane;
    lane.lane = {id};
    lane.direction = id.starts_with("entry") ? "entry" : "exit";
    lane.phase = "idle";
    lane.arm = "down";
    lane.arrival = "clear";
    lane.safety = "clear";
    lane.since = eleven;
    return lane;
}

BoxStatus good_box() {
    BoxStatus box;
    box.box = {"box-1"};
    box.version = "0.1.0";
    box.mode = "production";
    box.store = "ok";
    box.ledger_online = true;
    box.sessions = 412;
    box.coupons_left = 9;
    box.site_time = eleven;
    return box;
}

Clocks at_seconds(std::int64_t seconds) {
    return {MonotonicTime{Duration{1'000'000 + seconds * 1'000}},
            WallTime{eleven.time_since_epoch() + Duration{seconds * 1'000}}};
}

} // namespace parkgate::ctl::test
