// The thread that owns the file. A batch is committed at once when the thread is idle; what arrives meanwhile shares
// the next commit.
#pragma once

#include "edge/store/edge_store.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace parkgate::store {

struct Batch {
    std::int64_t ticket = 0; // rises with every batch
    std::vector<core::Effect> durable;
};

class StoreThread {
  public:
    // Called on the store's thread.
    struct Handlers {
        // Everything up to `ticket` is on the disk.
        std::function<void(std::int64_t ticket, std::vector<OutboundFact> facts)> committed;
        std::function<void(std::vector<OutboundFact> facts)> outbox;
        // The file has failed: the thread has ended and closed it; these batches were not committed.
        std::function<void(std::string why, std::vector<Batch> unwritten)> failed;
    };

    StoreThread(std::unique_ptr<EdgeStore> store, Handlers handlers);
    ~StoreThread(); // commits what was submitted

    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;

    void submit(Batch batch);
    void acknowledge(std::vector<Receipt> receipts);
    void load_outbox(std::int64_t after_seq, std::int64_t at_most);
    void put_meta(std::string key, std::string value);
    // `answer` is called on the store's thread when everything submitted before has been worked off.
    void ping(std::function<void()> answer);

  private:
    using Job = std::function<void(EdgeStore&)>;

    void run();
    void commit(std::vector<Batch>& batches);
    void fail(const std::string& why, std::vector<Batch> unwritten);

    std::unique_ptr<EdgeStore> store_;
    Handlers handlers_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Batch> batches_;
    std::deque<Job> jobs_;
    bool stop_ = false;
    bool dead_ = false;
    std::thread thread_;
};

} // namespace parkgate::store
