// Rights that travel as signed documents and are checked with no link: vouchers, coupons, slices.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"
#include "protocol/worth.hpp"

#include <string>

namespace parkgate {

// A document as it was signed: these bytes are what is stored, sent on and verified, never a copy made again.
// `key` and `signature` (base64, Ed25519) cover purpose, 0x00, bytes: protocol/signature.hpp.
struct SignedDocument {
    std::string bytes;
    KeyId key;
    std::string signature;

    bool operator==(const SignedDocument&) const = default;
};

// The ledger's word that these points of the member wait for this session. Signed by the ledger.
struct Voucher {
    HoldId hold;
    SessionId session;
    MemberId member;
    PlateHash plate; // evidence only: the voucher binds session and member
    Points points;   // the most that may be charged
    SiteTime expires_at;

    bool operator==(const Voucher&) const = default;
};

// Something off a later fee. Signed by the box that gave it for a later visit, within a slice that the ledger granted;
// or by the ledger, which gives it to a member and binds it to the car that is inside: of no slice and no session.
struct Coupon {
    CouponId coupon;
    CampaignId campaign;
    SliceId slice;
    MemberId member;
    PlateHash plate;
    std::string home_lot; // the only lot that takes it
    SessionId issued_in;  // not usable in this session
    CouponWorth worth;
    SiteTime not_before;
    SiteTime expires_at;

    bool operator==(const Coupon&) const = default;
};

// The most that a box may give away without asking: a part of a campaign's budget in escrow. Signed by the ledger.
struct Slice {
    SliceId slice;
    BoxId box;
    CampaignId campaign;
    std::int64_t coupons = 0;
    CouponWorth worth; // of each coupon
    SiteTime expires_at;

    bool operator==(const Slice&) const = default;
};

} // namespace parkgate
