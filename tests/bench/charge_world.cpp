#include "tests/bench/charge_world.hpp"

#include "protocol/codec.hpp"
#include "protocol/keys.hpp"
#include "protocol/topics.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace parkgate::bench {

namespace {

using ledger::Work;
using namespace std::chrono_literals;

constexpr const char* lot = "p1";
const BoxId box{"box-1"};
constexpr std::size_t batch = 128;
constexpr Points held{600};
constexpr Points spent{300}; // the rest of the hold goes back, as after most stays
constexpr std::int64_t fen_a_point = 100;

std::string content(const std::filesystem::path& path) {
    std::ifstream in(path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

template <typename Value, typename Error>
Value value_of(std::expected<Value, Error> result, const char* what) {
    if (!result) {
        throw std::runtime_error(what);
    }
    return *std::move(result);
}

// Which of `count` the `n`-th stay meets: spread evenly, in an order that is no order.
std::size_t pick(std::size_t n, std::size_t salt, std::size_t count) {
    std::uint64_t x = n * 0x9E3779B97F4A7C15U + salt * 0xD1B54A32D192ED03U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<std::size_t>((x ^ (x >> 31U)) % count);
}

MemberId member_id(std::size_t number) {
    return {"m-" + std::to_string(number)};
}
PlateHash plate_of(std::size_t member) {
    return {hash_of(std::to_string(member)).substr(0, 32)};
}
StoreId store_id(std::size_t number) {
    return {"shop-" + std::to_string(number)};
}
CampaignId campaign_id(const ledger::Terms& terms, std::size_t number) {
    return number == 0 ? terms.rules.coupons.front().campaign : CampaignId{"campaign-" + std::to_string(number)};
}

// What is said is taken, or the bench would measure something else.
void demand(const ledger::Result& result) {
    if (const auto* fact = std::get_if<ledger::FactResult>(&result);
        fact != nullptr && (fact->entry.outcome != Outcome::applied || fact->code != ledger::Code::none)) {
        throw std::runtime_error("a fact was taken as " + std::string(text_of(fact->code)));
    }
    if (const auto* event = std::get_if<ledger::EventResult>(&result);
        event != nullptr && event->answer.outcome != Outcome::applied) {
        throw std::runtime_error("an event was taken as " + event->answer.code);
    }
}

std::vector<ledger::Result> take_all(ledger::Store& store, const std::vector<Work>& works, SiteTime now) {
    std::vector<ledger::Result> out;
    for (std::size_t from = 0; from < works.size(); from += batch) {
        const auto size = std::min(batch, works.size() - from);
        for (auto& result : store.take({works.data() + from, size}, now, WallTime{now.time_since_epoch()})) {
            demand(result);
            out.push_back(std::move(result));
        }
    }
    return out;
}

} // namespace

ChargeWorld::ChargeWorld(const std::filesystem::path& config)
    : configuration_(value_of(ledger::read_configuration(config), "the configuration has faults")),
      terms_(configuration_.terms),
      box_key_(value_of(read_signer(content(config.parent_path() / "keys" / "demo-box-1.key")), "no key of the box")),
      now_(std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())) {}

std::unique_ptr<ledger::Store> ChargeWorld::open(const std::filesystem::path& books, ledger::Terms terms) const {
    return value_of(ledger::open_store(books, std::move(terms), configuration_.site, configuration_.keys->own),
                    "the books cannot be opened");
}

void ChargeWorld::configure(std::size_t count, Spread spread) {
    spread_ = spread;
    seq_ = 0;
    prev_.clear();
    terms_ = configuration_.terms;
    terms_.earning.budget = Fen{1'000'000'000'000};
    terms_.earning.steps.clear();
    terms_.earning.stamps = {};
    terms_.stores.clear();
    for (std::size_t n = 0; n < spread.stores; ++n) {
        terms_.stores.push_back({store_id(n), "retail"});
    }
    terms_.campaigns.clear();
    for (std::size_t n = 0; n < spread.campaigns; ++n) {
        const auto coupons = static_cast<std::int64_t>(count);
        terms_.campaigns.push_back({campaign_id(terms_, n), coupons, coupons, false});
    }
}

std::vector<Leaving> ChargeWorld::make(const std::filesystem::path& books, std::size_t count, Spread spread) {
    configure(count, spread);
    std::vector<Stay> stays(count);
    for (std::size_t n = 0; n < count; ++n) {
        stays[n] = {ids_.next<SessionId>(now_.time_since_epoch().count()),
                    pick(n, 1, spread.members),
                    pick(n, 2, spread.campaigns),
                    {}};
    }
    const auto slices = grant_slices(books);
    const auto store = open(books, terms_);
    add_members(*store, stays);
    let_in(*store, stays);
    std::vector<Leaving> leavings;
    leavings.reserve(count);
    for (const auto& stay : stays) {
        leavings.push_back(leave(stay, slices));
    }
    return leavings;
}

// A rule set has one campaign, so that each is granted under a rule set of its own, as one after the other would be.
std::vector<SliceId> ChargeWorld::grant_slices(const std::filesystem::path& books) {
    std::vector<SliceId> out;
    for (const auto& campaign : terms_.campaigns) {
        auto terms = terms_;
        terms.rules.coupons.front().campaign = campaign.id;
        const auto store = open(books, terms);
        store->set_budgets(now_);
        const auto results = take_all(*store, {ask(SliceAsk{campaign.id})}, now_);
        const auto answer = value_of(decode<Answer>(std::get<ledger::AskResult>(results.front()).answer), "no answer");
        const auto& granted = std::get<SliceAnswer>(answer.body).slice;
        if (!granted) {
            throw std::runtime_error("no slice was granted");
        }
        out.push_back(value_of(decode<Slice>(granted->bytes), "no slice").slice);
    }
    return out;
}

// Each has bought at one store what all his stays will hold.
void ChargeWorld::add_members(ledger::Store& store, const std::vector<Stay>& stays) {
    std::vector<std::int64_t> points(spread_.members, held.count);
    for (const auto& stay : stays) {
        points[stay.member] += held.count;
    }
    std::vector<Work> works;
    for (std::size_t n = 0; n < spread_.members; ++n) {
        store.add_member(member_id(n), {plate_of(n)}, {}, now_);
        const StoreId shop = store_id(n % spread_.stores);
        const MemberEvent sold{ids_.next<EventId>(now_.time_since_epoch().count()), now_,
                               Sold{shop, "R" + std::to_string(n), now_, {points[n] * fen_a_point}, member_id(n)}};
        works.emplace_back(
            ledger::EventWork{{sold, Door::pos, shop.text, std::nullopt, {}}, encode(sold), {}, {}, "nobody"});
    }
    take_all(store, works, now_);
}

void ChargeWorld::let_in(ledger::Store& store, std::vector<Stay>& stays) {
    std::vector<Work> works;
    for (auto& stay : stays) {
        const auto hold = ask(HoldAsk{stay.session, member_id(stay.member), plate_of(stay.member), held});
        stay.hold = {hold.ask.id.text};
        works.emplace_back(hold);
        works.emplace_back(fact(stay.session, Entered{{"entry-1"}, plate_of(stay.member), now_ - 2h}));
    }
    for (const auto& result : take_all(store, works, now_)) {
        const auto* asked = std::get_if<ledger::AskResult>(&result);
        if (asked == nullptr) {
            continue;
        }
        const auto answer = value_of(decode<Answer>(asked->answer), "no answer");
        const auto& voucher = std::get<HoldAnswer>(answer.body).voucher;
        if (!voucher || value_of(decode<Voucher>(voucher->bytes), "no voucher").points != held) {
            throw std::runtime_error("a hold was refused");
        }
    }
}

Leaving ChargeWorld::leave(const Stay& stay, const std::vector<SliceId>& slices) {
    const MemberId member = member_id(stay.member);
    const Charged charged{stay.hold, member, spent, held - spent, {30}, {300}, now_};
    const Coupon coupon{ids_.next<CouponId>(now_.time_since_epoch().count()),
                        terms_.campaigns[stay.campaign].id,
                        slices[stay.campaign],
                        member,
                        plate_of(stay.member),
                        lot,
                        stay.session,
                        terms_.rules.coupons.front().worth,
                        now_,
                        now_ + 14 * 24h};
    const auto document = box_key_.sign_document(coupon_purpose(configuration_.site), encode(coupon));
    auto first = fact(stay.session, charged);
    auto second = fact(stay.session, CouponIssued{coupon, document});
    return {std::move(first), std::move(second)};
}

ledger::AskWork ChargeWorld::ask(AskBody body) {
    Ask asked{ids_.next<EventId>(now_.time_since_epoch().count()), box, std::move(body)};
    std::string bytes = encode(asked);
    return {std::move(asked), std::move(bytes), lot, "bench"};
}

ledger::FactWork ChargeWorld::fact(const SessionId& session, FactBody body) {
    StoredFact stored;
    stored.envelope = {box, "boot-1", 1, ++seq_, prev_, terms_.rules.id};
    stored.fact.id = ids_.next<EventId>(now_.time_since_epoch().count());
    stored.fact.session = session;
    stored.fact.at = now_;
    stored.fact.wall = WallTime{now_.time_since_epoch()};
    stored.fact.body = std::move(body);
    std::string bytes = encode(stored);
    prev_ = hash_of(bytes);
    std::string signature = box_key_.sign(LotTopics(configuration_.site, lot).fact(), bytes);
    return {{std::move(stored.fact), std::move(stored.envelope), lot, true},
            std::move(bytes),
            box_key_.id(),
            std::move(signature)};
}

void write_leavings(const std::filesystem::path& file, const std::vector<Leaving>& leavings) {
    std::ofstream out(file);
    for (const auto& leaving : leavings) {
        for (const auto* fact : {&leaving.charged, &leaving.issued}) {
            out << fact->fact.fact.id.text << ' ' << fact->signature << ' ' << fact->bytes << '\n';
        }
    }
    if (!out.flush()) {
        throw std::runtime_error(file.string() + " could not be written");
    }
}

std::vector<SaidFact> read_leavings(const std::filesystem::path& file, std::size_t first, std::size_t count) {
    std::vector<SaidFact> out;
    std::ifstream in(file);
    SaidFact fact;
    for (std::size_t line = 0; line < 2 * (first + count) && in >> fact.id >> fact.signature; ++line) {
        in.get();
        std::getline(in, fact.bytes);
        if (line >= 2 * first) {
            out.push_back(fact);
        }
    }
    if (out.size() != 2 * count) {
        throw std::runtime_error(file.string() + " has fewer leavings");
    }
    return out;
}

} // namespace parkgate::bench
