// What stores and drivers say through their own doors. Each id works once, and is answered each time it comes.
#include "edge/core/context.hpp"
#include "plate/pseudo.hpp"

#include <utility>

namespace parkgate::core {

namespace {

constexpr auto ids_are_remembered_for = std::chrono::days(7); // much longer than anything is valid
constexpr auto longest_valid = std::chrono::hours(1);
constexpr std::size_t most_validations = 32; // of a stay: what it costs must fit a message

// Names of refusals are for the store and the application, so they are words of docs/PROTOCOL.md.
struct Done {
    SessionId session;
    std::string refusal = {}; // empty: it is done
};

bool is_worth_something(const GivenWorth& worth, SiteTime now) {
    const auto within = [&](std::int64_t most) { return worth.amount >= 1 && worth.amount <= most; };
    switch (worth.kind) {
    case WorthKind::minutes: return within(std::int64_t{24} * 60);
    case WorthKind::fen: return within(100'000);
    case WorthKind::percent: return within(100);
    case WorthKind::full: return true;
    case WorthKind::until: return worth.until > now && worth.until <= now + std::chrono::days(7);
    }
    return false;
}

// Of a car that has not been let out yet.
std::pair<Session*, Done> stay_inside(Context& context, const std::string& plate) {
    Session* session = context.lot.sessions.find_plate(plate);
    if (session == nullptr) {
        return {nullptr, {{}, "no_such_car"}};
    }
    if (session->phase == SessionPhase::leaving) {
        return {nullptr, {session->id, "has_left"}};
    }
    return {session, {session->id}};
}

Done validate(Context& context, const StoreNotice& notice) {
    const auto [found, done] = stay_inside(context, notice.plate);
    if (found == nullptr) {
        return done;
    }
    if (!is_worth_something(notice.worth, context.now.site)) {
        return {done.session, "not_worth_anything"};
    }
    if (found->validations.size() >= most_validations) {
        return {done.session, "too_many"};
    }
    Session session = *found;
    const ValidationId id{notice.id.text};
    session.validations.push_back({id, notice.store, notice.worth});
    context.record(session.id, Validated{id, notice.store, notice.worth});
    context.save(session);
    want_hold(context, session);
    decide_stay_again(context, session.id);
    return done;
}

// The driver has said whose car it is: as if it had been read.
void stand_for(Context& context, LaneSlot& slot, const AppWished& wished) {
    constexpr std::int64_t certain = 100;
    acknowledge(context, slot);
    PlateRead read;
    read.lane = slot.config.id;
    read.side = side_of(slot);
    read.plate = wished.wish.plate;
    read.hash = wished.plate;
    read.confidence = certain;
    slot.visit->read = read;
}

// Why the car in front of this arm is not his to speak for; empty: it may be.
std::string not_his(const LaneSlot& slot, Side side, const AppWish& wish) {
    if (!plate::is_pseudo_plate(wish.plate)) {
        return "has_a_plate"; // a camera says whose car that is
    }
    if (!slot.visit || side_of(slot) != side) {
        return "nobody_there";
    }
    if (slot.admission || !slot.visit->session.empty()) {
        return "another_car";
    }
    return lane::may_admit(slot.lane) ? "" : "lane_closed";
}

Done enter(Context& context, LaneSlot& slot, const AppWished& wished) {
    const AppWish& wish = wished.wish;
    if (std::string why = not_his(slot, Side::entry, wish); !why.empty()) {
        return {{}, std::move(why)};
    }
    if (slot.visit->read && slot.visit->read->plate != wish.plate) {
        return {{}, "another_car"};
    }
    const Session* inside = context.lot.sessions.find_plate(wish.plate);
    if ((inside != nullptr) != is_between_areas(slot)) {
        return {inside != nullptr ? inside->id : SessionId{}, inside != nullptr ? "inside_already" : "no_such_car"};
    }
    stand_for(context, slot, wished);
    use_read(context, slot);
    return {slot.visit->session, slot.admission ? "" : "not_admitted"};
}

Done leave(Context& context, LaneSlot& slot, const AppWished& wished) {
    if (std::string why = not_his(slot, Side::exit, wished.wish); !why.empty()) {
        return {{}, std::move(why)};
    }
    const auto [session, done] = stay_inside(context, wished.wish.plate);
    if (session == nullptr) {
        return done;
    }
    if (stands_elsewhere(context, slot, session->id)) {
        return {session->id, "in_another_lane"};
    }
    stand_for(context, slot, wished);
    if (is_between_areas(slot)) {
        use_read(context, slot);
    } else {
        end_stay(context, slot, {session->id, 0}, Matched::chosen);
    }
    return done;
}

Done at_lane(Context& context, const AppWished& wished) {
    const auto found = context.lot.lanes.find(wished.wish.lane);
    if (found == context.lot.lanes.end()) {
        return {{}, "no_such_lane"};
    }
    return wished.wish.wish == Wish::enter ? enter(context, found->second, wished)
                                           : leave(context, found->second, wished);
}

Done lock(Context& context, const AppWished& wished) {
    const auto [session, done] = stay_inside(context, wished.wish.plate);
    if (session == nullptr) {
        return done;
    }
    if (context.lot.owner_locks.insert(wished.plate).second) {
        context.emit(SaveOwnerLock{wished.plate, true});
        context.record(done.session, CarLocked{wished.plate, true, "app"});
        decide_stay_again(context, done.session);
    }
    return done;
}

Done unlock(Context& context, const AppWished& wished) {
    const Session* session = context.lot.sessions.find_plate(wished.wish.plate);
    const SessionId id = session != nullptr ? session->id : SessionId{};
    if (!context.lot.owner_locks.contains(wished.plate)) {
        return {id, "not_locked"};
    }
    end_owner_lock(context, wished.plate, "app");
    return {id};
}

Done spend(Context& context, const AppWished& wished) {
    const auto [session, done] = stay_inside(context, wished.wish.plate);
    if (session != nullptr) {
        choose_spending(context, done.session, wished.wish.spending, "app");
    }
    return done;
}

Done fulfil(Context& context, const AppWished& wished) {
    switch (wished.wish.wish) {
    case Wish::enter:
    case Wish::leave: return at_lane(context, wished);
    case Wish::lock: return lock(context, wished);
    case Wish::unlock: return unlock(context, wished);
    case Wish::spend: return spend(context, wished);
    }
    return {};
}

std::string why_not_now(WallTime expires_at, WallTime now) {
    if (expires_at < now) {
        return "expired";
    }
    return expires_at > now + longest_valid ? "expires_too_late" : "";
}

// What was answered before, or what `act` says to an id that is new.
template <typename Act>
DoorAnswer answer_once(Context& context, const UsedKey& key, const std::string& digest, WallTime expires_at, Act act) {
    const auto refused = [&](const std::string& why) {
        context.refuse("door_" + why);
        return DoorAnswer{key.id, {}, why};
    };
    if (const UsedId* used = find_used(context.lot.used_ids, key)) {
        if (used->digest.empty()) {
            return refused("repeated"); // of a file that did not keep what was answered
        }
        return is_the_same(*used, digest) ? DoorAnswer{key.id, used->session, used->refusal} : refused("id_conflict");
    }
    if (const std::string why = why_not_now(expires_at, context.now.wall); !why.empty()) {
        return refused(why);
    }
    const Done done = act();
    if (!done.refusal.empty()) {
        context.refuse("door_" + done.refusal);
    }
    context.use(key, {context.now.wall + ids_are_remembered_for, digest, done.session, done.refusal});
    return {key.id, done.session, done.refusal};
}

} // namespace

void store_noticed(Context& context, const StoreNoticed& noticed) {
    const StoreNotice& notice = noticed.notice;
    context.emit(AnswerStore{answer_once(context, {Door::store, notice.store.text, notice.id}, noticed.digest,
                                         notice.expires_at, [&] { return validate(context, notice); })});
}

void app_wished(Context& context, const AppWished& wished) {
    const AppWish& wish = wished.wish;
    context.emit(AnswerApp{answer_once(context, {Door::app, wished.from, wish.id}, wished.digest, wish.expires_at,
                                       [&] { return fulfil(context, wished); })});
}

} // namespace parkgate::core
