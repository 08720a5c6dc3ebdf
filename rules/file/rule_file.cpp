#include "rules/file/rule_file.hpp"

#include "rules/file/benefits_file.hpp"
#include "rules/file/coupon_file.hpp"
#include "rules/file/tariff_file.hpp"

namespace parkgate::rules {

RuleSet read_rules(settings::Table table) {
    RuleSet rules;
    rules.id = {table.name("id")};
    rules.tariff = read_tariff(table.table("tariff"));
    rules.points = read_points(table.table("points"));
    rules.coupons = read_coupons(table);
    if (auto benefits = table.table_if("benefits")) {
        rules.benefits = read_benefits(std::move(*benefits));
    }
    table.done();
    return rules;
}

} // namespace parkgate::rules
