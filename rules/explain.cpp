#include "rules/explain.hpp"

namespace parkgate::rules {

namespace {

bool alike(const Charge& a, const Charge& b) {
    Charge moved = b;
    moved.from = a.from;
    return a == moved;
}

} // namespace

std::vector<ChargeRun> merged(const std::vector<Charge>& charges) {
    std::vector<ChargeRun> out;
    for (const auto& charge : charges) {
        if (!out.empty() && alike(out.back().first, charge)) {
            auto& run = out.back();
            ++run.count;
            run.length += charge.length;
            run.fen += charge.fen;
        } else {
            out.push_back({charge, 1, charge.length, charge.fen});
        }
    }
    return out;
}

std::vector<ExplainedLine> explain(const Tariff& tariff, SiteTime entered, const std::vector<Charge>& charges) {
    const auto local = [&](Minutes minute) {
        return local_time(tariff.calendar, entered + std::chrono::minutes(minute.count));
    };
    std::vector<ExplainedLine> out;
    for (const auto& run : merged(charges)) {
        const Charge& charge = run.first;
        const RateTable& table = tariff.tables.at(charge.table);
        ExplainedLine line;
        line.from = local(charge.from);
        line.until = local(charge.from + run.length);
        line.table = table.id;
        line.reason = charge.reason;
        line.count = run.count;
        line.each = charge.fen;
        line.fen = run.fen;
        if (charge.reason != ChargeReason::free_minutes) {
            const auto& collection = table.collections.at(charge.collection);
            line.type = collection.lines.at(charge.line).type;
            line.collection = table.collections.size() > 1 ? collection.id : "";
        }
        out.push_back(std::move(line));
    }
    return out;
}

} // namespace parkgate::rules
