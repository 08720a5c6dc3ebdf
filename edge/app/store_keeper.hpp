// The store as the daemon uses it: opens the file or, when it cannot be used, sets it aside and keeps records in memory
// (limp mode, INVARIANTS G-04). Handlers run on the executor.
#pragma once

#include "edge/app/clocks.hpp"
#include "edge/store/store_thread.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace parkgate::app {

class StoreKeeper {
  public:
    struct Handlers {
        std::function<void(std::int64_t ticket, std::vector<OutboundFact>)> committed;
        std::function<void(std::vector<OutboundFact>)> outbox;
        // The file is lost; from here on records are kept in memory, in a new epoch.
        std::function<void(const std::string& why)> lost;
    };

    StoreKeeper(boost::asio::any_io_executor executor, std::filesystem::path file, store::Identity identity,
                Clocks& clocks, std::uint64_t id_seed, Handlers handlers);

    struct InUse {
        std::string detail;
    };
    // What the file remembers. InUse: another process has the file, nothing was touched.
    std::variant<core::Remembered, InUse> open();
    // What open() has found under this key; empty: nothing.
    [[nodiscard]] std::string meta(const std::string& key) { return opened_->meta(key); }
    void start();

    [[nodiscard]] bool limp() const { return !why_limp_.empty(); }
    [[nodiscard]] const std::string& why_limp() const { return why_limp_; }
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    [[nodiscard]] std::int64_t last_seq() const { return last_seq_; }
    [[nodiscard]] std::int64_t waiting() const { return waiting_; }
    [[nodiscard]] Duration site_ahead() const { return ahead_; }

    void submit(std::int64_t ticket, core::Effects durable);
    void acknowledge(std::vector<Receipt> receipts);
    void load_outbox(std::int64_t after_seq, std::int64_t at_most);
    void remember_leap(Duration ahead);
    void remember(std::string key, std::string value);
    // Asks the store's thread for a sign of life; `last_alive` is when it gave the last one.
    void ping();
    [[nodiscard]] MonotonicTime last_alive() const { return last_alive_; }

  private:
    std::unique_ptr<store::EdgeStore> in_memory(const std::string& why);
    std::unique_ptr<store::EdgeStore> wrap(SQLite::Database database, const std::string& reason);
    void set_aside();
    void read_standing(store::EdgeStore& store);
    // Of the given run of the store's thread. What comes back is written by the next one.
    void failed(int run_of, const std::string& why, std::vector<store::Batch> unwritten);
    std::unique_ptr<store::StoreThread> run(std::unique_ptr<store::EdgeStore> store);

    boost::asio::any_io_executor executor_;
    std::filesystem::path file_;
    store::Identity identity_;
    Clocks& clocks_;
    IdSource ids_;
    Handlers handlers_;
    std::unique_ptr<store::EdgeStore> opened_;
    std::unique_ptr<store::StoreThread> thread_;
    int runs_ = 0;
    std::string why_limp_;
    std::int64_t epoch_ = 0;
    std::int64_t last_seq_ = 0;
    std::int64_t waiting_ = 0;
    Duration ahead_{0};
    MonotonicTime last_alive_;
};

} // namespace parkgate::app
