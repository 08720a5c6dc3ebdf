#include "simulator/script/parser.hpp"

#include "simulator/script/site_words.hpp"
#include "simulator/script/words.hpp"
#include "simulator/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace parkgate::sim {

namespace {

constexpr WordTable<Loop, loop_count> loop_names{
    {{"arrival", Loop::arrival}, {"safety", Loop::safety}, {"photocell", Loop::photocell}, {"beyond", Loop::beyond}}};
constexpr WordTable<LoopTrouble, 4> loop_trouble_names{{{"free", LoopTrouble::none},
                                                        {"frozen", LoopTrouble::frozen},
                                                        {"stuck", LoopTrouble::stuck},
                                                        {"dead", LoopTrouble::dead}}};
constexpr WordTable<DeviceKind, 5> kind_names{{{"camera", DeviceKind::camera},
                                               {"barrier", DeviceKind::barrier},
                                               {"loops", DeviceKind::loops},
                                               {"display", DeviceKind::display},
                                               {"alarm", DeviceKind::alarm}}};
constexpr WordTable<WaitGoal, 3> goal_names{
    {{"up", WaitGoal::up}, {"down", WaitGoal::down}, {"open-command", WaitGoal::open_command}}};
constexpr WordTable<std::uint16_t, 6> colour_names{
    {{"unknown", 0}, {"blue", 1}, {"yellow", 2}, {"green", 3}, {"white", 4}, {"black", 5}}};
enum class ArmNumber { slow, auto_close };
constexpr WordTable<std::variant<ArmTrouble, ArmNumber>, 12> trouble_names{
    {{"stuck", ArmTrouble::stuck},
     {"free", ArmTrouble::repaired},
     {"by-hand-up", ArmTrouble::by_hand_up},
     {"by-hand-down", ArmTrouble::by_hand_down},
     {"torn-off", ArmTrouble::torn_off},
     {"fault", ArmTrouble::fault},
     {"no-fault", ArmTrouble::no_fault},
     {"contradict", ArmTrouble::contradict},
     {"no-contradict", ArmTrouble::no_contradict},
     {"falls", ArmTrouble::falls},
     {"slow", ArmNumber::slow},
     {"auto-close", ArmNumber::auto_close}}};

constexpr WordTable<Side, 2> side_names{{{"entry", Side::entry}, {"exit", Side::exit}}};

Side from_in(Words& words) {
    enum class Option { from };
    constexpr WordTable<Option, 1> options{{{"from", Option::from}}};
    if (words.done()) {
        return Side::entry;
    }
    words.take_one_of<Option>(options);
    return words.take_one_of<Side>(side_names);
}

/// Arrive or ReadPlate.
template <class Shown>
Shown shown_in(Words& words) {
    const auto plate = parse_plate(words.take("a plate"));
    if (!plate) {
        throw Unexpected{"a plate of at most 16 bytes, with \\xHH for any byte and \"\" for none"};
    }
    Shown shown{.reading = {.plate = *plate}};
    while (!words.done()) {
        enum class Option { confidence, colour, from };
        constexpr WordTable<Option, 3> options{
            {{"confidence", Option::confidence}, {"colour", Option::colour}, {"from", Option::from}}};
        switch (words.take_one_of<Option>(options)) {
        case Option::confidence:
            shown.reading.confidence = static_cast<std::uint16_t>(words.take_number(0, 65535));
            break;
        case Option::colour: shown.reading.colour = words.take_one_of<std::uint16_t>(colour_names); break;
        case Option::from: shown.from = words.take_one_of<Side>(side_names); break;
        }
    }
    return shown;
}

Command wait_in(Words& words) {
    WaitFor wait{words.take_one_of<WaitGoal>(goal_names), std::chrono::seconds{10}};
    if (!words.done()) {
        enum class Option { within };
        constexpr WordTable<Option, 1> options{{{"within", Option::within}}};
        words.take_one_of<Option>(options);
        wait.within = words.take_time();
    }
    return wait;
}

Command arm_in(Words& words) {
    const auto what = words.take_one_of<std::variant<ArmTrouble, ArmNumber>>(trouble_names);
    if (const auto* trouble = std::get_if<ArmTrouble>(&what)) {
        return TroubleArm{*trouble};
    }
    if (std::get<ArmNumber>(what) == ArmNumber::slow) {
        return SlowArm{static_cast<int>(words.take_number(1, 1000))};
    }
    return CloseByItself{std::chrono::milliseconds{words.take_number(1, 3'600'000)}};
}

Command camera_in(Words& words) {
    enum class Mode { garbage, sequence, restart, endless, ends, silent, answers };
    constexpr WordTable<Mode, 7> modes{{{"garbage", Mode::garbage},
                                        {"restart", Mode::restart},
                                        {"endless", Mode::endless},
                                        {"ends", Mode::ends},
                                        {"sequence", Mode::sequence},
                                        {"silent", Mode::silent},
                                        {"answers", Mode::answers}}};
    switch (words.take_one_of<Mode>(modes)) {
    case Mode::garbage: return CameraGarbage{};
    case Mode::sequence: return CameraSequence{static_cast<std::uint16_t>(words.take_number(0, 65535))};
    case Mode::restart: return CameraRestart{};
    case Mode::endless: return CameraEndless{true};
    case Mode::ends: return CameraEndless{false};
    case Mode::silent: return SetSilent{DeviceKind::camera, true};
    case Mode::answers: return SetSilent{DeviceKind::camera, false};
    }
    std::unreachable();
}

Command cycle_in(Words& words) {
    const auto times = static_cast<std::uint32_t>(words.take_number(1, 99'999));
    const std::string prefix{words.take("the start of the plates")};
    if (!is_utf8(prefix) || cycle_plate(prefix, times).size() > Camera::plate_bytes) {
        throw Unexpected{"the start of the plates, in UTF-8, that leaves room for their number in 16 bytes"};
    }
    return Cycle{times, prefix};
}

using Reader = Command (*)(Words&);

Command loop_in(Words& words) {
    const Loop loop = words.take_one_of<Loop>(loop_names);
    return TroubleLoop{loop, words.take_one_of<LoopTrouble>(loop_trouble_names)};
}

Command traffic_in(Words& words) {
    Traffic traffic;
    traffic.seed = static_cast<std::uint32_t>(words.take_number(0, 4'294'967'295));
    traffic.passages = static_cast<std::uint32_t>(words.take_number(1, 1'000'000));
    enum class Option { plates, from, both_ways, faults, harsh };
    constexpr WordTable<Option, 5> options{{{"plates", Option::plates},
                                            {"from", Option::from},
                                            {"both-ways", Option::both_ways},
                                            {"faults", Option::faults},
                                            {"harsh", Option::harsh}}};
    while (!words.done()) {
        switch (words.take_one_of<Option>(options)) {
        case Option::plates: traffic.prefix = words.take("the start of the plates"); break;
        case Option::from: traffic.from = words.take("the lane by which the cars have come in"); break;
        case Option::both_ways: traffic.both_ways = true; break;
        case Option::faults: traffic.faults = true; break;
        case Option::harsh: traffic.harsh = true; break;
        }
    }
    return traffic;
}

constexpr WordTable<Reader, 17> verbs{{
    {"arrive", [](Words& words) -> Command { return shown_in<Arrive>(words); }},
    {"read", [](Words& words) -> Command { return shown_in<ReadPlate>(words); }},
    {"occupy", [](Words& words) -> Command { return SetLoop{words.take_one_of<Loop>(loop_names), true}; }},
    {"clear", [](Words& words) -> Command { return SetLoop{words.take_one_of<Loop>(loop_names), false}; }},
    {"wait", wait_in},
    {"drive-through", [](Words& words) -> Command { return DriveThrough{from_in(words)}; }},
    {"back-out", [](Words& words) -> Command { return BackOut{from_in(words)}; }},
    {"pace", [](Words& words) -> Command { return SetPace{words.take_time()}; }},
    {"pause", [](Words& words) -> Command { return Pause{words.take_time()}; }},
    {"arm", arm_in},
    {"camera", camera_in},
    {"silent", [](Words& words) -> Command { return SetSilent{words.take_one_of<DeviceKind>(kind_names), true}; }},
    {"answers", [](Words& words) -> Command { return SetSilent{words.take_one_of<DeviceKind>(kind_names), false}; }},
    {"display",
     [](Words& words) -> Command {
         return ShowDisplay{words.done() ? Side::entry : words.take_one_of<Side>(side_names)};
     }},
    {"cycle", cycle_in},
    {"loop", loop_in},
    {"traffic", traffic_in},
}};

Command command_in(std::string_view verb, Words& words) {
    if (verb == "cycle-list") {
        return CycleList{std::string(words.take("a file with a plate on each line"))};
    }
    const auto found = std::ranges::find(verbs, verb, &std::pair<std::string_view, Reader>::first);
    if (found == verbs.end()) {
        std::string expected = "cycle-list";
        for (const auto& [name, reader] : verbs) {
            expected += "|" + std::string(name);
        }
        throw Unexpected{expected};
    }
    return found->second(words);
}

Statement statement_in(std::string_view text, std::uint32_t line, std::span<const std::string> lanes) {
    Words words(text);
    const std::string_view first = words.take("a command");
    std::optional<Statement> statement;
    if (first == "snapshot") {
        statement = Snapshot{};
    } else if (first == "quit") {
        statement = Quit{};
    } else if (auto site = site_statement_in(first, words)) {
        statement = SiteCommand{std::string(first), *std::move(site), line, std::string(text)};
    } else if (first == "all") {
        if (words.take("wait") != "wait") {
            throw Unexpected{"wait"};
        }
        statement = AllWait{};
    } else if (std::ranges::find(lanes, first) != lanes.end()) {
        const std::string_view verb = words.take("a command");
        statement =
            LaneCommand{std::string(first), std::string(verb), command_in(verb, words), line, std::string(text)};
    } else {
        std::string expected = "snapshot|quit|all|line|fire|word|controller|summary";
        for (const std::string& lane : lanes) {
            expected += "|" + lane;
        }
        throw Unexpected{expected};
    }
    if (!words.done()) {
        throw Unexpected{"the end of the line"};
    }
    return *std::move(statement);
}

} // namespace

std::optional<std::string> parse_plate(std::string_view word) {
    if (word == "\"\"") {
        return "";
    }
    std::string plate;
    while (!word.empty()) {
        if (!word.starts_with('\\')) {
            plate += word.front();
            word.remove_prefix(1);
            continue;
        }
        unsigned byte = 0;
        const char* const digits = word.data() + 2;
        if (word.size() < 4 || word[1] != 'x' || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) {
            return std::nullopt;
        }
        plate += static_cast<char>(byte);
        word.remove_prefix(4);
    }
    return plate.size() <= Camera::plate_bytes ? std::optional{plate} : std::nullopt;
}

std::string cycle_plate(std::string_view prefix, std::uint32_t n) {
    constexpr std::size_t characters = 7;
    std::string number = std::to_string(n);
    std::size_t taken = number.size();
    for (std::string_view rest = prefix; !rest.empty(); ++taken) {
        rest.remove_prefix(std::max<std::size_t>(utf8_character(rest), 1));
    }
    if (taken < characters) {
        number.insert(0, characters - taken, '0');
    }
    return std::string(prefix) + number;
}

std::expected<std::optional<Statement>, ScriptError> parse_statement(std::string_view text, std::uint32_t line,
                                                                     std::span<const std::string> lanes) {
    if (Words(text).done()) {
        return std::optional<Statement>{};
    }
    try {
        return std::optional{statement_in(text, line, lanes)};
    } catch (const Unexpected& unexpected) {
        return std::unexpected(ScriptError{line, std::string(text), unexpected.expected});
    }
}

} // namespace parkgate::sim
