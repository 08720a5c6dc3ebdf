// What tools ask of the store besides reports, and the little that they write.
#include "ledger/store/event_inbox.hpp"
#include "ledger/store/inbox.hpp"
#include "ledger/store/journal.hpp"
#include "ledger/store/store.hpp"
#include "protocol/codec.hpp"

#include <algorithm>
#include <charconv>

namespace parkgate::ledger {

namespace {

std::string budget_key(const CampaignId& campaign) {
    return "budget_coupons/" + campaign.text;
}

std::string more_key(const std::string& item) {
    return "budget_more/" + item;
}

// What his points stand at: those that he may spend, and those that his open holds have of the lots.
Fen worth_of_points(const Books& books, const Statement& of) {
    std::int64_t fen = 0;
    for (const auto& lot : of.lots) {
        fen += lot.remaining.count * lot.value.count;
    }
    for (const auto& hold : of.holds) {
        for (const auto& use : books.uses_of(hold.id.text)) {
            fen += use.taken.count * use.value.count;
        }
    }
    return {fen};
}

} // namespace

std::optional<Statement> Store::statement(const MemberId& member, int lines) const {
    const auto row = books().member(member);
    if (!row) {
        return std::nullopt;
    }
    const ToolReads& reads = engine_->tools();
    Statement out;
    out.member = *row;
    out.spendable = {books().balance(spendable(member))};
    out.held = {books().balance(held(member))};
    out.pending = {books().balance({AccountKind::member_pending, member.text})};
    out.owed = {-books().balance(receivable(member))};
    out.lots = books().lots_of(member);
    out.holds = reads.open_holds_of(member);
    out.coupons = reads.live_coupons_of(member);
    out.plates = reads.plates_now(member);
    out.stamps = static_cast<std::int64_t>(books().unused_stamps_of(member).size());
    out.lines = reads.lines_of(member, lines);
    out.points_fen = worth_of_points(books(), out);
    out.points_parking = reads.parking_by_points(member);
    out.coupons_parking = reads.parking_by_coupons(member);
    return out;
}

std::vector<ReviewRow> Store::reviews(bool all, int most) const {
    return engine_->tools().reviews(all, most);
}

std::vector<Quarantined> Store::quarantined(int most, const QuarantinePlace& after) const {
    return engine_->tools().quarantined(after, most);
}

std::optional<Quarantined> Store::quarantined(const EventId& id) const {
    return engine_->tools().quarantined(id);
}

void Store::close_quarantined(const EventId& id, const std::string& reason, SiteTime site, const ConsoleNote& note) {
    Transaction transaction(*engine_);
    engine_->add(ClosedRow{id, note.by, reason, site});
    write_note(note);
    transaction.commit();
}

Result Store::redrive(const Work& work, const OperatorId& by, const std::string& reason, SiteTime site) {
    Transaction transaction(*engine_);
    const auto note = [&](const EventId& id, Outcome outcome, Code code) {
        engine_->add(RedrivenRow{id, text_of(outcome), text_of(code), by, reason, site});
    };
    Result result;
    if (const auto* fact = std::get_if<FactWork>(&work)) {
        const Decision decision = book(*fact, site);
        const EventId& id = fact->fact.fact.id;
        note(id, decision.outcome, decision.code);
        result = FactResult{fact->fact.lot,
                            fact->fact.envelope.box,
                            fact->fact.envelope.epoch,
                            0,
                            {id, decision.outcome, std::string(text_of(decision.code))},
                            decision.code,
                            false};
    } else if (const auto* event = std::get_if<EventWork>(&work)) {
        const EventId& said = event->event.event.id;
        const auto came = received(*event);
        const auto known = engine_->kept_event({came.door, came.owner, said});
        const EventId id = known ? known->id : said;
        const EventDecision decision = book(*event, id, site);
        note(id, decision.outcome, decision.code);
        const Points balance{decision.member.empty() ? 0 : books().balance(spendable(decision.member))};
        result = EventResult{event->answer_topic,
                             {id, decision.outcome, std::string(text_of(decision.code)), decision.member,
                              decision.points.count, balance},
                             decision.code,
                             false};
    } else {
        throw BrokenInvariant("only facts and events that are understood can be driven again");
    }
    transaction.commit();
    tell_if_changed();
    return result;
}

// As long as the file says what it said when somebody settled another number.
std::int64_t Store::budget_of(const CampaignTerms& campaign) const {
    const auto settled = meta(budget_key(campaign.id));
    const auto of = settled ? settled->find('/') : std::string::npos;
    if (of == std::string::npos || settled->substr(of + 1) != std::to_string(campaign.budget_coupons)) {
        return campaign.budget_coupons;
    }
    std::int64_t coupons = campaign.budget_coupons;
    std::from_chars(settled->data(), settled->data() + of, coupons);
    return coupons;
}

std::optional<std::int64_t> Store::budget_in_force(const CampaignId& campaign) const {
    const auto terms = std::ranges::find(terms_.campaigns, campaign, &CampaignTerms::id);
    return terms == terms_.campaigns.end() ? std::nullopt : std::optional(budget_of(*terms));
}

void Store::settle_budget(const CampaignTerms& campaign, std::int64_t coupons, SiteTime now) {
    engine_->set_meta(budget_key(campaign.id), std::to_string(coupons) + "/" + std::to_string(campaign.budget_coupons));
    bring_budget(campaign, now);
}

BudgetChange Store::set_budget(const CampaignId& campaign, std::int64_t coupons, SiteTime now,
                               const ConsoleNote& note) {
    const auto terms = std::ranges::find(terms_.campaigns, campaign, &CampaignTerms::id);
    if (terms == terms_.campaigns.end()) {
        return BudgetChange::no_such_campaign;
    }
    Transaction transaction(*engine_);
    const auto alone = raised_alone(books(), terms_, campaign, coupons - budget_of(*terms), now);
    if (alone) {
        write(*alone, now);
        settle_budget(*terms, coupons, now);
    } else {
        engine_->set_meta(more_key(note.id.text), std::to_string(coupons - budget_of(*terms)) + "/" + campaign.text);
        ReviewRow item;
        item.id = {note.id.text};
        item.kind = ReviewKind::budget;
        item.asked_at = now;
        item.by = note.by;
        write(item, now);
    }
    write_note(note);
    transaction.commit();
    return alone ? BudgetChange::done : BudgetChange::awaits_second;
}

std::optional<AskedBudget> Store::asked_budget(const ReviewId& item) const {
    const auto more = meta(more_key(item.text));
    // An older ledger has written the number that the budget was to have.
    const bool is_older = !more || more->empty();
    const auto asked = is_older ? meta("budget_asked/" + item.text) : more;
    const auto slash = asked ? asked->find('/') : std::string::npos;
    if (slash == std::string::npos) {
        return std::nullopt;
    }
    AskedBudget budget{{asked->substr(slash + 1)}, 0};
    std::from_chars(asked->data(), asked->data() + slash, budget.more);
    if (is_older) {
        budget.more -= budget_in_force(budget.campaign).value_or(budget.more);
    }
    return budget;
}

void Store::settle_if_agreed(const Row& row, SiteTime now) {
    const auto* item = std::get_if<ReviewRow>(&row);
    if (item == nullptr || item->kind != ReviewKind::budget || item->state != ReviewState::approved) {
        return;
    }
    if (const auto asked = asked_budget(item->id)) {
        const auto terms = std::ranges::find(terms_.campaigns, asked->campaign, &CampaignTerms::id);
        if (terms != terms_.campaigns.end()) { // one that is configured no longer has no budget
            settle_budget(*terms, budget_of(*terms) + asked->more, now);
        }
    }
}

void Store::write_note(const ConsoleNote& note) {
    engine_->add(EventRow{note.id,
                          hash_of(note.bytes),
                          "console",
                          note.by.text,
                          note.kind,
                          text_of(Outcome::applied),
                          "",
                          {},
                          0,
                          0,
                          note.bytes,
                          "",
                          "",
                          note.wall});
}

std::unique_ptr<BooksCopy> Store::copy_to(const std::filesystem::path& file) {
    return engine_->copy_to(file);
}

} // namespace parkgate::ledger
