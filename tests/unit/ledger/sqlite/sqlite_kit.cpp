#include "tests/unit/ledger/sqlite/sqlite_kit.hpp"

#include "ledger/sqlite/open.hpp"
#include "ledger/sqlite/schema.hpp"
#include "ledger/sqlite/sqlite_engine.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/ledger/support/engine_kit.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace parkgate::ledger::test {

int burn(void* fuse) {
    auto& burning = *static_cast<Fuse*>(fuse);
    if (burning.left < 0 || burning.left-- > 0) {
        return 0;
    }
    if (burning.act != nullptr) {
        burning.act();
    }
    return 1;
}

namespace {

class SqliteKit final : public EngineKit {
  public:
    std::unique_ptr<StorageEngine> open() override {
        auto database = sqlite::open_database(folder_.path() / "ledger.db", schema());
        if (!database) {
            throw std::runtime_error(database.error().detail);
        }
        handle_ = database->getHandle();
        sqlite3_progress_handler(handle_, 1, burn_until_committed, this);
        return std::make_unique<SqliteEngine>(std::move(*database));
    }
    std::unique_ptr<StorageEngine> open_copy(const std::filesystem::path& file) override {
        auto engine = open_sqlite_copy(file);
        return engine ? *std::move(engine) : nullptr;
    }
    void fail_after(int steps) override {
        fuse_.left = steps;
        was_inside_ = false;
    }
    [[nodiscard]] int stride() const override { return 13; }

  private:
    // SQLite asks once more when COMMIT has done its work, and would then report a failure of what is on the disk.
    static int burn_until_committed(void* kit) {
        auto& self = *static_cast<SqliteKit*>(kit);
        const bool is_outside = sqlite3_get_autocommit(self.handle_) != 0;
        self.was_inside_ = self.was_inside_ || !is_outside;
        return is_outside && self.was_inside_ ? 0 : burn(&self.fuse_);
    }

    parkgate::test::TempDir folder_;
    Fuse fuse_;
    sqlite3* handle_ = nullptr; // of the database that was opened last
    bool was_inside_ = false;   // a transaction, since fail_after()
};

} // namespace

std::unique_ptr<EngineKit> make_kit() {
    return std::make_unique<SqliteKit>();
}

std::size_t orders_apart() {
    return 41;
}

std::unique_ptr<StorageEngine> new_engine() {
    return std::make_unique<SqliteEngine>(sqlite::open_in_memory(schema()));
}

} // namespace parkgate::ledger::test
