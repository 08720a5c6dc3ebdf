// A reading on its way in: what both ends of a stay hash, and what is no plate of any car.
#include "edge/app/plate_intake.hpp"
#include "plate/pseudo.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

const PlateHasher hasher{std::array<unsigned char, 32>{1, 2, 3}};

core::PlateSeen seen(const std::string& text) {
    return {{"out"}, core::Side::exit, text, 97, 12, core::ReadAge::kept, 5};
}

TEST(PlateIntake, WhatGrammarPutsRightIsHashedAndWhatWasReadStays) {
    const auto read = app::take_in(seen("沪a·I2 345"), hasher);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->plate, "沪A12345");
    EXPECT_EQ(read->hash, hasher.hash("沪A12345"));
    EXPECT_EQ(read->as_read, "沪AI2345");
    EXPECT_EQ(read->repaired, 1);
    EXPECT_EQ(read->lane, LaneId{"out"});
    EXPECT_EQ(read->side, core::Side::exit);
    EXPECT_EQ(read->confidence, 97);
    EXPECT_EQ(read->sequence, 12);
    EXPECT_EQ(read->age, core::ReadAge::kept);
    EXPECT_EQ(read->captured_ms, 5);
}

TEST(PlateIntake, WhatIsWellReadIsNotRepaired) {
    const auto read = app::take_in(seen("沪A12345"), hasher);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->repaired, 0);
    EXPECT_EQ(read->as_read, read->plate);
}

TEST(PlateIntake, WhatCanBeNobodysPlateIsRefusedByItsFlaw) {
    EXPECT_EQ(app::take_in(seen(" · "), hasher).error(), PlateFlaw::empty);
    EXPECT_EQ(app::take_in(seen("\xff\xfe"), hasher).error(), PlateFlaw::not_utf8);
    EXPECT_EQ(app::take_in(seen(std::string(65, 'A')), hasher).error(), PlateFlaw::too_long);
}

TEST(PlateIntake, WhatAPersonTypedIsNormalisedAndHashed) {
    for (const Verb verb : {Verb::edit_plate, Verb::unlock_car}) {
        core::Event event = core::Commanded{{{"c"}, {"wang"}, {"out"}, verb, "why", {}, {}, "沪a·12 345"}};
        app::add_plates(event, hasher);
        const auto& commanded = std::get<core::Commanded>(event);
        EXPECT_EQ(commanded.command.argument, "沪A12345");
        EXPECT_EQ(commanded.plate, hasher.hash("沪A12345"));
    }
    core::Event nobodys = core::Commanded{{{"c"}, {"wang"}, {"out"}, Verb::edit_plate, "why", {}, {}, "\xff\xfe"}};
    app::add_plates(nobodys, hasher);
    EXPECT_EQ(std::get<core::Commanded>(nobodys).command.argument, "");
    core::Event other = core::Commanded{{{"c"}, {"wang"}, {"out"}, Verb::choose, "why", {}, {}, "s-1"}};
    app::add_plates(other, hasher);
    EXPECT_EQ(std::get<core::Commanded>(other).command.argument, "s-1");
    EXPECT_TRUE(std::get<core::Commanded>(other).plate.empty());
}

TEST(PlateIntake, G07_APlateInAReasonIsNotWrittenDown) {
    const Command command{{"c"}, {"wang"}, {"out"}, Verb::open, "粤B12345 broke down, call 13800138000", {}, {}, ""};
    core::Event event = core::Commanded{command};
    app::add_plates(event, hasher);
    EXPECT_EQ(std::get<core::Commanded>(event).command.reason, "粤****** broke down, call ***********");
}

TEST(PlateIntake, ACarWithoutAPlateIsItsHolders) {
    AppWish wish;
    wish.holder = "oUpF8uMu";
    core::Event event = core::AppWished{wish, {}};
    app::add_plates(event, hasher);
    const auto pseudo = plate::make_pseudo_plate("oUpF8uMu").value();
    EXPECT_EQ(std::get<core::AppWished>(event).wish.plate, pseudo);
    EXPECT_EQ(std::get<core::AppWished>(event).plate, hasher.hash(pseudo));
    wish.plate = "沪A12345";
    event = core::AppWished{wish, {}};
    app::add_plates(event, hasher);
    EXPECT_EQ(std::get<core::AppWished>(event).wish.plate, "沪A12345");
    EXPECT_EQ(std::get<core::AppWished>(event).plate, hasher.hash("沪A12345"));
}

TEST(PlateIntake, ACameraIsNamedByWhereItLooks) {
    drivers::HardwareSettings hardware;
    drivers::DeviceSettings device;
    device.name = "exit-camera";
    device.lane = {"out"};
    device.side = core::Side::exit;
    drivers::DeviceProfile profile;
    profile.map = drivers::CameraMap{};
    device.profile = profile;
    hardware.devices = {device};
    EXPECT_EQ(app::camera_of(hardware, {"out"}, core::Side::exit), "exit-camera");
    EXPECT_EQ(app::camera_of(hardware, {"out"}, core::Side::entry), "out");
}

} // namespace
} // namespace parkgate::test
