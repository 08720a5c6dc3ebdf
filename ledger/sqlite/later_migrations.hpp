// What older files of the ledger lack, the latest last. One that a file may have is never changed. Internal to this
// folder.
#pragma once

#include <string_view>

namespace parkgate::ledger {

inline constexpr std::string_view sixth = R"sql(
-- Of a hold that has shrunk the most that a voucher of it says; 0: it has never shrunk.
ALTER TABLE hold ADD COLUMN vouched INTEGER NOT NULL DEFAULT 0 CHECK (vouched >= 0);
)sql";

inline constexpr std::string_view seventh = R"sql(
-- Presumed exits that were none, by what they had done; and charges that count if such a one is told.
CREATE TABLE reversed_exit(
  session TEXT NOT NULL, left_ms INTEGER NOT NULL, hold TEXT NOT NULL, coupon_spent TEXT NOT NULL,
  coupon_given TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY(session, left_ms)) STRICT, WITHOUT ROWID;
CREATE TABLE waiting_charge(
  session TEXT NOT NULL, hold TEXT NOT NULL, member TEXT NOT NULL, points INTEGER NOT NULL, bought INTEGER NOT NULL,
  worth INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY(session, hold)) STRICT, WITHOUT ROWID;
-- What the leaving took off the fee, as it is booked. NULL: it was booked before this was kept.
ALTER TABLE session ADD COLUMN benefits TEXT;
UPDATE session SET benefits = '' WHERE left_ms IS NULL;
)sql";

inline constexpr std::string_view eighth = R"sql(
-- Whose stay has asked for points while other stays of his had them all.
CREATE UNIQUE INDEX hold_refused_session ON hold(session) WHERE state = 4;
-- Of the leaving that spent it.
ALTER TABLE coupon ADD COLUMN left_ms INTEGER NOT NULL DEFAULT 0;
UPDATE coupon SET left_ms = spent_ms;
)sql";

inline constexpr std::string_view ninth = R"sql(
-- Two senders may number alike. NULL: the event has in the books the id that its sender has given it.
ALTER TABLE event ADD COLUMN said TEXT;
CREATE UNIQUE INDEX event_said ON event(door, owner, coalesce(said, id));
)sql";

inline constexpr std::string_view tenth = R"sql(
-- Of the topic that a fact came on, so that it can be driven again when its box's key is gone. Empty: of before.
ALTER TABLE inbox ADD COLUMN lot TEXT NOT NULL DEFAULT '';
-- What a person has settled by hand.
CREATE TABLE quarantine_closed(
  id TEXT PRIMARY KEY, by TEXT NOT NULL, reason TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER quarantine_closed_is_kept BEFORE DELETE ON quarantine_closed
  BEGIN SELECT RAISE(ABORT, 'quarantine_closed is insert-only'); END;
CREATE TRIGGER quarantine_closed_is_fixed BEFORE UPDATE ON quarantine_closed
  BEGIN SELECT RAISE(ABORT, 'quarantine_closed is insert-only'); END;
)sql";

} // namespace parkgate::ledger
