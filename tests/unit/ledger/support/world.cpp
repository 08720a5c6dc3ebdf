#include "tests/unit/ledger/support/world.hpp"

#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/rules/house.hpp"

#include <algorithm>

namespace parkgate::ledger::test {

namespace {

constexpr std::int64_t budget_coupons = 25;

std::array<unsigned char, 32> seed_of(const std::string& id) {
    std::array<unsigned char, 32> seed{};
    std::ranges::copy(std::string_view(id).substr(0, seed.size()), seed.begin());
    return seed;
}

PublicKey public_key(const std::string& id, KeyRole role, const std::string& owner) {
    return {{id}, role, owner, signer_of(id).public_bytes()};
}

} // namespace

Signer signer_of(const std::string& id) {
    return {{id}, seed_of(id)};
}

KeyRing key_ring() {
    KeyRing ring;
    ring.add(public_key("demo-ledger", KeyRole::ledger, "ledger"));
    ring.add(public_key("demo-b1", KeyRole::box, "b1"));
    ring.add(public_key("demo-b2", KeyRole::box, "b2"));
    ring.add(public_key("demo-cinema", KeyRole::store, "cinema"));
    ring.add(public_key("demo-noodles", KeyRole::store, "noodles"));
    ring.add(public_key("demo-wepay", KeyRole::payment, "wepay"));
    ring.add(public_key("demo-anna", KeyRole::command, "anna"));
    ring.add(public_key("demo-ben", KeyRole::command, "ben"));
    ring.add(public_key("demo-director", KeyRole::demo, "director"));
    return ring;
}

Terms terms() {
    Terms terms;
    terms.rules.id = {"house-1"};
    terms.rules.tariff = parkgate::test::house_tariff();
    terms.rules.points = {{30}, {300}, {180}};
    terms.rules.coupons = {{{"return-visit"}, an_hour, {30}, 14}};
    terms.campaigns = {{{"return-visit"}, budget_coupons, 10, false}};
    return terms;
}

FactWork Box::fact(const SessionId& session, FactBody body, const std::string& event) {
    StoredFact stored;
    stored.envelope = {id_, "boot-1", epoch_, ++seq_, prev_, {"house-1"}};
    stored.fact.id = {event.empty() ? id_.text + "-" + std::to_string(epoch_) + "-" + std::to_string(seq_) : event};
    stored.fact.session = session;
    stored.fact.at = now_;
    stored.fact.wall = wall;
    stored.fact.body = std::move(body);
    const std::string bytes = encode(stored);
    prev_ = hash_of(bytes);
    const Signer signer = signer_of("demo-" + id_.text);
    return {
        {stored.fact, stored.envelope, lot, true}, bytes, signer.id(), signer.sign(LotTopics(site, lot).fact(), bytes)};
}

FactWork Box::coupon(const SessionId& session, const Coupon& given) {
    const Signer signer = signer_of("demo-" + id_.text);
    return fact(session, CouponIssued{given, signer.sign_document(coupon_purpose(site), encode(given))});
}

UnknownFactWork Box::later(const std::string& event, bool prev) {
    const FactIdentity identity{{event}, id_, epoch_, ++seq_, prev ? std::optional(prev_) : std::nullopt, "towed_away"};
    const std::string bytes = R"({"v":2,"id":")" + event + R"(","box":")" + id_.text + R"(","epoch":)" +
                              std::to_string(epoch_) + R"(,"seq":)" + std::to_string(seq_) +
                              (prev ? R"(,"prev":")" + prev_ + "\"" : "") + R"(,"kind":"towed_away","by":[]})";
    prev_ = hash_of(bytes);
    const Signer signer = signer_of("demo-" + id_.text);
    return {identity, bytes, signer.id(), signer.sign(LotTopics(site, lot).fact(), bytes), lot};
}

AskWork Box::ask(const std::string& id, AskBody body) const {
    const Ask ask{{id}, id_, std::move(body)};
    return {ask, encode(ask), lot, "c-" + id};
}

Charged charged(const std::string& hold, std::int64_t points, std::int64_t rest) {
    return {{hold}, {"m1"}, {points}, {rest}, {points / 10}, {points}, noon + std::chrono::hours(2)};
}

HoldReleased released(const std::string& hold, std::int64_t points) {
    return {{hold}, {"m1"}, {points}, ReleaseReason::not_needed};
}

Coupon coupon(const std::string& id, const std::string& slice, const std::string& session, const CouponWorth& worth) {
    return {{id}, {"return-visit"}, {slice}, {"m1"}, {"plate-1"},
            lot,  {session},        worth,   noon,   noon + std::chrono::hours(14 * 24)};
}

void populate(Store& store) {
    store.set_budgets(noon);
    store.add_member({"m1"}, {{"plate-1"}}, {2000}, noon);
    store.add_member({"m2"}, {{"plate-2"}}, {500}, noon);
}

std::unique_ptr<Store> store_in_memory(Terms terms) {
    return store_over(new_engine(), std::move(terms));
}

std::unique_ptr<Store> store_over(std::unique_ptr<StorageEngine> engine, Terms of) {
    return std::make_unique<Store>(std::move(engine), std::move(of), site, signer_of("demo-ledger"));
}

World::World() : World(terms()) {}

World::World(Terms terms) : store(store_in_memory(std::move(terms))) {
    populate(*store);
}

World::World(std::unique_ptr<StorageEngine> engine) : store(store_over(std::move(engine))) {
    populate(*store);
}

FactResult World::take(const FactWork& work) {
    const std::vector<Work> batch{work};
    return std::get<FactResult>(store->take(batch, now, wall).front());
}

FactResult World::take(const UnknownFactWork& work) {
    const std::vector<Work> batch{work};
    return std::get<FactResult>(store->take(batch, now, wall).front());
}

AskResult World::take(const AskWork& work) {
    const std::vector<Work> batch{work};
    return std::get<AskResult>(store->take(batch, now, wall).front());
}

EventWork event(const std::string& id, MemberEventBody body, const std::string& owner) {
    const DoorTopic door{door_of(body), owner};
    const MemberEvent said{{id}, noon, std::move(body)};
    const std::string bytes = encode(said);
    const Signer signer = signer_of("demo-" + owner);
    return {{said, door.door, owner, std::nullopt, {}},
            bytes,
            signer.id(),
            signer.sign("a topic", bytes),
            event_answer_topic(door, site)};
}

std::vector<Work> a_stay() {
    Box box("b1");
    return {box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {1800}}),
            box.ask("a1", SliceAsk{{"return-visit"}}),
            box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}),
            box.fact({"s1"}, charged("h1", 600, 1200)),
            box.coupon({"s1"}, coupon("c1", "a1", "s1")),
            event("ev1", Adjusted{{"m1"}, 100, "the lift"}),
            event("ev2", SpendingSettled{{"m1"}, Spending::all}, "wepay"),
            box.fact({"s1"}, Exited{{"out"}, {"plate-1"}, ExitHow::observed, noon, {120}, {1200}, {600}, {}})};
}

EventResult World::take(const EventWork& work) {
    const std::vector<Work> batch{work};
    return std::get<EventResult>(store->take(batch, now, wall).front());
}

EventResult World::take(const UnknownEventWork& work) {
    const std::vector<Work> batch{work};
    return std::get<EventResult>(store->take(batch, now, wall).front());
}

Answer answer_of(const AskResult& result) {
    return decode<Answer>(result.answer).value();
}

void World::enter(Box& box, const std::string& session, const std::string& plate) {
    take(box.fact({session}, Entered{{"in"}, {plate}, now}));
}

Voucher World::hold(Box& box, const std::string& ask, const std::string& session, std::int64_t most) {
    const auto answer = answer_of(take(box.ask(ask, HoldAsk{{session}, {"m1"}, {"plate-1"}, {most}})));
    const auto& body = std::get<HoldAnswer>(answer.body);
    return body.voucher ? decode<Voucher>(body.voucher->bytes).value() : Voucher{};
}

Slice World::slice(Box& box, const std::string& ask) {
    const auto answer = answer_of(take(box.ask(ask, SliceAsk{{"return-visit"}})));
    const auto& body = std::get<SliceAnswer>(answer.body);
    return body.slice ? decode<Slice>(body.slice->bytes).value() : Slice{};
}

std::int64_t World::balance(AccountKind kind, const std::string& owner) const {
    return store->books().balance({kind, owner});
}

std::size_t World::transactions() const {
    const auto text = journal_text(*store);
    return static_cast<std::size_t>(std::ranges::count(text, '#'));
}

std::string journal_text(const Store& store) {
    std::string text;
    for (const auto& txn : store.journal()) {
        text += "#" + txn + "\n";
    }
    for (const auto& b : store.balances()) {
        if (b.amount != 0) {
            text += b.kind + " " + b.owner + " " + b.unit + " " + std::to_string(b.amount) + "\n";
        }
    }
    return text;
}

} // namespace parkgate::ledger::test
