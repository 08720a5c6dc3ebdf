// What must hold after every event, and what a test may look at.
#include "edge/core/context.hpp"
#include "tests/unit/edge/scenario.hpp"

#include <algorithm>

namespace parkgate::test {

void Lot::check_always() {
    check_counts();
    for (const auto& [id, slot] : engine_->lot().lanes) {
        check_for_plates(encode(core::describe_lane(engine_->lot(), id)));
    }
}

// Cars are counted as they come and go, and that is what counting them all would give.
void Lot::check_counts() const {
    std::map<std::pair<AreaId, core::CountedAs>, std::int64_t> all;
    for (const auto& [id, session] : engine_->lot().sessions.all()) {
        if (session.phase != core::SessionPhase::entering) {
            ++all[{core::area_of(engine_->lot(), session), session.counted_as}];
        }
    }
    for (const auto& [which, count] : engine_->lot().counted) {
        EXPECT_EQ(count, all[which]) << which.first.text;
        all.erase(which);
    }
    EXPECT_TRUE(all.empty()) << "cars that nobody counts";
}

// A driver reads his own plate or none.
void Lot::check_whose_plates_are_shown() const {
    for (const auto& [where, text] : shown_) {
        const core::LaneSlot& slot = engine_->lot().lanes.at(where.first);
        const core::Session* asked = slot.visit ? engine_->lot().sessions.find(slot.visit->session) : nullptr;
        const core::Session* let = slot.admission ? engine_->lot().sessions.find(slot.admission->session) : nullptr;
        for (const auto& plate : plates_) {
            const bool here = (asked != nullptr && asked->plate == plate) || (let != nullptr && let->plate == plate) ||
                              (slot.visit && slot.visit->read && slot.visit->read->plate == plate);
            for (const auto& line : text.lines) {
                EXPECT_TRUE(here || line.find(plate) == std::string::npos) << "another car's plate on the display";
            }
        }
    }
}

void Lot::check_for_plates(const std::string& told) const {
    for (const auto& plate : plates_) {
        EXPECT_EQ(told.find(plate), std::string::npos) << "a plate in " << told;
    }
}

std::vector<std::string> Lot::new_facts() {
    std::vector<std::string> out;
    for (; facts_told_ < facts_.size(); ++facts_told_) {
        if (!std::holds_alternative<PassageRecord>(facts_[facts_told_].body)) {
            out.emplace_back(kind_of(facts_[facts_told_].body));
        }
    }
    return out;
}

std::string Lot::new_orders(const LaneId& lane) {
    return std::exchange(orders_[lane], {});
}

std::vector<core::Phrase> Lot::spoken(const LaneId& lane) {
    return std::exchange(spoken_[lane], {});
}

std::string Lot::shown(const LaneId& lane) const {
    return shown(lane, core::side_of(engine_->lot().lanes.at(lane)));
}

std::string Lot::shown(const LaneId& lane, core::Side side) const {
    std::string out;
    if (const auto found = shown_.find({lane, side}); found != shown_.end()) {
        for (const auto& line : found->second.lines) {
            out += (out.empty() || line.empty() ? "" : " | ") + line;
        }
    }
    return out;
}

const core::Session* Lot::session(const std::string& plate) const {
    const auto& all = engine_->lot().sessions.all();
    const auto found = std::ranges::find_if(all, [&](const auto& entry) { return entry.second.plate == plate; });
    return found == all.end() ? nullptr : &found->second;
}

std::int64_t Lot::refused(const std::string& cause) const {
    const auto found = engine_->lot().refused.find(cause);
    return found == engine_->lot().refused.end() ? 0 : found->second;
}

} // namespace parkgate::test
