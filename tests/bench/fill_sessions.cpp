// Fills a gate's file with stays, so that a start can be timed on a file that has been in use for a year.
//   fill_sessions FILE SESSIONS INSIDE
#include "edge/store/edge_store.hpp"
#include "edge/store/schema.hpp"

#include <cstdio>
#include <cstdlib>

namespace {

using namespace parkgate;

core::Session make_session(IdSource& ids, std::int64_t number, bool inside) {
    core::Session session;
    session.id = ids.next<SessionId>(1'700'000'000'000 + number);
    session.phase = inside ? core::SessionPhase::inside : core::SessionPhase::closed;
    session.plate = "沪Z" + std::to_string(10'000'000 + number).substr(3);
    session.hash = {hash_of(session.plate).substr(0, 32)};
    session.entry_lane = {"entry-1"};
    session.entered_at = SiteTime{Duration{1'700'000'000'000 + number * 1'000}};
    session.confidence = 97;
    session.link = core::LinkState::no_member;
    return session;
}

core::Record make_fact(IdSource& ids, const core::Session& session) {
    Fact fact;
    fact.id = ids.next<EventId>(session.entered_at.time_since_epoch().count());
    fact.session = session.id;
    fact.at = session.entered_at;
    fact.body = Entered{session.entry_lane, session.hash, session.entered_at};
    return {fact};
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "fill_sessions FILE SESSIONS INSIDE\n");
        return 64;
    }
    auto database = sqlite::open_database(argv[1], store::schema);
    if (!database) {
        std::fprintf(stderr, "%s\n", database.error().detail.c_str());
        return 1;
    }
    IdSource ids(1);
    const Signer signer({"demo-box-1"}, {});
    core::Record first;
    first.fact.id = ids.next<EventId>(1);
    first.fact.body = EpochStarted{"first_start"};
    store::EdgeStore store(std::move(*database), {{"box-1"}, "fill", {"house-1"}, "c", signer}, 1, first);
    const std::int64_t sessions = std::atoll(argv[2]);
    const std::int64_t inside = std::atoll(argv[3]);
    for (std::int64_t from = 0; from < sessions; from += 5'000) {
        std::vector<core::Effect> effects;
        std::vector<Receipt> receipts;
        for (std::int64_t number = from; number < std::min(from + 5'000, sessions); ++number) {
            const auto session = make_session(ids, number, number >= sessions - inside);
            const auto record = make_fact(ids, session);
            effects.emplace_back(record);
            effects.emplace_back(core::SaveSession{session});
        }
        for (const auto& fact : store.commit({&effects})) {
            receipts.push_back({fact.seq, Outcome::applied, ""});
        }
        store.acknowledge(std::move(receipts));
        store.flush();
    }
    std::printf("%lld sessions, %lld inside\n", static_cast<long long>(sessions), static_cast<long long>(inside));
    return 0;
}
