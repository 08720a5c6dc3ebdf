#include "edge/core/context.hpp"

#include <tuple>

namespace parkgate::core {

template <typename Fact>
void Context::record(const SessionId& session, Fact fact) {
    out.emplace_back(
        Record{{next_id<EventId>(), session, now.site, now.wall, now.monotonic, now.quality, std::move(fact)}});
}

template <typename Kind>
void Context::emit(Kind effect) {
    out.emplace_back(std::move(effect));
}

namespace {

template <typename... Facts>
auto records(const std::variant<Facts...>*) {
    return std::tuple{&Context::record<Facts>...};
}
template <typename... Kinds>
auto emits(const std::variant<Kinds...>*) {
    return std::tuple{&Context::emit<Kinds>...};
}
// Every kind is compiled here, and nowhere else.
[[gnu::used]] const auto all_records = records(static_cast<FactBody*>(nullptr));
[[gnu::used]] const auto all_emits = emits(static_cast<Effect*>(nullptr));

} // namespace

void Context::save(const Session& session) {
    lot.memory.note(session);
    count_cars(lot, lot.sessions.find(session.id), &session);
    if (session.phase == SessionPhase::closed) {
        lot.asks.drop_session(session.id);
        if (session.voucher) {
            lot.asks.drop_hold_of(session.id); // its hold ends with it, whatever it was to shrink to
        }
        forget_member(*this, session);
        if (lot.owner_locks.erase(session.hash) > 0) {
            emit(SaveOwnerLock{session.hash, false}); // it was for this stay
        }
        lot.sessions.remove(session.id);
    } else {
        lot.sessions.put(session);
    }
    emit(SaveSession{session});
}

void Context::show_on(LaneSlot& slot, Side side, const texts::Message& message) {
    texts::Shown& shown = slot.displays[index_of(side)];
    if (shown.message != message) {
        shown = {message, texts::boards_of(lot.config.texts, message), 0, now.monotonic + lot.config.texts.turn};
        emit(Show{slot.config.id, shown.boards.front(), side});
    }
}

void Context::announce(const LaneSlot& slot, std::string kind, const SessionId& session, std::string detail) {
    emit(Announce{{next_id<EventId>(), slot.config.id, std::move(kind), session, now.site, std::move(detail)}});
}

void Context::save(LaneSlot& slot) {
    emit(SaveAdmission{slot.config.id, slot.admission});
}

void Context::use(const UsedKey& key, UsedId used) {
    emit(SaveUsedId{key, used});
    lot.used_ids.insert_or_assign(key, std::move(used));
}

} // namespace parkgate::core
