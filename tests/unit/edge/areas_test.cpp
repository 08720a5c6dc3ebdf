// How many cars are inside, what the signs say, and who may still come in.
#include "edge/core/context.hpp"
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

using core::CountedAs;

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";
const std::string third = "京C5K7M9";
const std::string fourth = "粤D7Q2R6";
const AreaId garage{"garage"};
const LaneId in2_lane{"in2"};

core::LotConfig with_spaces(std::int64_t spaces, std::int64_t for_rights = 0) {
    core::LotConfig config = house_config();
    config.lanes.push_back({in2_lane, core::Direction::entry, {}});
    for (auto& lane : config.lanes) {
        lane.behind = garage;
    }
    config.areas = {{garage, spaces, for_rights}};
    return config;
}

rules::AssignedRight right_of(const std::string& id, rules::RightKind kind, const std::string& of) {
    rules::AssignedRight right;
    right.id = {id};
    right.kind = kind;
    right.plates = {hash_of_plate(of)};
    return right;
}

std::int64_t inside(const Lot& lot, CountedAs cars = CountedAs::transient) {
    return core::inside(lot.state(), garage, cars);
}

TEST(Areas, SignsTellHowManySpacesAreFree) {
    Lot lot(with_spaces(2));
    lot.ledger_answers();
    EXPECT_EQ(lot.shown(in2_lane), "欢迎光临 | Welcome | 空位 Free 2");
    lot.enters(plate);
    EXPECT_EQ(lot.shown(in_lane), "欢迎光临 | Welcome | 空位 Free 1");
    EXPECT_EQ(lot.shown(in2_lane), "欢迎光临 | Welcome | 空位 Free 1");
    lot.enters(visitor);
    EXPECT_EQ(lot.shown(in2_lane), "车位已满 | Full");
    lot.leaves(out_lane, visitor);
    EXPECT_EQ(lot.shown(in2_lane), "欢迎光临 | Welcome | 空位 Free 1");
    EXPECT_EQ(lot.shown(out2_lane), "减速慢行 | 一车一杆 | Drive slowly | One car per lift");
}

TEST(Areas, WhoIsAdmittedUnderAWrongPlateIsInTheBookThoughThereIsNoSpace) {
    core::LotConfig config = with_spaces(1, 1);
    config.rights.rights = {right_of("season", rules::RightKind::vip, plate)};
    Lot lot(config);
    lot.ledger_answers().car_arrives(in_lane, plate).after(1s);
    ASSERT_EQ(lot.new_orders(in_lane), "o");
    lot.orders(in_lane, Verb::edit_plate, visitor);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.answers().back().why, "the way is open: the car is let in all the same");
    lot.passes(in_lane);
    ASSERT_NE(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.last<Entered>().plate, hash_of_plate(visitor));
    EXPECT_EQ(inside(lot), 1);
}

TEST(Areas, WithoutANumberOfSpacesNobodyCounts) {
    Lot lot(with_spaces(0));
    lot.ledger_answers().enters(plate).enters(visitor);
    EXPECT_EQ(lot.shown(in2_lane), "欢迎光临 | Welcome");
    EXPECT_EQ(core::free_spaces(lot.state(), garage), std::nullopt);
    EXPECT_FALSE(core::is_full_for(lot.state(), garage, CountedAs::transient));
}

TEST(Areas, WhenFullACarWaitsUntilAnotherOneHasLeft) {
    Lot lot(with_spaces(1));
    lot.ledger_answers().enters(plate);
    lot.new_orders(in_lane);
    const SiteTime came = lot.now().site;
    lot.car_arrives(in_lane, visitor).after(10s).read(in_lane, visitor);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    EXPECT_EQ(lot.shown(in_lane), "车位已满 | 请等待空位 | Full | Wait for a space");
    EXPECT_EQ(lot.announced("full"), 1) << "once for each car";
    EXPECT_EQ(lot.session(visitor), nullptr);
    lot.after(10min).leaves(out_lane, plate);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.passes(in_lane);
    ASSERT_NE(lot.session(visitor), nullptr);
    EXPECT_GE(lot.session(visitor)->entered_at - came, Duration{10min}) << "nobody pays for waiting";
    EXPECT_EQ(inside(lot), 1);
}

TEST(Areas, OfThoseWhoWaitTheFirstComesInFirst) {
    Lot lot(with_spaces(1));
    lot.ledger_answers().enters(plate).car_arrives(in2_lane, visitor).after(5s).car_arrives(in_lane, third);
    lot.leaves(out_lane, plate);
    EXPECT_NE(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.session(third), nullptr) << "the space is promised";
    lot.backs_out(in2_lane);
    EXPECT_EQ(lot.session(visitor), nullptr);
    EXPECT_NE(lot.session(third), nullptr);
}

TEST(Areas, TwoEntriesDoNotGiveAwayOneSpace) {
    Lot lot(with_spaces(1));
    lot.ledger_answers().car_arrives(in_lane, plate).car_arrives(in2_lane, visitor);
    EXPECT_NE(lot.session(plate), nullptr);
    EXPECT_EQ(lot.session(visitor), nullptr);
    lot.passes(in_lane);
    EXPECT_EQ(lot.session(visitor), nullptr);
}

TEST(Areas, AStayThatNobodySawEndKeepsItsCarOutOfNoSpace) {
    Lot lot(with_spaces(1));
    lot.ledger_answers().enters(plate).enters(plate);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::unseen);
    EXPECT_EQ(inside(lot), 1);
}

TEST(Areas, SpacesAreKeptForRights) {
    core::LotConfig config = with_spaces(3, 2);
    config.rights.rights = {right_of("pass", rules::RightKind::monthly_pass, plate),
                            right_of("staff", rules::RightKind::staff, third)};
    Lot lot(config);
    lot.ledger_answers().enters(visitor);
    EXPECT_EQ(lot.shown(in2_lane), "车位已满 | Full") << "for those without a right";
    lot.car_arrives(in2_lane, fourth);
    EXPECT_EQ(lot.session(fourth), nullptr);
    lot.enters(plate);
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_EQ(lot.session(plate)->right, RightId{"pass"});
    EXPECT_EQ(lot.facts<EntryAuthorised>().back().right, RightId{"pass"});
    EXPECT_EQ(inside(lot, CountedAs::right), 1);
    lot.enters(third);
    EXPECT_EQ(inside(lot, CountedAs::right), 2);
    EXPECT_EQ(lot.session(fourth), nullptr);
}

TEST(Areas, WhoHasARightMayUseAllSpacesAndNoMore) {
    core::LotConfig config = with_spaces(2, 1);
    config.rights.rights = {
        right_of("pass", rules::RightKind::monthly_pass, plate), right_of("staff", rules::RightKind::staff, visitor),
        right_of("season", rules::RightKind::season, third), right_of("vip", rules::RightKind::vip, fourth)};
    Lot lot(config);
    lot.ledger_answers().enters(plate).enters(visitor).car_arrives(in_lane, third);
    EXPECT_EQ(inside(lot, CountedAs::right), 2);
    EXPECT_EQ(lot.session(third), nullptr);
    lot.car_arrives(in2_lane, fourth);
    EXPECT_NE(lot.session(fourth), nullptr) << "a VIP comes in";
}

TEST(Areas, AFireEngineIsNotKeptOut) {
    Lot lot(with_spaces(1));
    const std::string police = "沪A1234警";
    lot.ledger_answers().enters(plate).car_arrives(in_lane, police);
    ASSERT_NE(lot.session(police), nullptr);
    EXPECT_EQ(lot.session(police)->vehicle, VehicleKind::emergency);
}

TEST(Areas, ALaneThatIsHeldOpenKeepsNobodyOut) {
    Lot lot(with_spaces(1));
    lot.ledger_answers().enters(plate).car_arrives(in_lane, visitor).orders(in_lane, Verb::hold_open);
    EXPECT_NE(lot.session(visitor), nullptr) << "who drives through is in the book";
}

TEST(Areas, StaffLetInWhoFindsNoSpace) {
    Lot lot(with_spaces(1));
    lot.ledger_answers().enters(plate).car_arrives(in_lane, visitor);
    lot.new_orders(in_lane);
    lot.orders(in_lane, Verb::admit);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.answers().back().why, "admitted as " + visitor);
    lot.passes(in_lane);
    EXPECT_EQ(inside(lot), 2);
    EXPECT_EQ(core::free_spaces(lot.state(), garage), 0);
}

TEST(Areas, AFullLotIsFullAfterARestartToo) {
    Lot lot(with_spaces(1));
    lot.ledger_answers().enters(plate).restart().looks(in_lane).looks(out_lane).looks(in2_lane);
    EXPECT_EQ(lot.shown(in2_lane), "车位已满 | Full");
    lot.car_arrives(in_lane, visitor);
    EXPECT_EQ(lot.session(visitor), nullptr);
}

// ---- who may not come in at all ----

TEST(Refused, ABannedCarIsKeptOutAndStaffMayLetItIn) {
    core::LotConfig config = with_spaces(5);
    config.rights.bans = {{hash_of_plate(visitor), {}}};
    Lot lot(config);
    lot.ledger_answers().car_arrives(in_lane, visitor).after(2min).read(in_lane, visitor);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    EXPECT_EQ(lot.shown(in_lane), "未获准入场 | 请联系工作人员 | Not admitted | Call staff");
    EXPECT_EQ(lot.announced("refused_entry", "blacklisted"), 1);
    lot.orders(in_lane, Verb::admit).passes(in_lane);
    ASSERT_NE(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.session(visitor)->counted_as, CountedAs::transient);
}

// ---- counters that a person sets ----

TEST(Counter, IsSetToWhatAPersonHasCounted) {
    Lot lot(with_spaces(3));
    lot.ledger_answers().enters(plate).enters(visitor).orders(in_lane, Verb::set_counter, "garage all 3");
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.answers().back().why, "all in garage: 2 -> 3, free spaces 0");
    EXPECT_EQ(lot.last<CounterSet>(), (CounterSet{garage, "all", 2, 3, {"wang"}}));
    EXPECT_EQ(lot.shown(in2_lane), "车位已满 | Full");
    lot.car_arrives(in_lane, third);
    EXPECT_EQ(lot.session(third), nullptr);
    lot.orders(in_lane, Verb::set_counter, "garage transient 1");
    EXPECT_NE(lot.session(third), nullptr) << "who waits comes in";
}

TEST(Counter, OfACarThatCameInUnseenEndsWhenSuchACarLeaves) {
    Lot lot(with_spaces(3));
    lot.ledger_answers().enters(plate).orders(in_lane, Verb::set_counter, "garage transient 2");
    lot.leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
    EXPECT_EQ(inside(lot), 1);
    lot.leaves(out_lane, third);
    EXPECT_EQ(inside(lot), 1) << "nobody else was added";
}

TEST(Counter, OfCarsThatLeftUnseenEndsWithTheirStays) {
    Lot lot(with_spaces(5));
    lot.ledger_answers().enters(plate).enters(visitor).enters(third);
    lot.orders(in_lane, Verb::set_counter, "garage all 1");
    EXPECT_EQ(core::free_spaces(lot.state(), garage), 4);
    lot.enters(plate);
    EXPECT_EQ(inside(lot), 2) << "its stale stay was taken off before";
    lot.orders(in_lane, Verb::close_stay, lot.session(visitor)->id.text);
    EXPECT_EQ(inside(lot), 2) << "likewise";
    lot.leaves(out_lane, third).leaves(out_lane, plate);
    EXPECT_EQ(inside(lot), 0);
}

TEST(Counter, IsNeverBelowNobody) {
    Lot lot(with_spaces(3));
    lot.ledger_answers().enters(plate).enters(visitor).orders(in_lane, Verb::set_counter, "garage all 0");
    lot.leaves(out_lane, plate).leaves(out_lane, visitor);
    EXPECT_EQ(inside(lot), 0);
    lot.enters(third);
    EXPECT_EQ(inside(lot), 1) << "what was taken off is forgotten with those who left";
}

TEST(Counter, IsRememberedAcrossARestart) {
    Lot lot(with_spaces(3));
    lot.ledger_answers().enters(plate).orders(in_lane, Verb::set_counter, "garage right 2").restart();
    EXPECT_EQ(inside(lot, CountedAs::right), 2);
    EXPECT_EQ(inside(lot), 1);
}

TEST(Counter, OfAllIsTakenFromThoseWithoutARightFirst) {
    Lot lot(with_spaces(9));
    lot.orders(in_lane, Verb::set_counter, "garage right 3").orders(in_lane, Verb::set_counter, "garage transient 4");
    lot.orders(in_lane, Verb::set_counter, "garage all 5");
    EXPECT_EQ(inside(lot, CountedAs::right), 3);
    EXPECT_EQ(inside(lot), 2);
    lot.orders(in_lane, Verb::set_counter, "garage all 2");
    EXPECT_EQ(inside(lot, CountedAs::right), 2);
    EXPECT_EQ(inside(lot), 0);
}

TEST(Counter, ThatMakesNoSenseIsRefusedByName) {
    Lot lot(with_spaces(3));
    for (const char* wrong : {"", "garage all", "garage lorries 3", "garage all -1", "garage all 3x", "garage all 3 4",
                              "garage all 99999999999999999999", "roof all 3"}) {
        lot.orders(in_lane, Verb::set_counter, wrong);
        EXPECT_EQ(lot.answers().back().state, CommandState::refused) << wrong;
        EXPECT_FALSE(lot.answers().back().why.empty()) << wrong;
    }
    EXPECT_TRUE(lot.facts<CounterSet>().empty());
    EXPECT_TRUE(lot.state().corrections.empty());
}

TEST(Counter, StartsAnewAfterAFire) {
    Lot lot(with_spaces(3));
    lot.ledger_answers().enters(plate).orders(in_lane, Verb::set_counter, "garage all 3");
    lot.orders(in_lane, Verb::fire).orders(in_lane, Verb::fire_over);
    EXPECT_EQ(core::free_spaces(lot.state(), garage), 3);
}

// ---- the longest stay ----

TEST(LongestStay, IsToldOnceAndPricedAsEver) {
    core::LotConfig config = with_spaces(3);
    config.longest_stay = 48h;
    Lot lot(config);
    lot.ledger_answers().enters(plate).after(47h);
    EXPECT_EQ(lot.announced("overstay"), 0);
    lot.after(2h).after(2h);
    EXPECT_EQ(lot.announced("overstay"), 1);
    lot.restart().looks(in_lane).looks(out_lane).after(5h);
    EXPECT_EQ(lot.announced("overstay"), 1);
    lot.car_arrives(out_lane, plate);
    EXPECT_GT(lot.lane(out_lane).due, Fen{});
}

} // namespace
} // namespace parkgate::test
