#include "parkgatectl/keys_init.hpp"

#include "protocol/keys.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace parkgate::ctl {

namespace {

namespace fs = std::filesystem;

struct Planned {
    std::vector<NewKey> keys;
    KeyId root;
    std::map<std::string, std::string> purposes; // by file name
};

Planned plan_keys(const KeysPlan& plan) {
    const std::string prefix = plan.demo ? "demo-" : "";
    Planned out;
    const auto add = [&](const std::string& id, KeyRole role, const std::string& owner, const std::string& purpose) {
        out.keys.push_back({{prefix + id}, role, owner});
        out.purposes[prefix + id + ".key"] = purpose;
    };
    // A demo's box is named after the demo itself; its key needs the prefix once.
    const std::string box = plan.demo && plan.box.starts_with("demo-") ? plan.box.substr(5) : plan.box;
    add("ledger", KeyRole::ledger, "ledger", "private key of the ledger: on the ledger's machine, [keys] own");
    add(box, KeyRole::box, plan.box, "private key of box " + plan.box + ": in its cabinet, [keys] own");
    for (const auto& name : plan.operators) {
        add("op-" + name, KeyRole::command, name, "private key of operator " + name + ": for nobody else, [keys] own");
    }
    for (const auto& name : plan.providers) {
        add("pay-" + name, KeyRole::payment, name, "private key of payment provider " + name + ": given to it alone");
    }
    for (const auto& name : plan.stores) {
        add("store-" + name, KeyRole::store, name, "private key of store " + name + ": at its till, [keys] own");
    }
    if (plan.demo) {
        add("clock", KeyRole::demo, "clock", "private key that lets the demo's clock leap");
    }
    out.root = {prefix + "root"};
    out.purposes[out.root.text + ".key"] =
        "private key of the site's root, signs the key list: keep it offline, on none of these machines";
    out.purposes["root.pub"] = "the root's public half: beside every keys.json, [keys] root";
    out.purposes["keys.json"] = "the public keys, signed by the root: on every machine, [keys] list";
    out.purposes["site.key"] = "hides number plates: on the box and the ledger, [keys] site";
    return out;
}

std::optional<std::string> check(const KeysPlan& plan, const Planned& planned) {
    constexpr std::string_view allowed = ": a name is 1 to 64 of A-Z a-z 0-9 _ -";
    std::vector<std::string> names = {plan.site, plan.box};
    names.insert(names.end(), plan.operators.begin(), plan.operators.end());
    names.insert(names.end(), plan.providers.begin(), plan.providers.end());
    names.insert(names.end(), plan.stores.begin(), plan.stores.end());
    for (const auto& name : names) {
        if (!is_name(name)) {
            return "\"" + name + "\"" + std::string(allowed);
        }
    }
    if (plan.demo != plan.site.starts_with("demo-")) {
        return plan.demo ? "--demo is for a site whose name begins with \"demo-\""
                         : "a site whose name begins with \"demo-\" takes demo keys only: add --demo";
    }
    std::map<KeyId, int> count{{planned.root, 1}};
    for (const auto& key : planned.keys) {
        if (!is_name(key.id.text)) {
            return "\"" + key.id.text + "\"" + std::string(allowed);
        }
        if (++count[key.id] > 1) {
            return "two keys would be called \"" + key.id.text + "\": choose another name for one of them";
        }
    }
    return std::nullopt;
}

std::string failure(const fs::path& file) {
    return file.string() + ": " + std::strerror(errno);
}

// Never over a file that is there, whoever made it in between.
std::optional<std::string> write_new(const fs::path& file, const std::string& text, bool secret) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, secret ? 0600 : 0644);
    if (descriptor < 0) {
        return failure(file);
    }
    const bool written =
        ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    const std::string why = failure(file);
    ::close(descriptor);
    return written ? std::nullopt : std::optional(why);
}

std::optional<std::string> make_folder(const fs::path& folder) {
    if (::mkdir(folder.c_str(), 0700) == 0) {
        return std::nullopt;
    }
    std::error_code error;
    return errno == EEXIST && fs::is_directory(folder, error) ? std::nullopt : std::optional(failure(folder));
}

} // namespace

std::expected<std::vector<WrittenKey>, std::string> init_keys(const KeysPlan& plan) {
    const Planned planned = plan_keys(plan);
    if (auto wrong = check(plan, planned)) {
        return std::unexpected(*std::move(wrong));
    }
    for (const auto& [name, purpose] : planned.purposes) {
        std::error_code error;
        if (fs::exists(fs::symlink_status(plan.folder / name, error))) {
            return std::unexpected((plan.folder / name).string() +
                                   " is there already; keys are never written over. Nothing was changed.");
        }
    }
    if (auto wrong = make_folder(plan.folder)) {
        return std::unexpected(*std::move(wrong));
    }
    KeyFiles made = make_keys(plan.site, planned.keys, planned.root);
    made.files.push_back({"root.pub", made.root_public_hex + "\n", false});
    std::vector<WrittenKey> out;
    for (const auto& file : made.files) {
        if (auto wrong = write_new(plan.folder / file.name, file.text, file.secret)) {
            return std::unexpected(*std::move(wrong));
        }
        out.push_back({plan.folder / file.name, planned.purposes.at(file.name)});
    }
    return out;
}

} // namespace parkgate::ctl
