#include "ledger/app/configuration.hpp"

#include "platform/settings/reader.hpp"
#include "platform/site/site.hpp"
#include "rules/earning/names.hpp"
#include "rules/file/earning_file.hpp"
#include "rules/file/rule_file.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace parkgate::ledger {

namespace {

namespace fs = std::filesystem;

// What else the configuration names, and what is wrong there.
struct Files {
    std::vector<settings::Document> documents;
    std::vector<settings::Problem> problems;
    site::Trust trust;
    std::vector<site::SignedPart> signed_parts;

    void check(std::string part, const settings::Document& document) {
        trust.take(std::move(part), document, signed_parts, problems);
    }
    // Former ones are older than what is in force, by their nature: it is enough that they are signed.
    void check_former(const settings::Document& document) {
        std::vector<site::SignedPart> ignored;
        trust.take("", document, ignored, problems);
    }
};

bool has_key(const KeyRing& keys, KeyRole role, const std::string& owner) {
    return std::ranges::any_of(
        keys.keys(), [&](const auto& entry) { return entry.second.role == role && entry.second.owner == owner; });
}

void read_boxes(settings::Table& table, const std::string& lot, Configuration& out) {
    const std::size_t faults = table.faults();
    const auto boxes = table.texts_or("boxes", {});
    if (table.faults() != faults) {
        return;
    }
    if (table.has("boxes") && boxes.empty()) {
        table.fault("boxes", "at least one box; without the key every box speaks there that no other lot names");
    }
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const std::string place = "boxes[" + std::to_string(i + 1) + "]";
        const auto [named, is_new] = out.boxes.try_emplace({boxes[i]}, lot);
        if (!is_name(boxes[i])) {
            table.fault(place, "the name of a box");
        } else if (!is_new) {
            table.fault(place, "another box: this one is there already, of lot \"" + named->second + "\"");
        } else if (out.keys && !has_key(out.keys->trusted, KeyRole::box, boxes[i])) {
            table.fault(place, "the owner of a box key of the key list");
        }
    }
}

void read_lots(settings::Table& root, Configuration& out) {
    std::set<std::string> seen;
    for (auto table : root.tables("lot")) {
        const std::string id = site::read_lot(table, "id");
        if (!id.empty() && !seen.insert(id).second) {
            table.fault("id", "another name: this lot is there already");
        }
        out.lots.push_back(id);
        read_boxes(table, id, out);
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

// Of a rule set that could not be read nobody knows: its own faults are told.
bool are_rules_read(const Configuration& out) {
    const auto& coupons = out.terms.rules.coupons;
    return !coupons.empty() && std::ranges::none_of(coupons, [](const auto& one) { return one.campaign.empty(); });
}

bool is_given(const Configuration& out, const CampaignId& campaign) {
    return !are_rules_read(out) || rules::coupon_of(out.terms.rules, campaign) != nullptr;
}

std::string campaigns_given(const Configuration& out) {
    std::string text;
    for (const auto& coupon : out.terms.rules.coupons) {
        text += (text.empty() ? "\"" : "\" or \"") + coupon.campaign.text;
    }
    const bool several = out.terms.rules.coupons.size() > 1;
    return text + (several ? "\", the campaigns of the rule set" : "\", the campaign of the rule set");
}

void read_campaigns(settings::Table& root, Configuration& out) {
    for (auto table : root.tables("campaign")) {
        CampaignTerms campaign;
        campaign.id = {table.name("id")};
        campaign.budget_coupons = table.integer("budget_coupons", 0, 10'000'000);
        campaign.slice_coupons = table.integer_or("slice_coupons", 1, 1000, 10);
        campaign.stopped = table.flag_or("stopped", false);
        const bool known =
            std::ranges::find(out.terms.campaigns, campaign.id, &CampaignTerms::id) != out.terms.campaigns.end();
        if (!campaign.id.empty() && !is_given(out, campaign.id)) {
            table.fault("id", campaigns_given(out));
        } else if (!campaign.id.empty() && known) {
            table.fault("id", "another campaign of the rule set: this one is there already");
        }
        out.terms.campaigns.push_back(campaign);
        table.done();
    }
}

void read_stores(settings::Table root, Configuration& out) {
    std::set<StoreId> seen;
    for (auto table : root.tables("store")) {
        StoreTerms store;
        store.id = {table.name("id")};
        store.category = table.name("category");
        const auto lease = rules::lease_named(table.one_of("lease", rules::lease_names()));
        store.lease = lease.value_or(store.lease);
        store.has_feed = table.flag_or("feed", true);
        if (!store.id.empty() && !seen.insert(store.id).second) {
            table.fault("id", "another name: this store is there already");
        } else if (store.has_feed && out.keys && !has_key(out.keys->trusted, KeyRole::store, store.id.text)) {
            table.fault("id", "the owner of a store key of the key list, or feed = false");
        }
        if (!store.category.empty() && !rules::knows_category(out.terms.earning, store.category)) {
            table.fault("category", "one of the membership file's categories");
        }
        out.terms.stores.push_back(store);
        table.done();
    }
    if (out.terms.stores.empty()) {
        root.fault("store", "at least one [[store]]");
    }
    root.done();
}

// What tills, the application and staff tell needs all of this: what it earns, whose store it is, and a key that hides
// plates.
void read_membership(settings::Table& root, const fs::path& folder, Configuration& out, Files& files) {
    const auto read = [&](const std::string& name, bool former) {
        auto file = rules::earning_file((folder / name).string(), out.terms.rules.tariff.calendar);
        files.problems.insert(files.problems.end(), file.problems.begin(), file.problems.end());
        for (std::size_t i = 0; i < file.read.size(); ++i) {
            former ? files.check_former(file.read[i]) : files.check(i == 0 ? "membership" : "template", file.read[i]);
        }
        return std::pair(std::move(file.terms), file.problems.empty());
    };
    bool sound = false;
    if (root.has("membership")) {
        std::tie(out.terms.earning, sound) = read(root.path("membership"), false);
        if (!out.plates) {
            root.fault("membership", "a [keys] site beside it: it hides the plates of members");
        }
    }
    for (const auto& name : root.texts_or("former_memberships", {})) {
        out.terms.former_earning.push_back(read(name, true).first);
    }
    const auto& earning = out.terms.earning;
    if (sound && earning.stamps.stamps > 0 && !is_given(out, earning.stamps.campaign)) {
        root.fault("membership", "a file whose stamps are of " + campaigns_given(out));
    }
    const auto& codes = out.terms.rules.benefits.codes;
    for (const auto& segment : earning.segments) {
        const bool gives = std::ranges::find(codes, segment.benefit, &rules::CodeBenefit::code) != codes.end();
        if (sound && !gives && are_rules_read(out)) {
            root.fault("membership",
                       "a file whose segments have codes of the rule set: no [[benefits.code]] of it is \"" +
                           segment.benefit.text + "\", as " + segment.name.text + " has");
        }
    }
    if (root.has("membership") != root.has("stores")) {
        root.fault(root.has("membership") ? "stores" : "membership", "a file: membership and stores go together");
    }
    if (root.has("stores")) {
        // Its faults would all be that no category is known.
        auto stores = settings::Document::from_file((folder / root.path("stores")).string());
        if (sound) {
            read_stores(stores.root(), out);
        }
        files.check("stores", stores);
        files.documents.push_back(std::move(stores));
    }
}

void read_rule_files(settings::Table& root, const fs::path& folder, Configuration& out, Files& files) {
    const auto read = [&](const std::string& name) {
        files.documents.push_back(settings::Document::from_file((folder / name).string()));
        return rules::read_rules(files.documents.back().root());
    };
    if (const auto name = root.text("rules"); !name.empty()) {
        out.terms.rules = read(name);
        files.check("rules", files.documents.back());
    }
    for (const auto& name : root.texts_or("former_rules", {})) {
        out.terms.former_rules.push_back(read(name));
        files.check_former(files.documents.back());
    }
}

void read_holds(std::optional<settings::Table> table, Configuration& out) {
    if (table) {
        out.terms.hold_lifetime = std::chrono::hours(table->integer_or("lifetime_hours", 1, 24 * 365, 48));
        table->done();
    }
}

void read_desk(std::optional<settings::Table> table, Configuration& out) {
    if (table) {
        out.terms.second_person_above_coupons =
            table->integer_or("second_person_above_coupons", 0, 10'000'000, out.terms.second_person_above_coupons);
        table->done();
    }
}

void read_clock(std::optional<settings::Table> table, Configuration& out) {
    if (table) {
        out.longest_closed = std::chrono::hours(24 * table->integer_or("longest_closed_days", 1, 3660, 14));
        table->done();
    }
}

void add_problems(const std::vector<settings::Problem>& found, Problems& problems) {
    for (const auto& problem : found) {
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
    Files files;
    files.trust = site::read_trust(root, folder, out.site);
    read_rule_files(root, folder, out, files);
    read_mqtt(root.table("mqtt"), folder, out);
    read_keys(root.table("keys"), folder, out);
    read_lots(root, out);
    read_membership(root, folder, out, files);
    auto store = root.table("store");
    out.store = folder / store.text("file");
    store.done();
    read_campaigns(root, out);
    read_holds(root.table_if("holds"), out);
    read_desk(root.table_if("desk"), out);
    read_clock(root.table_if("clock"), out);
    root.done();
    add_problems(document.problems(), problems);
    for (const auto& one : files.documents) {
        add_problems(one.problems(), problems);
    }
    add_problems(files.problems, problems);
    out.signed_parts = std::move(files.signed_parts);
    return problems.empty() ? std::expected<Configuration, Problems>(std::move(out)) : std::unexpected(problems);
}

} // namespace parkgate::ledger
