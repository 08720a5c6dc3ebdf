// What was kept whole for a person: looking at it, driving it again, and closing what nothing will be booked of.
#include "ledger/app/console/console.hpp"
#include "ledger/link/inbound.hpp"
#include "plate/words.hpp"
#include "protocol/codec.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr int page_size = 500;
constexpr const char* unknown_id = "nothing of this id is in quarantine";

// What an order has made of one of them.
struct Became {
    bool good = false;
    std::string said;
};

// None: it was told by nobody that this version knows of.
std::optional<KeptMessage> message_of(const Quarantined& one) {
    KeptMessage out;
    out.is_fact = one.is_fact;
    out.owner = one.from;
    out.lot = one.lot;
    out.code = one.code;
    out.bytes = one.bytes;
    out.key = one.key;
    out.signature = one.signature;
    if (one.is_fact) {
        return out;
    }
    const auto slash = one.from.find('/');
    const std::string by = one.from.substr(0, slash);
    out.owner = one.from.substr(slash + 1);
    out.typed = by == "console";
    constexpr std::array doors = {Door::pos, Door::app, Door::desk};
    const auto door = std::ranges::find(doors, by, [](Door each) { return text_of(each); });
    if (door == doors.end() && !out.typed) {
        return std::nullopt;
    }
    out.door = out.typed ? Door::desk : *door;
    return out;
}

std::expected<Work, std::string> read_again(const Desk& desk, const Quarantined& one) {
    if (one.bytes.empty()) {
        return std::unexpected(
            "a plate may have stood in it, so that its bytes were not kept; let it be said again with another id, and "
            "close this one");
    }
    if (hash_of(one.bytes) != one.hash) {
        return std::unexpected("its bytes are not those that were kept: somebody has changed the file");
    }
    const auto message = message_of(one);
    if (!message) {
        return std::unexpected("it came by no door that is known");
    }
    const auto& configuration = desk.configuration;
    const Inbound inbound(configuration.site, configuration.lots, configuration.keys->trusted, configuration.plates);
    auto work = inbound.read_again(*message);
    if (!work) {
        return std::unexpected(work.error().cause + ", " + work.error().detail);
    }
    if (!std::holds_alternative<FactWork>(*work) && !std::holds_alternative<EventWork>(*work)) {
        return std::unexpected("this version does not understand it either");
    }
    return *std::move(work);
}

Became drive(const Desk& desk, const Quarantined& one, const std::string& by, const std::string& reason) {
    if (one.applied) {
        return {false, "was driven again before: " + one.driven};
    }
    const auto work = read_again(desk, one);
    if (!work) {
        return {false, "cannot be driven again: " + work.error()};
    }
    const auto result = desk.store.redrive(*work, {by}, plate::without_numbers(reason), desk.site());
    Outcome outcome = Outcome::quarantined;
    std::string code;
    if (const auto* fact = std::get_if<FactResult>(&result)) {
        outcome = fact->entry.outcome;
        code = fact->entry.code;
    } else if (const auto* event = std::get_if<EventResult>(&result)) {
        outcome = event->answer.outcome;
        code = event->answer.code;
    }
    return {outcome == Outcome::applied, std::string(text_of(outcome)) + (code.empty() ? "" : " (" + code + ")")};
}

Became close(const Desk& desk, const Quarantined& one, const std::string& by, const std::string& reason) {
    if (one.applied) {
        return {false, "was driven again and is booked (" + one.driven + "): there is nothing to close"};
    }
    if (one.closed) {
        return {true, "was closed before, " + closing_of(*one.closed)};
    }
    const auto written =
        note(desk, "quarantine_close", {{"id", one.id.text}, {"kind", one.kind}, {"code", one.code}}, by, reason);
    desk.store.close_quarantined(one.id, plate::without_numbers(reason), desk.site(), written);
    return {true, "closed, and kept with its reason"};
}

using Act = Became (*)(const Desk&, const Quarantined&, const std::string& by, const std::string& reason);

template <typename Body>
ToolReply to_one(const Desk& desk, const Body& order, Act act) {
    if (auto fault = fault_of_hand(order.by, order.reason)) {
        return *std::move(fault);
    }
    const auto one = desk.store.quarantined(EventId{order.id});
    if (!one) {
        return failed(unknown_id);
    }
    const Became became = act(desk, *one, order.by, order.reason);
    const std::string said = order.id + ": " + became.said + "\n";
    return became.good ? ToolReply{0, said, {}} : ToolReply{1, {}, said};
}

// All that wait with one code, each in a commit of its own and a step of its own.
class EachThatWaits final : public Job {
  public:
    EachThatWaits(const Desk& desk, std::string code, std::string by, std::string reason, Act act)
        : desk_(desk),
          code_(std::move(code)),
          by_(std::move(by)),
          reason_(std::move(reason)),
          act_(act),
          fault_(fault_of_hand(by_, reason_)) {}

    bool step() override {
        if (fault_) {
            return false;
        }
        if (next_ == page_.size()) {
            page_ = desk_.store.quarantined(page_size, place_);
            next_ = 0;
            if (page_.empty()) {
                return false;
            }
            place_ = {page_.back().received_ms, page_.back().id};
        }
        const auto from = page_.begin() + static_cast<std::ptrdiff_t>(next_);
        const auto found = std::ranges::find_if(
            from, page_.end(), [&](const Quarantined& one) { return one.code == code_ && one.waits(); });
        next_ = static_cast<std::size_t>(found - page_.begin());
        if (found != page_.end()) {
            ++next_;
            take(found->id);
        }
        return true;
    }
    [[nodiscard]] Progress progress() const override { return {done_, 0, "messages"}; }
    [[nodiscard]] ToolReply reply() override {
        if (done_ == 0) {
            return fault_ ? *std::move(fault_)
                          : failed("nothing of the code \"" + code_ + "\" waits; `quarantine list` names the codes");
        }
        std::string said = std::to_string(done_) + " with the code " + code_ + "\n";
        for (const auto& [what, count] : became_) {
            said += "  " + std::to_string(count) + ": " + what + "\n";
        }
        said += fault_ ? fault_->errors : "";
        return is_good_ && !fault_ ? ToolReply{0, said, {}} : ToolReply{1, {}, said};
    }

  private:
    void take(const EventId& id) {
        if (const ClockFault fault = desk_.clock(); fault != ClockFault::none) {
            fault_ = failed(std::string(remedy_of(fault))); // since the order was given
            return;
        }
        const auto one = desk_.store.quarantined(id);
        if (!one || !one->waits()) {
            return; // another tool was here since the page was read
        }
        const Became became = act_(desk_, *one, by_, reason_);
        is_good_ = is_good_ && became.good;
        ++became_[became.said];
        ++done_;
    }

    Desk desk_;
    std::string code_;
    std::string by_;
    std::string reason_;
    Act act_;
    std::optional<ToolReply> fault_;
    QuarantinePlace place_;
    std::vector<Quarantined> page_;
    std::size_t next_ = 0;
    std::int64_t done_ = 0;
    bool is_good_ = true;
    std::map<std::string, std::int64_t> became_; // how many
};

} // namespace

std::string line_of(const Quarantined& one) {
    return (one.is_fact ? "fact of " : "event of ") + one.from + ", " + (one.kind.empty() ? "no kind" : one.kind);
}

std::string closing_of(const Closed& closed) {
    return "by " + closed.by + " at " + rfc3339(closed.at.time_since_epoch().count()) + ": " + closed.reason;
}

ToolReply show_quarantined(const Desk& desk, const ShowQuarantined& shown) {
    const auto one = desk.store.quarantined(EventId{shown.id});
    if (!one) {
        return failed(unknown_id);
    }
    return {
        0,
        one->id.text + ": " + line_of(*one) + "\ncode " + one->code + ", received " + rfc3339(one->received_ms) +
            "\nkey " + (one->key.empty() ? "not kept" : one->key.text) +
            (one->driven.empty() ? "" : "\ndriven again: " + one->driven) +
            (one->closed ? "\nclosed " + closing_of(*one->closed) : "") + "\n" +
            (one->bytes.empty() ? "(its bytes were not kept: a plate or a phone may have stood in them)" : one->bytes) +
            "\n",
        {}};
}

ToolReply redrive(const Desk& desk, const Redrive& order) {
    return to_one(desk, order, drive);
}

ToolReply close_quarantined(const Desk& desk, const CloseQuarantined& order) {
    return to_one(desk, order, close);
}

std::unique_ptr<Job> redrive_each(const Desk& desk, const Redrive& order) {
    return std::make_unique<EachThatWaits>(desk, order.code, order.by, order.reason, drive);
}

std::unique_ptr<Job> close_each(const Desk& desk, const CloseQuarantined& order) {
    return std::make_unique<EachThatWaits>(desk, order.code, order.by, order.reason, close);
}

} // namespace parkgate::ledger
