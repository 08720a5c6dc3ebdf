"""Reads both files after the daemons have stopped, and holds them against each other and against what must be."""
import json
import sqlite3
from contextlib import closing


def rows(path, query):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()


def journal(path):
    """Everything that the ledger has booked: the rows of each table."""
    tables = ("txn", "entry", "account", "hold", "charge", "coupon", "session", "inbox")
    return {table: set(rows(path, f"SELECT * FROM {table}")) for table in tables}


def changed(before, after):
    """A sentence for each row that is in only one of two journals."""
    return [f"{table}: {sign} {row}" for table in before
            for sign, side in (("-", before[table] - after[table]), ("+", after[table] - before[table])) for row in side]


def gate_books(path):
    """From the facts alone."""
    facts = [json.loads(b) for (b,) in rows(path, "SELECT bytes FROM fact ORDER BY seq")]

    def of(kind):
        return [f["body"] for f in facts if f["kind"] == kind]

    issued, spent, exited, charged = of("coupon_issued"), of("coupon_spent"), of("exited"), of("charged")
    left = sum(json.loads(raw)["coupons"] - used for raw, used in rows(path, "SELECT bytes, used FROM slice"))
    held = {f["session"]: 0 for f in facts}
    for bytes_, in rows(path, "SELECT voucher FROM session WHERE voucher IS NOT NULL"):
        held[json.loads(bytes_)["session"]] = json.loads(bytes_)["points"]
    return {
        "sessions": {"left": len(exited), "inside": len(of("entered")) - len(exited),
                     "presumed": sum(e["how"] == "presumed" for e in exited), "turned back": len(of("leave_cancelled"))},
        "points": {"charged": sum(c["charged"] for c in charged), "held": sum(held.values())},
        "minutes": {"bought with points": sum(c["bought"] for c in charged),
                    "covered by coupons": sum(c["minutes"] for c in spent)},
        "fen": {"fees": sum(e["fee"] for e in exited), "money": sum(p["paid"] for p in of("payment_taken")),
                "debt": sum(e["debt"] for e in exited)},
        "coupons": {"issued": len(issued), "spent": len(spent), "left in slice": left},
    }


def ledger_books(path):
    """From the journal and the tables that follow it."""
    def one(query):
        return rows(path, query)[0][0] or 0

    balance = {owner: amount for owner, amount in rows(path, "SELECT owner, balance FROM account WHERE kind = 'member_spendable'")}
    return {
        "sessions": {"left": one("SELECT count(*) FROM session WHERE left_ms IS NOT NULL"),
                     "inside": one("SELECT count(*) FROM session WHERE entered_ms IS NOT NULL AND left_ms IS NULL"),
                     "presumed": one("SELECT count(*) FROM inbox WHERE kind = 'exited' AND bytes LIKE '%\"how\":\"presumed\"%'"),
                     "turned back": one("SELECT count(*) FROM inbox WHERE kind = 'leave_cancelled'")},
        "points": {"charged": one("SELECT sum(points) FROM charge"), **balance,
                   "held": one("SELECT sum(balance) FROM account WHERE kind = 'member_held'")},
        "minutes": {"bought with points": one("SELECT sum(bought) FROM charge"),
                    "covered by coupons": one("SELECT sum(json_extract(bytes, '$.body.minutes')) FROM inbox WHERE kind = 'coupon_spent'")},
        "fen": {"fees": one("SELECT sum(fee) FROM session WHERE left_ms IS NOT NULL"),
                "money": one("SELECT sum(payments_taken) FROM session"), "debt": one("SELECT sum(debt) FROM session")},
        "coupons": {"issued": one("SELECT count(*) FROM coupon WHERE box <> ''"),
                    "spent": one("SELECT count(*) FROM coupon WHERE spent_in <> ''"),
                    "left in slice": one("SELECT sum(remaining) FROM slice")},
    }


def faults_of_journal(path):
    """Double entry: every transaction is even in each unit, and every balance is the sum of its entries."""
    out = [f"transaction {txn} is off by {total} {unit}" for txn, unit, total in
           rows(path, "SELECT txn, unit, sum(amount) FROM entry GROUP BY txn, unit HAVING sum(amount) <> 0")]
    out += [f"account {kind}/{owner} says {balance}, its entries {total}" for kind, owner, balance, total in
            rows(path, "SELECT a.kind, a.owner, a.balance, coalesce(sum(e.amount), 0) FROM account a "
                       "LEFT JOIN entry e ON e.kind = a.kind AND e.owner = a.owner GROUP BY a.kind, a.owner "
                       "HAVING a.balance <> coalesce(sum(e.amount), 0)")]
    return out


def compare(edge_path, ledger_path, expected):
    """The table as text, and whether everything agrees."""
    gate, ledger = gate_books(edge_path), ledger_books(ledger_path)
    good = True
    lines = [f"{'':34}{'gate':>10}{'ledger':>10}{'expected':>10}"]
    for group, figures in expected.items():
        for name, figure in figures.items():
            at_gate, at_ledger = gate[group].get(name, "-"), ledger[group].get(name, "-")
            agrees = at_gate in ("-", figure) and at_ledger == figure
            good &= agrees
            lines.append(f"{group + ': ' + name:34}{at_gate!s:>10}{at_ledger!s:>10}{figure!s:>10}  {'' if agrees else '<- differs'}")
    waiting = rows(edge_path, "SELECT count(*) FROM fact WHERE seq NOT IN (SELECT seq FROM receipt WHERE outcome = 'applied')")[0][0]
    if waiting:
        good = False
        lines.append(f"{waiting} facts of the gate were not applied by the ledger")
    for fault in faults_of_journal(ledger_path):
        good = False
        lines.append(fault)
    lines.append("The books agree." if good else "THE BOOKS DO NOT AGREE.")
    return "\n".join(lines), good
