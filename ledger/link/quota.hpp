// What tills, applications and operators may tell the ledger at a time, so that none of them keeps a gate waiting.
#pragma once

#include "ledger/core/work.hpp"
#include "protocol/sender_quota.hpp"

#include <string>

namespace parkgate::ledger {

// A till repeats what it has sold while the line was down; the application speaks for all members.
Rate rate_of(Door door);

class Quota {
  public:
    // Facts and asks always fit.
    [[nodiscard]] bool admits(const Work& work, MonotonicTime now);
    // Whatever else he says at this door, such as a question: out of the same quota.
    [[nodiscard]] bool admits(Door door, const std::string& owner, MonotonicTime now);

  private:
    SenderQuota senders_;
};

} // namespace parkgate::ledger
