#include "drivers/modbus/span.hpp"

#include <algorithm>
#include <tuple>

namespace parkgate::drivers {

namespace {

int longest(Table table) {
    return is_bits(table) ? longest_bit_read : longest_register_read;
}

int end_of(const Span& span) {
    return span.first + span.count;
}

void append(std::vector<Span>& spans, const Span& span, int gap) {
    const int limit = longest(span.table);
    if (!spans.empty() && spans.back().table == span.table && span.first <= end_of(spans.back()) + gap) {
        const int end = std::max(end_of(spans.back()), end_of(span));
        if (end - spans.back().first <= limit) {
            spans.back().count = static_cast<std::uint16_t>(end - spans.back().first);
            return;
        }
    }
    for (int first = span.first; first < end_of(span); first += limit) {
        const int count = std::min(limit, end_of(span) - first);
        spans.push_back({span.table, static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(count)});
    }
}

} // namespace

Span span_of(const Point& point) {
    return {point.table, point.address, point.width};
}

std::vector<Span> merged(std::vector<Span> wanted, int gap) {
    std::ranges::sort(wanted, {}, [](const Span& span) { return std::tuple(span.table, span.first, span.count); });
    std::vector<Span> spans;
    for (const Span& span : wanted) {
        append(spans, span, gap);
    }
    return spans;
}

std::span<const std::uint16_t> Image::at(const Span& span) const {
    for (const Part& part : parts_) {
        if (part.span.table == span.table && part.span.first <= span.first && end_of(span) <= end_of(part.span)) {
            const auto offset = static_cast<std::size_t>(span.first - part.span.first);
            if (offset + span.count <= part.values.size()) {
                return std::span(part.values).subspan(offset, span.count);
            }
        }
    }
    return {};
}

} // namespace parkgate::drivers
