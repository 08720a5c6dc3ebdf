#include "plate/match.hpp"

#include "plate/distance.hpp"
#include "plate/pseudo.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::plate {

namespace {

std::vector<Candidate> near_ones(std::string_view read, std::span<const std::string_view> open, int within) {
    std::vector<Candidate> found;
    Comparer comparer(read);
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (open[i] == read) {
            found.push_back({i, 0});
        } else if (!is_pseudo_plate(open[i])) {
            if (const int distance = comparer.to(open[i], within); distance <= within) {
                found.push_back({i, distance});
            }
        }
    }
    std::ranges::sort(found, {}, [](const Candidate& c) { return std::pair(c.distance, c.index); });
    return found;
}

} // namespace

Match match(std::string_view read, std::int64_t confidence, std::span<const std::string_view> open,
            const MatchSettings& settings) {
    if (read.empty()) {
        return NoMatch{};
    }
    const bool doubtful = confidence < settings.doubtful_below;
    if (const auto same = std::ranges::find(open, read);
        same != open.end() && !doubtful && std::find(same + 1, open.end(), read) == open.end()) {
        return Exact{static_cast<std::size_t>(same - open.begin())};
    }
    const int within = std::max(settings.most + settings.margin, settings.ask_within);
    auto found = near_ones(read, open, is_pseudo_plate(read) ? 0 : within);
    if (found.empty()) {
        return NoMatch{};
    }
    const Candidate best = found.front();
    const int next = found.size() > 1 ? found[1].distance : within + 1;
    const auto offered = [&] {
        std::erase_if(found,
                      [&](const Candidate& c) { return c.distance > std::max(settings.ask_within, best.distance); });
        found.resize(std::min(found.size(), std::max<std::size_t>(settings.candidates, 1)));
        return found;
    };
    if (best.distance == 0) {
        const int least = doubtful ? cost::confusion + 1 : 1;
        return next >= least ? Match(Exact{best.index}) : Match(Ask{offered()});
    }
    if (!doubtful && best.distance <= settings.most && next - best.distance >= settings.margin) {
        return Fuzzy{best, next - best.distance, offered()};
    }
    return best.distance <= settings.ask_within ? Match(Ask{offered()}) : Match(NoMatch{});
}

} // namespace parkgate::plate
