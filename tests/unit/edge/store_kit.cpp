#include "tests/unit/edge/store_kit.hpp"

#include "protocol/topics.hpp"

#include <array>
#include <utility>

namespace parkgate::test::stored {

using namespace std::chrono_literals;

namespace {

Fact fact(std::int64_t number, FactBody body) {
    return {{id_text(number)},     {"s1"},         noon, WallTime{Duration{1'000 + number}}, MonotonicTime{5s},
            ClockQuality::trusted, std::move(body)};
}

} // namespace

Signer box_signer() {
    std::array<unsigned char, 32> seed{};
    seed.fill(9);
    return Signer({"box-1"}, seed);
}

store::Identity identity() {
    return {{"box-1"}, "boot-1", {"house-1"}, coupon_purpose("mall"), box_signer()};
}

std::string id_text(std::int64_t number) {
    std::string text = std::to_string(number);
    return std::string(32 - text.size(), '0') + text;
}

core::Record record(std::int64_t number, FactBody body) {
    return {fact(number, std::move(body))};
}

core::Session full_session() {
    core::Session session;
    session.id = {"s1"};
    session.phase = core::SessionPhase::leaving;
    session.plate = "粤Z1234港";
    session.hash = {"abc"};
    session.entry_lane = {"in"};
    session.entered_at = noon;
    session.confidence = 97;
    session.link = core::LinkState::linked;
    session.member = {"m1"};
    session.voucher = Voucher{{"h1"}, {"s1"}, {"m1"}, {"abc"}, Points{1'800}, noon + 48h};
    session.hold_refused = true;
    session.paid = Fen{600};
    session.quote = core::OpenQuote{{"q1"}, noon + 1h, Fen{300}, -30s, {"c8"}, Points{300}};
    session.settled_at = noon + 1h;
    session.settled_until = noon + 75min;
    session.settled_stepped = -60s;
    session.settled_coupon = {"c7"};
    session.settled_points = Points{600};
    session.vehicle = VehicleKind::new_energy_large;
    session.tier = "gold";
    session.benefits = {{"hotel-night"}, {"mb60"}};
    session.balance = Points{12'000};
    session.by_default = Spending::coupon;
    session.chosen = Spending::all;
    session.right = {"pass-7"};
    session.counted_as = core::CountedAs::right;
    session.validations = {{{"v1"}, {"cinema"}, {WorthKind::minutes, 120, {}}},
                           {{"v2"}, {"gym"}, {WorthKind::until, 0, noon + 3h}}};
    session.segments = {{{"p1"}, noon}, {{"vip"}, noon + 10min}};
    session.free_minutes_spent = true;
    session.first_of_day = true;
    session.stepped = -90s;
    session.suspect = true;
    session.overstay_told = true;
    session.may_have_left = true;
    session.used_hold = {"h0"};
    return session;
}

core::Admission full_admission() {
    Quote quote{{"q1"},      noon,        noon + 1h,
                Minutes{60}, Fen{600},    {{Benefit::points, Minutes{60}, Points{600}, Fen{600}}},
                Points{600}, Minutes{60}, {"c9"},
                Fen{0}};
    core::Admission admission{{"a1"},       {"s1"},     OpenCause::leave, true,           true, quote,
                              HoldId{"h1"}, {"summer"}, "limp",           Matched::fuzzy, 6,    {"def"}};
    admission.waiver = core::Waiver{Fen{600}, {"wang"}, {"li"}, "flat battery"};
    return admission;
}

core::PresumedExit full_presumed_exit() {
    core::Session session = full_session();
    session.id = {"s7"};
    session.phase = core::SessionPhase::inside;
    return {session, noon + 2h, full_admission().quote, {"h7"}, coupon("c7"), {"c8"}, Fen{300}, Fen{200}};
}

Coupon coupon(const std::string& id) {
    return {{id}, {"camp"}, {"sl"}, {"m1"}, {"abc"}, "p1", {"s1"}, {WorthKind::minutes, 60, {}}, noon, noon + 24h * 14};
}

} // namespace parkgate::test::stored
