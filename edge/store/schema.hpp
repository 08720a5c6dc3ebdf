// The tables of the gate's file. `fact` is the journal, only ever added to; `receipt` is the ledger's word on a fact,
// and a fact without one waits in the outbox. All others are projections that spare a start from reading the whole
// journal, and hold only what is still open. A commit on the way to an open arm touches one page of each: hence no
// second index.
#pragma once

#include "platform/sqlite/database.hpp"

#include <string>

namespace parkgate::store {

inline const sqlite::Schema schema{0x504b4745, // "PKGE"
                                   {R"sql(
CREATE TABLE fact (
    seq     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL,
    wall_ms INTEGER NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;
CREATE TABLE receipt (
    seq     INTEGER PRIMARY KEY,
    outcome TEXT NOT NULL,
    code    TEXT NOT NULL
) STRICT;
CREATE TABLE session (
    id               TEXT PRIMARY KEY,
    phase            INTEGER NOT NULL,
    plate            TEXT NOT NULL,
    hash             TEXT NOT NULL,
    entry_lane       TEXT NOT NULL,
    entered_ms       INTEGER NOT NULL,
    confidence       INTEGER NOT NULL,
    link             INTEGER NOT NULL,
    member           TEXT NOT NULL,
    voucher          TEXT,
    hold_refused     INTEGER NOT NULL,
    paid_fen         INTEGER NOT NULL,
    quote_id         TEXT,
    quote_priced_ms  INTEGER,
    quote_due_fen    INTEGER,
    settled_at_ms    INTEGER,
    settled_until_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE admission (
    lane         TEXT PRIMARY KEY,
    arrival      TEXT NOT NULL,
    session      TEXT NOT NULL,
    cause        INTEGER NOT NULL,
    came_up      INTEGER NOT NULL,
    undurable    INTEGER NOT NULL,
    quote        TEXT NOT NULL,
    hold         TEXT,
    gives_coupon INTEGER NOT NULL,
    debt_reason  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE coupon (
    id    TEXT PRIMARY KEY,
    spent INTEGER NOT NULL,
    bytes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX coupon_in_hand ON coupon(spent) WHERE spent = 0;
CREATE TABLE slice (
    id    TEXT PRIMARY KEY,
    used  INTEGER NOT NULL,
    bytes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE used_id (
    id       TEXT PRIMARY KEY,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
                                    // An exit may end a stay by a plate that is near to what was read.
                                    R"sql(
ALTER TABLE admission ADD COLUMN matched INTEGER NOT NULL DEFAULT 0;
ALTER TABLE admission ADD COLUMN distance INTEGER NOT NULL DEFAULT 0;
ALTER TABLE admission ADD COLUMN read TEXT NOT NULL DEFAULT '';
UPDATE admission SET matched = 1 WHERE session <> '' AND cause <> 0;
)sql",
                                    // Rights, stores, tiers, areas, debts; and what a quote has to say of them.
                                    R"sql(
ALTER TABLE session ADD COLUMN vehicle INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN tier TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN balance INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN by_default INTEGER NOT NULL DEFAULT 3;
ALTER TABLE session ADD COLUMN chosen INTEGER;
ALTER TABLE session ADD COLUMN right_id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN counted_as INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN free_minutes_spent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN first_of_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN stepped_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN suspect INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN overstay_told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN may_have_left INTEGER NOT NULL DEFAULT 0;
CREATE TABLE validation (
    session  TEXT NOT NULL,
    n        INTEGER NOT NULL,
    id       TEXT NOT NULL,
    store    TEXT NOT NULL,
    kind     INTEGER NOT NULL,
    amount   INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (session, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE segment (
    session TEXT NOT NULL,
    n       INTEGER NOT NULL,
    area    TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    PRIMARY KEY (session, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE plate_history (
    plate       TEXT PRIMARY KEY,
    left_ms     INTEGER NOT NULL,
    entered_day INTEGER,
    used_day    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE member_history (
    member   TEXT PRIMARY KEY,
    used_day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE benefit_use (
    by_member INTEGER NOT NULL,
    who       TEXT NOT NULL,
    benefit   INTEGER NOT NULL,
    minutes   INTEGER NOT NULL,
    fen       INTEGER NOT NULL,
    times     INTEGER NOT NULL,
    PRIMARY KEY (by_member, who, benefit)
) STRICT, WITHOUT ROWID;
CREATE TABLE debt (
    plate    TEXT NOT NULL,
    n        INTEGER NOT NULL,
    session  TEXT NOT NULL,
    fen      INTEGER NOT NULL,
    since_ms INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (plate, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE owner_lock (
    plate TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE counter (
    area       TEXT NOT NULL,
    cars       INTEGER NOT NULL,
    correction INTEGER NOT NULL,
    PRIMARY KEY (area, cars)
) STRICT, WITHOUT ROWID;
UPDATE admission SET quote = json_set(quote, '$.owed_before', 0, '$.steps', json((
    SELECT json_group_array(json(json_set(value, '$.by', ''))) FROM json_each(admission.quote, '$.steps'))));
)sql",
                                    // An id is its sender's, and stands for what he signed. Of an older file's ids
                                    // nobody knows whose they were: nobody can use them again. What a stay is settled
                                    // by, and who waives, is kept with it.
                                    R"sql(
ALTER TABLE used_id RENAME TO used_id_alone;
CREATE TABLE used_id (
    door     INTEGER NOT NULL,
    owner    TEXT NOT NULL,
    id       TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    digest   TEXT NOT NULL,
    session  TEXT NOT NULL,
    refusal  TEXT NOT NULL,
    PRIMARY KEY (door, owner, id)
) STRICT, WITHOUT ROWID;
INSERT INTO used_id SELECT door.column1, '', id, until_ms, '', '', '' FROM used_id_alone, (VALUES (0), (1), (2), (3)) AS door;
DROP TABLE used_id_alone;
ALTER TABLE session ADD COLUMN quote_stepped_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN settled_stepped_ms INTEGER NOT NULL DEFAULT 0;
UPDATE session SET quote_stepped_ms = stepped_ms, settled_stepped_ms = stepped_ms;
ALTER TABLE admission ADD COLUMN waived_fen INTEGER;
ALTER TABLE admission ADD COLUMN waived_by TEXT;
ALTER TABLE admission ADD COLUMN waived_second TEXT;
ALTER TABLE admission ADD COLUMN waived_reason TEXT;
)sql",
                                    // Which coupon a quote counts on, and the one that a payment has counted on.
                                    R"sql(
ALTER TABLE session ADD COLUMN quote_coupon TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN settled_coupon TEXT NOT NULL DEFAULT '';
)sql",
                                    // Of which campaign a coupon is promised; an older file's gate had slices of one.
                                    R"sql(
ALTER TABLE admission ADD COLUMN gift TEXT NOT NULL DEFAULT '';
UPDATE admission SET gift = coalesce((SELECT json_extract(bytes, '$.campaign') FROM slice
    ORDER BY json_extract(bytes, '$.expires_at') DESC LIMIT 1), '') WHERE gives_coupon = 1;
ALTER TABLE admission DROP COLUMN gives_coupon;
)sql",
                                    // What the rules may give the member something for: codes, a space between two.
                                    R"sql(
ALTER TABLE session ADD COLUMN benefits TEXT NOT NULL DEFAULT '';
)sql",
                                    // Exits that were presumed, and may be reversed: the stay itself is kept as a
                                    // session that is closed.
                                    R"sql(
ALTER TABLE session ADD COLUMN used_hold TEXT NOT NULL DEFAULT '';
CREATE TABLE presumed_exit (
    plate        TEXT PRIMARY KEY,
    session      TEXT NOT NULL,
    left_ms      INTEGER NOT NULL,
    quote        TEXT NOT NULL,
    hold         TEXT NOT NULL,
    coupon_spent TEXT,
    coupon_given TEXT NOT NULL,
    debt_fen     INTEGER NOT NULL,
    waived_fen   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
                                    // How many points a quote counts on, and how many a payment has counted on.
                                    R"sql(
ALTER TABLE session ADD COLUMN quote_points INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN settled_points INTEGER NOT NULL DEFAULT 0;
)sql"}};

// Rows of `meta`: the mode and the way of a lane, by its id; whether the fire alarm stands.
inline const std::string lane_mode_key = "lane ";
inline const std::string fire_key = "fire";

} // namespace parkgate::store
