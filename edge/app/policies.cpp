#include "edge/app/policies.hpp"

#include <algorithm>
#include <set>

namespace parkgate::app {

namespace {

constexpr std::int64_t most_ms = 600'000;
constexpr std::int64_t most_fen = 1'000'000; // 10,000 yuan: more is a slip of the pen
constexpr std::int64_t most_spaces = 100'000;
constexpr std::int64_t hours_of_a_year = 8'760;

void read_areas(settings::Table& root, core::LotConfig& lot) {
    std::set<std::string> names;
    for (auto& table : root.tables("area")) {
        core::AreaConfig area;
        area.id = {table.name("id")};
        area.spaces = table.integer_or("spaces", 0, most_spaces, 0);
        area.for_rights = table.integer_or("for_rights", 0, most_spaces, 0);
        if (!area.id.empty() && !names.insert(area.id.text).second) {
            table.fault("id", "a name that no other area has");
        }
        if (area.for_rights > area.spaces) {
            table.fault("for_rights", "no more than spaces, of which they are a part");
        }
        table.done();
        lot.areas.push_back(std::move(area));
    }
}

void read_entry(settings::Table& root, core::LotConfig& lot) {
    if (auto table = root.table_if("entry")) {
        const std::string passback = table->one_of_or("anti_passback", {"soft", "hard"}, "soft");
        lot.anti_passback = passback == "hard" ? core::AntiPassback::hard : core::AntiPassback::soft;
        lot.longest_stay = std::chrono::hours(table->integer_or("longest_stay_hours", 0, hours_of_a_year, 0));
        table->done();
    }
}

void read_without_entry(settings::Table& table, core::LotConfig& lot) {
    const std::string policy = table.one_of_or("without_entry", {"open", "minimum_fee", "ask"}, "open");
    const std::int64_t fee = table.integer_or("minimum_fee_fen", 0, most_fen, 0);
    lot.minimum_fee = {fee};
    if (policy == "minimum_fee") {
        lot.without_entry = core::WithoutEntry::minimum_fee;
        if (fee == 0) {
            table.fault("minimum_fee_fen", "more than 0, because without_entry asks for it");
        }
    } else if (policy == "ask") {
        lot.without_entry = core::WithoutEntry::ask;
    }
}

void read_exit(settings::Table& root, core::LotConfig& lot) {
    if (auto table = root.table_if("exit")) {
        lot.confidence_for_points = table->integer_or("confidence_for_points", 0, 100, lot.confidence_for_points);
        lot.ledger_wait = Duration{table->integer_or("ledger_wait_ms", 0, 2'000, lot.ledger_wait.count())};
        lot.ask_fuzzy_above = {table->integer_or("ask_fuzzy_above_fen", 0, most_fen, lot.ask_fuzzy_above.count)};
        lot.staff_wait = Duration{table->integer_or("staff_wait_ms", 5'000, most_ms, lot.staff_wait.count())};
        lot.second_person_above = {
            table->integer_or("second_person_above_fen", 0, most_fen, lot.second_person_above.count)};
        read_without_entry(*table, lot);
        table->done();
    }
}

void read_payment(settings::Table& root, core::LotConfig& lot) {
    if (auto table = root.table_if("payment")) {
        const std::string down = table->one_of_or("when_down", {"open", "call_staff"}, "open");
        lot.payment_down = down == "call_staff" ? core::PaymentDown::call_staff : core::PaymentDown::open;
        lot.most_debt = {table->integer_or("most_debt_fen", 0, most_fen, lot.most_debt.count)};
        lot.debts_a_day = table->integer_or("debts_a_day", 0, 100, lot.debts_a_day);
        lot.payment_wait = Duration{table->integer_or("wait_ms", 0, most_ms, lot.payment_wait.count())};
        table->done();
    }
}

} // namespace

void read_policies(settings::Table& root, core::LotConfig& lot) {
    read_areas(root, lot);
    read_entry(root, lot);
    read_exit(root, lot);
    read_payment(root, lot);
}

void read_areas_of(settings::Table& lane, const std::vector<core::AreaConfig>& areas, core::LaneConfig& to) {
    const auto read = [&](const char* key) {
        const AreaId area{lane.has(key) ? lane.name(key) : ""};
        if (!area.empty() && std::ranges::find(areas, area, &core::AreaConfig::id) == areas.end()) {
            lane.fault(key, "the id of an [[area]]");
        }
        return area;
    };
    to.behind = read("area");
    to.before = read("from_area");
    if (!areas.empty() && to.behind.empty()) {
        lane.fault("area", "the id of the [[area]] that it leads to, or out of");
    }
    if (!to.before.empty() && to.before == to.behind) {
        lane.fault("from_area", "another area than `area`");
    }
}

} // namespace parkgate::app
