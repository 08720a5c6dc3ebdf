// The world with the seeds' membership: stores of every category, deeds, tiers, a campaign; and the hands of a till,
// the application and two operators. When it ends its books are verified.
#pragma once

#include "tests/unit/ledger/support/world.hpp"

#include <functional>

namespace parkgate::ledger::test {

using namespace std::chrono_literals;
using std::chrono::days;

// World's noon is 2026-09-21, 22:13 at the mall.
Terms mall_terms();

class Mall : public World {
  public:
    explicit Mall(const std::function<void(Terms&)>& change = {});
    explicit Mall(std::unique_ptr<StorageEngine> engine, const std::function<void(Terms&)>& change = {});
    ~Mall();
    Mall(const Mall&) = delete;
    Mall& operator=(const Mall&) = delete;

    // Each event has an id of its own, and is of now unless `at` says otherwise.
    EventWork event(Door door, const std::string& owner, MemberEventBody body, SiteTime at);
    EventResult take(const EventWork& work);
    using World::take;

    EventResult till(MemberEventBody body);                // of the store that the body names
    EventResult app(MemberEventBody body);                 // now
    EventResult app_at(SiteTime at, MemberEventBody body); // of that time
    EventResult desk(const std::string& by, MemberEventBody body);
    EventResult typed(const std::string& by, MemberEventBody body); // at the console, under this name
    EventResult claim(const std::string& member, const Sold& code); // with a code that its store has signed

    // A visit of a car under its own plate, as the gate tells it.
    FactResult visit(const std::string& session, const std::string& plate, SiteTime left_at, std::int64_t minutes = 60);

    [[nodiscard]] std::int64_t spendable(const std::string& member) const;
    [[nodiscard]] std::int64_t owed(const std::string& member) const;
    [[nodiscard]] std::int64_t waiting(const std::string& member) const;
    [[nodiscard]] std::int64_t qualifying(const std::string& member) const; // of 2026
    [[nodiscard]] ReceiptRow receipt(const Sold& sold) const;
    [[nodiscard]] std::string last_id() const;
    // The kinds of what the mall's channels are to be told, in order.
    [[nodiscard]] std::vector<std::string> told() const;

    Box box{"b1"};

  private:
    int events_ = 0;
};

// Of 100.00 yuan in retail unless said otherwise, an hour before noon.
Sold sale(const std::string& receipt, const std::string& member = {}, std::int64_t net = 10'000,
          const std::string& store = "retail", SiteTime at = noon - 1h);
Returned back(const Sold& sold, std::int64_t fen);

} // namespace parkgate::ledger::test
