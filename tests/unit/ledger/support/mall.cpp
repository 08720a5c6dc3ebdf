#include "tests/unit/ledger/support/mall.hpp"

#include "ledger/core/earning/giving.hpp"
#include "ledger/core/receipt_number.hpp"
#include "protocol/codec.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace parkgate::ledger::test {

namespace {

using enum rules::LeaseType;

rules::EarnTerms earn_terms() {
    rules::EarnTerms terms;
    terms.id = {"earning-1"};
    terms.rates = {{"retail", {}, {100}},
                   {"cosmetics", {}, {100}},
                   {"dining", {}, {200}},
                   {"digital", {}, {400}},
                   {"beauty", {}, {500}},
                   {"jewellery", {}, {1000}},
                   {"supermarket", {turnover_rent}, {500}}};
    terms.deeds = {{rules::Deed::join, {50}, {50}, false, rules::Reversal::none},
                   {rules::Deed::refer, {10}, {20}, false, rules::Reversal::clawed_back},
                   {rules::Deed::like, {1}, {10}, false, rules::Reversal::none},
                   {rules::Deed::post, {5}, {10}, true, rules::Reversal::clawed_back}};
    terms.tiers = {{"silver", {1000}}, {"gold", {5000}}};
    terms.stamps = {0, {30}, {"return-visit"}};
    terms.point_value = {2};
    return terms;
}

} // namespace

Terms mall_terms() {
    Terms terms = test::terms();
    terms.earning = earn_terms();
    for (const char* category : {"retail", "cosmetics", "dining", "digital", "beauty", "jewellery"}) {
        terms.stores.push_back({{category}, category, turnover_rent, true});
    }
    terms.stores.push_back({{"supermarket"}, "supermarket", fixed_rent, true});
    terms.stores.push_back({{"own-till"}, "retail", fixed_rent, false});
    return terms;
}

Mall::Mall(const std::function<void(Terms&)>& change) : Mall(new_engine(), change) {}

Mall::Mall(std::unique_ptr<StorageEngine> engine, const std::function<void(Terms&)>& change) {
    Terms terms = mall_terms();
    if (change) {
        change(terms);
    }
    store = store_over(std::move(engine), terms);
    store->set_budgets(noon);
    store->add_member({"m1"}, {{"plate-1"}}, {}, noon - days(30));
    store->add_member({"m2"}, {{"plate-2"}}, {}, noon - days(30));
}

Mall::~Mall() {
    EXPECT_EQ(store->verify(), std::vector<std::string>{});
}

EventWork Mall::event(Door door, const std::string& owner, MemberEventBody body, SiteTime at) {
    const MemberEvent event{{"e" + std::to_string(++events_)}, at, std::move(body)};
    return {{event, door, owner, std::nullopt, {}}, encode(event), {}, {}, {}};
}

EventResult Mall::take(const EventWork& work) {
    const std::vector<Work> batch{work};
    return std::get<EventResult>(store->take(batch, now, wall).front());
}

EventResult Mall::till(MemberEventBody body) {
    const auto* sold = std::get_if<Sold>(&body);
    const std::string owner = (sold != nullptr ? sold->store : std::get<Returned>(body).store).text;
    return take(event(Door::pos, owner, std::move(body), now));
}

EventResult Mall::app(MemberEventBody body) {
    return app_at(now, std::move(body));
}

EventResult Mall::app_at(SiteTime at, MemberEventBody body) {
    return take(event(Door::app, "app", std::move(body), at));
}

EventResult Mall::desk(const std::string& by, MemberEventBody body) {
    return take(event(Door::desk, by, std::move(body), now));
}

EventResult Mall::typed(const std::string& by, MemberEventBody body) {
    auto work = event(Door::desk, by, std::move(body), now);
    work.event.typed = true;
    return take(work);
}

EventResult Mall::claim(const std::string& member, const Sold& code) {
    auto work = event(Door::app, "app", Claimed{{member}, {encode(code), {}, {}}}, now);
    work.event.code = code;
    return take(work);
}

FactResult Mall::visit(const std::string& session, const std::string& plate, SiteTime left_at, std::int64_t minutes) {
    Exited exited{{"x"}, {plate}, ExitHow::observed, left_at, {minutes}, {}, {}, {}};
    exited.matched = Matched::exact;
    const SiteTime before = std::exchange(now, std::max(now, left_at)); // nobody tells what is yet to come
    auto result = take(box.fact({session}, exited));
    now = before;
    return result;
}

std::int64_t Mall::spendable(const std::string& member) const {
    return balance(AccountKind::member_spendable, member);
}

std::int64_t Mall::owed(const std::string& member) const {
    return -balance(AccountKind::member_receivable, member);
}

std::int64_t Mall::waiting(const std::string& member) const {
    return balance(AccountKind::member_pending, member);
}

std::int64_t Mall::qualifying(const std::string& member) const {
    return balance(AccountKind::member_qualifying, member + "@2026-01-01");
}

ReceiptRow Mall::receipt(const Sold& sold) const {
    const std::int64_t day = day_number(mall_terms(), sold.sold_at);
    return store->books().receipt(sold.store, number_of(sold.receipt), day).value_or(ReceiptRow{});
}

std::string Mall::last_id() const {
    return "e" + std::to_string(events_);
}

std::vector<std::string> Mall::told() const {
    std::vector<std::string> kinds;
    for (const auto& row : store->outbox(0, 1000)) {
        kinds.push_back(decode<Notification>(row.bytes).value().kind);
    }
    return kinds;
}

Sold sale(const std::string& receipt, const std::string& member, std::int64_t net, const std::string& store,
          SiteTime at) {
    return {{store}, receipt, at, {net}, {member}};
}

Returned back(const Sold& sold, std::int64_t fen) {
    return {sold.store, sold.receipt, sold.sold_at, {fen}};
}

} // namespace parkgate::ledger::test
