#include "protocol/topics.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parkgate {

namespace {

constexpr std::string_view root = "parkgate/v1/";

std::string join(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts) {
        out += part;
    }
    return out;
}

} // namespace

LotTopics::LotTopics(std::string site, std::string lot)
    : site_(std::move(site)), lot_(std::move(lot)), base_(join({root, site_, "/", lot_, "/"})) {}

std::string LotTopics::command(const LaneId& lane, const OperatorId& by, std::string_view verb) const {
    return join({base_, lane.text, "/cmd/", by.text, "/", verb});
}

std::string LotTopics::command_answer(const OperatorId& by) const {
    return join({root, site_, "/op/", by.text, "/answer"});
}

std::string LotTopics::question(const OperatorId& by) const {
    return join({root, site_, "/op/", by.text, "/question"});
}

std::string LotTopics::explanation(const OperatorId& by) const {
    return join({root, site_, "/op/", by.text, "/explanation"});
}

std::optional<LotTopics::CommandTopic> LotTopics::parse_command(std::string_view topic) const {
    if (!topic.starts_with(base_)) {
        return std::nullopt;
    }
    topic.remove_prefix(base_.size());
    std::array<std::string_view, 4> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto slash = topic.find('/');
        if ((i + 1 == parts.size()) != (slash == std::string_view::npos)) {
            return std::nullopt;
        }
        parts[i] = topic.substr(0, slash);
        topic.remove_prefix(slash == std::string_view::npos ? topic.size() : slash + 1);
    }
    if (parts[1] != "cmd" || !is_name(parts[0]) || !is_name(parts[2]) || !is_name(parts[3])) {
        return std::nullopt;
    }
    return CommandTopic{{std::string(parts[0])}, {std::string(parts[2])}, std::string(parts[3])};
}

std::string site_fact_filter(std::string_view site) {
    return join({root, site, "/+/up/fact"});
}
std::string site_ask_filter(std::string_view site) {
    return join({root, site, "/+/up/ask"});
}
std::string site_known_filter(std::string_view site) {
    return join({root, site, "/+/up/known"});
}
std::string notify_topic(std::string_view site) {
    return join({root, site, "/app/notify"});
}
std::string demo_clock_topic(std::string_view site) {
    return join({root, site, "/demo/clock"});
}

std::string pos_event_topic(std::string_view site, const StoreId& store) {
    return join({root, site, "/pos/", store.text, "/event"});
}
std::string pos_answer_topic(std::string_view site, const StoreId& store) {
    return join({root, site, "/pos/", store.text, "/answer"});
}
std::string pos_event_filter(std::string_view site) {
    return join({root, site, "/pos/+/event"});
}
std::string app_event_topic(std::string_view site) {
    return join({root, site, "/app/event"});
}
std::string app_result_topic(std::string_view site) {
    return join({root, site, "/app/result"});
}
std::string estimate_ask_topic(std::string_view site) {
    return join({root, site, "/app/estimate"});
}
std::string estimate_answer_topic(std::string_view site) {
    return join({root, site, "/app/estimated"});
}
std::string desk_event_topic(std::string_view site, const OperatorId& by) {
    return join({root, site, "/desk/", by.text, "/event"});
}
std::string desk_answer_topic(std::string_view site, const OperatorId& by) {
    return join({root, site, "/desk/", by.text, "/answer"});
}
std::string desk_event_filter(std::string_view site) {
    return join({root, site, "/desk/+/event"});
}

std::optional<DoorTopic> parse_event_topic(std::string_view topic, std::string_view site) {
    if (topic == app_event_topic(site)) {
        return DoorTopic{Door::app, {}};
    }
    for (const auto door : {Door::pos, Door::desk}) {
        const std::string head = join({root, site, "/", text_of(door), "/"});
        constexpr std::string_view tail = "/event";
        if (topic.size() < head.size() + tail.size() || !topic.starts_with(head) || !topic.ends_with(tail)) {
            continue;
        }
        const auto owner = topic.substr(head.size(), topic.size() - head.size() - tail.size());
        if (is_name(owner)) {
            return DoorTopic{door, std::string(owner)};
        }
    }
    return std::nullopt;
}

std::string event_topic(const DoorTopic& door, std::string_view site) {
    switch (door.door) {
    case Door::pos: return pos_event_topic(site, {door.owner});
    case Door::app: return app_event_topic(site);
    case Door::desk: return desk_event_topic(site, {door.owner});
    }
    std::unreachable();
}

std::string event_answer_topic(const DoorTopic& door, std::string_view site) {
    switch (door.door) {
    case Door::pos: return pos_answer_topic(site, {door.owner});
    case Door::app: return app_result_topic(site);
    case Door::desk: return desk_answer_topic(site, {door.owner});
    }
    std::unreachable();
}

bool is_reserved_lot(std::string_view lot) {
    constexpr std::array<std::string_view, 6> words = {"pos", "app", "desk", "op", "demo", "token"};
    return std::ranges::find(words, lot) != words.end();
}

std::optional<std::string> lot_of(std::string_view topic, std::string_view site, std::string_view tail) {
    const std::string head = join({root, site, "/"});
    if (!topic.starts_with(head)) {
        return std::nullopt;
    }
    topic.remove_prefix(head.size());
    const auto slash = topic.find('/');
    if (slash == std::string_view::npos || topic.substr(slash + 1) != tail || !is_name(topic.substr(0, slash))) {
        return std::nullopt;
    }
    return std::string(topic.substr(0, slash));
}

std::string voucher_purpose(std::string_view site) {
    return join({root, site, "/token/voucher"});
}
std::string coupon_purpose(std::string_view site) {
    return join({root, site, "/token/coupon"});
}
std::string slice_purpose(std::string_view site) {
    return join({root, site, "/token/slice"});
}
std::string key_list_purpose(std::string_view site) {
    return join({root, site, "/token/keys"});
}
std::string receipt_purpose(std::string_view site) {
    return join({root, site, "/token/receipt"});
}
std::string rules_purpose(std::string_view site) {
    return join({root, site, "/token/rules"});
}

} // namespace parkgate
