#include "ledger/store/journal.hpp"

#include "protocol/signature.hpp"

#include <algorithm>
#include <vector>

namespace parkgate::ledger {

namespace {

// What the hash covers. Written once here and read back from the columns by the check.
class HashedText {
  public:
    HashedText(std::string prev, std::int64_t id, std::string_view code, std::string_view cause, std::string_view rules,
               std::int64_t site_ms)
        : text_(std::move(prev)) {
        text_.reserve(usual_size);
        add(std::to_string(id));
        add(code);
        add(cause);
        add(rules);
        add(std::to_string(site_ms));
    }
    void add_leg(std::string_view kind, std::string_view owner, std::int64_t amount) {
        add(kind);
        add(owner);
        add(std::to_string(amount));
    }
    [[nodiscard]] std::string hash() const { return hash_of(text_); }

  private:
    static constexpr std::size_t usual_size = 1024;

    void add(std::string_view part) { text_.append(1, '\n').append(part); }
    std::string text_;
};

// One leg for each account; those that are left as they were are not among them.
std::vector<Leg> changes_of(const Txn& txn) {
    std::vector<Leg> changes;
    changes.reserve(txn.legs.size());
    for (const auto& leg : txn.legs) {
        const auto same = std::ranges::find(changes, leg.account, &Leg::account);
        if (same == changes.end()) {
            changes.push_back(leg);
        } else {
            same->amount += leg.amount;
        }
    }
    std::erase_if(changes, [](const Leg& change) { return change.amount == 0; });
    return changes;
}

// Not an upsert: SQLite checks an upsert's row before it looks for the conflict, and a decrease alone breaks the guard.
void add_to_balance(const Statements& sql, const Leg& leg) {
    const auto kind = text_of(leg.account.kind);
    if (Query::run(sql("UPDATE account SET balance = balance + ?3 WHERE kind = ?1 AND owner = ?2"), kind,
                   leg.account.owner, leg.amount) == 0) {
        Query::run(sql("INSERT INTO account(kind, owner, unit, balance) VALUES(?1, ?2, ?3, ?4)"), kind,
                   leg.account.owner, text_of(unit_of(leg.account.kind)), leg.amount);
    }
}

} // namespace

void write_txn(const Statements& sql, const Txn& txn, const RulesId& rules, SiteTime at) {
    if (!is_balanced(txn) || txn.legs.empty()) {
        throw BrokenInvariant("a transaction whose legs do not sum to 0");
    }
    std::int64_t id = 1;
    std::string prev;
    if (Query last(sql("SELECT id, hash FROM txn ORDER BY id DESC LIMIT 1")); last.next()) {
        id = last.integer(0) + 1;
        prev = last.text(1);
    }
    HashedText text(prev, id, text_of(txn.code), txn.cause, rules.text, at.time_since_epoch().count());
    for (const auto& leg : txn.legs) {
        text.add_leg(text_of(leg.account.kind), leg.account.owner, leg.amount);
    }
    Query::run(sql("INSERT INTO txn(id, code, cause, rules, site_ms, prev, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
               id, text_of(txn.code), txn.cause, rules, at, prev, text.hash());
    std::int64_t n = 0;
    for (const auto& leg : txn.legs) {
        Query::run(sql("INSERT INTO entry(txn, n, kind, owner, unit, amount) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"), id, n++,
                   text_of(leg.account.kind), leg.account.owner, text_of(unit_of(leg.account.kind)), leg.amount);
    }
    // A guard looks at the account after the whole transaction, not between two of its legs.
    for (const auto& leg : changes_of(txn)) {
        add_to_balance(sql, leg);
    }
}

namespace {

void check_chain(const Statements& sql, std::vector<std::string>& faults) {
    std::string prev;
    std::int64_t expected = 1;
    Query txns(sql("SELECT id, code, cause, rules, site_ms, prev, hash FROM txn ORDER BY id"));
    for (; txns.next(); ++expected) {
        HashedText text(prev, txns.integer(0), txns.text(1), txns.text(2), txns.text(3), txns.integer(4));
        Query legs(sql("SELECT kind, owner, amount FROM entry WHERE txn = ?1 ORDER BY n"), txns.integer(0));
        while (legs.next()) {
            text.add_leg(legs.text(0), legs.text(1), legs.integer(2));
        }
        if (txns.integer(0) != expected || txns.text(5) != prev || txns.text(6) != text.hash()) {
            faults.push_back("transaction " + std::to_string(txns.integer(0)) + ": the chain is broken");
            return;
        }
        prev = txns.text(6);
    }
}

// Each row that the query gives is a fault: its first column says of what.
void check_none(const Statements& sql, const char* query, std::string_view what, std::vector<std::string>& faults) {
    Query rows(sql(query));
    while (rows.next()) {
        faults.push_back(rows.text(0) + ": " + std::string(what));
    }
}

// Of every kind but minutes, each counted at the most that it takes off.
void check_coupons_in_fen(const Statements& sql, std::vector<std::string>& faults) {
    check_none(sql,
               "WITH open AS (SELECT box AS owner, sum(remaining * most) AS total FROM slice "
               "WHERE state = 0 AND kind <> 0 GROUP BY box) SELECT coalesce(account.owner, open.owner) "
               "FROM (SELECT * FROM account WHERE kind = 'fen_escrow') AS account "
               "FULL JOIN open ON account.owner = open.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(open.total, 0)",
               "the money in escrow is not that of the open slices", faults);
    check_none(sql,
               "WITH live AS (SELECT campaign AS owner, sum(most) AS total FROM coupon "
               "WHERE state = 0 AND funded = 1 AND kind <> 0 GROUP BY campaign) "
               "SELECT coalesce(account.owner, live.owner) "
               "FROM (SELECT * FROM account WHERE kind = 'fen_liability') AS account "
               "FULL JOIN live ON account.owner = live.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(live.total, 0)",
               "the money of the coupons that are out is not that of the liability", faults);
}

// INVARIANTS I-21, and what the points of the lots stand at in money.
void check_lots(const Statements& sql, std::vector<std::string>& faults) {
    check_none(
        sql,
        "WITH lots AS (SELECT member AS owner, sum(remaining) AS total FROM point_lot GROUP BY member) "
        "SELECT coalesce(account.owner, lots.owner) FROM (SELECT * FROM account WHERE kind = 'member_spendable') "
        "AS account FULL JOIN lots ON account.owner = lots.owner "
        "WHERE coalesce(account.balance, 0) <> coalesce(lots.total, 0)",
        "the points are not those of the lots", faults);
    check_none(sql,
               "SELECT hold.id FROM hold LEFT JOIN lot_use ON lot_use.cause = hold.id WHERE hold.state = 0 "
               "GROUP BY hold.id HAVING coalesce(sum(lot_use.taken), 0) <> hold.points",
               "the points of the hold are not those that it has of the lots", faults);
    check_none(
        sql,
        "WITH items AS (SELECT member AS owner, sum(points) AS total FROM review WHERE state = 0 GROUP BY member) "
        "SELECT coalesce(account.owner, items.owner) FROM (SELECT * FROM account WHERE kind = 'member_pending') "
        "AS account FULL JOIN items ON account.owner = items.owner "
        "WHERE coalesce(account.balance, 0) <> coalesce(items.total, 0)",
        "the points that wait are not those of the reviews", faults);
    check_none(sql,
               "WITH parts AS (SELECT source, remaining * value AS worth FROM point_lot UNION ALL "
               "SELECT lot_use.source, lot_use.taken * lot_use.value FROM lot_use JOIN hold ON hold.id = lot_use.cause "
               "WHERE hold.state = 0), "
               "sums AS (SELECT source AS owner, sum(worth) AS total FROM parts GROUP BY source) "
               "SELECT coalesce(account.owner, sums.owner) FROM (SELECT * FROM account "
               "WHERE kind = 'points_liability') AS account FULL JOIN sums ON account.owner = sums.owner "
               "WHERE coalesce(account.balance, 0) <> -coalesce(sums.total, 0)",
               "the liability is not what the points of the lots cost", faults);
    check_none(sql,
               "SELECT 'points' FROM (SELECT sum(balance) AS total FROM account WHERE kind IN ('points_liability', "
               "'points_funding', 'points_settled', 'points_recovered')) WHERE total <> 0",
               "what they have cost is not what has become of them", faults);
}

} // namespace

std::vector<std::string> verify_books(const Statements& sql) {
    std::vector<std::string> faults;
    check_chain(sql, faults);
    check_none(sql, "SELECT 'transaction ' || txn || ' ' || unit FROM entry GROUP BY txn, unit HAVING sum(amount) <> 0",
               "does not sum to 0", faults);
    check_none(sql,
               "WITH sums AS (SELECT kind, owner, sum(amount) AS total FROM entry GROUP BY kind, owner) "
               "SELECT coalesce(account.kind, sums.kind) || ' ' || coalesce(account.owner, sums.owner) "
               "FROM account FULL JOIN sums ON account.kind = sums.kind AND account.owner = sums.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(sums.total, 0)",
               "the balance is not the sum of its entries", faults);
    check_none(sql,
               "WITH open AS (SELECT member AS owner, sum(points) AS total FROM hold WHERE state = 0 GROUP BY member) "
               "SELECT coalesce(account.owner, open.owner) FROM (SELECT * FROM account WHERE kind = 'member_held') "
               "AS account FULL JOIN open ON account.owner = open.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(open.total, 0)",
               "the points held are not those of the open holds", faults);
    check_none(sql,
               "WITH open AS (SELECT box AS owner, sum(remaining * amount) AS total FROM slice "
               "WHERE state = 0 AND kind = 0 GROUP BY box) SELECT coalesce(account.owner, open.owner) FROM (SELECT * "
               "FROM account "
               "WHERE kind = 'slice_escrow') AS account FULL JOIN open ON account.owner = open.owner "
               "WHERE coalesce(account.balance, 0) <> coalesce(open.total, 0)",
               "the minutes in escrow are not those of the open slices", faults);
    check_none(
        sql,
        "WITH live AS (SELECT campaign AS owner, sum(amount) AS total FROM coupon "
        "WHERE state = 0 AND funded = 1 AND kind = 0 GROUP BY campaign) SELECT coalesce(account.owner, live.owner) "
        "FROM (SELECT * FROM account WHERE kind = 'coupon_liability') AS account "
        "FULL JOIN live ON account.owner = live.owner "
        "WHERE coalesce(account.balance, 0) <> coalesce(live.total, 0)",
        "the coupons that are out are not those of the liability", faults);
    check_coupons_in_fen(sql, faults);
    check_lots(sql, faults);
    return faults;
}

} // namespace parkgate::ledger
