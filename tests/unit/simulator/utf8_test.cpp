#include "simulator/utf8.hpp"

#include <gtest/gtest.h>

namespace parkgate::sim {
namespace {

TEST(Utf8, KnowsGoodFromBad) {
    EXPECT_TRUE(is_utf8("沪B12345 \xF0\x9F\x9A\x97"));
    for (const char* bad :
         {"\xFF", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE6\xB2", "\x80"}) {
        EXPECT_FALSE(is_utf8(bad)) << to_hex(bad);
    }
}

TEST(Utf8, ReplacesOnlyTheBadBytes) {
    EXPECT_EQ(to_utf8("沪\xFF"
                      "B"),
              "沪\xEF\xBF\xBD"
              "B");
    EXPECT_EQ(to_hex("\xFF\x0A"), "ff0a");
}

} // namespace
} // namespace parkgate::sim
