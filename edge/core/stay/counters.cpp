// A person counts the cars of an area, and the counters follow him.
#include "edge/core/stay/hands.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

namespace parkgate::core {

namespace {

struct Counted {
    AreaId area;
    std::string cars; // transient | right | all
    std::int64_t count = 0;
};

constexpr std::int64_t most_cars = 100'000;

std::optional<Counted> counted_in(const std::string& argument) {
    std::istringstream words(argument);
    Counted out;
    std::string number;
    std::string more;
    const bool three = (words >> out.area.text >> out.cars >> number) && !(words >> more);
    const char* end = number.data() + number.size();
    const auto parsed = std::from_chars(number.data(), end, out.count);
    const bool good = three && parsed.ec == std::errc{} && parsed.ptr == end && out.count >= 0 &&
                      out.count <= most_cars && (out.cars == "transient" || out.cars == "right" || out.cars == "all");
    return good ? std::optional(out) : std::nullopt;
}

// The correction changes by what the counter is wrong.
void set_inside(Context& context, const AreaId& area, CountedAs cars, std::int64_t count) {
    const auto known = context.lot.corrections.find({area, cars});
    const std::int64_t correction = known == context.lot.corrections.end() ? 0 : known->second;
    correct_count(context, area, cars, correction + count - inside(context.lot, area, cars));
}

} // namespace

Told set_counter(Context& context, const Command& command) {
    const auto counted = counted_in(command.argument);
    if (!counted) {
        return std::unexpected("a counter is set by an area, transient, right or all, and a number of cars");
    }
    const auto area = std::ranges::find(context.lot.config.areas, counted->area, &AreaConfig::id);
    if (area == context.lot.config.areas.end()) {
        return std::unexpected("there is no area of this name");
    }
    if (area->spaces <= 0) {
        return std::unexpected("nobody counts in this area: it has no number of spaces");
    }
    const std::int64_t transient = inside(context.lot, area->id, CountedAs::transient);
    const std::int64_t right = inside(context.lot, area->id, CountedAs::right);
    std::int64_t from = transient + right;
    if (counted->cars == "transient") {
        from = transient;
        set_inside(context, area->id, CountedAs::transient, counted->count);
    } else if (counted->cars == "right") {
        from = right;
        set_inside(context, area->id, CountedAs::right, counted->count);
    } else {
        // Who has a right is known better than who came by chance.
        const std::int64_t kept = std::min(right, counted->count);
        set_inside(context, area->id, CountedAs::right, kept);
        set_inside(context, area->id, CountedAs::transient, counted->count - kept);
    }
    context.record({}, CounterSet{area->id, counted->cars, from, counted->count, command.by});
    return counted->cars + " in " + area->id.text + ": " + std::to_string(from) + " -> " +
           std::to_string(counted->count) + ", free spaces " +
           std::to_string(free_spaces(context.lot, area->id).value_or(0));
}

} // namespace parkgate::core
