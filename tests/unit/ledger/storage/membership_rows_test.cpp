// What membership writes is read back as it was.
#include "tests/unit/ledger/support/bare_books.hpp"

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

// As written, and written again with other content.
template <typename Kept, typename Read>
void expect_kept(BareBooks& books, const Kept& first, const Kept& then, Read read) {
    books.write({}, {first});
    EXPECT_EQ(read(), first);
    books.write({}, {then});
    EXPECT_EQ(read(), then);
}

TEST(MembershipRows, a_member_is_read_back_whole) {
    BareBooks books;
    MemberRow row{{"m1"}, "gold", Spending::all, {"phone-1"}, {"m2"}, {{"driver"}, {"baby"}}, true, 20'454};
    MemberRow then = row;
    then.segments = {{"office"}};
    then.tier_fixed = false;
    expect_kept(books, row, then, [&] { return books.books().member({"m1"}).value(); });
    EXPECT_EQ(books.books().member_with({"phone-1"}).text, "m1");
    EXPECT_TRUE(books.books().member_with({}).empty()) << "without a phone is nobody's phone";
    EXPECT_EQ(books.books().members_before_period(20'455, 9).size(), 2U);
    EXPECT_EQ(books.books().members_before_period(20'454, 9).size(), 1U);
}

TEST(Rows, what_a_stay_was_given_is_read_back_whole) {
    BareBooks books;
    SessionRow row;
    row.id = {"s1"};
    row.left_at = SiteTime{Duration(9)};
    row.how = ExitHow::observed;
    row.benefits = {{Benefit::grace, {}, {1}},
                    {Benefit::tier_hours, {"gold"}, {500}},
                    {Benefit::right, {}, {20}},
                    {Benefit::store_validation, {"a-cinema_2"}, {300}}};
    SessionRow then = row;
    then.left_at.reset();
    then.how.reset();
    then.benefits = std::vector<BenefitTaken>{};
    expect_kept(books, row, then, [&] { return books.books().session({"s1"}).value(); });
    then.left_at = SiteTime{Duration(9)};
    then.benefits.reset();
    books.write({}, {then});
    EXPECT_EQ(books.books().session({"s1"}), then) << "nobody knows what it was given";
}

TEST(Rows, a_reversed_exit_and_the_charges_that_wait_for_it_are_read_back) {
    BareBooks books;
    const ReversedExit first{{"s1"}, SiteTime{Duration(5)}, {"h1"}, {"c1"}, {"c2"}, {"e1"}};
    const ReversedExit second{{"s1"}, SiteTime{Duration(9)}, {}, {}, {}, {"e2"}};
    const WaitingCharge waiting{{{"s1"}, {"h2"}, {"m1"}, {300}, {30}, {300}, {"e3"}}};
    books.write({}, {second, first, waiting});
    EXPECT_EQ(books.books().reversed_exits_of({"s1"}), (std::vector{first, second}));
    EXPECT_TRUE(books.books().reversed_exits_of({"s2"}).empty());
    EXPECT_EQ(books.books().waiting_charges_of({"s1"}), std::vector{waiting});
    EXPECT_THROW(books.write({}, {first}), BrokenInvariant) << "an exit is reversed once";
}

TEST(MembershipRows, a_phone_is_one_member_s) {
    BareBooks books;
    MemberRow row{{"m1"}};
    row.phone = {"phone-1"};
    books.write({}, {row});
    row.id = {"m2"};
    EXPECT_THROW(books.write({}, {row}), BrokenInvariant);
}

TEST(MembershipRows, plates_are_his_from_when_until_when) {
    BareBooks books;
    books.write({}, {PlateLink{{"p1"}, {"m1"}, SiteTime{Duration(10)}},
                     PlateLink{{"p2"}, {"m1"}, SiteTime{Duration(20)}}, PlateUnlink{{"p1"}, SiteTime{Duration(30)}}});
    const auto at = [&](int ms) { return books.books().plates_of({"m1"}, SiteTime{Duration(ms)}); };
    EXPECT_EQ(at(9), std::vector<PlateHash>{});
    EXPECT_EQ(at(20), (std::vector<PlateHash>{{"p1"}, {"p2"}}));
    EXPECT_EQ(at(30), std::vector<PlateHash>{{"p2"}});
}

TEST(MembershipRows, lots_and_their_uses_are_read_back_soonest_first) {
    BareBooks books;
    PointLot late{{"m1"}, "store:a", {2}, SiteTime{Duration(30)}, {10}, {7}};
    PointLot used_up = late;
    used_up.remaining = {};
    const PointLot soon{{"m1"}, "store:z", {1}, SiteTime{Duration(20)}, {5}, {5}};
    const auto read = [&] {
        return books.books().lot({{"m1"}, "store:a", {2}, SiteTime{Duration(30)}, {}, {}}).value();
    };
    books.write({}, {soon, late});
    EXPECT_EQ(books.books().lots_of({"m1"}), (std::vector<PointLot>{soon, late}));
    expect_kept(books, late, used_up, read);
    EXPECT_EQ(books.books().lots_of({"m1"}), std::vector<PointLot>{soon});
    LotUse use{"h1", {"m1"}, "store:a", {2}, SiteTime{Duration(30)}, {3}};
    LotUse back = use;
    back.taken = {};
    expect_kept(books, use, back, [&] { return books.books().uses_of("h1").at(0); });
}

TEST(MembershipRows, a_receipt_is_read_back_whole_by_its_key_and_by_its_event) {
    BareBooks books;
    ReceiptRow row{
        {"a"},         "r-1",  20'000, SiteTime{Duration(5)},      {10'000}, {200},      ReceiptState::credited,
        Channel::code, {"m1"}, {"e1"}, {{100}, {20}, {30}, {"c"}}, {2},      {"earn-1"}, {70}};
    row.left = {{90}, {15}, {25}, {"c"}};
    row.value = {4};
    row.ends_at = SiteTime{Duration(70)};
    row.told = true;
    ReceiptRow then = row;
    then.left = {{0}, {0}, {0}, {"c"}};
    then.doubted = true;
    then.returned = {10'000};
    then.clawed_back = {150};
    then.state = ReceiptState::rejected;
    expect_kept(books, row, then, [&] { return books.books().receipt({"a"}, "r-1", 20'000).value(); });
    EXPECT_EQ(books.books().receipt_of({"e1"}), then);
    EXPECT_FALSE(books.books().receipt({"a"}, "r-1", 20'001).has_value());
    then.clawed_back = {151};
    EXPECT_THROW(books.write({}, {then}), BrokenInvariant) << "I-20: never more than it has earned";
    then.clawed_back = {};
    then.returned = {10'001};
    EXPECT_THROW(books.write({}, {then}), BrokenInvariant);
}

TEST(MembershipRows, caps_deeds_and_campaigns_are_read_back) {
    BareBooks books;
    books.write({}, {CapUse{{"m1"}, CapKind::like, 5, 3}, CapUse{{"m1"}, CapKind::like, 5, 4}});
    EXPECT_EQ(books.books().used({"m1"}, CapKind::like, 5), 4);
    EXPECT_EQ(books.books().used({"m1"}, CapKind::like, 6), 0);
    EXPECT_EQ(books.books().used({"m1"}, CapKind::post, 5), 0);
    const DeedRow deed{rules::Deed::like, {"m1"}, "post-1", {"e1"}};
    books.write({}, {deed});
    EXPECT_TRUE(books.books().has_done(rules::Deed::like, {"m1"}, "post-1"));
    EXPECT_FALSE(books.books().has_done(rules::Deed::post, {"m1"}, "post-1"));
    EXPECT_THROW(books.write({}, {deed}), BrokenInvariant) << "once only";
    books.write({}, {CampaignRow{{"c"}, true}});
    EXPECT_TRUE(books.books().is_stopped({"c"}));
    books.write({}, {CampaignRow{{"c"}, false}});
    EXPECT_FALSE(books.books().is_stopped({"c"}));
}

TEST(MembershipRows, reviews_and_stamps_are_read_back) {
    BareBooks books;
    ReviewRow row{{"e1"}, ReviewKind::post, {"m1"}, ReviewState::pending, SiteTime{Duration(9)}, {"anna"}, {}, {}, {5}};
    ReviewRow then = row;
    then.state = ReviewState::rejected;
    then.decided_by = {"ben"};
    then.reason = "an advertisement";
    then.points = {};
    expect_kept(books, row, then, [&] { return books.books().review({"e1"}).value(); });
    StampRow stamp{{"m1"}, "p1", 7, "s1", false};
    books.write({}, {stamp});
    EXPECT_TRUE(books.books().has_stamp({"m1"}, "p1", 7));
    EXPECT_FALSE(books.books().has_stamp({"m1"}, "p1", 8));
    EXPECT_FALSE(books.books().has_stamp({"m1"}, "mall", 7));
    EXPECT_TRUE(books.books().has_stamp({"m1"}, "", 7)) << "of any lot";
    EXPECT_EQ(books.books().unused_stamps_of({"m1"}), std::vector<StampRow>{stamp});
    stamp.used = true;
    books.write({}, {stamp});
    EXPECT_TRUE(books.books().unused_stamps_of({"m1"}).empty());
}

TEST(MembershipRows, I04_no_account_goes_where_it_must_not) {
    for (const auto kind :
         {member_spendable, member_held, member_pending, points_expired, points_taken_back, points_budget_used}) {
        BareBooks books;
        Txn txn{TxnCode::points_adjusted, "t", {}};
        txn.move({kind, "m1"}, {points_issued, "x"}, 1);
        EXPECT_THROW(books.write({txn}, {}), BrokenInvariant) << text_of(kind);
    }
    for (const auto kind : {points_recovered, earning_budget_used}) {
        BareBooks books;
        Txn txn{TxnCode::points_adjusted, "t", {}};
        txn.move({kind, "m1"}, {points_funding, "x"}, 1);
        EXPECT_THROW(books.write({txn}, {}), BrokenInvariant) << text_of(kind);
    }
    BareBooks books;
    Txn owed{TxnCode::points_adjusted, "t", {}};
    owed.move({points_issued, "x"}, {member_receivable, "m1"}, 1);
    EXPECT_THROW(books.write({owed}, {}), BrokenInvariant);
    Txn asset{TxnCode::points_adjusted, "t", {}};
    asset.move({points_funding, "x"}, {points_liability, "x"}, 1);
    EXPECT_THROW(books.write({asset}, {}), BrokenInvariant);
}

} // namespace
} // namespace parkgate::ledger::test
