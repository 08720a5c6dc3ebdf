#include "tests/unit/edge/scenario.hpp"

#include "edge/app/text_file.hpp"
#include "tests/unit/rules/house.hpp"

#include <algorithm>

namespace parkgate::test {

using core::ArmCommand;
using core::ArmPosition;
using core::Loop;
using core::Presence;

namespace {

constexpr Duration commit_late = 300ms;

// 2026-11-21 10:00 at the site, which is 02:00 UTC.
constexpr Duration ten_o_clock{1'795'226'400'000};

} // namespace

rules::RuleSet house_rules() {
    return {{"house-1"},
            house_tariff(),
            {Minutes{30}, Points{300}, Minutes{180}},
            {{{"return-visit"}, {WorthKind::minutes, 60, {}}, Minutes{30}, 14}}};
}

core::LotConfig house_config() {
    core::LotConfig config;
    config.site = "mall";
    config.lot = "p1";
    config.box = {"box-1"};
    config.rules = house_rules();
    config.texts = app::shipped_texts();
    config.lanes = {{in_lane, core::Direction::entry, {}},
                    {out_lane, core::Direction::exit, {}},
                    {out2_lane, core::Direction::exit, {}}};
    return config;
}

PlateHash hash_of_plate(const std::string& plate) {
    return {hash_of(plate).substr(0, 32)};
}

Lot::Lot(core::LotConfig config) : config_(std::move(config)) {
    now_ = {MonotonicTime{1h}, SiteTime{ten_o_clock}, WallTime{ten_o_clock}, ClockQuality::trusted};
    boot();
    broker(true);
    for (const auto& lane : config_.lanes) {
        event(core::ArmCommandDone{lane.id, ArmCommand::release, core::LineOutcome::ok}); // nothing is held
        looks(lane.id);
    }
}

void Lot::boot() {
    engine_ = std::make_unique<app::Engine>(
        core::make_lot(config_, seed_++, now_, remembered_), commit_late,
        app::Engine::Ports{[this] { return now_; },
                           [this](std::int64_t ticket, core::Effects durable) {
                               for (const auto& effect : durable) {
                                   const auto* record = std::get_if<core::Record>(&effect);
                                   const auto* intent =
                                       record != nullptr ? std::get_if<OpenIntent>(&record->fact.body) : nullptr;
                                   if (intent != nullptr) {
                                       ++intents_[intent->lane];
                                   }
                                   if (record != nullptr) {
                                       commit_of_[std::string(kind_of(record->fact.body))] = ticket;
                                   }
                               }
                               submitted_.push_back({ticket, std::move(durable)});
                           },
                           [this](const core::Effect& effect) { carry_out(effect); }, [](const LaneState&) {},
                           [](const LaneId&, bool) {}});
    engine_->begin();
    pump();
}

// ---- given ----

Lot& Lot::member(const std::string& plate, const std::string& name, std::int64_t points, const std::string& tier,
                 Spending spending) {
    members_[hash_of_plate(plate)] = {{name}, tier, {points}, spending};
    balance_[{name}] = {points};
    return *this;
}

Lot& Lot::codes(const std::string& plate, std::vector<BenefitCode> codes) {
    members_.at(hash_of_plate(plate)).benefits = std::move(codes);
    return *this;
}

Lot& Lot::earns(const std::string& plate, std::int64_t percent) {
    members_.at(hash_of_plate(plate)).earns_percent = percent;
    return *this;
}

Lot& Lot::ledger_answers() {
    answers_at_once_ = true;
    return event(core::LedgerSeen{true});
}
Lot& Lot::ledger_is_slow() {
    answers_at_once_ = false;
    return event(core::LedgerSeen{true});
}
Lot& Lot::ledger_is_offline() {
    return event(core::LedgerSeen{false});
}
Lot& Lot::broker(bool connected) {
    return event(core::BrokerSeen{connected});
}

Lot& Lot::commits(bool at_once) {
    commits_at_once_ = at_once;
    pump();
    return *this;
}
Lot& Lot::commit_all() {
    const bool before = std::exchange(commits_at_once_, true);
    pump();
    commits_at_once_ = before;
    return *this;
}

// ---- when ----

Lot& Lot::after(Duration length) {
    const MonotonicTime end = now_.monotonic + length;
    const auto go_to = [&](MonotonicTime time) {
        const Duration step = time - now_.monotonic;
        now_.monotonic += step;
        now_.site += step;
        now_.wall += step;
        event(core::Tick{});
    };
    for (int steps = 0; now_.monotonic < end; ++steps) {
        if (steps > 20'000) {
            ADD_FAILURE() << "deadlines never end";
            break;
        }
        const auto next = engine_->next_deadline();
        go_to(next && *next < end ? std::max(*next, now_.monotonic + 1ms) : end);
    }
    return *this;
}

Lot& Lot::clock_is_set(Duration by) {
    now_.site += by;
    now_.wall += by;
    return event(core::ClockMoved{by});
}

Lot& Lot::event(const core::Event& event) {
    queue_.push_back(event);
    pump();
    return *this;
}

Lot& Lot::loop(const LaneId& lane, Loop which, Presence presence) {
    auto& hardware = hardware_[lane];
    switch (which) {
    case Loop::arrival: hardware.arrival = presence; break;
    case Loop::safety: hardware.safety = presence; break;
    case Loop::photocell: hardware.photocell = presence; break;
    case Loop::beyond: hardware.beyond = presence; break;
    }
    return event(core::LoopSeen{lane, which, presence});
}
Lot& Lot::arm(const LaneId& lane, ArmPosition position) {
    hardware_[lane].arm = position;
    return event(core::ArmSeen{lane, position});
}
Lot& Lot::arrives(const LaneId& lane) {
    return loop(lane, Loop::arrival, Presence::occupied);
}
Lot& Lot::read(const LaneId& lane, const std::string& plate, std::int64_t confidence) {
    return read_from(lane, core::Side::entry, plate, confidence);
}
Lot& Lot::read_from(const LaneId& lane, core::Side side, const std::string& plate, std::int64_t confidence) {
    plates_.push_back(plate);
    return event(core::PlateRead{lane, side, plate, hash_of_plate(plate), confidence, ++reads_});
}
Lot& Lot::car_arrives(const LaneId& lane, const std::string& plate, std::int64_t confidence) {
    return arrives(lane).read(lane, plate, confidence);
}
Lot& Lot::passes(const LaneId& lane) {
    return loop(lane, Loop::safety, Presence::occupied)
        .after(500ms)
        .loop(lane, Loop::arrival, Presence::clear)
        .after(1s)
        .loop(lane, Loop::safety, Presence::clear)
        .after(1s);
}
Lot& Lot::backs_out(const LaneId& lane) {
    return loop(lane, Loop::arrival, Presence::clear).after(11s);
}
Lot& Lot::enters(const std::string& plate, std::int64_t confidence) {
    return car_arrives(in_lane, plate, confidence).after(1s).passes(in_lane);
}
Lot& Lot::leaves(const LaneId& lane, const std::string& plate) {
    return car_arrives(lane, plate).after(1s).passes(lane);
}

Lot& Lot::pays(const std::string& plate, Fen money, const std::string& id) {
    const core::Session* car = session(plate);
    EXPECT_NE(car, nullptr);
    EXPECT_TRUE(car != nullptr && car->quote);
    if (car == nullptr || !car->quote) {
        return *this;
    }
    return notice({{id}, car->id, car->quote->id, money, now_.site, "wechat"});
}
Lot& Lot::notice(const PaymentNotice& notice, const std::string& from) {
    return event(core::PaymentNoticed{notice, from, encode(notice)});
}
Lot& Lot::commands(const LaneId& lane, Verb verb, const std::string& id, Duration valid) {
    return event(core::Commanded{{{id}, {"wang"}, lane, verb, "test", now_.wall, now_.wall + valid}, {}});
}
Lot& Lot::orders(const LaneId& lane, Verb verb, const std::string& argument) {
    return orders_by("wang", lane, verb, argument);
}
Lot& Lot::orders_by(const std::string& who, const LaneId& lane, Verb verb, const std::string& argument) {
    const std::string id = "order-" + std::to_string(++made_);
    if (verb == Verb::edit_plate && !argument.empty()) {
        plates_.push_back(argument);
    }
    return event(core::Commanded{{{id}, {who}, lane, verb, "test", now_.wall, now_.wall + 30s, argument},
                                 hash_of_plate(argument)});
}

Lot& Lot::answer_asks() {
    while (!unanswered_.empty()) {
        const Ask ask = unanswered_.front();
        unanswered_.pop_front();
        core::LedgerAnswered answered;
        answered.answer = answer_to(ask, answered.voucher, answered.slice);
        event(answered);
    }
    return *this;
}

Lot& Lot::store_gives(const std::string& plate, const GivenWorth& worth, const std::string& id) {
    const EventId notice{id.empty() ? "gift-" + std::to_string(++made_) : id};
    return gives({notice, {"cinema"}, plate, worth, valid_until(notice)});
}
Lot& Lot::gives(const StoreNotice& notice) {
    return event(core::StoreNoticed{notice, encode(notice)});
}
Lot& Lot::wishes(Wish wish, const std::string& plate, const LaneId& lane, Spending spending, const std::string& id) {
    plates_.push_back(plate);
    const EventId made{id.empty() ? "wish-" + std::to_string(++made_) : id};
    return wishes({made, wish, plate, "holder", lane, spending, valid_until(made)});
}
Lot& Lot::wishes(const AppWish& wish) {
    return event(core::AppWished{wish, hash_of_plate(wish.plate), "wepay", encode(wish)});
}
WallTime Lot::valid_until(const EventId& id) {
    return valid_.try_emplace(id, now_.wall + 30s).first->second;
}

Lot& Lot::store_is_lost() {
    commits_at_once_ = true;
    return event(core::StoreLost{"the disk is gone"});
}

Lot& Lot::restart() {
    submitted_.clear();
    queue_.clear();
    engine_.reset();
    unanswered_.clear();
    now_.monotonic += 20s;
    now_.site += 20s;
    now_.wall += 20s;
    boot();
    return broker(true);
}

Lot& Lot::looks(const LaneId& lane) {
    const Hardware seen = hardware_[lane];
    loop(lane, Loop::arrival, seen.arrival);
    loop(lane, Loop::safety, seen.safety);
    loop(lane, Loop::photocell, seen.photocell);
    loop(lane, Loop::beyond, seen.beyond);
    return arm(lane, seen.arm);
}
Lot& Lot::hardware_is(const LaneId& lane, Presence arrival, Presence safety, ArmPosition arm_position) {
    hardware_[lane] = {arrival, safety, Presence::clear, Presence::clear, arm_position};
    return *this;
}

} // namespace parkgate::test
