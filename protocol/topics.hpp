// The MQTT topics, made and taken apart in one place. docs/PROTOCOL.md has the table.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/membership.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parkgate {

// The topics of one lot: parkgate/v1/<site>/<lot>/...
class LotTopics {
  public:
    LotTopics(std::string site, std::string lot);

    [[nodiscard]] std::string fact() const { return base_ + "up/fact"; }
    [[nodiscard]] std::string ask() const { return base_ + "up/ask"; }
    [[nodiscard]] std::string known() const { return base_ + "up/known"; }
    [[nodiscard]] std::string answer() const { return base_ + "dn/answer"; }
    [[nodiscard]] std::string member() const { return base_ + "dn/member"; }
    [[nodiscard]] std::string ack() const { return base_ + "dn/ack"; }
    [[nodiscard]] std::string heartbeat() const { return base_ + "dn/heartbeat"; }
    [[nodiscard]] std::string status() const { return base_ + "status"; }
    [[nodiscard]] std::string payment() const { return base_ + "pay/notice"; }
    [[nodiscard]] std::string quote_ask() const { return base_ + "app/ask"; }
    [[nodiscard]] std::string quote_answer() const { return base_ + "app/answer"; }
    [[nodiscard]] std::string app_wish() const { return base_ + "app/wish"; }
    [[nodiscard]] std::string app_done() const { return base_ + "app/done"; }
    [[nodiscard]] std::string store_notice() const { return base_ + "store/notice"; }
    [[nodiscard]] std::string store_answer() const { return base_ + "store/answer"; }
    [[nodiscard]] std::string lane_state(const LaneId& lane) const { return base_ + lane.text + "/state"; }
    [[nodiscard]] std::string lane_event(const LaneId& lane) const { return base_ + lane.text + "/event"; }
    [[nodiscard]] std::string command(const LaneId& lane, const OperatorId& by, std::string_view verb) const;
    [[nodiscard]] std::string command_filter() const { return base_ + "+/cmd/+/+"; }
    [[nodiscard]] std::string command_answer(const OperatorId& by) const;
    [[nodiscard]] std::string question(const OperatorId& by) const;
    [[nodiscard]] std::string explanation(const OperatorId& by) const;

    struct CommandTopic {
        LaneId lane;
        OperatorId by;
        std::string verb;
    };
    [[nodiscard]] std::optional<CommandTopic> parse_command(std::string_view topic) const;

    [[nodiscard]] const std::string& site() const { return site_; }
    [[nodiscard]] const std::string& lot() const { return lot_; }

  private:
    std::string site_;
    std::string lot_;
    std::string base_;
};

// What the ledger subscribes to for all lots of a site, and what it publishes for the mall.
std::string site_fact_filter(std::string_view site);
std::string site_ask_filter(std::string_view site);
std::string site_known_filter(std::string_view site);
std::string notify_topic(std::string_view site);
std::string demo_clock_topic(std::string_view site);

// The doors of the membership: what comes in by them, and where it is answered.
std::string pos_event_topic(std::string_view site, const StoreId& store);
std::string pos_answer_topic(std::string_view site, const StoreId& store);
std::string pos_event_filter(std::string_view site);
std::string app_event_topic(std::string_view site);
std::string app_result_topic(std::string_view site);
// What a stay costs, as far as the ledger knows.
std::string estimate_ask_topic(std::string_view site);
std::string estimate_answer_topic(std::string_view site);
std::string desk_event_topic(std::string_view site, const OperatorId& by);
std::string desk_answer_topic(std::string_view site, const OperatorId& by);
std::string desk_event_filter(std::string_view site);

struct DoorTopic {
    Door door = Door::app;
    std::string owner; // the store or the operator; of the application empty
    bool operator==(const DoorTopic&) const = default;
};
// None if it is no topic on which events come in.
std::optional<DoorTopic> parse_event_topic(std::string_view topic, std::string_view site);
// What parse_event_topic() takes apart, and where what came in there is answered.
std::string event_topic(const DoorTopic& door, std::string_view site);
std::string event_answer_topic(const DoorTopic& door, std::string_view site);
// Words that stand in topics where a lot's name does; no lot is called so.
bool is_reserved_lot(std::string_view lot);

// The lot of parkgate/v1/<site>/<lot>/<tail>; none if the topic is not of that shape.
std::optional<std::string> lot_of(std::string_view topic, std::string_view site, std::string_view tail);

// Purposes of documents that are signed apart from the message that carries them; they stand where the topic stands.
std::string voucher_purpose(std::string_view site);
std::string coupon_purpose(std::string_view site);
std::string slice_purpose(std::string_view site);
std::string key_list_purpose(std::string_view site);
std::string receipt_purpose(std::string_view site); // the one-time code that a till prints
std::string rules_purpose(std::string_view site);   // files of rules: protocol/signature_file.hpp

} // namespace parkgate
