// `try`: other rules on what has happened. Reads, and writes nothing.
#include "ledger/core/trial.hpp"

#include "ledger/app/books.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/core/earning/earning.hpp"
#include "ledger/core/fee_trial.hpp"
#include "platform/service/service.hpp"
#include "rules/benefits/check.hpp"
#include "rules/file/earning_file.hpp"
#include "rules/file/rule_file.hpp"

#include <ostream>
#include <set>

namespace parkgate::ledger {

namespace {

constexpr std::int64_t told_every = 50'000; // rows

class Counter {
  public:
    explicit Counter(std::ostream& out) : out_(out) {}
    void next(std::string_view what) {
        if (++done_ % told_every == 0) {
            out_ << done_ << " " << what << "\n" << std::flush;
        }
    }

  private:
    std::ostream& out_;
    std::int64_t done_ = 0;
};

std::string_view name_of(VehicleKind vehicle) {
    switch (vehicle) {
    case VehicleKind::car: return "car";
    case VehicleKind::new_energy_car: return "new_energy_car";
    case VehicleKind::large: return "large";
    case VehicleKind::new_energy_large: return "new_energy_large";
    case VehicleKind::motorcycle: return "motorcycle";
    case VehicleKind::emergency: return "emergency";
    }
    std::unreachable();
}

std::string with_sign(std::int64_t number, const std::string& text) {
    return (number > 0 ? "+" : "") + text;
}

void add(Columns& columns, const std::string& name, std::string_view unit, const Tried& row) {
    const Points more = row.would - row.given;
    const Fen dearer = row.would_fen - row.given_fen;
    columns.add({name, std::to_string(row.count) + " " + std::string(unit), "gave " + points(row.given),
                 yuan(row.given_fen), "would give " + points(row.would), yuan(row.would_fen),
                 with_sign(more.count, points(more)), with_sign(dearer.count, yuan(dearer))});
}

void print(const Tool& tool, const EarningTrial& trial) {
    Columns columns;
    for (const auto& [key, row] : trial.stores()) {
        add(columns, "store " + key.first.text + " (" + (key.second.empty() ? "not configured" : key.second) + ")",
            "purchases", row);
    }
    for (const auto& [campaign, row] : trial.campaigns()) {
        add(columns, "of it campaign " + campaign, "purchases", row);
    }
    for (const auto& [deed, row] : trial.deeds()) {
        add(columns, "deed " + deed, "deeds", row);
    }
    add(columns, "in all", "events", trial.sum());
    tool.out << columns.text("");
    if (trial.unknown_stores() > 0) {
        tool.out << trial.unknown_stores()
                 << " purchases of stores that are not configured now: they would give nothing\n";
    }
}

// Where the qualifying points of each member stood: before his first purchase of the trial, or now if he has none.
void begin_with_past(const Store& store, EarningTrial& trial, const std::vector<PastSale>& sales) {
    std::set<std::pair<MemberId, std::string>> known;
    const auto begin = [&](const PastSale& sale, bool credited) {
        const ReceiptRow& receipt = sale.receipt;
        const Account account = qualifying(store.terms(), receipt.member, receipt.sold_at);
        if (sale.credited == credited && known.emplace(receipt.member, account.owner).second) {
            const Points before = credited ? receipt.qualifying_before : Points{store.books().balance(account)};
            trial.begin_with(receipt.member, receipt.sold_at, before);
        }
    };
    for (const auto& sale : sales) {
        begin(sale, true);
    }
    for (const auto& sale : sales) {
        begin(sale, false);
    }
}

int try_earning(const Tool& tool, const Store& store, const rules::EarnTerms& candidate, SiteTime since) {
    std::vector<PastSale> sales;
    Counter counter(tool.errors);
    store.past_sales(since, [&](const PastSale& sale) {
        sales.push_back(sale);
        counter.next("purchases read");
    });
    EarningTrial trial(tool.configuration.terms, candidate);
    begin_with_past(store, trial, sales);
    for (const auto& sale : sales) {
        trial.take(sale);
        counter.next("purchases and deeds tried");
    }
    store.past_deeds(since, [&](const PastDeed& deed) {
        trial.take(deed);
        counter.next("purchases and deeds tried");
    });
    print(tool, trial);
    return service::exit_good;
}

void add(Columns& columns, const std::string& name, const TriedFees& row) {
    const Fen more = row.would - row.given;
    columns.add({name, std::to_string(row.stays) + " stays", "cost " + yuan(row.given), "would cost " + yuan(row.would),
                 with_sign(more.count, yuan(more)), std::to_string(row.dearer) + " dearer by " + yuan(row.dearer_fen),
                 std::to_string(row.cheaper) + " cheaper by " + yuan(row.cheaper_fen)});
}

std::string who_pays(Benefit part) {
    return part == Benefit::payment ? "money of drivers" : std::string(rules::name_of(part));
}

void print_parts(const Tool& tool, const FeeTrial& trial) {
    Columns columns;
    for (const auto& [part, row] : trial.parts()) {
        const Fen more = row.would_fen - row.fen;
        columns.add({who_pays(part), std::to_string(row.stays) + " stays", "paid " + yuan(row.fen),
                     std::to_string(row.would_stays) + " stays", "would pay " + yuan(row.would_fen),
                     with_sign(more.count, yuan(more))});
    }
    tool.out << "who pays them\n" << columns.text("");
    const Points more = trial.would_points() - trial.points();
    tool.out << "points spent: " << points(trial.points()) << ", would be " << points(trial.would_points()) << " ("
             << with_sign(more.count, points(more)) << ")\n";
    tool.out << "coupons given: " << trial.coupons() << "; as far as budgets go it would be";
    for (const auto& [campaign, count] : trial.would_coupons()) {
        tool.out << " " << count << " of " << campaign.text;
    }
    tool.out << (trial.would_coupons().empty() ? " none\n" : "\n");
}

void print(const Tool& tool, const FeeTrial& trial) {
    print_parts(tool, trial);
    Columns columns;
    for (const auto& [visitor, row] : trial.visitors()) {
        add(columns, std::string(name_of(visitor.first)) + (visitor.second.empty() ? "" : ", tier " + visitor.second),
            row);
    }
    add(columns, "in all", trial.sum());
    tool.out << "fees by the tariff\n" << columns.text("");
}

int try_fees(const Tool& tool, const Store& store, const rules::RuleSet& candidate, SiteTime since) {
    FeeTrial trial(candidate);
    store.past_leavings(
        since, [&](const PastLeaving& leaving) { trial.take(leaving); },
        [&](std::int64_t done, std::int64_t of) {
            if (done % told_every == 0) {
                tool.errors << done << " of " << of << " facts\n" << std::flush;
            }
        });
    print(tool, trial);
    return service::exit_good;
}

int report(const Tool& tool, const std::vector<settings::Problem>& problems) {
    for (const auto& problem : problems) {
        tool.errors << settings::to_text(problem) << "\n";
    }
    return service::exit_configuration;
}

} // namespace

int try_rules(const Tool& tool, const std::filesystem::path& rules, const std::string& since) {
    const auto& calendar = tool.configuration.terms.rules.tariff.calendar;
    const auto from = day_begins(calendar, since, false);
    if (!from) {
        tool.errors << "--since: \"" << since << "\" is no day; expected one like 2026-11-21\n";
        return service::exit_failed;
    }
    auto document = settings::Document::from_file(rules.string());
    if (document.root().has("tariff")) {
        const auto candidate = rules::read_rules(document.root());
        if (!document.problems().empty()) {
            return report(tool, document.problems());
        }
        const auto books = open_books(tool);
        if (!books) {
            tool.errors << books.error() << "\n";
            return service::exit_failed;
        }
        return try_fees(tool, books->store(), candidate, *from);
    }
    const auto candidate = rules::earning_file(rules.string(), calendar);
    if (!candidate.problems.empty()) {
        return report(tool, candidate.problems);
    }
    const auto books = open_books(tool);
    if (!books) {
        tool.errors << books.error() << "\n";
        return service::exit_failed;
    }
    return try_earning(tool, books->store(), candidate.terms, *from);
}

} // namespace parkgate::ledger
