// Every kind of plate by its shape, what is nearly one, and the pseudo-plates of cars without any.
#include "plate/kind.hpp"
#include "plate/pseudo.hpp"
#include "plate/vehicle.hpp"
#include "protocol/plate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

namespace parkgate::plate {

namespace {

struct Example {
    const char* plate;
    PlateKind kind;
};

void expect_kinds(std::initializer_list<Example> examples) {
    for (const auto& [plate, kind] : examples) {
        EXPECT_EQ(to_text(classify(plate)), to_text(kind)) << plate;
    }
}

constexpr std::string_view all_provinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

} // namespace

TEST(PlateKinds, OrdinaryOnesHaveFiveOfTheirSerialWithoutIAndO) {
    expect_kinds({{"沪A12345", PlateKind::ordinary},
                  {"沪AZ9X8Q", PlateKind::ordinary},
                  {"京OA1234", PlateKind::ordinary},
                  {"沪I12345", PlateKind::unclassified},
                  {"沪A1234I", PlateKind::unclassified},
                  {"沪A1234O", PlateKind::unclassified},
                  {"沪112345", PlateKind::unclassified},
                  {"沪A1234", PlateKind::unclassified},
                  {"沪沪12345", PlateKind::unclassified}});
}

TEST(PlateKinds, EveryProvinceIsOne) {
    std::size_t count = 0;
    for (auto rest = all_provinces; !rest.empty(); ++count) {
        const auto province = rest.substr(0, 3);
        rest.remove_prefix(3);
        EXPECT_EQ(classify(std::string(province) + "B8F2K1"), PlateKind::ordinary) << province;
    }
    EXPECT_EQ(count, 31);
    EXPECT_EQ(classify("国A12345"), PlateKind::unclassified);
}

TEST(PlateKinds, NewEnergyHasTenLettersInBothShapes) {
    constexpr std::string_view energies = "DABCEFGHJK";
    for (char c = 'A'; c <= 'Z'; ++c) {
        const std::string letter(1, c);
        const bool is_one = energies.contains(c);
        EXPECT_EQ(classify("沪A" + letter + "12345"), is_one ? PlateKind::new_energy_small : PlateKind::unclassified)
            << c;
        EXPECT_EQ(classify("沪A" + letter + "Q2345"), is_one ? PlateKind::new_energy_small : PlateKind::unclassified)
            << c;
        EXPECT_EQ(classify("沪A12345" + letter), is_one ? PlateKind::new_energy_large : PlateKind::unclassified) << c;
    }
    expect_kinds({{"沪AD1234", PlateKind::ordinary},
                  {"沪ADI2345", PlateKind::unclassified},
                  {"沪AD1A345", PlateKind::unclassified},
                  {"沪A1234AD", PlateKind::unclassified},
                  {"沪AD123456", PlateKind::unclassified}});
}

TEST(PlateKinds, AWordAtTheEndSaysWhatItIs) {
    expect_kinds({{"沪A1234挂", PlateKind::trailer},
                  {"沪A12345挂", PlateKind::unclassified},
                  {"沪A1234学", PlateKind::learner},
                  {"沪A12B4试", PlateKind::test},
                  {"沪A1O34试", PlateKind::unclassified},
                  {"沪A1234超", PlateKind::oversize},
                  {"沪A0123警", PlateKind::police},
                  {"沪AD123警", PlateKind::police},
                  {"沪AE123警", PlateKind::unclassified},
                  {"沪X1234应急", PlateKind::emergency},
                  {"沪S0001应急", PlateKind::emergency},
                  {"沪A1234应急", PlateKind::unclassified},
                  {"粤Z1234港", PlateKind::hong_kong},
                  {"粤ZF23A澳", PlateKind::macau},
                  {"粤A1234港", PlateKind::unclassified},
                  {"沪Z1234澳", PlateKind::unclassified}});
}

TEST(PlateKinds, EmbassiesAndConsulatesInTheirLayouts) {
    expect_kinds({{"224578使", PlateKind::embassy},
                  {"使224578", PlateKind::embassy},
                  {"224A78使", PlateKind::embassy},
                  {"A24578使", PlateKind::unclassified},
                  {"22457使", PlateKind::unclassified},
                  {"沪A0023领", PlateKind::consulate},
                  {"领22457", PlateKind::consulate},
                  {"沪A002领", PlateKind::unclassified},
                  {"沪A00B3领", PlateKind::unclassified}});
}

TEST(PlateKinds, OfArmyPoliceInArmsAndAirports) {
    expect_kinds({{"WJ沪1234X", PlateKind::armed_police},
                  {"WJ沪12345", PlateKind::armed_police},
                  {"WJ12345", PlateKind::armed_police},
                  {"WJ1234T", PlateKind::armed_police},
                  {"WJ1234A", PlateKind::foreign},
                  {"WJ沪1234A", PlateKind::unclassified},
                  {"VA12345", PlateKind::military},
                  {"QE00001", PlateKind::military},
                  {"AA12345", PlateKind::foreign},
                  {"VI12345", PlateKind::foreign},
                  {"VA1234", PlateKind::foreign},
                  {"民航A1234", PlateKind::civil_aviation},
                  {"民航1234", PlateKind::unclassified}});
}

TEST(PlateKinds, WhatIsNoneOfThemIsOfAKindAllTheSame) {
    expect_kinds({{"A12345", PlateKind::foreign},
                  {"B8F2K1", PlateKind::foreign},
                  {"AB12CDE", PlateKind::foreign},
                  {"X1", PlateKind::unclassified},
                  {"HYUNDAI", PlateKind::unclassified},
                  {"12345678901", PlateKind::unclassified},
                  {"", PlateKind::unclassified},
                  {"\xff\xfe", PlateKind::unclassified},
                  {"沪", PlateKind::unclassified},
                  {"沪A12345\xff", PlateKind::unclassified}});
}

RC_GTEST_PROP(PlateKinds, EveryTextIsOfSomeKind, (const std::string& text)) {
    RC_ASSERT(!to_text(classify(text)).empty());
    RC_ASSERT(!to_text(classify(normalise_plate(text))).empty());
}

TEST(PlateKinds, TellWhatVehicleItIsWhereTheyCan) {
    const auto of = [](std::string_view plate) { return vehicle_of(classify(plate)); };
    EXPECT_EQ(of("沪A12345"), VehicleKind::car);
    EXPECT_EQ(of("沪AD12345"), VehicleKind::new_energy_car);
    EXPECT_EQ(of("沪A12345D"), VehicleKind::new_energy_large);
    EXPECT_EQ(of("沪A0123警"), VehicleKind::emergency);
    EXPECT_EQ(of("沪X1234应急"), VehicleKind::emergency);
    EXPECT_EQ(of("WJ沪12345"), VehicleKind::emergency);
    EXPECT_EQ(of("无123456"), VehicleKind::car);
    EXPECT_EQ(of("C00D"), VehicleKind::car);
}

TEST(PseudoPlates, KeepTheWholeId) {
    EXPECT_EQ(make_pseudo_plate("123456"), "无123456");
    EXPECT_EQ(make_pseudo_plate("01HQ7M3K9V8X2C4B6N0P5R1S3T"), "无01HQ7M3K9V8X2C4B6N0P5R1S3T");
    EXPECT_EQ(make_pseudo_plate("a-1"), "无Z61Z2D1");
    EXPECT_EQ(make_pseudo_plate("Z"), "无Z5A");
    EXPECT_EQ(make_pseudo_plate(std::string(500, '7')), "无" + std::string(500, '7'));
    EXPECT_EQ(make_pseudo_plate(""), std::nullopt);
}

TEST(PseudoPlates, AreRecognisedAndNothingElseIs) {
    EXPECT_EQ(classify("无123456"), PlateKind::unlicensed);
    EXPECT_EQ(classify("无"), PlateKind::unclassified);
    EXPECT_EQ(classify("无12沪"), PlateKind::unclassified);
    EXPECT_EQ(classify("123456无"), PlateKind::unclassified);
}

RC_GTEST_PROP(PseudoPlates, DifferForDifferentIdsAndOutlastNormalising, (const std::string& a, const std::string& b)) {
    RC_PRE(!a.empty() && !b.empty());
    const std::string plate = *make_pseudo_plate(a);
    RC_ASSERT(classify(plate) == PlateKind::unlicensed);
    RC_ASSERT(normalise_plate(plate) == plate);
    RC_ASSERT((plate == *make_pseudo_plate(b)) == (a == b));
}

} // namespace parkgate::plate
