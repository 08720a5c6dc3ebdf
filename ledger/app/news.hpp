// What gates have been told of members whose cars are inside, and have not said yet that they know.
#pragma once

#include "ledger/core/work.hpp"

#include <map>
#include <utility>

namespace parkgate::ledger {

class NewsBook {
  public:
    // Gives it an id, and a time after all before; it takes the place of what this box does not know yet of the member.
    void put(MemberTold told, SiteTime site, WallTime wall, MonotonicTime now);
    void know(const MemberKnown& known);
    // What is due, each a second after it was sent last. After a minute a gate is left to ask by itself: it does when
    // it hears the ledger again.
    std::vector<MemberTold> due(MonotonicTime now);
    [[nodiscard]] std::size_t size() const { return open_.size(); }

  private:
    struct Open {
        MemberTold told;
        MonotonicTime next;
        MonotonicTime until;
    };
    std::map<std::pair<BoxId, MemberId>, Open> open_;
    SiteTime latest_;
    std::int64_t made_ = 0;
};

} // namespace parkgate::ledger
