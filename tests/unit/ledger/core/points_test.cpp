#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

std::string refusal_of(World& world, const AskWork& ask) {
    return std::get<HoldAnswer>(answer_of(world.take(ask)).body).refusal;
}

TEST(Ledger, I01_a_transaction_that_does_not_sum_to_zero_in_each_unit_is_not_balanced) {
    Txn txn{TxnCode::points_held, "a", {}};
    txn.move({member_spendable, "m1"}, {member_held, "m1"}, 300);
    EXPECT_TRUE(is_balanced(txn));
    Txn mixed{TxnCode::points_held, "a", {{{member_spendable, "m1"}, -300}, {{coupons_redeemed, "c"}, 300}}};
    EXPECT_FALSE(is_balanced(mixed));
}

TEST(Ledger, a_link_ask_names_the_member_or_nobody) {
    World world;
    Box box("b1");
    const auto link = [&](const char* plate) {
        return std::get<LinkAnswer>(answer_of(world.take(box.ask("l1", LinkAsk{{plate}, noon}))).body).member.text;
    };
    EXPECT_EQ(link("plate-1"), "m1");
    EXPECT_EQ(link("plate-9"), "");
}

TEST(Ledger, a_hold_keeps_what_is_asked_and_there) {
    World world;
    Box box("b1");
    EXPECT_EQ(world.hold(box, "h1", "s1", 1000).points, Points{1000}) << "the gate knows what a unit costs";
    EXPECT_EQ(world.hold(box, "h2", "s2").points, Points{1000});
    EXPECT_EQ(world.balance(member_spendable, "m1"), 0);
    EXPECT_EQ(world.balance(member_held, "m1"), 2000);
    EXPECT_EQ(refusal_of(world, box.ask("h3", HoldAsk{{"s3"}, {"m1"}, {"plate-1"}, {1800}})), "no_points");
    EXPECT_EQ(refusal_of(world, box.ask("h4", HoldAsk{{"s3"}, {"m9"}, {"plate-1"}, {1800}})), "unknown_member");
}

// Weekends cost 400 a unit, gold pays 200; usually it is 300, and three hours are held at most.
World world_with_special_prices() {
    Terms special = terms();
    special.rules.points.at_hours = {
        {{"gold"}, {}, {}, {200}},
        {{}, rules::DaySet::of(rules::DayKind::saturday) | rules::DaySet::of(rules::DayKind::sunday), {}, {400}},
    };
    World world;
    world.store = store_in_memory(special);
    world.store->add_member({"m1"}, {{"plate-1"}}, {5000}, noon);
    world.store->add_member({"gold"}, {{"plate-3"}}, {250}, noon, {"gold", std::nullopt});
    return world;
}

TEST(Ledger, a_hold_of_a_dearer_price_is_not_cut_to_the_usual_one_s) {
    World world = world_with_special_prices();
    Box box("b1");
    EXPECT_EQ(world.hold(box, "h1", "s1", 2400).points, Points{2400}) << "six units of a weekend";
}

TEST(Ledger, a_hold_never_exceeds_what_the_dearest_price_lets_be_held) {
    World world = world_with_special_prices();
    Box box("b1");
    EXPECT_EQ(world.hold(box, "h1", "s1", 5000).points, Points{2400});
    EXPECT_EQ(world.balance(member_spendable, "m1"), 2600);
}

TEST(Ledger, a_balance_between_a_special_price_and_the_usual_one_is_held) {
    World world = world_with_special_prices();
    Box box("b1");
    const auto answer = answer_of(world.take(box.ask("h1", HoldAsk{{"s1"}, {"gold"}, {"plate-3"}, {1200}})));
    EXPECT_EQ(std::get<HoldAnswer>(answer.body).refusal, "");
    EXPECT_EQ(world.balance(member_held, "gold"), 250) << "a unit of 200, and what goes back";
}

TEST(Ledger, a_box_holds_and_charges_points_for_a_member_s_own_cars_only) {
    World world;
    Box box("b1");
    EXPECT_EQ(refusal_of(world, box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-2"}, {1800}})), "other_plate");
    world.store->unlink({"plate-1"}, noon);
    EXPECT_EQ(refusal_of(world, box.ask("h2", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {600}})), "") << "as he came in";
    world.take(box.fact({"s2"}, Entered{{"in"}, {"plate-2"}, noon}));
    EXPECT_EQ(world.take(box.fact({"s2"}, charged("h-unknown", 300))).code, Code::wrong_member);
    EXPECT_EQ(world.balance(member_receivable, "m1"), 0);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1400);
}

// A box whose key was stolen makes up stays and vouchers.
TEST(Ledger, I50_without_a_hold_a_charge_is_of_a_known_stay_and_no_more_than_a_voucher_could_say) {
    World world;
    Box box("b1");
    const auto code_of = [&](const FactWork& work) {
        const auto result = world.take(work);
        return result.entry.outcome == Outcome::quarantined ? result.entry.code : "booked";
    };
    EXPECT_EQ(code_of(box.fact({"s1"}, charged("h9", 300))), "unknown_hold");
    EXPECT_TRUE(is_alarm(Code::unknown_hold));
    world.enter(box, "s2", "");
    EXPECT_EQ(code_of(box.fact({"s2"}, charged("h9", 300))), "unknown_hold") << "a car that nobody has read";
    world.enter(box, "s3");
    EXPECT_EQ(code_of(box.fact({"s3"}, charged("h9", 1801))), "implausible");
    world.hold(box, "h4", "s4", 600);
    world.enter(box, "s4", "plate-2");
    EXPECT_EQ(code_of(box.fact({"s4"}, charged("h4", 601))), "wrong_member") << "beyond what the voucher says";
    world.hold(box, "h5", "s5", 600);
    EXPECT_EQ(code_of(box.fact({"s5"}, charged("h5", 600))), "booked") << "a voucher speaks for itself";
    EXPECT_EQ(code_of(box.fact({"s3"}, charged("h9", 1800))), "booked");
    EXPECT_EQ(world.balance(member_receivable, "m1"), -1000);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, a_session_has_one_live_hold_and_a_second_ask_gets_the_same_voucher) {
    World world;
    Box box("b1");
    const Voucher first = world.hold(box, "h1", "s1");
    EXPECT_EQ(world.hold(box, "h2", "s1"), first);
    EXPECT_EQ(world.balance(member_held, "m1"), 1800);
    EXPECT_EQ(refusal_of(world, box.ask("h3", HoldAsk{{"s1"}, {"m2"}, {"plate-2"}, {300}})), "session_has_hold");
    world.take(box.fact({"s1"}, Exited{{"x"}, {"plate-1"}, ExitHow::observed, noon, {}, {}, {}, {}}));
    EXPECT_EQ(refusal_of(world, box.ask("h4", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {300}})), "session_ended");
}

TEST(Ledger, I07_a_refused_ask_stays_refused) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1", 1800);
    world.hold(box, "h0", "s0", 200);
    const auto ask = box.ask("h2", HoldAsk{{"s2"}, {"m1"}, {"plate-1"}, {1800}});
    EXPECT_EQ(refusal_of(world, ask), "no_points");
    world.take(box.fact({"s1"}, released("h1", 1800)));
    EXPECT_EQ(refusal_of(world, ask), "no_points");
}

TEST(Ledger, I09_I13_a_charge_and_the_release_of_the_rest_are_one_transaction) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    const auto before = world.transactions();
    const auto result = world.take(box.fact({"s1"}, charged("h1", 600, 1200)));
    EXPECT_EQ(result.entry.outcome, Outcome::applied);
    EXPECT_EQ(result.entry.code, "");
    EXPECT_EQ(world.transactions(), before + 1);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1400);
    EXPECT_EQ(world.balance(member_held, "m1"), 0);
    EXPECT_EQ(world.balance(points_used_for_parking, "house-1"), 600);
    EXPECT_EQ(world.balance(benefit_funding, "points"), 600);
    EXPECT_EQ(world.balance(parking_forgone, "points"), -600);
}

TEST(Ledger, I09_a_hold_ends_once_whatever_comes_after) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, released("h1", 1800)));
    EXPECT_EQ(world.take(box.fact({"s1"}, released("h1", 1800))).entry.code, "already_resolved");
    world.now += std::chrono::hours(100);
    EXPECT_EQ(world.store->sweep(world.now, 10), 0);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 2000);
}

TEST(Ledger, I11_a_session_is_charged_once) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, charged("h1", 600)));
    const auto again = world.take(box.fact({"s1"}, charged("h1", 600)));
    EXPECT_EQ(again.entry.outcome, Outcome::applied);
    EXPECT_EQ(again.entry.code, "already_resolved");
    const auto other = world.take(box.fact({"s1"}, charged("h-other", 600)));
    EXPECT_EQ(other.entry.outcome, Outcome::quarantined);
    EXPECT_EQ(other.entry.code, "second_charge");
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1400);
}

TEST(Ledger, I12_a_charge_to_an_expired_hold_is_a_late_capture_and_the_rest_is_owed) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1", 1800);
    world.now += std::chrono::hours(49);
    EXPECT_EQ(world.store->sweep(world.now, 10), 1);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 2000);
    world.hold(box, "h2", "s2", 1800);
    const auto late = world.take(box.fact({"s1"}, charged("h1", 600)));
    EXPECT_EQ(late.entry.outcome, Outcome::applied);
    EXPECT_EQ(late.entry.code, "late_capture");
    EXPECT_EQ(world.balance(member_spendable, "m1"), 0);
    EXPECT_EQ(world.balance(member_receivable, "m1"), -400);
    world.take(box.fact({"s2"}, released("h2", 1800)));
    EXPECT_EQ(world.balance(member_receivable, "m1"), 0) << "what comes back settles the debt first";
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1400);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, I12_a_charge_to_an_unknown_or_too_small_hold_is_booked) {
    World world;
    Box box("b1");
    world.enter(box, "s1");
    EXPECT_EQ(world.take(box.fact({"s1"}, charged("h-lost", 600))).entry.code, "late_capture");
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1400);
    world.enter(box, "s2");
    world.hold(box, "h2", "s2", 300);
    EXPECT_EQ(world.take(box.fact({"s2"}, charged("h2", 900))).entry.code, "late_capture");
    EXPECT_EQ(world.balance(member_spendable, "m1"), 500);
    EXPECT_EQ(world.balance(member_held, "m1"), 0);
}

TEST(Ledger, I04_spendable_is_never_negative_and_only_a_late_capture_makes_a_debt) {
    World world;
    Box box("b1");
    for (const std::string session : {"s1", "s2"}) {
        world.enter(box, session);
        world.take(box.fact({session}, charged("h-" + session, 1500)));
    }
    EXPECT_EQ(world.balance(member_spendable, "m1"), 0);
    EXPECT_EQ(world.balance(member_receivable, "m1"), -1000);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, I12_what_cannot_be_booked_is_kept_whole_and_books_nothing) {
    World world;
    Box box("b1");
    Box other("b2");
    world.hold(box, "h1", "s1");
    const auto before = journal_text(*world.store);
    const auto code_of = [&](const FactWork& work) {
        const auto result = world.take(work);
        EXPECT_EQ(result.entry.outcome, Outcome::quarantined);
        return result.entry.code;
    };
    Charged stranger = charged("h9", 300);
    stranger.member = {"m9"};
    Charged swapped = charged("h1", 300);
    swapped.member = {"m2"};
    EXPECT_EQ(code_of(box.fact({"s9"}, stranger)), "unknown_member");
    EXPECT_EQ(code_of(box.fact({"s1"}, swapped)), "wrong_member");
    EXPECT_EQ(code_of(box.fact({"s2"}, charged("h1", 300))), "wrong_session");
    EXPECT_EQ(code_of(box.fact({}, charged("h1", 300))), "no_session");
    EXPECT_EQ(code_of(box.fact({"s1"}, released("h9", 300))), "unknown_hold");
    EXPECT_EQ(code_of(box.fact({"s1"}, charged("h1", 2'000'000'000))), "implausible");
    EXPECT_EQ(code_of(other.fact({"s1"}, charged("h1", 300))), "wrong_box");
    EXPECT_EQ(code_of(other.fact({"s1"}, released("h1", 300))), "wrong_box");
    EXPECT_EQ(journal_text(*world.store), before);
}

TEST(Ledger, I10_open_holds_and_charges_never_exceed_what_was_credited) {
    World world;
    Box box("b1");
    for (int i = 0; i < 20; ++i) {
        const std::string n = std::to_string(i);
        const Voucher granted = world.hold(box, "h" + n, "s" + n, 300);
        if (!granted.hold.empty() && i % 3 == 0) {
            world.take(box.fact({"s" + n}, charged("h" + n, granted.points.count)));
        }
        EXPECT_EQ(world.balance(member_spendable, "m1") + world.balance(member_held, "m1") +
                      world.balance(points_used_for_parking, "house-1"),
                  2000);
        EXPECT_GE(world.balance(member_spendable, "m1"), 0);
    }
}

TEST(Ledger, a_member_is_added_once_and_a_plate_has_one_owner) {
    World world;
    using enum Admission::Result;
    EXPECT_EQ(world.store->add_member({"m1"}, {{"plate-1"}}, {5000}, noon), already_there);
    EXPECT_EQ(world.store->add_member({"m1"}, {{"plate-1"}, {"plate-3"}}, {5000}, noon), plates_added);
    EXPECT_EQ(world.store->add_member({"m3"}, {{"plate-1"}}, {5000}, noon), plate_taken);
    EXPECT_EQ(world.store->add_member({"m3"}, {{"plate-4"}, {"plate-4"}}, {100}, noon), added);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 2000);
    EXPECT_EQ(world.balance(member_spendable, "m3"), 100);
    EXPECT_EQ(world.balance(points_issued, "member_added"), -2600);
}

} // namespace
} // namespace parkgate::ledger::test
