// What was kept whole for a person, and driving it again.
#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/link/inbound.hpp"
#include "plate/words.hpp"
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"

#include <boost/json.hpp>

namespace parkgate::ledger {

namespace {

constexpr int most_listed = 1000;

std::string line_of(const Quarantined& one) {
    return (one.is_fact ? "fact of " : "event of ") + one.from + ", " + (one.kind.empty() ? "no kind" : one.kind);
}

// Topics that it may have come on: its signature is over one of them.
std::vector<std::string> topics_of(const Desk& desk, const Quarantined& one) {
    const auto& site = desk.configuration.site;
    std::vector<std::string> topics;
    if (one.is_fact) {
        for (const auto& lot : desk.configuration.lots) {
            topics.push_back(LotTopics(site, lot).fact());
        }
        return topics;
    }
    const auto slash = one.from.find('/');
    const std::string owner = one.from.substr(slash + 1);
    for (const auto door : {Door::pos, Door::app, Door::desk}) {
        if (one.from.substr(0, slash) == text_of(door)) {
            topics.push_back(event_topic({door, door == Door::app ? "" : owner}, site));
        }
    }
    return topics;
}

// As it came, with today's keys and by today's understanding.
std::expected<Work, std::string> read_again(const Desk& desk, const Quarantined& one) {
    const auto& configuration = desk.configuration;
    const Inbound inbound(configuration.site, configuration.lots, configuration.keys->trusted, configuration.plates);
    std::string why = "it came by no door that is known";
    for (const auto& topic : topics_of(desk, one)) {
        mqtt::Message message;
        message.topic = topic;
        message.bytes = one.bytes;
        message.key = one.key;
        message.signature = one.signature;
        auto work = inbound.read(message);
        if (work) {
            return *std::move(work);
        }
        why = work.error().cause + ", " + work.error().detail;
    }
    return std::unexpected(why);
}

} // namespace

ToolReply list_quarantine(const Desk& desk, const ListQuarantine& list) {
    namespace json = boost::json;
    const auto items = desk.store.quarantined(most_listed);
    if (list.json) {
        json::array out;
        for (const auto& one : items) {
            out.push_back({{"id", one.id.text},
                           {"what", one.is_fact ? "fact" : "event"},
                           {"from", one.from},
                           {"kind", one.kind},
                           {"code", one.code},
                           {"received_at", rfc3339(one.received_ms)},
                           {"driven", one.driven}});
        }
        return {0, json::serialize(out) + "\n", {}};
    }
    Columns columns;
    for (const auto& one : items) {
        columns.add({one.id.text, line_of(one), one.code, rfc3339(one.received_ms),
                     one.driven.empty() ? "" : "driven again: " + one.driven});
    }
    std::string out = items.empty() ? "nothing is in quarantine\n" : columns.text("");
    if (std::ssize(items) == most_listed) {
        out += "and perhaps more: these are the oldest " + std::to_string(most_listed) + "\n";
    }
    return {0, out, {}};
}

ToolReply show_quarantined(const Desk& desk, const ShowQuarantined& shown) {
    const auto one = desk.store.quarantined({shown.id});
    if (!one) {
        return failed("nothing of this id is in quarantine");
    }
    return {
        0,
        one->id.text + ": " + line_of(*one) + "\ncode " + one->code + ", received " + rfc3339(one->received_ms) +
            "\nkey " + (one->key.empty() ? "not kept" : one->key.text) +
            (one->driven.empty() ? "" : "\ndriven again: " + one->driven) + "\n" +
            (one->bytes.empty() ? "(its bytes were not kept: a plate or a phone may have stood in them)" : one->bytes) +
            "\n",
        {}};
}

ToolReply redrive(const Desk& desk, const Redrive& order) {
    if (auto fault = fault_of_hand(order.by, order.reason)) {
        return *std::move(fault);
    }
    const auto one = desk.store.quarantined({order.id});
    if (!one) {
        return failed("nothing of this id is in quarantine");
    }
    if (one->settled) {
        return failed(order.id + " was driven again before: " + one->driven);
    }
    if (one->bytes.empty() || one->signature.empty()) {
        return failed(order.id + " cannot be driven again: a plate stood in it, so that it was not kept whole; let it "
                                 "be said again with another id");
    }
    const auto work = read_again(desk, *one);
    if (!work) {
        return failed(order.id + " cannot be driven again: " + work.error());
    }
    if (!std::holds_alternative<FactWork>(*work) && !std::holds_alternative<EventWork>(*work)) {
        return failed(order.id + " cannot be driven again: this version does not understand it either");
    }
    const auto result = desk.store.redrive(*work, {order.by}, plate::without_numbers(order.reason), desk.site());
    Outcome outcome = Outcome::quarantined;
    std::string code;
    if (const auto* fact = std::get_if<FactResult>(&result)) {
        outcome = fact->entry.outcome;
        code = fact->entry.code;
    } else if (const auto* event = std::get_if<EventResult>(&result)) {
        outcome = event->answer.outcome;
        code = event->answer.code;
    }
    const std::string said =
        order.id + ": " + std::string(text_of(outcome)) + (code.empty() ? "" : " (" + code + ")") + "\n";
    return outcome == Outcome::applied ? ToolReply{0, said, {}} : ToolReply{1, {}, said};
}

} // namespace parkgate::ledger
