#include "tests/bench/fill_journal.hpp"

#include "protocol/signature.hpp"

#include <stdexcept>

namespace parkgate::bench {

using ledger::Query;

void FillJournal::write(const ledger::Txn& txn, SiteTime at) {
    if (!is_balanced(txn)) {
        throw std::runtime_error("legs that do not sum to 0");
    }
    const std::string_view code = text_of(txn.code);
    std::string hashed = prev_;
    const auto add = [&hashed](std::string_view part) { hashed.append(1, '\n').append(part); };
    add(std::to_string(++id_));
    add(code);
    add(txn.cause);
    add(rules_.text);
    add(std::to_string(at.time_since_epoch().count()));
    std::int64_t n = 0;
    for (const auto& [account, amount] : txn.legs) {
        const std::string_view kind = text_of(account.kind);
        add(kind);
        add(account.owner);
        add(std::to_string(amount));
        Query::run(sql_("INSERT INTO entry(txn, n, kind, owner, unit, amount) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"), id_,
                   n++, kind, account.owner, text_of(unit_of(account.kind)), amount);
        auto& balance = balances_[std::string(kind) + "\n" + account.owner];
        balance.account = account;
        balance.amount += amount;
    }
    entries_ += n;
    std::string hash = hash_of(hashed);
    Query::run(sql_("INSERT INTO txn(id, code, cause, rules, site_ms, prev, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
               id_, code, txn.cause, rules_, at, prev_, hash);
    prev_ = std::move(hash);
}

void FillJournal::write_balances() {
    for (const auto& [key, balance] : balances_) {
        Query::run(sql_("INSERT INTO account(kind, owner, unit, balance) VALUES(?1, ?2, ?3, ?4)"),
                   text_of(balance.account.kind), balance.account.owner, text_of(unit_of(balance.account.kind)),
                   balance.amount);
    }
}

} // namespace parkgate::bench
