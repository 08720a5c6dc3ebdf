// The words of leases and deeds, as in the membership file and in a store's entry.
#pragma once

#include "rules/earning/earning.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::rules {

std::string_view name_of(LeaseType lease);
std::string_view name_of(Deed deed);

const std::vector<std::string>& lease_names();
std::optional<LeaseType> lease_named(std::string_view name);
const std::vector<std::string>& deed_names();
std::optional<Deed> deed_named(std::string_view name);

// Whether a store may be of it.
bool knows_category(const EarnTerms& terms, std::string_view category);

} // namespace parkgate::rules
