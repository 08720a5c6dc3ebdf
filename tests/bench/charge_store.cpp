// How many charges a second the ledger's store takes at its own port, in batches as the engine makes them when 64
// leavings are on their way, and what a bare loop takes to write the same rows; what it takes when all of them meet one
// member, store or campaign; and the books with what the gate will say, for a bench that goes through the broker.
// Prints one JSON line a run.
//   charge_store port CONFIG FOLDER LEAVINGS ROUNDS
//   charge_store keys CONFIG FOLDER LEAVINGS ROUNDS
//   charge_store prepare CONFIG FILE LEAVINGS
#include "ledger/store/schema.hpp"
#include "tests/bench/charge_world.hpp"
#include "tests/bench/sql_writes.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace parkgate;
using bench::ChargeWorld;
using bench::Leaving;
using bench::Spread;
using bench::WriteRecorder;
using bench::WriteScript;
namespace fs = std::filesystem;

constexpr std::size_t in_flight = 64;

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double sum_of(const std::vector<double>& times) {
    double sum = 0;
    for (const double time : times) {
        sum += time;
    }
    return sum;
}

double share_of(std::vector<double> times, std::size_t percent) {
    std::ranges::sort(times);
    return times[std::min(times.size() - 1, times.size() * percent / 100)];
}

// `times` are milliseconds of a commit each.
void print(const char* what, std::size_t units, const std::vector<double>& times, double cpu) {
    const double seconds = sum_of(times) / 1000;
    std::printf(R"({"what": "%s", "units_s": %.1f, "seconds": %.4f, "p50_ms": %.3f, "p99_ms": %.3f, "cpu": %.3f})"
                "\n",
                what, static_cast<double>(units) / seconds, seconds, share_of(times, 50), share_of(times, 99),
                cpu / seconds);
    std::fflush(stdout);
}

std::vector<std::vector<ledger::Work>> batches_of(const std::vector<Leaving>& leavings) {
    std::vector<std::vector<ledger::Work>> out;
    for (std::size_t n = 0; n < leavings.size(); ++n) {
        if (n % in_flight == 0) {
            out.emplace_back();
        }
        out.back().emplace_back(leavings[n].charged);
        out.back().emplace_back(leavings[n].issued);
    }
    return out;
}

// Milliseconds of each batch.
std::vector<double> take(const ChargeWorld& world, ledger::Store& store,
                         const std::vector<std::vector<ledger::Work>>& batches) {
    std::vector<double> times;
    for (const auto& batch : batches) {
        const auto began = std::chrono::steady_clock::now();
        const auto results = store.take(batch, world.now(), world.wall());
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
        for (const auto& result : results) {
            const auto& fact = std::get<ledger::FactResult>(result);
            if (fact.entry.outcome != Outcome::applied || fact.code != ledger::Code::none) {
                throw std::runtime_error("a fact was taken as " + std::string(text_of(fact.code)));
            }
        }
    }
    return times;
}

// What the copying has left to write would be written under the measurement.
fs::path copy_of(const fs::path& books, const char* name) {
    fs::path copy = books.parent_path() / name;
    fs::remove(copy);
    fs::copy_file(books, copy);
    const int file = ::open(copy.c_str(), O_RDONLY | O_CLOEXEC);
    ::fsync(file);
    ::close(file);
    return copy;
}

void run_product(const ChargeWorld& world, const fs::path& books, const std::vector<std::vector<ledger::Work>>& batches,
                 std::size_t units, const char* what) {
    const auto store = world.open(copy_of(books, "product.db"));
    const double before = cpu_seconds();
    const auto times = take(world, *store, batches);
    print(what, units, times, cpu_seconds() - before);
}

void run_floor(const fs::path& books, const WriteScript& script, std::size_t units) {
    auto database = sqlite::open_database(copy_of(books, "floor.db"), ledger::schema());
    if (!database) {
        throw std::runtime_error(database.error().detail);
    }
    const double before = cpu_seconds();
    const auto times = bench::replay(database->getHandle(), script);
    print("floor", units, times, cpu_seconds() - before);
}

WriteScript note_writes(const ChargeWorld& world, const fs::path& books,
                        const std::vector<std::vector<ledger::Work>>& batches) {
    WriteRecorder recorder;
    const auto store = world.open(copy_of(books, "noted.db"));
    recorder.start();
    take(world, *store, batches);
    return recorder.stop();
}

int at_the_port(const fs::path& config, const fs::path& folder, std::size_t units, int rounds) {
    ChargeWorld world(config);
    const fs::path books = folder / "books.db";
    const auto batches = batches_of(world.make(books, units, {}));
    const auto script = note_writes(world, books, batches);
    std::printf(R"({"what": "script", "transactions": %zu, "writes": %zu})"
                "\n",
                script.transactions.size(), script.writes());
    for (int round = 0; round < rounds; ++round) {
        // Each is first in turn.
        if (round % 2 == 0) {
            run_product(world, books, batches, units, "product");
        }
        run_floor(books, script, units);
        if (round % 2 == 1) {
            run_product(world, books, batches, units, "product");
        }
        if (bench::content_hash(folder / "product.db") != bench::content_hash(folder / "floor.db")) {
            throw std::runtime_error("the bare loop has not written what the store has");
        }
    }
    return 0;
}

int hot_keys(const fs::path& config, const fs::path& folder, std::size_t units, int rounds) {
    struct Load {
        const char* name;
        Spread spread;
        std::vector<std::vector<ledger::Work>> batches = {};
    };
    std::array<Load, 4> loads{
        {{"uniform", {}}, {"member", {1, 1, 20}}, {"store", {500, 1, 20}}, {"campaign", {500, 20, 1}}}};
    ChargeWorld world(config);
    for (auto& load : loads) {
        load.batches = batches_of(world.make(folder / (std::string(load.name) + ".db"), units, load.spread));
    }
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t n = 0; n < loads.size(); ++n) {
            const auto& load = loads[(n + static_cast<std::size_t>(round)) % loads.size()];
            run_product(world, folder / (std::string(load.name) + ".db"), load.batches, units, load.name);
        }
    }
    return 0;
}

int prepare(const fs::path& config, const fs::path& file, std::size_t units) {
    ChargeWorld world(config);
    bench::write_leavings(file, world.make(world.configured_books(), units, {}));
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const auto is = [&](const char* mode, int count) { return argc == count && std::strcmp(argv[1], mode) == 0; };
    try {
        if (is("port", 6)) {
            return at_the_port(argv[2], argv[3], std::stoul(argv[4]), std::atoi(argv[5]));
        }
        if (is("keys", 6)) {
            return hot_keys(argv[2], argv[3], std::stoul(argv[4]), std::atoi(argv[5]));
        }
        if (is("prepare", 5)) {
            return prepare(argv[2], argv[3], std::stoul(argv[4]));
        }
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "charge_store: %s\n", exception.what());
        return 1;
    }
    std::fprintf(stderr, "charge_store port|keys CONFIG FOLDER LEAVINGS ROUNDS; prepare CONFIG FILE LEAVINGS\n");
    return 64;
}
