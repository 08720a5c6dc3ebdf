#include "tests/unit/edge/scenario.hpp"

#include "edge/app/text_file.hpp"
#include "edge/core/context.hpp"
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
            {{"return-visit"}, Minutes{60}, Minutes{30}, 14}};
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
Lot& Lot::notice(const PaymentNotice& notice) {
    return event(core::PaymentNoticed{notice});
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

Answer Lot::answer_to(const Ask& ask, std::optional<Voucher>& voucher, std::optional<Slice>& slice) {
    if (const auto known = given_.find(ask.id); known != given_.end()) {
        voucher = known->second.voucher;
        slice = known->second.slice;
        return known->second.answer;
    }
    Answer answer{ask.id, LinkAnswer{}};
    const std::string number = std::to_string(++made_);
    if (const auto* link = std::get_if<LinkAsk>(&ask.body)) {
        const auto found = members_.find(link->plate);
        answer.body = found == members_.end() ? LinkAnswer{} : found->second;
    } else if (const auto* hold = std::get_if<HoldAsk>(&ask.body)) {
        const Points points = std::min(rules::points_to_hold(config_.rules.points, balance_[hold->member]), hold->most);
        HoldAnswer held;
        if (points > Points{}) {
            balance_[hold->member] -= points;
            voucher = Voucher{{"hold-" + number}, hold->session, hold->member, hold->plate, points, now_.site + 48h};
            held.voucher = SignedDocument{};
        } else {
            held.refusal = "no_points";
        }
        answer.body = held;
    } else {
        slice = Slice{{"slice-" + number}, config_.box, std::get<SliceAsk>(ask.body).campaign,
                      slice_size_,         Minutes{60}, now_.site + std::chrono::days(30)};
        answer.body = SliceAnswer{SignedDocument{}, {}};
    }
    given_[ask.id] = {answer, voucher, slice};
    return answer;
}

Lot& Lot::store_gives(const std::string& plate, const GivenWorth& worth, const std::string& id) {
    const EventId notice{id.empty() ? "gift-" + std::to_string(++made_) : id};
    return event(core::StoreNoticed{{notice, {"cinema"}, plate, worth}});
}
Lot& Lot::wishes(Wish wish, const std::string& plate, const LaneId& lane, Spending spending, const std::string& id) {
    plates_.push_back(plate);
    const EventId made{id.empty() ? "wish-" + std::to_string(++made_) : id};
    return event(core::AppWished{{made, wish, plate, "holder", lane, spending}, hash_of_plate(plate)});
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

// ---- the store and the outside ----

void Lot::pump() {
    if (pumping_) {
        return;
    }
    pumping_ = true;
    while (!queue_.empty() || (commits_at_once_ && !submitted_.empty())) {
        if (commits_at_once_ && !submitted_.empty()) {
            const Submitted batch = std::move(submitted_.front());
            submitted_.pop_front();
            for (const auto& effect : batch.durable) {
                write(effect);
            }
            engine_->committed(batch.ticket);
            continue;
        }
        const core::Event event = std::move(queue_.front());
        queue_.pop_front();
        engine_->handle(event);
        check_always();
    }
    if (commits_at_once_) {
        check_whose_plates_are_shown();
    }
    pumping_ = false;
}

void Lot::write(const core::Effect& effect) {
    if (const auto* record = std::get_if<core::Record>(&effect)) {
        facts_.push_back(record->fact);
        const SessionId& session = record->fact.session;
        if (std::holds_alternative<Exited>(record->fact.body) && !session.empty()) {
            EXPECT_EQ(++exits_[session], 1) << "a session ends once";
        }
        if (std::holds_alternative<Charged>(record->fact.body) ||
            std::holds_alternative<HoldReleased>(record->fact.body)) {
            EXPECT_EQ(++resolved_[session], 1) << "a hold is resolved once";
        }
    } else if (const auto* saved = std::get_if<core::SaveSession>(&effect)) {
        std::erase_if(remembered_.sessions, [&](const auto& one) { return one.id == saved->session.id; });
        if (saved->session.phase != core::SessionPhase::closed) {
            remembered_.sessions.push_back(saved->session);
        }
    } else if (const auto* admission = std::get_if<core::SaveAdmission>(&effect)) {
        remembered_.admissions.erase(admission->lane);
        if (admission->admission) {
            remembered_.admissions.emplace(admission->lane, *admission->admission);
        }
    } else if (const auto* coupon = std::get_if<core::SaveCoupon>(&effect)) {
        std::erase_if(remembered_.coupons, [&](const auto& one) { return one.coupon == coupon->coupon.coupon; });
        if (!coupon->spent) {
            remembered_.coupons.push_back(coupon->coupon);
        }
    } else if (const auto* slice = std::get_if<core::SaveSlice>(&effect)) {
        std::erase_if(remembered_.slices, [&](const auto& one) { return one.slice.slice == slice->slice.slice.slice; });
        remembered_.slices.push_back(slice->slice);
    } else if (const auto* used = std::get_if<core::SaveUsedId>(&effect)) {
        remembered_.used_ids[used->id] = used->until;
    } else if (const auto* mode = std::get_if<core::SaveLaneMode>(&effect)) {
        remembered_.modes[mode->lane] = *mode;
    } else if (const auto* fire = std::get_if<core::SaveFire>(&effect)) {
        remembered_.fire = fire->alarm;
    } else if (const auto* lock = std::get_if<core::SaveOwnerLock>(&effect)) {
        remembered_.owner_locks.erase(lock->plate);
        if (lock->locked) {
            remembered_.owner_locks.insert(lock->plate);
        }
    } else if (const auto* plate = std::get_if<core::SavePlateHistory>(&effect)) {
        remembered_.plates.erase(plate->plate);
        if (plate->history) {
            remembered_.plates.emplace(plate->plate, *plate->history);
        }
    } else if (const auto* member = std::get_if<core::SaveMemberHistory>(&effect)) {
        remembered_.members.erase(member->member);
        if (member->history) {
            remembered_.members.emplace(member->member, *member->history);
        }
    } else if (const auto* counter = std::get_if<core::SaveCounter>(&effect)) {
        remembered_.corrections[{counter->area, counter->cars}] = counter->correction;
    }
}

void Lot::carry_out(const core::Effect& effect) {
    if (const auto* reading = std::get_if<core::AcknowledgePlate>(&effect)) {
        acknowledged_.push_back(reading->sequence);
    }
    if (const auto* order = std::get_if<core::MoveArm>(&effect)) {
        move(*order);
    } else if (const auto* show = std::get_if<core::Show>(&effect)) {
        shown_[{show->lane, show->side}] = show->text;
        spoken_[show->lane].insert(spoken_[show->lane].end(), show->text.voice.begin(), show->text.voice.end());
        ++boards_;
        for (const auto& line : show->text.lines) {
            EXPECT_LE(line.size(), 32U) << line;
        }
    } else if (const auto* ask = std::get_if<core::SendAsk>(&effect)) {
        asks_.push_back(ask->ask);
        if (answers_at_once_) {
            core::LedgerAnswered answered;
            answered.answer = answer_to(ask->ask, answered.voucher, answered.slice);
            queue_.push_back(answered);
        } else {
            unanswered_.push_back(ask->ask);
        }
    } else if (const auto* answer = std::get_if<core::AnswerCommand>(&effect)) {
        answers_.push_back(answer->answer);
    } else if (const auto* quote = std::get_if<core::AnswerQuote>(&effect)) {
        quoted_ = quote->answer;
    } else if (const auto* explain = std::get_if<core::Explain>(&effect)) {
        explanations_.push_back(explain->explanation);
    } else if (const auto* asked = std::get_if<core::AskOperators>(&effect)) {
        questions_.push_back(asked->question);
    } else if (const auto* store = std::get_if<core::AnswerStore>(&effect)) {
        door_answers_.push_back(store->answer);
    } else if (const auto* app = std::get_if<core::AnswerApp>(&effect)) {
        door_answers_.push_back(app->answer);
    } else if (const auto* announce = std::get_if<core::Announce>(&effect)) {
        announced_.push_back(announce->event);
        check_for_plates(encode(announce->event));
    }
}

void Lot::move(const core::MoveArm& move) {
    auto& hardware = hardware_[move.lane];
    orders_[move.lane] += "ochr"[static_cast<std::size_t>(move.command)];
    if (move.command == ArmCommand::close) {
        EXPECT_EQ(engine_->lot().lanes.at(move.lane).lane.under, Presence::clear) << "S1";
        EXPECT_EQ(hardware.safety, Presence::clear) << "S1";
        EXPECT_FALSE(core::lane::is_held(engine_->lot().lanes.at(move.lane).lane)) << "S10";
    } else if (move.command != ArmCommand::release) {
        EXPECT_GT(intents_[move.lane], 0) << "S6: an opening of " << move.lane.text << " without a recorded cause";
    }
    if (!arm_obeys_) {
        return;
    }
    const auto end = move.command == ArmCommand::close     ? ArmPosition::down
                     : move.command == ArmCommand::release ? hardware.arm
                                                           : ArmPosition::up;
    queue_.push_back(core::ArmCommandDone{move.lane, move.command, core::LineOutcome::ok});
    if (hardware.arm != end) {
        hardware.arm = end;
        queue_.push_back(core::ArmSeen{move.lane, ArmPosition::moving});
        queue_.push_back(core::ArmSeen{move.lane, end});
    }
    if (move.command == ArmCommand::close) {
        intents_[move.lane] = 0;
    }
}

void Lot::check_always() {
    check_counts();
    for (const auto& [id, slot] : engine_->lot().lanes) {
        check_for_plates(encode(core::describe_lane(engine_->lot(), id)));
    }
}

// Cars are counted as they come and go, and that is what counting them all would give.
void Lot::check_counts() const {
    std::map<std::pair<AreaId, core::CountedAs>, std::int64_t> all;
    for (const auto& [id, session] : engine_->lot().sessions.all()) {
        if (session.phase != core::SessionPhase::entering) {
            ++all[{core::area_of(engine_->lot(), session), session.counted_as}];
        }
    }
    for (const auto& [which, count] : engine_->lot().counted) {
        EXPECT_EQ(count, all[which]) << which.first.text;
        all.erase(which);
    }
    EXPECT_TRUE(all.empty()) << "cars that nobody counts";
}

// A driver reads his own plate or none.
void Lot::check_whose_plates_are_shown() const {
    for (const auto& [where, text] : shown_) {
        const core::LaneSlot& slot = engine_->lot().lanes.at(where.first);
        const core::Session* asked = slot.visit ? engine_->lot().sessions.find(slot.visit->session) : nullptr;
        const core::Session* let = slot.admission ? engine_->lot().sessions.find(slot.admission->session) : nullptr;
        for (const auto& plate : plates_) {
            const bool here = (asked != nullptr && asked->plate == plate) || (let != nullptr && let->plate == plate) ||
                              (slot.visit && slot.visit->read && slot.visit->read->plate == plate);
            for (const auto& line : text.lines) {
                EXPECT_TRUE(here || line.find(plate) == std::string::npos) << "another car's plate on the display";
            }
        }
    }
}

void Lot::check_for_plates(const std::string& told) const {
    for (const auto& plate : plates_) {
        EXPECT_EQ(told.find(plate), std::string::npos) << "a plate in " << told;
    }
}

// ---- then ----

std::vector<std::string> Lot::new_facts() {
    std::vector<std::string> out;
    for (; facts_told_ < facts_.size(); ++facts_told_) {
        if (!std::holds_alternative<PassageRecord>(facts_[facts_told_].body)) {
            out.emplace_back(kind_of(facts_[facts_told_].body));
        }
    }
    return out;
}

std::string Lot::new_orders(const LaneId& lane) {
    return std::exchange(orders_[lane], {});
}

std::vector<core::Phrase> Lot::spoken(const LaneId& lane) {
    return std::exchange(spoken_[lane], {});
}

std::string Lot::shown(const LaneId& lane) const {
    return shown(lane, core::side_of(engine_->lot().lanes.at(lane)));
}

std::string Lot::shown(const LaneId& lane, core::Side side) const {
    std::string out;
    if (const auto found = shown_.find({lane, side}); found != shown_.end()) {
        for (const auto& line : found->second.lines) {
            out += (out.empty() || line.empty() ? "" : " | ") + line;
        }
    }
    return out;
}

const core::Session* Lot::session(const std::string& plate) const {
    const auto& all = engine_->lot().sessions.all();
    const auto found = std::ranges::find_if(all, [&](const auto& entry) { return entry.second.plate == plate; });
    return found == all.end() ? nullptr : &found->second;
}

std::int64_t Lot::refused(const std::string& cause) const {
    const auto found = engine_->lot().refused.find(cause);
    return found == engine_->lot().refused.end() ? 0 : found->second;
}

} // namespace parkgate::test
