#include "ledger/app/news.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

// The ledger's beat comes once a second and may come a little early.
constexpr Duration repeat_after{900};
constexpr Duration give_up_after{60'000};

} // namespace

void NewsBook::put(MemberTold told, SiteTime site, WallTime wall, MonotonicTime now) {
    latest_ = std::max(site, latest_) + Duration{1};
    told.news.at = latest_;
    told.news.id = {"news-" + std::to_string(std::int64_t{wall.time_since_epoch().count()}) + "-" +
                    std::to_string(++made_)};
    const std::pair key{told.box, told.news.member};
    open_.insert_or_assign(key, Open{std::move(told), now, now + give_up_after});
}

void NewsBook::know(const MemberKnown& known) {
    std::erase_if(open_, [&](const auto& entry) {
        return entry.second.told.box == known.box && entry.second.told.news.id == known.id;
    });
}

std::vector<MemberTold> NewsBook::due(MonotonicTime now) {
    std::erase_if(open_, [&](const auto& entry) { return entry.second.until <= now; });
    std::vector<MemberTold> out;
    for (auto& [key, open] : open_) {
        if (open.next <= now) {
            open.next = now + repeat_after;
            out.push_back(open.told);
        }
    }
    return out;
}

} // namespace parkgate::ledger
