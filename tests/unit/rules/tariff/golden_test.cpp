// Worked examples: tests/unit/rules/golden/*.toml, of tariffs whose source each file names. The figures were worked out
// by hand; reckon.py arrives at them by another way.
#include "rules/file/tariff_file.hpp"
#include "rules/names.hpp"
#include "tests/unit/rules/tariff/tariffs.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

const std::filesystem::path root = PARKGATE_ROOT;

rules::Visitor visitor_of(settings::Table& one) {
    rules::Visitor visitor;
    visitor.tier = one.text_or("tier", "");
    visitor.free_minutes_spent = one.text_or("before", "") == "free_minutes_spent";
    const std::string vehicle = one.text_or("vehicle", "car");
    for (std::size_t i = 0; i < vehicle_kinds; ++i) {
        const auto kind = static_cast<VehicleKind>(i);
        if (rules::name_of(kind) == vehicle) {
            visitor.vehicle = kind;
            return visitor;
        }
    }
    ADD_FAILURE() << "no vehicle: " << vehicle;
    return visitor;
}

rules::Tariff tariff_in(settings::Document& document) {
    const auto tariff = rules::read_tariff(document.root().table("tariff"));
    for (const auto& problem : document.problems()) {
        ADD_FAILURE() << settings::to_text(problem);
    }
    return tariff;
}

int check_file(const std::filesystem::path& path) {
    auto document = settings::Document::from_file(path);
    auto file = document.root();
    EXPECT_FALSE(file.text("source").empty());
    EXPECT_FALSE(file.text("reading").empty());
    rules::Tariff tariff;
    if (file.has("tariff_file")) {
        auto other = settings::Document::from_file(root / file.text("tariff_file"));
        tariff = tariff_in(other);
    } else {
        tariff = tariff_in(document);
    }
    int count = 0;
    for (auto& one : file.tables("case")) {
        ++count;
        const std::string in = one.text("in");
        const std::string out = one.text("out");
        const auto visitor = visitor_of(one);
        SCOPED_TRACE(path.filename().string() + ", case " + std::to_string(count) + ": " + in + " to " + out);
        EXPECT_EQ(fee(tariff, in, out, visitor), Fen{one.integer("fen", 0, 1'000'000)});
        if (one.has("lines")) {
            EXPECT_EQ(lines(tariff, in, out, visitor), one.text("lines"));
        }
        one.done();
    }
    file.done();
    for (const auto& problem : document.problems()) {
        ADD_FAILURE() << settings::to_text(problem);
    }
    return count;
}

TEST(Golden, EveryWorkedExample) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(root / "tests/unit/rules/golden")) {
        count += check_file(entry.path());
    }
    EXPECT_GE(count, 80);
}

} // namespace
} // namespace parkgate::test
