#include "ledger/store/journal.hpp"

#include "ledger/store/guards.hpp"
#include "protocol/signature.hpp"

#include <algorithm>
#include <map>

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

} // namespace

void write_txn(StorageEngine& engine, const Txn& txn, const RulesId& rules, SiteTime at) {
    if (!is_balanced(txn) || txn.legs.empty()) {
        throw BrokenInvariant("a transaction whose legs do not sum to 0");
    }
    const auto [last, prev] = engine.journal_head();
    const std::int64_t id = last + 1;
    HashedText text(prev, id, text_of(txn.code), txn.cause, rules.text, at.time_since_epoch().count());
    for (const auto& leg : txn.legs) {
        text.add_leg(text_of(leg.account.kind), leg.account.owner, leg.amount);
    }
    engine.append(id, txn, rules, at, prev, text.hash());
    // A guard looks at the account after the whole transaction, not between two of its legs.
    for (const auto& leg : changes_of(txn)) {
        engine.add_to_balance(leg.account, leg.amount);
    }
}

namespace {

using Kinds = std::map<std::string_view, AccountKind>;

Kinds account_kinds() {
    Kinds kinds;
    for (int number = 0; number <= static_cast<int>(last_account_kind); ++number) {
        const auto kind = static_cast<AccountKind>(number);
        kinds[text_of(kind)] = kind;
    }
    return kinds;
}

// What is counted in what follows from the kind, which the chain covers; what is written beside it may say otherwise.
bool is_in_its_unit(const Kinds& kinds, std::string_view kind, std::string_view unit) {
    const auto known = kinds.find(kind);
    return known != kinds.end() && text_of(unit_of(known->second)) == unit;
}

void check_units(const Kinds& kinds, const JournalTxn& txn, std::span<const JournalLeg> legs,
                 std::vector<std::string>& faults) {
    for (const auto& leg : legs) {
        if (!is_in_its_unit(kinds, leg.kind, leg.unit)) {
            faults.push_back("transaction " + std::to_string(txn.id) + ": " + leg.kind + " is not counted in " +
                             leg.unit);
        }
    }
}

void check_chain(const StorageEngine& engine, const Kinds& kinds, std::vector<std::string>& faults) {
    std::string prev;
    std::int64_t expected = 1;
    bool whole = true;
    engine.read_journal([&](const JournalTxn& txn, std::span<const JournalLeg> legs) {
        check_units(kinds, txn, legs, faults);
        if (!whole) {
            return; // all that follows would be broken as well
        }
        HashedText text(prev, txn.id, txn.code, txn.cause, txn.rules, txn.at.time_since_epoch().count());
        for (const auto& leg : legs) {
            text.add_leg(leg.kind, leg.owner, leg.amount);
        }
        whole = txn.id == expected && txn.prev == prev && txn.hash == text.hash();
        if (!whole) {
            faults.push_back("transaction " + std::to_string(txn.id) + ": the chain is broken");
        }
        prev = txn.hash;
        ++expected;
    });
}

// A guard that somebody has taken away has not looked.
void check_guards(const StorageEngine& engine, const Kinds& kinds, std::vector<std::string>& faults) {
    for (const auto& balance : engine.tools().balances()) {
        const auto kind = kinds.find(balance.kind);
        if (kind == kinds.end() || !may_stand_at(kind->second, balance.amount)) {
            faults.push_back(balance.kind + " " + balance.owner + ": may not stand at " +
                             std::to_string(balance.amount));
        } else if (!is_in_its_unit(kinds, balance.kind, balance.unit)) {
            faults.push_back(balance.kind + " " + balance.owner + ": is not counted in " + balance.unit);
        }
    }
}

} // namespace

std::vector<std::string> verify_books(const StorageEngine& engine) {
    std::vector<std::string> faults;
    const Kinds kinds = account_kinds();
    check_chain(engine, kinds, faults);
    engine.check_sums(faults);
    check_guards(engine, kinds, faults);
    return faults;
}

} // namespace parkgate::ledger
