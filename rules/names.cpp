#include "rules/names.hpp"

#include <array>

namespace parkgate::rules {

namespace {

template <std::size_t count, typename Enum>
std::string_view name_in(const std::array<std::string_view, count>& names, Enum value) {
    return names.at(static_cast<std::size_t>(value));
}

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

std::string_view name_of(DayKind kind) {
    static constexpr std::array<std::string_view, day_kinds> names = {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "holiday", "makeup_workday"};
    return name_in(names, kind);
}

std::string_view name_of(VehicleKind kind) {
    static constexpr std::array<std::string_view, vehicle_kinds> names = {
        "car", "new_energy_car", "large", "new_energy_large", "motorcycle", "emergency"};
    return name_in(names, kind);
}

std::string_view name_of(RateLineType type) {
    static constexpr std::array<std::string_view, 4> names = {"flatRate", "flatRateTier", "incrementingRate",
                                                              "perUnit"};
    return name_in(names, type);
}

std::string_view name_of(ChargeReason reason) {
    static constexpr std::array<std::string_view, 6> names = {"rate",       "free_minutes", "cap_of_stay",
                                                              "cap_of_day", "cap_of_hours", "cap_of_collection"};
    return name_in(names, reason);
}

std::string clock_text(Minutes of_day) {
    return two_digits(of_day.count / 60) + ":" + two_digits(of_day.count % 60);
}

} // namespace parkgate::rules
