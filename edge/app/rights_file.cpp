#include "edge/app/rights_file.hpp"

#include "plate/repair.hpp"
#include "rules/file/words.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace parkgate::app {

namespace {

using namespace rules;

constexpr const char* a_time = "a date of the site (\"2026-12-31\"), or with a time (\"2026-12-31T12:00\")";

struct NamedKind {
    RightKind kind;
    const char* name;
    bool ends; // somebody has paid for a time
};
constexpr std::array kinds{
    NamedKind{RightKind::monthly_pass, "monthly_pass", true},
    NamedKind{RightKind::season, "season", true},
    NamedKind{RightKind::staff, "staff", false},
    NamedKind{RightKind::vip, "vip", false},
    NamedKind{RightKind::hotel_guest, "hotel_guest", true},
};

// Of a date alone: its first moment, or with `whole_day_of` the first one after it.
std::optional<LocalTime> local_time_of(std::string_view text, bool whole_day_of) {
    constexpr std::size_t date_length = 10;
    const auto day = date_of(text.substr(0, date_length));
    if (!day) {
        return std::nullopt;
    }
    if (text.size() == date_length) {
        return LocalTime(*day) + (whole_day_of ? std::chrono::days(1) : std::chrono::days(0));
    }
    const auto clock = text[date_length] == 'T' ? clock_of(text.substr(date_length + 1)) : std::nullopt;
    return clock ? std::optional(LocalTime(*day) + std::chrono::minutes(clock->count)) : std::nullopt;
}

class RightsFile {
  public:
    RightsFile(settings::Table root, const PlateHasher* hasher, const SiteCalendar& calendar,
               const std::set<std::string>* tiers)
        : root_(std::move(root)), hasher_(hasher), calendar_(calendar), tiers_(tiers) {}

    RightsList read() {
        for (auto& table : root_.tables("right")) {
            list_.rights.push_back(right(table));
        }
        for (auto& table : root_.tables("ban")) {
            for_each_plate(table, [&](const PlateHash& plate, const RightPeriod& period) {
                list_.bans.push_back({plate, period});
            });
        }
        for (auto& table : root_.tables("lock")) {
            for_each_plate(table, [&](const PlateHash& plate, const RightPeriod& period) {
                list_.locks.push_back({plate, period});
            });
        }
        root_.done();
        return std::move(list_);
    }

  private:
    AssignedRight right(settings::Table& table) {
        AssignedRight right;
        right.id = {table.name("id")};
        if (!right.id.empty() && !ids_.insert(right.id).second) {
            table.fault("id", "an id that no other right has");
        }
        std::vector<std::string> names;
        for (const auto& row : kinds) {
            names.emplace_back(row.name);
        }
        const std::string name = table.one_of("kind", names);
        const auto* row = std::ranges::find_if(kinds, [&](const auto& known) { return known.name == name; });
        right.kind = row != kinds.end() ? row->kind : right.kind;
        right.plates = plates(table);
        right.period = period(table);
        if (row != kinds.end() && row->ends && !table.has("until")) {
            table.fault("until", a_time);
        }
        bays(table, right);
        right.tier = table.text_or("tier", "");
        check_tier(table, right.tier);
        table.done();
        return right;
    }

    void check_tier(settings::Table& table, const std::string& tier) const {
        if (!tier.empty() && tiers_ != nullptr && !tiers_->contains(tier)) {
            table.fault("tier", "a tier that a rate table of the rules is for");
        }
    }

    static void bays(settings::Table& table, AssignedRight& right) {
        constexpr std::int64_t most_bays = 10'000;
        const std::string taken = table.one_of_or("when_taken", {"transient", "refuse"}, "transient");
        right.when_taken = taken == "refuse" ? BaysTaken::refuse : BaysTaken::transient;
        if (table.has("bays")) {
            right.bays = table.integer("bays", 1, most_bays);
        } else if (table.has("when_taken")) {
            table.fault("when_taken", "`bays` beside it: without them none are ever taken");
        }
    }

    // What the cameras' plates are hashed from is hashed here, too.
    std::vector<PlateHash> plates(settings::Table& table) {
        std::vector<PlateHash> out;
        const auto texts = table.texts_or("plates", {});
        std::set<std::string> seen;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::string place = "plates[" + std::to_string(i + 1) + ']';
            const auto spelled = plate::spell(texts[i]);
            if (!spelled) {
                table.fault(place, "a plate; this one is " + std::string(to_text(spelled.error())));
                continue;
            }
            const std::string& plate = spelled->plate;
            if (!seen.insert(plate).second) {
                table.fault(place, "each plate once");
            }
            out.push_back(hasher_ != nullptr ? hasher_->hash(plate) : PlateHash{plate});
        }
        if (texts.empty()) {
            table.fault("plates", "an array with at least one plate");
        }
        return out;
    }

    RightPeriod period(settings::Table& table) {
        RightPeriod period;
        if (table.has("from")) {
            period.from = moment(table, "from", false).value_or(period.from);
        }
        if (table.has("until")) {
            period.until = moment(table, "until", true);
            if (period.until && *period.until <= period.from) {
                table.fault("until", "a time after `from`");
            }
        }
        period.days = read_days(table, "days");
        period.hours = read_hours(table, "hours_from", "hours_to");
        return period;
    }

    std::optional<SiteTime> moment(settings::Table& table, std::string_view key, bool whole_day_of) {
        const auto local = local_time_of(table.text(key), whole_day_of);
        if (!local) {
            table.fault(key, a_time);
            return std::nullopt;
        }
        return instant_of(calendar_, *local, SiteTime{});
    }

    template <typename Put>
    void for_each_plate(settings::Table& table, const Put& put) {
        const RightPeriod holds = period(table);
        for (const PlateHash& plate : plates(table)) {
            put(plate, holds);
        }
        table.done();
    }

    settings::Table root_;
    const PlateHasher* hasher_;
    const SiteCalendar& calendar_;
    const std::set<std::string>* tiers_;
    RightsList list_;
    std::set<RightId> ids_;
};

} // namespace

rules::RightsList read_rights(settings::Table root, const PlateHasher* hasher, const rules::SiteCalendar& calendar,
                              const std::set<std::string>* tiers) {
    return RightsFile(std::move(root), hasher, calendar, tiers).read();
}

} // namespace parkgate::app
