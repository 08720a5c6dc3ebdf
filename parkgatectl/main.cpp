// parkgatectl: what a person does with a Parkgate site from a shell.
#include "parkgatectl/event_talk.hpp"
#include "parkgatectl/keys_init.hpp"
#include "parkgatectl/member_orders.hpp"
#include "parkgatectl/orders.hpp"
#include "parkgatectl/questions.hpp"
#include "parkgatectl/rule_files.hpp"
#include "parkgatectl/send_order.hpp"
#include "parkgatectl/till.hpp"
#include "parkgatectl/watch.hpp"
#include "platform/service/service.hpp"
#include "protocol/signature_file.hpp"

#include <CLI/CLI.hpp>

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
int with_config(const std::string& file, KeyRole role, Act act) {
    const auto loaded = ctl::load_config(file, role);
    for (const auto& problem : loaded.problems) {
        std::fprintf(stderr, "%s\n", settings::to_text(problem).c_str());
    }
    return loaded.problems.empty() ? act(loaded.config) : service::exit_configuration;
}

constexpr const char* default_config = "/etc/parkgate/ctl.toml";

struct Arguments {
    ctl::KeysPlan keys;
    ctl::SignRules sign;
    ctl::OrderArguments order{default_config, {}, {}, {}};
    ctl::MemberArguments member{.config = default_config};
    std::string config = default_config;
    bool once = false;
    std::string plate;
    GivenWorth worth;
    std::string until;
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
    init->add_option("--provider", to.keys.providers, "who reports payments and what members do; may be given again")
        ->type_name("NAME");
    init->add_option("--store", to.keys.stores,
                     "whose till may give free parking and tell its sales; may be given again")
        ->type_name("NAME");
    init->add_flag("--demo", to.keys.demo, "keys for trying things out: real sites refuse them");
    return init;
}

// What there is to do with files of rules and the keys that sign them, each ready to be done.
struct RuleCommands {
    CLI::App* sign = nullptr;
    CLI::App* check = nullptr;
    CLI::App* public_half = nullptr;
};

RuleCommands add_rule_files(CLI::App& tool, Arguments& to) {
    RuleCommands out;
    auto* rules = tool.add_subcommand("rules", "files of rules that a site demands to be signed");
    rules->require_subcommand(1);
    out.sign = rules->add_subcommand("sign", "signs a file of rules, texts, rights, membership or stores");
    out.sign->add_option("FILE", to.sign.file, "the file; its signatures stand in FILE.sig")->required()->type_name("");
    out.sign->add_option("--key", to.sign.key, "your private key")->required()->type_name("FILE");
    out.sign->add_option("--signer", to.sign.signer, "your name, as the site's configuration has it")
        ->required()
        ->type_name("NAME");
    out.sign->add_option("--site", to.sign.site, "the site that it is for")->required()->type_name("NAME");
    out.sign->add_option("--version", to.sign.version, "of the file: higher than any before, the same for all who sign")
        ->required()
        ->check(CLI::Range(std::int64_t{1}, highest_file_version))
        ->type_name("N");
    out.check = rules->add_subcommand("check", "says whether a daemon would take the file, and who has signed it");
    out.check->add_option("FILE", to.sign.file, "the file")->required()->type_name("");
    out.check->add_option("--config", to.config, "the configuration of the daemon, with its [trust]")
        ->required()
        ->type_name("FILE");
    auto* keys = tool.get_subcommand("keys");
    out.public_half = keys->add_subcommand("public", "prints a key's public half, for [trust] rule_signers");
    out.public_half->add_option("KEY", to.sign.key, "the private key")->required()->type_name("FILE");
    out.public_half->add_option("--name", to.sign.signer, "whose it is")->required()->type_name("NAME");
    return out;
}

int say(const std::expected<std::string, std::string>& said) {
    std::fprintf(said ? stdout : stderr, "%s%s\n", said ? "" : "parkgatectl: ", (said ? *said : said.error()).c_str());
    return said ? service::exit_good : service::exit_failed;
}

CLI::App* add_watch(CLI::App& tool, Arguments& to) {
    auto* watch = tool.add_subcommand("watch", "shows the lanes of a lot, the box and its faults as they change");
    add_config(*watch, to);
    watch->add_flag("--once", to.once, "print one table and end (3: the box was not heard)");
    return watch;
}

CLI::App* add_questions(CLI::App& tool, Arguments& to) {
    auto* questions = tool.add_subcommand("questions", "shows whose stays the gate asks you about, with their plates");
    add_config(*questions, to);
    return questions;
}

CLI::App* add_validate(CLI::App& tool, Arguments& to) {
    auto* validate = tool.add_subcommand("validate", "gives a store's customer something towards his parking");
    validate->add_option("PLATE", to.plate, "his number plate")->required()->type_name("");
    auto* worth = validate->add_option_group("worth", "what the store gives, one of these");
    const auto amount = [&](const char* name, const char* help, WorthKind kind) {
        worth
            ->add_option_function<std::int64_t>(
                name, [&to, kind](std::int64_t count) { to.worth = {kind, count, {}}; }, help)
            ->type_name("N");
    };
    amount("--minutes", "free minutes", WorthKind::minutes);
    amount("--fen", "money off, in 1/100 yuan", WorthKind::fen);
    amount("--percent", "percent off, 1 to 100", WorthKind::percent);
    worth->add_flag_callback("--full", [&to] { to.worth = {WorthKind::full, 0, {}}; }, "the whole stay");
    worth->add_option("--until", to.until, "free until this time, such as 2026-11-22T21:30+08:00")->type_name("TIME");
    worth->require_option(1);
    add_config(*validate, to);
    validate->footer("The configuration's own key is the store's. Ends with 0: given; 1: refused; 3: no answer.");
    return validate;
}

int give_order(const Arguments& given, const ctl::GivenOrder& order) {
    const auto& [config, lane, reason, words] = given.order;
    if (!is_name(lane.text) || reason.empty() || reason.size() > 200) {
        std::fputs("parkgatectl: a lane's id is 1 to 64 of A-Z a-z 0-9 _ -, a reason 1 to 200 bytes\n", stderr);
        return service::exit_failed;
    }
    return with_config(config, KeyRole::command, [&](const ctl::Config& loaded) {
        return ctl::send_order(loaded, order.verb, given.order.lane, given.order.reason, order.argument);
    });
}

int give_validation(const Arguments& given) {
    GivenWorth worth = given.worth;
    if (!given.until.empty()) {
        const auto until = ctl::read_instant(given.until);
        if (!until) {
            std::fprintf(stderr, "parkgatectl: --until: %s\n", until.error().c_str());
            return service::exit_failed;
        }
        worth = {WorthKind::until, 0, *until};
    }
    return with_config(given.config, KeyRole::store,
                       [&](const ctl::Config& config) { return ctl::validate(config, given.plate, worth); });
}

int give_event(const Arguments& given, const std::expected<ctl::GivenEvent, std::string>& event) {
    if (!event) {
        std::fprintf(stderr, "parkgatectl: %s\n", event.error().c_str());
        return service::exit_failed;
    }
    return with_config(given.member.config, ctl::role_for(event->body), [&](const ctl::Config& config) {
        if (event->print_code) {
            std::printf("%s\n", ctl::receipt_code(config, std::get<Sold>(event->body)).c_str());
            return service::exit_good;
        }
        return ctl::tell(config, event->body, given.member.id);
    });
}

} // namespace

int main(int argc, char** argv) {
    CLI::App tool{about, "parkgatectl"};
    tool.set_version_flag("--version", "parkgatectl " PARKGATE_VERSION);
    tool.require_subcommand(1);
    Arguments given;
    const auto* init = add_keys(tool, given);
    const RuleCommands rules = add_rule_files(tool, given);
    const auto* watch = add_watch(tool, given);
    const auto* questions = add_questions(tool, given);
    const auto* validate = add_validate(tool, given);
    ctl::add_orders(tool, given.order);
    ctl::add_member_orders(tool, given.member);
    CLI11_PARSE(tool, argc, argv);
    try {
        if (init->parsed()) {
            return make_keys_of(given.keys);
        }
        if (rules.sign->parsed()) {
            return say(ctl::sign_rules(given.sign, ctl::wall_clock()));
        }
        if (rules.check->parsed()) {
            return say(ctl::check_rules(given.sign.file, given.config));
        }
        if (rules.public_half->parsed()) {
            return say(ctl::public_line(given.sign.key, given.sign.signer));
        }
        if (watch->parsed()) {
            return with_config(given.config, KeyRole::command,
                               [&](const ctl::Config& config) { return ctl::watch(config, given.once); });
        }
        if (questions->parsed()) {
            return with_config(given.config, KeyRole::command,
                               [](const ctl::Config& config) { return ctl::questions(config); });
        }
        if (validate->parsed()) {
            return give_validation(given);
        }
        if (const auto order = ctl::order_given(tool, given.order)) {
            return give_order(given, *order);
        }
        if (const auto event = ctl::event_given(tool, given.member, SiteTime{ctl::wall_clock().time_since_epoch()})) {
            return give_event(given, *event);
        }
        return service::exit_failed;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "parkgatectl: %s\n", exception.what());
        return service::exit_failed;
    }
}
