// What a start reads back: only what is still open, so that its time does not grow with the journal.
#include "edge/store/edge_store.hpp"
#include "edge/store/schema.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace parkgate::store {

namespace {

SiteTime site(const SQLite::Column& column) {
    return SiteTime{Duration{column.getInt64()}};
}

core::LocalDay day(const SQLite::Column& column) {
    return core::LocalDay{std::chrono::days{column.getInt()}};
}

template <typename T>
T read(const std::string& bytes, const char* what) {
    auto value = decode<T>(bytes);
    if (!value) {
        throw std::runtime_error(std::string(what) + ": " + value.error().detail);
    }
    return std::move(*value);
}

core::Session read_session(SQLite::Statement& row) {
    core::Session session;
    session.id = {row.getColumn(0).getString()};
    session.phase = static_cast<core::SessionPhase>(row.getColumn(1).getInt());
    session.plate = row.getColumn(2).getString();
    session.hash = {row.getColumn(3).getString()};
    session.entry_lane = {row.getColumn(4).getString()};
    session.entered_at = site(row.getColumn(5));
    session.confidence = row.getColumn(6).getInt64();
    session.link = static_cast<core::LinkState>(row.getColumn(7).getInt());
    session.member = {row.getColumn(8).getString()};
    if (!row.getColumn(9).isNull()) {
        session.voucher = read<Voucher>(row.getColumn(9).getString(), "session.voucher");
    }
    session.hold_refused = row.getColumn(10).getInt() != 0;
    session.paid = {row.getColumn(11).getInt64()};
    if (!row.getColumn(12).isNull()) {
        session.quote = core::OpenQuote{{row.getColumn(12).getString()}, site(row.getColumn(13)),
                                        {row.getColumn(14).getInt64()},  Duration{row.getColumn(30).getInt64()},
                                        {row.getColumn(32).getString()}, {row.getColumn(36).getInt64()}};
    }
    if (!row.getColumn(15).isNull()) {
        session.settled_at = site(row.getColumn(15));
    }
    if (!row.getColumn(16).isNull()) {
        session.settled_until = site(row.getColumn(16));
    }
    session.vehicle = static_cast<VehicleKind>(row.getColumn(17).getInt());
    session.tier = row.getColumn(18).getString();
    session.balance = {row.getColumn(19).getInt64()};
    session.by_default = static_cast<Spending>(row.getColumn(20).getInt());
    if (!row.getColumn(21).isNull()) {
        session.chosen = static_cast<Spending>(row.getColumn(21).getInt());
    }
    session.right = {row.getColumn(22).getString()};
    session.counted_as = static_cast<core::CountedAs>(row.getColumn(23).getInt());
    session.free_minutes_spent = row.getColumn(24).getInt() != 0;
    session.first_of_day = row.getColumn(25).getInt() != 0;
    session.stepped = Duration{row.getColumn(26).getInt64()};
    session.suspect = row.getColumn(27).getInt() != 0;
    session.overstay_told = row.getColumn(28).getInt() != 0;
    session.may_have_left = row.getColumn(29).getInt() != 0;
    session.settled_stepped = Duration{row.getColumn(31).getInt64()};
    session.settled_coupon = {row.getColumn(33).getString()};
    std::istringstream benefits(row.getColumn(34).getString());
    for (std::string code; benefits >> code;) {
        session.benefits.push_back({code});
    }
    session.used_hold = {row.getColumn(35).getString()};
    session.settled_points = {row.getColumn(37).getInt64()};
    return session;
}

core::Admission read_admission(SQLite::Statement& row) {
    core::Admission admission;
    admission.arrival = {row.getColumn(1).getString()};
    admission.session = {row.getColumn(2).getString()};
    admission.cause = static_cast<OpenCause>(row.getColumn(3).getInt());
    admission.came_up = row.getColumn(4).getInt() != 0;
    admission.undurable = row.getColumn(5).getInt() != 0;
    admission.quote = read<Quote>(row.getColumn(6).getString(), "admission.quote");
    if (!row.getColumn(7).isNull()) {
        admission.hold = HoldId{row.getColumn(7).getString()};
    }
    admission.debt_reason = row.getColumn(8).getString();
    admission.matched = static_cast<Matched>(row.getColumn(9).getInt());
    admission.distance = row.getColumn(10).getInt64();
    admission.read = {row.getColumn(11).getString()};
    if (!row.getColumn(12).isNull()) {
        admission.waiver = core::Waiver{{row.getColumn(12).getInt64()},
                                        {row.getColumn(13).getString()},
                                        {row.getColumn(14).getString()},
                                        row.getColumn(15).getString()};
    }
    admission.gift = {row.getColumn(16).getString()};
    return admission;
}

} // namespace

core::Remembered EdgeStore::load() {
    core::Remembered out;
    SQLite::Statement sessions(database_, "SELECT * FROM session");
    while (sessions.executeStep()) {
        out.sessions.push_back(read_session(sessions));
    }
    load_lists(out);
    load_presumed(out);
    SQLite::Statement admissions(database_, "SELECT * FROM admission");
    while (admissions.executeStep()) {
        out.admissions.emplace(LaneId{admissions.getColumn(0).getString()}, read_admission(admissions));
    }
    SQLite::Statement coupons(database_, "SELECT bytes FROM coupon WHERE spent = 0");
    while (coupons.executeStep()) {
        out.coupons.push_back(read<Coupon>(coupons.getColumn(0).getString(), "coupon"));
    }
    SQLite::Statement slices(database_, "SELECT used, bytes FROM slice");
    while (slices.executeStep()) {
        out.slices.push_back({read<Slice>(slices.getColumn(1).getString(), "slice"), slices.getColumn(0).getInt64()});
    }
    // No clock reads earlier than the latest fact, so these ids can no longer be used.
    SQLite::Statement outlived(database_, "DELETE FROM used_id WHERE until_ms < ?");
    outlived.bind(1, latest_wall_ms());
    outlived.exec();
    SQLite::Statement used(database_, "SELECT * FROM used_id");
    while (used.executeStep()) {
        out.used_ids[{static_cast<core::Door>(used.getColumn(0).getInt()),
                      used.getColumn(1).getString(),
                      {used.getColumn(2).getString()}}] = {WallTime{Duration{used.getColumn(3).getInt64()}},
                                                           used.getColumn(4).getString(),
                                                           {used.getColumn(5).getString()},
                                                           used.getColumn(6).getString()};
    }
    load_modes(out);
    load_histories(out);
    return out;
}

void EdgeStore::load_lists(core::Remembered& out) {
    std::map<std::string, core::Session*> by_id;
    for (auto& session : out.sessions) {
        by_id[session.id.text] = &session;
    }
    SQLite::Statement validations(database_, "SELECT * FROM validation ORDER BY session, n");
    while (validations.executeStep()) {
        if (const auto of = by_id.find(validations.getColumn(0).getString()); of != by_id.end()) {
            const auto kind = static_cast<WorthKind>(validations.getColumn(4).getInt());
            of->second->validations.push_back(
                {{validations.getColumn(2).getString()},
                 {validations.getColumn(3).getString()},
                 {kind, validations.getColumn(5).getInt64(), site(validations.getColumn(6))}});
        }
    }
    SQLite::Statement segments(database_, "SELECT * FROM segment ORDER BY session, n");
    while (segments.executeStep()) {
        if (const auto of = by_id.find(segments.getColumn(0).getString()); of != by_id.end()) {
            of->second->segments.push_back({{segments.getColumn(2).getString()}, site(segments.getColumn(3))});
        }
    }
}

void EdgeStore::load_presumed(core::Remembered& out) {
    SQLite::Statement exits(database_, "SELECT * FROM presumed_exit");
    while (exits.executeStep()) {
        const SessionId id{exits.getColumn(1).getString()};
        const auto session = std::ranges::find(out.sessions, id, &core::Session::id);
        if (session == out.sessions.end()) {
            continue;
        }
        core::PresumedExit exit{*session, site(exits.getColumn(2)), {}, {}, {}, {}, {}, {}};
        exit.session.phase = core::SessionPhase::inside;
        exit.quote = read<Quote>(exits.getColumn(3).getString(), "presumed_exit.quote");
        exit.hold = {exits.getColumn(4).getString()};
        if (!exits.getColumn(5).isNull()) {
            exit.spent = read<Coupon>(exits.getColumn(5).getString(), "presumed_exit.coupon_spent");
        }
        exit.given = {exits.getColumn(6).getString()};
        exit.debt = {exits.getColumn(7).getInt64()};
        exit.waived = {exits.getColumn(8).getInt64()};
        out.presumed.emplace(PlateHash{exits.getColumn(0).getString()}, std::move(exit));
    }
    std::erase_if(out.sessions, [](const core::Session& one) { return one.phase == core::SessionPhase::closed; });
}

void EdgeStore::load_histories(core::Remembered& out) {
    SQLite::Statement plates(database_, "SELECT * FROM plate_history");
    while (plates.executeStep()) {
        core::PlateHistory& history = out.plates[{plates.getColumn(0).getString()}];
        history.left_at = site(plates.getColumn(1));
        if (!plates.getColumn(2).isNull()) {
            history.entered_on = day(plates.getColumn(2));
        }
        history.used_on = day(plates.getColumn(3));
    }
    SQLite::Statement members(database_, "SELECT * FROM member_history");
    while (members.executeStep()) {
        out.members[{members.getColumn(0).getString()}].used_on = day(members.getColumn(1));
    }
    SQLite::Statement uses(database_, "SELECT * FROM benefit_use");
    while (uses.executeStep()) {
        const std::string who = uses.getColumn(1).getString();
        const auto benefit = static_cast<Benefit>(uses.getColumn(2).getInt());
        const rules::BenefitUse use{
            {uses.getColumn(3).getInt64()}, {uses.getColumn(4).getInt64()}, uses.getColumn(5).getInt64()};
        auto& used = uses.getColumn(0).getInt() != 0 ? out.members[{who}].used : out.plates[{who}].used;
        used[benefit] = use;
    }
    SQLite::Statement debts(database_, "SELECT * FROM debt ORDER BY plate, n");
    while (debts.executeStep()) {
        out.plates[{debts.getColumn(0).getString()}].debts.push_back({{debts.getColumn(2).getString()},
                                                                      {debts.getColumn(3).getInt64()},
                                                                      site(debts.getColumn(4)),
                                                                      debts.getColumn(5).getString()});
    }
    SQLite::Statement locks(database_, "SELECT plate FROM owner_lock");
    while (locks.executeStep()) {
        out.owner_locks.insert({locks.getColumn(0).getString()});
    }
    SQLite::Statement counters(database_, "SELECT * FROM counter");
    while (counters.executeStep()) {
        const auto cars = static_cast<core::CountedAs>(counters.getColumn(1).getInt());
        out.corrections[{{counters.getColumn(0).getString()}, cars}] = counters.getColumn(2).getInt64();
    }
}

void EdgeStore::load_modes(core::Remembered& out) {
    SQLite::Statement modes(database_, "SELECT key, value FROM meta");
    while (modes.executeStep()) {
        const std::string key = modes.getColumn(0).getString();
        std::istringstream value(modes.getColumn(1).getString());
        int mode = 0;
        int way = 0;
        if (key.starts_with(lane_mode_key) && value >> mode >> way) {
            const LaneId lane{key.substr(lane_mode_key.size())};
            out.modes[lane] = {lane, static_cast<core::lane::Mode>(mode), static_cast<core::lane::Way>(way)};
        }
    }
    out.fire = !meta(fire_key).empty();
}

} // namespace parkgate::store
