#include "rules/walk.hpp"

namespace parkgate::rules {

namespace {

LocalDay day_of(LocalTime time) {
    return std::chrono::floor<std::chrono::days>(time);
}

LocalTime at(LocalDay day, Minutes of_day) {
    return LocalTime{day} + std::chrono::minutes(of_day.count);
}

// The next moment after `time` at which the day's clock shows `of_day`.
LocalTime next(LocalTime time, Minutes of_day) {
    const LocalTime today = at(day_of(time), of_day);
    return today > time ? today : today + std::chrono::days(1);
}

ChargeReason reason_of(CapPeriod per) {
    switch (per) {
    case CapPeriod::stay: return ChargeReason::cap_of_stay;
    case CapPeriod::calendar_day: return ChargeReason::cap_of_day;
    case CapPeriod::hours: break;
    }
    return ChargeReason::cap_of_hours;
}

const RateLine* line_at(const std::vector<RateLine>& lines, Minutes duration) {
    const auto holds = [&](const RateLine& line) {
        return line.from <= duration && (!line.until || duration < *line.until);
    };
    const auto found = std::ranges::find_if(lines, holds);
    return found == lines.end() ? nullptr : &*found;
}

} // namespace

Walk::Walk(const Tariff& tariff, std::size_t table, bool free_spent, SiteTime entered, Minutes stay)
    : tariff_(tariff),
      entered_(entered),
      stay_(stay),
      free_spent_(free_spent),
      leaves_(local(stay) + std::chrono::days(2)) {
    take_table(table);
}

std::vector<Charge> Walk::run() {
    if (table_->free > Minutes{} && !free_spent_) {
        const bool free_of_charge = stay_ <= table_->free;
        if (free_of_charge || table_->free_minutes == FreeMinutes::deducted) {
            const Minutes length = std::min(stay_, table_->free);
            out_.push_back({{}, length, {}, ChargeReason::free_minutes, static_cast<std::uint16_t>(table_index_)});
            pos_ = base_ = length;
        }
        if (free_of_charge) {
            return std::move(out_);
        }
    }
    while (pos_ < stay_) {
        pass_borders();
        if (!charge()) {
            break;
        }
    }
    return std::move(out_);
}

void Walk::pass_borders() {
    while (pos_ >= hand_over_) {
        take_table(table_->hand_over->table);
    }
    while (pos_ >= restart_) {
        restart();
    }
    while (pos_ >= collection_ends_) {
        take_collection(std::max(local(pos_), collection_ends_at_));
    }
    for (auto& meter : meters_) {
        while (pos_ >= meter.resets) {
            renew(meter);
        }
    }
}

void Walk::take_table(std::size_t table) {
    table_ = &tariff_.tables[table];
    table_index_ = table;
    origin_ = base_ = pos_;
    hand_over_ = table_->hand_over ? origin_ + table_->hand_over->after : never;
    collection_ = none;
    const LocalTime now = local(pos_);
    take_collection(now);

    restart_ = never;
    if (table_->relative_to == RelativeTo::every_24_hours) {
        restart_ = origin_ + whole_day;
    } else if (table_->relative_to == RelativeTo::calendar_day) {
        restart_at_ = next(now, {});
        restart_ = minute_of(restart_at_);
    }

    meters_.clear();
    for (const auto& cap : table_->caps) {
        Meter meter{&cap, never, now, cap.days.contains(kind_of(tariff_.calendar, day_of(now))), cap.fen};
        if (cap.per == CapPeriod::hours) {
            meter.resets = origin_ + cap.length;
        } else if (cap.per == CapPeriod::calendar_day) {
            begin_day(meter, next(now, cap.resets_at) - std::chrono::days(1));
        }
        meters_.push_back(meter);
    }
}

void Walk::take_collection(LocalTime reached) {
    collection_ = collection_at(*table_, moment_at(tariff_.calendar, reached));
    collection_ends_at_ = end_of_collection(reached);
    collection_ends_ = minute_of(collection_ends_at_);
    if (collection_ == none) {
        return;
    }
    left_in_collection_ = table_->collections[collection_].cap.value_or(Fen{});
    if (table_->relative_to == RelativeTo::collection) {
        base_ = pos_;
    }
}

void Walk::restart() {
    base_ = pos_;
    if (table_->relative_to == RelativeTo::every_24_hours) {
        restart_ += whole_day;
    } else {
        restart_at_ += std::chrono::days(1);
        restart_ = minute_of(restart_at_);
    }
}

void Walk::renew(Meter& meter) {
    if (meter.cap->per == CapPeriod::calendar_day) {
        begin_day(meter, meter.resets_at);
        return;
    }
    meter.holds = meter.cap->days.contains(kind_of(tariff_.calendar, day_of(local(meter.resets))));
    meter.left = meter.cap->fen;
    meter.resets += meter.cap->length;
}

void Walk::begin_day(Meter& meter, LocalTime begun) {
    meter.holds = meter.cap->days.contains(kind_of(tariff_.calendar, day_of(begun)));
    meter.left = meter.cap->fen;
    meter.resets_at = begun + std::chrono::days(1);
    meter.resets = minute_of(meter.resets_at);
}

Minutes Walk::minute_of(LocalTime border) const {
    if (border > leaves_) {
        return never;
    }
    const Duration since = instant_of(tariff_.calendar, border, instant(pos_)) - entered_;
    return {std::chrono::ceil<std::chrono::minutes>(since).count()};
}

LocalTime Walk::end_of_collection(LocalTime from) const {
    const auto& all = table_->collections;
    if (all.size() == 1) {
        return leaves_ + Duration{1};
    }
    LocalTime border = from;
    while (border <= leaves_) {
        LocalTime nearest = next(border, {});
        for (const auto& one : all) {
            nearest =
                std::min({nearest, next(border, one.hours.from), next(border, {one.hours.to.count % whole_day.count})});
        }
        border = nearest;
        if (collection_at(*table_, moment_at(tariff_.calendar, border)) != collection_) {
            break;
        }
    }
    return border;
}

bool Walk::charge() {
    if (collection_ == none) {
        return false;
    }
    const auto& lines = table_->collections[collection_].lines;
    const RateLine* line = line_at(lines, pos_ - base_);
    if (line == nullptr) {
        return false;
    }
    Charge charge = block(*line);
    charge.table = static_cast<std::uint16_t>(table_index_);
    charge.collection = static_cast<std::uint16_t>(collection_);
    charge.line = static_cast<std::uint16_t>(line - lines.data());
    hold_to_caps(charge);
    out_.push_back(charge);
    pos_ += charge.length;
    return true;
}

Charge Walk::block(const RateLine& line) const {
    const Minutes line_ends = line.until ? base_ + *line.until : never;
    const bool of_increments = line.type == RateLineType::incrementing_rate || line.type == RateLineType::per_unit;
    const bool by_the_minute = line.type == RateLineType::per_unit;

    const bool as_long_as_the_collection = !of_increments && !line.until;
    const bool ends_at_borders =
        by_the_minute || as_long_as_the_collection || table_->transition != Transition::follow_through;

    Minutes ends = of_increments ? pos_ + line.increment : line_ends;
    if (ends_at_borders) {
        ends = std::min({ends, border(), line_ends});
    }
    if (by_the_minute || ends >= never) {
        ends = std::min(ends, stay_);
    }
    const Minutes length = ends - pos_;
    Fen fen = line.fen;
    if (by_the_minute || (of_increments && table_->transition == Transition::cut_in_proportion)) {
        fen = {line.fen.count * length.count / line.increment.count};
    }
    return {pos_, length, fen};
}

void Walk::hold_to_caps(Charge& charge) {
    const auto hold = [&](Fen left, ChargeReason reason) {
        if (charge.fen > left) {
            charge.fen = left;
            charge.reason = reason;
        }
    };
    const bool collection_capped = table_->collections[collection_].cap.has_value();
    if (collection_capped) {
        hold(left_in_collection_, ChargeReason::cap_of_collection);
    }
    for (const auto& meter : meters_) {
        if (meter.holds) {
            hold(meter.left, reason_of(meter.cap->per));
        }
    }
    if (collection_capped) {
        left_in_collection_ -= charge.fen;
    }
    for (auto& meter : meters_) {
        if (meter.holds) {
            meter.left -= charge.fen;
        }
    }
}

} // namespace parkgate::rules
