#include "edge/app/store_keeper.hpp"

#include "edge/app/abort_log.hpp"
#include "edge/store/schema.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace parkgate::app {

namespace {

constexpr std::string_view leap_key = "site_ahead_ms";

} // namespace

StoreKeeper::StoreKeeper(boost::asio::any_io_executor executor, std::filesystem::path file, store::Identity identity,
                         Clocks& clocks, std::uint64_t id_seed, Handlers handlers)
    : executor_(std::move(executor)),
      file_(std::move(file)),
      identity_(std::move(identity)),
      clocks_(clocks),
      ids_(id_seed),
      handlers_(std::move(handlers)) {}

std::variant<core::Remembered, StoreKeeper::InUse> StoreKeeper::open() {
    const auto aborts = abort_log_of(file_);
    if (recent_aborts(aborts, clocks_.now().wall) >= aborts_to_set_aside) {
        // A look, because opening would already write to it.
        if (const auto fault = sqlite::look_at(file_, store::schema);
            fault && fault->error == sqlite::OpenError::in_use) {
            return InUse{fault->detail};
        }
        forget_aborts(aborts);
        opened_ = in_memory("three aborts within a minute on this file");
        return core::Remembered{};
    }
    auto opened = sqlite::open_database(file_, store::schema);
    if (!opened && opened.error().error == sqlite::OpenError::in_use) {
        return InUse{opened.error().detail};
    }
    if (!opened) {
        opened_ = in_memory(opened.error().detail);
        return core::Remembered{};
    }
    try {
        opened_ = wrap(std::move(*opened), "first_start");
        auto remembered = opened_->load();
        read_standing(*opened_);
        return remembered;
    } catch (const std::exception& error) {
        opened_.reset();
        opened_ = in_memory(error.what());
        return core::Remembered{};
    }
}

void StoreKeeper::start() {
    thread_ = run(std::move(opened_));
    last_alive_ = clocks_.monotonic();
}

void StoreKeeper::ping() {
    thread_->ping([this] { boost::asio::post(executor_, [this] { last_alive_ = clocks_.monotonic(); }); });
}

std::unique_ptr<store::EdgeStore> StoreKeeper::wrap(SQLite::Database database, const std::string& reason) {
    const Now now = clocks_.now();
    const std::int64_t wall_ms = now.wall.time_since_epoch().count();
    const core::Record started{
        {ids_.next<EventId>(wall_ms), {}, now.site, now.wall, now.monotonic, now.quality, EpochStarted{reason}}};
    // Milliseconds since 1970: no two files of a box share an epoch.
    return std::make_unique<store::EdgeStore>(std::move(database), identity_, std::max(wall_ms, epoch_ + 1), started);
}

std::unique_ptr<store::EdgeStore> StoreKeeper::in_memory(const std::string& why) {
    why_limp_ = why;
    set_aside();
    auto memory = wrap(sqlite::open_in_memory(store::schema), "store_set_aside");
    read_standing(*memory);
    return memory;
}

void StoreKeeper::set_aside() {
    std::error_code error;
    if (!std::filesystem::exists(file_, error)) {
        spdlog::error("the database {} cannot be used: {}; limp mode", file_.string(), why_limp_);
        return;
    }
    const auto stamp = std::to_string(clocks_.now().wall.time_since_epoch().count());
    const auto moved = sqlite::move_aside(file_, stamp);
    spdlog::error("the database cannot be used: {}; {}; limp mode: exits open, no benefits, records are kept in memory",
                  why_limp_, moved ? "it was moved to " + moved->string() : "it could not be moved: " + moved.error());
}

void StoreKeeper::read_standing(store::EdgeStore& store) {
    epoch_ = store.epoch();
    last_seq_ = store.last_seq();
    waiting_ = store.waiting();
    clocks_.not_before(WallTime{Duration{store.latest_wall_ms()}});
    if (const auto ahead = store.meta(leap_key); !ahead.empty()) {
        ahead_ = Duration{std::stoll(ahead)};
    }
}

std::unique_ptr<store::StoreThread> StoreKeeper::run(std::unique_ptr<store::EdgeStore> store) {
    const int run = ++runs_;
    return std::make_unique<store::StoreThread>(
        std::move(store), store::StoreThread::Handlers{
                              [this](std::int64_t ticket, std::vector<OutboundFact> facts) {
                                  boost::asio::post(executor_, [this, ticket, facts = std::move(facts)]() mutable {
                                      handlers_.committed(ticket, std::move(facts));
                                  });
                              },
                              [this](std::vector<OutboundFact> facts) {
                                  boost::asio::post(executor_, [this, facts = std::move(facts)]() mutable {
                                      handlers_.outbox(std::move(facts));
                                  });
                              },
                              [this, run](std::string why, std::vector<store::Batch> unwritten) {
                                  boost::asio::post(executor_, [this, run, why = std::move(why),
                                                                unwritten = std::move(unwritten)]() mutable {
                                      failed(run, why, std::move(unwritten));
                                  });
                              }});
}

void StoreKeeper::failed(int run_of, const std::string& why, std::vector<store::Batch> unwritten) {
    const bool memory_failed = limp() && run_of == runs_;
    if (run_of == runs_) {
        thread_.reset();
        thread_ = run(in_memory(why));
        handlers_.lost(why);
    }
    if (memory_failed && !unwritten.empty()) {
        // Another try could fail the same way for ever, and a driver waits for what comes after the record.
        spdlog::error("{} records could be kept neither on disk nor in memory: {}", unwritten.size(), why);
        handlers_.committed(unwritten.back().ticket, {});
        return;
    }
    for (auto& batch : unwritten) {
        thread_->submit(std::move(batch));
    }
}

void StoreKeeper::submit(std::int64_t ticket, core::Effects durable) {
    thread_->submit({ticket, std::move(durable)});
}
void StoreKeeper::acknowledge(std::vector<Receipt> receipts) {
    thread_->acknowledge(std::move(receipts));
}
void StoreKeeper::load_outbox(std::int64_t after_seq, std::int64_t at_most) {
    thread_->load_outbox(after_seq, at_most);
}

void StoreKeeper::remember(std::string key, std::string value) {
    thread_->put_meta(std::move(key), std::move(value));
}

void StoreKeeper::remember_leap(Duration ahead) {
    ahead_ = ahead;
    thread_->put_meta(std::string(leap_key), std::to_string(ahead.count()));
}

} // namespace parkgate::app
