#include "parkgatectl/table.hpp"

#include "parkgatectl/plain_text.hpp"
#include "protocol/faults.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parkgate::ctl {

namespace {

constexpr std::size_t columns = 8;
using Row = std::array<std::string, columns>;

std::string seconds(Duration duration) {
    return std::to_string(duration.count() / 1000) + " s";
}

// 2026-11-21 08:00:00Z
std::string date(SiteTime time) {
    std::string text = rfc3339(time.time_since_epoch().count());
    text[10] = ' ';
    return text.erase(19, 4);
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

std::string counts(const std::map<std::string, std::int64_t>& by_cause) {
    std::string out;
    for (const auto& [cause, count] : by_cause) {
        out.append(out.empty() ? "" : ", ").append(cause).append(" ").append(std::to_string(count));
    }
    return out;
}

// The reason why the numbers below may be wrong; empty: they are not.
std::string warning(const LotView& view, const Clocks& now) {
    switch (view.freshness(now)) {
    case Freshness::silent: return "Nothing has been heard of the box. Is parkgate-edge running?";
    case Freshness::gone: return "THE BOX IS GONE: it was stopped or lost its broker. What follows was its last word.";
    case Freshness::late:
        return "THE BOX IS SILENT: its last word is " + seconds(view.age(now)) + " old. What follows may be wrong.";
    case Freshness::fresh: return {};
    }
    std::unreachable();
}

std::string outbox(const BoxStatus& box, const LotView& view, const Clocks& now) {
    if (box.outbox == 0) {
        return "outbox empty";
    }
    const auto age = view.outbox_age(now).value_or(Duration{});
    return "outbox " + std::to_string(box.outbox) + (box.outbox == 1 ? " fact" : " facts") +
           (age >= Duration{1'000} ? ", not empty for " + seconds(age) + " or more" : "");
}

void add_box(std::string& out, const BoxStatus& box, const LotView& view, const Clocks& now) {
    out += "Box " + box.box.text;
    if (box.version.empty()) {
        out += "\n"; // only its will is known
        return;
    }
    out += " (" + box.mode + ", version " + box.version + "), its time is " + date(box.site_time) + "\n";
    out += "Store " + box.store + " | ledger " + (box.ledger_online ? "online" : "OFFLINE") + " | " +
           outbox(box, view, now) + " | " + std::to_string(box.sessions) +
           (box.sessions == 1 ? " car inside | " : " cars inside | ") + std::to_string(box.coupons_left) +
           (box.coupons_left == 1 ? " coupon left\n" : " coupons left\n");
}

Row row_of(const LaneState& lane) {
    return {lane.lane.text,
            lane.direction,
            lane.arm,
            lane.arrival + "/" + lane.safety,
            lane.phase,
            lane.due > Fen{} ? yuan(lane.due) : "-",
            or_dash(lane.posture),
            date(lane.since)};
}

void add_lanes(std::string& out, const std::map<LaneId, LaneState>& lanes) {
    std::vector<Row> rows = {
        {"LANE", "DIRECTION", "ARM", "LOOPS (arrival/safety)", "PHASE", "DUE (yuan)", "POSTURE", "SINCE"}};
    for (const auto& [id, lane] : lanes) {
        rows.push_back(row_of(lane));
    }
    std::array<std::size_t, columns> widths{};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < columns; ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    constexpr std::size_t money = 5;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < columns; ++i) {
            const std::string padding(widths[i] - row[i].size(), ' ');
            line += i == money ? padding + row[i] : row[i] + padding;
            line += "  ";
        }
        out += line.erase(line.find_last_not_of(' ') + 1) + "\n";
    }
    if (lanes.empty()) {
        out += "no lane has reported yet\n";
    }
}

void add_lines(std::string& out, const std::vector<LineStatus>& lines) {
    if (lines.empty()) {
        return;
    }
    out += "Lines:\n";
    for (const auto& line : lines) {
        std::map<std::string, std::int64_t> errors{{"time-outs", line.timeouts},   {"refusals", line.exceptions},
                                                   {"garbled", line.garbled},      {"reconnects", line.reconnects},
                                                   {"bytes of noise", line.noise}, {"events lost", line.events_lost}};
        std::erase_if(errors, [](const auto& error) { return error.second == 0; });
        out += "  " + line.line + " " + line.state + ", load " + std::to_string(line.load_percent) + " %" +
               (line.budget_percent > 0 ? " of " + std::to_string(line.budget_percent) + " %" : "") + ", " +
               std::to_string(line.requests) + " requests" + (errors.empty() ? "" : ": " + counts(errors)) + "\n";
    }
}

void add_faults(std::string& out, const std::vector<ActiveFault>& faults) {
    if (faults.empty()) {
        out += "No faults.\n";
        return;
    }
    out += "Faults:\n";
    for (const auto& fault : faults) {
        const FaultRow* known = find_fault(fault.code);
        out += "  " + fault.code + (fault.where.empty() ? "" : " at " + fault.where) + " since " + date(fault.since) +
               "\n    " + std::string(known != nullptr ? known->text : "This version does not know the fault.") + "\n";
        if (known != nullptr) {
            out += "    To do: " + std::string(known->remedy) + "\n";
        }
    }
}

} // namespace

std::string yuan(Fen amount) {
    const std::string cents = std::to_string(amount.count % 100);
    return std::to_string(amount.count / 100) + (cents.size() == 1 ? ".0" : ".") + cents;
}

std::string render(const LotView& view, const Clocks& now) {
    std::string out = "Lot " + view.topics().lot() + " of site " + view.topics().site() + "\n";
    if (view.broker_trouble()) {
        out += "NO BROKER: " + *view.broker_trouble() + "; trying again.\n";
    }
    if (const std::string text = warning(view, now); !text.empty()) {
        out += text + "\n";
    }
    if (view.box()) {
        add_box(out, *view.box(), view, now);
    }
    out += "\n";
    add_lanes(out, view.lanes());
    out += "\n";
    if (view.box()) {
        add_lines(out, view.box()->lines);
        add_faults(out, view.box()->faults);
        if (!view.box()->refused.empty()) {
            out += "Not taken by the box: " + counts(view.box()->refused) + "\n";
        }
    }
    if (!view.disbelieved().empty()) {
        out += "Not believed here, as no box of the key list signed it so: " + counts(view.disbelieved()) + "\n";
    }
    return without_controls(std::move(out));
}

} // namespace parkgate::ctl
