#include "ledger/app/engine.hpp"

#include "platform/service/service.hpp"
#include "protocol/topics.hpp"

#include <spdlog/spdlog.h>

#include <charconv>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr std::size_t most_in_a_batch = 128;
// A gate sends again what has no answer, so what does not fit here is not lost.
constexpr std::size_t most_waiting = 4096;
constexpr Duration log_interval = std::chrono::seconds(10);

} // namespace

std::int64_t clock_ahead_ms(const Store& store, bool demo) {
    std::int64_t out = 0;
    if (const auto ahead = demo ? store.meta(leap_key) : std::nullopt) {
        std::from_chars(ahead->data(), ahead->data() + ahead->size(), out);
    }
    return out;
}

Engine::Engine(EngineOptions options, Store& store, mqtt::Client& client, Inbound inbound, Outbound outbound, Post post,
               Post aside, std::function<Clocks()> read)
    : options_(std::move(options)),
      store_(store),
      client_(client),
      inbound_(std::move(inbound)),
      outbound_(std::move(outbound)),
      post_(std::move(post)),
      aside_(std::move(aside)),
      read_(std::move(read)),
      notifier_(store, client, outbound_,
                [this] {
                    if (!std::exchange(outbox_posted_, true)) {
                        post_([this] { send_outbox(); });
                    }
                }),
      clock_(store, options_.longest_closed, options_.trusts_clock || options_.demo),
      ahead_ms_(clock_ahead_ms(store, options_.demo)) {
    // Behind the answer to whatever has changed it, and once for all that one commit has changed.
    store_.when_members_change([this] {
        if (!std::exchange(news_posted_, true)) {
            post_([this] { tell_members(); });
        }
    });
}

SiteTime Engine::site_time() const {
    return SiteTime{read_().wall.time_since_epoch() + Duration{ahead_ms_}};
}

void Engine::start() {
    (void)clock_is_right();
    mqtt::Client::Handlers handlers;
    handlers.connected = [this] {
        spdlog::info("connected to the broker");
        beat();
    };
    handlers.disconnected = [this](const std::string& why) {
        if (may_log("disconnected")) {
            spdlog::warn("no broker: {}", why);
        }
    };
    handlers.message = [this](mqtt::Message message) { on_message(std::move(message)); };
    client_.start(std::move(handlers), {});
}

void Engine::on_message(mqtt::Message message) {
    if (options_.demo && message.topic == demo_clock_topic(options_.site)) {
        on_clock_leap(message);
        return;
    }
    if (lot_of(message.topic, options_.site, "up/known")) {
        on_known(message);
        return;
    }
    if (message.topic == estimate_ask_topic(options_.site)) {
        on_estimate(message);
        return;
    }
    if (unread_ + waiting_.size() >= most_waiting) {
        note_refused({"queue_full", std::to_string(most_waiting) + " messages wait"});
        return;
    }
    ++unread_;
    aside_([this, message = std::move(message)] {
        post_([this, topic = message.topic, work = inbound_.read(message)]() mutable {
            on_read(topic, std::move(work));
        });
    });
}

void Engine::on_read(const std::string& topic, std::expected<Work, Refused> work) {
    --unread_;
    if (!work) {
        note_refused(work.error());
        return;
    }
    if (!quota_.admits(*work, read_().monotonic)) {
        note_refused({"over_quota", "at " + topic});
        return;
    }
    note_place(*work);
    waiting_.push_back(*std::move(work));
    if (!std::exchange(drain_posted_, true)) {
        // Behind the messages that are already on the executor's queue: they share this commit.
        post_([this] { drain(); });
    }
}

void Engine::on_clock_leap(const mqtt::Message& message) {
    const auto leap = inbound_.read_clock_leap(message);
    if (!leap) {
        note_refused(leap.error());
        return;
    }
    if (leap->ahead_ms == ahead_ms_) {
        return;
    }
    try {
        store_.set_meta(leap_key, std::to_string(leap->ahead_ms));
        ahead_ms_ = leap->ahead_ms;
        spdlog::info("the site clock is {} s ahead of the wall clock", ahead_ms_ / 1000);
    } catch (const StorageFailed& exception) {
        store_failed(exception.what());
        return;
    }
    sweep();
}

void Engine::on_known(const mqtt::Message& message) {
    if (const auto known = inbound_.read_known(message)) {
        news_.know(*known);
    } else {
        note_refused(known.error());
    }
}

void Engine::note_place(const Work& work) {
    const auto note = [this](const BoxId& box, const std::string& lot) {
        lots_of_boxes_[box] = lot;
        heard_[box] = read_().wall;
    };
    if (const auto* fact = std::get_if<FactWork>(&work)) {
        note(fact->fact.envelope.box, fact->fact.lot);
    } else if (const auto* ask = std::get_if<AskWork>(&work)) {
        note(ask->ask.box, ask->lot);
    }
}

void Engine::tell_members() {
    news_posted_ = false;
    // A box that has been silent since the ledger's start asks for all its members as soon as it hears the ledger.
    const auto lot_of_box = [this](const BoxId& box) {
        const auto found = lots_of_boxes_.find(box);
        return found == lots_of_boxes_.end() ? std::string() : found->second;
    };
    try {
        const Clocks now = read_();
        for (auto& told : store_.take_news(site_time(), lot_of_box)) {
            news_.put(std::move(told), site_time(), now.wall, now.monotonic);
        }
    } catch (const StorageFailed& exception) {
        store_failed(exception.what());
        return;
    }
    send_news();
}

void Engine::send_news() {
    if (!client_.connected()) {
        return;
    }
    for (const auto& told : news_.due(read_().monotonic)) {
        client_.publish(outbound_.member_news(told));
    }
}

void Engine::drain() {
    drain_posted_ = false;
    try {
        take_batch();
    } catch (const StorageFailed& exception) {
        // Nothing of the batch has happened and nothing is answered: the gates ask again.
        store_failed(exception.what());
    }
    if (!waiting_.empty() && !std::exchange(drain_posted_, true)) {
        post_([this] { drain(); });
    }
    send_outbox();
}

// A machine that has started without its clock would refuse every sale for good, as one of the future, or end all that
// has an end. Who is not answered sends again.
bool Engine::clock_is_right() {
    const ClockFault fault = clock_.look(site_time());
    if (std::exchange(clock_fault_, fault) != fault) {
        service::notify_status(remedy_of(fault));
        if (fault == ClockFault::none) {
            spdlog::info("the clock is right again");
        } else {
            spdlog::critical("nothing is taken, answered or ended: {}", remedy_of(fault));
        }
    }
    if (fault == ClockFault::none && !std::exchange(budgets_set_, true)) {
        store_.set_budgets(site_time());
    }
    return fault == ClockFault::none;
}

void Engine::take_batch() {
    if (!waiting_.empty() && !clock_is_right()) {
        for (std::size_t i = 0; i < waiting_.size(); ++i) {
            note_refused({std::string(name_of(clock_fault_)), std::string(remedy_of(clock_fault_))});
        }
        waiting_.clear();
        return;
    }
    const std::size_t count = std::min(waiting_.size(), most_in_a_batch);
    const std::vector<Work> batch(std::make_move_iterator(waiting_.begin()),
                                  std::make_move_iterator(waiting_.begin() + static_cast<std::ptrdiff_t>(count)));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
    const auto results = store_.take(batch, site_time(), read_().wall, notifier_.delivered());
    notifier_.forget_delivered();
    store_works_ = true;
    for (const auto& result : results) {
        note(result);
    }
    for (auto& reply : outbound_.replies(results)) {
        client_.publish(std::move(reply));
    }
}

void Engine::beat() {
    if (store_works_ && clock_fault_ == ClockFault::none) {
        send_heartbeat();
    }
    send_news();
    try {
        notifier_.clear();
    } catch (const StorageFailed& exception) {
        store_failed(exception.what());
    }
    send_outbox();
}

// What is stopped is said each time, so that a gate which has missed it once, or was restarted, knows it all the same.
void Engine::send_heartbeat() {
    try {
        const Heartbeat heartbeat{read_().wall, ++heartbeat_seq_, stopped_campaigns(store_.books(), store_.terms())};
        for (const auto& lot : options_.lots) {
            client_.publish(outbound_.heartbeat(lot, heartbeat));
        }
    } catch (const StorageFailed& exception) {
        store_failed(exception.what());
    }
}

void Engine::sweep() {
    try {
        constexpr int most_at_once = 64;
        if (!clock_is_right()) {
            note_refused({std::string(name_of(clock_fault_)), std::string(remedy_of(clock_fault_))});
            return;
        }
        const int ended = store_.sweep(site_time(), most_at_once);
        store_works_ = true;
        if (ended > 0) {
            spdlog::info("{} holds, slices, coupons or points have ended, or are told to", ended);
        }
        if (ended == most_at_once) {
            post_([this] { sweep(); });
        }
    } catch (const StorageFailed& exception) {
        store_failed(exception.what());
    }
}

void Engine::send_outbox() {
    outbox_posted_ = false;
    try {
        notifier_.send();
    } catch (const StorageFailed& exception) {
        store_failed(exception.what());
    }
}

void Engine::note(const Result& result) {
    if (const auto* ask = std::get_if<AskResult>(&result)) {
        if (ask->answer.empty()) {
            note_refused({"ask_conflict", "ask " + ask->id.text + " is known with other bytes, or cannot be booked"});
        }
        return;
    }
    if (const auto* event = std::get_if<EventResult>(&result)) {
        note_alarm(event->code, "event " + event->answer.id.text);
        return;
    }
    const auto& fact = std::get<FactResult>(result);
    note_alarm(fact.code, "fact " + fact.entry.id.text + " of " + fact.box.text);
}

void Engine::note_alarm(Code code, const std::string& what) {
    if (!is_alarm(code)) {
        return;
    }
    const std::string text{text_of(code)};
    ++alarms_[text];
    if (may_log(text)) {
        spdlog::error("{}: {} ({} of these so far)", what, text, alarms_[text]);
    }
}

void Engine::note_refused(const Refused& refused) {
    ++refused_[refused.cause];
    if (may_log(refused.cause)) {
        spdlog::warn("refused: {} ({}; {} of these so far)", refused.cause, refused.detail, refused_[refused.cause]);
    }
}

// One line a subject in each interval, so that a flood of bad messages does not become a flood of lines.
bool Engine::may_log(const std::string& subject) {
    const MonotonicTime now = read_().monotonic;
    const auto [last, first] = logged_.try_emplace(subject, now);
    if (!first && now - last->second < log_interval) {
        return false;
    }
    last->second = now;
    return true;
}

void Engine::store_failed(const char* what) {
    // Without its books the ledger is not there: the heartbeat stops, and the gates do what they do offline.
    store_works_ = false;
    if (may_log("store")) {
        spdlog::error("the store failed, nothing was booked: {}", what);
    }
}

} // namespace parkgate::ledger
