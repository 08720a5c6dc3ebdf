#include "ledger/app/configuration.hpp"

#include "platform/settings/reader.hpp"
#include "platform/site/site.hpp"
#include "rules/file/rule_file.hpp"

#include <set>

namespace parkgate::ledger {

namespace {

namespace fs = std::filesystem;

void read_lots(settings::Table& root, Configuration& out) {
    std::set<std::string> seen;
    for (auto table : root.tables("lot")) {
        const std::string id = table.name("id");
        if (!id.empty() && !seen.insert(id).second) {
            table.fault("id", "another name: this lot is there already");
        }
        out.lots.push_back(id);
        table.done();
    }
    if (out.lots.empty()) {
        root.fault("lot", "at least one [[lot]]");
    }
}

void read_mqtt(settings::Table table, const fs::path& folder, Configuration& out) {
    out.mqtt = site::read_broker(table, folder, out.demo);
    out.mqtt.client_id = "parkgate-ledger-" + out.site;
    table.done();
}

void read_keys(settings::Table table, const fs::path& folder, Configuration& out) {
    out.keys = site::read_keys(table, folder, {out.site, out.demo}, {KeyRole::ledger, {}});
    if (table.has("site")) {
        out.plates = site::read_site_key(table, folder);
    }
    table.done();
}

void read_campaigns(settings::Table& root, Configuration& out) {
    for (auto table : root.tables("campaign")) {
        CampaignTerms campaign;
        campaign.id = {table.name("id")};
        campaign.budget_coupons = table.integer("budget_coupons", 0, 10'000'000);
        campaign.slice_coupons = table.integer_or("slice_coupons", 1, 1000, 10);
        campaign.stopped = table.flag_or("stopped", false);
        if (!campaign.id.empty() && !out.terms.rules.coupon.campaign.empty() &&
            campaign.id != out.terms.rules.coupon.campaign) {
            table.fault("id", "\"" + out.terms.rules.coupon.campaign.text + "\", the campaign of the rule set");
        } else if (!out.terms.campaigns.empty()) {
            table.fault("id", "one [[campaign]] only, as the rule set has one");
        }
        out.terms.campaigns.push_back(campaign);
        table.done();
    }
}

void read_holds(std::optional<settings::Table> table, Configuration& out) {
    if (table) {
        out.terms.hold_lifetime = std::chrono::hours(table->integer_or("lifetime_hours", 1, 24 * 365, 48));
        table->done();
    }
}

void add_problems(const settings::Document& document, Problems& problems) {
    for (const auto& problem : document.problems()) {
        problems.push_back(settings::to_text(problem));
    }
}

} // namespace

std::expected<Configuration, Problems> read_configuration(const fs::path& file) {
    Problems problems;
    Configuration out;
    const fs::path folder = file.parent_path();
    auto document = settings::Document::from_file(file.string());
    auto root = document.root();
    const auto site = site::read_site(root);
    out.demo = site.demo;
    out.site = site.name;
    read_lots(root, out);
    std::vector<settings::Document> rules;
    if (const auto name = root.text("rules"); !name.empty()) {
        rules.push_back(settings::Document::from_file((folder / name).string()));
        out.terms.rules = rules::read_rules(rules.back().root());
    }
    for (const auto& name : root.texts_or("former_rules", {})) {
        rules.push_back(settings::Document::from_file((folder / name).string()));
        out.terms.former_rules.push_back(rules::read_rules(rules.back().root()));
    }
    read_mqtt(root.table("mqtt"), folder, out);
    read_keys(root.table("keys"), folder, out);
    auto store = root.table("store");
    out.store = folder / store.text("file");
    store.done();
    read_campaigns(root, out);
    read_holds(root.table_if("holds"), out);
    root.done();
    add_problems(document, problems);
    for (const auto& one : rules) {
        add_problems(one, problems);
    }
    return problems.empty() ? std::expected<Configuration, Problems>(std::move(out)) : std::unexpected(problems);
}

} // namespace parkgate::ledger
