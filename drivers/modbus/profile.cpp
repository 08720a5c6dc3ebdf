#include "drivers/modbus/profile.hpp"

#include "drivers/modbus/profile_reader.hpp"

#include <algorithm>

namespace parkgate::drivers {

namespace {

using profile_reader::Context;
using profile_reader::Points;

constexpr std::int64_t longest_ms = 60'000;

std::chrono::milliseconds read_ms(settings::Table& table, std::string_view key, std::int64_t least) {
    return std::chrono::milliseconds{table.integer(key, least, longest_ms)};
}

std::set<Transport> read_transports(settings::Table& table) {
    std::set<Transport> transports;
    for (const std::string& name : table.texts_or("transports", {})) {
        if (name == "tcp") {
            transports.insert(Transport::tcp);
        } else if (name == "rtu") {
            transports.insert(Transport::rtu);
        } else {
            table.fault("transports", "\"tcp\" and \"rtu\" only");
            return transports;
        }
    }
    if (transports.empty()) {
        table.fault("transports", "a list of \"tcp\", \"rtu\" or both");
    }
    return transports;
}

Link read_link(settings::Table table, Context& context) {
    Link link;
    link.transports = read_transports(table);
    context.address_base = static_cast<int>(table.integer("address_base", 0, 1));
    context.word_order = profile_reader::read_order(table, "word_order");
    link.word_order = context.word_order;
    link.minimum_gap = read_ms(table, "minimum_gap_ms", 0);
    link.turnaround = std::chrono::milliseconds{table.integer_or("turnaround_ms", 0, 1000, 0)};
    link.response_timeout = read_ms(table, "response_timeout_ms", 1);
    link.read_tries = static_cast<int>(table.integer("read_tries", 1, 10));
    link.probe_tries = static_cast<int>(table.integer("probe_tries", 1, 10));
    table.done();
    return link;
}

PollRates read_poll(settings::Table table) {
    PollRates poll;
    poll.present = read_ms(table, "present_ms", 1);
    poll.absent = read_ms(table, "absent_ms", 1);
    poll.stale_after = read_ms(table, "stale_after_ms", 2);
    if (poll.stale_after.count() > 0 && poll.stale_after <= std::max(poll.present, poll.absent)) {
        table.fault("stale_after_ms",
                    "more than present_ms and absent_ms, or every value would go stale between polls");
    }
    table.done();
    return poll;
}

Points read_points(settings::Table table, const Context& context) {
    Points points;
    for (const std::string& name : table.keys()) {
        points.emplace(name, profile_reader::read_point(table.table(name), context));
    }
    table.done();
    return points;
}

DeviceMap read_map(const std::string& kind, settings::Table& root, const Points& points, const Context& context) {
    if (kind == "barrier") {
        return profile_reader::read_barrier(root, points, context);
    }
    if (kind == "loops") {
        return profile_reader::read_loops(root, points);
    }
    if (kind == "alarm") {
        return profile_reader::read_alarm(root, points);
    }
    if (kind == "display") {
        return profile_reader::read_display(root, context);
    }
    return profile_reader::read_camera(root, points, context);
}

LoadedProfile read_profile(settings::Document document) {
    DeviceProfile profile;
    if (!document.good()) {
        return {profile, document.problems()};
    }
    settings::Table root = document.root();
    (void)root.integer("format", 1, 1);
    const std::vector<std::string> kinds{"plate_camera", "barrier", "loops", "display", "alarm"};
    const std::string kind = root.one_of("kind", kinds);
    profile.name = root.text("name");
    Context context;
    profile.link = read_link(root.table("link"), context);
    profile.poll = read_poll(root.table("poll"));
    profile.points = read_points(root.table("points"), context);
    if (profile.points.empty() && root.has("points")) {
        root.fault("points", "at least one point, by which the device is seen to answer");
    }
    // Without a known kind nothing can be said about the tables that belong to a kind.
    if (std::ranges::find(kinds, kind) != kinds.end()) {
        profile.map = read_map(kind, root, profile.points, context);
        root.done();
    }
    return {profile, document.problems()};
}

} // namespace

LoadedProfile load_profile(const std::string& path) {
    return read_profile(settings::Document::from_file(path));
}

LoadedProfile parse_profile(std::string_view text, std::string file_name) {
    return read_profile(settings::Document::from_text(text, std::move(file_name)));
}

} // namespace parkgate::drivers
