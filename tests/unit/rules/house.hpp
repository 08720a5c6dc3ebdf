// The rules of config/rules.toml.
#pragma once

#include "rules/benefits.hpp"
#include "tests/unit/rules/house_tariff.hpp"

namespace parkgate::test {

inline rules::RuleSet house() {
    return {{"house-1"},
            house_tariff(),
            {Minutes{30}, Points{300}, Minutes{180}},
            {{{"return-visit"}, {WorthKind::minutes, 60, {}}, Minutes{30}, 14}}};
}

} // namespace parkgate::test
