// The ledger at work: messages in, one commit for all that waits, then the replies. Single-threaded: every function
// and every handler runs on the one executor, but for what is run aside.
#pragma once

#include "ledger/app/news.hpp"
#include "ledger/app/notifier.hpp"
#include "ledger/app/site_clock.hpp"
#include "ledger/link/inbound.hpp"
#include "ledger/link/outbound.hpp"
#include "ledger/link/quota.hpp"
#include "ledger/store/store.hpp"
#include "platform/mqtt/client.hpp"

#include <deque>
#include <functional>
#include <map>

namespace parkgate::ledger {

// One reading of the clocks of this machine. The site clock is the wall clock and the leap of the demo.
struct Clocks {
    MonotonicTime monotonic;
    WallTime wall;
};

// Where the leap of the demo's clock outlives a restart.
inline constexpr const char* leap_key = "clock_ahead_ms";
std::int64_t clock_ahead_ms(const Store& store, bool demo);

struct EngineOptions {
    std::string site;
    std::vector<std::string> lots;
    bool demo = false;
    bool trusts_clock = false; // an operator says that it is right, whatever the books hold
    Duration longest_closed = std::chrono::hours(24 * 14);
};

class Engine {
  public:
    using Post = std::function<void(std::function<void()>)>;

    // `post` runs a function later on the executor, `aside` one after another in their order, on any thread: signatures
    // are checked there while the store commits. `read` gives the time. All outlive the engine, as do the others, and
    // nothing runs aside any more when it ends.
    Engine(EngineOptions options, Store& store, mqtt::Client& client, Inbound inbound, Outbound outbound, Post post,
           Post aside, std::function<Clocks()> read);

    // Brings the budgets to what is configured as soon as the clock can be believed, and connects.
    void start();

    // Every second: the heartbeat (not while the store fails), what gates do not know yet, and what the broker has not
    // taken yet.
    void beat();
    // Every few seconds: holds, slices and coupons whose time has passed.
    void sweep();

    [[nodiscard]] SiteTime site_time() const;
    // As it was found last. While it is wrong nothing may be booked, by anybody.
    [[nodiscard]] ClockFault clock_fault() const { return clock_fault_; }
    // Messages that were not taken, by cause, and facts and events that a person has to look at, by code.
    [[nodiscard]] const std::map<std::string, std::int64_t>& refused() const { return refused_; }
    [[nodiscard]] const std::map<std::string, std::int64_t>& alarms() const { return alarms_; }

  private:
    void on_message(mqtt::Message message);
    void on_read(const std::string& topic, std::expected<Work, Refused> work);
    void on_clock_leap(const mqtt::Message& message);
    void on_known(const mqtt::Message& message);
    void on_estimate(const mqtt::Message& message);
    void answer(const EstimateQuestion& question);
    void note_place(const Work& work);
    void tell_members();
    void send_news();
    void send_heartbeat();
    void drain();
    void take_batch();
    void note(const Result& result);
    void note_alarm(Code code, const std::string& what);
    void note_refused(const Refused& refused);
    bool may_log(const std::string& subject);
    bool clock_is_right();
    void store_failed(const char* what);
    void send_outbox();

    EngineOptions options_;
    Store& store_;
    mqtt::Client& client_;
    const Inbound inbound_; // also read aside
    Outbound outbound_;
    Post post_;
    Post aside_;
    std::function<Clocks()> read_;

    Notifier notifier_;
    bool outbox_posted_ = false;
    Quota quota_;
    std::size_t unread_ = 0; // messages that are aside
    std::deque<Work> waiting_;
    bool drain_posted_ = false;
    bool store_works_ = true;
    SiteClock clock_;
    ClockFault clock_fault_ = ClockFault::none;
    bool budgets_set_ = false;
    std::int64_t ahead_ms_;
    std::int64_t heartbeat_seq_ = 0;
    NewsBook news_;
    bool news_posted_ = false;
    std::map<BoxId, std::string> lots_of_boxes_; // of those that have said something since the start
    std::map<BoxId, WallTime> heard_;            // of the same, when they said the last of it
    std::map<std::string, std::int64_t> refused_;
    std::map<std::string, std::int64_t> alarms_;
    std::map<std::string, MonotonicTime> logged_;
};

} // namespace parkgate::ledger
