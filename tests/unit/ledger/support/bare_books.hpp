// Books in memory without inbox, boxes and messages: what a part of the core decides is written at once, and the books
// are verified.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/members/wallet.hpp"
#include "ledger/store/journal.hpp"
#include "ledger/store/schema.hpp"
#include "ledger/store/sql_books.hpp"
#include "platform/sqlite/database.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parkgate::ledger::test {

class BareBooks {
  public:
    BareBooks() { write({}, {MemberRow{{"m1"}}, MemberRow{{"m2"}}}); }

    void write(const std::vector<Txn>& txns, const std::vector<Row>& rows) {
        sqlite::Transaction transaction(database_);
        for (const auto& txn : txns) {
            if (!txn.legs.empty()) {
                write_txn(sql_, txn, {"house-1"}, {});
            }
        }
        for (const auto& row : rows) {
            write_row(sql_, row);
        }
        transaction.commit();
    }

    // One transaction of one wallet.
    template <typename Act>
    void with_wallet(Act act, const std::vector<Row>& more = {}) {
        Wallet wallet(books_, {"m1"});
        Txn txn{TxnCode::points_adjusted, "t" + std::to_string(++count_), {}};
        act(wallet, txn);
        auto rows = wallet.rows();
        rows.insert(rows.end(), more.begin(), more.end());
        write({txn}, rows);
        EXPECT_EQ(verify_books(sql_), std::vector<std::string>{});
    }

    [[nodiscard]] const Books& books() const { return books_; }
    [[nodiscard]] std::int64_t balance(AccountKind kind, const std::string& owner) const {
        return books_.balance({kind, owner});
    }
    // Accounts that are not empty, as text.
    [[nodiscard]] std::string balances() const {
        std::string text;
        Query rows(sql_("SELECT kind || ' ' || owner, balance FROM account WHERE balance <> 0 ORDER BY kind, owner"));
        while (rows.next()) {
            text += rows.text(0) + " " + rows.text(1) + "\n";
        }
        return text;
    }
    SQLite::Database& database() { return database_; }

  private:
    SQLite::Database database_ = sqlite::open_in_memory(schema());
    Statements sql_{database_};
    SqlBooks books_{sql_};
    int count_ = 0;
};

} // namespace parkgate::ledger::test
