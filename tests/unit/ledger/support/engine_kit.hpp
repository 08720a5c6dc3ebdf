// The engine under test. A test program is linked with the kit of one engine, so that the same tests run over each.
#pragma once

#include "ledger/store/storage_engine.hpp"

#include <filesystem>
#include <memory>

namespace parkgate::ledger::test {

// A place that keeps what is committed, and the ways to open it. One engine at a time.
class EngineKit {
  public:
    EngineKit() = default;
    EngineKit(const EngineKit&) = delete;
    EngineKit& operator=(const EngineKit&) = delete;
    virtual ~EngineKit() = default;

    // Empty at first, later with what was committed. An engine that is destroyed in a transaction is one that has died.
    virtual std::unique_ptr<StorageEngine> open() = 0;
    // What copy_to() has made; null: nothing that is whole.
    virtual std::unique_ptr<StorageEngine> open_copy(const std::filesystem::path& file) = 0;
    // From now on the engine that was opened last throws StorageFailed when it has taken so many steps of its own,
    // however it counts them, and goes on when it is told a negative number.
    virtual void fail_after(int steps) = 0;
    // Few enough for a try at each, and enough to cut a batch of some facts in all its parts.
    [[nodiscard]] virtual int stride() const = 0;
};

std::unique_ptr<EngineKit> make_kit();
// Over a place that nobody opens again.
std::unique_ptr<StorageEngine> new_engine();
// Of many orders of the same facts this engine is put through each so manyth: one that writes files is slow to begin.
std::size_t orders_apart();

} // namespace parkgate::ledger::test
