// A list of rights that cannot be meant is refused before it is used.
#include "rules/rights.hpp"
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::AssignedRight;
using rules::RightFault;
using rules::RightsList;

AssignedRight good(const std::string& id) {
    AssignedRight right;
    right.id = {id};
    right.plates = {{"plate1"}};
    right.period = {ten, ten + 1h};
    return right;
}

std::vector<rules::FaultyRight> faults_of(const AssignedRight& right) {
    return rules::faults_of(RightsList{{right}, {}, {}});
}

TEST(RightFaults, AGoodListHasNone) {
    AssignedRight endless = good("r2");
    endless.period.until.reset();
    endless.bays = 1;
    EXPECT_TRUE(rules::faults_of({{good("r1"), endless}, {{{"p"}, {ten, {}}}}, {{{"p"}, {ten, ten + 1h}}}}).empty());
}

TEST(RightFaults, EachIsNamed) {
    EXPECT_EQ(faults_of(good("")).at(0).fault, RightFault::no_id);
    EXPECT_EQ(rules::faults_of({{good("r1"), good("r1")}, {}, {}}).at(0),
              (rules::FaultyRight{"r1", RightFault::id_twice}));
    AssignedRight right = good("r1");
    right.plates.clear();
    EXPECT_EQ(faults_of(right).at(0), (rules::FaultyRight{"r1", RightFault::no_plate}));
    right = good("r1");
    right.plates.emplace_back();
    EXPECT_EQ(faults_of(right).at(0).fault, RightFault::no_plate);
    right = good("r1");
    right.period.until = ten;
    EXPECT_EQ(faults_of(right).at(0).fault, RightFault::ends_before_it_begins);
    right = good("r1");
    right.bays = 0;
    EXPECT_EQ(faults_of(right).at(0).fault, RightFault::no_bay);
    EXPECT_EQ(rules::faults_of({{}, {{{"p"}, {ten, ten - 1h}}}, {}}).at(0),
              (rules::FaultyRight{"p", RightFault::ends_before_it_begins}));
    EXPECT_EQ(rules::faults_of({{}, {}, {{{}, {ten, {}}}}}).at(0).fault, RightFault::no_plate);
}

} // namespace
} // namespace parkgate::test
