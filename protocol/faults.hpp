// The catalogue of faults: each code with one text and one thing that an operator does about it.
#pragma once

#include <array>
#include <string_view>

namespace parkgate {

struct FaultRow {
    std::string_view code;
    std::string_view text;
    std::string_view text_zh;
    std::string_view remedy;
};

inline constexpr std::array<FaultRow, 15> fault_catalogue = {{
    {"arm_stuck", "The arm does not do what it is told; the lane is out of service.", "道闸不动作，车道停用",
     "Look at the barrier. Open it by hand if a car waits; lower it to its limit and the lane goes on."},
    {"arm_left_open", "The arm stands open and no passage has been seen.", "道闸常开，未见车辆通过",
     "Look at the lane; close with `parkgatectl close LANE --reason TEXT`, or let the next car pass."},
    {"arm_torn_off", "The boom is off its arm; the lane is out of service and its way is open.", "道闸杆脱落，车道停用",
     "Secure the lane, put the boom back; passages are watched meanwhile and charge nothing."},
    {"arm_flapping", "The arm was closed too often for nobody; it stands open.", "道闸频繁起落，保持常开",
     "Look for a loop or a photocell that sees what is not there; then `parkgatectl close LANE --reason TEXT`."},
    {"car_standing", "Something has stood in the lane for too long.", "车道内长时间有车滞留",
     "Look at the lane; when nobody is there, the loop's detector has to be reset."},
    {"fire_alarm", "Fire alarm: all arms are held up.", "火警，全部道闸保持抬起",
     "When the building is safe: `parkgatectl fire-over LANE --reason TEXT`."},
    {"device_silent", "A device does not answer.", "设备无应答", "Check its power, its cable and its address."},
    {"bad_reading", "A device reports values that make no sense.", "设备数据异常", "Check its profile and the device."},
    {"ledger_offline", "The ledger is not heard; points are spent by voucher only.", "积分系统离线",
     "Nothing at the gate; check the link to the cloud if it lasts."},
    {"campaign_stopped", "Staff have stopped the campaign that is named as the place; no coupon of it is given.",
     "活动已停止，暂不赠券",
     "Nothing at the gate; `parkgatectl campaign CAMPAIGN --go-on --reason TEXT` lets it give again."},
    {"fact_set_aside", "The ledger has not booked a record of this gate and keeps it for a person.",
     "有记录未入账，待人工处理",
     "The ledger's log names the record and the cause; settle it there. The fault ends when the gate is restarted."},
    {"broker_offline", "The broker is not connected; operators and payments are not heard.", "消息服务离线",
     "Check that mosquitto runs on the box."},
    {"payment_set_aside", "A payment notice was not counted; the place names the provider.", "付款通知未入账",
     "Find `payment_set_aside` in the books and ask the provider; open or release the car if it stands at an exit."},
    {"store_slow", "A commit took longer than an exit may wait; the car was let out without benefits.", "存储缓慢",
     "Check the disk; exits open without points or coupons while it lasts."},
    {"store_lost", "The database cannot be used; exits open on arrival, records are kept in memory and sent.",
     "数据库故障", "Replace the disk, then restart; the old file stands beside the new one, unaltered."},
}};

constexpr const FaultRow* find_fault(std::string_view code) {
    for (const auto& row : fault_catalogue) {
        if (row.code == code) {
            return &row;
        }
    }
    return nullptr;
}

} // namespace parkgate
