#include "rules/dearest.hpp"

#include <algorithm>
#include <set>

namespace parkgate::rules {

namespace {

constexpr Minutes clock_change{60};

// A block of its full length; a border may make one shorter, and no block dearer.
struct Block {
    Minutes length;
    Fen fen;
};

bool is_of_increments(const RateLine& line) {
    return line.type == RateLineType::incrementing_rate || line.type == RateLineType::per_unit;
}

bool has_borders(const RateTable& table) {
    return table.collections.size() > 1 || table.hand_over || table.relative_to == RelativeTo::calendar_day ||
           table.relative_to == RelativeTo::every_24_hours;
}

// Only started increments run on over every border at their full length.
bool has_short_blocks(const RateTable& table) {
    const auto runs_on = [](const RateLine& line) { return line.type == RateLineType::incrementing_rate; };
    return has_borders(table) && (table.transition != Transition::follow_through ||
                                  !std::ranges::all_of(table.collections, [&](const RateLineCollection& collection) {
                                      return std::ranges::all_of(collection.lines, runs_on);
                                  }));
}

// Between two charges there may be hours that cost nothing: free ones, or those after a cap.
bool may_pause(const RateTable& table) {
    return !table.caps.empty() || std::ranges::any_of(table.collections, [](const RateLineCollection& collection) {
        return collection.cap ||
               std::ranges::any_of(collection.lines, [](const RateLine& line) { return line.fen == Fen{}; });
    });
}

// A table and those that take over from it.
std::vector<const RateTable*> chain_of(const Tariff& tariff, const RateTable& first) {
    std::vector<const RateTable*> out{&first};
    while (out.back()->hand_over) {
        const RateTable* next = &tariff.tables[out.back()->hand_over->table];
        if (std::ranges::find(out, next) != out.end()) {
            break;
        }
        out.push_back(next);
    }
    return out;
}

std::int64_t rounded_up(Minutes part, Minutes whole) {
    return (part.count + whole.count - 1) / whole.count;
}

// How many edges of its days can lie within so many minutes.
std::int64_t edges_within(const RateTable& table, Minutes span) {
    std::set<Minutes> edges{Minutes{}};
    for (const auto& collection : table.collections) {
        edges.insert({collection.hours.from.count % whole_day.count});
        edges.insert({collection.hours.to.count % whole_day.count});
    }
    const std::int64_t days = span.count / whole_day.count;
    const Minutes rest{span.count % whole_day.count};
    std::int64_t most = 0;
    for (const Minutes first : edges) {
        most = std::max<std::int64_t>(most, std::ranges::count_if(edges, [&](Minutes edge) {
                                          return (edge >= first ? edge - first : edge + whole_day - first) <= rest;
                                      }));
    }
    return days * static_cast<std::int64_t>(edges.size()) + most;
}

std::int64_t borders_within(const RateTable& table, Minutes covered) {
    const Minutes span = covered + clock_change + (may_pause(table) ? whole_day : Minutes{});
    std::int64_t borders = edges_within(table, span);
    if (table.relative_to == RelativeTo::every_24_hours) {
        borders += rounded_up(span, whole_day);
    }
    if (table.hand_over) {
        borders += rounded_up(span, std::max(table.hand_over->after, Minutes{1}));
    }
    return borders;
}

Fen dearest_from(const std::vector<const RateTable*>& chain, Minutes covered) {
    std::vector<Block> blocks;
    Fen dearest_block;
    std::int64_t short_blocks = 0;
    for (const RateTable* table : chain) {
        for (const auto& collection : table->collections) {
            for (const auto& line : collection.lines) {
                const Minutes length = is_of_increments(line) ? line.increment
                                       : line.until           ? *line.until - line.from
                                                              : covered;
                blocks.push_back({std::max(length, Minutes{1}), line.fen});
                dearest_block = std::max(dearest_block, line.fen);
            }
        }
        // One that ends at the border and one that begins behind it, and one that an earlier border has made.
        short_blocks += has_short_blocks(*table) ? 2 * borders_within(*table, covered) + 1 : 0;
    }
    // Of each number of minutes the most that full blocks cost, the last of them perhaps only begun.
    std::vector<Fen> most(static_cast<std::size_t>(covered.count) + 1);
    for (std::size_t minutes = 1; minutes < most.size(); ++minutes) {
        for (const auto& block : blocks) {
            const auto length = static_cast<std::size_t>(block.length.count);
            most[minutes] = std::max(most[minutes], block.fen + most[minutes > length ? minutes - length : 0]);
        }
    }
    // A short block uses up a minute at least.
    return most.back() + dearest_block * std::min(short_blocks, covered.count);
}

} // namespace

Fen dearest(const Tariff& tariff, Minutes covered) {
    Fen most;
    for (const auto& table : tariff.tables) {
        most = std::max(most, dearest_from(chain_of(tariff, table), std::max(covered, Minutes{})));
    }
    return most;
}

Points cheapest_unit(const PointsPrice& price) {
    Points least = price.per_unit;
    for (const auto& at : price.at_hours) {
        least = std::min(least, at.per_unit);
    }
    return least;
}

} // namespace parkgate::rules
