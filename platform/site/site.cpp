#include "platform/site/site.hpp"

#include "platform/site/files.hpp"
#include "protocol/topics.hpp"

#include <arpa/inet.h>

namespace parkgate::site {

namespace {

bool is_demo_name(const std::string& name) {
    return name.starts_with("demo-");
}

} // namespace

SiteSettings read_site(settings::Table& root) {
    const bool demo = root.one_of_or("mode", {"production", "demo"}, "production") == "demo";
    const SiteSettings site{root.name("site"), demo};
    if (!site.name.empty() && demo != is_demo_name(site.name)) {
        root.fault("site", demo ? "a site that begins with \"demo-\", because mode is \"demo\""
                                : "a site that does not begin with \"demo-\", because mode is not \"demo\"");
    }
    return site;
}

SiteSettings read_site_of_tool(settings::Table& root) {
    std::string name = root.name("site");
    const bool demo = is_demo_name(name);
    return {std::move(name), demo};
}

std::string read_lot(settings::Table& table, std::string_view key) {
    std::string name = table.name(key);
    if (is_reserved_lot(name)) {
        table.fault(key, "another name for the lot, such as \"lot-" + name + "\": the site's topics have this word");
    }
    return name;
}

bool is_loopback(const std::string& host) {
    // 127.example.com is a name like any other.
    in_addr address{};
    const bool is_ipv4 = ::inet_pton(AF_INET, host.c_str(), &address) == 1;
    return (is_ipv4 && host.starts_with("127.")) || host == "localhost" || host == "::1";
}

void demand_loopback(settings::Table& table, const std::string& host, bool demo) {
    if (demo && !is_loopback(host)) {
        table.fault("host", "a loopback address, because mode is \"demo\"");
    }
}

mqtt::Options read_broker(settings::Table& table, const std::filesystem::path& folder, bool demo) {
    mqtt::Options out;
    out.host = table.text_or("host", out.host);
    out.port = static_cast<int>(table.integer_or("port", 1, 65'535, out.port));
    out.user = table.text_or("user", "");
    if (table.has("password_file")) {
        out.password = first_line(named_file(table, "password_file", folder));
    }
    demand_loopback(table, out.host, demo);
    return out;
}

} // namespace parkgate::site
