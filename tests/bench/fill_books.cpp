// Fills a ledger's file with a mall's years, so that a start and the tools can be timed on books that have grown. The
// rows are written in large transactions without a sync; indexes are taken away first and built at the end. The demo's
// clock is set so that it shows END.
//   fill_books CONFIG ROWS_OF_THE_JOURNAL END_MS
#include "ledger/app/engine.hpp"
#include "ledger/sqlite/schema.hpp"
#include "tests/bench/fill_mall.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace {

using namespace parkgate;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t stays_a_transaction = 10'000;

SQLite::Database make_file(const std::filesystem::path& file) {
    {
        const auto made = sqlite::open_database(file, ledger::schema());
        if (!made) {
            throw std::runtime_error(made.error().detail);
        }
    }
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE);
    for (const char* pragma : {"locking_mode=EXCLUSIVE", "journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF",
                               "cache_size=-1000000", "temp_store=MEMORY"}) {
        database.exec("PRAGMA " + std::string(pragma));
    }
    return database;
}

// Takes them away and returns what makes them again.
std::vector<std::string> drop_indexes(SQLite::Database& database) {
    std::vector<std::string> names;
    std::vector<std::string> made_by;
    SQLite::Statement query(database, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
    while (query.executeStep()) {
        names.push_back(query.getColumn(0).getString());
        made_by.push_back(query.getColumn(1).getString());
    }
    query.reset();
    for (const auto& name : names) {
        database.exec("DROP INDEX " + name);
    }
    return made_by;
}

void fill_rows(SQLite::Database& database, const ledger::Configuration& configuration, std::int64_t rows,
               SiteTime end) {
    const ledger::Statements sql(database);
    const auto began = Clock::now();
    std::int64_t told = 0;
    database.exec("BEGIN");
    bench::FilledMall mall(sql, configuration, rows / bench::rows_a_stay, end);
    for (std::int64_t stays = 1; mall.step(); ++stays) {
        if (stays % stays_a_transaction == 0) {
            database.exec("COMMIT");
            database.exec("BEGIN");
        }
        if (mall.entries() * 20 / rows > told) {
            told = mall.entries() * 20 / rows;
            const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
            std::fprintf(stderr, "... fill: %lld of %lld rows, %.0f s\n", static_cast<long long>(mall.entries()),
                         static_cast<long long>(rows), seconds);
        }
    }
    mall.finish();
    ledger::Query::run(
        sql("INSERT INTO meta(key, value) VALUES(?1, ?2)"), std::string(ledger::leap_key),
        std::to_string((end.time_since_epoch() -
                        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()))
                           .count()));
    database.exec("COMMIT");
    std::printf("%lld\n", static_cast<long long>(mall.entries()));
}

void fill(const ledger::Configuration& configuration, std::int64_t rows, SiteTime end) {
    auto database = make_file(configuration.store);
    const auto indexes = drop_indexes(database);
    fill_rows(database, configuration, rows, end);
    std::size_t built = 0;
    for (const auto& index : indexes) {
        database.exec(index);
        std::fprintf(stderr, "... fill: index %zu of %zu\n", ++built, indexes.size());
    }
    database.exec("PRAGMA journal_mode=WAL");
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "fill_books CONFIG ROWS_OF_THE_JOURNAL END_MS\n");
        return 64;
    }
    const auto configuration = ledger::read_configuration(argv[1]);
    if (!configuration) {
        std::fprintf(stderr, "fill_books: the configuration has faults\n");
        return 1;
    }
    try {
        fill(*configuration, std::atoll(argv[2]), SiteTime{Duration{std::atoll(argv[3])}});
        return 0;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "fill_books: %s\n", exception.what());
        return 1;
    }
}
