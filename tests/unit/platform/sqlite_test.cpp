#include "platform/sqlite/database.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace parkgate::sqlite {
namespace {

constexpr int plenty_ms = 60'000; // a check that is not cut off

const Schema first{0x50474154, {"CREATE TABLE facts(id INTEGER PRIMARY KEY, text TEXT NOT NULL)"}};
const Schema second{first.application_id,
                    {first.migrations[0], "ALTER TABLE facts ADD COLUMN kind TEXT NOT NULL DEFAULT 'old';"
                                          "CREATE INDEX facts_kind ON facts(kind)"}};

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

// A process of its own that opens a file, does something, and then only holds the file.
class Holder {
  public:
    Holder(const std::filesystem::path& file, const Schema& schema, const std::function<void(SQLite::Database&)>& act) {
        int ends[2] = {-1, -1};
        if (::pipe(ends) != 0) {
            return;
        }
        process_ = ::fork();
        if (process_ == 0) {
            auto database = open_database(file, schema);
            if (database) {
                act(*database);
            }
            const char told = database ? 'y' : 'n';
            static_cast<void>(::write(ends[1], &told, 1));
            ::alarm(60); // ends it should the test have crashed
            for (;;) {
                ::pause();
            }
        }
        char told = 'n';
        holds_ = ::read(ends[0], &told, 1) == 1 && told == 'y';
        ::close(ends[0]);
        ::close(ends[1]);
    }
    ~Holder() { kill(); }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;

    [[nodiscard]] bool holds() const { return holds_; }
    void kill() {
        if (process_ > 0) {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, nullptr, 0);
            process_ = -1;
        }
    }

  private:
    pid_t process_ = -1;
    bool holds_ = false;
};

void add_facts(SQLite::Database& database, int count) {
    Transaction transaction(database);
    for (int i = 0; i < count; ++i) {
        database.exec("INSERT INTO facts(text) VALUES('" + std::string(200, 'x') + "')");
    }
    transaction.commit();
}

int facts_in(SQLite::Database& database) {
    return database.execAndGet("SELECT count(*) FROM facts").getInt();
}

class Sqlite : public testing::Test {
  protected:
    [[nodiscard]] std::filesystem::path wal() const { return file.string() + "-wal"; }

    void expect_refused_unaltered(const Schema& schema, OpenError error) {
        const std::string main_before = bytes_of(file);
        const std::string wal_before = bytes_of(wal());
        const auto database = open_database(file, schema, plenty_ms);
        ASSERT_FALSE(database);
        EXPECT_EQ(database.error().error, error) << database.error().detail;
        EXPECT_FALSE(database.error().detail.empty());
        EXPECT_TRUE(bytes_of(file) == main_before) << "the file was altered";
        EXPECT_TRUE(bytes_of(wal()) == wal_before) << "the -wal was altered";
    }

    test::TempDir folder;
    std::filesystem::path file = folder.path() / "gate.db";
};

TEST_F(Sqlite, MakesAFileThatLosesNothing) {
    auto database = open_database(file, first);
    ASSERT_TRUE(database) << database.error().detail;
    const auto pragma = [&](const std::string& name) { return database->execAndGet("PRAGMA " + name).getString(); };
    EXPECT_EQ(pragma("journal_mode"), "wal");
    EXPECT_EQ(pragma("synchronous"), "2");
    EXPECT_EQ(pragma("locking_mode"), "exclusive");
    EXPECT_EQ(pragma("foreign_keys"), "1");
    EXPECT_EQ(pragma("temp_store"), "2");
    EXPECT_EQ(pragma("application_id"), std::to_string(first.application_id));
    EXPECT_EQ(pragma("user_version"), "1");
}

TEST_F(Sqlite, AnEmptyFileIsAFreshOne) {
    write(file, "");
    EXPECT_TRUE(open_database(file, first));
}

TEST_F(Sqlite, KeepsWhatWasCommittedAcrossAKill) {
    Holder holder(file, first, [](SQLite::Database& database) { add_facts(database, 7); });
    ASSERT_TRUE(holder.holds());
    holder.kill();
    ASSERT_FALSE(bytes_of(wal()).empty());
    auto database = open_database(file, first, plenty_ms);
    ASSERT_TRUE(database) << database.error().detail;
    EXPECT_EQ(facts_in(*database), 7);
}

TEST_F(Sqlite, ASecondProcessFindsItInUse) {
    Holder holder(file, first, [](SQLite::Database& database) { add_facts(database, 7); });
    ASSERT_TRUE(holder.holds());
    expect_refused_unaltered(first, OpenError::in_use);
    holder.kill();
    EXPECT_TRUE(open_database(file, first));
}

TEST_F(Sqlite, AFileThatIsInUseBeforeAnythingWasWrittenIsInUse) {
    Holder holder(file, first, [](SQLite::Database&) {});
    ASSERT_TRUE(holder.holds());
    expect_refused_unaltered(first, OpenError::in_use);
}

TEST_F(Sqlite, ASecondConnectionFindsItInUse) {
    auto database = open_database(file, first);
    ASSERT_TRUE(database);
    expect_refused_unaltered(first, OpenError::in_use);
}

TEST_F(Sqlite, MigratesAndKeepsRows) {
    {
        auto database = open_database(file, first);
        ASSERT_TRUE(database);
        add_facts(*database, 3);
    }
    auto database = open_database(file, second, plenty_ms);
    ASSERT_TRUE(database) << database.error().detail;
    EXPECT_EQ(database->execAndGet("PRAGMA user_version").getInt(), 2);
    EXPECT_EQ(database->execAndGet("SELECT count(*) FROM facts WHERE kind='old'").getInt(), 3);
}

TEST_F(Sqlite, AMigrationThatFailsLeavesTheVersionBefore) {
    ASSERT_TRUE(open_database(file, first));
    const Schema broken{first.application_id,
                        {first.migrations[0], "CREATE TABLE other(x); INSERT INTO nowhere VALUES(1)"}};
    EXPECT_FALSE(open_database(file, broken));
    auto database = open_database(file, first);
    ASSERT_TRUE(database) << database.error().detail;
    EXPECT_FALSE(database->tableExists("other"));
}

TEST_F(Sqlite, ANewerFileIsRefusedUnaltered) {
    ASSERT_TRUE(open_database(file, second));
    expect_refused_unaltered(first, OpenError::newer);
}

TEST_F(Sqlite, ANewerFileWithAWalIsRefusedUnaltered) {
    Holder holder(file, second, [](SQLite::Database& database) { add_facts(database, 7); });
    ASSERT_TRUE(holder.holds());
    holder.kill();
    ASSERT_FALSE(bytes_of(wal()).empty());
    expect_refused_unaltered(first, OpenError::newer);
}

TEST_F(Sqlite, AFileOfAnotherProgramIsRefusedUnaltered) {
    Schema other = first;
    other.application_id = 42;
    Holder holder(file, other, [](SQLite::Database& database) { add_facts(database, 7); });
    ASSERT_TRUE(holder.holds());
    holder.kill();
    expect_refused_unaltered(first, OpenError::damaged);
}

TEST_F(Sqlite, ATextFileIsDamaged) {
    write(file, "[site]\nname = \"mall\"\n");
    expect_refused_unaltered(first, OpenError::damaged);
}

TEST_F(Sqlite, AFileThatIsCutShortIsDamaged) {
    {
        auto database = open_database(file, first);
        ASSERT_TRUE(database);
        add_facts(*database, 500);
    }
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    expect_refused_unaltered(first, OpenError::damaged);
}

TEST_F(Sqlite, GarbageInTheMiddleIsFoundByTheCheckAndOnlyByIt) {
    {
        auto database = open_database(file, first);
        ASSERT_TRUE(database);
        add_facts(*database, 500);
    }
    std::string bytes = bytes_of(file);
    ASSERT_GT(bytes.size(), 20U * 4096U);
    bytes.replace(10 * 4096, 8192, std::string(8192, '\xa5'));
    write(file, bytes);
    expect_refused_unaltered(first, OpenError::damaged);
    EXPECT_TRUE(open_database(file, first, 0)) << "a check without time counts as good";
}

TEST_F(Sqlite, AnEmptyFileWithAWalIsDamagedBecauseSqliteWouldDeleteTheWal) {
    write(file, "");
    write(wal(), "commits");
    expect_refused_unaltered(first, OpenError::damaged);
}

TEST_F(Sqlite, AFolderThatIsNotThereIsUnreadable) {
    const auto database = open_database(folder.path() / "none" / "gate.db", first);
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().error, OpenError::unreadable);
}

TEST_F(Sqlite, AFolderInPlaceOfTheFileIsUnreadable) {
    std::filesystem::create_directory(file);
    const auto database = open_database(file, first);
    ASSERT_FALSE(database);
    EXPECT_EQ(database.error().error, OpenError::unreadable);
}

TEST_F(Sqlite, MovesTheFileAsideWhole) {
    Holder holder(file, first, [](SQLite::Database& database) { add_facts(database, 7); });
    holder.kill();
    const auto aside = move_aside(file, "20261121T080000Z");
    ASSERT_TRUE(aside) << aside.error();
    EXPECT_EQ(*aside, file.string() + ".aside-20261121T080000Z");
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_FALSE(std::filesystem::exists(wal()));
    auto kept = open_database(*aside, first, plenty_ms);
    ASSERT_TRUE(kept) << kept.error().detail;
    EXPECT_EQ(facts_in(*kept), 7);
    EXPECT_TRUE(open_database(file, first));
}

TEST_F(Sqlite, MovingAsideNeverOverwrites) {
    write(file, "new");
    write(file.string() + ".aside-1", "old");
    EXPECT_FALSE(move_aside(file, "1"));
    EXPECT_EQ(bytes_of(file), "new");
    EXPECT_EQ(bytes_of(file.string() + ".aside-1"), "old");
}

TEST(SqliteInMemory, HasTheSameSchema) {
    auto database = open_in_memory(second);
    EXPECT_EQ(database.execAndGet("PRAGMA user_version").getInt(), 2);
    EXPECT_TRUE(database.tableExists("facts"));
}

TEST(SqliteTransaction, IsRolledBackUnlessCommitted) {
    auto database = open_in_memory(first);
    {
        Transaction transaction(database);
        database.exec("INSERT INTO facts(text) VALUES('lost')");
    }
    EXPECT_EQ(facts_in(database), 0);
    {
        Transaction transaction(database);
        database.exec("INSERT INTO facts(text) VALUES('kept')");
        transaction.commit();
    }
    EXPECT_EQ(facts_in(database), 1);
}

TEST(SqliteTransaction, ASecondOneInsideThrowsAndLeavesTheFirst) {
    auto database = open_in_memory(first);
    Transaction transaction(database);
    database.exec("INSERT INTO facts(text) VALUES('kept')");
    EXPECT_THROW(Transaction{database}, SQLite::Exception);
    transaction.commit();
    EXPECT_EQ(facts_in(database), 1);
}

} // namespace
} // namespace parkgate::sqlite
