// Books in memory without inbox, boxes and messages: what a part of the core decides is written at once, and the books
// are verified.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/members/wallet.hpp"
#include "ledger/store/journal.hpp"
#include "tests/unit/ledger/support/engine_kit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace parkgate::ledger::test {

class BareBooks {
  public:
    BareBooks() { write({}, {MemberRow{{"m1"}}, MemberRow{{"m2"}}}); }

    void write(const std::vector<Txn>& txns, const std::vector<Row>& rows) {
        Transaction transaction(*engine_);
        for (const auto& txn : txns) {
            if (!txn.legs.empty()) {
                write_txn(*engine_, txn, {"house-1"}, {});
            }
        }
        for (const auto& row : rows) {
            engine_->write(row);
        }
        transaction.commit();
    }

    // One transaction of one wallet.
    template <typename Act>
    void with_wallet(Act act, const std::vector<Row>& more = {}) {
        Wallet wallet(books(), {"m1"});
        Txn txn{TxnCode::points_adjusted, "t" + std::to_string(++count_), {}};
        act(wallet, txn);
        auto rows = wallet.rows();
        rows.insert(rows.end(), more.begin(), more.end());
        write({txn}, rows);
        EXPECT_EQ(verify_books(*engine_), std::vector<std::string>{});
    }

    [[nodiscard]] const Books& books() const { return engine_->books(); }
    [[nodiscard]] std::int64_t balance(AccountKind kind, const std::string& owner) const {
        return books().balance({kind, owner});
    }
    // Accounts that are not empty, as text.
    [[nodiscard]] std::string balances() const {
        std::string text;
        auto balances = engine_->tools().balances();
        std::ranges::sort(balances, {}, [](const Balance& one) { return std::pair(one.kind, one.owner); });
        for (const auto& one : balances) {
            text += one.amount == 0 ? "" : one.kind + " " + one.owner + " " + std::to_string(one.amount) + "\n";
        }
        return text;
    }
    StorageEngine& engine() { return *engine_; }

  private:
    std::unique_ptr<StorageEngine> engine_ = new_engine();
    int count_ = 0;
};

} // namespace parkgate::ledger::test
