// parkgatectl: what a person does with a Parkgate site from a shell.
#include "parkgatectl/keys_init.hpp"
#include "parkgatectl/send_order.hpp"
#include "parkgatectl/watch.hpp"
#include "platform/service/service.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace {

using namespace parkgate;

constexpr const char* about =
    "Looks after a Parkgate site from a shell: makes its keys, shows a lot's lanes, opens and closes an arm.\n"
    "Begin with `parkgatectl keys init`, then `parkgatectl watch`.";

int make_keys_of(const ctl::KeysPlan& plan) {
    const auto written = ctl::init_keys(plan);
    if (!written) {
        std::fprintf(stderr, "parkgatectl: %s\n", written.error().c_str());
        return service::exit_failed;
    }
    std::printf("Keys of site %s. Each private key goes to its one place; keep no other copy.\n\n", plan.site.c_str());
    for (const auto& key : *written) {
        std::printf("%s\n    %s\n", key.file.c_str(), key.purpose.c_str());
    }
    return service::exit_good;
}

template <typename Act>
int with_config(const std::string& file, Act act) {
    const auto loaded = ctl::load_config(file);
    for (const auto& problem : loaded.problems) {
        std::fprintf(stderr, "%s\n", settings::to_text(problem).c_str());
    }
    return loaded.problems.empty() ? act(loaded.config) : service::exit_configuration;
}

struct Arguments {
    ctl::KeysPlan keys;
    std::string config = "/etc/parkgate/ctl.toml";
    bool once = false;
    LaneId lane;
    std::string reason;
};

void add_config(CLI::App& command, Arguments& to) {
    command.add_option("--config", to.config, "who you are and which lot you mean (TOML)")
        ->capture_default_str()
        ->type_name("FILE");
}

CLI::App* add_keys(CLI::App& tool, Arguments& to) {
    auto* keys = tool.add_subcommand("keys", "the keys that machines and people of a site sign with");
    keys->require_subcommand(1);
    auto* init = keys->add_subcommand("init", "makes fresh keys for a new site, and says where each of them belongs");
    init->add_option("DIR", to.keys.folder, "the folder to write them to; no file in it is ever written over")
        ->required()
        ->type_name("");
    init->add_option("--site", to.keys.site, "the site's name, as in its configuration")->required()->type_name("NAME");
    init->add_option("--box", to.keys.box, "the name of the box in the cabinet beside the barrier")
        ->required()
        ->type_name("NAME");
    init->add_option("--operator", to.keys.operators, "who may open and close arms by order; may be given again")
        ->type_name("NAME");
    init->add_option("--provider", to.keys.providers, "who reports payments; may be given again")->type_name("NAME");
    init->add_flag("--demo", to.keys.demo, "keys for trying things out: real sites refuse them");
    return init;
}

CLI::App* add_watch(CLI::App& tool, Arguments& to) {
    auto* watch = tool.add_subcommand("watch", "shows the lanes of a lot, the box and its faults as they change");
    add_config(*watch, to);
    watch->add_flag("--once", to.once, "print one table and end (3: the box was not heard)");
    return watch;
}

CLI::App* add_order(CLI::App& tool, Arguments& to, const std::string& verb, const std::string& help) {
    auto* order = tool.add_subcommand(verb, help);
    order->add_option("LANE", to.lane.text, "the lane's id, as `parkgatectl watch` shows it")
        ->required()
        ->type_name("");
    order->add_option("--reason", to.reason, "why; it is recorded with your name")->required()->type_name("TEXT");
    add_config(*order, to);
    order->footer("Ends with 0: the arm is there; 1: refused or failed; 3: no answer.");
    return order;
}

int give_order(const Arguments& given, Verb verb) {
    if (!is_name(given.lane.text) || given.reason.empty() || given.reason.size() > 200) {
        std::fputs("parkgatectl: a lane's id is 1 to 64 of A-Z a-z 0-9 _ -, a reason 1 to 200 bytes\n", stderr);
        return service::exit_failed;
    }
    return with_config(given.config, [&](const ctl::Config& config) {
        return ctl::send_order(config, verb, given.lane, given.reason);
    });
}

} // namespace

int main(int argc, char** argv) {
    CLI::App tool{about, "parkgatectl"};
    tool.set_version_flag("--version", "parkgatectl " PARKGATE_VERSION);
    tool.require_subcommand(1);
    Arguments given;
    const auto* init = add_keys(tool, given);
    const auto* watch = add_watch(tool, given);
    const auto* open =
        add_order(tool, given, "open", "opens the arm of a lane; a car at an exit leaves with its debt recorded");
    add_order(tool, given, "close", "closes the arm of a lane, if nothing stands under it");
    CLI11_PARSE(tool, argc, argv);
    try {
        if (init->parsed()) {
            return make_keys_of(given.keys);
        }
        if (watch->parsed()) {
            return with_config(given.config, [&](const ctl::Config& config) { return ctl::watch(config, given.once); });
        }
        return give_order(given, open->parsed() ? Verb::open : Verb::close);
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "parkgatectl: %s\n", exception.what());
        return service::exit_failed;
    }
}
