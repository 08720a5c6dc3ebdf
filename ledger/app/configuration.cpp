#include "ledger/app/configuration.hpp"

#include "platform/settings/reader.hpp"
#include "rules/file/rule_file.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace parkgate::ledger {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view demo_prefix = "demo-";

std::string trimmed(std::string text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    while (!text.empty() && is_space(text.back())) {
        text.pop_back();
    }
    return text;
}

bool is_public_key(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_loopback(std::string_view host) {
    return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

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
    out.mqtt.host = table.text_or("host", "127.0.0.1");
    out.mqtt.port = static_cast<int>(table.integer_or("port", 1, 65535, 1883));
    out.mqtt.user = table.text_or("user", "");
    if (out.demo && !is_loopback(out.mqtt.host)) {
        table.fault("host", "127.0.0.1, ::1 or localhost: a demo speaks to a broker on this machine only");
    }
    if (table.has("password_file")) {
        if (auto password = read_whole(folder / table.text("password_file"))) {
            out.mqtt.password = trimmed(*std::move(password));
        } else {
            table.fault("password_file", "a file that can be read");
        }
    }
    table.done();
}

void read_key_names(settings::Table table, const fs::path& folder, Configuration& out) {
    out.key_list = folder / table.text("list");
    out.own_key = folder / table.text("own");
    if (const auto site = table.text_or("site", ""); !site.empty()) {
        out.site_key = folder / site;
    }
    out.root_public_hex = table.text("root");
    if (!out.root_public_hex.empty() && !is_public_key(out.root_public_hex)) {
        out.root_public_hex = trimmed(read_whole(folder / out.root_public_hex).value_or(""));
        if (!is_public_key(out.root_public_hex)) {
            table.fault("root", "64 hexadecimal digits, or a file that holds them");
        }
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

void read_site(settings::Table& root, Configuration& out) {
    out.demo = root.one_of_or("mode", {"production", "demo"}, "production") == "demo";
    out.site = root.name("site");
    if (out.demo && !out.site.empty() && !out.site.starts_with(demo_prefix)) {
        root.fault("site", "a name that begins with \"demo-\", as mode is \"demo\"");
    }
    out.mqtt.client_id = "parkgate-ledger-" + out.site;
}

void add_problems(const settings::Document& document, Problems& problems) {
    for (const auto& problem : document.problems()) {
        problems.push_back(settings::to_text(problem));
    }
}

} // namespace

std::optional<std::string> read_whole(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) {
        return std::nullopt;
    }
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return in ? std::optional(text.str()) : std::nullopt;
}

std::expected<Configuration, Problems> read_configuration(const fs::path& file) {
    Problems problems;
    Configuration out;
    const fs::path folder = file.parent_path();
    auto document = settings::Document::from_file(file.string());
    auto root = document.root();
    read_site(root, out);
    read_lots(root, out);
    std::optional<settings::Document> rules;
    if (const auto name = root.text("rules"); !name.empty()) {
        rules = settings::Document::from_file((folder / name).string());
        out.terms.rules = rules::read_rules(rules->root());
    }
    read_mqtt(root.table("mqtt"), folder, out);
    read_key_names(root.table("keys"), folder, out);
    auto store = root.table("store");
    out.store = folder / store.text("file");
    store.done();
    read_campaigns(root, out);
    read_holds(root.table_if("holds"), out);
    root.done();
    add_problems(document, problems);
    if (rules) {
        add_problems(*rules, problems);
    }
    return problems.empty() ? std::expected<Configuration, Problems>(std::move(out)) : std::unexpected(problems);
}

} // namespace parkgate::ledger
