#include "ledger/sqlite/sqlite_engine.hpp"

#include "ledger/sqlite/verify.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

// What SQLite says of the disk and of the file, in the port's words.
template <typename Act>
auto translated(Act act) {
    try {
        return act();
    } catch (const SQLite::Exception& exception) {
        throw StorageFailed(exception.what());
    }
}

class FileCopy final : public BooksCopy {
  public:
    FileCopy(SQLite::Database& from, const std::filesystem::path& to)
        : copy_(translated([&] { return std::make_unique<sqlite::Copy>(from, to); })) {}

    bool step() override {
        return translated([&] { return copy_->step(); });
    }
    [[nodiscard]] std::int64_t pages() const override { return copy_->pages(); }
    [[nodiscard]] std::int64_t pages_left() const override { return copy_->pages_left(); }

  private:
    std::unique_ptr<sqlite::Copy> copy_;
};

} // namespace

SqliteEngine::SqliteEngine(SQLite::Database database)
    : database_(std::move(database)), sql_(database_), books_(sql_), reports_(sql_), tools_(sql_, books_) {}

void SqliteEngine::run(const char* sql) {
    translated([&] { database_.exec(sql); });
}

void SqliteEngine::begin() {
    translated([&] { transaction_.emplace(database_); });
    remember_.emplace(books_);
}

void SqliteEngine::commit() {
    translated([&] { transaction_.value().commit(); });
    roll_back(); // there is nothing left of it
}

void SqliteEngine::roll_back() noexcept {
    remember_.reset();
    transaction_.reset();
}

void SqliteEngine::begin_part() {
    run("SAVEPOINT one");
}

void SqliteEngine::keep_part() {
    run("RELEASE one");
}

void SqliteEngine::undo_part() {
    books_.forget_session();
    run("ROLLBACK TO one; RELEASE one");
}

JournalHead SqliteEngine::journal_head() const {
    Query last(sql_("SELECT id, hash FROM txn ORDER BY id DESC LIMIT 1"));
    return last.next() ? JournalHead{last.integer(0), last.text(1)} : JournalHead{};
}

void SqliteEngine::append(std::int64_t id, const Txn& txn, const RulesId& rules, SiteTime at, const std::string& prev,
                          const std::string& hash) {
    Query::run(sql_("INSERT INTO txn(id, code, cause, rules, site_ms, prev, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
               id, text_of(txn.code), txn.cause, rules, at, prev, hash);
    std::int64_t n = 0;
    for (const auto& leg : txn.legs) {
        Query::run(sql_("INSERT INTO entry(txn, n, kind, owner, unit, amount) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"), id, n++,
                   text_of(leg.account.kind), leg.account.owner, text_of(unit_of(leg.account.kind)), leg.amount);
    }
}

// Not an upsert: SQLite checks an upsert's row before it looks for the conflict, and a decrease alone breaks the guard.
void SqliteEngine::add_to_balance(const Account& account, std::int64_t amount) {
    const auto kind = text_of(account.kind);
    if (Query::run(sql_("UPDATE account SET balance = balance + ?3 WHERE kind = ?1 AND owner = ?2"), kind,
                   account.owner, amount) == 0) {
        Query::run(sql_("INSERT INTO account(kind, owner, unit, balance) VALUES(?1, ?2, ?3, ?4)"), kind, account.owner,
                   text_of(unit_of(account.kind)), amount);
    }
}

void SqliteEngine::write(const Row& row) {
    if (std::holds_alternative<SessionRow>(row)) {
        books_.forget_session();
    }
    write_row(sql_, row);
}

void SqliteEngine::forget_tier_periods() {
    Query::run(sql_("UPDATE member SET tier_period = 0"));
}

void SqliteEngine::read_journal(const EachTxn& each) const {
    JournalTxn txn;
    std::vector<JournalLeg> legs;
    Query row(sql_("SELECT id, code, cause, rules, site_ms, prev, hash FROM txn ORDER BY id"));
    while (row.next()) {
        txn = {row.integer(0), row.text(1), row.text(2), row.text(3), row.time(4), row.text(5), row.text(6)};
        legs.clear();
        Query leg(sql_("SELECT kind, owner, amount, unit FROM entry WHERE txn = ?1 ORDER BY n"), txn.id);
        while (leg.next()) {
            legs.push_back({leg.text(0), leg.text(1), leg.integer(2), leg.text(3)});
        }
        each(txn, legs);
    }
}

void SqliteEngine::check_sums(std::vector<std::string>& faults) const {
    verify_sums(sql_, faults);
}

void SqliteEngine::add_to_outbox(std::string_view bytes) {
    Query::run(sql_("INSERT INTO outbox(bytes) VALUES(?1)"), bytes);
}

void SqliteEngine::remove_from_outbox(std::int64_t id) {
    Query::run(sql_("DELETE FROM outbox WHERE id = ?1"), id);
}

std::vector<OutboxRow> SqliteEngine::outbox(std::int64_t after, int most) const {
    std::vector<OutboxRow> rows;
    Query query(sql_("SELECT id, bytes FROM outbox WHERE id > ?1 ORDER BY id LIMIT ?2"), after, std::int64_t{most});
    while (query.next()) {
        rows.push_back({query.integer(0), query.text(1)});
    }
    return rows;
}

std::optional<std::string> SqliteEngine::meta(const std::string& key) const {
    Query query(sql_("SELECT value FROM meta WHERE key = ?1"), key);
    return query.next() ? std::optional(query.text(0)) : std::nullopt;
}

void SqliteEngine::set_meta(const std::string& key, const std::string& value) {
    Query::run(
        sql_("INSERT INTO meta(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value"), key,
        value);
}

std::unique_ptr<BooksCopy> SqliteEngine::copy_to(const std::filesystem::path& file) {
    return std::make_unique<FileCopy>(database_, file);
}

} // namespace parkgate::ledger
