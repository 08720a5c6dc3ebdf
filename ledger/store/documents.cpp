#include "ledger/store/documents.hpp"

#include "protocol/codec.hpp"
#include "protocol/topics.hpp"

namespace parkgate::ledger {

std::vector<SignedDocument> sign_coupons(std::vector<Coupon> coupons, const std::string& lot, const std::string& site,
                                         const Signer& signer) {
    std::vector<SignedDocument> out;
    for (auto& coupon : coupons) {
        const bool elsewhere = !coupon.home_lot.empty() && coupon.home_lot != lot;
        if (elsewhere || out.size() == most_coupons_told) {
            continue;
        }
        coupon.home_lot = lot;
        out.push_back(signer.sign_document(coupon_purpose(site), encode(coupon)));
    }
    return out;
}

std::vector<RevokedCoupon> revoked_in(const std::string& lot, const std::vector<RevokedIn>& revoked) {
    std::vector<RevokedCoupon> out;
    for (const auto& each : revoked) {
        if (each.lot == lot && out.size() < most_revoked_told) {
            out.push_back(each.coupon);
        }
    }
    return out;
}

std::string answer_bytes(const AskWork& ask, const Reply& reply, SiteTime at, const std::string& site,
                         const Signer& signer) {
    Answer answer{ask.ask.id, LinkAnswer{}};
    if (const auto* link = std::get_if<LinkReply>(&reply)) {
        LinkAnswer body = link->answer;
        body.coupons = sign_coupons(link->coupons, ask.lot, site, signer);
        body.at = at;
        body.revoked = revoked_in(ask.lot, link->revoked);
        answer.body = std::move(body);
    } else if (const auto* hold = std::get_if<VoucherReply>(&reply)) {
        HoldAnswer body{std::nullopt, std::string(text_of(hold->refusal))};
        if (hold->voucher) {
            body.voucher = signer.sign_document(voucher_purpose(site), encode(*hold->voucher));
        }
        answer.body = std::move(body);
    } else {
        const auto& slice = std::get<SliceReply>(reply);
        SliceAnswer body{std::nullopt, std::string(text_of(slice.refusal))};
        if (slice.slice) {
            body.slice = signer.sign_document(slice_purpose(site), encode(*slice.slice));
        }
        answer.body = std::move(body);
    }
    return encode(answer);
}

std::string notification_bytes(const EventId& cause, const Notice& notice) {
    Notification out;
    out.id = cause;
    if (const auto* given = std::get_if<CouponGiven>(&notice)) {
        out.kind = "coupon_given";
        out.member = given->member;
        out.data = {{"coupon", given->coupon.text},
                    {"kind", std::string(text_of(given->worth.kind))},
                    {"amount", std::to_string(given->worth.amount)},
                    {"most_fen", std::to_string(given->worth.most.count)},
                    {"expires_at", rfc3339(given->expires_at.time_since_epoch().count())}};
    } else if (const auto* ending = std::get_if<PointsExpiring>(&notice)) {
        out.kind = "points_expiring";
        out.member = ending->member;
        out.data = {{"points", std::to_string(ending->points.count)},
                    {"expires_at", rfc3339(ending->expires_at.time_since_epoch().count())}};
    } else if (const auto* told = std::get_if<MemberNotice>(&notice)) {
        out.kind = told->kind;
        out.member = told->member;
        out.data = told->data;
    } else {
        const auto& spent = std::get<PointsSpent>(notice);
        out.kind = "points_spent";
        out.member = spent.member;
        out.data = {{"points", std::to_string(spent.points.count)},
                    {"minutes", std::to_string(spent.bought.count)},
                    {"session", spent.session.text}};
    }
    return encode(out);
}

} // namespace parkgate::ledger
