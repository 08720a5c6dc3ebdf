// The site's clock was moved while cars were inside: their stays have two readings from here on, and the lower counts.
#include "edge/core/context.hpp"

#include <vector>

namespace parkgate::core {

namespace {

void step(Session& session, Duration by) {
    session.stepped += by;
    session.suspect = true;
    if (session.settled_until) {
        *session.settled_until += by; // the time to leave is neither taken away nor given again
    }
}

} // namespace

void clock_moved(Context& context, Duration by) {
    std::vector<Session> open;
    for (const auto& [id, session] : context.lot.sessions.all()) {
        open.push_back(session);
    }
    for (Session& session : open) {
        step(session, by);
        context.save(session);
    }
    for (auto& [plate, exit] : context.lot.presumed) {
        step(exit.session, by);
        context.emit(SavePresumedExit{plate, exit.session.id, exit});
    }
    for (auto& [id, slot] : context.lot.lanes) {
        if (slot.visit && !slot.admission) {
            slot.visit->at += by; // who stands there came when the new clock would have said so
        }
    }
    context.record({}, ClockStepped{by.count(), static_cast<std::int64_t>(open.size())});
}

} // namespace parkgate::core
