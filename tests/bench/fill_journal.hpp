// Writes the journal of a ledger's file as fast as SQLite takes it: the same rows and the same chain of hashes as the
// ledger's own, the balances once at the end.
#pragma once

#include "ledger/core/account.hpp"
#include "ledger/sqlite/statements.hpp"

#include <unordered_map>

namespace parkgate::bench {

class FillJournal {
  public:
    FillJournal(const ledger::Statements& sql, RulesId rules) : sql_(sql), rules_(std::move(rules)) {}

    void write(const ledger::Txn& txn, SiteTime at);
    void write_balances();
    [[nodiscard]] std::int64_t entries() const { return entries_; }

  private:
    struct Balance {
        ledger::Account account;
        std::int64_t amount = 0;
    };

    const ledger::Statements& sql_;
    RulesId rules_;
    std::int64_t id_ = 0;
    std::int64_t entries_ = 0;
    std::string prev_;
    std::unordered_map<std::string, Balance> balances_; // by kind and owner
};

} // namespace parkgate::bench
