// `suggest`: a rate to begin with, from what a shop pays. Reads the configuration and no books.
#include "ledger/app/console/lines.hpp"
#include "ledger/app/daemon.hpp"
#include "platform/service/service.hpp"
#include "rules/earning/earning.hpp"

#include <array>
#include <cstdio>
#include <ostream>

namespace parkgate::ledger {

namespace {

std::string percent(double of_hundred) {
    std::array<char, 32> text{};
    const int length = std::snprintf(text.data(), text.size(), "%.2f %%", of_hundred);
    return {text.data(), static_cast<std::size_t>(length)};
}

// Of each sale, what points at this rate cost.
double cost_of(Fen point, Fen rate) {
    return 100.0 * static_cast<double>(point.count) / static_cast<double>(rate.count);
}

} // namespace

int suggest_rate(const Tool& tool, const Income& income) {
    constexpr std::int64_t fen_in_a_yuan = 100;
    const Fen point = tool.configuration.terms.earning.point_value;
    const auto rate = rules::suggested_rate(Fen{income.yuan * fen_in_a_yuan}, Fen{income.of_yuan * fen_in_a_yuan},
                                            income.share, point);
    if (!rate) {
        tool.errors << "no rate follows: membership.toml gives a point no value in fen\n";
        return service::exit_failed;
    }
    const double gets = 100.0 * static_cast<double>(income.yuan) / static_cast<double>(income.of_yuan);
    tool.out << "fen_per_point = " << rate->count << "   # " << yuan(*rate) << " a point\n"
             << "of a sale the mall gets " << percent(gets) << " and gives back at most "
             << percent(gets * static_cast<double>(income.share) / 100.0) << "; a point of " << yuan(point)
             << " costs it " << percent(cost_of(point, *rate)) << "\n";
    if (cost_of(point, *rate) >= 100.0) {
        tool.errors << "such points cost as much as the sale: no membership file with this rate loads\n";
    }
    return service::exit_good;
}

} // namespace parkgate::ledger
