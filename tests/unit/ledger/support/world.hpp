// A ledger in memory with two boxes, and boxes that make facts as real ones do: chained, numbered and signed.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/work.hpp"
#include "ledger/store/store.hpp"
#include "protocol/signature.hpp"
#include "tests/unit/ledger/support/engine_kit.hpp"

#include <memory>
#include <string>
#include <vector>

namespace parkgate::ledger::test {

inline constexpr const char* site = "demo-mall";
inline constexpr const char* lot = "p1";
inline const SiteTime noon{std::chrono::milliseconds(1'790'000'000'000)};
inline const WallTime wall{std::chrono::milliseconds(1'790'000'000'000)};

Signer signer_of(const std::string& id);
KeyRing key_ring();

inline constexpr CouponWorth an_hour{WorthKind::minutes, 60, {}};

// 300 points buy 30 minutes, 1800 are held at most; coupons are of 60 minutes.
Terms terms();

class Box {
  public:
    explicit Box(std::string id) : id_{std::move(id)} {}

    // Facts with the next seq, chained to the one before. The bytes are made once.
    FactWork fact(const SessionId& session, FactBody body, const std::string& event = {});
    FactWork coupon(const SessionId& session, const Coupon& coupon);
    // A fact of a later version of the gate, chained like any other; `prev` false: it has no such member.
    UnknownFactWork later(const std::string& event, bool prev = true);
    [[nodiscard]] AskWork ask(const std::string& id, AskBody body) const;
    [[nodiscard]] const BoxId& id() const { return id_; }
    void begin_epoch() { ++epoch_, seq_ = 0, prev_.clear(); }
    Box& at(SiteTime now) { return now_ = now, *this; } // the facts that follow are of then

  private:
    BoxId id_;
    SiteTime now_ = noon;
    std::int64_t epoch_ = 1;
    std::int64_t seq_ = 0;
    std::string prev_;
};

Charged charged(const std::string& hold, std::int64_t points, std::int64_t released = 0);
HoldReleased released(const std::string& hold, std::int64_t points);
Coupon coupon(const std::string& id, const std::string& slice, const std::string& session,
              const CouponWorth& worth = an_hour);

// A stay with all that belongs to it: hold, slice, entry, charge, coupon, exit; and two events.
std::vector<Work> a_stay();

// What `owner` says at the door that is for it, as the link brings it.
EventWork event(const std::string& id, MemberEventBody body, const std::string& owner = "anna");

std::unique_ptr<Store> store_in_memory(Terms terms);
std::unique_ptr<Store> store_over(std::unique_ptr<StorageEngine> engine, Terms of = terms());
// The budget, and m1 and m2 with what they begin with; of those that are there already nothing is changed.
void populate(Store& store);

// The store with member m1 (2000 points, plate p1), member m2 (500 points) and the campaign's budget.
class World {
  public:
    World();
    explicit World(Terms terms);
    explicit World(std::unique_ptr<StorageEngine> engine); // whose books may be there already

    FactResult take(const FactWork& work);
    FactResult take(const UnknownFactWork& work);
    AskResult take(const AskWork& work);
    EventResult take(const EventWork& work);
    EventResult take(const UnknownEventWork& work);
    // A stay begins; p1 is the car of m1.
    void enter(Box& box, const std::string& session, const std::string& plate = "plate-1");
    // The voucher or slice of an answer.
    Voucher hold(Box& box, const std::string& ask, const std::string& session, std::int64_t most = 1800);
    Slice slice(Box& box, const std::string& ask);
    [[nodiscard]] std::int64_t balance(AccountKind kind, const std::string& owner) const;
    [[nodiscard]] std::size_t transactions() const;

    SiteTime now = noon;
    std::unique_ptr<Store> store;
};

// What has been written, as text: the journal with its hashes, and the balances.
std::string journal_text(const Store& store);
Answer answer_of(const AskResult& result);

} // namespace parkgate::ledger::test
