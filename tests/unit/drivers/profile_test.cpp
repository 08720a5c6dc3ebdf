#include "drivers/modbus/profile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace parkgate::drivers {
namespace {

std::string shipped(const std::string& name) {
    std::ifstream file(PROFILES + name);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// The shipped profile with one piece changed.
std::vector<std::string> problems(const std::string& name, const std::string& from, const std::string& to) {
    std::string text = shipped(name);
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    std::vector<std::string> lines;
    for (const auto& problem : parse_profile(text, "p.toml").second) {
        lines.push_back(settings::to_text(problem));
    }
    return lines;
}

bool among(const std::vector<std::string>& found, const std::string& part) {
    return std::ranges::any_of(found, [&](const std::string& one) { return one.find(part) != std::string::npos; });
}

void expect_one(const std::vector<std::string>& found, const std::string& start, const std::string& part) {
    ASSERT_EQ(found.size(), 1U) << (found.empty() ? "" : found[0] + "\n" + found[1 % found.size()]);
    EXPECT_TRUE(found[0].starts_with(start)) << found[0];
    EXPECT_NE(found[0].find(part), std::string::npos) << found[0];
}

TEST(Profile, ReadsTheShippedCamera) {
    const auto [profile, found] = load_profile(PROFILES "reference-camera.toml");
    ASSERT_TRUE(found.empty()) << settings::to_text(found[0]);
    const auto& events = std::get<RingEvents>(std::get<CameraMap>(profile.map).events);
    EXPECT_EQ(events.first_slot, 16);
    EXPECT_EQ(events.depth, 4);
    EXPECT_EQ(events.plate.width, 8);
    EXPECT_EQ(events.acknowledge.address, 2);
    EXPECT_EQ(events.captured_s->type, PointType::u32);
    EXPECT_EQ(profile.poll.stale_after, std::chrono::seconds{1});
    EXPECT_EQ(profile.link.transports.size(), 2U);
}

TEST(Profile, ReadsTheOtherShippedOnes) {
    for (const char* name : {"reference-barrier.toml", "reference-loops.toml", "reference-display.toml"}) {
        const auto [profile, found] = load_profile(std::string(PROFILES) + name);
        EXPECT_TRUE(found.empty()) << name << settings::to_text(found[0]);
    }
    const auto display = load_profile(PROFILES "reference-display.toml").first;
    EXPECT_EQ(std::get<DisplayMap>(display.map).red, 3);
}

TEST(Profile, NamesTheLineOfAReferenceToAnUnknownPoint) {
    expect_one(problems("reference-barrier.toml", "up = \"limit_up\"", "up = \"limit_upp\""),
               "p.toml:28:6: position.up", "limit_up)");
}

TEST(Profile, RefusesAnAddressBeyondTheAddressSpace) {
    expect_one(problems("reference-barrier.toml", "address = 2,", "address = 65536,"),
               "p.toml:23:41: ", "from 0 to 65535");
}

TEST(Profile, RefusesAValueThatEndsBeyondTheAddressSpace) {
    expect_one(problems("reference-camera.toml", "lost = { table = \"holding\", address = 4, type = \"u16\" }",
                        "lost = { table = \"holding\", address = 4, type = \"u16\" }\n"
                        "big = { table = \"holding\", address = 65535, type = \"u32\" }"),
               "p.toml:25:38: ", "below 65536");
}

TEST(Profile, RefusesATextWithoutRegisters) {
    expect_one(problems("reference-camera.toml", "registers = 8, ", ""), "p.toml:40:9: ", "integer from 1 to 120");
}

TEST(Profile, RefusesAFieldOutsideItsSlot) {
    expect_one(problems("reference-camera.toml", "captured_ms = { address = 14", "captured_ms = { address = 16"),
               "p.toml:44:27: ", "slot of 16");
}

TEST(Profile, CountsFromOneWhereTheMakerDoes) {
    std::string text = shipped("reference-loops.toml");
    text.replace(text.find("address_base = 0"), 16, "address_base = 1");
    EXPECT_FALSE(parse_profile(text, "p").second.empty()) << "address 0 does not exist where the first one is 1";
    text.replace(text.find("address = 0"), 11, "address = 3");
    const auto [profile, found] = parse_profile(text, "p");
    ASSERT_TRUE(found.empty()) << settings::to_text(found[0]);
    EXPECT_EQ(profile.points.at("arrival").address, 2);
}

TEST(Profile, RefusesAPointOfTheWrongType) {
    expect_one(problems("reference-barrier.toml", "limit_up = { table = \"discrete\", address = 0, type = \"bit\" }",
                        "limit_up = { table = \"holding\", address = 0, type = \"u16\" }"),
               "p.toml:28:", "type \"bit\"");
}

TEST(Profile, RefusesAWordInATableOfBits) {
    const auto found = problems("reference-loops.toml", "address = 1, type = \"bit\"", "address = 1, type = \"u16\"");
    EXPECT_TRUE(among(found, "p.toml:22:52: points.safety.type: found \"u16\", expected \"bit\""));
}

TEST(Profile, RefusesAnUnwritableAcknowledgement) {
    expect_one(problems("reference-camera.toml", ", access = \"write\"", ""), "p.toml:30:", "access = \"write\"");
}

TEST(Profile, RefusesUnknownKeysAndStyles) {
    EXPECT_TRUE(among(problems("reference-loops.toml", "read_tries", "read_tris"), "p.toml:12:1: link.read_tris"));
    EXPECT_TRUE(among(problems("reference-barrier.toml", "style = \"limits\"", "style = \"guess\""), "p.toml:27:9"));
    EXPECT_TRUE(among(problems("reference-camera.toml", "style = \"ring\"", "style = \"heap\""), "events.style"));
}

TEST(Profile, RefusesAStaleAfterWithinThePollInterval) {
    expect_one(problems("reference-loops.toml", "stale_after_ms = 500", "stale_after_ms = 20"),
               "p.toml:18:", "more than present_ms");
}

TEST(Profile, RefusesOneCoilForBothCommands) {
    expect_one(problems("reference-barrier.toml", "close = { style = \"self_clearing_coil\", address = 1 }",
                        "close = { style = \"self_clearing_coil\", address = 0 }"),
               "p.toml:34:", "another coil");
}

TEST(Profile, ReadsTheOtherCommandStyles) {
    std::string text = shipped("reference-barrier.toml");
    const std::string open = "open = { style = \"self_clearing_coil\", address = 0 }";
    text.replace(text.find(open), open.size(), "open = { style = \"pulse\", address = 5, pulse_ms = 400 }");
    const std::string close = "close = { style = \"self_clearing_coil\", address = 1 }";
    text.replace(text.find(close), close.size(), "close = { style = \"value\", address = 7, value = 2 }");
    const auto [profile, found] = parse_profile(text, "p");
    ASSERT_TRUE(found.empty()) << settings::to_text(found[0]);
    const auto& map = std::get<BarrierMap>(profile.map);
    EXPECT_EQ(std::get<PulseCoil>(map.open).pulse, std::chrono::milliseconds{400});
    EXPECT_EQ(std::get<WriteValue>(map.close).value, 2);
}

TEST(Profile, SurvivesWhatIsNotAProfile) {
    EXPECT_FALSE(parse_profile("", "p").second.empty());
    EXPECT_FALSE(parse_profile("[[[", "p").second.empty());
    EXPECT_FALSE(
        parse_profile("format = 1\nkind = \"barrier\"\nname = \"x\"\npoints = 3\nlink = []", "p").second.empty());
    EXPECT_FALSE(load_profile("/nowhere/x.toml").second.empty());
}

TEST(Profile, EveryShippedOneIsGood) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(PROFILES)) {
        const auto [profile, found] = load_profile(entry.path());
        EXPECT_TRUE(found.empty()) << settings::to_text(found[0]);
        ++count;
    }
    EXPECT_GE(count, 12);
}

TEST(Profile, EveryExampleOfThePageIsGood) {
    std::ifstream page(PROFILES_PAGE);
    std::string block;
    bool inside = false;
    int count = 0;
    for (std::string line; std::getline(page, line);) {
        if (line == "```toml") {
            inside = true;
            block.clear();
        } else if (inside && line == "```") {
            inside = false;
            ++count;
            const auto found = parse_profile(block, "PROFILES.md, example " + std::to_string(count)).second;
            EXPECT_TRUE(found.empty()) << settings::to_text(found[0]);
        } else if (inside) {
            block += line + "\n";
        }
    }
    EXPECT_GE(count, 6);
}

TEST(Profile, ReadsTheRelayBoard) {
    const auto profile = load_profile(PROFILES "relay-board-barrier.toml").first;
    const auto& map = std::get<BarrierMap>(profile.map);
    const auto& open = std::get<TimedPulse>(map.open);
    EXPECT_EQ(open.action, 4);
    EXPECT_EQ(open.duration, 5) << "tenths of a second";
    EXPECT_TRUE(std::get<Level>(*map.hold).coil);
    EXPECT_EQ(profile.link.turnaround, std::chrono::milliseconds{1});
    const auto loops = load_profile(PROFILES "relay-board-loops.toml").first;
    EXPECT_TRUE(std::get<LoopsMap>(loops.map).photocell->active_low);
}

TEST(Profile, CountsFromOneInEveryPlace) {
    const auto profile = load_profile(PROFILES "state-barrier.toml").first;
    const auto& map = std::get<BarrierMap>(profile.map);
    EXPECT_EQ(std::get<StatePosition>(map.position).state.address, 0);
    EXPECT_EQ(std::get<WriteValue>(map.open).address, 0);
    EXPECT_EQ(std::get<Level>(*map.hold).address, 0);
}

TEST(Profile, RefusesAStateWithoutItsCodes) {
    EXPECT_TRUE(among(problems("state-barrier.toml", "up = 3", "raised = 3"), "up and down"));
    expect_one(problems("state-barrier.toml", "part_open = 4", "halfway = 4"), "p.toml:", "not halfway");
    expect_one(problems("state-barrier.toml", "up = 3", "up = 1"), "p.toml:", "a value that down does not have");
}

TEST(Profile, RefusesAHoldThatAPulseWouldEnd) {
    const std::string open =
        "{ style = \"timed_pulse\", write = \"register\", address = 3, action = 4, pulse_ms = 500, "
        "unit_ms = 100 }";
    expect_one(problems("relay-board-barrier.toml", open, "{ style = \"pulse\", address = 2, pulse_ms = 500 }"),
               "p.toml:", "whose end would end the hold");
}

TEST(Profile, RefusesAPulseThatTheDeviceCannotTime) {
    expect_one(problems("relay-board-barrier.toml", "pulse_ms = 500", "pulse_ms = 550"),
               "p.toml:", "a multiple of unit_ms");
}

TEST(Profile, RefusesALevelAsOpen) {
    EXPECT_TRUE(among(problems("state-barrier.toml", "open = { style = \"value\", address = 1, value = 1 }",
                               "open = { style = \"level\", write = \"coil\", address = 1 }"),
                      "\"self_clearing_coil\", \"pulse\", \"timed_pulse\" or \"value\""));
}

TEST(Profile, RefusesATriggerThatCannotBeWrittenAndAStatusWithoutCodes) {
    expect_one(problems("trigger-camera.toml", ", access = \"write\"", ""), "p.toml:", "access = \"write\"");
    expect_one(problems("trigger-camera.toml", "busy = 1, ", ""), "p.toml:", "ready, busy, ok and error");
}

TEST(Profile, RefusesABitOfARegisterWithoutItsNumber) {
    EXPECT_TRUE(among(problems("reference-alarm.toml", "table = \"discrete\"", "table = \"holding\""),
                      "points.fire.bit: found nothing, expected an integer from 0 to 15"));
}

} // namespace
} // namespace parkgate::drivers
