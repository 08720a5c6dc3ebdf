#include "protocol/codec.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parkgate::test {
namespace {

TEST(Rfc3339, IsUtcWithMilliseconds) {
    EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(rfc3339(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(rfc3339(1'795'226'400'007), "2026-11-21T02:00:00.007Z");
    EXPECT_EQ(parse_rfc3339("2024-02-29T23:59:59.999Z"), 1'709'251'199'999);
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
    for (const auto* text :
         {"", "2026-11-21", "2026-11-21T02:00:00Z", "2026-11-21T02:00:00.000", "2026-11-21T02:00:00.000+08:00",
          "2026-13-01T00:00:00.000Z", "2026-00-01T00:00:00.000Z", "2026-02-29T00:00:00.000Z",
          "2026-11-31T00:00:00.000Z", "2026-11-00T00:00:00.000Z", "2026-11-21T24:00:00.000Z",
          "2026-11-21T00:60:00.000Z", "2026-11-21T00:00:60.000Z", "2026-11-21t00:00:00.000z",
          " 026-11-21T00:00:00.000Z", "-026-11-21T00:00:00.000Z", "2026-11-21T00:00:00.0000Z"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    }
    EXPECT_FALSE(parse_rfc3339(std::string_view("2026-11-21T00:00:00.\0\0\0Z", 24)));
}

RC_GTEST_PROP(Rfc3339Property, ThereAndBackAndInOrder, ()) {
    const auto ms = *rc::gen::inRange<std::int64_t>(0, 253'402'300'800'000); // up to the year 9999
    const auto more = *rc::gen::inRange<std::int64_t>(0, 253'402'300'800'000);
    RC_ASSERT(parse_rfc3339(rfc3339(ms)).value() == ms);
    RC_ASSERT((rfc3339(ms) < rfc3339(more)) == (ms < more));
}

} // namespace
} // namespace parkgate::test
