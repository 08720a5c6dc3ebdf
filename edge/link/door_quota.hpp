// What stores, applications and payment providers may tell a gate at a time: its lanes decide between their messages.
#pragma once

#include "edge/link/gatekeeper.hpp"
#include "protocol/sender_quota.hpp"

namespace parkgate::link {

class DoorQuota {
  public:
    // `key`: that has signed the message. Of the ledger and of operators everything fits.
    [[nodiscard]] bool admits(const Admitted& admitted, const KeyId& key, MonotonicTime now);

  private:
    SenderQuota quota_;
};

} // namespace parkgate::link
