#include "simulator/script/parser.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

const std::array<std::string, 2> lanes{"entry-1", "exit-1"};

auto parse(std::string_view text) {
    return parse_statement(text, 7, lanes);
}

template <class What>
What command_of(std::string_view text) {
    const auto parsed = parse(text);
    if (!parsed || !*parsed) {
        throw std::runtime_error(parsed ? "nothing" : parsed.error().expected);
    }
    return std::get<What>(std::get<LaneCommand>(**parsed).command);
}

std::string expected_instead_of(std::string_view text) {
    const auto parsed = parse(text);
    if (parsed) {
        return "no error";
    }
    EXPECT_EQ(parsed.error().line, 7U);
    EXPECT_EQ(parsed.error().text, text);
    return parsed.error().expected;
}

TEST(ScriptParser, TakesPlatesWithTheirOptions) {
    const auto arrive = command_of<Arrive>("entry-1 arrive 沪B12345 confidence 42 colour green # a comment");
    EXPECT_EQ(arrive.reading.plate, "沪B12345");
    EXPECT_EQ(arrive.reading.confidence, 42);
    EXPECT_EQ(arrive.reading.colour, 3);
    EXPECT_EQ(command_of<ReadPlate>("exit-1 read \\xff\\x00A").reading.plate, (std::string{"\xff\0A", 3}));
    EXPECT_EQ(command_of<ReadPlate>("exit-1 read \"\"").reading.plate, "");
}

TEST(ScriptParser, TakesEveryOtherCommand) {
    EXPECT_TRUE(command_of<SetLoop>("entry-1 occupy safety").occupied);
    EXPECT_EQ(command_of<SetLoop>("entry-1 clear arrival").loop, Loop::arrival);
    EXPECT_EQ(command_of<WaitFor>("entry-1 wait up").within, 10s);
    EXPECT_EQ(command_of<WaitFor>("entry-1 wait open-command within 250\r").within, 250ms);
    command_of<DriveThrough>("entry-1 drive-through");
    command_of<BackOut>("  entry-1\tback-out ");
    EXPECT_EQ(command_of<SetPace>("entry-1 pace 5").pace, 5ms);
    EXPECT_EQ(command_of<Pause>("entry-1 pause 6").time, 6ms);
    EXPECT_EQ(command_of<TroubleArm>("entry-1 arm torn-off").trouble, ArmTrouble::torn_off);
    EXPECT_EQ(command_of<TroubleArm>("entry-1 arm free").trouble, ArmTrouble::repaired);
    EXPECT_EQ(command_of<SlowArm>("entry-1 arm slow 3").factor, 3);
    EXPECT_EQ(command_of<TroubleArm>("entry-1 arm falls").trouble, ArmTrouble::falls);
    EXPECT_EQ(command_of<CloseByItself>("entry-1 arm auto-close 5000").after, 5000ms);
    command_of<CameraGarbage>("entry-1 camera garbage");
    EXPECT_EQ(command_of<CameraSequence>("entry-1 camera sequence 65535").sequence, 65535);
    EXPECT_TRUE(command_of<SetSilent>("entry-1 camera silent").silent);
    EXPECT_EQ(command_of<SetSilent>("entry-1 answers loops").kind, DeviceKind::loops);
    command_of<ShowDisplay>("entry-1 display");
    EXPECT_EQ(command_of<Cycle>("exit-1 cycle 20 沪B").times, 20U);
    EXPECT_EQ(command_of<CycleList>("exit-1 cycle-list /tmp/plates").file, "/tmp/plates");
    EXPECT_TRUE(std::holds_alternative<Snapshot>(**parse("snapshot")));
    EXPECT_TRUE(std::holds_alternative<Quit>(**parse("quit")));
    EXPECT_TRUE(std::holds_alternative<AllWait>(**parse("all wait")));
}

TEST(ScriptParser, SkipsEmptyLinesAndComments) {
    for (const std::string_view text : {"", "   ", "# entry-1 nonsense", "\t# x", "\r"}) {
        ASSERT_TRUE(parse(text).has_value());
        EXPECT_FALSE(parse(text)->has_value());
    }
}

TEST(ScriptParser, SaysWhatItExpected) {
    EXPECT_EQ(expected_instead_of("entry-2 arrive A"),
              "snapshot|quit|all|line|fire|word|controller|summary|entry-1|exit-1");
    EXPECT_TRUE(expected_instead_of("entry-1 fly").starts_with("cycle-list|arrive|"));
    EXPECT_EQ(expected_instead_of("entry-1"), "a command");
    EXPECT_EQ(expected_instead_of("entry-1 arrive"), "a plate");
    EXPECT_EQ(expected_instead_of("entry-1 arrive A loud"), "confidence|colour|from");
    EXPECT_EQ(expected_instead_of("entry-1 arrive A colour pink"), "unknown|blue|yellow|green|white|black");
    EXPECT_EQ(expected_instead_of("entry-1 wait sideways"), "up|down|open-command");
    EXPECT_EQ(expected_instead_of("entry-1 wait up within"), "a whole number from 0 to 86400000");
    EXPECT_EQ(expected_instead_of("entry-1 pause 5s"), "a whole number from 0 to 86400000");
    EXPECT_EQ(expected_instead_of("entry-1 pause -1"), "a whole number from 0 to 86400000");
    EXPECT_EQ(expected_instead_of("entry-1 camera sequence 65536"), "a whole number from 0 to 65535");
    EXPECT_EQ(expected_instead_of("entry-1 silent toaster"), "camera|barrier|loops|display|alarm");
    EXPECT_EQ(expected_instead_of("entry-1 drive-through fast"), "from");
    EXPECT_EQ(expected_instead_of("all"), "wait");
    EXPECT_EQ(expected_instead_of("quit now"), "the end of the line");
}

template <class What>
What word_of(std::string_view text) {
    const auto parsed = parse(text);
    if (!parsed || !*parsed) {
        throw std::runtime_error(parsed ? "nothing" : parsed.error().expected);
    }
    return std::get<What>(std::get<SiteCommand>(**parsed).word);
}

TEST(ScriptParser, TakesFaultsOfLines) {
    const auto late = word_of<AddFault>("line entry-io fault 3 late 450 times 2");
    EXPECT_EQ(late.line, "entry-io");
    EXPECT_EQ(late.order.fault, LineFault::late);
    EXPECT_EQ(late.order.unit, 3);
    EXPECT_EQ(late.order.amount, 450);
    EXPECT_EQ(late.order.times, 2U);
    const auto noise = word_of<AddFault>("line entry-io fault all noise one-in 20");
    EXPECT_FALSE(noise.order.unit.has_value());
    EXPECT_EQ(noise.order.one_in, 20U);
    EXPECT_EQ(word_of<ClearFaults>("line entry-io clear").line, "entry-io");
    EXPECT_FALSE(word_of<Plug>("line entry-io unplug").in);
    EXPECT_TRUE(expected_instead_of("line entry-io fault 3 moody").starts_with("silent|unanswered|late|"));
    EXPECT_EQ(expected_instead_of("line entry-io fault 3 late"), "a whole number from 1 to 60000");
}

TEST(ScriptParser, TakesWhatIsSaidToTheWholeSite) {
    EXPECT_TRUE(word_of<SetFire>("fire on").alarm);
    EXPECT_EQ(word_of<TellWord>("word entry-1 close").word, Recorder::OperatorWord::close);
    EXPECT_NO_THROW(word_of<ControllerRestarted>("controller restarted"));
    EXPECT_TRUE(word_of<ControllerCalls>("controller calls entry-1").calls);
    EXPECT_FALSE(word_of<ControllerCalls>("controller content entry-1").calls);
    EXPECT_NO_THROW(word_of<TellSummary>("summary"));
}

TEST(ScriptParser, TakesTrafficAndLyingLoops) {
    const auto traffic = command_of<Traffic>("exit-1 traffic 7 50 plates 沪E from entry-1 faults");
    EXPECT_EQ(traffic.seed, 7U);
    EXPECT_EQ(traffic.passages, 50U);
    EXPECT_EQ(traffic.prefix, "沪E");
    EXPECT_EQ(traffic.from, "entry-1");
    EXPECT_TRUE(traffic.faults);
    EXPECT_FALSE(traffic.harsh);
    EXPECT_TRUE(command_of<Traffic>("exit-1 traffic 7 50 faults harsh").harsh);
    EXPECT_EQ(command_of<TroubleLoop>("entry-1 loop beyond frozen").trouble, LoopTrouble::frozen);
    EXPECT_EQ(expected_instead_of("entry-1 loop safety loose"), "free|frozen|stuck|dead");
}

TEST(ScriptParser, RefusesPlatesThatDoNotFit) {
    EXPECT_TRUE(parse_plate("1234567890123456").has_value());
    EXPECT_FALSE(parse_plate("12345678901234567").has_value());
    EXPECT_FALSE(parse_plate("\\x4").has_value());
    EXPECT_FALSE(parse_plate("\\xzz").has_value());
    EXPECT_FALSE(parse_plate("\\n00").has_value());
    EXPECT_NE(expected_instead_of("entry-1 cycle 5 沪沪沪沪沪沪"), "no error");
}

TEST(ScriptParser, NumbersCyclePlatesToSevenCharacters) {
    EXPECT_EQ(cycle_plate("沪B", 1), "沪B00001");
    EXPECT_EQ(cycle_plate("沪B", 99999), "沪B99999");
    EXPECT_EQ(cycle_plate("沪BX12", 345), "沪BX12345");
}

TEST(ScriptParser, ReadsTheSideThatACarComesFrom) {
    EXPECT_EQ(command_of<Arrive>("entry-1 arrive A from exit").from, Side::exit);
    EXPECT_EQ(command_of<Arrive>("entry-1 arrive A").from, Side::entry);
    EXPECT_EQ(command_of<ReadPlate>("entry-1 read A confidence 3 from exit").from, Side::exit);
    EXPECT_EQ(command_of<DriveThrough>("entry-1 drive-through from exit").from, Side::exit);
    EXPECT_EQ(command_of<BackOut>("entry-1 back-out from exit").from, Side::exit);
    EXPECT_EQ(command_of<ShowDisplay>("entry-1 display exit").side, Side::exit);
    EXPECT_TRUE(command_of<Traffic>("entry-1 traffic 1 2 both-ways").both_ways);
}

} // namespace
} // namespace parkgate::sim
