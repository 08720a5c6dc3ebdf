// For any terms and any purchase: in parts it earns no more than in one, and with less of it kept no more.
#include "rules/earning/check.hpp"
#include "tests/unit/rules/earning/mall.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace parkgate::test {
namespace {

using namespace rules;

std::int64_t any_of(std::int64_t least, std::int64_t most) {
    return *rc::gen::inRange<std::int64_t>(least, most + 1);
}

// Whatever the check lets pass.
EarnTerms any_terms() {
    EarnTerms terms;
    terms.categories = {"retail"};
    terms.rates = {{"retail", {}, Fen{any_of(31, 1'200)}}};
    std::set<std::int64_t> froms;
    for (auto count = any_of(0, 4); count > 0; --count) {
        froms.insert(any_of(0, 3'000));
    }
    std::int64_t percent = 100;
    for (const auto from : froms) {
        percent += any_of(0, 100);
        terms.steps.push_back({Points{from}, percent});
    }
    for (auto count = any_of(0, 3); count > 0; --count) {
        terms.campaigns.push_back(
            {{"campaign-" + std::to_string(count)}, any_of(101, 1'000), {}, {{}, by_the_clock(2030, 1, 1)}, Points{1}});
    }
    const auto faults = faults_of(terms);
    RC_ASSERT(faults.empty());
    return terms;
}

Sale any_sale() {
    Sale sale = sale_of("retail", Fen{any_of(1, 300'000)});
    sale.qualifying = {any_of(-100, 4'000)};
    sale.campaign_left = {any_of(0, 2'000)};
    return sale;
}

// What a member and a campaign are like after the sale.
void go_on(Sale& sale, const Earned& earned) {
    sale.qualifying += earned.usual;
    sale.campaign_left -= earned.campaign;
}

RC_GTEST_PROP(I15, AReceiptInPartsNeverEarnsMore, ()) {
    const auto terms = any_terms();
    const Sale whole = any_sale();
    const Earned in_one = earn(terms, whole);
    Sale part = whole;
    Earned in_parts;
    for (Fen left = whole.net; left > Fen{}; left -= part.net) {
        part.net = {any_of(1, left.count)};
        const Earned earned = earn(terms, part);
        go_on(part, earned);
        in_parts.usual += earned.usual;
        in_parts.steps += earned.steps;
        in_parts.campaign += earned.campaign;
    }
    RC_ASSERT(in_parts.usual <= in_one.usual);
    RC_ASSERT(in_parts.steps <= in_one.steps);
    RC_ASSERT(in_parts.campaign <= in_one.campaign);
}

RC_GTEST_PROP(I15, NoPartIsNegativeAndACampaignStaysInItsBudget, ()) {
    const auto terms = any_terms();
    const Sale sale = any_sale();
    const Earned earned = earn(terms, sale);
    RC_ASSERT(earned.usual >= Points{} && earned.steps >= Points{} && earned.campaign >= Points{});
    RC_ASSERT(earned.campaign <= sale.campaign_left);
    RC_ASSERT((earned.campaign > Points{}) == !earned.by.empty());
}

RC_GTEST_PROP(I20, KeepingLessNeverEarnsMoreAndAllOfItAllOfIt, ()) {
    const auto terms = any_terms();
    const Sale sale = any_sale();
    const Earned first = earn(terms, sale);
    const Fen more{any_of(0, sale.net.count)};
    const Fen less{any_of(0, more.count)};
    const Earned of_more = earn_of_kept(terms, sale, first, more);
    const Earned of_less = earn_of_kept(terms, sale, first, less);
    RC_ASSERT(of_less.usual <= of_more.usual && of_less.steps <= of_more.steps && of_less.campaign <= of_more.campaign);
    RC_ASSERT(of_more.sum() <= first.sum());
    RC_ASSERT(earn_of_kept(terms, sale, first, sale.net) == first);
    RC_ASSERT(earn_of_kept(terms, sale, first, Fen{}) == Earned{});
}

// Whatever is bought, its points cost the mall less than what was paid.
RC_GTEST_PROP(Earn, BuyingNeverEarnsBackWhatIsPaid, ()) {
    const auto terms = any_terms();
    Sale sale = any_sale();
    sale.campaign_left = {1'000'000'000};
    RC_ASSERT(terms.point_value * earn(terms, sale).sum().count < sale.net);
}

} // namespace
} // namespace parkgate::test
