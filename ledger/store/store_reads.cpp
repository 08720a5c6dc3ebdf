#include "ledger/store/journal.hpp"
#include "ledger/store/schema.hpp"
#include "ledger/store/store.hpp"
#include "platform/sqlite/database.hpp"

#include <utility>

namespace parkgate::ledger {

std::vector<OutboxRow> Store::outbox(std::int64_t after, int most) const {
    std::vector<OutboxRow> rows;
    Query query(sql_("SELECT id, bytes FROM outbox WHERE id > ?1 ORDER BY id LIMIT ?2"), after, std::int64_t{most});
    while (query.next()) {
        rows.push_back({query.integer(0), query.text(1)});
    }
    return rows;
}

void Store::remove_from_outbox(std::span<const std::int64_t> ids) {
    sqlite::Transaction transaction(database_);
    for (const auto id : ids) {
        Query::run(sql_("DELETE FROM outbox WHERE id = ?1"), id);
    }
    transaction.commit();
}

std::optional<std::string> Store::meta(const std::string& key) const {
    Query query(sql_("SELECT value FROM meta WHERE key = ?1"), key);
    return query.next() ? std::optional(query.text(0)) : std::nullopt;
}

void Store::set_meta(const std::string& key, const std::string& value) {
    sqlite::Transaction transaction(database_);
    write_meta(key, value);
    transaction.commit();
}

void Store::write_meta(const std::string& key, const std::string& value) {
    Query::run(
        sql_("INSERT INTO meta(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value"), key,
        value);
}

SiteTime Store::newest() const {
    Query query(sql_("SELECT max(site_ms) FROM txn"));
    query.next();
    return SiteTime{Duration{query.integer_if(0).value_or(0)}};
}

std::vector<Balance> Store::balances() const {
    std::vector<Balance> balances;
    Query query(sql_("SELECT kind, owner, unit, balance FROM account ORDER BY unit, kind, owner"));
    while (query.next()) {
        balances.push_back({query.text(0), query.text(1), query.text(2), query.integer(3)});
    }
    return balances;
}

std::vector<std::string> Store::journal() const {
    std::vector<std::string> lines;
    Query query(sql_("SELECT id, code, cause, hash FROM txn ORDER BY id"));
    while (query.next()) {
        lines.push_back(query.text(0) + " " + query.text(1) + " " + query.text(2) + " " + query.text(3));
    }
    return lines;
}

std::vector<FeeDifference> Store::fee_differences() const {
    std::vector<FeeDifference> out;
    Query row(
        sql_("SELECT d.event_id, d.session, d.quote, d.rules, d.entered_ms, d.billed_until_ms, d.found, d.expected "
             "FROM fee_difference d JOIN inbox i USING(event_id) ORDER BY i.received_ms, d.event_id"));
    while (row.next()) {
        out.push_back({{row.text(0)},
                       {row.text(1)},
                       {row.text(2)},
                       {row.text(3)},
                       row.time(4),
                       row.time(5),
                       {row.integer(6)},
                       {row.integer(7)}});
    }
    return out;
}

std::vector<std::string> Store::verify() const {
    return verify_books(sql_);
}

namespace {

std::string explain(const std::filesystem::path& file, const sqlite::OpenFailure& failure) {
    const std::string name = file.string();
    switch (failure.error) {
    case sqlite::OpenError::in_use:
        return name + " is in use by another process that answers no tool; if that is parkgate-ledger, it is just "
                      "starting or ending: try again";
    case sqlite::OpenError::newer:
        return name + " was written by a later version of parkgate-ledger and was not touched (" + failure.detail + ")";
    case sqlite::OpenError::damaged:
        return name + " is damaged or not a ledger's file and was not touched (" + failure.detail + ")";
    case sqlite::OpenError::unreadable: return name + " cannot be opened (" + failure.detail + ")";
    }
    std::unreachable();
}

} // namespace

std::expected<std::unique_ptr<Store>, std::string> open_store(const std::filesystem::path& file, Terms terms,
                                                              std::string site, Signer signer) {
    std::error_code error;
    std::filesystem::create_directory(file.parent_path(), error); // one level: a wrong path still shows
    auto database = sqlite::open_database(file, schema());
    if (!database) {
        return std::unexpected(explain(file, database.error()));
    }
    return std::make_unique<Store>(std::move(*database), std::move(terms), std::move(site), std::move(signer));
}

std::expected<std::unique_ptr<Store>, std::string> open_store_copy(const std::filesystem::path& file, Terms terms,
                                                                   std::string site, Signer signer) {
    auto database = sqlite::open_copy(file, schema());
    if (!database) {
        return std::unexpected(file.string() + " cannot be read as a copy of the books (" + database.error().detail +
                               "); `parkgate-ledger backup` makes one");
    }
    return std::make_unique<Store>(std::move(*database), std::move(terms), std::move(site), std::move(signer));
}

} // namespace parkgate::ledger
