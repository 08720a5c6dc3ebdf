#include "edge/core/stay/texts.hpp"

#include <algorithm>
#include <vector>

namespace parkgate::core::texts {

namespace {

std::string stay_line(const Quote& quote) {
    return std::to_string(quote.stay.count) + "分min 共" + yuan(quote.fee) + "元";
}

auto is_of(Benefit benefit) {
    return [benefit](const auto& step) { return step.benefit == benefit; };
}

std::string benefit_line(const Quote& quote) {
    std::string line;
    for (const auto& step : quote.steps) {
        switch (step.benefit) {
        case Benefit::grace: return "免费 Free";
        case Benefit::payment: line = "已付 Paid " + yuan(step.fen); break;
        case Benefit::coupon: return "停车券 Coupon -" + yuan(step.fen);
        case Benefit::points: return "积分 Points -" + std::to_string(step.points.count);
        }
    }
    return line;
}

// In the order in which the display shows it.
std::vector<Phrase> farewell(const Quote& quote, Minutes coupon) {
    std::vector<Phrase> said;
    if (quote.fee > Fen{} && std::ranges::any_of(quote.steps, is_of(Benefit::payment))) {
        said.push_back(Phrase::paid);
    }
    if (std::ranges::any_of(quote.steps, is_of(Benefit::points))) {
        said.push_back(Phrase::points_used);
    }
    if (coupon > Minutes{}) {
        said.push_back(Phrase::coupon_given);
    }
    said.push_back(Phrase::goodbye);
    return said;
}

} // namespace

std::string yuan(Fen fen) {
    const std::string cents = std::to_string(fen.count % 100);
    return std::to_string(fen.count / 100) + (cents.size() < 2 ? ".0" : ".") + cents;
}

DisplayText welcome() {
    return {TextColour::green, {"欢迎光临", "Welcome", "", ""}};
}
DisplayText drive_carefully() {
    return {TextColour::green, {"减速慢行 一车一杆", "One car per cycle", "", ""}};
}
DisplayText one_moment() {
    return {TextColour::yellow, {"请稍候", "One moment", "", ""}};
}
DisplayText come_in(const std::string& plate) {
    return {TextColour::green, {plate, "欢迎光临 请进", "Welcome, come in", ""}, {Phrase::welcome}};
}

DisplayText please_pay(const std::string& plate, const Quote& quote) {
    return {TextColour::red,
            {plate, stay_line(quote), "请付 Due " + yuan(quote.due) + "元", benefit_line(quote)},
            {Phrase::please_pay}};
}

DisplayText goodbye(const std::string& plate, const Quote& quote, Minutes coupon) {
    const std::string gift =
        coupon.count > 0 ? "离场赠券 Coupon " + std::to_string(coupon.count) + "分" : "一路平安 Goodbye";
    return {TextColour::green, {plate, stay_line(quote), benefit_line(quote), gift}, farewell(quote, coupon)};
}

DisplayText free_exit() {
    return {TextColour::green, {"请通行", "Please go", "一路平安 Goodbye", ""}, {Phrase::goodbye}};
}
DisplayText call_staff() {
    return {TextColour::red, {"请联系工作人员", "Please call staff", "", ""}, {Phrase::call_for_help}};
}
DisplayText locked() {
    return {TextColour::red, {"车道关闭", "Lane closed", "", ""}, {Phrase::lane_closed}};
}
DisplayText leave_now() {
    return {TextColour::green, {"火警 请立即离场", "Fire alarm", "Leave now", ""}};
}
DisplayText slowly() {
    return {TextColour::green, {"减速慢行", "Drive slowly", "", ""}};
}
DisplayText oncoming() {
    return {TextColour::red, {"对向来车 请等待", "Oncoming traffic", "Please wait", ""}, {Phrase::please_wait}};
}
DisplayText wrong_way() {
    return {TextColour::red, {"禁止驶入", "No entry from this side", "", ""}};
}
DisplayText unread() {
    return {TextColour::yellow,
            {"未识别车牌", "Plate not read", "请联系工作人员", "Please call staff"},
            {Phrase::call_for_help}};
}
DisplayText out_of_service() {
    return {TextColour::red, {"车道停用", "Lane out of service", "请联系工作人员", ""}, {Phrase::call_for_help}};
}

} // namespace parkgate::core::texts
