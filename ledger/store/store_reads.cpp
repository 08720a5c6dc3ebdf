#include "ledger/store/journal.hpp"
#include "ledger/store/store.hpp"

#include <utility>

namespace parkgate::ledger {

std::vector<OutboxRow> Store::outbox(std::int64_t after, int most) const {
    return engine_->outbox(after, most);
}

void Store::remove_from_outbox(std::span<const std::int64_t> ids) {
    Transaction transaction(*engine_);
    for (const auto id : ids) {
        engine_->remove_from_outbox(id);
    }
    transaction.commit();
}

std::optional<std::string> Store::meta(const std::string& key) const {
    return engine_->meta(key);
}

void Store::set_meta(const std::string& key, const std::string& value) {
    Transaction transaction(*engine_);
    engine_->set_meta(key, value);
    transaction.commit();
}

SiteTime Store::newest() const {
    return engine_->tools().newest();
}

std::vector<Balance> Store::balances() const {
    return engine_->tools().balances();
}

std::vector<std::string> Store::journal() const {
    std::vector<std::string> lines;
    engine_->read_journal([&](const JournalTxn& txn, std::span<const JournalLeg>) {
        lines.push_back(std::to_string(txn.id) + " " + txn.code + " " + txn.cause + " " + txn.hash);
    });
    return lines;
}

std::vector<FeeDifference> Store::fee_differences() const {
    return engine_->tools().fee_differences();
}

std::vector<std::string> Store::verify() const {
    return verify_books(*engine_);
}

} // namespace parkgate::ledger
