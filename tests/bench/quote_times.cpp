// How long a priced and explained stay takes: one JSON line for each stay. The argument is a rules file.
#include "rules/benefits.hpp"
#include "rules/explain.hpp"
#include "rules/file/rule_file.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

namespace parkgate {
namespace {

constexpr std::size_t batch = 20; // calls a reading of the clock, which takes some 30 ns itself
volatile std::int64_t sink = 0;

struct Stay {
    const char* name;
    Duration length;
};

// Microseconds of one call, for each of many.
std::vector<double> times(const rules::RuleSet& rules, Duration stay, std::size_t count) {
    // 2026-11-21 10:00 at UTC+8; each call at another minute, so that no day is always the first.
    const SiteTime entered{Duration{1'795'226'400'000}};
    const rules::Means nothing;
    std::vector<double> out;
    for (std::size_t i = 0; i < count; ++i) {
        const SiteTime in = entered + std::chrono::minutes(i * 7);
        const auto began = std::chrono::steady_clock::now();
        for (std::size_t repeat = 0; repeat < batch; ++repeat) {
            const Quote quote = rules::price(rules, in, in + stay, nothing);
            const auto charges = rules::charges_of(rules.tariff, nothing.visitor, in, in + stay);
            const auto lines = rules::explain(rules.tariff, in, charges);
            sink = sink + quote.fee.count + static_cast<std::int64_t>(lines.size());
        }
        const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
        out.push_back(took.count() / batch);
    }
    std::ranges::sort(out);
    return out;
}

int run(const std::string& path, std::size_t count) {
    auto document = settings::Document::from_file(path);
    const auto rules = rules::read_rules(document.root());
    for (const auto& problem : document.problems()) {
        std::fprintf(stderr, "%s\n", settings::to_text(problem).c_str());
    }
    if (!document.good()) {
        return 1;
    }
    using namespace std::chrono_literals;
    for (const auto& stay : {Stay{"2 h 10 min", 130min}, Stay{"10 h", 10h}, Stay{"30 days", 24h * 30}}) {
        const auto all = times(rules, stay.length, count);
        std::printf(R"({"stay": "%s", "blocks": %zu, "median_us": %.2f, "p99_us": %.2f})"
                    "\n",
                    stay.name, rules::charges_of(rules.tariff, {}, SiteTime{}, SiteTime{} + stay.length).size(),
                    all[all.size() / 2], all[all.size() * 99 / 100]);
    }
    return 0;
}

} // namespace
} // namespace parkgate

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "quote_times RULES COUNT\n");
        return 2;
    }
    return parkgate::run(argv[1], std::stoul(argv[2]));
}
