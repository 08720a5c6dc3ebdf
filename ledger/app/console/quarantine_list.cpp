// What waits in quarantine, or was closed: how much of it there is, and some of it.
#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "protocol/codec.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace parkgate::ledger {

namespace {

namespace json = boost::json;

constexpr int page_size = 500;
constexpr std::int64_t most_lines = 1000;

// From when on; the error is a sentence.
std::expected<std::int64_t, std::string> since_of(const Desk& desk, const std::string& text) {
    const auto& calendar = desk.configuration.terms.rules.tariff.calendar;
    if (text.empty()) {
        return std::numeric_limits<std::int64_t>::min();
    }
    const SiteTime now{desk.wall().time_since_epoch()};
    const auto day = day_begins(calendar, text == "today" ? moment(calendar, now).substr(0, 10) : text, false);
    const auto instant = parse_rfc3339(text);
    if (!day && !instant) {
        return std::unexpected("--since: \"" + text +
                               "\": expected a day like 2026-11-21, today, or a time as the list has it, "
                               "2026-11-21T08:00:00.000Z");
    }
    return day ? day->time_since_epoch().count() : *instant;
}

class Listing final : public Job {
  public:
    Listing(const Desk& desk, ListQuarantine list)
        : desk_(desk), list_(std::move(list)), since_(since_of(desk, list_.since)) {
        if (since_ && (list_.lines < 1 || list_.lines > most_lines)) {
            since_ = std::unexpected("--lines: expected 1 to " + std::to_string(most_lines));
        }
    }

    bool step() override {
        if (!since_) {
            return false;
        }
        const auto page = desk_.store.quarantined(page_size, place_);
        for (const auto& one : page) {
            count(one);
        }
        if (!page.empty()) {
            place_ = {page.back().received_ms, page.back().id};
        }
        read_ += std::ssize(page);
        return !page.empty();
    }
    [[nodiscard]] Progress progress() const override { return {read_, 0, "messages"}; }
    [[nodiscard]] ToolReply reply() override {
        if (!since_) {
            return failed(since_.error());
        }
        if (!list_.oldest) {
            std::ranges::reverse(shown_);
        }
        return {0, list_.json ? program_text() : head() + lines(), {}};
    }

  private:
    void count(const Quarantined& one) {
        const bool is_closed = one.closed && !one.applied;
        closed_ += is_closed ? 1 : 0;
        if (list_.closed ? !is_closed : !one.waits()) {
            return;
        }
        ++all_;
        ++by_code_[one.code];
        if ((!list_.code.empty() && one.code != list_.code) || one.received_ms < *since_) {
            return;
        }
        ++asked_for_;
        if (!list_.oldest || std::ssize(shown_) < list_.lines) {
            shown_.push_back(one);
        }
        if (std::ssize(shown_) > list_.lines) {
            shown_.pop_front();
        }
    }

    [[nodiscard]] std::string head() const {
        const std::string also_closed =
            closed_ > 0 && !list_.closed ? "; closed by hand: " + std::to_string(closed_) : "";
        if (all_ == 0) {
            return (list_.closed ? "nothing was closed" : "nothing is in quarantine" + also_closed) + "\n";
        }
        const std::string order = list_.oldest ? "oldest" : "newest";
        const bool is_asked = asked_for_ != all_;
        std::string shown = "none is as asked for";
        if (std::ssize(shown_) < asked_for_) {
            shown = "shown: the " + std::to_string(shown_.size()) + " " + order +
                    (is_asked ? " of " + std::to_string(asked_for_) + " asked for" : "");
        } else if (asked_for_ > 0) {
            shown = "shown: all" + (is_asked ? " " + std::to_string(asked_for_) + " asked for" : "") + ", the " +
                    order + " first";
        }
        std::vector<std::pair<std::string, std::int64_t>> codes(by_code_.begin(), by_code_.end());
        std::ranges::sort(codes, {}, [](const auto& code) { return std::pair(-code.second, code.first); });
        std::string by_code;
        for (const auto& [code, number] : codes) {
            by_code += (by_code.empty() ? "" : ", ") + code + " " + std::to_string(number);
        }
        return std::to_string(all_) + (list_.closed ? " closed, " : " in quarantine, ") + shown +
               "; by code: " + by_code + also_closed + "\n";
    }

    [[nodiscard]] std::string lines() const {
        Columns columns;
        for (const auto& one : shown_) {
            columns.add({one.id.text, line_of(one), one.code, rfc3339(one.received_ms),
                         one.driven.empty() ? "" : "driven again: " + one.driven,
                         one.closed ? "closed " + closing_of(*one.closed) : ""});
        }
        return columns.text("");
    }

    [[nodiscard]] std::string program_text() const {
        json::object codes;
        for (const auto& [code, number] : by_code_) {
            codes[code] = number;
        }
        json::array items;
        for (const auto& one : shown_) {
            json::object item{{"id", one.id.text},   {"what", one.is_fact ? "fact" : "event"},
                              {"from", one.from},    {"kind", one.kind},
                              {"code", one.code},    {"received_at", rfc3339(one.received_ms)},
                              {"driven", one.driven}};
            if (one.closed) {
                item["closed_by"] = one.closed->by;
                item["closed_at"] = rfc3339(one.closed->at.time_since_epoch().count());
                item["reason"] = one.closed->reason;
            }
            items.push_back(std::move(item));
        }
        return json::serialize(json::object{{list_.closed ? "closed" : "in_quarantine", all_},
                                            {"by_code", std::move(codes)},
                                            {"asked_for", asked_for_},
                                            {"items", std::move(items)}}) +
               "\n";
    }

    Desk desk_;
    ListQuarantine list_;
    std::expected<std::int64_t, std::string> since_;
    QuarantinePlace place_;
    std::int64_t read_ = 0;
    std::int64_t all_ = 0; // that wait, or that are closed
    std::int64_t closed_ = 0;
    std::int64_t asked_for_ = 0;
    std::map<std::string, std::int64_t> by_code_;
    std::deque<Quarantined> shown_; // the oldest first
};

} // namespace

std::unique_ptr<Job> list_quarantine(const Desk& desk, const ListQuarantine& list) {
    return std::make_unique<Listing>(desk, list);
}

} // namespace parkgate::ledger
