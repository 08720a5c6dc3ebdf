#include "ledger/core/decision.hpp"

#include <utility>

namespace parkgate::ledger {

std::string_view text_of(Code code) {
    switch (code) {
    case Code::none: return "";
    case Code::late_capture: return "late_capture";
    case Code::already_resolved: return "already_resolved";
    case Code::over_slice: return "over_slice";
    case Code::no_slice: return "no_slice";
    case Code::second_coupon: return "second_coupon";
    case Code::already_issued: return "already_issued";
    case Code::coupon_unknown: return "coupon_unknown";
    case Code::double_spend: return "double_spend";
    case Code::coupon_expired: return "coupon_expired";
    case Code::same_session: return "same_session";
    case Code::other_member: return "other_member";
    case Code::over_worth: return "over_worth";
    case Code::coupon_revoked: return "coupon_revoked";
    case Code::fee_differs: return "fee_differs";
    case Code::exit_reversed: return "exit_reversed";
    case Code::exit_unknown: return "exit_unknown";
    case Code::unknown_member: return "unknown_member";
    case Code::unknown_hold: return "unknown_hold";
    case Code::wrong_member: return "wrong_member";
    case Code::wrong_session: return "wrong_session";
    case Code::wrong_box: return "wrong_box";
    case Code::no_session: return "no_session";
    case Code::second_charge: return "second_charge";
    case Code::implausible: return "implausible";
    case Code::not_presumed: return "not_presumed";
    case Code::wrong_lot: return "wrong_lot";
    case Code::wrong_plate: return "wrong_plate";
    case Code::bad_document: return "bad_document";
    case Code::seq_taken: return "seq_taken";
    case Code::chain_broken: return "chain_broken";
    case Code::unbookable: return "unbookable";
    case Code::unknown_shape: return "unknown_shape";
    case Code::oversized: return "oversized";
    case Code::wrong_door: return "wrong_door";
    case Code::not_the_owner: return "not_the_owner";
    case Code::unknown_store: return "unknown_store";
    case Code::no_feed: return "no_feed";
    case Code::not_plausible: return "not_plausible";
    case Code::in_the_future: return "in_the_future";
    case Code::too_late: return "too_late";
    case Code::receipt_used: return "receipt_used";
    case Code::receipt_differs: return "receipt_differs";
    case Code::no_such_receipt: return "no_such_receipt";
    case Code::returned_too_much: return "returned_too_much";
    case Code::bad_code: return "bad_code";
    case Code::earns_nothing: return "earns_nothing";
    case Code::capped: return "capped";
    case Code::done_before: return "done_before";
    case Code::phone_taken: return "phone_taken";
    case Code::plate_of_another: return "plate_of_another";
    case Code::too_many_plates: return "too_many_plates";
    case Code::no_such_plate: return "no_such_plate";
    case Code::no_such_item: return "no_such_item";
    case Code::decided_before: return "decided_before";
    case Code::own_second: return "own_second";
    case Code::no_such_campaign: return "no_such_campaign";
    case Code::budget_is_spent: return "budget_is_spent";
    case Code::awaits_review: return "awaits_review";
    case Code::awaits_second: return "awaits_second";
    case Code::owes: return "owes";
    case Code::unclaimed: return "unclaimed";
    case Code::awaits_sale: return "awaits_sale";
    case Code::other_bytes: return "other_bytes";
    }
    std::unreachable();
}

bool is_alarm(Code code) {
    switch (code) {
    case Code::none:
    case Code::already_resolved:
    case Code::already_issued:
    case Code::coupon_unknown:
    case Code::exit_reversed:
    case Code::exit_unknown:
    case Code::unknown_store:
    case Code::no_feed:
    case Code::not_plausible:
    case Code::in_the_future:
    case Code::too_late:
    case Code::receipt_used:
    case Code::receipt_differs:
    case Code::no_such_receipt:
    case Code::returned_too_much:
    case Code::earns_nothing:
    case Code::capped:
    case Code::done_before:
    case Code::phone_taken:
    case Code::plate_of_another:
    case Code::too_many_plates:
    case Code::no_such_plate:
    case Code::no_such_item:
    case Code::decided_before:
    case Code::own_second:
    case Code::no_such_campaign:
    case Code::awaits_review:
    case Code::awaits_second:
    case Code::owes:
    case Code::unclaimed:
    case Code::awaits_sale: return false;
    default: return true;
    }
}

std::string_view text_of(Refusal refusal) {
    switch (refusal) {
    case Refusal::none: return "";
    case Refusal::no_points: return "no_points";
    case Refusal::unknown_member: return "unknown_member";
    case Refusal::other_plate: return "other_plate";
    case Refusal::session_has_hold: return "session_has_hold";
    case Refusal::session_ended: return "session_ended";
    case Refusal::no_campaign: return "no_campaign";
    case Refusal::budget_spent: return "budget_spent";
    case Refusal::stopped: return "stopped";
    }
    std::unreachable();
}

} // namespace parkgate::ledger
