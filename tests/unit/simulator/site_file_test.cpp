#include "simulator/site_file.hpp"

#include <gtest/gtest.h>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

const std::string line = "[[line]]\nid = \"io\"\nport = 0\n";

std::string device(const std::string& id, int unit, const std::string& kind, const std::string& more = "") {
    return "[[device]]\nid = \"" + id + "\"\nline = \"io\"\nunit = " + std::to_string(unit) + "\nkind = \"" + kind +
           "\"\nlane = \"entry-1\"\n" + more;
}

SiteError error_in(const std::string& text) {
    const auto site = parse_site(text);
    return site ? SiteError{0, 0, "no error"} : site.error();
}

TEST(SiteFile, ReadsLinesAndDevices) {
    const auto site = parse_site(line + device("b", 2, "barrier", "travel_ms = 900\n") + device("c", 1, "camera"));
    ASSERT_TRUE(site.has_value());
    ASSERT_EQ(site->devices.size(), 2U);
    EXPECT_EQ(site->lines[0].id, "io");
    EXPECT_EQ(site->devices[0].kind, DeviceKind::barrier);
    EXPECT_EQ(site->devices[0].travel, 900ms);
    EXPECT_EQ(site->devices[1].unit, 1);
    EXPECT_FALSE(site->devices[1].travel.has_value());
}

TEST(SiteFile, SaysWhereItIsWrong) {
    const SiteError unknown_key = error_in(line + "speed = 3\n");
    EXPECT_EQ(unknown_key.line, 4U);
    EXPECT_EQ(unknown_key.column, 1U);
    EXPECT_EQ(unknown_key.text, "unknown key 'speed'");

    const SiteError bad_kind = error_in(line + device("c", 1, "toaster"));
    EXPECT_EQ(bad_kind.line, 8U);
    EXPECT_EQ(bad_kind.column, 8U);

    EXPECT_EQ(error_in("[[line]]\nid = \n").line, 2U);
}

TEST(SiteFile, ReadsSerialLines) {
    const std::string serial = "[[line]]\nid = \"io\"\nserial = \"io.tty\"\nbaud = 19200\nparity = \"even\"\n";
    const auto site = parse_site(serial + device("r", 1, "relay-board", "travel_ms = 900\n"));
    ASSERT_TRUE(site.has_value()) << site.error().text;
    ASSERT_TRUE(site->lines[0].serial.has_value());
    EXPECT_EQ(site->lines[0].link, "io.tty");
    EXPECT_EQ(site->lines[0].serial->baud, 19'200U);
    EXPECT_EQ(site->lines[0].serial->parity, Parity::even);
    EXPECT_EQ(site->devices[0].kind, DeviceKind::relay_board);
    EXPECT_EQ(error_in(serial + "port = 0\n" + device("c", 1, "camera")).text, "unknown key 'port'");
    EXPECT_NE(error_in(serial + device("r", 1, "relay-board") + device("l", 2, "loops")).text, "no error")
        << "the board is the lane's loops already";
}

TEST(SiteFile, RefusesWhatCannotBeServed) {
    EXPECT_NE(error_in("").text, "no error");
    EXPECT_NE(error_in(line).text, "no error");
    EXPECT_NE(error_in(line + line + device("c", 1, "camera")).text, "no error");
    EXPECT_NE(error_in(line + device("c", 0, "camera")).text, "no error");
    EXPECT_NE(error_in(line + device("c", 248, "camera")).text, "no error");
    EXPECT_NE(error_in(line + device("c", 1, "camera", "travel_ms = 5\n")).text, "no error");
    EXPECT_NE(error_in(line + device("b", 1, "barrier", "travel_ms = 0\n")).text, "no error");
    EXPECT_NE(error_in(line + device("c", 1, "camera") + device("d", 1, "display")).text, "no error");
    EXPECT_NE(error_in(line + device("c", 1, "camera") + device("c", 2, "display")).text, "no error");
    EXPECT_NE(error_in(line + device("c", 1, "camera") + device("d", 2, "camera")).text, "no error");
    EXPECT_NE(error_in("[[line]]\nid = \"other\"\nport = 0\n" + device("c", 1, "camera")).text, "no error");
}

TEST(SiteFile, ALaneThatIsUsedBothWaysHasTwoCameras) {
    const auto site = parse_site(line + device("c", 1, "camera", "side = \"entry\"\n") +
                                 device("d", 2, "slot-camera", "side = \"exit\"\n"));
    ASSERT_TRUE(site.has_value()) << site.error().text;
    EXPECT_EQ(site->devices[0].side, Side::entry);
    EXPECT_EQ(site->devices[1].side, Side::exit);
    EXPECT_NE(error_in(line + device("b", 1, "barrier", "side = \"exit\"\n")).text, "no error");
    EXPECT_NE(error_in(line + device("c", 1, "camera", "side = \"left\"\n")).text, "no error");
}

} // namespace
} // namespace parkgate::sim
