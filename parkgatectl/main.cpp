// parkgatectl: what a person does with a Parkgate site from a shell.
#include "parkgatectl/keys_init.hpp"
#include "parkgatectl/send_order.hpp"
#include "parkgatectl/watch.hpp"
#include "platform/service/service.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdio>

namespace {

using namespace parkgate;

constexpr const char* about =
    "Looks after a Parkgate site from a shell: makes its keys, shows a lot's lanes, and tells them what to do.\n"
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
    std::string argument;
};

struct OrderRow {
    Verb verb;
    const char* name;
    const char* help;
    const char* argument; // its name; none: it has none
};

constexpr std::array<OrderRow, 10> orders = {{
    {Verb::open, "open", "opens the arm of a lane, in every mode; a car at an exit leaves with its debt recorded",
     nullptr},
    {Verb::close, "close", "closes the arm of a lane, if nothing stands under it and it is not held open", nullptr},
    {Verb::normal, "normal", "ends hold-open, lock and out-of-service; an arm that nobody needs is closed", nullptr},
    {Verb::hold_open, "hold-open", "opens the arm and keeps it up; whoever passes is charged nothing", nullptr},
    {Verb::lock, "lock", "admits nobody through this lane", nullptr},
    {Verb::out_of_service, "out-of-service", "admits nobody, and nothing but open and close moves the arm", nullptr},
    {Verb::set_direction, "direction", "from which sides a reversible lane takes cars: entry, exit or both",
     "DIRECTION"},
    {Verb::fire, "fire", "raises all arms of the lot and keeps them up", nullptr},
    {Verb::fire_over, "fire-over", "ends the fire alarm; who is still in the books leaves them unseen", nullptr},
    {Verb::edit_plate, "plate", "gives the car that stands in the lane this plate, and decides on it anew", "PLATE"},
}};

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

CLI::App* add_order(CLI::App& tool, Arguments& to, const OrderRow& row) {
    auto* order = tool.add_subcommand(row.name, row.help);
    order->add_option("LANE", to.lane.text, "the lane's id, as `parkgatectl watch` shows it")
        ->required()
        ->type_name("");
    if (row.argument != nullptr) {
        order->add_option(row.argument, to.argument, "what it is to be")->required()->type_name("");
    }
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
        return ctl::send_order(config, verb, given.lane, given.reason, given.argument);
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
    for (const auto& row : orders) {
        add_order(tool, given, row);
    }
    CLI11_PARSE(tool, argc, argv);
    try {
        if (init->parsed()) {
            return make_keys_of(given.keys);
        }
        if (watch->parsed()) {
            return with_config(given.config, [&](const ctl::Config& config) { return ctl::watch(config, given.once); });
        }
        for (const auto& row : orders) {
            if (tool.got_subcommand(row.name)) {
                return give_order(given, row.verb);
            }
        }
        return service::exit_failed;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "parkgatectl: %s\n", exception.what());
        return service::exit_failed;
    }
}
