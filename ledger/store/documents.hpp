// The core's replies and notices as the bytes that others get. Internal to the room.
#pragma once

#include "ledger/core/work.hpp"
#include "protocol/signature.hpp"

namespace parkgate::ledger {

// The same reply gives the same bytes: Ed25519 draws nothing at random.
std::string answer_bytes(const AskWork& ask, const Reply& reply, SiteTime at, const std::string& site,
                         const Signer& signer);

// Of this lot alone, and no more than are told.
std::vector<RevokedCoupon> revoked_in(const std::string& lot, const std::vector<RevokedIn>& revoked);
std::vector<SignedDocument> sign_coupons(std::vector<Coupon> coupons, const std::string& lot, const std::string& site,
                                         const Signer& signer);

// Known by the fact or event that brought it about, its kind and its member, so that a receiver can drop a second copy.
std::string notification_bytes(const EventId& cause, const Notice& notice);

} // namespace parkgate::ledger
