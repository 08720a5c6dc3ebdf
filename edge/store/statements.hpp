// Statements of the gate's file, prepared once: a commit on the way to an open arm must not parse SQL. Internal to the
// room.
#pragma once

#include "edge/store/edge_store.hpp"

#include <optional>
#include <string>

namespace parkgate::store {

inline std::int64_t ms(SiteTime time) {
    return time.time_since_epoch().count();
}

template <typename E>
std::int64_t number(E value) {
    return static_cast<std::int64_t>(value);
}

inline void run(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
    statement.clearBindings();
}

struct EdgeStore::Statements {
    explicit Statements(SQLite::Database& db)
        : fact(db, "INSERT INTO fact VALUES(?,?,?,?)"),
          session(db, "INSERT OR REPLACE INTO session VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
                      "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
          no_session(db, "DELETE FROM session WHERE id=?"),
          validation(db, "INSERT INTO validation VALUES(?,?,?,?,?,?,?)"),
          no_validations(db, "DELETE FROM validation WHERE session=?"),
          segment(db, "INSERT INTO segment VALUES(?,?,?,?)"),
          no_segments(db, "DELETE FROM segment WHERE session=?"),
          admission(db, "INSERT OR REPLACE INTO admission VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
          no_admission(db, "DELETE FROM admission WHERE lane=?"),
          coupon(db, "INSERT OR REPLACE INTO coupon VALUES(?,?,?)"),
          slice(db, "INSERT OR REPLACE INTO slice VALUES(?,?,?)"),
          plate(db, "INSERT OR REPLACE INTO plate_history VALUES(?,?,?,?)"),
          no_plate(db, "DELETE FROM plate_history WHERE plate=?"),
          member(db, "INSERT OR REPLACE INTO member_history VALUES(?,?)"),
          no_member(db, "DELETE FROM member_history WHERE member=?"),
          use(db, "INSERT INTO benefit_use VALUES(?,?,?,?,?,?)"),
          no_use(db, "DELETE FROM benefit_use WHERE by_member=? AND who=?"),
          debt(db, "INSERT INTO debt VALUES(?,?,?,?,?,?)"),
          no_debts(db, "DELETE FROM debt WHERE plate=?"),
          presumed(db, "INSERT OR REPLACE INTO presumed_exit VALUES(?,?,?,?,?,?,?,?,?)"),
          no_presumed(db, "DELETE FROM presumed_exit WHERE plate=?"),
          lock(db, "INSERT OR REPLACE INTO owner_lock VALUES(?)"),
          no_lock(db, "DELETE FROM owner_lock WHERE plate=?"),
          counter(db, "INSERT OR REPLACE INTO counter VALUES(?,?,?)"),
          used(db, "INSERT OR REPLACE INTO used_id VALUES(?,?,?,?,?,?,?)"),
          meta(db, "INSERT OR REPLACE INTO meta VALUES(?,?)"),
          receipt(db, "INSERT OR IGNORE INTO receipt VALUES(?,?,?)"),
          has_receipt(db, "SELECT 1 FROM receipt WHERE seq=?") {}

    SQLite::Statement fact, session, no_session, validation, no_validations, segment, no_segments, admission,
        no_admission, coupon, slice, plate, no_plate, member, no_member, use, no_use, debt, no_debts, presumed,
        no_presumed, lock, no_lock, counter, used, meta, receipt, has_receipt;
};

} // namespace parkgate::store
