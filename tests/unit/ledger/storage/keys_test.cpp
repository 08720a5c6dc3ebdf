// All that is booked for a member stands under his key: what a partition of members could keep by itself.
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace parkgate::ledger::test {
namespace {

// Whose the account is; none: a system's.
std::optional<std::string> member_of(const JournalLeg& leg) {
    using enum AccountKind;
    for (const auto kind :
         {member_spendable, member_held, member_receivable, member_pending, member_qualifying, points_recovered}) {
        if (leg.kind == text_of(kind)) {
            return leg.owner.substr(0, leg.owner.find('@')); // qualifying points are of a member and a period
        }
    }
    return std::nullopt;
}

// A member who brings another, buys, gives back, parks and is reviewed, and one who does the same with his things.
void live(Mall& mall) {
    mall.app(Joined{{"m3"}, {"phone-3"}, {"m1"}});
    for (const std::string member : {"m1", "m2", "m3"}) {
        const Sold sold = sale("r-" + member, member, 123'456);
        mall.till(sold);
        mall.app(Liked{{member}, {"post-1"}});
        mall.app(Uploaded{{member}, sale("u-" + member, "", 50'000), "photo"});
        mall.desk("anna", Reviewed{{mall.last_id()}, true, "good"});
        mall.till(back(sold, 100'000));
        mall.desk("anna", Adjusted{{member}, -20, "a mistake"});
        mall.now += 1h;
    }
    mall.hold(mall.box, "h1", "s1", 600);
    mall.take(mall.box.fact({"s1"}, charged("h1", 300, 300)));
    mall.take(mall.box.fact({"s9"}, charged("h-lost", 900)));
    mall.store->sweep(mall.now + days(800), 1000);
}

TEST(Keys, every_transaction_is_of_one_member_at_most) {
    const auto kit = make_kit();
    std::map<std::string, int> transactions;
    {
        Mall mall(kit->open());
        live(mall);
    }
    kit->open()->read_journal([&](const JournalTxn& txn, std::span<const JournalLeg> legs) {
        std::set<std::string> members;
        for (const auto& leg : legs) {
            if (const auto member = member_of(leg)) {
                members.insert(*member);
            }
        }
        EXPECT_LE(members.size(), 1U) << txn.code << " " << txn.cause;
        for (const auto& member : members) {
            ++transactions[member];
        }
    });
    for (const char* member : {"m1", "m2", "m3"}) {
        EXPECT_GT(transactions[member], 3) << member;
    }
}

} // namespace
} // namespace parkgate::ledger::test
