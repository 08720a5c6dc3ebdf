// Private to protocol/codec: the members of each message, in the order in which they are written.
#pragma once

#include "protocol/estimate.hpp"
#include "protocol/facts.hpp"
#include "protocol/membership.hpp"
#include "protocol/messages.hpp"
#include "protocol/telemetry.hpp"

#include <boost/describe.hpp>

namespace parkgate {

BOOST_DESCRIBE_ENUM(ClockQuality, trusted, unset, suspect)
BOOST_DESCRIBE_ENUM(Benefit, grace, right, store_validation, tier_hours, coupon, points, payment, codes)
BOOST_DESCRIBE_ENUM(Spending, asked_for, nothing, coupon, all)
BOOST_DESCRIBE_ENUM(WorthKind, minutes, fen, percent, full, until)
BOOST_DESCRIBE_ENUM(VehicleKind, car, new_energy_car, large, new_energy_large, motorcycle, emergency)
BOOST_DESCRIBE_ENUM(Asked, whose_stay, unpaid, owner_lock, still_inside)
BOOST_DESCRIBE_ENUM(Wish, enter, leave, lock, unlock, spend)
BOOST_DESCRIBE_ENUM(OpenCause, entry, leave, operator_command, undurable, limp, obstruction, held_open, fire,
                    unanswered)
BOOST_DESCRIBE_ENUM(ExitHow, observed, presumed, unseen, no_entry)
BOOST_DESCRIBE_ENUM(Matched, none, exact, fuzzy, chosen)
BOOST_DESCRIBE_ENUM(ReleaseReason, not_needed, turned_back, session_unknown, money_paid, unseen_exit)
BOOST_DESCRIBE_ENUM(Outcome, applied, refused, conflict, quarantined, retry_later)
BOOST_DESCRIBE_ENUM(SetAside, too_old, from_the_future, id_conflict)
BOOST_DESCRIBE_ENUM(Verb, open, close, normal, hold_open, lock, out_of_service, set_direction, fire, fire_over,
                    edit_plate, choose, admit, release, close_stay, set_counter, spend, unlock_car, confirm, explain)
BOOST_DESCRIBE_ENUM(CommandState, accepted, done, refused, failed, awaits_second)

BOOST_DESCRIBE_STRUCT(SignedDocument, (), (bytes, key, signature))
BOOST_DESCRIBE_STRUCT(Voucher, (), (hold, session, member, plate, points, expires_at))
BOOST_DESCRIBE_STRUCT(CouponWorth, (), (kind, amount, most))
BOOST_DESCRIBE_STRUCT(Coupon, (),
                      (coupon, campaign, slice, member, plate, home_lot, issued_in, worth, not_before, expires_at))
BOOST_DESCRIBE_STRUCT(Slice, (), (slice, box, campaign, coupons, worth, expires_at))
BOOST_DESCRIBE_STRUCT(QuoteStep, (), (benefit, minutes, points, fen, by))
BOOST_DESCRIBE_STRUCT(Quote, (),
                      (id, entered_at, priced_at, stay, fee, steps, points, bought, coupon, due, owed_before))
BOOST_DESCRIBE_STRUCT(GivenWorth, (), (kind, amount, until))
BOOST_DESCRIBE_STRUCT(PricedAs, (), (vehicle, tier, free_minutes_spent, suspect, billed_until))

BOOST_DESCRIBE_STRUCT(EpochStarted, (), (reason))
BOOST_DESCRIBE_STRUCT(EntryAuthorised, (), (lane, arrival, plate, confidence, repaired, right))
BOOST_DESCRIBE_STRUCT(Entered, (), (lane, plate, entered_at))
BOOST_DESCRIBE_STRUCT(EntryCancelled, (), (lane))
BOOST_DESCRIBE_STRUCT(OpenIntent, (), (lane, arrival, cause))
BOOST_DESCRIBE_STRUCT(Opened, (), (lane, arrival, verified))
BOOST_DESCRIBE_STRUCT(LeaveAuthorised, (), (lane, arrival, quote, hold, gives_coupon, matched, distance, read, as))
BOOST_DESCRIBE_STRUCT(LeaveCancelled, (), (lane, quote))
BOOST_DESCRIBE_STRUCT(BenefitTaken, (), (benefit, by, fen))
BOOST_DESCRIBE_STRUCT(Exited, (), (lane, plate, how, left_at, stay, fee, paid, debt, matched, distance, read, benefits))
BOOST_DESCRIBE_STRUCT(ExitReversed, (), (lane, plate, left_at, hold, coupon_spent, coupon_given, debt, waived))
BOOST_DESCRIBE_STRUCT(Charged, (), (hold, member, charged, released, bought, worth, charged_at))
BOOST_DESCRIBE_STRUCT(HoldReleased, (), (hold, member, released, reason))
BOOST_DESCRIBE_STRUCT(CouponIssued, (), (coupon, document))
BOOST_DESCRIBE_STRUCT(CouponSpent, (), (coupon, member, minutes, worth, spent_at))
BOOST_DESCRIBE_STRUCT(PaymentTaken, (), (notice, quote, paid, paid_at, channel))
BOOST_DESCRIBE_STRUCT(DebtRaised, (), (plate, debt, reason))
BOOST_DESCRIBE_STRUCT(Overridden, (), (lane, by, command, verb, reason))
BOOST_DESCRIBE_STRUCT(UndurableOpen, (), (lane, arrival))
BOOST_DESCRIBE_STRUCT(DebtPaid, (), (notice, plate, paid))
BOOST_DESCRIBE_STRUCT(RefundDue, (), (notice, fen, reason))
BOOST_DESCRIBE_STRUCT(PaymentSetAside, (), (notice, quote, paid, paid_at, channel, provider, why))
BOOST_DESCRIBE_STRUCT(SegmentBegan, (), (area, lane, at))
BOOST_DESCRIBE_STRUCT(Validated, (), (validation, store, worth))
BOOST_DESCRIBE_STRUCT(SpendingChosen, (), (spending, by))
BOOST_DESCRIBE_STRUCT(CarLocked, (), (plate, locked, by))
BOOST_DESCRIBE_STRUCT(CounterSet, (), (area, cars, from, to, by))
BOOST_DESCRIBE_STRUCT(ClockStepped, (), (by_ms, stays))
BOOST_DESCRIBE_STRUCT(Waived, (), (plate, fen, by, second, reason))
BOOST_DESCRIBE_STRUCT(RulesLoaded, (), (part, file, version, hash, signers, accepted))
BOOST_DESCRIBE_STRUCT(PassageEntry, (), (after_ms, what, detail))
BOOST_DESCRIBE_STRUCT(PassageRecord, (), (lane, arrival, end, began_at, entries, left_out))

BOOST_DESCRIBE_STRUCT(LinkAsk, (), (plate, at))
BOOST_DESCRIBE_STRUCT(HoldAsk, (), (session, member, plate, most))
BOOST_DESCRIBE_STRUCT(SliceAsk, (), (campaign))
BOOST_DESCRIBE_STRUCT(RevokedCoupon, (), (coupon, instead))
BOOST_DESCRIBE_STRUCT(LinkAnswer, (),
                      (member, tier, balance, spending, coupons, at, revoked, benefits, keep, earns_percent))
BOOST_DESCRIBE_STRUCT(MemberNews, (), (id, member, tier, balance, spending, coupons, at, revoked, benefits, keep))
BOOST_DESCRIBE_STRUCT(MemberKnown, (), (id, box))
BOOST_DESCRIBE_STRUCT(HoldAnswer, (), (voucher, refusal))
BOOST_DESCRIBE_STRUCT(SliceAnswer, (), (slice, refusal))
BOOST_DESCRIBE_STRUCT(AckEntry, (), (id, outcome, code))
BOOST_DESCRIBE_STRUCT(Ack, (), (box, epoch, watermark, entries))
BOOST_DESCRIBE_STRUCT(Heartbeat, (), (at, seq, stopped))
BOOST_DESCRIBE_STRUCT(PaymentNotice, (), (id, session, quote, paid, paid_at, channel))
BOOST_DESCRIBE_STRUCT(QuoteAsk, (), (id, plate))
BOOST_DESCRIBE_STRUCT(QuoteAnswer, (), (id, session, quote))
BOOST_DESCRIBE_STRUCT(EstimateAsk, (), (id, member, plate, session))
BOOST_DESCRIBE_STRUCT(EstimatedCost, (), (entered_at, at, stay, fee, points, paid, due, rules))
BOOST_DESCRIBE_STRUCT(EstimateAnswer, (), (id, estimate, session, refusal, cost, gate_heard_at))
BOOST_DESCRIBE_STRUCT(StoreNotice, (), (id, store, plate, worth, expires_at))
BOOST_DESCRIBE_STRUCT(AppWish, (), (id, wish, plate, holder, lane, spending, expires_at))
BOOST_DESCRIBE_STRUCT(DoorAnswer, (), (id, session, refusal))
BOOST_DESCRIBE_STRUCT(ExplainedRow, (), (from, until, table, collection, what, count, each, fen))
BOOST_DESCRIBE_STRUCT(Explanation, (), (id, session, plate, tier, suspect, rows, quote, coupon))
BOOST_DESCRIBE_STRUCT(Notification, (), (id, kind, member, data))
BOOST_DESCRIBE_STRUCT(Candidate, (), (session, plate, distance, lane, entered_at))
BOOST_DESCRIBE_STRUCT(Question, (), (id, lot, lane, plate, asked_at, until, candidates, about))
BOOST_DESCRIBE_STRUCT(Command, (), (id, by, lane, verb, reason, issued_at, expires_at, argument))
BOOST_DESCRIBE_STRUCT(CommandAnswer, (), (id, state, why))
BOOST_DESCRIBE_STRUCT(ClockLeap, (), (id, ahead_ms))

BOOST_DESCRIBE_STRUCT(Sold, (), (store, receipt, sold_at, net, member))
BOOST_DESCRIBE_STRUCT(Returned, (), (store, receipt, sold_at, returned))
BOOST_DESCRIBE_STRUCT(Joined, (), (member, phone, referrer))
BOOST_DESCRIBE_STRUCT(Uploaded, (), (member, sale, picture))
BOOST_DESCRIBE_STRUCT(Claimed, (), (member, code))
BOOST_DESCRIBE_STRUCT(Liked, (), (member, post))
BOOST_DESCRIBE_STRUCT(Posted, (), (member, post))
BOOST_DESCRIBE_STRUCT(PlateAdded, (), (member, plate))
BOOST_DESCRIBE_STRUCT(PlateRemoved, (), (member, plate))
BOOST_DESCRIBE_STRUCT(SpendingSettled, (), (member, spending))
BOOST_DESCRIBE_STRUCT(Disputed, (), (member, about, words))
BOOST_DESCRIBE_STRUCT(Reviewed, (), (item, approved, reason))
BOOST_DESCRIBE_STRUCT(Adjusted, (), (member, points, reason))
BOOST_DESCRIBE_STRUCT(Seconded, (), (event))
BOOST_DESCRIBE_STRUCT(SegmentsSet, (), (member, segments))
BOOST_DESCRIBE_STRUCT(CampaignSwitched, (), (campaign, stopped, reason))
BOOST_DESCRIBE_STRUCT(EventAnswer, (), (id, outcome, code, member, points, balance))

BOOST_DESCRIBE_STRUCT(LaneState, (),
                      (lane, direction, phase, arm, arrival, safety, session, quote, due, display, posture, since))
BOOST_DESCRIBE_STRUCT(LaneEvent, (), (id, lane, kind, session, at, detail))
BOOST_DESCRIBE_STRUCT(ActiveFault, (), (code, where, since))
BOOST_DESCRIBE_STRUCT(LineStatus, (),
                      (line, state, load_percent, budget_percent, requests, timeouts, exceptions, garbled, reconnects,
                       noise, events_lost))
BOOST_DESCRIBE_STRUCT(BoxStatus, (),
                      (box, alive, version, mode, store, ledger_online, outbox, sessions, coupons_left, site_time,
                       refused, faults, lines))

} // namespace parkgate
