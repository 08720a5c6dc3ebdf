#include "rules/earning/names.hpp"

#include <algorithm>
#include <array>

namespace parkgate::rules {

namespace {

constexpr std::array every_lease = {LeaseType::fixed_rent, LeaseType::turnover_rent, LeaseType::joint,
                                    LeaseType::self_operated};
constexpr std::array every_deed = {Deed::join, Deed::refer, Deed::like, Deed::post};

std::vector<std::string> names_of(const auto& values) {
    std::vector<std::string> out;
    for (const auto value : values) {
        out.emplace_back(name_of(value));
    }
    return out;
}

template <typename Values>
std::optional<typename Values::value_type> named(const Values& values, std::string_view name) {
    const auto found = std::ranges::find(values, name, [](auto value) { return name_of(value); });
    return found == values.end() ? std::nullopt : std::optional(*found);
}

} // namespace

std::string_view name_of(LeaseType lease) {
    switch (lease) {
    case LeaseType::fixed_rent: return "fixed_rent";
    case LeaseType::turnover_rent: return "turnover_rent";
    case LeaseType::joint: return "joint";
    case LeaseType::self_operated: return "self_operated";
    }
    return "";
}

std::string_view name_of(Deed deed) {
    switch (deed) {
    case Deed::join: return "join";
    case Deed::refer: return "refer";
    case Deed::like: return "like";
    case Deed::post: return "post";
    }
    return "";
}

const std::vector<std::string>& lease_names() {
    static const auto names = names_of(every_lease);
    return names;
}

std::optional<LeaseType> lease_named(std::string_view name) {
    return named(every_lease, name);
}

const std::vector<std::string>& deed_names() {
    static const auto names = names_of(every_deed);
    return names;
}

std::optional<Deed> deed_named(std::string_view name) {
    return named(every_deed, name);
}

bool knows_category(const EarnTerms& terms, std::string_view category) {
    return std::ranges::find(terms.categories, category) != terms.categories.end();
}

} // namespace parkgate::rules
