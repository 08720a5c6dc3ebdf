#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/link/inbound.hpp"
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/mall.hpp"
#include "tests/unit/ledger/support/messages.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using namespace std::string_literals;

class Console : public ::testing::Test {
  protected:
    Console() {
        configuration.site = site;
        configuration.lots = {lot};
        configuration.keys = site::Keys{key_ring(), signer_of("demo-ledger"), "ledger"};
        configuration.plates = PlateHasher(std::array<unsigned char, 32>{});
        configuration.terms = mall.store->terms();
    }
    ToolReply run(const Order& order) {
        const Desk desk{configuration, *mall.store, [this] { return mall.now; }, [] { return wall; }};
        const auto job = begin(desk, order);
        while (job->step()) {
        }
        return job->reply();
    }
    // What it prints; it must be good.
    std::string text(const Order& order) {
        const ToolReply reply = run(order);
        EXPECT_EQ(reply.exit, 0) << reply.errors;
        return reply.out;
    }
    std::string error(const Order& order) {
        const ToolReply reply = run(order);
        EXPECT_EQ(reply.exit, 1) << reply.out;
        return reply.errors;
    }

    Mall mall{[](Terms& terms) { terms.stores.push_back({{"noodles"}, "dining"}); }};
    Configuration configuration;
};

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST_F(Console, reports_say_every_number_with_its_unit) {
    mall.till(sale("r1", "m1", 20'000));
    mall.till(sale("r2", "m1", 20'000, "dining"));
    const std::string all = text(ReportOrder{});
    EXPECT_SAYS(all, "store:retail  200 points  4.00 yuan");
    EXPECT_SAYS(all, "in all        300 points  6.00 yuan");
    EXPECT_SAYS(all, "purchases of members");
    EXPECT_SAYS(all, "400.00 yuan");
    EXPECT_SAYS(text(ReportOrder{"store", "dining"}), "in all        100 points  2.00 yuan");
    const std::string json = text(ReportOrder{.json = true});
    EXPECT_SAYS(json, "\"liability_fen\":600");
    EXPECT_SAYS(text(ReportOrder{.since = "2026-09-22"}), "in all  0.00 yuan");
    EXPECT_SAYS(text(ReportOrder{.since = "today", .until = "today"}), "store:retail  4.00 yuan");
}

// By night, when it is made, half an hour costs 3.00 yuan, by day 5.00; gold pays fewer points.
TEST_F(Console, exposure_at_most_fen_is_of_the_dearest_hour_and_the_fewest_points) {
    auto& rules = configuration.terms.rules;
    const auto hours = [](const char* id, rules::ClockRange range, Fen fen) {
        rules::RateLine half_hour;
        half_hour.type = rules::RateLineType::incrementing_rate;
        half_hour.fen = fen;
        half_hour.increment = {30};
        rules::RateLineCollection out;
        out.id = id;
        out.hours = range;
        out.lines = {half_hour};
        return out;
    };
    rules::RateTable table;
    table.id = "everybody";
    table.collections = {hours("day", {{8 * 60}, {22 * 60}}, {500}), hours("night", {{22 * 60}, {8 * 60}}, {300})};
    rules.tariff.tables = {table};
    rules.points = {{30}, {300}, {180}, {{{"gold"}, {}, {}, {200}}}};
    mall.till(sale("r1", "m1", 100'000));
    mall.slice(mall.box, "a1");
    mall.hold(mall.box, "h1", "s1", 900);
    const std::string json = text(ReportOrder{.json = true});
    EXPECT_SAYS(json, "\"coupons\":10,\"coupons_minutes\":600,\"coupons_at_most_fen\":10000,");
    EXPECT_SAYS(json, "\"holds_points\":900,\"holds_minutes\":120,\"holds_at_most_fen\":2000");
    EXPECT_SAYS(text(ReportOrder{}), "at most 100.00 yuan");
    table.id = "large vehicles";
    table.vehicles = rules::VehicleSet::of(VehicleKind::large);
    table.collections.front().lines.front().fen = {800};
    rules.tariff.tables.push_back(table);
    EXPECT_SAYS(text(ReportOrder{.json = true}), "\"coupons_at_most_fen\":16000,");
}

TEST_F(Console, a_report_of_nothing_that_is_known_is_refused) {
    EXPECT_SAYS(error(ReportOrder{.since = "2026-02-30"}), "is no day");
    EXPECT_SAYS(error(ReportOrder{.since = "2026-09-22", .until = "2026-09-20"}), "before --since");
    EXPECT_SAYS(error(ReportOrder{"store", ""}), "by its id");
    EXPECT_SAYS(error(ReportOrder{"floor", "2"}), "expected the mall");
}

TEST_F(Console, a_statement_has_it_all) {
    mall.till(sale("r1", "m1", 150'000));
    mall.hold(mall.box, "h1", "s1", 300);
    const std::string statement = text(ShowMember{"m1"});
    EXPECT_SAYS(statement, "member m1, tier silver");
    EXPECT_SAYS(statement, "1200 points");
    EXPECT_SAYS(statement, "hold h1");
    EXPECT_SAYS(statement, "store:retail");
    EXPECT_SAYS(statement, "points_earned");
    EXPECT_SAYS(error(ShowMember{"m9"}), "no member m9");
}

TEST_F(Console, reviews_are_decided_by_who_gives_his_name) {
    mall.app(Uploaded{{"m1"}, sale("r1", "", 10'000, "own-till"), "photo"});
    const std::string item = mall.last_id();
    EXPECT_SAYS(text(ListReviews{}), item + "  upload");
    EXPECT_SAYS(error(DecideReview{item, true, "", "anna"}), "--reason");
    EXPECT_SAYS(error(DecideReview{item, true, "clear"}), "--by");
    EXPECT_SAYS(error(DecideReview{"e99", true, "clear", "anna"}), "no_such_item");
    EXPECT_SAYS(text(DecideReview{item, true, "clear", "anna"}), "100 points");
    EXPECT_EQ(mall.store->books().review({item})->decided_by, OperatorId{"anna"});
    EXPECT_SAYS(error(DecideReview{item, false, "no", "anna"}), "decided_before");
    EXPECT_SAYS(text(ListReviews{}), "nothing waits");
    EXPECT_SAYS(text(ListReviews{true}), "approved by anna");
}

TEST_F(Console, a_budget_holds_until_the_file_says_another_number) {
    EXPECT_SAYS(text(ListBudgets{}), "25 coupons");
    EXPECT_SAYS(text(SetBudget{"return-visit", 40, "autumn", "anna"}), "40 coupons");
    mall.store->set_budgets(mall.now);
    EXPECT_EQ(mall.balance(AccountKind::campaign_budget, "return-visit"), 40 * 60) << "after a start";
    EXPECT_SAYS(text(SetBudget{"return-visit", 25, "as before", "anna"}), "25 coupons");
    EXPECT_SAYS(error(SetBudget{"autumn", 1, "none", "anna"}), "membership file");
    EXPECT_SAYS(error(SetBudget{"return-visit", -1, "none", "anna"}), "0 to 10000000");
    EXPECT_SAYS(text(ListBudgets{true}), "\"granted_coupons\":25");
}

TEST_F(Console, a_budget_that_is_raised_by_much_takes_two) {
    const auto coupons = [&] { return mall.balance(AccountKind::campaign_budget, "return-visit") / 60; };
    const auto set = [](std::int64_t number) { return SetBudget{"return-visit", number, "autumn", "anna"}; };
    text(set(124));
    const ToolReply waits = run(set(126));
    EXPECT_EQ(waits.exit, 4) << "101 more than in the morning: " << waits.errors;
    EXPECT_SAYS(waits.out, "nothing was changed");
    EXPECT_EQ(coupons(), 124);
    const ReviewRow item = mall.store->reviews(false, 1).at(0);
    EXPECT_EQ(item.by, OperatorId{"anna"});
    EXPECT_SAYS(waits.out, item.id.text);
    EXPECT_SAYS(waits.out, "2 coupons more wait");
    EXPECT_SAYS(text(ListReviews{}), "return-visit: 124 and 2 coupons more");
    EXPECT_SAYS(error(DecideReview{item.id.text, true, "yes", "bert"}), "own_second");
    EXPECT_EQ(mall.desk("anna", Seconded{{item.id.text}}).code, Code::own_second);
    EXPECT_EQ(mall.desk("anna", Reviewed{item.id, true, "mine"}).code, Code::own_second);
    EXPECT_EQ(coupons(), 124);
    EXPECT_EQ(mall.desk("bert", Seconded{{item.id.text}}).answer.outcome, Outcome::applied);
    EXPECT_EQ(coupons(), 126);
    mall.store->set_budgets(mall.now);
    EXPECT_EQ(coupons(), 126) << "after a start";
    EXPECT_EQ(mall.desk("carl", Seconded{{item.id.text}}).code, Code::decided_before);
    const ReviewRow done = mall.store->reviews(true, 1).at(0);
    EXPECT_EQ(done.by, OperatorId{"anna"});
    EXPECT_EQ(done.decided_by, OperatorId{"bert"});
    text(set(1));
    EXPECT_EQ(coupons(), 1) << "lowering takes one";
    EXPECT_EQ(run(set(3)).exit, 4) << "and raising it again is raising it";
    const ReviewId refused = mall.store->reviews(false, 1).at(0).id;
    EXPECT_EQ(mall.desk("bert", Reviewed{refused, false, "no"}).answer.outcome, Outcome::applied);
    EXPECT_EQ(coupons(), 1);
    mall.now = noon + days(1);
    text(set(101));
}

TEST_F(Console, what_was_settled_while_more_coupons_waited_for_a_second_person_stands) {
    const auto coupons = [&] { return mall.balance(AccountKind::campaign_budget, "return-visit") / 60; };
    EXPECT_EQ(run(SetBudget{"return-visit", 200, "autumn", "anna"}).exit, 4);
    const ReviewId raised = mall.store->reviews(false, 1).at(0).id;
    text(SetBudget{"return-visit", 10, "too many are out", "carl"});
    EXPECT_SAYS(text(ListReviews{}), "return-visit: 10 and 175 coupons more");
    EXPECT_EQ(mall.desk("bert", Seconded{{raised.text}}).answer.outcome, Outcome::applied);
    EXPECT_EQ(coupons(), 10 + 175) << "what the two have agreed on is what was to be added to 25";
    EXPECT_SAYS(text(ListReviews{true}), "return-visit: 175 coupons more");
}

TEST_F(Console, what_an_older_ledger_has_asked_a_second_person_for_is_still_agreed_to) {
    EXPECT_EQ(run(SetBudget{"return-visit", 200, "autumn", "anna"}).exit, 4);
    const ReviewId raised = mall.store->reviews(false, 1).at(0).id;
    mall.store->set_meta("budget_more/" + raised.text, "");
    mall.store->set_meta("budget_asked/" + raised.text, "200/return-visit");
    EXPECT_EQ(mall.desk("bert", Seconded{{raised.text}}).answer.outcome, Outcome::applied);
    EXPECT_EQ(mall.balance(AccountKind::campaign_budget, "return-visit") / 60, 200);
}

// The day's sum of who types and of the member are those of the desk.
TEST_F(Console, I51_points_for_a_new_member_are_counted_as_the_desk_s_and_above_the_limit_take_two) {
    const auto add = [](const std::string& id, std::int64_t points) {
        return NewMember{.id = id, .plates = {}, .points = points, .by = "anna", .reason = "粤B12345 was his"};
    };
    EXPECT_SAYS(error(NewMember{.id = "m8", .plates = {}, .points = 5}), "--by");
    EXPECT_EQ(mall.desk("anna", Adjusted{{"m1"}, 200, "goodwill"}).answer.points, 200);
    EXPECT_SAYS(text(add("m8", 300)), "member m8 added; balance 300 points");
    const ToolReply waits = run(add("m9", 1));
    EXPECT_EQ(waits.exit, 4) << waits.errors;
    EXPECT_SAYS(waits.out, "wait for a second person");
    EXPECT_EQ(mall.spendable("m9"), 0);
    const ReviewRow item = mall.store->reviews(false, 1).at(0);
    EXPECT_EQ(item.by, OperatorId{"anna"});
    EXPECT_SAYS(error(DecideReview{item.id.text, true, "yes", "bert"}), "own_second");
    EXPECT_EQ(mall.desk("anna", Seconded{{item.id.text}}).code, Code::own_second);
    EXPECT_EQ(mall.desk("bert", Seconded{{item.id.text}}).answer.points, 1);
    EXPECT_EQ(mall.spendable("m9"), 1);
    const auto asked = mall.store->books().event({item.id.text});
    EXPECT_EQ(std::get<Adjusted>(asked->body).reason, "粤****** was his");
}

TEST_F(Console, I29_plates_have_their_limits_here_as_well) {
    const auto add = [](const std::string& id, std::vector<std::string> plates) {
        return NewMember{.id = id, .plates = std::move(plates), .by = "anna", .reason = "at the desk"};
    };
    const auto unlink = [&](const char* plate) { text(UnlinkPlate{plate, "anna", "sold"}); };
    EXPECT_SAYS(error(add("m8", {"沪A10001", "沪A10002", "沪A10003", "沪A10004"})), "at most 3 plates");
    EXPECT_FALSE(mall.store->books().has_member({"m8"})) << "nor is he added without them";
    text(add("m8", {"沪A10001", "沪A10002"}));
    text(add("m8", {"沪A10003", "沪A10001"}));
    EXPECT_SAYS(error(add("m8", {"沪A10004"})), "plates_a_member");
    unlink("沪A10001");
    EXPECT_SAYS(error(add("m9", {"沪A10001"})), "[plates] members_a_plate");
    EXPECT_FALSE(mall.store->books().has_member({"m9"}));
    text(add("m8", {"沪A10001"}));
    EXPECT_TRUE(mall.store->books().conduct_of({"m8"}, 0).empty()) << "what the desk does is not his conduct";
    unlink("沪A10001");
    mall.now = noon + days(1);
    text(add("m9", {"沪A10001"}));
}

TEST_F(Console, I30_points_beyond_the_year_s_budget_add_nobody) {
    Mall small([](Terms& terms) { terms.earning.budget = {200}; });
    const Desk desk{configuration, *small.store, [&] { return small.now; }, [] { return wall; }};
    const auto said = add_member(desk, {.id = "m8", .plates = {}, .points = 101, .by = "anna", .reason = "new"});
    EXPECT_EQ(said.exit, 1);
    EXPECT_SAYS(said.errors, "budget_is_spent");
    EXPECT_FALSE(small.store->books().has_member({"m8"}));
    EXPECT_EQ(add_member(desk, {.id = "m8", .plates = {}, .points = 100, .by = "anna", .reason = "new"}).exit, 0);
    EXPECT_EQ(small.balance(AccountKind::earning_budget_used, "2026"), 200);
}

TEST_F(Console, what_is_done_here_is_noted_with_it_or_not_at_all) {
    text(NewMember{.id = "m8", .plates = {"沪A10008"}, .points = 20, .by = "anna", .reason = "joined"});
    EXPECT_EQ(mall.spendable("m8"), 20);
    const auto add = [&](const char* id) {
        (void)mall.store->add_member({id}, {}, {}, noon, {}, ConsoleNote{{"note-1"}, "member_add", "{}", wall});
    };
    add("m9");
    EXPECT_THROW(add("m10"), StorageFailed) << "the id of the note is taken";
    EXPECT_FALSE(mall.store->books().has_member({"m10"})) << "without its note nothing is done";
    EXPECT_THROW(mall.store->set_budget({"return-visit"}, 7, noon, ConsoleNote{{"note-1"}, "budget_set", "{}", wall}),
                 StorageFailed);
    EXPECT_EQ(mall.store->meta("budget_coupons/return-visit"), std::nullopt);
    EXPECT_EQ(mall.balance(AccountKind::campaign_budget, "return-visit"), 25 * 60);
    EXPECT_THROW(
        mall.store->unlink({"plate-1"}, noon,
                           [](const MemberId&) { return ConsoleNote{{"note-1"}, "member_unlink", "{}", wall}; }),
        StorageFailed);
    EXPECT_EQ(mall.store->books().member_of({"plate-1"}, noon), MemberId{"m1"});
}

// A gate's fact that its rules of today do not take, and those of tomorrow do.
TEST_F(Console, what_was_quarantined_is_driven_again) {
    mall.enter(mall.box, "s1", "plate-9");
    const auto work = mall.box.fact({"s1"}, Charged{{"h9"}, {"m9"}, {30}, {}, {3}, {30}, noon});
    EXPECT_EQ(mall.take(work).entry.code, "unknown_member");
    const std::string id = work.fact.fact.id.text;
    EXPECT_SAYS(text(ListQuarantine{}), id + "  fact of b1, charged  unknown_member");
    EXPECT_SAYS(text(ShowQuarantined{id}), "\"kind\":\"charged\"");
    EXPECT_SAYS(error(Redrive{id, "a try", "anna"}), "quarantined (unknown_member)");
    EXPECT_SAYS(text(ListQuarantine{}), "driven again: quarantined unknown_member");
    mall.store->add_member({"m9"}, {{"plate-9"}}, {}, noon);
    EXPECT_SAYS(text(Redrive{id, "he is here now", "anna"}), "applied (late_capture)");
    EXPECT_EQ(mall.owed("m9"), 30);
    EXPECT_SAYS(error(Redrive{id, "once more", "anna"}), "was driven again before");
    EXPECT_SAYS(text(ListQuarantine{}), "nothing is in quarantine");
    EXPECT_EQ(mall.take(work).entry.code, "unknown_member") << "what the gate was told stays";
    EXPECT_EQ(mall.owed("m9"), 30);
}

// A till's message that a former version did not understand, and this one does.
TEST_F(Console, an_event_is_driven_again_by_the_version_that_understands_it) {
    const auto said = [&](const std::string& id, const std::string& signed_by) {
        const std::string bytes = encode(MemberEvent{{id}, noon, sale("r-" + id, "m1", 10'000, "noodles")});
        const Signer signer = signer_of("demo-" + signed_by);
        const UnknownEventWork work{{id},
                                    "sold",
                                    Door::pos,
                                    "noodles",
                                    bytes,
                                    signer.id(),
                                    signer.sign(event_topic({Door::pos, "noodles"}, site), bytes),
                                    "answers"};
        EXPECT_EQ(mall.World::take(work).answer.outcome, Outcome::quarantined);
    };
    said("e1", "noodles");
    EXPECT_SAYS(text(ListQuarantine{}), "e1  event of pos/noodles, sold  unknown_shape");
    EXPECT_SAYS(text(Redrive{"e1", "the new version", "anna"}), "e1: applied");
    EXPECT_EQ(mall.spendable("m1"), 50);
    EXPECT_SAYS(error(Redrive{"e1", "again", "anna"}), "was driven again before");
}

// What a version that did not understand it has kept of a till, a gate and an operator, whose keys are gone by now.
TEST_F(Console, what_waits_is_driven_again_when_the_key_that_signed_it_is_gone) {
    const auto read_by_a_former_version = [&](const std::string& key, const std::string& topic,
                                              const std::string& bytes) {
        return Inbound(site, {lot, "p2"}, key_ring()).read(signed_by(key, topic, bytes)).has_value();
    };
    const std::string sold = encode(MemberEvent{{"e1"}, noon, sale("r1", "m1", 10'000, "noodles")});
    const auto topic = event_topic({Door::pos, "noodles"}, site);
    ASSERT_TRUE(read_by_a_former_version("demo-noodles", topic, sold));
    mall.World::take(UnknownEventWork{{"e1"},
                                      "sold",
                                      Door::pos,
                                      "noodles",
                                      sold,
                                      {"demo-noodles"},
                                      signer_of("demo-noodles").sign(topic, sold),
                                      "answers"});
    const auto entered = mall.box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}, "f1");
    mall.World::take(UnknownFactWork{{{"f1"}, {"b1"}, 1, 1, "", "entered"},
                                     entered.bytes,
                                     {"demo-b1"},
                                     signer_of("demo-b1").sign(LotTopics(site, lot).fact(), entered.bytes),
                                     lot,
                                     Code::unknown_shape});
    mall.slice(mall.box, "a1");
    const auto given = mall.box.coupon({"s1"}, coupon("c1", "a1", "s1"));
    mall.World::take(UnknownFactWork{
        {{"f2"}, {"b1"}, 1, 9, {}, "coupon_issued"}, given.bytes, {"demo-b1"}, given.signature, lot, {}});
    configuration.lots = {lot, "p2"};
    configuration.keys = site::Keys{KeyRing{}, signer_of("demo-ledger"), "ledger"};
    EXPECT_SAYS(text(Redrive{"e1", "the new version", "anna"}), "e1: applied");
    EXPECT_EQ(mall.spendable("m1"), 50);
    EXPECT_SAYS(text(Redrive{"f1", "the new version", "anna"}), "f1: applied");
    EXPECT_TRUE(mall.store->books().session({"s1"}).has_value());
    EXPECT_SAYS(text(Redrive{"f2", "the new version", "anna"}), "f2: applied");
    const auto coupon_row = mall.store->books().coupon({"c1"});
    ASSERT_TRUE(coupon_row);
    EXPECT_EQ(coupon_row->home_lot, lot) << "its box had signed the coupon with the fact";
}

// Typed at the console, or with persons hidden in it: no signature is kept with these, and none is asked for.
TEST_F(Console, what_is_kept_without_a_signature_is_driven_again_as_it_was_kept) {
    const MemberEvent added{{"e1"}, noon, PlateAdded{{"m1"}, "plate-hash-9"}};
    mall.World::take(
        UnknownEventWork{{"e1"}, "plate_added", Door::app, "wepay", encode(added), {"demo-wepay"}, {}, "a"});
    EXPECT_SAYS(text(Redrive{"e1", "the books are mended", "anna"}), "e1: applied");
    EXPECT_EQ(mall.store->books().member_of({"plate-hash-9"}, noon), MemberId{"m1"}) << "not hashed once more";
}

TEST_F(Console, a_fact_whose_lot_nobody_knows_says_so) {
    const auto entered = mall.box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}, "f1");
    const UnknownFactWork kept{{{"f1"}, {"b1"}, 1, 1, "", "entered"},
                               entered.bytes,
                               {"demo-b1"},
                               signer_of("demo-b1").sign(LotTopics(site, lot).fact(), entered.bytes),
                               "",
                               Code::unknown_shape};
    mall.World::take(kept);
    configuration.lots = {"p2", lot};
    const auto trusted = configuration.keys->trusted;
    configuration.keys = site::Keys{KeyRing{}, signer_of("demo-ledger"), "ledger"};
    EXPECT_SAYS(error(Redrive{"f1", "a try", "anna"}), "did not keep the lot");
    configuration.keys->trusted = trusted;
    EXPECT_SAYS(text(Redrive{"f1", "a try", "anna"}), "f1: applied");
}

// What cannot be booked by any version: the same again and again.
class Quarantine : public Console {
  protected:
    void hopeless(int number, Code why = Code::unknown_shape, const std::string& prefix = "old-") {
        std::vector<Work> batch;
        for (int i = 1; i <= number; ++i) {
            std::string id = std::to_string(i);
            id.insert(0, 4 - id.size(), '0');
            batch.emplace_back(
                UnknownEventWork{{prefix + id}, "gilded", Door::pos, "noodles", "{}", {"demo-noodles"}, "s", "a", why});
        }
        mall.store->take(batch, mall.now, kept_at);
    }
    WallTime kept_at = wall;
};

TEST_F(Quarantine, of_a_thousand_hopeless_messages_none_hides_another) {
    hopeless(1001);
    kept_at += 1h;
    hopeless(2, Code::oversized, "new-");
    std::string all = text(ListQuarantine{});
    EXPECT_SAYS(all, "1003 in quarantine, shown: the 100 newest; by code: unknown_shape 1001, oversized 2\nnew-0002");
    EXPECT_EQ(std::ranges::count(all, '\n'), 101);
    all = text(ListQuarantine{.code = "oversized"});
    EXPECT_SAYS(all, "1003 in quarantine, shown: all 2 asked for, the newest first; by code: unknown_shape 1001");
    EXPECT_EQ(std::ranges::count(all, '\n'), 3);
    EXPECT_SAYS(text(ListQuarantine{.since = "2026-09-21T14:14:00.000Z"}), "shown: all 2 asked for");
    EXPECT_SAYS(text(ListQuarantine{.since = "2026-09-22"}), "1003 in quarantine, none is as asked for;");
    EXPECT_SAYS(text(ListQuarantine{.since = "today", .oldest = true, .lines = 1}),
                "shown: the 1 oldest; by code: unknown_shape 1001, oversized 2\nold-0001");
    EXPECT_SAYS(text(ListQuarantine{.code = "unknown_shape", .lines = 3}),
                "shown: the 3 newest of 1001 asked for; by code: unknown_shape 1001, oversized 2\nold-1001");
    EXPECT_SAYS(
        text(ListQuarantine{.json = true, .code = "oversized"}),
        R"({"in_quarantine":1003,"by_code":{"oversized":2,"unknown_shape":1001},"asked_for":2,"items":[{"id":"new-0002")");
    EXPECT_SAYS(error(ListQuarantine{.since = "yesterday"}), "expected a day like 2026-11-21, today, or a time");
    EXPECT_SAYS(error(ListQuarantine{.lines = 1001}), "expected 1 to 1000");
}

TEST_F(Quarantine, what_is_closed_leaves_the_list_and_is_kept_with_who_and_why) {
    hopeless(2);
    EXPECT_SAYS(text(CloseQuarantined{"old-0001", "told again, of car 沪A12345", "anna"}), "old-0001: closed");
    EXPECT_SAYS(text(ListQuarantine{}),
                "1 in quarantine, shown: all, the newest first; by code: unknown_shape 1; closed by hand: 1\nold-0002");
    const std::string why = "closed by anna at 2026-09-21T14:13:20.000Z: told again, of car 沪******";
    EXPECT_SAYS(text(ShowQuarantined{"old-0001"}), why + "\n{}\n");
    EXPECT_SAYS(text(ListQuarantine{.closed = true}), why);
    mall.now += 1h;
    EXPECT_SAYS(text(CloseQuarantined{"old-0001", "another reason", "ben"}), "was closed before, by anna");
    EXPECT_SAYS(text(ShowQuarantined{"old-0001"}), why) << "the first reason stands";
    EXPECT_SAYS(error(CloseQuarantined{"old-0009", "x", "anna"}), "nothing of this id");
    EXPECT_SAYS(error(CloseQuarantined{"old-0002", "", "anna"}), "expected --by");
    text(CloseQuarantined{"old-0002", "likewise", "anna"});
    EXPECT_SAYS(text(ListQuarantine{}), "nothing is in quarantine; closed by hand: 2");
}

TEST_F(Quarantine, what_was_closed_is_driven_again_on_purpose_and_what_is_booked_is_not_closed) {
    mall.enter(mall.box, "s1", "plate-9");
    const auto work = mall.box.fact({"s1"}, Charged{{"h9"}, {"m9"}, {30}, {}, {3}, {30}, noon}, "f9");
    mall.take(work);
    text(CloseQuarantined{"f9", "nobody", "anna"});
    EXPECT_SAYS(error(Redrive{"", "each", "anna", "unknown_member"}), "nothing of the code");
    EXPECT_SAYS(error(Redrive{"f9", "a try", "anna"}), "quarantined (unknown_member)");
    EXPECT_SAYS(text(ListQuarantine{.closed = true}), "f9");
    mall.store->add_member({"m9"}, {{"plate-9"}}, {}, noon);
    EXPECT_SAYS(text(Redrive{"f9", "he is here now", "anna"}), "f9: applied");
    EXPECT_EQ(mall.owed("m9"), 30);
    EXPECT_SAYS(text(ListQuarantine{.closed = true}), "nothing was closed") << "it is booked";
    EXPECT_SAYS(error(CloseQuarantined{"f9", "again", "anna"}), "there is nothing to close");
    EXPECT_SAYS(text(ShowQuarantined{"f9"}), "closed by anna");
}

TEST_F(Quarantine, all_that_wait_with_one_code_are_closed_or_driven_again_at_once) {
    hopeless(700);
    kept_at += 1ms;
    hopeless(600, Code::oversized, "large-");
    kept_at += 1ms;
    for (const std::string id : {"e1", "e2"}) {
        const std::string bytes = encode(MemberEvent{{id}, noon, sale("r-" + id, "m1", 10'000, "noodles")});
        mall.store->take(std::vector<Work>{UnknownEventWork{
                             {id}, "sold", Door::pos, "noodles", bytes, {"demo-noodles"}, "s", "answers"}},
                         noon, kept_at);
    }
    const std::string driven = error(Redrive{"", "the new version", "anna", "unknown_shape"});
    EXPECT_SAYS(driven, "702 with the code unknown_shape\n  2: applied\n  700: cannot be driven again: ");
    EXPECT_EQ(mall.spendable("m1"), 100);
    EXPECT_SAYS(text(CloseQuarantined{"", "hopeless", "anna", "unknown_shape"}), "700 with the code unknown_shape");
    EXPECT_SAYS(text(ListQuarantine{}),
                "600 in quarantine, shown: the 100 newest; by code: oversized 600; closed by hand: 700");
    EXPECT_SAYS(error(CloseQuarantined{"", "hopeless", "anna", "unknown_shape"}), "nothing of the code");
    EXPECT_SAYS(error(CloseQuarantined{"", "", "anna", "oversized"}), "expected --by");
}

TEST_F(Console, what_cannot_be_driven_again_says_why) {
    const auto later = mall.box.later("f1");
    mall.take(later);
    EXPECT_SAYS(error(Redrive{"f1", "a try", "anna"}), "cannot be driven again");
    EXPECT_SAYS(error(Redrive{"f2", "a try", "anna"}), "nothing of this id");
    EXPECT_SAYS(error(ShowQuarantined{"f2"}), "nothing of this id");
}

TEST(Lines, of_amounts_and_days) {
    EXPECT_EQ(yuan({-5}), "-0.05 yuan");
    EXPECT_EQ(yuan({123'456}), "1234.56 yuan");
    EXPECT_EQ(share(1, 3), "33.3 %");
    EXPECT_EQ(share(0, 0), "0.0 %");
    EXPECT_EQ(points({1}), "1 point");
    const rules::SiteCalendar shanghai{{{SiteTime{}, Minutes{480}}}, {}, {}};
    EXPECT_EQ(moment(shanghai, noon), "2026-09-21 22:13");
    EXPECT_EQ(moment(shanghai, *day_begins(shanghai, "2026-09-21", false)), "2026-09-21 00:00");
    EXPECT_EQ(moment(shanghai, *day_begins(shanghai, "2026-09-21", true)), "2026-09-22 00:00");
    for (const char* bad : {"", "2026-9-21", "2026-09-31", "2026/09/21", "20260-9-21", "+026-09-21"}) {
        EXPECT_FALSE(day_begins(shanghai, bad, false)) << bad;
    }
}

} // namespace
} // namespace parkgate::ledger::test
