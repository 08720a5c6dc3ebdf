#include "rules/benefits/owed.hpp"

#include <algorithm>

namespace parkgate::rules {

Owed::Owed(const std::vector<Charge>& charges, StartedCharge started) : started_(started) {
    rest_.reserve(charges.size());
    for (const auto& charge : charges) {
        if (charge.fen > Fen{}) {
            rest_.push_back({charge.from, std::max(charge.length, Minutes{1}), charge.fen});
        }
    }
}

Fen Owed::fen() const {
    Fen sum;
    for (const auto& piece : rest_) {
        sum += piece.fen;
    }
    return sum;
}

bool Owed::charged_by(Minutes stay) const {
    return std::ranges::any_of(rest_, [&](const Piece& piece) { return piece.from + piece.length <= stay; });
}

void Owed::drop_settled() {
    std::erase_if(rest_, [](const Piece& piece) { return piece.fen == Fen{}; });
}

Taken Owed::pay(Fen money) {
    Taken taken;
    for (auto& piece : rest_) {
        const Fen part = std::clamp(money - taken.fen, Fen{}, piece.fen);
        piece.fen -= part;
        taken.fen += part;
    }
    drop_settled();
    return taken;
}

Taken Owed::discount(PercentOff off, Fen most) {
    Taken taken;
    for (auto& piece : rest_) {
        const Fen part{rounded_up(piece.fen.count * off.percent, 100)};
        const Fen allowed = std::clamp(most - taken.fen, Fen{}, std::min(part, piece.fen));
        piece.fen -= allowed;
        taken.fen += allowed;
    }
    drop_settled();
    return taken;
}

Fen Owed::part_of(const Piece& piece, Minutes covered) const {
    if (started_ == StartedCharge::whole || covered >= piece.length) {
        return piece.fen;
    }
    return {rounded_up(piece.fen.count * covered.count, piece.length.count)};
}

Minutes Owed::minutes_of(const Piece& piece, Fen part) const {
    if (started_ == StartedCharge::whole) {
        return {1};
    }
    return {(part.count - 1) * piece.length.count / piece.fen.count + 1};
}

Taken Owed::cover(const Limit& limit, const Where& at) {
    Taken taken;
    for (auto& piece : rest_) {
        if (taken.minutes >= limit.minutes || taken.fen >= limit.fen) {
            break;
        }
        if (at && !at(piece.from)) {
            continue;
        }
        Minutes covered = std::min(piece.length, limit.minutes - taken.minutes);
        const Fen whole_part = part_of(piece, covered);
        const Fen part = std::min(whole_part, limit.fen - taken.fen);
        if (started_ == StartedCharge::share) {
            // What a limit in money has not paid for stays uncovered.
            covered = part < whole_part ? std::min(covered, minutes_of(piece, part)) : covered;
            piece.length = std::max(piece.length - covered, Minutes{1});
        }
        piece.fen -= part;
        taken.minutes += covered;
        taken.fen += part;
    }
    drop_settled();
    return taken;
}

Minutes Owed::minutes_for(Fen most) const {
    Minutes sum;
    Fen left = most;
    for (const auto& piece : rest_) {
        if (left <= Fen{}) {
            break;
        }
        const bool last = &piece == &rest_.back() || piece.fen >= left;
        sum += last ? minutes_of(piece, std::min(left, piece.fen)) : piece.length;
        left -= piece.fen;
    }
    return sum;
}

} // namespace parkgate::rules
