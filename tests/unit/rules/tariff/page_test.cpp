// The examples of docs/TARIFFS.md and the tariffs of config/tariffs are ones that a mall could take as they are.
#include "tests/unit/rules/tariff/tariffs.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace parkgate::test {
namespace {

const std::filesystem::path root = PARKGATE_ROOT;

// "2026-11-23 10:00 to 2026-11-23 12:10: 1500", with a vehicle or a tier in front where it matters.
void check_stay(const rules::Tariff& tariff, const std::string& line) {
    std::istringstream words(line);
    std::string in_day;
    std::string in_time;
    std::string to;
    std::string out_day;
    std::string out_time;
    std::int64_t fen = -1;
    words >> in_day >> in_time >> to >> out_day >> out_time >> fen;
    ASSERT_TRUE(words && to == "to" && out_time.back() == ':') << line;
    out_time.pop_back();
    EXPECT_EQ(fee(tariff, in_day + " " + in_time, out_day + " " + out_time), Fen{fen}) << line;
}

TEST(TariffPage, EveryExampleIsATariffAndCostsWhatThePageSays) {
    std::ifstream page(root / "docs/TARIFFS.md");
    std::string block;
    std::string kind;
    rules::Tariff tariff;
    int tariffs = 0;
    int stays = 0;
    for (std::string line; std::getline(page, line);) {
        if (kind.empty() && line.starts_with("```")) {
            kind = line.substr(3);
            block.clear();
            if (kind.empty()) {
                kind = "text";
            }
        } else if (line == "```") {
            if (kind == "toml") {
                ++tariffs;
                SCOPED_TRACE("example " + std::to_string(tariffs));
                tariff = tariff_of(block);
            }
            kind.clear();
        } else if (kind == "stays") {
            ++stays;
            check_stay(tariff, line);
        } else if (!kind.empty()) {
            block += line + "\n";
        }
    }
    EXPECT_GE(tariffs, 6);
    EXPECT_GE(stays, 12);
}

TEST(TariffFiles, TheThreeMallsAreTariffs) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(root / "config/tariffs")) {
        ++count;
        SCOPED_TRACE(entry.path());
        std::ifstream file(entry.path());
        std::ostringstream text;
        text << file.rdbuf();
        EXPECT_FALSE(tariff_of(text.str()).tables.empty());
    }
    EXPECT_EQ(count, 3);
}

} // namespace
} // namespace parkgate::test
