#include "ledger/app/daemon.hpp"
#include "platform/service/service.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>
#include <map>

namespace {

using namespace parkgate;

ledger::Clocks read_clocks() {
    const auto since = [](auto time) { return std::chrono::duration_cast<Duration>(time.time_since_epoch()); };
    return {MonotonicTime{since(std::chrono::steady_clock::now())}, WallTime{since(std::chrono::system_clock::now())}};
}

const std::map<std::string, Spending> spendings = {{"asked_for", Spending::asked_for},
                                                   {"nothing", Spending::nothing},
                                                   {"coupon", Spending::coupon},
                                                   {"all", Spending::all}};

int fail(const ledger::Problems& problems) {
    for (const auto& problem : problems) {
        std::cerr << problem << "\n";
    }
    return service::exit_configuration;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Parkgate's ledger: members, points, coupons and budgets, over MQTT"};
    app.set_version_flag("--version", "parkgate-ledger " PARKGATE_VERSION);
    app.fallthrough();
    std::string file;
    bool check_only = false;
    app.add_option("--config", file, "the configuration file")->required();
    app.add_flag("--check-config", check_only, "read the configuration and the keys, report all problems, and end");

    ledger::NewMember member;
    auto* members = app.add_subcommand("member", "members; the daemon must be stopped")->require_subcommand(1);
    auto* add = members->add_subcommand("add", "a member with his plates and first points");
    members->fallthrough();
    add->fallthrough();
    add->add_option("--member", member.id, "his id")->required();
    add->add_option("--plate", member.plates, "a number plate; may be given more than once")->required();
    add->add_option("--points", member.points, "points to begin with");
    add->add_option("--tier", member.tier, "his tier, as the rules name it; of a member who is there it is changed");
    add->add_option("--spending", member.spending, "what his stays draw on, unless he says otherwise for one of them")
        ->transform(CLI::CheckedTransformer(spendings).description("asked_for (at first), nothing, coupon or all"));
    std::string unlinked;
    auto* unlink =
        members->add_subcommand("unlink", "from now on a plate is nobody's; a stay that has begun is still his");
    unlink->fallthrough();
    unlink->add_option("--plate", unlinked, "the number plate")->required();
    auto* verify = app.add_subcommand("verify", "check the books and print every balance; the daemon must be stopped");
    verify->fallthrough();
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
        if (add->parsed()) {
            return ledger::add_member(*configuration, member, read_clocks, std::cout, std::cerr);
        }
        if (unlink->parsed()) {
            return ledger::unlink_plate(*configuration, unlinked, read_clocks, std::cout, std::cerr);
        }
        if (verify->parsed()) {
            return ledger::verify_file(*configuration, std::cout, std::cerr);
        }
        return ledger::run_daemon(*configuration, read_clocks);
    } catch (const std::exception& exception) {
        std::cerr << exception.what() << "\n";
        return service::exit_failed;
    }
}
