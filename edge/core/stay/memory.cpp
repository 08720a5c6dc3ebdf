#include "edge/core/stay/memory.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::core {

namespace {

constexpr std::size_t left_stays = 500;
constexpr std::size_t quotes_of_a_stay = 32;

constexpr auto id_of = [](const ShownQuote& shown) { return shown.quote.id; };

} // namespace

void StayMemory::note(const Session& session) {
    if (session.phase == SessionPhase::closed) {
        open_.erase(session.id);
        if (find_left(session.id) == nullptr) {
            note_left({session, {}, {}}); // nobody saw it leave
        }
        return;
    }
    const auto [at, is_new] = open_.try_emplace(session.id);
    Quotes& quotes = at->second;
    if (is_new) {
        // One that is inside already was brought along from an earlier run, with quotes that nobody remembers.
        quotes.every = session.phase == SessionPhase::entering;
    }
    const bool known =
        !session.quote || std::ranges::find(quotes.shown, session.quote->id, id_of) != quotes.shown.end();
    if (known) {
        return;
    }
    quotes.shown.push_back({*session.quote, session.member, session.tier, session.by_default, session.benefits});
    if (quotes.shown.size() > quotes_of_a_stay) {
        quotes.shown.pop_front();
        quotes.every = false;
    }
}

void StayMemory::note_left(LeftStay stay) {
    left_.push_back(std::move(stay));
    if (left_.size() > left_stays) {
        left_.pop_front();
    }
}

void StayMemory::forget_left(const SessionId& id) {
    std::erase_if(left_, [&](const LeftStay& stay) { return stay.session.id == id; });
}

const LeftStay* StayMemory::find_left(const SessionId& id) const {
    const auto found = std::ranges::find_if(left_, [&](const LeftStay& stay) { return stay.session.id == id; });
    return found == left_.end() ? nullptr : &*found;
}

std::optional<ShownQuote> StayMemory::find_quote(const SessionId& session, const QuoteId& quote) const {
    const auto quotes = open_.find(session);
    if (quotes == open_.end()) {
        return std::nullopt;
    }
    const auto found = std::ranges::find(quotes->second.shown, quote, id_of);
    return found == quotes->second.shown.end() ? std::nullopt : std::optional(*found);
}

void StayMemory::note_used(const SessionId& session, SiteTime priced_at, const Used& used) {
    const auto quotes = open_.find(session);
    if (quotes == open_.end()) {
        return;
    }
    auto& known = quotes->second.used;
    known.try_emplace(priced_at, used);
    if (known.size() > quotes_of_a_stay) {
        known.erase(known.begin());
    }
}

const StayMemory::Used* StayMemory::find_used(const SessionId& session, SiteTime priced_at) const {
    const auto quotes = open_.find(session);
    if (quotes == open_.end()) {
        return nullptr;
    }
    const auto found = quotes->second.used.find(priced_at);
    return found == quotes->second.used.end() ? nullptr : &found->second;
}

bool StayMemory::knows_every_quote(const SessionId& session) const {
    const auto quotes = open_.find(session);
    return quotes != open_.end() && quotes->second.every;
}

} // namespace parkgate::core
