#include "ledger/sqlite/schema.hpp"

#include "ledger/sqlite/later_migrations.hpp"

namespace parkgate::ledger {

namespace {

// Enumerators are stored by number in rows that only this program reads, and by name in the journal and the inbox.
constexpr std::string_view first = R"sql(
CREATE TABLE txn(
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, cause TEXT NOT NULL, rules TEXT NOT NULL, site_ms INTEGER NOT NULL,
  prev TEXT NOT NULL, hash TEXT NOT NULL, UNIQUE(code, cause)) STRICT;
CREATE TABLE entry(
  txn INTEGER NOT NULL REFERENCES txn(id), n INTEGER NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL,
  unit TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY(txn, n)) STRICT, WITHOUT ROWID;
CREATE TABLE account(
  kind TEXT NOT NULL, owner TEXT NOT NULL, unit TEXT NOT NULL, balance INTEGER NOT NULL, PRIMARY KEY(kind, owner),
  CHECK (balance >= 0 OR kind NOT IN ('member_spendable', 'member_held', 'campaign_budget', 'slice_escrow',
                                      'coupon_liability', 'coupons_lapsed')),
  CHECK (balance <= 0 OR kind <> 'member_receivable')) STRICT, WITHOUT ROWID;

CREATE TABLE hold(
  id TEXT PRIMARY KEY, session TEXT NOT NULL, box TEXT NOT NULL, member TEXT NOT NULL, plate_hash TEXT NOT NULL,
  points INTEGER NOT NULL, charged INTEGER NOT NULL CHECK (charged BETWEEN 0 AND points), expires_ms INTEGER NOT NULL,
  state INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX hold_pending_session ON hold(session) WHERE state = 0;
CREATE INDEX hold_pending_expiry ON hold(expires_ms) WHERE state = 0;
CREATE TABLE charge(
  session TEXT PRIMARY KEY, hold TEXT NOT NULL, member TEXT NOT NULL, points INTEGER NOT NULL, bought INTEGER NOT NULL,
  worth INTEGER NOT NULL, event TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
CREATE TABLE slice(
  id TEXT PRIMARY KEY, box TEXT NOT NULL, campaign TEXT NOT NULL, coupons INTEGER NOT NULL,
  remaining INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND coupons), minutes INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL, state INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX slice_open ON slice(box, campaign, expires_ms) WHERE state = 0;
CREATE INDEX slice_open_expiry ON slice(expires_ms) WHERE state = 0;
CREATE TABLE coupon(
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL, slice TEXT NOT NULL, box TEXT NOT NULL, member TEXT NOT NULL,
  issued_in TEXT NOT NULL, minutes INTEGER NOT NULL, expires_ms INTEGER NOT NULL, state INTEGER NOT NULL,
  funded INTEGER NOT NULL, spent_in TEXT NOT NULL, spent_by TEXT NOT NULL, spent_ms INTEGER NOT NULL,
  worth INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX coupon_issued_in ON coupon(issued_in);
CREATE UNIQUE INDEX coupon_one_funded_a_session ON coupon(issued_in) WHERE funded = 1;
CREATE INDEX coupon_live_expiry ON coupon(expires_ms) WHERE state = 0;
CREATE TABLE session(
  id TEXT PRIMARY KEY, box TEXT NOT NULL, plate_hash TEXT NOT NULL, entered_ms INTEGER, left_ms INTEGER, how INTEGER,
  stay INTEGER NOT NULL, fee INTEGER NOT NULL, paid INTEGER NOT NULL, debt INTEGER NOT NULL,
  payments_taken INTEGER NOT NULL, debts_raised INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE member(id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE plate_link(plate_hash TEXT PRIMARY KEY, member TEXT NOT NULL REFERENCES member(id)) STRICT, WITHOUT ROWID;

-- Facts as they were received. forked = 1: another fact has this box, epoch and seq.
CREATE TABLE inbox(
  event_id TEXT PRIMARY KEY, hash TEXT NOT NULL, box TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  prev TEXT NOT NULL, forked INTEGER NOT NULL, kind TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL,
  bytes TEXT NOT NULL, kid TEXT NOT NULL, sig TEXT NOT NULL, received_ms INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX inbox_seq ON inbox(box, epoch, seq) WHERE forked = 0;
CREATE TABLE ask(
  id TEXT PRIMARY KEY, hash TEXT NOT NULL, box TEXT NOT NULL, answer TEXT NOT NULL, received_ms INTEGER NOT NULL) STRICT;
CREATE TABLE mark(
  box TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, head TEXT NOT NULL, PRIMARY KEY(box, epoch)) STRICT,
  WITHOUT ROWID;
CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, bytes TEXT NOT NULL) STRICT;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What has been written stays (INVARIANTS I-02).
CREATE TRIGGER txn_is_kept BEFORE DELETE ON txn BEGIN SELECT RAISE(ABORT, 'txn is insert-only'); END;
CREATE TRIGGER txn_is_fixed BEFORE UPDATE ON txn BEGIN SELECT RAISE(ABORT, 'txn is insert-only'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entry is insert-only'); END;
CREATE TRIGGER entry_is_fixed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entry is insert-only'); END;
CREATE TRIGGER inbox_is_kept BEFORE DELETE ON inbox BEGIN SELECT RAISE(ABORT, 'inbox is insert-only'); END;
CREATE TRIGGER inbox_is_fixed BEFORE UPDATE ON inbox BEGIN SELECT RAISE(ABORT, 'inbox is insert-only'); END;
)sql";

constexpr std::string_view second = R"sql(
ALTER TABLE member ADD COLUMN tier TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN spending INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN debts_paid INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN refunds_due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN waived INTEGER NOT NULL DEFAULT 0;

-- Whose a plate was and when. What was linked before times were kept has always been his.
CREATE TABLE link(
  id INTEGER PRIMARY KEY, plate_hash TEXT NOT NULL, member TEXT NOT NULL REFERENCES member(id), from_ms INTEGER NOT NULL,
  until_ms INTEGER CHECK (until_ms >= from_ms)) STRICT;
INSERT INTO link(plate_hash, member, from_ms) SELECT plate_hash, member, 0 FROM plate_link;
DROP TABLE plate_link;
ALTER TABLE link RENAME TO plate_link;
CREATE UNIQUE INDEX plate_link_now ON plate_link(plate_hash) WHERE until_ms IS NULL;
CREATE INDEX plate_link_plate ON plate_link(plate_hash, from_ms);

-- Where the ledger comes to another fee than the gate by the same rules. The gate's binds.
CREATE TABLE fee_difference(
  event_id TEXT PRIMARY KEY, session TEXT NOT NULL, quote TEXT NOT NULL, rules TEXT NOT NULL, entered_ms INTEGER NOT NULL,
  billed_until_ms INTEGER NOT NULL, found INTEGER NOT NULL, expected INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TRIGGER fee_difference_is_kept BEFORE DELETE ON fee_difference
  BEGIN SELECT RAISE(ABORT, 'fee_difference is insert-only'); END;
CREATE TRIGGER fee_difference_is_fixed BEFORE UPDATE ON fee_difference
  BEGIN SELECT RAISE(ABORT, 'fee_difference is insert-only'); END;
)sql";

constexpr std::string_view third = R"sql(
ALTER TABLE member ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN referrer TEXT NOT NULL DEFAULT '';
ALTER TABLE member ADD COLUMN abuse INTEGER NOT NULL DEFAULT 0 CHECK (abuse BETWEEN 0 AND 100);
ALTER TABLE member ADD COLUMN tier_fixed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE member ADD COLUMN tier_period INTEGER NOT NULL DEFAULT 0;
UPDATE member SET tier_fixed = 1 WHERE tier <> ''; -- until now only staff gave one
CREATE INDEX member_tier_period ON member(tier_period);
CREATE UNIQUE INDEX member_phone ON member(phone) WHERE phone <> '';
CREATE TABLE member_segment(
  member TEXT NOT NULL REFERENCES member(id), n INTEGER NOT NULL, segment TEXT NOT NULL, PRIMARY KEY(member, n),
  UNIQUE(member, segment)) STRICT, WITHOUT ROWID;
CREATE INDEX plate_link_member ON plate_link(member, from_ms);

ALTER TABLE charge ADD COLUMN reversed INTEGER NOT NULL DEFAULT 0;

CREATE TABLE guarded_account(
  kind TEXT NOT NULL, owner TEXT NOT NULL, unit TEXT NOT NULL, balance INTEGER NOT NULL, PRIMARY KEY(kind, owner),
  CHECK (balance >= 0 OR kind NOT IN ('member_spendable', 'member_held', 'member_pending', 'points_expired',
                                      'points_taken_back', 'points_budget_used', 'points_recovered',
                                      'earning_budget_used', 'campaign_budget', 'slice_escrow', 'coupon_liability',
                                      'coupons_lapsed')),
  CHECK (balance <= 0 OR kind NOT IN ('member_receivable', 'points_liability'))) STRICT, WITHOUT ROWID;
INSERT INTO guarded_account SELECT * FROM account;
DROP TABLE account;
ALTER TABLE guarded_account RENAME TO account;

-- A coupon of stamps is given in no session.
DROP INDEX coupon_one_funded_a_session;
CREATE UNIQUE INDEX coupon_one_funded_a_session ON coupon(issued_in) WHERE funded = 1 AND issued_in <> '';

CREATE TABLE point_lot(
  member TEXT NOT NULL, source TEXT NOT NULL, value INTEGER NOT NULL CHECK (value >= 0), expires_ms INTEGER NOT NULL,
  earned INTEGER NOT NULL, remaining INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND earned),
  PRIMARY KEY(member, expires_ms, source, value)) STRICT, WITHOUT ROWID;
CREATE INDEX point_lot_expiry ON point_lot(expires_ms) WHERE remaining > 0;
-- A wallet reads what is left; what a faithful member has spent over the years stays out of its way.
CREATE INDEX point_lot_left ON point_lot(member, expires_ms, source, value, earned, remaining) WHERE remaining > 0;
CREATE TABLE expiry_told(
  one INTEGER PRIMARY KEY CHECK (one = 1), expires_ms INTEGER NOT NULL, member TEXT NOT NULL) STRICT;
CREATE TABLE lot_use(
  cause TEXT NOT NULL, member TEXT NOT NULL, source TEXT NOT NULL, value INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
  taken INTEGER NOT NULL CHECK (taken >= 0), PRIMARY KEY(cause, expires_ms, source, value)) STRICT, WITHOUT ROWID;

-- Points from before lots were kept: they were never booked at a value and do not end.
INSERT INTO point_lot(member, source, value, expires_ms, earned, remaining)
  SELECT m.id, 'added', 0, 253402214400000,
    coalesce(a.balance, 0) + coalesce((SELECT sum(iif(h.state = 0, h.points, h.charged)) FROM hold h
                                       WHERE h.member = m.id AND h.state IN (0, 1)), 0),
    coalesce(a.balance, 0)
  FROM member m LEFT JOIN account a ON a.kind = 'member_spendable' AND a.owner = m.id;
INSERT INTO lot_use(cause, member, source, value, expires_ms, taken)
  SELECT id, member, 'added', 0, 253402214400000, iif(state = 0, points, charged) FROM hold WHERE state IN (0, 1);

CREATE TABLE receipt(
  store TEXT NOT NULL, receipt TEXT NOT NULL, day INTEGER NOT NULL, sold_ms INTEGER NOT NULL, net INTEGER NOT NULL,
  returned INTEGER NOT NULL CHECK (returned BETWEEN 0 AND net), state INTEGER NOT NULL, channel INTEGER NOT NULL,
  member TEXT NOT NULL, event TEXT NOT NULL, usual INTEGER NOT NULL, steps INTEGER NOT NULL, extra INTEGER NOT NULL,
  campaign TEXT NOT NULL, clawed_back INTEGER NOT NULL CHECK (clawed_back BETWEEN 0 AND usual + steps + extra),
  rules TEXT NOT NULL, qualifying_before INTEGER NOT NULL, left_usual INTEGER NOT NULL CHECK (left_usual >= 0),
  left_steps INTEGER NOT NULL CHECK (left_steps >= 0), left_extra INTEGER NOT NULL CHECK (left_extra >= 0),
  value INTEGER NOT NULL, ends_ms INTEGER NOT NULL, told INTEGER NOT NULL, doubted INTEGER NOT NULL,
  PRIMARY KEY(store, day, receipt)) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_member ON receipt(member, day);
CREATE INDEX receipt_event ON receipt(event);
CREATE TABLE cap_use(
  member TEXT NOT NULL, day INTEGER NOT NULL, kind INTEGER NOT NULL, used INTEGER NOT NULL CHECK (used >= 0),
  PRIMARY KEY(member, day, kind)) STRICT, WITHOUT ROWID;
CREATE TABLE deed(
  member TEXT NOT NULL, deed INTEGER NOT NULL, object TEXT NOT NULL, event TEXT NOT NULL,
  PRIMARY KEY(member, deed, object)) STRICT, WITHOUT ROWID;
CREATE TABLE review(
  id TEXT PRIMARY KEY, kind INTEGER NOT NULL, member TEXT NOT NULL, state INTEGER NOT NULL, asked_ms INTEGER NOT NULL,
  by TEXT NOT NULL, decided_by TEXT NOT NULL, reason TEXT NOT NULL, points INTEGER NOT NULL,
  rules TEXT NOT NULL, value INTEGER NOT NULL, ends_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX review_pending ON review(asked_ms) WHERE state = 0;
CREATE TABLE stamp(
  member TEXT NOT NULL, day INTEGER NOT NULL, lot TEXT NOT NULL, cause TEXT NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY(member, day)) STRICT, WITHOUT ROWID;
CREATE INDEX stamp_unused ON stamp(member, day) WHERE used = 0;
CREATE TABLE campaign(id TEXT PRIMARY KEY, stopped INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- A statement reads what is the member's and no more, a report what is of its period.
CREATE INDEX entry_member ON entry(owner, txn)
  WHERE kind IN ('member_spendable', 'member_held', 'member_pending', 'member_receivable');
CREATE INDEX hold_member ON hold(member) WHERE state = 0;
CREATE INDEX charge_member ON charge(member);
CREATE INDEX coupon_member ON coupon(member);
CREATE INDEX txn_time ON txn(site_ms);
CREATE INDEX session_open ON session(plate_hash) WHERE left_ms IS NULL AND entered_ms IS NOT NULL;
CREATE INDEX session_left ON session(left_ms) WHERE left_ms IS NOT NULL;
CREATE INDEX receipt_sold ON receipt(sold_ms);

-- What became of something quarantined when a person had it driven again.
CREATE TABLE redriven(
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, outcome TEXT NOT NULL, code TEXT NOT NULL, by TEXT NOT NULL,
  reason TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX redriven_id ON redriven(id);
CREATE TRIGGER redriven_is_kept BEFORE DELETE ON redriven BEGIN SELECT RAISE(ABORT, 'redriven is insert-only'); END;
CREATE TRIGGER redriven_is_fixed BEFORE UPDATE ON redriven BEGIN SELECT RAISE(ABORT, 'redriven is insert-only'); END;
CREATE INDEX inbox_quarantined ON inbox(received_ms) WHERE outcome = 'quarantined';

-- Events as they were received, except that no plate is kept in clear.
CREATE TABLE event(
  id TEXT PRIMARY KEY, hash TEXT NOT NULL, door TEXT NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL,
  outcome TEXT NOT NULL, code TEXT NOT NULL, member TEXT NOT NULL, points INTEGER NOT NULL, balance INTEGER NOT NULL,
  bytes TEXT NOT NULL, kid TEXT NOT NULL, sig TEXT NOT NULL, received_ms INTEGER NOT NULL) STRICT;
CREATE INDEX event_member ON event(member, received_ms);
CREATE INDEX event_quarantined ON event(received_ms) WHERE outcome = 'quarantined';
CREATE TRIGGER event_is_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event is insert-only'); END;
CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event is insert-only'); END;
)sql";

constexpr std::string_view fourth = R"sql(
-- Coupons of other worths than minutes: WorthKind, its amount, and the most that one takes off. All before are of minutes.
ALTER TABLE slice RENAME COLUMN minutes TO amount;
ALTER TABLE slice ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE slice ADD COLUMN most INTEGER NOT NULL DEFAULT 0 CHECK (most > 0 OR kind = 0);
ALTER TABLE coupon RENAME COLUMN minutes TO amount;
ALTER TABLE coupon RENAME COLUMN worth TO took;
ALTER TABLE coupon ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE coupon ADD COLUMN most INTEGER NOT NULL DEFAULT 0 CHECK (most > 0 OR kind = 0);

-- The guards and the index are not lists: for a list of more than two SQLite makes a table of it at every row that it
-- checks, which took half of the time of a charge.
CREATE TABLE guarded_account(
  kind TEXT NOT NULL, owner TEXT NOT NULL, unit TEXT NOT NULL, balance INTEGER NOT NULL, PRIMARY KEY(kind, owner),
  CHECK (balance >= 0 OR (kind <> 'member_spendable' AND kind <> 'member_held' AND kind <> 'member_pending' AND
                         kind <> 'points_expired' AND kind <> 'points_taken_back' AND
                         kind <> 'points_budget_used' AND kind <> 'points_recovered' AND
                         kind <> 'earning_budget_used' AND kind <> 'campaign_budget' AND kind <> 'slice_escrow' AND
                         kind <> 'coupon_liability' AND kind <> 'coupons_lapsed' AND kind <> 'fen_budget' AND
                         kind <> 'fen_escrow' AND kind <> 'fen_liability' AND kind <> 'fen_lapsed')),
  CHECK (balance <= 0 OR (kind <> 'member_receivable' AND kind <> 'points_liability'))) STRICT, WITHOUT ROWID;
INSERT INTO guarded_account SELECT * FROM account;
DROP TABLE account;
ALTER TABLE guarded_account RENAME TO account;
DROP INDEX entry_member;
-- SQLite uses it only for a query that says the same, word for word.
CREATE INDEX entry_member ON entry(owner, txn)
  WHERE kind = 'member_spendable' OR kind = 'member_held' OR kind = 'member_pending' OR kind = 'member_receivable';
)sql";

constexpr std::string_view fifth = R"sql(
-- Where and by which car a coupon that a gate has given is taken: as its fact has told. Empty: of the ledger's own.
ALTER TABLE coupon ADD COLUMN home_lot TEXT NOT NULL DEFAULT '';
ALTER TABLE coupon ADD COLUMN plate_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE coupon ADD COLUMN replaced_by TEXT NOT NULL DEFAULT '';
UPDATE coupon SET home_lot = told.home_lot, plate_hash = told.plate_hash FROM (
  SELECT json_extract(bytes, '$.body.coupon.coupon') AS id, json_extract(bytes, '$.body.coupon.home_lot') AS home_lot,
    json_extract(bytes, '$.body.coupon.plate') AS plate_hash, box
  FROM inbox WHERE kind = 'coupon_issued') AS told
  WHERE told.id = coupon.id AND told.box = coupon.box;
CREATE INDEX coupon_member_state ON coupon(member, state, expires_ms);
DROP INDEX coupon_member;
)sql";

constexpr std::int32_t application_id = 0x504B4C47; // "PKLG"

} // namespace

sqlite::Schema schema() {
    return {application_id, {first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth}};
}

} // namespace parkgate::ledger
