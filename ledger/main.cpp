#include "ledger/app/daemon.hpp"
#include "platform/service/service.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <optional>

namespace {

using namespace parkgate;

ledger::Clocks read_clocks() {
    const auto since = [](auto time) { return std::chrono::duration_cast<Duration>(time.time_since_epoch()); };
    return {MonotonicTime{since(std::chrono::steady_clock::now())}, WallTime{since(std::chrono::system_clock::now())}};
}

int fail(const ledger::Problems& problems) {
    for (const auto& problem : problems) {
        std::cerr << problem << "\n";
    }
    return service::exit_configuration;
}

// What is wanted of this process: at most one of these is done.
struct Wanted {
    std::optional<ledger::Order> order;
    bool verify = false;
    ledger::ServeOptions serve;
    std::string copy_to;
    std::string rules; // to try
    std::string since;
    std::string copy; // to read
    std::optional<ledger::Income> income;
};

CLI::App* command(CLI::App& parent, const std::string& name, const std::string& text) {
    auto* added = parent.add_subcommand(name, text);
    added->fallthrough();
    return added;
}

// When it is given, this is the order.
template <typename Body>
void orders(CLI::App* command, Wanted& wanted, const std::shared_ptr<Body>& body) {
    command->callback([&wanted, body] { wanted.order = *body; });
}

// Whoever changes something. The console cannot know who types: the name is his own word.
template <typename Body>
void asks_who(CLI::App* command, const std::shared_ptr<Body>& body) {
    command->add_option("--by", body->by, "the name of who does this, as the desk knows him")->required();
    command->add_option("--reason", body->reason, "why")->required();
}

// One of what was kept, or all that wait with a code.
template <typename Body>
void asks_which(CLI::App* command, const std::shared_ptr<Body>& body) {
    auto* which = command->add_option_group("which")->require_option(1);
    which->add_option("ID", body->id, "its id");
    which->add_option("--code", body->code, "each that waits with this code");
}

void add_members(CLI::App& app, Wanted& wanted) {
    auto* members = command(app, "member", "members")->require_subcommand(1);
    auto* add = command(*members, "add", "a member with his plates and first points");
    const auto member = std::make_shared<ledger::NewMember>();
    add->add_option("--member", member->id, "his id")->required();
    add->add_option("--plate", member->plates, "a number plate; may be given more than once")->required();
    add->add_option("--points", member->points,
                    "points to begin with; of many a second person at the desk has to say so as well");
    asks_who(add, member);
    auto* tier = add->add_option("--tier", member->tier,
                                 "his tier, as the rules name it; of a member who is there it is changed");
    add->add_option("--spending", member->spending,
                    "what his stays draw on, unless he says otherwise for one of them: asked_for (at first), nothing, "
                    "coupon or all")
        ->check(CLI::IsMember({"asked_for", "nothing", "coupon", "all"}));
    add->callback([&wanted, member, tier] {
        member->sets_tier = tier->count() > 0;
        wanted.order = *member;
    });
    auto* unlink = command(*members, "unlink", "from now on a plate is nobody's; a stay that has begun is still his");
    const auto unlinked = std::make_shared<ledger::UnlinkPlate>();
    unlink->add_option("--plate", unlinked->plate, "the number plate")->required();
    asks_who(unlink, unlinked);
    orders(unlink, wanted, unlinked);
    auto* show = command(*members, "show", "a statement: balance, lots, tier, holds, last entries");
    const auto shown = std::make_shared<ledger::ShowMember>();
    show->add_option("ID", shown->id, "the member's id")->required();
    show->add_option("--lines", shown->lines, "how many of the last entries")->check(CLI::Range(0, 500));
    orders(show, wanted, shown);
}

void add_report(CLI::App& app, Wanted& wanted) {
    auto* report = command(app, "report", "what points, coupons and parking cost, and what they bring");
    const auto order = std::make_shared<ledger::ReportOrder>();
    auto* scope = report->add_option_group("scope", "of what")->require_option(0, 1);
    scope->add_flag_callback("--mall", [order] { order->scope = "mall"; }, "of all of it (at first)");
    scope->add_option_function<std::string>(
        "--store", [order](const std::string& id) { order->scope = "store", order->id = id; }, "of a store");
    scope->add_option_function<std::string>(
        "--campaign", [order](const std::string& id) { order->scope = "campaign", order->id = id; }, "of a campaign");
    report->add_option("--since", order->since, "the first day, 2026-11-21 or today");
    report->add_option("--until", order->until, "the last day");
    report->add_option("--within", order->within_days, "days in which a member comes again")
        ->check(CLI::Range(1, 3660));
    report->add_flag("--costs", order->costs_only, "costs, exposure and budgets alone");
    report->add_flag("--json", order->json, "for a program");
    orders(report, wanted, order);
}

void add_queues(CLI::App& app, Wanted& wanted) {
    auto* reviews = command(app, "review", "what waits for a person")->require_subcommand(1);
    const auto listed = std::make_shared<ledger::ListReviews>();
    auto* list = command(*reviews, "list", "the items, the oldest first");
    list->add_flag("--all", listed->all, "those that are decided as well");
    orders(list, wanted, listed);
    for (const bool approved : {true, false}) {
        auto* decide = command(*reviews, approved ? "approve" : "reject", "one of them");
        const auto decided = std::make_shared<ledger::DecideReview>();
        decided->approved = approved;
        decide->add_option("ID", decided->id, "of the item")->required();
        asks_who(decide, decided);
        orders(decide, wanted, decided);
    }
    auto* quarantine = command(app, "quarantine", "messages that were kept for a person")->require_subcommand(1);
    const auto kept = std::make_shared<ledger::ListQuarantine>();
    auto* kept_list = command(*quarantine, "list", "how many there are, and the newest of them");
    kept_list->add_flag("--json", kept->json, "for a program");
    kept_list->add_option("--code", kept->code, "only what is kept for this");
    kept_list->add_option("--since", kept->since,
                          "only what came from then on: a day, today, or a time as the list has it");
    kept_list->add_flag("--closed", kept->closed, "those that were closed, instead of those that wait");
    kept_list->add_flag("--oldest", kept->oldest, "the oldest instead of the newest");
    kept_list->add_option("--lines", kept->lines, "how many of them (100)")->check(CLI::Range(1, 1000));
    orders(kept_list, wanted, kept);
    auto* show = command(*quarantine, "show", "one with its bytes");
    const auto shown = std::make_shared<ledger::ShowQuarantined>();
    show->add_option("ID", shown->id, "its id")->required();
    orders(show, wanted, shown);
    auto* drive = command(*quarantine, "redrive", "decides one anew, or all that wait with a code");
    const auto driven = std::make_shared<ledger::Redrive>();
    asks_which(drive, driven);
    asks_who(drive, driven);
    orders(drive, wanted, driven);
    auto* close =
        command(*quarantine, "close", "one is settled, or all that wait with a code: nothing is booked of it");
    const auto closed = std::make_shared<ledger::CloseQuarantined>();
    asks_which(close, closed);
    asks_who(close, closed);
    orders(close, wanted, closed);
}

void add_budgets(CLI::App& app, Wanted& wanted) {
    auto* budgets = command(app, "budget", "what may be given away")->require_subcommand(1);
    auto* list = command(*budgets, "list", "every budget with what is left");
    const auto listed = std::make_shared<ledger::ListBudgets>();
    list->add_flag("--json", listed->json, "for a program");
    orders(list, wanted, listed);
    auto* set = command(*budgets, "set", "of a campaign of coupons, in all");
    const auto order = std::make_shared<ledger::SetBudget>();
    set->add_option("CAMPAIGN", order->campaign, "its id")->required();
    set->add_option("--coupons", order->coupons, "in all, over the campaign's life")->required();
    asks_who(set, order);
    orders(set, wanted, order);
}

void add_files(CLI::App& app, Wanted& wanted) {
    auto* verify = command(app, "verify", "check the books and print every balance");
    verify->callback([&wanted] { wanted.verify = true; });
    auto* copy = command(app, "backup", "a copy of the books, consistent and whole, while the ledger runs");
    copy->add_option("FILE", wanted.copy_to, "where to; it must not be there")->required();
    auto* trial = command(app, "try", "what other rules would have given and cost; nothing is written");
    trial->add_option("RULES", wanted.rules, "a membership file, or a rule file")->required();
    trial->add_option("--since", wanted.since, "the first day, 2026-11-21")->required();
}

void add_suggest(CLI::App& app, Wanted& wanted) {
    constexpr std::int64_t most_yuan = 100'000'000'000;
    auto* suggest = command(app, "suggest", "a rate to begin with, in fen a point, for a shop whose rent is known");
    const auto income = std::make_shared<ledger::Income>();
    auto* rent = suggest->add_option("--rent", income->yuan, "what the shop pays in a year, in yuan");
    auto* sales = suggest->add_option("--sales", income->of_yuan, "what it sells in a year, in yuan");
    auto* commission = suggest->add_option("--commission", income->yuan, "instead of rent: percent of its sales");
    rent->check(CLI::Range(std::int64_t{1}, most_yuan))->needs(sales);
    sales->check(CLI::Range(std::int64_t{1}, most_yuan))->needs(rent);
    commission->check(CLI::Range(1, 100))->excludes(rent)->excludes(sales);
    suggest->add_option("--share", income->share, "percent of it that the mall gives back as points")
        ->required()
        ->check(CLI::Range(1, 100));
    suggest->callback([&wanted, income, rent, commission] {
        if (rent->count() + commission->count() == 0) {
            throw CLI::RequiredError("--rent and --sales, or --commission,");
        }
        wanted.income = *income;
    });
}

int carry_out(const Wanted& wanted, const ledger::Tool& tool) {
    if (wanted.income) {
        return ledger::suggest_rate(tool, *wanted.income);
    }
    if (wanted.order) {
        return ledger::run_order(tool, *wanted.order);
    }
    if (!wanted.copy_to.empty()) {
        return ledger::copy_books(tool, wanted.copy_to);
    }
    if (!wanted.rules.empty()) {
        return ledger::try_rules(tool, wanted.rules, wanted.since);
    }
    return wanted.verify ? ledger::verify_books(tool) : ledger::run_daemon(tool.configuration, tool.read, wanted.serve);
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Parkgate's ledger: members, points, coupons and budgets, over MQTT"};
    app.set_version_flag("--version", "parkgate-ledger " PARKGATE_VERSION);
    app.fallthrough();
    app.require_subcommand(0, 1);
    std::string file;
    bool check_only = false;
    Wanted wanted;
    app.add_option("--config", file, "the configuration file")->required();
    app.add_flag("--check-config", check_only, "read the configuration and the keys, report all problems, and end");
    app.add_flag("--clock-is-right", wanted.serve.trusts_clock,
                 "believe this machine's clock, although the books hold a later time, or a much earlier one");
    app.add_option("--accept-older", wanted.serve.accept_older,
                   "serve by signed files that are older than those before them, this once: who says so, and why")
        ->type_name("TEXT");
    app.add_option("--backup", wanted.copy, "read this copy of the books instead of asking the ledger");
    add_members(app, wanted);
    add_report(app, wanted);
    add_queues(app, wanted);
    add_budgets(app, wanted);
    add_files(app, wanted);
    add_suggest(app, wanted);
    CLI11_PARSE(app, argc, argv);

    const auto configuration = ledger::read_configuration(file);
    if (!configuration) {
        return fail(configuration.error());
    }
    if (check_only) {
        std::cout << file << ": good\n";
        return service::exit_good;
    }
    try {
        const ledger::ReadClocks read = read_clocks;
        return carry_out(wanted, {*configuration, read, std::cout, std::cerr, wanted.copy, wanted.serve.trusts_clock});
    } catch (const std::exception& exception) {
        std::cerr << exception.what() << "\n";
        return service::exit_failed;
    }
}
