// Which box may speak at which lot.
#include "ledger/link/inbound.hpp"
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/messages.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parkgate::ledger::test {
namespace {

using Boxes = std::map<BoxId, std::string>;

// Why nothing that the box says at the lot is taken: a fact, one of a later gate, an ask and that it knows. Empty: all
// of it is.
std::string refused_at(const std::string& lot, const std::string& box, const Boxes& boxes) {
    const Inbound inbound(site, {"p1", "p2"}, key_ring(), {}, boxes);
    const LotTopics topics(site, lot);
    const std::string key = "demo-" + box;
    Box speaker(box);
    std::set<std::string> causes;
    const auto note = [&](const auto& read) { causes.insert(read ? "" : read.error().cause); };
    const auto entered = speaker.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon});
    note(inbound.read(signed_by(key, topics.fact(), entered.bytes)));
    note(inbound.read(signed_by(key, topics.fact(), speaker.later("e2").bytes)));
    note(inbound.read(signed_by(key, topics.ask(), speaker.ask("l1", LinkAsk{{"plate-1"}, noon}).bytes)));
    note(inbound.read_known(signed_by(key, topics.known(), encode(MemberKnown{{"news-1"}, {box}}))));
    return causes.size() == 1 ? *causes.begin() : "one thing is taken and another is not";
}

TEST(LotsOfBoxes, a_box_that_a_lot_names_speaks_there_alone) {
    const Boxes boxes{{{"b1"}, "p1"}, {{"b2"}, "p2"}};
    EXPECT_EQ(refused_at("p1", "b1", boxes), "");
    EXPECT_EQ(refused_at("p2", "b2", boxes), "");
    EXPECT_EQ(refused_at("p1", "b2", boxes), "wrong_lot");
    EXPECT_EQ(refused_at("p2", "b1", boxes), "wrong_lot");
}

TEST(LotsOfBoxes, where_a_lot_names_its_boxes_no_other_speaks) {
    const Boxes boxes{{{"b1"}, "p1"}};
    EXPECT_EQ(refused_at("p1", "b2", boxes), "wrong_lot") << "that nobody has named";
    EXPECT_EQ(refused_at("p2", "b2", boxes), "") << "p2 names none";
    EXPECT_EQ(refused_at("p2", "b1", boxes), "wrong_lot") << "another lot has named it";
}

TEST(LotsOfBoxes, where_no_lot_names_any_all_speak_at_each_lot_that_is_served) {
    EXPECT_EQ(refused_at("p1", "b2", {}), "");
    EXPECT_EQ(refused_at("p2", "b2", {}), "");
    EXPECT_EQ(refused_at("p3", "b2", {}), "unknown_topic");
}

TEST(LotsOfBoxes, the_name_of_the_right_box_does_not_help_another_s_key) {
    const Inbound inbound(site, {"p1", "p2"}, key_ring(), {}, {{{"b1"}, "p1"}, {{"b2"}, "p2"}});
    const auto fact = Box("b1").fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon});
    const auto cause = [&](const std::string& key, const std::string& lot) {
        return inbound.read(signed_by(key, LotTopics(site, lot).fact(), fact.bytes)).error().cause;
    };
    EXPECT_EQ(cause("demo-b2", "p1"), "wrong_lot");
    EXPECT_EQ(cause("demo-b2", "p2"), "wrong_owner");
}

} // namespace
} // namespace parkgate::ledger::test
