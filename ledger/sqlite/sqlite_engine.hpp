// The store's engine over one SQLite file: one process, one connection, every commit on the disk before it counts.
// Internal to the room; open.hpp makes one.
#pragma once

#include "ledger/sqlite/sql_books.hpp"
#include "ledger/sqlite/sql_reports.hpp"
#include "ledger/sqlite/sql_tools.hpp"
#include "ledger/sqlite/statements.hpp"
#include "ledger/store/storage_engine.hpp"
#include "platform/sqlite/database.hpp"

namespace parkgate::ledger {

class SqliteEngine final : public StorageEngine {
  public:
    explicit SqliteEngine(SQLite::Database database);

    void begin() override;
    void commit() override;
    void roll_back() noexcept override;
    void begin_part() override;
    void keep_part() override;
    void undo_part() override;

    [[nodiscard]] const Books& books() const override { return books_; }
    [[nodiscard]] JournalHead journal_head() const override;
    void append(std::int64_t id, const Txn& txn, const RulesId& rules, SiteTime at, const std::string& prev,
                const std::string& hash) override;
    void add_to_balance(const Account& account, std::int64_t amount) override;
    void write(const Row& row) override;
    void forget_tier_periods() override;
    void read_journal(const EachTxn& each) const override;
    void check_sums(std::vector<std::string>& faults) const override;

    [[nodiscard]] std::optional<KeptFact> fact(const EventId& id) const override;
    void add(const FactRow& fact) override;
    [[nodiscard]] ChainLink last_of(const BoxId& box, std::int64_t epoch) const override;
    [[nodiscard]] std::vector<ChainLink> around(const BoxId& box, std::int64_t epoch, std::int64_t seq) const override;
    void links_after(const BoxId& box, std::int64_t epoch, std::int64_t seq,
                     const std::function<bool(std::int64_t, std::string_view hash)>& each) const override;
    [[nodiscard]] std::int64_t mark(const BoxId& box, std::int64_t epoch) const override;
    void set_mark(const BoxId& box, std::int64_t epoch, std::int64_t seq, const std::string& head) override;
    [[nodiscard]] std::optional<KeptAsk> ask(const EventId& id) const override;
    void add(const AskRow& ask) override;
    [[nodiscard]] std::optional<KeptEvent> kept_event(const SaidEvent& said) const override;
    [[nodiscard]] bool has_event(const EventId& id) const override;
    void add(const EventRow& event) override;
    void add(const RedrivenRow& redriven) override;
    void add(const ClosedRow& closed) override;

    void add_to_outbox(std::string_view bytes) override;
    void remove_from_outbox(std::int64_t id) override;
    [[nodiscard]] std::vector<OutboxRow> outbox(std::int64_t after, int most) const override;
    [[nodiscard]] std::optional<std::string> meta(const std::string& key) const override;
    void set_meta(const std::string& key, const std::string& value) override;

    [[nodiscard]] const ReportReads& reports() const override { return reports_; }
    [[nodiscard]] const ToolReads& tools() const override { return tools_; }
    std::unique_ptr<BooksCopy> copy_to(const std::filesystem::path& file) override;

  private:
    void run(const char* sql);

    SQLite::Database database_;
    Statements sql_;
    SqlBooks books_;
    SqlReports reports_;
    SqlTools tools_;
    std::optional<sqlite::Transaction> transaction_;
    std::optional<SqlBooks::RememberSession> remember_; // while the transaction is open
};

} // namespace parkgate::ledger
