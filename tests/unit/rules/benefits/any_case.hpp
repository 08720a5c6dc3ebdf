// Any mall, any stay, anything that a driver may have. For use inside of properties.
#pragma once

#include "tests/unit/rules/benefits/mall.hpp"

#include <rapidcheck.h>

namespace parkgate::test {

struct Case {
    RuleSet rules;
    SiteTime in;
    Duration stay{};
    Means means;
};

Case any_case();

// The case's means and more: nothing is taken away, nothing is worth less.
Means with_more(const Case& one);

// For the log of a property that fails.
std::string text(const Case& one);
std::string text(const Quote& quote);

} // namespace parkgate::test
