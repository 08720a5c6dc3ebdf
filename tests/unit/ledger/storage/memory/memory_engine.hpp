// The port's second engine: it shows what an engine has to do, and lets every test of the store run without SQLite.
#pragma once

#include "tests/unit/ledger/storage/memory/memory_reads.hpp"

#include <memory>
#include <utility>

namespace parkgate::ledger::test {

// What outlives an engine.
struct MemoryPlace {
    MemoryState committed;
    std::map<std::filesystem::path, MemoryState> copies;
    int fuse = -1; // writes until one fails; negative: none
};

class MemoryEngine final : public StorageEngine {
  public:
    explicit MemoryEngine(std::shared_ptr<MemoryPlace> place, bool read_only = false)
        : place_(std::move(place)), read_only_(read_only) {}

    void begin() override;
    void commit() override;
    void roll_back() noexcept override { now_ = &place_->committed; }
    void begin_part() override { part_ = open(); }
    void keep_part() override {}
    void undo_part() override { working_ = part_; }

    [[nodiscard]] const Books& books() const override { return books_; }
    [[nodiscard]] JournalHead journal_head() const override;
    void append(std::int64_t id, const Txn& txn, const RulesId& rules, SiteTime at, const std::string& prev,
                const std::string& hash) override {
        open().append(id, txn, rules, at, prev, hash);
    }
    void add_to_balance(const Account& account, std::int64_t amount) override {
        open().add_to_balance(account, amount);
    }
    void write(const Row& row) override { open().write(row); }
    void forget_tier_periods() override;
    void read_journal(const EachTxn& each) const override;
    void check_sums(std::vector<std::string>& faults) const override { now_->check_sums(faults); }

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
    [[nodiscard]] bool has_event(const EventId& id) const override { return now_->events.contains(id); }
    void add(const EventRow& event) override;
    void add(const RedrivenRow& redriven) override;
    void add(const ClosedRow& closed) override;

    void add_to_outbox(std::string_view bytes) override;
    void remove_from_outbox(std::int64_t id) override { open().outbox.erase(id); }
    [[nodiscard]] std::vector<OutboxRow> outbox(std::int64_t after, int most) const override;
    [[nodiscard]] std::optional<std::string> meta(const std::string& key) const override;
    void set_meta(const std::string& key, const std::string& value) override { open().meta[key] = value; }

    [[nodiscard]] const ReportReads& reports() const override { return reports_; }
    [[nodiscard]] const ToolReads& tools() const override { return tools_; }
    std::unique_ptr<BooksCopy> copy_to(const std::filesystem::path& file) override;

  private:
    MemoryState& open(); // to be written
    void burn();

    std::shared_ptr<MemoryPlace> place_;
    bool read_only_;
    MemoryState working_; // of the open transaction
    MemoryState part_;    // as it was when the part began
    const MemoryState* now_ = &place_->committed;
    MemoryBooks books_{now_};
    MemoryReports reports_{now_};
    MemoryTools tools_{now_};
};

} // namespace parkgate::ledger::test
