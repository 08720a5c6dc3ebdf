// The port of the store: what an engine keeps for it. What is true of every engine (one outcome an id, the chain of
// hashes, what is decided, booked and answered in one transaction) is the store's; an engine keeps rows, finds them by
// their keys, and takes all of a transaction or none of it. docs/ARCHITECTURE.md says how another one is added, and
// tests/unit/ledger/storage is what it has to pass.
// Not thread-safe: one thread owns it.
#pragma once

#include "ledger/core/work.hpp"
#include "ledger/store/report_reads.hpp"
#include "ledger/store/tool_reads.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::ledger {

// What was asked for has not happened: the disk fails, somebody else has the file, a copy is not to be written. The
// transaction is to be rolled back.
class StorageFailed : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Something that the books must not take: a second row of one key, a balance or a count where it must not go. What it
// was part of is to be undone; the rest may go on.
class BrokenInvariant : public StorageFailed {
  public:
    using StorageFailed::StorageFailed;
};

// The newest transaction of the journal; 0: there is none.
struct JournalHead {
    std::int64_t id = 0;
    std::string hash;
};

// A transaction as it stands in the journal.
struct JournalTxn {
    std::int64_t id = 0;
    std::string code;
    std::string cause;
    std::string rules;
    SiteTime at;
    std::string prev;
    std::string hash;
};
struct JournalLeg {
    std::string kind;
    std::string owner;
    std::int64_t amount = 0;
    std::string unit;
};
using EachTxn = std::function<void(const JournalTxn&, std::span<const JournalLeg>)>;

// ---- rows of the inboxes, as they are written: views of what the caller has ----

struct FactRow {
    const EventId& id;
    const std::string& hash;
    const BoxId& box;
    std::int64_t epoch = 0;
    std::int64_t seq = 0;
    std::string_view prev;
    bool forked = false; // another fact has this box, epoch and seq
    std::string_view kind;
    std::string_view outcome;
    std::string_view code;
    const std::string& bytes;
    const KeyId& key;
    const std::string& signature;
    const std::string& lot; // of the topic
    WallTime at;
};

struct AskRow {
    const EventId& id;
    const std::string& hash;
    const BoxId& box;
    const std::string& answer;
    WallTime at;
};

struct EventRow {
    const EventId& id; // in the books
    const std::string& hash;
    std::string_view door;
    std::string_view owner;
    std::string_view kind;
    std::string_view outcome;
    std::string_view code;
    const MemberId& member;
    std::int64_t points = 0;
    std::int64_t balance = 0;
    std::string_view bytes;
    std::string_view key;
    std::string_view signature;
    WallTime at;
    std::string_view said = {}; // its sender's id; empty: the same
};

struct RedrivenRow {
    const EventId& id;
    std::string_view outcome;
    std::string_view code;
    const OperatorId& by;
    const std::string& reason;
    SiteTime at;
};

struct ClosedRow {
    const EventId& id; // of something quarantined
    const OperatorId& by;
    const std::string& reason;
    SiteTime at;
};

// ---- and as they are read ----

struct KeptFact {
    std::string hash;
    std::string outcome;
    std::string code;
};
struct KeptAsk {
    std::string hash;
    std::string answer;
};
// An event by its sender's id: two senders may number alike.
struct SaidEvent {
    std::string_view door;
    const std::string& owner;
    const EventId& id;
};
struct KeptEvent {
    EventId id; // in the books
    std::string hash;
    std::string outcome;
    std::string code;
    MemberId member;
    std::int64_t points = 0;
    Points balance;
};
// A fact that is not forked, as far as its box's chain goes.
struct ChainLink {
    std::int64_t seq = 0; // 0: there is none
    std::string hash;
    std::string prev;
};

// A consistent copy of the books that are in use; what is booked meanwhile may be in it or not.
class BooksCopy {
  public:
    BooksCopy() = default;
    BooksCopy(const BooksCopy&) = delete;
    BooksCopy& operator=(const BooksCopy&) = delete;
    virtual ~BooksCopy() = default; // an unfinished one is removed

    virtual bool step() = 0; // false: it is finished, and whole on the disk
    [[nodiscard]] virtual std::int64_t pages() const = 0;
    [[nodiscard]] virtual std::int64_t pages_left() const = 0;
};

class StorageEngine {
  public:
    StorageEngine() = default;
    StorageEngine(const StorageEngine&) = delete;
    StorageEngine& operator=(const StorageEngine&) = delete;
    virtual ~StorageEngine() = default;

    // ---- one transaction at a time; reads in it see what it has written ----
    virtual void begin() = 0;
    virtual void commit() = 0; // returns when it is on the disk
    virtual void roll_back() noexcept = 0;
    // A part of the open transaction that can be taken back alone; there is one at a time.
    virtual void begin_part() = 0;
    virtual void keep_part() = 0;
    virtual void undo_part() = 0;

    // ---- the books: insert-only journal, balances, rows whole by their key ----
    [[nodiscard]] virtual const Books& books() const = 0;
    [[nodiscard]] virtual JournalHead journal_head() const = 0;
    // BrokenInvariant if its number, or its code and cause, are there already.
    virtual void append(std::int64_t id, const Txn& txn, const RulesId& rules, SiteTime at, const std::string& prev,
                        const std::string& hash) = 0;
    // Once a transaction and account. BrokenInvariant if the account must not stand where it would (INVARIANTS I-04).
    virtual void add_to_balance(const Account& account, std::int64_t amount) = 0;
    // BrokenInvariant also of an item of review that would become another member's.
    virtual void write(const Row& row) = 0;
    // From now on no member's tier has been worked out in any period.
    virtual void forget_tier_periods() = 0;
    virtual void read_journal(const EachTxn& each) const = 0; // by number
    // Adds what does not fit: transactions that are not even, and whatever is not the sum of what it stands for.
    virtual void check_sums(std::vector<std::string>& faults) const = 0;

    // ---- facts, asks and events as they came: insert-only ----
    [[nodiscard]] virtual std::optional<KeptFact> fact(const EventId& id) const = 0;
    virtual void add(const FactRow& fact) = 0;
    [[nodiscard]] virtual ChainLink last_of(const BoxId& box, std::int64_t epoch) const = 0;
    // Those with this number, the one before and the one after.
    [[nodiscard]] virtual std::vector<ChainLink> around(const BoxId& box, std::int64_t epoch,
                                                        std::int64_t seq) const = 0;
    // By number, as long as `each` says true.
    virtual void links_after(const BoxId& box, std::int64_t epoch, std::int64_t seq,
                             const std::function<bool(std::int64_t, std::string_view hash)>& each) const = 0;
    [[nodiscard]] virtual std::int64_t mark(const BoxId& box, std::int64_t epoch) const = 0; // 0: none
    virtual void set_mark(const BoxId& box, std::int64_t epoch, std::int64_t seq, const std::string& head) = 0;
    [[nodiscard]] virtual std::optional<KeptAsk> ask(const EventId& id) const = 0;
    virtual void add(const AskRow& ask) = 0;
    [[nodiscard]] virtual std::optional<KeptEvent> kept_event(const SaidEvent& said) const = 0;
    [[nodiscard]] virtual bool has_event(const EventId& id) const = 0; // in the books
    // BrokenInvariant if the books have its id, or its sender has said it.
    virtual void add(const EventRow& event) = 0;
    virtual void add(const RedrivenRow& redriven) = 0;
    virtual void add(const ClosedRow& closed) = 0; // once an id

    // ---- the rest ----
    virtual void add_to_outbox(std::string_view bytes) = 0; // ids rise and are never given twice
    virtual void remove_from_outbox(std::int64_t id) = 0;
    [[nodiscard]] virtual std::vector<OutboxRow> outbox(std::int64_t after, int most) const = 0;
    [[nodiscard]] virtual std::optional<std::string> meta(const std::string& key) const = 0;
    virtual void set_meta(const std::string& key, const std::string& value) = 0;

    [[nodiscard]] virtual const ReportReads& reports() const = 0;
    [[nodiscard]] virtual const ToolReads& tools() const = 0;
    virtual std::unique_ptr<BooksCopy> copy_to(const std::filesystem::path& file) = 0; // which is not there yet
};

// Rolls back when left without commit().
class Transaction {
  public:
    explicit Transaction(StorageEngine& engine) : engine_(engine) { engine_.begin(); }
    ~Transaction() {
        if (open_) {
            engine_.roll_back();
        }
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() {
        engine_.commit();
        open_ = false;
    }

  private:
    StorageEngine& engine_;
    bool open_ = true;
};

} // namespace parkgate::ledger
