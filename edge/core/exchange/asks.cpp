#include "edge/core/exchange/asks.hpp"

#include <algorithm>

namespace parkgate::core {

namespace {

Duration pause_after(std::int64_t tries) {
    switch (tries) {
    case 1: return Duration{300};
    case 2: return Duration{1'000};
    case 3: return Duration{3'000};
    default: return Duration{10'000};
    }
}

} // namespace

std::optional<OpenAsk> AskBook::take(const EventId& id) {
    const auto found = asks_.find(id);
    if (found == asks_.end()) {
        return std::nullopt;
    }
    OpenAsk ask = std::move(found->second);
    asks_.erase(found);
    return ask;
}

void AskBook::drop_session(const SessionId& session) {
    // A hold that was asked for may have been made: its answer is needed to give the points back.
    std::erase_if(asks_, [&](const auto& entry) {
        const OpenAsk& open = entry.second;
        return open.session == session && (open.tries == 0 || !std::holds_alternative<HoldAsk>(open.ask.body));
    });
}

void AskBook::drop_hold_of(const SessionId& session) {
    std::erase_if(asks_, [&](const auto& entry) {
        return entry.second.session == session && std::holds_alternative<HoldAsk>(entry.second.ask.body);
    });
}

bool AskBook::has_for(const SessionId& session) const {
    return std::ranges::any_of(asks_, [&](const auto& entry) { return entry.second.session == session; });
}

bool AskBook::has_link_for(const SessionId& session) const {
    return std::ranges::any_of(asks_, [&](const auto& entry) {
        return entry.second.session == session && std::holds_alternative<LinkAsk>(entry.second.ask.body);
    });
}

bool AskBook::has_slice_of(const CampaignId& campaign) const {
    return std::ranges::any_of(asks_, [&](const auto& entry) {
        const auto* slice = std::get_if<SliceAsk>(&entry.second.ask.body);
        return slice != nullptr && slice->campaign == campaign;
    });
}

std::vector<Ask> AskBook::due(MonotonicTime now) {
    std::vector<Ask> out;
    for (auto& [id, open] : asks_) {
        if (open.next_try <= now) {
            ++open.tries;
            open.next_try = now + pause_after(open.tries);
            out.push_back(open.ask);
        }
    }
    return out;
}

void AskBook::due_now(const SessionId& session, MonotonicTime now) {
    for (auto& [id, open] : asks_) {
        if (open.session == session) {
            open.next_try = now;
        }
    }
}

void AskBook::all_due(MonotonicTime now) {
    for (auto& [id, open] : asks_) {
        open.next_try = now;
    }
}

std::optional<MonotonicTime> AskBook::next_try() const {
    std::optional<MonotonicTime> next;
    for (const auto& [id, open] : asks_) {
        next = next ? std::min(*next, open.next_try) : open.next_try;
    }
    return next;
}

} // namespace parkgate::core
