#include "protocol/worth.hpp"

namespace parkgate {

namespace {

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string yuan(std::int64_t fen) {
    return std::to_string(fen / 100) + "." + two_digits(fen % 100) + " yuan";
}

} // namespace

std::string in_words(const CouponWorth& worth) {
    const std::string at_most = ", at most " + yuan(worth.most.count);
    switch (worth.kind) {
    case WorthKind::minutes: return std::to_string(worth.amount) + " min";
    case WorthKind::fen: return yuan(worth.amount);
    case WorthKind::percent: return std::to_string(worth.amount) + " %" + at_most;
    case WorthKind::full: return "a whole stay" + at_most;
    case WorthKind::until: break;
    }
    return "until " + two_digits(worth.amount / 60) + ":" + two_digits(worth.amount % 60) + at_most;
}

} // namespace parkgate
