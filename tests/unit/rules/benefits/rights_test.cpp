// Assigned rights: which holds for a plate at a time, and what it means.
#include "rules/rights.hpp"
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::AssignedRight;
using rules::BaysTaken;
using rules::ClockRange;
using rules::OnBays;
using rules::RightKind;
using rules::RightOutcome;
using rules::RightReason;
using rules::Rights;
using rules::RightsList;
using rules::StayUnderRights;
using rules::Verdict;

const PlateHash own{"plate1"};
const PlateHash second{"plate2"};
const PlateHash third{"plate3"};

rules::SiteCalendar calendar() {
    return house().tariff.calendar;
}

AssignedRight pass(const std::string& id = "r1") {
    AssignedRight right;
    right.id = {id};
    right.plates = {own};
    right.period.from = ten - 24h;
    right.period.until = ten + 24h;
    return right;
}
Rights only(const AssignedRight& right) {
    return Rights({{right}, {}, {}});
}
Verdict at_entry(const Rights& rights, SiteTime at, const PlateHash& plate = own, const OnBays& inside = {}) {
    return rights.at_entry(calendar(), plate, at, inside);
}
Verdict at_exit(const Rights& rights, const StayUnderRights& stay, const OnBays& inside = {}) {
    return rights.at_exit(calendar(), stay, inside);
}

TEST(Rights, AMonthlyPassIsFreeWhileItHolds) {
    const Rights rights = only(pass());
    const Verdict verdict = at_entry(rights, ten);
    EXPECT_EQ(verdict.outcome, RightOutcome::free);
    EXPECT_EQ(verdict.reason, RightReason::right_holds);
    EXPECT_EQ(verdict.right, RightId{"r1"});
    ASSERT_TRUE(verdict.free.has_value());
    EXPECT_EQ(at_entry(rights, ten - 24h).outcome, RightOutcome::free);
    EXPECT_EQ(at_entry(rights, ten - 24h - 1ms).reason, RightReason::not_yet_valid);
    EXPECT_EQ(at_entry(rights, ten + 24h - 1ms).outcome, RightOutcome::free);
    EXPECT_EQ(at_entry(rights, ten + 24h).reason, RightReason::expired);
    EXPECT_EQ(at_entry(rights, ten + 24h).outcome, RightOutcome::transient);
    EXPECT_EQ(at_entry(rights, ten, second).reason, RightReason::no_right);
}

TEST(Rights, APassWithoutAnEndHoldsUntilItIsWithdrawn) {
    AssignedRight vip = pass();
    vip.kind = RightKind::vip;
    vip.period.until.reset();
    EXPECT_EQ(at_entry(only(vip), ten + 24h * 5'000).outcome, RightOutcome::free);
}

TEST(Rights, StaffMayHaveARateOfTheirOwn) {
    AssignedRight staff = pass();
    staff.kind = RightKind::staff;
    staff.tier = "staff";
    const Verdict verdict = at_entry(only(staff), ten);
    EXPECT_EQ(verdict.outcome, RightOutcome::by_tier);
    EXPECT_EQ(verdict.tier, "staff");
    EXPECT_FALSE(verdict.free.has_value());
    EXPECT_EQ(at_exit(only(staff), {own, ten, ten + 40h}).outcome, RightOutcome::by_tier)
        << "the table of the entry holds for the whole stay";
    EXPECT_EQ(at_exit(only(staff), {own, ten - 25h, ten}).outcome, RightOutcome::transient)
        << "it had not begun at the entry";
}

// Monday to Friday from seven in the evening until eight in the morning. Day 0 is a Saturday.
TEST(Rights, ANightPassHoldsAtItsHours) {
    AssignedRight night = pass();
    night.period.until = ten + 24h * 30;
    night.period.hours = ClockRange{Minutes{19 * 60}, Minutes{8 * 60}};
    night.period.days = rules::DaySet::of(rules::DayKind::monday);
    const Rights rights = only(night);
    EXPECT_EQ(at_entry(rights, site_time(2, 19, 0)).outcome, RightOutcome::free);
    EXPECT_EQ(at_entry(rights, site_time(2, 18, 59)).reason, RightReason::outside_hours);
    EXPECT_EQ(at_entry(rights, site_time(1, 20, 0)).reason, RightReason::outside_hours);
}

// ---- what the fee is ----

Quote priced(const Verdict& verdict, SiteTime from, SiteTime to) {
    Means means;
    means.right = verdict.free;
    return rules::price(mall(), from, to, means);
}

TEST(Rights, AFreeStayShowsItsRight) {
    const auto verdict = at_exit(only(pass()), {own, ten, ten + 130min});
    const Quote quote = priced(verdict, ten, ten + 130min);
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::right, Minutes{150}, {}, Fen{1'500}, {"r1"}}}));
    EXPECT_EQ(quote.due, Fen{0});
}

// Check-out is at noon: what falls due at 12:00 and 12:30 is the guest's.
TEST(Rights, AHotelGuestPaysOutsideOfHisWindow) {
    AssignedRight guest = pass();
    guest.kind = RightKind::hotel_guest;
    guest.period = {site_time(-1, 15, 0), site_time(0, 12, 0)};
    const auto verdict = at_exit(only(guest), {own, ten, site_time(0, 13, 0)});
    EXPECT_EQ(verdict.outcome, RightOutcome::free);
    EXPECT_EQ(priced(verdict, ten, site_time(0, 13, 0)).due, Fen{600});
}

// He drives in at ten and checks in at noon.
TEST(Rights, ARightThatBeginsDuringTheStayCountsFromThen) {
    AssignedRight guest = pass();
    guest.period = {site_time(0, 12, 0), site_time(1, 12, 0)};
    EXPECT_EQ(at_entry(only(guest), ten).reason, RightReason::not_yet_valid);
    const auto verdict = at_exit(only(guest), {own, ten, site_time(0, 18, 0)});
    EXPECT_EQ(verdict.outcome, RightOutcome::free);
    EXPECT_EQ(priced(verdict, ten, site_time(0, 18, 0)).due, Fen{1'200});
    EXPECT_EQ(at_exit(only(guest), {own, ten, ten + 1h}).reason, RightReason::not_yet_valid);
}

TEST(Rights, APassThatEndedBeforeTheEntryIsOver) {
    EXPECT_EQ(at_exit(only(pass()), {own, ten + 24h, ten + 30h}).reason, RightReason::expired);
}

// ---- several cars on one bay ----

AssignedRight shared_bays(std::int64_t bays, BaysTaken when_taken) {
    AssignedRight right = pass();
    right.plates = {own, second, third};
    right.bays = bays;
    right.when_taken = when_taken;
    return right;
}

TEST(Rights, AsManyAreFreeAsThereAreBays) {
    const Rights rights = only(shared_bays(2, BaysTaken::transient));
    EXPECT_EQ(at_entry(rights, ten, own, {}).outcome, RightOutcome::free);
    EXPECT_EQ(at_entry(rights, ten, second, {{{"r1"}, 1}}).outcome, RightOutcome::free);
    const Verdict next = at_entry(rights, ten, third, {{{"r1"}, 2}});
    EXPECT_EQ(next.outcome, RightOutcome::transient);
    EXPECT_EQ(next.reason, RightReason::bays_taken);
    EXPECT_EQ(at_entry(rights, ten, third, {{{"other"}, 9}}).outcome, RightOutcome::free);
}

TEST(Rights, TheNextMayBeRefused) {
    const Rights rights = only(shared_bays(1, BaysTaken::refuse));
    const Verdict next = at_entry(rights, ten, second, {{{"r1"}, 1}});
    EXPECT_EQ(next.outcome, RightOutcome::refuse);
    EXPECT_EQ(next.reason, RightReason::bays_taken);
}

TEST(Rights, WhoCameInAsATransientStaysOne) {
    const Rights rights = only(shared_bays(1, BaysTaken::transient));
    EXPECT_EQ(at_exit(rights, {own, ten, ten + 2h, {"r1"}}).outcome, RightOutcome::free);
    const Verdict next = at_exit(rights, {second, ten, ten + 2h});
    EXPECT_EQ(next.outcome, RightOutcome::transient) << "though the bay is empty by now";
    EXPECT_EQ(next.reason, RightReason::bays_taken);
}

TEST(Rights, ABayOfARightThatBeginsDuringTheStayIsCountedAtTheExit) {
    AssignedRight right = shared_bays(1, BaysTaken::transient);
    right.period.from = ten + 1h;
    EXPECT_EQ(at_exit(only(right), {own, ten, ten + 3h}).outcome, RightOutcome::free);
    EXPECT_EQ(at_exit(only(right), {own, ten, ten + 3h}, {{{"r1"}, 1}}).outcome, RightOutcome::transient);
}

// ---- who is kept out, who is kept in ----

TEST(Rights, TheBlacklistKeepsOutAndTrapsNobody) {
    RightsList list{{pass()}, {{own, {ten, ten + 48h}}}, {}};
    const Rights rights(list);
    EXPECT_EQ(at_entry(rights, ten).outcome, RightOutcome::refuse);
    EXPECT_EQ(at_entry(rights, ten).reason, RightReason::blacklisted);
    EXPECT_EQ(at_entry(rights, ten - 1h).outcome, RightOutcome::free);
    EXPECT_EQ(at_entry(rights, ten + 49h).reason, RightReason::expired);
    const Verdict leaving = at_exit(rights, {own, ten - 1h, ten + 1h, {"r1"}});
    EXPECT_EQ(leaving.outcome, RightOutcome::transient);
    EXPECT_EQ(leaving.reason, RightReason::blacklisted);
}

TEST(Rights, ACarThatItsOwnerLockedDoesNotLeave) {
    const Rights rights({{pass()}, {}, {{own, {ten, {}}}}});
    const Verdict verdict = at_exit(rights, {own, ten - 1h, ten + 1h, {"r1"}});
    EXPECT_EQ(verdict.outcome, RightOutcome::refuse);
    EXPECT_EQ(verdict.reason, RightReason::locked_by_owner);
    EXPECT_EQ(at_exit(rights, {own, ten - 2h, ten - 1h}).outcome, RightOutcome::free);
    EXPECT_EQ(at_entry(rights, ten + 1h).outcome, RightOutcome::free);
}

// ---- several rights of one plate ----

TEST(Rights, OfSeveralTheDriversBestHolds) {
    AssignedRight staff = pass("a");
    staff.tier = "staff";
    AssignedRight over = pass("b");
    over.period.until = ten - 1h;
    AssignedRight full = shared_bays(1, BaysTaken::refuse);
    full.id = {"c"};
    AssignedRight longer = pass("d");
    longer.period.until = ten + 48h;
    const OnBays inside = {{{"c"}, 1}};
    EXPECT_EQ(at_entry(Rights({{over, full}, {}, {}}), ten, own, inside).outcome, RightOutcome::refuse);
    EXPECT_EQ(at_entry(Rights({{over, full, staff}, {}, {}}), ten, own, inside).right, RightId{"a"});
    EXPECT_EQ(at_entry(Rights({{staff, over, full, pass("e")}, {}, {}}), ten, own, inside).right, RightId{"e"});
    EXPECT_EQ(at_entry(Rights({{pass("e"), longer}, {}, {}}), ten).right, RightId{"d"}) << "that ends last";
    EXPECT_EQ(at_entry(Rights({{pass("e"), pass("d")}, {}, {}}), ten).right, RightId{"d"})
        << "in whatever order the list comes";
}

} // namespace
} // namespace parkgate::test
