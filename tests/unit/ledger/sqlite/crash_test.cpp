// I-08: a batch in whose middle the process is killed has not happened, and the same batch later ends where it would
// have.
#include "ledger/sqlite/open.hpp"
#include "ledger/sqlite/schema.hpp"
#include "ledger/sqlite/sqlite_engine.hpp"
#include "tests/unit/ledger/sqlite/sqlite_kit.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

namespace parkgate::ledger::test {
namespace {

void prepare(Store& store) {
    store.set_budgets(noon);
    store.add_member({"m1"}, {{"plate-1"}}, {2000}, noon);
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
        const auto store = store_over(std::make_unique<SqliteEngine>(std::move(*database)));
        Fuse fuse{step, [] { ::raise(SIGKILL); }};
        sqlite3_progress_handler(handle, 1, burn, &fuse);
        store->take(a_stay(), noon, wall);
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
            auto store = store_over(open_sqlite(file).value());
            prepare(*store);
            before = journal_text(*store);
        }
        const int status = killed_child(file, step);
        finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;
        ASSERT_TRUE(finished || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
        kills += finished ? 0 : 1;
        auto store = store_over(open_sqlite(file).value());
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
