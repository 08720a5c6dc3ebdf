#include "edge/core/stay/session.hpp"

namespace parkgate::core {

Duration step_of_its_clock(const Session& session) {
    return session.settled_at ? session.settled_stepped : session.stepped;
}

SiteTime by_its_clock(const Session& session, SiteTime at) {
    return at - (session.stepped - step_of_its_clock(session));
}

SiteTime by_site_clock(const Session& session, SiteTime at) {
    return at + (session.stepped - step_of_its_clock(session));
}

void note_quote(Session& session, const Quote& quote) {
    session.quote =
        OpenQuote{quote.id, quote.priced_at, quote.due, step_of_its_clock(session), quote.coupon, quote.points};
}

void SessionBook::put(const Session& session) {
    by_plate_[session.plate] = session.id;
    sessions_[session.id] = session;
}

void SessionBook::remove(const SessionId& id) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) {
        return;
    }
    if (const auto plate = by_plate_.find(found->second.plate); plate != by_plate_.end() && plate->second == id) {
        by_plate_.erase(plate);
    }
    sessions_.erase(found);
}

Session* SessionBook::find(const SessionId& id) {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : &found->second;
}

const Session* SessionBook::find(const SessionId& id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : &found->second;
}

Session* SessionBook::find_plate(const std::string& plate) {
    const auto found = by_plate_.find(plate);
    return found == by_plate_.end() ? nullptr : find(found->second);
}

const Session* SessionBook::find_plate(const std::string& plate) const {
    const auto found = by_plate_.find(plate);
    return found == by_plate_.end() ? nullptr : find(found->second);
}

OpenPlates SessionBook::open_plates() const {
    OpenPlates out;
    out.plates.reserve(sessions_.size());
    out.sessions.reserve(sessions_.size());
    for (const auto& [id, session] : sessions_) {
        if (session.phase == SessionPhase::inside) {
            out.plates.emplace_back(session.plate);
            out.sessions.push_back(id);
        }
    }
    return out;
}

SourceId giver_of(const Session& session, const QuoteStep& step) {
    const auto found = std::ranges::find_if(session.validations, [&](const Validation& validation) {
        return step.benefit == Benefit::store_validation && step.by.text == validation.id.text;
    });
    return found == session.validations.end() ? step.by : SourceId{found->store.text};
}

} // namespace parkgate::core
