// A site with fresh keys, as the tests of the tool see it.
#pragma once

#include "parkgatectl/lot_view.hpp"
#include "protocol/keys.hpp"

namespace parkgate::ctl::test {

struct Site {
    Site();

    [[nodiscard]] Signer signer(const std::string& key) const;
    [[nodiscard]] mqtt::Message signed_by(const std::string& key, const std::string& topic, std::string bytes,
                                          bool retain = false) const;

    LotTopics topics{"mall", "p1"};
    KeyFiles files;
    KeyRing ring;
};

LaneState idle_lane(const std::string& id);
BoxStatus good_box();
Clocks at_seconds(std::int64_t seconds); // since good_box().site_time

} // namespace parkgate::ctl::test
