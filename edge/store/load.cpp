// What a start reads back: only what is still open, so that its time does not grow with the journal.
#include "edge/store/edge_store.hpp"
#include "edge/store/schema.hpp"

#include <sstream>
#include <stdexcept>

namespace parkgate::store {

namespace {

SiteTime site(const SQLite::Column& column) {
    return SiteTime{Duration{column.getInt64()}};
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
        session.quote =
            core::OpenQuote{{row.getColumn(12).getString()}, site(row.getColumn(13)), {row.getColumn(14).getInt64()}};
    }
    if (!row.getColumn(15).isNull()) {
        session.settled_at = site(row.getColumn(15));
    }
    if (!row.getColumn(16).isNull()) {
        session.settled_until = site(row.getColumn(16));
    }
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
    admission.gives_coupon = row.getColumn(8).getInt() != 0;
    admission.debt_reason = row.getColumn(9).getString();
    return admission;
}

} // namespace

core::Remembered EdgeStore::load() {
    core::Remembered out;
    SQLite::Statement sessions(database_, "SELECT * FROM session");
    while (sessions.executeStep()) {
        out.sessions.push_back(read_session(sessions));
    }
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
    SQLite::Statement used(database_, "SELECT id, until_ms FROM used_id");
    while (used.executeStep()) {
        out.used_ids.emplace(EventId{used.getColumn(0).getString()}, WallTime{Duration{used.getColumn(1).getInt64()}});
    }
    load_modes(out);
    return out;
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
