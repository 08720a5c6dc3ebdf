// I-08: a batch that is cut off at any point has not happened, and the same batch later ends where it would have.
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

namespace parkgate::ledger::test {
namespace {

std::vector<Work> a_stay() {
    Box box("b1");
    return {box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {1800}}),
            box.ask("a1", SliceAsk{{"return-visit"}}),
            box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}),
            box.fact({"s1"}, charged("h1", 600, 1200)),
            box.coupon({"s1"}, coupon("c1", "a1", "s1")),
            event("ev1", Adjusted{{"m1"}, 100, "the lift"}),
            event("ev2", SpendingSettled{{"m1"}, Spending::all}, "wepay"),
            box.fact({"s1"}, Exited{{"out"}, {"plate-1"}, ExitHow::observed, noon, {120}, {1200}, {600}, {}})};
}

// Counts the steps of SQLite's machine down and acts when none is left.
struct Fuse {
    int left = -1;
    void (*act)() = nullptr;
};

int burn(void* context) {
    auto& fuse = *static_cast<Fuse*>(context);
    if (fuse.left < 0 || fuse.left-- > 0) {
        return 0;
    }
    if (fuse.act != nullptr) {
        fuse.act();
    }
    return 1;
}

void prepare(Store& store) {
    store.set_budgets(noon);
    store.add_member({"m1"}, {{"plate-1"}}, {2000}, noon);
}

TEST(Ledger, I08_an_error_at_any_step_undoes_the_batch_and_a_retry_ends_the_same) {
    const auto stay = a_stay();
    const auto undisturbed = World::memory();
    prepare(*undisturbed);
    const auto before = journal_text(*undisturbed);
    undisturbed->take(stay, noon, wall);
    const auto after = journal_text(*undisturbed);

    bool finished = false;
    int cuts = 0;
    for (int step = 1; !finished; step += 13) {
        sqlite3* handle = nullptr;
        const auto store = World::memory(&handle);
        prepare(*store);
        Fuse fuse{step, nullptr};
        sqlite3_progress_handler(handle, 1, burn, &fuse);
        try {
            store->take(stay, noon, wall);
            finished = true;
        } catch (const SQLite::Exception&) {
            ++cuts;
        }
        sqlite3_progress_handler(handle, 0, nullptr, nullptr);
        ASSERT_EQ(journal_text(*store), finished ? after : before) << "cut at step " << step;
        store->take(stay, noon, wall);
        ASSERT_EQ(journal_text(*store), after) << "cut at step " << step;
        ASSERT_TRUE(store->verify().empty());
    }
    EXPECT_GT(cuts, 50);
}

// The child opens the file itself, as a file must not cross a fork, and is killed in the middle of its batch.
int killed_child(const std::string& file, int step) {
    const pid_t child = ::fork();
    if (child == 0) {
        auto database = sqlite::open_database(file, schema());
        if (!database) {
            ::_exit(3);
        }
        sqlite3* handle = database->getHandle();
        Store store(std::move(*database), terms(), site, signer_of("demo-ledger"));
        Fuse fuse{step, [] { ::raise(SIGKILL); }};
        sqlite3_progress_handler(handle, 1, burn, &fuse);
        store.take(a_stay(), noon, wall);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

TEST(Ledger, I08_kill_9_at_any_step_leaves_the_file_whole_and_a_retry_ends_the_same) {
    const auto folder = std::filesystem::temp_directory_path() / ("ledger-crash-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto file = (folder / "ledger.db").string();
    bool finished = false;
    int kills = 0;
    for (int step = 5; !finished; step += 171) {
        for (const char* suffix : {"", "-wal", "-shm"}) {
            std::filesystem::remove(file + suffix);
        }
        std::string before;
        {
            auto store = open_store(file, terms(), site, signer_of("demo-ledger")).value();
            prepare(*store);
            before = journal_text(*store);
        }
        const int status = killed_child(file, step);
        finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        ASSERT_TRUE(finished || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
        kills += finished ? 0 : 1;
        auto store = open_store(file, terms(), site, signer_of("demo-ledger")).value();
        if (!finished) {
            ASSERT_EQ(journal_text(*store), before) << "killed at step " << step;
        }
        const auto results = store->take(a_stay(), noon, wall);
        ASSERT_TRUE(store->verify().empty());
        ASSERT_EQ(store->books().balance(spendable({"m1"})), 1500) << "killed at step " << step;
    }
    std::filesystem::remove_all(folder);
    EXPECT_GT(kills, 5);
}

} // namespace
} // namespace parkgate::ledger::test
