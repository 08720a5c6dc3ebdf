#include "edge/app/daemon.hpp"

#include "edge/app/plate_intake.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/service.hpp"
#include "protocol/faults.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <ranges>

namespace parkgate::app {

namespace {

// Longer than this an arm command must not wait for its line: the core then decides anew.
constexpr Duration command_at_most{500};
constexpr Duration hung_after{30'000};

std::string boot_name(std::uint64_t seed) {
    return fmt::format("{:016x}", seed);
}

// Without a broker the log is all that an operator has.
void log_faults(const std::vector<ActiveFault>& before, const std::vector<ActiveFault>& now) {
    const auto missing_in = [](const std::vector<ActiveFault>& faults) {
        return [&faults](const ActiveFault& fault) {
            return std::ranges::none_of(
                faults, [&](const auto& other) { return other.code == fault.code && other.where == fault.where; });
        };
    };
    const auto name = [](const ActiveFault& fault) {
        return fault.where.empty() ? fault.code : fault.code + " at " + fault.where;
    };
    for (const auto& fault : now | std::views::filter(missing_in(before))) {
        const FaultRow* row = find_fault(fault.code);
        spdlog::warn("{}{}{}", name(fault), row != nullptr ? ": " : "", row != nullptr ? row->text : "");
    }
    for (const auto& fault : before | std::views::filter(missing_in(now))) {
        spdlog::info("{}: over", name(fault));
    }
}

// Time alone is none, nor are the counters of the lines; but every ten seconds they are told.
bool is_news(const BoxStatus& told, const BoxStatus& now) {
    BoxStatus known = told;
    known.site_time = now.site_time;
    if (in_the_same_state(told.lines, now.lines)) {
        known.lines = now.lines;
    }
    return now != known || now.site_time - told.site_time >= std::chrono::seconds(10);
}

void log_set_aside(const std::vector<Receipt>& receipts) {
    for (const auto& receipt : receipts) {
        if (receipt.outcome != Outcome::applied) {
            spdlog::error("the ledger has not booked fact {} of this file: {} {}", receipt.seq,
                          text_of(receipt.outcome), receipt.code);
        }
    }
}

} // namespace

Daemon::Daemon(boost::asio::io_context& io, EdgeConfig config, RealClocks clocks, std::uint64_t seed)
    : io_(io),
      config_(std::move(config)),
      topics_(config_.lot.site, config_.lot.lot),
      clocks_(std::move(clocks), config_.demo),
      store_(make_store(seed)),
      seed_(seed),
      timer_(io),
      second_(io) {}

Daemon::~Daemon() = default;

StoreKeeper Daemon::make_store(std::uint64_t seed) {
    return StoreKeeper(
        io_.get_executor(), config_.store_file,
        {config_.lot.box, boot_name(seed), config_.lot.rules.id, coupon_purpose(topics_.site()), config_.keys->own},
        clocks_, seed ^ 0x53544f5245,
        {[this](std::int64_t ticket, std::vector<OutboundFact> facts) {
             engine_->committed(ticket);
             link_->facts_committed(std::move(facts));
             arm_timer();
         },
         [this](std::vector<OutboundFact> facts) {
             link_->outbox_loaded(std::move(facts));
             arm_timer();
         },
         [this](const std::string& why) { store_lost(why); }});
}

std::optional<Daemon::Refusal> Daemon::start(const std::string& accepted) {
    auto remembered = store_.open();
    if (const auto* in_use = std::get_if<StoreKeeper::InUse>(&remembered)) {
        return Refusal{"the database is in use: " + in_use->detail + "; is another parkgate-edge running?"};
    }
    const auto changed = site::changed_parts(
        config_.signed_parts, [this](const std::string& key) { return versions_[key] = store_.meta(key); }, accepted);
    if (!changed) {
        return Refusal{changed.error(), true};
    }
    clocks_.leap(store_.site_ahead());
    auto& known = std::get<core::Remembered>(remembered);
    spdlog::info("{} sessions inside, {} facts wait for the ledger", known.sessions.size(), store_.waiting());
    engine_.emplace(core::make_lot(config_.lot, seed_, clocks_.now(), std::move(known)), config_.commit_late,
                    engine_ports());
    link_ = make_link();
    store_.start();
    hardware_ = drivers::make_hardware(config_.hardware, [this](core::HardwareEvent event) {
        boost::asio::post(io_, [this, event = std::move(event)]() mutable { take(std::move(event)); });
    });
    line_progress_.emplace(config_.hardware, hung_after);
    engine_->begin();
    put_in_force(*changed);
    if (store_.limp()) {
        handle(core::StoreLost{store_.why_limp()});
    }
    link_->start(store_.last_seq(), store_.waiting());
    every_second();
    service::notify_ready();
    return std::nullopt;
}

void Daemon::stop() {
    service::notify_stopping();
    timer_.cancel();
    second_.cancel();
    hardware_.reset();
    link_->stop();
    io_.stop();
}

void Daemon::reload_rights() {
    if (config_.rights_file.empty()) {
        spdlog::warn("asked to read the rights anew, but the configuration names no file of rights");
        return;
    }
    auto loaded = load_rights(config_.rights_file, &*config_.plates, config_.lot.rules.tariff, config_.trust);
    for (const auto& problem : loaded.problems) {
        spdlog::error("{}", settings::to_text(problem));
    }
    const auto changed =
        site::changed_parts(loaded.signed_parts, [this](const std::string& key) { return versions_[key]; }, "");
    if (!changed) {
        spdlog::error("{}", changed.error());
    }
    if (!loaded.problems.empty() || !changed) {
        spdlog::error("the rights stay as they were");
        return;
    }
    put_in_force(*changed);
    spdlog::info("rights read anew: {} rights, {} bans, {} locks", loaded.rights.rights.size(),
                 loaded.rights.bans.size(), loaded.rights.locks.size());
    handle(core::RightsListed{std::move(loaded.rights)});
}

void Daemon::put_in_force(const std::vector<site::ChangedPart>& changed) {
    for (const auto& [now, accepted] : changed) {
        spdlog::info("{}: version {}, signed by {}", now.file, now.version.version,
                     fmt::join(now.version.signers, " and "));
        handle(core::RulesChanged{{now.part, now.file, now.version.version, now.hash, now.version.signers, accepted}});
        const std::string key = site::version_key(now.part);
        store_.remember(key, versions_[key] = site::remembered(now));
    }
}

Engine::Ports Daemon::engine_ports() {
    return {[this] { return clocks_.now(); },
            [this](std::int64_t ticket, core::Effects durable) { store_.submit(ticket, std::move(durable)); },
            [this](const core::Effect& effect) { carry_out(effect); },
            [this](const LaneState& state) { link_->publish(state); },
            [this](const LaneId& lane, bool busy) { hardware_->set_busy(lane, busy); }};
}

std::unique_ptr<link::Link> Daemon::make_link() {
    link::Gatekeeper gatekeeper(topics_, config_.keys->trusted, config_.lot.box, config_.demo);
    config_.mqtt.subscriptions = gatekeeper.subscriptions();
    return std::make_unique<link::Link>(
        mqtt::make_paho_client(io_.get_executor(), config_.mqtt),
        link::Link::Settings{topics_, config_.lot.box, store_.epoch(), Duration{3'000}}, std::move(gatekeeper),
        config_.keys->own, [this] { return clocks_.monotonic(); },
        link::Link::Handlers{[this](core::Event event) { hear(std::move(event)); },
                             [this](std::vector<Receipt> receipts) {
                                 log_set_aside(receipts);
                                 store_.acknowledge(std::move(receipts));
                             },
                             [this](const ClockLeap& ahead) { leap(ahead); },
                             [this](std::int64_t after, std::int64_t most) { store_.load_outbox(after, most); }});
}

void Daemon::take(core::HardwareEvent event) {
    struct ToCore {
        const PlateHasher& plates;
        const drivers::HardwareSettings& settings;
        core::Hardware& hardware;
        core::Event operator()(core::PlateSeen& seen) const {
            auto read = take_in(seen, plates);
            if (read) {
                return std::move(*read);
            }
            // No car can have it, so nobody will give the reading back.
            hardware.acknowledge_plate(seen.lane, seen.side, seen.sequence);
            return core::BadReading{seen.lane, camera_of(settings, seen.lane, seen.side), "bad_plate"};
        }
        core::Event operator()(core::LoopSeen& seen) const { return std::move(seen); }
        core::Event operator()(core::ArmSeen& seen) const { return std::move(seen); }
        core::Event operator()(core::ArmCommandDone& done) const { return std::move(done); }
        core::Event operator()(core::DeviceSeen& seen) const { return std::move(seen); }
        core::Event operator()(core::FireSeen& seen) const { return seen; }
        core::Event operator()(core::BadReading& bad) const { return std::move(bad); }
    };
    handle(std::visit(ToCore{*config_.plates, config_.hardware, *hardware_}, event));
}

void Daemon::hear(core::Event event) {
    add_plates(event, *config_.plates);
    handle(event);
}

void Daemon::handle(const core::Event& event) {
    watch_clock();
    engine_->handle(event);
    arm_timer();
}

void Daemon::watch_clock() {
    const Now now = clocks_.now();
    if (const auto by = clock_watch_.look(now.monotonic, now.wall)) {
        spdlog::warn("the clock was set by {} ms while {} cars were inside", by->count(),
                     engine_->lot().sessions.size());
        engine_->handle(core::ClockMoved{*by});
    }
}

void Daemon::carry_out(const core::Effect& effect) {
    struct Visitor {
        Daemon& daemon;
        void operator()(const core::MoveArm& move) const {
            daemon.hardware_->command_arm(move.lane, move.command, command_at_most);
        }
        void operator()(const core::Show& show) const { daemon.hardware_->show(show.lane, show.side, show.text); }
        void operator()(const core::AcknowledgePlate& ack) const {
            daemon.hardware_->acknowledge_plate(ack.lane, ack.side, ack.sequence);
        }
        void operator()(const core::SendAsk& ask) const { daemon.link_->send(ask); }
        void operator()(const core::TellKnown& known) const { daemon.link_->send(known); }
        void operator()(const core::AnswerCommand& answer) const { daemon.link_->send(answer); }
        void operator()(const core::AnswerQuote& answer) const { daemon.link_->send(answer); }
        void operator()(const core::Announce& announce) const { daemon.link_->send(announce); }
        void operator()(const core::AskOperators& ask) const { daemon.link_->send(ask); }
        void operator()(const core::AnswerStore& answer) const { daemon.link_->send(answer); }
        void operator()(const core::AnswerApp& answer) const { daemon.link_->send(answer); }
        void operator()(const core::Explain& explain) const { daemon.link_->send(explain); }
        // Durable effects never come here: the engine hands them to the store.
        void operator()(const core::Record&) const { std::unreachable(); }
        void operator()(const core::SaveSession&) const { std::unreachable(); }
        void operator()(const core::SaveAdmission&) const { std::unreachable(); }
        void operator()(const core::SaveCoupon&) const { std::unreachable(); }
        void operator()(const core::SaveSlice&) const { std::unreachable(); }
        void operator()(const core::SaveUsedId&) const { std::unreachable(); }
        void operator()(const core::SaveLaneMode&) const { std::unreachable(); }
        void operator()(const core::SavePlateHistory&) const { std::unreachable(); }
        void operator()(const core::SaveMemberHistory&) const { std::unreachable(); }
        void operator()(const core::SavePresumedExit&) const { std::unreachable(); }
        void operator()(const core::SaveOwnerLock&) const { std::unreachable(); }
        void operator()(const core::SaveCounter&) const { std::unreachable(); }
        void operator()(const core::SaveFire&) const { std::unreachable(); }
    };
    std::visit(Visitor{*this}, effect);
}

void Daemon::leap(const ClockLeap& leap) {
    clocks_.leap(Duration{leap.ahead_ms});
    store_.remember_leap(Duration{leap.ahead_ms});
    link_->publish(told_ = status());
    handle(core::Tick{});
}

void Daemon::store_lost(const std::string& why) {
    link_->new_epoch(store_.epoch());
    handle(core::StoreLost{why});
}

void Daemon::arm_timer() {
    auto next = engine_->next_deadline();
    if (const auto link = link_->next_deadline()) {
        next = next ? std::min(*next, *link) : *link;
    }
    if (!next) {
        timer_.cancel();
        return;
    }
    timer_.expires_after(std::max(*next - clocks_.monotonic(), Duration{1}));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            timer_fired();
        }
    });
}

void Daemon::timer_fired() {
    link_->tick();
    watch_clock();
    engine_->tick();
    arm_timer();
}

// A silent device, a dead network or a slow disk is no hang; a thread that does nothing for half a minute is.
bool Daemon::threads_move_on() {
    store_.ping();
    const MonotonicTime now = clocks_.monotonic();
    return line_progress_->all_move_on(hardware_->line_counters(), now) && now - store_.last_alive() < hung_after;
}

void Daemon::every_second() {
    if (threads_move_on()) {
        service::feed_watchdog();
    }
    watch_clock();
    line_watch_.take(hardware_->line_counters(), clocks_.monotonic());
    BoxStatus now = status();
    if (is_news(told_, now)) {
        link_->publish(now);
        log_faults(told_.faults, now.faults);
        for (const std::string& change : changes_of_state(told_.lines, now.lines)) {
            spdlog::info("{}", change);
        }
        told_ = std::move(now);
        service::notify_status(fmt::format("{} cars inside, {} facts to send, ledger {}, store {}", told_.sessions,
                                           told_.outbox, told_.ledger_online ? "online" : "offline", told_.store));
    }
    second_.expires_after(std::chrono::seconds(1));
    second_.async_wait([this](const boost::system::error_code& error) {
        if (!error) {
            every_second();
        }
    });
}

BoxStatus Daemon::status() const {
    const core::LotState& lot = engine_->lot();
    const Now now = clocks_.now();
    BoxStatus status;
    status.box = lot.config.box;
    status.version = PARKGATE_VERSION;
    status.mode = config_.demo ? "demo" : "production";
    status.store = lot.limp ? "limp" : lot.faults.stands("store_slow", "") ? "slow" : "ok";
    status.ledger_online = lot.ledger_online;
    status.outbox = link_->outbox();
    status.sessions = static_cast<std::int64_t>(lot.sessions.size());
    for (const auto& coupon : lot.config.rules.coupons) {
        status.coupons_left += lot.purse.left(coupon.campaign, now.site);
    }
    status.site_time = now.site;
    status.refused = link_->refused();
    for (const auto& [cause, count] : lot.refused) {
        status.refused[cause] += count;
    }
    status.faults = lot.faults.all();
    status.lines = line_watch_.lines();
    return status;
}

} // namespace parkgate::app
