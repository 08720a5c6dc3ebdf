#include "tests/bench/fill_mall.hpp"

#include "ledger/core/coupon_accounts.hpp"
#include "ledger/core/members/standing.hpp"
#include "ledger/core/members/wallet.hpp"
#include "ledger/sqlite/sql_books.hpp"
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"

#include <chrono>
#include <stdexcept>

namespace parkgate::bench {

namespace {

using ledger::AccountKind;
using ledger::Query;
using ledger::Txn;
using ledger::TxnCode;
using namespace std::chrono_literals;

constexpr std::int64_t stores = 20;
constexpr Points first_points{1000};
constexpr Points bought_points{600}; // by one purchase; his next stay takes them
constexpr Fen point_value{1};
constexpr std::int64_t open_stays = stays_a_day / 8; // those of the last three hours are still inside

// The end of the month that is twelve months after this one.
SiteTime end_of_points(SiteTime at) {
    const std::chrono::sys_days day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(at.time_since_epoch()));
    const std::chrono::year_month_day date(day);
    const auto month = std::chrono::year_month(date.year(), date.month()) + std::chrono::months(13);
    return SiteTime{
        std::chrono::duration_cast<Duration>(std::chrono::sys_days(month / std::chrono::day(1)).time_since_epoch())};
}

std::string year_of(SiteTime at) {
    const std::chrono::sys_days day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(at.time_since_epoch()));
    return std::to_string(int(std::chrono::year_month_day(day).year()));
}

MemberId member_id(std::int64_t number) {
    return {"m-" + std::to_string(number)};
}

} // namespace

FilledMall::FilledMall(const ledger::Statements& sql, const ledger::Configuration& configuration, std::int64_t stays,
                       SiteTime end)
    : sql_(sql),
      configuration_(configuration),
      campaign_(configuration.terms.rules.coupons.front().campaign),
      coupon_(configuration.terms.rules.coupons.front().worth),
      stays_(stays),
      members_(stays_a_day * days_between_visits),
      end_(end),
      journal_(sql, configuration.terms.rules.id) {
    if (ledger::unit_of(coupon_) != ledger::Unit::minutes) {
        throw std::runtime_error("the mall that is filled in gives coupons of minutes");
    }
    open_books();
}

void FilledMall::open_books() {
    Txn budget{TxnCode::budget_set, campaign_.text + "-1", {}};
    budget.move({AccountKind::minutes_granted, campaign_.text}, {AccountKind::campaign_budget, campaign_.text},
                configuration_.terms.campaigns.front().budget_coupons * ledger::weight_of(coupon_));
    journal_.write(budget, stay(0).at);
    for (std::int64_t number = 0; number < members_; ++number) {
        add_member(number);
    }
    lots_.resize(static_cast<std::size_t>(members_));
}

void FilledMall::add_member(std::int64_t number) {
    const Stay first = stay(number);
    const SiteTime joined = stay(0).at;
    ledger::MemberRow row{first.member};
    row.tier_period = running_period(configuration_.terms, end_);
    write_row(sql_, row);
    write_row(sql_, ledger::PlateLink{first.plate, first.member, joined});
    Txn txn{TxnCode::points_issued, first.member.text, {}};
    const std::string added = ledger::source_added;
    txn.move({AccountKind::earning_beyond, year_of(joined)}, {AccountKind::earning_budget_used, year_of(joined)},
             first_points.count * point_value.count);
    txn.move({AccountKind::points_liability, added}, {AccountKind::points_funding, added},
             first_points.count * point_value.count);
    txn.move({AccountKind::points_issued, "member_added"}, ledger::spendable(first.member), first_points.count);
    journal_.write(txn, joined);
    write_row(sql_, ledger::PointLot{first.member, added, point_value, ledger::endless, first_points, first_points});
}

FilledMall::Stay FilledMall::stay(std::int64_t number) {
    Stay out;
    out.number = number;
    out.member_number = number % members_;
    out.member = member_id(out.member_number);
    out.plate = {hash_of(out.member.text).substr(0, 32)};
    out.store = {"shop-" + std::to_string(out.member_number % stores)};
    out.source = ledger::source_of(out.store);
    out.at = end_ - Duration{24h} * (stays_ - number) / stays_a_day;
    out.points_end = end_of_points(out.at);
    return out;
}

EventId FilledMall::next_id(const Stay& stay) {
    return ids_.next<EventId>(stay.at.time_since_epoch().count());
}

bool FilledMall::step() {
    if (next_ == stays_) {
        return false;
    }
    Stay now = stay(next_);
    now.session = {next_id(now).text};
    buy(now);
    come_in(now);
    if (next_ + open_stays < stays_) {
        use_coupon(now);
        leave(now);
        if (slice_.left == 0) {
            grant_slice(now);
        }
        issue_coupon(now);
        lapse_coupon(now);
    }
    ++next_;
    return true;
}

void FilledMall::buy(const Stay& stay) {
    const EventId event = next_id(stay);
    const std::string period = std::to_string(running_period(configuration_.terms, stay.at));
    Txn txn{TxnCode::points_earned, event.text, {}};
    txn.move({AccountKind::points_liability, stay.source}, {AccountKind::points_funding, stay.source},
             bought_points.count * point_value.count);
    txn.move({AccountKind::points_issued, "purchase"}, ledger::spendable(stay.member), bought_points.count);
    txn.move({AccountKind::earning_beyond, year_of(stay.at)}, {AccountKind::earning_budget_used, year_of(stay.at)},
             bought_points.count * point_value.count);
    txn.move({AccountKind::qualifying_counted, period},
             {AccountKind::member_qualifying, stay.member.text + "@" + period}, bought_points.count);
    journal_.write(txn, stay.at);

    const Fen net{bought_points.count * 100};
    const MemberEvent sold{event, stay.at,
                           Sold{stay.store, "R" + std::to_string(stay.number), stay.at, net, stay.member}};
    const std::string bytes = encode(sold);
    Query::run(
        sql_("INSERT INTO event(id, hash, door, owner, kind, outcome, code, member, points, balance, bytes, kid, sig, "
             "received_ms) VALUES(?1, ?2, 'pos', ?3, 'sold', 'applied', '', ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
        event, hash_of(bytes), stay.store, stay.member, bought_points, first_points + bought_points, bytes,
        std::string("demo-store-") + stay.store.text, signature, stay.at);
    ledger::ReceiptRow receipt;
    receipt.store = stay.store;
    receipt.receipt = "R" + std::to_string(stay.number);
    receipt.day = stay.at.time_since_epoch() / Duration{24h};
    receipt.sold_at = stay.at;
    receipt.net = net;
    receipt.state = ledger::ReceiptState::credited;
    receipt.member = stay.member;
    receipt.event = event;
    receipt.earned = receipt.left = {bought_points, {}, {}, {}};
    receipt.rules = configuration_.terms.earning.id;
    receipt.value = point_value;
    receipt.ends_at = stay.points_end;
    receipt.told = true;
    write_row(sql_, receipt);
    write_lot(stay);
}

// All that a member buys at his store in one month is one lot; it is written when it is full.
void FilledMall::write_lot(const Stay& stay) {
    auto& filling = lots_[static_cast<std::size_t>(stay.member_number)];
    if (filling.expires_at != stay.points_end) {
        if (!filling.member.empty()) {
            write_row(sql_, filling);
        }
        filling = {stay.member, stay.source, point_value, stay.points_end, {}, {}};
    }
    filling.earned += bought_points;
}

// With the hold, whose row says at once what becomes of it.
void FilledMall::come_in(const Stay& stay) {
    const bool open = stay.number + open_stays >= stays_;
    const SiteTime entered = stay.at - 2h;
    const HoldId hold{stay.session.text.substr(0, 31) + "h"};
    Txn txn{TxnCode::points_held, hold.text, {}};
    txn.move(ledger::spendable(stay.member), ledger::held(stay.member), bought_points.count);
    journal_.write(txn, stay.at);
    const Voucher voucher{hold, stay.session, stay.member, stay.plate, bought_points, stay.at + 48h};
    const Ask asked{{hold.text}, box, HoldAsk{stay.session, stay.member, stay.plate, bought_points}};
    const Answer answer{{hold.text},
                        HoldAnswer{SignedDocument{encode(voucher), configuration_.keys->own.id(), signature}, ""}};
    Query::run(sql_("INSERT INTO ask(id, hash, box, answer, received_ms) VALUES(?1, ?2, ?3, ?4, ?5)"), hold,
               hash_of(encode(asked)), box, encode(answer), entered);
    write_row(sql_, ledger::Hold{hold, stay.session, box, stay.member, stay.plate, bought_points,
                                 open ? Points{} : bought_points, stay.at + 48h,
                                 open ? ledger::HoldState::pending : ledger::HoldState::charged});
    write_row(sql_, ledger::LotUse{hold.text, stay.member, stay.source, point_value, stay.points_end, bought_points});
    write_fact(stay, Entered{{"entry-1"}, stay.plate, entered}, next_id(stay));
    if (open) {
        ledger::SessionRow row;
        row.id = stay.session;
        row.box = box;
        row.plate = stay.plate;
        row.entered_at = entered;
        write_row(sql_, row);
    }
}

void FilledMall::leave(const Stay& stay) {
    const HoldId hold{stay.session.text.substr(0, 31) + "h"};
    const EventId event = next_id(stay);
    const Fen worth{600};
    Txn txn{TxnCode::points_charged, event.text, {}};
    txn.move(ledger::held(stay.member), {AccountKind::points_used_for_parking, configuration_.terms.rules.id.text},
             bought_points.count);
    txn.move({AccountKind::points_settled, stay.source}, {AccountKind::points_liability, stay.source},
             bought_points.count * point_value.count);
    txn.move({AccountKind::parking_forgone, "points"}, {AccountKind::benefit_funding, "points"}, worth.count);
    journal_.write(txn, stay.at);
    write_row(sql_, ledger::Charge{stay.session, hold, stay.member, bought_points, {60}, worth, event});
    write_fact(stay, Charged{hold, stay.member, bought_points, {}, {60}, worth, stay.at}, event);
    ledger::SessionRow row;
    row.id = stay.session;
    row.box = box;
    row.plate = stay.plate;
    row.entered_at = stay.at - 2h;
    row.left_at = stay.at;
    row.how = ExitHow::observed;
    row.stay = {120};
    row.fee = {1200};
    row.paid = {600};
    write_row(sql_, row);
    write_fact(stay,
               Exited{{"exit-1"}, stay.plate, ExitHow::observed, stay.at, {120}, {1200}, {600}, {}, Matched::exact},
               next_id(stay));
}

void FilledMall::write_fact(const Stay& stay, FactBody body, EventId id) {
    StoredFact stored;
    stored.envelope = {box, "boot-1", 1, ++seq_, prev_, configuration_.terms.rules.id};
    stored.fact.id = std::move(id);
    stored.fact.session = stay.session;
    stored.fact.at = stay.at;
    stored.fact.wall = WallTime{stay.at.time_since_epoch()};
    stored.fact.body = std::move(body);
    const std::string bytes = encode(stored);
    const std::string hash = hash_of(bytes);
    Query::run(
        sql_("INSERT INTO inbox(event_id, hash, box, epoch, seq, prev, forked, kind, outcome, code, bytes, kid, sig, "
             "received_ms) VALUES(?1, ?2, ?3, 1, ?4, ?5, 0, ?6, 'applied', '', ?7, 'demo-box-1', ?8, ?9)"),
        stored.fact.id, hash, box, seq_, prev_, std::string(kind_of(stored.fact.body)), bytes, signature, stay.at);
    prev_ = hash;
}

void FilledMall::finish() {
    for (const auto& row : coupons_) {
        write_row(sql_, row);
    }
    for (const auto& each : lots_) {
        if (!each.member.empty()) {
            write_row(sql_, each);
        }
    }
    write_row(sql_, slice_);
    Query::run(sql_("INSERT INTO mark(box, epoch, seq, head) VALUES(?1, 1, ?2, ?3)"), box, seq_, prev_);
    journal_.write_balances();
}

} // namespace parkgate::bench
