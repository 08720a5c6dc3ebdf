// The number of a receipt as the books know it.
#pragma once

#include <string>
#include <string_view>

namespace parkgate::ledger {

// Without spaces around it and in capitals: what a till prints, a member types in other letters.
std::string number_of(std::string_view printed);

} // namespace parkgate::ledger
