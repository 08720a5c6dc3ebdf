// Books of a mall whose cars are about to leave, and what its gate says as they do: for each stay that holds points the
// facts `charged` and `coupon_issued`, chained, numbered and signed as a gate makes them.
#pragma once

#include "ledger/app/configuration.hpp"
#include "ledger/app/open_store.hpp"
#include "ledger/core/work.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace parkgate::bench {

// Over how many rows of each kind the stays are spread; 1: every stay meets the same one. A member's points come from
// one store, so that with one member there is one store as well.
struct Spread {
    std::size_t members = 500;
    std::size_t stores = 20;
    std::size_t campaigns = 20;
};

// One leaving, in the order in which it is said.
struct Leaving {
    ledger::FactWork charged;
    ledger::FactWork issued;
};

class ChargeWorld {
  public:
    // `config` is a ledger's configuration, with the box's key beside its own. Throws std::runtime_error.
    explicit ChargeWorld(const std::filesystem::path& config);

    // Makes the books with `count` stays inside, each with its hold, and returns their leavings.
    std::vector<Leaving> make(const std::filesystem::path& books, std::size_t count, Spread spread);

  private:
    struct Stay {
        SessionId session;
        std::size_t member = 0;
        std::size_t campaign = 0;
        HoldId hold;
    };

    void configure(std::size_t count, Spread spread);
    void add_members(ledger::Store& store, const std::vector<Stay>& stays);
    void let_in(ledger::Store& store, std::vector<Stay>& stays);
    std::vector<SliceId> grant_slices(const std::filesystem::path& books);
    Leaving leave(const Stay& stay, const std::vector<SliceId>& slices);
    ledger::AskWork ask(AskBody body);
    ledger::FactWork fact(const SessionId& session, FactBody body);
    [[nodiscard]] std::unique_ptr<ledger::Store> open(const std::filesystem::path& books, ledger::Terms terms) const;

    ledger::Configuration configuration_;
    ledger::Terms terms_; // those of the configuration, with the stores and campaigns of the spread
    Signer box_key_;
    Spread spread_;
    SiteTime now_;
    IdSource ids_{20261};
    std::int64_t seq_ = 0;
    std::string prev_;
};

// A file of leavings for a program that plays the box: a line a fact, its id, signature and bytes.
void write_leavings(const std::filesystem::path& file, const std::vector<Leaving>& leavings);
struct SaidFact {
    std::string id;
    std::string signature;
    std::string bytes;
};
std::vector<SaidFact> read_leavings(const std::filesystem::path& file, std::size_t first, std::size_t count);

} // namespace parkgate::bench
