#include "simulator/script/site_words.hpp"

namespace parkgate::sim {

namespace {

constexpr WordTable<LineFault, 12> fault_names{{{"silent", LineFault::silent},
                                                {"unanswered", LineFault::unanswered},
                                                {"late", LineFault::late},
                                                {"wrong-unit", LineFault::wrong_unit},
                                                {"wrong-function", LineFault::wrong_function},
                                                {"exception", LineFault::exception},
                                                {"short", LineFault::short_frame},
                                                {"long", LineFault::long_frame},
                                                {"crc", LineFault::bad_crc},
                                                {"noise", LineFault::noise},
                                                {"byte-by-byte", LineFault::byte_by_byte},
                                                {"closed", LineFault::closed}}};

bool has_amount(LineFault fault) {
    return fault == LineFault::late || fault == LineFault::exception || fault == LineFault::byte_by_byte;
}

FaultOrder order_in(Words& words) {
    FaultOrder order;
    if (words.starts_with("all")) {
        words.take("all");
    } else {
        order.unit = static_cast<std::uint8_t>(words.take_number(1, 247));
    }
    order.fault = words.take_one_of<LineFault>(fault_names);
    if (has_amount(order.fault)) {
        order.amount = static_cast<std::uint16_t>(words.take_number(1, 60'000));
    }
    enum class Option { times, one_in };
    constexpr WordTable<Option, 2> options{{{"times", Option::times}, {"one-in", Option::one_in}}};
    while (!words.done()) {
        const bool times = words.take_one_of<Option>(options) == Option::times;
        (times ? order.times : order.one_in) = static_cast<std::uint32_t>(words.take_number(1, 1'000'000));
    }
    return order;
}

SiteWord line_in(Words& words) {
    const std::string line{words.take("a line")};
    enum class What { fault, clear, unplug, plug };
    constexpr WordTable<What, 4> names{
        {{"fault", What::fault}, {"clear", What::clear}, {"unplug", What::unplug}, {"plug", What::plug}}};
    switch (words.take_one_of<What>(names)) {
    case What::fault: return AddFault{line, order_in(words)};
    case What::clear: return ClearFaults{line};
    case What::unplug: return Plug{line, false};
    case What::plug: return Plug{line, true};
    }
    std::unreachable();
}

} // namespace

std::optional<SiteWord> site_statement_in(std::string_view first, Words& words) {
    using Word = Recorder::OperatorWord;
    if (first == "line") {
        return line_in(words);
    }
    if (first == "fire") {
        constexpr WordTable<bool, 2> states{{{"on", true}, {"off", false}}};
        return SetFire{words.take_one_of<bool>(states)};
    }
    if (first == "word") {
        constexpr WordTable<Word, 4> names{
            {{"open", Word::open}, {"close", Word::close}, {"hold", Word::hold}, {"release", Word::release}}};
        const std::string lane{words.take("a lane")};
        return TellWord{lane, words.take_one_of<Word>(names)};
    }
    if (first == "controller") {
        enum class What { restarted, calls, content };
        constexpr WordTable<What, 3> names{
            {{"restarted", What::restarted}, {"calls", What::calls}, {"content", What::content}}};
        const What what = words.take_one_of<What>(names);
        if (what == What::restarted) {
            return ControllerRestarted{};
        }
        return ControllerCalls{std::string(words.take("a lane")), what == What::calls};
    }
    if (first == "summary") {
        return TellSummary{};
    }
    return std::nullopt;
}

} // namespace parkgate::sim
