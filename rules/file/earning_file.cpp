#include "rules/file/earning_file.hpp"

#include "rules/earning/check.hpp"
#include "rules/earning/names.hpp"
#include "rules/file/words.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace parkgate::rules {

namespace {

using settings::Table;

constexpr std::int64_t most_points = 1'000'000'000;
constexpr std::int64_t most_budget_fen = 1'000'000'000'000; // of a year
constexpr std::int64_t most_months = 120;
constexpr std::int64_t most_times = 1000;

// A mall's own file over the template of its chain, part by part.
class Layers {
  public:
    Layers(Table own, std::optional<Table> shared) : own_(std::move(own)), shared_(std::move(shared)) {}

    Table& own() { return own_; }
    Table& of(std::string_view key) {
        const bool is_shared = shared_ && shared_->has(key);
        return is_shared && !own_.has(key) ? *shared_ : own_;
    }
    [[nodiscard]] std::size_t faults() const { return own_.faults() + (shared_ ? shared_->faults() : 0); }
    void done() {
        own_.done();
        if (shared_) {
            shared_->done();
        }
    }

  private:
    Table own_;
    std::optional<Table> shared_;
};

class EarningReader {
  public:
    EarningReader(Layers layers, const SiteCalendar& calendar) : layers_(std::move(layers)), calendar_(calendar) {}

    EarnTerms run() {
        const std::size_t faults_before = layers_.faults();
        EarnTerms terms;
        whole(terms);
        read_all("rate", EarnPart::rate, terms.rates, [this](Table& table) { return rate(table); });
        read_all("campaign", EarnPart::campaign, terms.campaigns, [this](Table& table) { return campaign(table); });
        read_all("step", EarnPart::step, terms.steps, read_step);
        read_all("deed", EarnPart::deed, terms.deeds, read_deed);
        read_all("tier", EarnPart::tier, terms.tiers, read_tier);
        read_all("segment", EarnPart::segment, terms.segments, read_segment);
        stamps(terms.stamps);
        plates(terms.plates);
        layers_.done();
        if (layers_.faults() == faults_before) {
            for (const auto& fault : faults_of(terms)) {
                report(fault);
            }
        }
        return terms;
    }

  private:
    Layers layers_;
    const SiteCalendar& calendar_;
    std::map<EarnPart, std::vector<Table>> written_;

    std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most) {
        return layers_.of(key).integer(key, least, most);
    }

    void whole(EarnTerms& terms) {
        terms.id = {layers_.own().name("id")};
        static_cast<void>(layers_.of("id")); // a template may have a name as well
        terms.point_value = {integer("point_value_fen", 1, most_fen)};
        terms.budget = {integer("budget_fen_a_year", 0, most_budget_fen)};
        terms.second_person_above = {integer("second_person_above_points", 0, most_points)};
        terms.review_after_days = integer("review_receipts_after_days", 0, 366);
        terms.lot_months = integer("points_end_after_months", 1, most_months);
        terms.period_months = integer("qualifying_period_months", 1, 12);
        terms.categories = layers_.of("categories").texts_or("categories", {});
    }

    template <typename Item>
    void read_all(std::string_view key, EarnPart part, std::vector<Item>& out, const auto& read) {
        auto& tables = written_[part] = layers_.of(key).tables(key);
        for (auto& table : tables) {
            out.push_back(read(table));
            table.done();
        }
    }

    std::optional<SiteTime> midnight(Table& table, std::string_view key, std::chrono::days later) {
        const auto day = read_date(table, key);
        return day ? std::optional(instant_of(calendar_, LocalTime(*day + later), SiteTime{})) : std::nullopt;
    }

    // Days of the mall; the last one counts.
    Validity validity(Table& table) {
        return {midnight(table, "from", {}), midnight(table, "until", std::chrono::days(1))};
    }

    EarnRate rate(Table& table) {
        EarnRate rate;
        rate.category = table.name("category");
        const auto leases = table.texts_or("leases", {});
        for (const auto& name : leases) {
            if (const auto lease = lease_named(name)) {
                rate.leases.push_back(*lease);
            } else {
                table.fault("leases", "fixed_rent, turnover_rent, joint or self_operated instead of \"" + name + "\"");
            }
        }
        if (table.has("leases") && leases.empty()) {
            table.fault("leases", "at least one lease; a rate without the key holds for every one");
        }
        rate.per_point = {table.integer("fen_per_point", 1, most_fen)};
        rate.valid = validity(table);
        return rate;
    }

    EarnCampaign campaign(Table& table) {
        EarnCampaign campaign;
        campaign.id = {table.name("id")};
        campaign.percent = table.integer("percent", 101, most_percent);
        campaign.categories = table.texts_or("categories", {});
        if (table.has("categories") && campaign.categories.empty()) {
            table.fault("categories", "at least one category; a campaign without the key holds for every one");
        }
        campaign.valid = validity(table);
        campaign.budget = {table.integer("budget_points", 1, most_points)};
        return campaign;
    }

    static EarnStep read_step(Table& table) {
        const Points from{table.integer("from_points", 0, most_points)};
        return {from, table.integer("percent", 100, most_percent)};
    }

    // Nothing here has a usual value: a deed without cap, review and reversal must not load.
    static DeedRule read_deed(Table& table) {
        DeedRule rule;
        rule.deed = deed_named(table.one_of("kind", deed_names())).value_or(Deed::like);
        rule.points = {table.integer("points", 1, most_points)};
        rule.most_a_day = {table.integer("most_points_a_day", 1, most_points)};
        rule.reviewed = table.flag("reviewed");
        const bool stays = table.one_of("reversal", {"none", "clawed_back"}) == "none";
        rule.reversal = stays ? Reversal::none : Reversal::clawed_back;
        return rule;
    }

    static TierRule read_tier(Table& table) {
        const std::string name = table.name("name");
        return {name, {table.integer("from_points", 0, most_points)}};
    }

    static SegmentRule read_segment(Table& table) {
        const std::string name = table.name("name");
        return {{name}, {table.text("benefit")}};
    }

    void stamps(StampRule& rule) {
        if (auto table = layers_.of("stamps").table_if("stamps")) {
            rule.stamps = table->integer("stamps", 1, most_times);
            rule.shortest_stay = {table->integer("shortest_stay_minutes", 0, most_minutes)};
            rule.campaign = {table->name("campaign")};
            table->done();
            written_[EarnPart::stamps] = {*table};
        }
    }

    void plates(PlateCaps& caps) {
        auto table = layers_.of("plates").table("plates");
        caps.plates_a_member = table.integer("plates_a_member", 1, most_times);
        caps.members_a_plate = table.integer("members_a_plate", 1, most_times);
        caps.visits_a_plate = table.integer_or("visits_a_plate", 1, most_times, 1);
        caps.earnings_a_day = table.integer("earnings_a_day", 1, most_times);
        table.done();
        written_[EarnPart::plates] = {table};
    }

    void report(const EarnFault& fault) {
        const auto tables = written_.find(fault.part);
        if (tables != written_.end() && fault.index < tables->second.size()) {
            tables->second[fault.index].fault(fault.key, fault.expected);
        } else {
            const bool in_list = fault.part == EarnPart::categories;
            const auto place = in_list ? fault.key + '[' + std::to_string(fault.index + 1) + ']' : fault.key;
            layers_.of(fault.key).fault(place, fault.expected);
        }
    }
};

void add_problems(const settings::Document& document, std::vector<settings::Problem>& out) {
    out.insert(out.end(), document.problems().begin(), document.problems().end());
}

} // namespace

EarnTerms read_earning(Table own, std::optional<Table> shared, const SiteCalendar& calendar) {
    return EarningReader(Layers(std::move(own), std::move(shared)), calendar).run();
}

EarningFile earning_file(const std::string& path, const SiteCalendar& calendar) {
    EarningFile out;
    auto document = settings::Document::from_file(path);
    auto root = document.root();
    if (!root.has("template")) {
        out.terms = read_earning(root, std::nullopt, calendar);
        add_problems(document, out.problems);
        out.read = {std::move(document)};
        return out;
    }
    const auto folder = std::filesystem::path(path).parent_path();
    auto shared = settings::Document::from_file((folder / root.path("template")).string());
    // Without its template all that a mall leaves to it would be reported as missing.
    if (shared.good()) {
        out.terms = read_earning(root, shared.root(), calendar);
    }
    add_problems(document, out.problems);
    add_problems(shared, out.problems);
    out.read = {std::move(document), std::move(shared)};
    return out;
}

} // namespace parkgate::rules
