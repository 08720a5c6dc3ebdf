// How long the ledger's store takes for charges at its own port, in batches as the engine makes them when 64 leavings
// are under way, and how long a bare loop takes that writes the same rows. Each run is a process of its own, so that
// both begin with the same memory; it works on a copy of the books, which stays there.
//   charge_store make CONFIG BOOKS FILE LEAVINGS MEMBERS STORES CAMPAIGNS   books, and what their gate will say
//   charge_store take CONFIG BOOKS FILE LEAVINGS COPY      the store takes it; prints a JSON line
//   charge_store note CONFIG BOOKS FILE LEAVINGS SCRIPT    what it writes then; prints how many rows
//   charge_store write BOOKS SCRIPT LEAVINGS COPY          the bare loop; prints a JSON line
//   charge_store same ONE_FILE OTHER_FILE                  exit 0: they say the same
#include "ledger/sqlite/schema.hpp"
#include "protocol/codec.hpp"
#include "tests/bench/charge_world.hpp"
#include "tests/bench/sql_writes.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <numeric>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace parkgate;
namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

constexpr std::size_t in_flight = 64; // leavings, of two facts each

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// `times` are milliseconds of a commit each.
void print(std::size_t leavings, std::vector<double> times, double cpu) {
    const double seconds = std::accumulate(times.begin(), times.end(), 0.0) / 1000;
    std::ranges::sort(times);
    const auto share = [&times](std::size_t percent) {
        return times[std::min(times.size() - 1, times.size() * percent / 100)];
    };
    std::printf(R"({"units_s": %.1f, "seconds": %.4f, "p50_ms": %.3f, "p99_ms": %.3f, "cpu": %.3f})"
                "\n",
                static_cast<double>(leavings) / seconds, seconds, share(50), share(99), cpu / seconds);
}

// What the copying has left to write would be written under the measurement.
void copy_books(const fs::path& books, const fs::path& to) {
    fs::remove(to);
    fs::copy_file(books, to);
    const int file = ::open(to.c_str(), O_RDONLY | O_CLOEXEC);
    ::fsync(file);
    ::close(file);
}

ledger::FactWork work_of(const bench::SaidFact& said) {
    auto stored = decode<StoredFact>(said.bytes);
    if (!stored) {
        throw std::runtime_error("a fact that cannot be read");
    }
    return {
        {std::move(stored->fact), std::move(stored->envelope), "p1", true}, said.bytes, {"demo-box-1"}, said.signature};
}

std::vector<std::vector<ledger::Work>> batches_of(const fs::path& file, std::size_t leavings) {
    std::vector<std::vector<ledger::Work>> out;
    for (const auto& said : bench::read_leavings(file, 0, leavings)) {
        if (out.empty() || out.back().size() == 2 * in_flight) {
            out.emplace_back();
        }
        out.back().emplace_back(work_of(said));
    }
    return out;
}

std::unique_ptr<ledger::Store> open(const fs::path& config, const fs::path& books) {
    auto configuration = ledger::read_configuration(config);
    if (!configuration) {
        throw std::runtime_error("the configuration has faults");
    }
    auto store =
        ledger::open_store(books, configuration->terms, configuration->site, std::move(configuration->keys->own));
    if (!store) {
        throw std::runtime_error(store.error());
    }
    return *std::move(store);
}

// Milliseconds of each batch. The time is that of the first fact, so that every run writes the same.
std::vector<double> take(ledger::Store& store, const std::vector<std::vector<ledger::Work>>& batches) {
    const SiteTime now = std::get<ledger::FactWork>(batches.front().front()).fact.fact.at;
    std::vector<double> times;
    for (const auto& batch : batches) {
        const auto began = std::chrono::steady_clock::now();
        const auto results = store.take(batch, now, WallTime{now.time_since_epoch()});
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

void make_books(const Arguments& a) {
    bench::ChargeWorld world(a[1]);
    const auto number = [&a](std::size_t at) { return static_cast<std::size_t>(std::stoul(a[at])); };
    bench::write_leavings(a[3], world.make(a[2], number(4), {number(5), number(6), number(7)}));
}

void take_charges(const Arguments& a) {
    const std::size_t leavings = std::stoul(a[4]);
    const auto batches = batches_of(a[3], leavings);
    copy_books(a[2], a[5]);
    const auto store = open(a[1], a[5]);
    const double before = cpu_seconds();
    auto times = take(*store, batches);
    print(leavings, std::move(times), cpu_seconds() - before);
}

void note_writes(const Arguments& a) {
    const auto batches = batches_of(a[3], std::stoul(a[4]));
    const fs::path noted = a[5] + ".db";
    copy_books(a[2], noted);
    bench::WriteRecorder recorder;
    const auto store = open(a[1], noted);
    recorder.start();
    take(*store, batches);
    const auto script = recorder.stop();
    bench::write_script(a[5], script);
    std::printf("%zu\n", script.writes());
}

void write_rows(const Arguments& a) {
    const auto script = bench::read_script(a[2]);
    copy_books(a[1], a[4]);
    auto database = sqlite::open_database(a[4], ledger::schema());
    if (!database) {
        throw std::runtime_error(database.error().detail);
    }
    const double before = cpu_seconds();
    auto times = bench::replay(database->getHandle(), script);
    print(std::stoul(a[3]), std::move(times), cpu_seconds() - before);
}

void compare(const Arguments& a) {
    if (bench::content_hash(a[1]) != bench::content_hash(a[2])) {
        throw std::runtime_error(a[1] + " and " + a[2] + " do not say the same");
    }
}

} // namespace

int main(int argc, char** argv) {
    struct Mode {
        std::string name;
        std::size_t arguments;
        void (*act)(const Arguments&);
    };
    const std::vector<Mode> modes{{"make", 8, make_books},
                                  {"take", 6, take_charges},
                                  {"note", 6, note_writes},
                                  {"write", 5, write_rows},
                                  {"same", 3, compare}};
    const Arguments arguments(argv + 1, argv + argc);
    const auto mode = std::ranges::find_if(modes, [&](const Mode& m) {
        return !arguments.empty() && m.name == arguments[0] && m.arguments == arguments.size();
    });
    if (mode == modes.end()) {
        std::fprintf(stderr, "charge_store: its first lines say how it is called\n");
        return 64;
    }
    try {
        mode->act(arguments);
        return 0;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "charge_store: %s\n", exception.what());
        return 1;
    }
}
