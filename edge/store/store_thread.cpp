#include "edge/store/store_thread.hpp"

#include <chrono>
#include <utility>

namespace parkgate::store {

namespace {

// Receipts are gathered until the thread has had nothing to do for so long, or until there are so many: a passage's few
// cost one write of the disk, and a lost one costs only a repeated send.
constexpr auto quiet = std::chrono::milliseconds(250);
constexpr std::size_t most_receipts = 64;

} // namespace

StoreThread::StoreThread(std::unique_ptr<EdgeStore> store, Handlers handlers)
    : store_(std::move(store)), handlers_(std::move(handlers)), thread_([this] { run(); }) {}

StoreThread::~StoreThread() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void StoreThread::submit(Batch batch) {
    bool lost = false;
    {
        const std::lock_guard lock(mutex_);
        lost = dead_;
        if (!lost) {
            batches_.push_back(std::move(batch));
        }
    }
    if (lost) {
        std::vector<Batch> unwritten;
        unwritten.push_back(std::move(batch));
        handlers_.failed({}, std::move(unwritten));
        return;
    }
    wake_.notify_one();
}

void StoreThread::acknowledge(std::vector<Receipt> receipts) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.emplace_back([receipts = std::move(receipts)](EdgeStore& store) { store.acknowledge(receipts); });
    }
    wake_.notify_one();
}

void StoreThread::load_outbox(std::int64_t after_seq, std::int64_t at_most) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.emplace_back(
            [this, after_seq, at_most](EdgeStore& store) { handlers_.outbox(store.outbox(after_seq, at_most)); });
    }
    wake_.notify_one();
}

void StoreThread::put_meta(std::string key, std::string value) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.emplace_back(
            [key = std::move(key), value = std::move(value)](EdgeStore& store) { store.put_meta(key, value); });
    }
    wake_.notify_one();
}

void StoreThread::ping(std::function<void()> answer) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.emplace_back([answer = std::move(answer)](EdgeStore&) { answer(); });
    }
    wake_.notify_one();
}

void StoreThread::run() {
    std::vector<Batch> batches;
    try {
        for (;;) {
            std::deque<Job> jobs;
            bool flush = false;
            batches.clear();
            {
                std::unique_lock lock(mutex_);
                const auto ready = [this] { return stop_ || !batches_.empty() || !jobs_.empty(); };
                if (store_->receipts() > 0) {
                    flush = !wake_.wait_for(lock, quiet, ready);
                } else {
                    wake_.wait(lock, ready);
                }
                if (stop_ && batches_.empty() && jobs_.empty()) {
                    break;
                }
                std::move(batches_.begin(), batches_.end(), std::back_inserter(batches));
                batches_.clear();
                jobs.swap(jobs_);
            }
            if (!batches.empty()) {
                commit(batches);
            }
            for (auto& job : jobs) {
                job(*store_);
            }
            if (flush || store_->receipts() >= most_receipts) {
                store_->flush();
            }
        }
        store_->flush();
    } catch (const std::exception& error) {
        fail(error.what(), std::move(batches));
    }
}

void StoreThread::commit(std::vector<Batch>& batches) {
    std::vector<const std::vector<core::Effect>*> durable;
    durable.reserve(batches.size());
    for (const auto& batch : batches) {
        durable.push_back(&batch.durable);
    }
    auto facts = store_->commit(durable);
    const std::int64_t ticket = batches.back().ticket;
    batches.clear();
    handlers_.committed(ticket, std::move(facts));
}

void StoreThread::fail(const std::string& why, std::vector<Batch> unwritten) {
    store_.reset();
    {
        const std::lock_guard lock(mutex_);
        dead_ = true;
        std::move(batches_.begin(), batches_.end(), std::back_inserter(unwritten));
        batches_.clear();
        jobs_.clear();
    }
    handlers_.failed(why, std::move(unwritten));
}

} // namespace parkgate::store
