// The ledger's books in a SQLite file. Every public function is one transaction (or a plain read): what it returns has
// been committed. SQLite::Exception is thrown when the disk fails; then nothing of the call has happened.
// Not thread-safe: one thread owns it.
#pragma once

#include "ledger/core/work.hpp"
#include "ledger/store/sql_books.hpp"
#include "ledger/store/statements.hpp"
#include "protocol/signature.hpp"

#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace parkgate::ledger {

struct Received; // of the inbox

struct Balance {
    std::string kind;
    std::string owner;
    std::string unit;
    std::int64_t amount = 0;
    bool operator==(const Balance&) const = default;
};

class Store {
  public:
    Store(SQLite::Database database, Terms terms, std::string site, Signer signer);

    // Takes all of it or, with an exception, none of it. One result for each, in order.
    std::vector<Result> take(std::span<const Work> batch, SiteTime site, WallTime wall);

    // Ends what has expired, at most `most` things; how many it ended.
    int sweep(SiteTime now, int most);
    void set_budgets(SiteTime now);
    Admission::Result add_member(const MemberId& member, const std::vector<PlateHash>& plates, Points points,
                                 SiteTime now, const MemberSettings& settings = {});
    // Whose the plate was until now; empty: nobody's.
    MemberId unlink(const PlateHash& plate, SiteTime now);

    // Notifications that the broker does not have yet, the oldest first, after row `after`.
    [[nodiscard]] std::vector<OutboxRow> outbox(std::int64_t after, int most) const;
    void remove_from_outbox(std::span<const std::int64_t> ids);

    [[nodiscard]] std::optional<std::string> meta(const std::string& key) const;
    void set_meta(const std::string& key, const std::string& value);

    [[nodiscard]] const Books& books() const { return books_; }
    [[nodiscard]] std::vector<Balance> balances() const;
    // One line a transaction: number, code, cause, hash.
    [[nodiscard]] std::vector<std::string> journal() const;
    // Where the ledger came to another fee than the gate, the oldest first.
    [[nodiscard]] std::vector<FeeDifference> fee_differences() const;
    // What does not fit in the books; empty: they are sound.
    [[nodiscard]] std::vector<std::string> verify() const;

  private:
    template <typename Decide>
    FactResult take_fact(const Received& received, WallTime wall, Decide decide);
    AskResult take_ask(const AskWork& work, SiteTime site, WallTime wall);
    Decision book(const FactWork& work, SiteTime site);
    void carry_out(const std::vector<Txn>& txns, const std::vector<Row>& rows, SiteTime site);

    SQLite::Database database_;
    Statements sql_;
    SqlBooks books_;
    Terms terms_;
    std::string site_;
    Signer signer_;
};

// Opens or makes the file. The error is one line for a person; a file that is not taken is left as it is.
std::expected<std::unique_ptr<Store>, std::string> open_store(const std::filesystem::path& file, Terms terms,
                                                              std::string site, Signer signer);

} // namespace parkgate::ledger
