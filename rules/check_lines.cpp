#include "rules/check_lines.hpp"

#include "rules/charge.hpp"

#include <algorithm>

namespace parkgate::rules {

namespace {

std::string text(Minutes minutes) {
    return std::to_string(minutes.count);
}
std::string text(Fen fen) {
    return std::to_string(fen.count);
}

bool has_increments(const RateLine& line) {
    return line.type == RateLineType::incrementing_rate || line.type == RateLineType::per_unit;
}

class LineCheck {
  public:
    LineCheck(const RateTable& table, const TariffPlace& place, std::vector<TariffFault>& faults)
        : table_(table), collection_(table.collections[place.collection]), place_(place), faults_(faults) {}

    void run() {
        if (collection_.lines.empty()) {
            fault("line", "at least one rate line");
            return;
        }
        for (place_.line = 0; place_.line < collection_.lines.size(); ++place_.line) {
            order();
            length();
            block_at_borders();
            reachable();
        }
    }

  private:
    const RateTable& table_;
    const RateLineCollection& collection_;
    TariffPlace place_;
    std::vector<TariffFault>& faults_;

    [[nodiscard]] const RateLine& line() const { return collection_.lines[place_.line]; }
    void fault(std::string key, std::string expected) {
        faults_.push_back({place_, std::move(key), std::move(expected)});
    }

    // Each line begins where the one before it ends, and the last has no end.
    void order() {
        const bool last = place_.line + 1 == collection_.lines.size();
        if (place_.line == 0) {
            if (line().from != Minutes{}) {
                fault("from_minutes", "0 for the first line: before it nothing has a price");
            }
        } else {
            const auto& before = collection_.lines[place_.line - 1].until;
            if (!before) {
                fault("from_minutes", "no further line: the one before has no to_minutes, so that this one is never "
                                      "reached");
            } else if (line().from > *before) {
                fault("from_minutes", text(*before) + ", where the line before ends: in between nothing has a price");
            } else if (line().from < *before) {
                fault("from_minutes", text(*before) + ", where the line before ends: the two overlap");
            }
        }
        if (last && line().until) {
            fault("to_minutes",
                  "none for the last line: after " + text(*line().until) + " minutes nothing has a price");
        }
    }

    void length() {
        if (line().until && *line().until <= line().from) {
            fault("to_minutes", "more than from_minutes, " + text(line().from));
            return;
        }
        if (!has_increments(line())) {
            return;
        }
        if (line().increment < Minutes{1} || line().increment > whole_day) {
            fault("increment_minutes", "from 1 to " + text(whole_day));
        } else if (line().type == RateLineType::incrementing_rate && line().until &&
                   (line().until->count - line().from.count) % line().increment.count != 0) {
            fault("increment_minutes", "a divisor of the line's " + text(*line().until - line().from) + " minutes");
        }
    }

    // A block that is cut at the border of a collection would be paid for a second time behind it.
    void block_at_borders() {
        if (!has_increments(line()) && line().until && table_.collections.size() > 1 &&
            table_.relative_to != RelativeTo::collection && table_.transition != Transition::follow_through) {
            fault("type", "an incrementingRate or perUnit, or transition = \"follow_through\", or relative_to = "
                          "\"collection\": cut at a border this block would be paid again behind it");
        }
    }

    void reachable() {
        const Minutes end = longest();
        if (line().from >= end) {
            fault("from_minutes", "less than " + text(end) + ": durations never get so far, it is never reached");
            return;
        }
        const auto cap = cap_in_step();
        if (cap && place_.line > 0 && line().fen > Fen{} && cost_before() >= *cap) {
            fault("from_minutes", "a line before the cap of " + text(*cap) +
                                      " fen is reached: this one never costs "
                                      "anything");
        }
    }

    // How far durations can get.
    [[nodiscard]] Minutes longest() const {
        Minutes longest = longest_priced_stay;
        switch (table_.relative_to) {
        case RelativeTo::entry: break;
        case RelativeTo::collection:
            if (collection_.hours.length() < whole_day) {
                longest = collection_.hours.length();
            }
            break;
        case RelativeTo::calendar_day:
        case RelativeTo::every_24_hours: longest = whole_day; break;
        }
        if (table_.hand_over) {
            const bool deducted = table_.free_minutes == FreeMinutes::deducted;
            longest = std::min(longest, table_.hand_over->after - (deducted ? table_.free : Minutes{}));
        }
        return longest;
    }

    // A cap that begins anew whenever the lines do.
    [[nodiscard]] std::optional<Fen> cap_in_step() const {
        if (table_.relative_to == RelativeTo::collection) {
            return collection_.cap;
        }
        std::optional<Fen> least;
        for (const auto& cap : table_.caps) {
            const bool in_step = (cap.per == CapPeriod::stay && table_.relative_to == RelativeTo::entry) ||
                                 (cap.per == CapPeriod::hours && cap.length == whole_day &&
                                  table_.relative_to == RelativeTo::every_24_hours) ||
                                 (cap.per == CapPeriod::calendar_day && cap.resets_at == Minutes{} &&
                                  table_.relative_to == RelativeTo::calendar_day);
            if (in_step && cap.days == DaySet{} && table_.collections.size() == 1) {
                least = least ? std::min(*least, cap.fen) : cap.fen;
            }
        }
        return least;
    }

    [[nodiscard]] Fen cost_before() const {
        Fen sum;
        for (std::size_t i = 0; i < place_.line; ++i) {
            const auto& one = collection_.lines[i];
            const Minutes length = one.until.value_or(one.from) - one.from;
            const bool counted = has_increments(one) && one.increment.count > 0;
            sum += counted ? Fen{one.fen.count * length.count / one.increment.count} : one.fen;
        }
        return sum;
    }
};

Fen dearest(const RateTable& table, DaySet days) {
    Fen most;
    for (const auto& collection : table.collections) {
        if ((collection.days.bits & days.bits) != 0) {
            for (const auto& line : collection.lines) {
                most = std::max(most, line.fen);
            }
        }
    }
    return most;
}

// `cap` can never bind, because of `other`.
bool never_reached(const Cap& cap, const Cap& other) {
    if (!cap.days.within(other.days) || cap.fen < other.fen) {
        return false;
    }
    const bool same = cap.per == other.per && cap.length == other.length && cap.resets_at == other.resets_at;
    return same || other.per == CapPeriod::stay ||
           (cap.per == CapPeriod::hours && other.per == CapPeriod::hours && other.length.count % cap.length.count == 0);
}

} // namespace

void check_lines(const RateTable& table, const TariffPlace& place, std::vector<TariffFault>& faults) {
    LineCheck(table, place, faults).run();
}

void check_caps(const RateTable& table, const TariffPlace& place, std::vector<TariffFault>& faults) {
    TariffPlace here = place;
    for (here.cap = 0; here.cap < table.caps.size(); ++here.cap) {
        const Cap& cap = table.caps[here.cap];
        if (const Fen most = dearest(table, cap.days); cap.fen < most) {
            faults.push_back({here, "fen", "at least " + text(most) + ", the price of the dearest line below it"});
        }
        for (std::size_t i = 0; i < table.caps.size(); ++i) {
            if (i != here.cap && never_reached(cap, table.caps[i]) &&
                (i < here.cap || !never_reached(table.caps[i], cap))) {
                faults.push_back({here, "fen",
                                  "less than " + text(table.caps[i].fen) + ", the fen of cap " + std::to_string(i + 1) +
                                      ": this one is never reached"});
            }
        }
    }
    here.cap = none;
    for (here.collection = 0; here.collection < table.collections.size(); ++here.collection) {
        const auto& collection = table.collections[here.collection];
        if (!collection.cap) {
            continue;
        }
        for (const auto& line : collection.lines) {
            if (*collection.cap < line.fen) {
                faults.push_back(
                    {here, "cap_fen", "at least " + text(line.fen) + ", the price of the dearest line below it"});
                break;
            }
        }
    }
}

} // namespace parkgate::rules
