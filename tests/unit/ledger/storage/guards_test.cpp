// What an engine refuses by itself, whoever asks: I-02 to I-04, I-11, and a second row of one key.
#include "ledger/core/members/wallet.hpp"
#include "ledger/store/guards.hpp"
#include "tests/unit/ledger/support/bare_books.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

TEST(Guards, I04_no_balance_goes_where_it_must_not) {
    for (int number = 0; number <= static_cast<int>(last_account_kind); ++number) {
        const auto kind = static_cast<AccountKind>(number);
        for (const std::int64_t amount : {-1, 1}) {
            const auto engine = new_engine();
            if (may_stand_at(kind, amount)) {
                EXPECT_NO_THROW(engine->add_to_balance({kind, "x"}, amount)) << text_of(kind);
            } else {
                EXPECT_THROW(engine->add_to_balance({kind, "x"}, amount), BrokenInvariant) << text_of(kind);
            }
            EXPECT_EQ(engine->books().balance({kind, "x"}), may_stand_at(kind, amount) ? amount : 0);
        }
    }
}

TEST(Guards, I04_an_account_is_looked_at_where_it_ends_and_not_on_the_way) {
    const auto engine = new_engine();
    engine->add_to_balance(spendable({"m1"}), 10);
    engine->add_to_balance(spendable({"m1"}), -10);
    EXPECT_THROW(engine->add_to_balance(spendable({"m1"}), -1), BrokenInvariant);
    EXPECT_EQ(engine->books().balance(spendable({"m1"})), 0);
}

TEST(Guards, I02_a_number_or_a_cause_of_the_journal_is_not_taken_twice) {
    const auto engine = new_engine();
    const Txn txn{TxnCode::points_issued, "c", {{{points_issued, "x"}, -5}, {spendable({"m1"}), 5}}};
    engine->append(1, txn, {"r"}, noon, "", "h");
    Txn other = txn;
    EXPECT_THROW(engine->append(2, other, {"r"}, noon, "h", "i"), BrokenInvariant) << "code and cause";
    other.cause = "d";
    EXPECT_THROW(engine->append(1, other, {"r"}, noon, "h", "i"), BrokenInvariant) << "number";
    other.code = TxnCode::points_adjusted;
    other.cause = "c";
    EXPECT_NO_THROW(engine->append(2, other, {"r"}, noon, "h", "i"));
}

TEST(Guards, I18_an_item_of_review_is_one_members) {
    const auto engine = new_engine();
    ReviewRow item{{"e1"}, ReviewKind::post, {"m1"}, ReviewState::pending, noon, {}, {}, {}, {5}};
    engine->write(item);
    item.state = ReviewState::approved;
    item.ends_at = noon + std::chrono::days(30);
    engine->write(item);
    EXPECT_EQ(engine->books().review({"e1"}), item);
    ReviewRow other = item;
    other.member = {"m2"};
    EXPECT_THROW(engine->write(other), BrokenInvariant);
    EXPECT_EQ(engine->books().review({"e1"}), item);
}

TEST(Guards, I05_an_event_has_one_id_in_the_books_and_one_of_its_sender) {
    const auto engine = new_engine();
    const auto add = [&](const EventId& id, const std::string& owner, std::string_view said) {
        engine->add(EventRow{id, "h", "pos", owner, "sold", "applied", "", {"m1"}, 0, 0, "", "", "", wall, said});
    };
    add({"1"}, "retail", "");
    EXPECT_THROW(add({"1"}, "dining", ""), BrokenInvariant);
    EXPECT_THROW(add({"2"}, "retail", "1"), BrokenInvariant);
    add({"dining-1"}, "dining", "1");
    EXPECT_EQ(engine->kept_event({"pos", "dining", {"1"}})->id, EventId{"dining-1"});
    EXPECT_EQ(engine->kept_event({"pos", "retail", {"1"}})->id, EventId{"1"});
    EXPECT_FALSE(engine->kept_event({"desk", "retail", {"1"}}));
    EXPECT_FALSE(engine->kept_event({"pos", "dining", {"dining-1"}}));
    EXPECT_TRUE(engine->has_event({"dining-1"}));
    EXPECT_FALSE(engine->has_event({"2"}));
}

CouponRow coupon_row(const std::string& id, const std::string& session) {
    CouponRow row;
    row.id = {id};
    row.campaign = {"k"};
    row.member = {"m"};
    row.issued_in = {session};
    row.worth = an_hour;
    row.expires_at = noon;
    row.funded = true;
    return row;
}

template <typename Kept>
void expect_refused(const Kept& row) {
    const auto engine = new_engine();
    EXPECT_THROW(engine->write(row), BrokenInvariant);
}

TEST(Guards, counts_stay_in_their_bounds) {
    Hold hold{{"h"}, {"s"}, {"b"}, {"m"}, {"p"}, {10}, {11}, noon};
    expect_refused(hold);
    SliceRow slice{{"a"}, {"b"}, {"c"}, 10, 11, an_hour, noon};
    expect_refused(slice);
    slice.left = -1;
    expect_refused(slice);
    slice.left = 10;
    slice.worth = {WorthKind::full, 0, Fen{}};
    expect_refused(slice);
    CouponRow coupon = coupon_row("c", "s");
    coupon.worth = slice.worth;
    expect_refused(coupon);
    PointLot lot{{"m"}, "mall", {1}, noon, {5}, {6}};
    expect_refused(lot);
    lot.remaining = {-1};
    expect_refused(lot);
    expect_refused(LotUse{"h", {"m"}, "mall", {1}, noon, {-1}});
    expect_refused(CapUse{{"m"}, CapKind::like, 1, -1});
}

TEST(Guards, I11_a_session_has_one_charge_and_one_open_hold) {
    const auto engine = new_engine();
    const Charge charge{{"s1"}, {"h1"}, {"m1"}, {5}, {5}, {5}, {"e1"}};
    engine->write(charge);
    Charge second = charge;
    second.event = {"e2"};
    EXPECT_THROW(engine->write(second), BrokenInvariant);
    second.session = {"s2"};
    second.event = {"e1"};
    EXPECT_THROW(engine->write(second), BrokenInvariant) << "of one fact";
    second = charge;
    second.reversed = true;
    engine->write(second);
    EXPECT_EQ(engine->books().charge_of({"s1"}), second);
    const Charge anew{{"s1"}, {"h2"}, {"m1"}, {7}, {7}, {7}, {"e9"}};
    engine->write(anew);
    EXPECT_EQ(engine->books().charge_of({"s1"}), anew) << "in place of one that was given back";
    EXPECT_THROW(engine->write(charge), BrokenInvariant);

    Hold hold{{"h1"}, {"s1"}, {"b1"}, {"m1"}, {"p"}, {10}, {}, noon};
    engine->write(hold);
    Hold other = hold;
    other.id = {"h2"};
    EXPECT_THROW(engine->write(other), BrokenInvariant);
    hold.state = HoldState::released;
    engine->write(hold);
    EXPECT_FALSE(engine->books().pending_hold_of({"s1"}));
    engine->write(other);
    EXPECT_EQ(engine->books().pending_hold_of({"s1"}), other);

    const Hold refused{{"h3"}, {"s1"}, {"b1"}, {"m1"}, {"p"}, {}, {}, noon, HoldState::refused};
    EXPECT_FALSE(engine->books().refused_hold_of({"s1"}));
    engine->write(refused);
    EXPECT_EQ(engine->books().refused_hold_of({"s1"}), refused);
    EXPECT_FALSE(engine->books().refused_hold_of({"s2"}));
    EXPECT_EQ(engine->books().members_refused_a_hold(), std::vector{MemberId{"m1"}});
    Hold another = refused;
    another.id = {"h4"};
    EXPECT_THROW(engine->write(another), BrokenInvariant) << "a stay waits once";
    EXPECT_EQ(engine->books().pending_hold_of({"s1"}), other);
}

TEST(Guards, a_session_has_one_funded_coupon) {
    const auto engine = new_engine();
    CouponRow coupon = coupon_row("c1", "s1");
    engine->write(coupon);
    coupon.id = {"c2"};
    EXPECT_THROW(engine->write(coupon), BrokenInvariant);
    coupon.funded = false;
    engine->write(coupon);
    CouponRow of_stamps = coupon_row("c3", "");
    engine->write(of_stamps);
    of_stamps.id = {"c4"};
    EXPECT_NO_THROW(engine->write(of_stamps)) << "given in no session";
}

TEST(Guards, a_plate_is_one_member_s_at_a_time) {
    BareBooks books;
    books.write({}, {PlateLink{{"p1"}, {"m1"}, noon}});
    EXPECT_THROW(books.write({}, {PlateLink{{"p1"}, {"m2"}, noon}}), BrokenInvariant);
    books.write({}, {PlateUnlink{{"p1"}, noon}});
    EXPECT_NO_THROW(books.write({}, {PlateLink{{"p1"}, {"m2"}, noon}}));
}

TEST(Guards, an_id_of_an_inbox_is_kept_once) {
    const auto engine = new_engine();
    const EventId id{"e1"};
    const BoxId box{"b1"};
    const std::string text = "x";
    const KeyId key{"k"};
    const MemberId member{"m"};
    const auto fact = [&](const EventId& of, std::int64_t seq, bool forked) {
        engine->add(FactRow{of, text, box, 1, seq, "", forked, "entered", "applied", "", text, key, text, text, wall});
    };
    fact(id, 1, false);
    EXPECT_THROW(fact(id, 2, false), BrokenInvariant);
    EXPECT_THROW(fact({"e2"}, 1, false), BrokenInvariant) << "a place of the chain";
    EXPECT_NO_THROW(fact({"e2"}, 1, true)) << "beside it";
    engine->add(AskRow{id, text, box, text, wall});
    EXPECT_THROW(engine->add(AskRow{id, text, box, text, wall}), BrokenInvariant);
    const EventRow event{id, text, "app", "o", "liked", "applied", "", member, 1, 2, text, "k", text, wall};
    engine->add(event);
    EXPECT_THROW(engine->add(event), BrokenInvariant);
}

} // namespace
} // namespace parkgate::ledger::test
