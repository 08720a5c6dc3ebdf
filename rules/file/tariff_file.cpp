#include "rules/file/tariff_file.hpp"

#include "rules/check.hpp"
#include "rules/file/words.hpp"
#include "rules/file/zone.hpp"

#include <algorithm>

namespace parkgate::rules {

namespace {

using settings::Table;

// One of the words, as the enumerator of the same rank.
template <typename Enum>
Enum one_of(Table& table, std::string_view key, const std::vector<std::string>& words, bool required) {
    const std::string word = required ? table.one_of(key, words) : table.one_of_or(key, words, words.front());
    const auto found = std::ranges::find(words, word);
    return found == words.end() ? Enum{} : static_cast<Enum>(found - words.begin());
}

// The tables of the file that a fault may name.
struct Written {
    struct Collection {
        Table table;
        std::vector<Table> lines;
    };
    struct RateTable {
        Table table;
        std::vector<Table> caps;
        std::vector<Collection> collections;
    };
    std::vector<RateTable> tables;
};

class TariffReader {
  public:
    explicit TariffReader(Table table) : file_(std::move(table)) {}

    Tariff run() {
        const std::size_t faults_before = file_.faults();
        Tariff tariff;
        tariff.leave_window = {file_.integer("leave_minutes_after_paying", 0, most_minutes)};
        tariff.free_again_after = {file_.integer_or("free_again_after_minutes", 0, 7 * whole_day.count, 0)};
        tariff.calendar = calendar();
        for (auto& table : file_.tables("table")) {
            written_.tables.push_back({table, {}, {}});
            tariff.tables.push_back(rate_table(written_.tables.back()));
        }
        hand_overs(tariff);
        for (auto& table : written_.tables) {
            table.table.done();
        }
        file_.done();
        if (file_.faults() == faults_before) {
            for (const auto& fault : faults_of(tariff)) {
                place(fault.place).fault(fault.key, fault.expected);
            }
        }
        return tariff;
    }

  private:
    Table file_;
    Written written_;

    SiteCalendar calendar() {
        SiteCalendar calendar;
        const auto zone = zone_of(file_.text("zone"));
        if (zone) {
            calendar.zone = *zone;
        } else if (file_.has("zone")) {
            file_.fault("zone", "a POSIX zone such as \"CST-8\" (eight hours east), or with summer time "
                                "\"EST5EDT,M3.2.0,M11.1.0\"");
        }
        if (auto days = file_.table_if("calendar")) {
            calendar.holidays = read_dates(*days, "holidays");
            calendar.makeup_workdays = read_dates(*days, "makeup_workdays");
            const auto both = std::ranges::find_if(calendar.holidays, [&](LocalDay day) {
                return std::ranges::binary_search(calendar.makeup_workdays, day);
            });
            if (both != calendar.holidays.end()) {
                days->fault("makeup_workdays", "no date that is among the holidays");
            }
            days->done();
        }
        return calendar;
    }

    RateTable rate_table(Written::RateTable& written) {
        Table& file = written.table;
        RateTable table;
        table.id = file.name("id");
        table.vehicles = read_vehicles(file, "vehicles");
        table.tiers = file.texts_or("tiers", {});
        if (file.has("tiers") && (table.tiers.empty() || std::ranges::count(table.tiers, "") > 0)) {
            file.fault("tiers", "at least one tier of members");
        }
        table.entry_days = read_days(file, "entry_days");
        table.entry_hours = read_hours(file, "entry_from", "entry_to");
        table.free = {file.integer_or("free_minutes", 0, most_minutes, 0)};
        if (file.has("free_minutes")) {
            table.free_minutes = one_of<FreeMinutes>(file, "free_minutes_are", {"threshold", "deducted"}, true);
        }
        table.relative_to =
            one_of<RelativeTo>(file, "relative_to", {"entry", "collection", "calendar_day", "every_24_hours"}, false);
        for (auto& cap : file.tables("cap")) {
            written.caps.push_back(cap);
            table.caps.push_back(read_cap(cap));
        }
        collections(written, table);
        // With one collection and durations from the entry there is no border.
        const bool has_borders =
            table.collections.size() > 1 || table.relative_to != RelativeTo::entry || file.has("at_most_minutes");
        table.transition =
            one_of<Transition>(file, "transition", {"follow_through", "cut", "cut_in_proportion"}, has_borders);
        return table;
    }

    void collections(Written::RateTable& written, RateTable& table) {
        Table& file = written.table;
        if (file.has("line") && file.has("collection")) {
            file.fault("line", "either lines of the table or collections with lines of their own");
        }
        if (file.has("line")) {
            RateLineCollection collection;
            written.collections.push_back({file, {}});
            lines(written.collections.back(), collection);
            table.collections.push_back(std::move(collection));
            return;
        }
        for (auto& one : file.tables("collection")) {
            RateLineCollection collection;
            collection.id = one.name("id");
            collection.days = read_days(one, "days");
            collection.hours = read_hours(one, "from", "to");
            if (one.has("cap_fen")) {
                collection.cap = Fen{one.integer("cap_fen", 0, most_fen)};
            }
            written.collections.push_back({one, {}});
            lines(written.collections.back(), collection);
            one.done();
            table.collections.push_back(std::move(collection));
        }
    }

    static void lines(Written::Collection& written, RateLineCollection& collection) {
        Fen total;
        bool total_known = true;
        for (auto& file : written.table.tables("line")) {
            written.lines.push_back(file);
            RateLine line;
            line.type =
                one_of<RateLineType>(file, "type", {"flatRate", "flatRateTier", "incrementingRate", "perUnit"}, true);
            line.from = {file.integer("from_minutes", 0, most_minutes)};
            if (file.has("to_minutes")) {
                line.until = Minutes{file.integer("to_minutes", 1, most_minutes)};
            }
            const bool increments = line.type == RateLineType::incrementing_rate || line.type == RateLineType::per_unit;
            if (increments) {
                line.increment = {file.integer("increment_minutes", 1, whole_day.count)};
            }
            line.fen = price(file, line.type, total, total_known);
            total += line.fen;
            total_known = total_known && !increments;
            file.done();
            collection.lines.push_back(line);
        }
    }

    // A tier may be written as what a stay that ends in it costs in all.
    static Fen price(Table& file, RateLineType type, Fen total_before, bool total_known) {
        if (type != RateLineType::flat_rate_tier || !file.has("total_fen")) {
            return {file.integer("fen", 0, most_fen)};
        }
        const Fen total{file.integer("total_fen", 0, most_fen)};
        if (!total_known) {
            file.fault("total_fen", "fen: after a line with increments there is no total");
        } else if (total < total_before) {
            file.fault("total_fen",
                       "at least " + std::to_string(total_before.count) + ", what the lines before it cost");
        }
        return total - total_before;
    }

    static Cap read_cap(Table& file) {
        Cap cap;
        cap.per = one_of<CapPeriod>(file, "per", {"stay", "calendar_day", "hours"}, true);
        if (cap.per == CapPeriod::hours) {
            cap.length = {file.integer("hours", 1, 24 * 31) * 60};
        }
        if (cap.per == CapPeriod::calendar_day) {
            const auto time = clock_of(file.text("resets_at"));
            if (file.has("resets_at") && (!time || *time == whole_day)) {
                file.fault("resets_at", "a time of the day from \"00:00\" to \"23:59\"");
            }
            cap.resets_at = time.value_or(Minutes{});
        }
        cap.days = read_days(file, "days");
        cap.fen = {file.integer("fen", 0, most_fen)};
        file.done();
        return cap;
    }

    void hand_overs(Tariff& tariff) {
        for (std::size_t i = 0; i < tariff.tables.size(); ++i) {
            Table& file = written_.tables[i].table;
            if (!file.has("at_most_minutes") && !file.has("then")) {
                continue;
            }
            HandOver over{{file.integer("at_most_minutes", 1, most_minutes)}};
            const std::string then = file.name("then");
            const auto found = std::ranges::find(tariff.tables, then, &RateTable::id);
            if (found == tariff.tables.end()) {
                file.fault("then", "the id of a [[tariff.table]]");
                continue;
            }
            over.table = static_cast<std::size_t>(found - tariff.tables.begin());
            tariff.tables[i].hand_over = over;
        }
    }

    Table& place(const TariffPlace& at) {
        if (at.table == none) {
            return file_;
        }
        auto& table = written_.tables[at.table];
        if (at.cap != none) {
            return table.caps[at.cap];
        }
        if (at.collection == none) {
            return table.table;
        }
        auto& collection = table.collections[at.collection];
        return at.line == none ? collection.table : collection.lines[at.line];
    }
};

} // namespace

Tariff read_tariff(Table table) {
    return TariffReader(std::move(table)).run();
}

} // namespace parkgate::rules
