// What stands around the lot: store, ledger, arms and displays are played here.
#include "tests/unit/edge/scenario.hpp"

#include <algorithm>

namespace parkgate::test {

using core::ArmCommand;
using core::ArmPosition;
using core::Presence;

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
        if (std::holds_alternative<ExitReversed>(record->fact.body)) {
            EXPECT_EQ(exits_[session], 1) << "only what has ended is reversed";
            exits_[session] = resolved_[session] = 0;
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
        remembered_.used_ids[used->key] = used->used;
    } else if (const auto* mode = std::get_if<core::SaveLaneMode>(&effect)) {
        remembered_.modes[mode->lane] = *mode;
    } else if (const auto* fire = std::get_if<core::SaveFire>(&effect)) {
        remembered_.fire = fire->alarm;
    } else if (const auto* presumed = std::get_if<core::SavePresumedExit>(&effect)) {
        remembered_.presumed.erase(presumed->plate);
        if (presumed->exit) {
            remembered_.presumed.emplace(presumed->plate, *presumed->exit);
        }
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
    } else if (const auto* known = std::get_if<core::TellKnown>(&effect)) {
        known_.push_back(known->news);
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

HoldAnswer Lot::answer_to_hold(const HoldAsk& hold, const std::string& id, std::optional<Voucher>& voucher) {
    Points& balance = balance_[hold.member];
    const auto is_of = [&](const auto& fact) {
        const auto live = live_.find(hold.session);
        return live != live_.end() && live->second.hold == fact.hold;
    };
    if (std::ranges::any_of(facts<Charged>(), is_of) || std::ranges::any_of(facts<HoldReleased>(), is_of)) {
        live_.erase(hold.session);
    }
    if (const auto live = live_.find(hold.session); live != live_.end() && live->second.expires_at < now_.site) {
        balance += live->second.points;
        live_.erase(live);
    }
    if (const auto live = live_.find(hold.session); live != live_.end()) {
        const Points points = std::min(live->second.points, hold.most);
        balance += live->second.points - points;
        live->second.points = points;
        voucher = live->second;
    } else {
        const Points points = std::min(rules::points_to_hold(config_.rules.points, balance), hold.most);
        balance -= points;
        voucher = Voucher{{id}, hold.session, hold.member, hold.plate, points, now_.site + 48h};
    }
    if (voucher->points == Points{}) {
        live_.erase(hold.session);
        voucher.reset();
        return {std::nullopt, "no_points"};
    }
    live_[hold.session] = *voucher;
    return {SignedDocument{}, {}};
}

Points Lot::held_by_the_ledger(const std::string& plate) const {
    const auto* stay = session(plate);
    const auto live = stay != nullptr ? live_.find(stay->id) : live_.end();
    return live != live_.end() ? live->second.points : Points{};
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
        LinkAnswer linked = found == members_.end() ? LinkAnswer{} : found->second;
        linked.at = now_.site;
        for (const auto& [id, car] : engine_->lot().sessions.all()) {
            linked.balance = linked.balance - (car.hash == link->plate && car.voucher ? car.voucher->points : Points{});
        }
        answer.body = linked;
    } else if (const auto* hold = std::get_if<HoldAsk>(&ask.body)) {
        answer.body = answer_to_hold(*hold, "hold-" + number, voucher);
    } else {
        const CampaignId& campaign = std::get<SliceAsk>(ask.body).campaign;
        const auto own = slice_sizes_.find(campaign);
        const std::int64_t size = own == slice_sizes_.end() ? slice_size_ : own->second;
        const auto* rule = rules::coupon_of(config_.rules, campaign);
        if (size > 0 && rule != nullptr) {
            slice = Slice{{"slice-" + number},
                          config_.box,
                          campaign,
                          size,
                          coupon_worth_.value_or(rule->worth),
                          now_.site + std::chrono::days(30)};
            answer.body = SliceAnswer{SignedDocument{}, {}};
        } else {
            answer.body = SliceAnswer{std::nullopt, "budget_spent"};
        }
    }
    given_[ask.id] = {answer, voucher, slice};
    return answer;
}

} // namespace parkgate::test
