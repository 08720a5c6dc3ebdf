// The ledger's books over an engine that keeps them. Every public function is one transaction (or a plain read): what
// it returns has been committed. StorageFailed is thrown when the engine fails; then nothing of the call has happened.
// Not thread-safe: one thread owns it.
#pragma once

#include "ledger/core/work.hpp"
#include "ledger/store/report.hpp"
#include "ledger/store/storage_engine.hpp"
#include "ledger/store/tools.hpp"
#include "protocol/signature.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>

namespace parkgate::ledger {

struct Received;      // of the inbox
class ChainTips;      // of the inbox
struct ReceivedEvent; // of the event inbox

// What an operator at this machine has done, for the book of events; `bytes` without a plate.
struct ConsoleNote {
    EventId id;
    std::string kind;
    std::string bytes;
    WallTime wall;
    OperatorId by = {"console"}; // a name that was typed
};

// What became of a new member, and of the points that were asked for him.
struct Enrolled {
    Admission::Result result = Admission::Result::added;
    std::optional<EventResult> gift;
};

// So many coupons more that one person has asked for, until another one agrees. They are added to whatever the budget
// is by then, so that neither undoes what was settled in between.
struct AskedBudget {
    CampaignId campaign;
    std::int64_t more = 0;
    bool operator==(const AskedBudget&) const = default;
};
enum class BudgetChange : std::uint8_t { no_such_campaign, done, awaits_second };

class Store {
  public:
    Store(std::unique_ptr<StorageEngine> engine, Terms terms, std::string site, Signer signer);

    // Takes all of it or, with an exception, none of it. One result for each, in order. `delivered` leaves the outbox
    // in the same commit.
    std::vector<Result> take(std::span<const Work> batch, SiteTime site, WallTime wall,
                             std::span<const std::int64_t> delivered = {});

    // Ends what has expired, at most `most` things; how many it ended.
    int sweep(SiteTime now, int most);
    void set_budgets(SiteTime now);
    // `note` is written with what it is about, or not at all: if nothing was changed it is not.
    Admission::Result add_member(const MemberId& member, const std::vector<PlateHash>& plates, Points points,
                                 SiteTime now, const MemberSettings& settings = {},
                                 const std::optional<ConsoleNote>& note = {});
    // A member without points, and behind him, if he is new, an event that asks for some: both with the note, or none
    // of it. A gift that is refused takes the member with it.
    Enrolled enroll(const MemberId& member, const std::vector<PlateHash>& plates, SiteTime now,
                    const MemberSettings& settings, const ConsoleNote& note, const std::optional<EventWork>& gift);
    // Calls `tell` after each commit by which something has changed that the gates should hear of at once.
    void when_members_change(std::function<void()> tell) { members_changed_ = std::move(tell); }
    // What they should hear of whom since the last call; documents are signed, ids are not given yet. `lot_of` knows
    // where a box stands; a box of no lot is left out.
    std::vector<MemberTold> take_news(SiteTime now, const std::function<std::string(const BoxId&)>& lot_of);
    // Whose the plate was until now; empty: nobody's. His name completes the note.
    MemberId unlink(const PlateHash& plate, SiteTime now, const std::function<ConsoleNote(const MemberId&)>& note = {});

    // Notifications that the broker does not have yet, the oldest first, after row `after`.
    [[nodiscard]] std::vector<OutboxRow> outbox(std::int64_t after, int most) const;
    void remove_from_outbox(std::span<const std::int64_t> ids);

    [[nodiscard]] std::optional<std::string> meta(const std::string& key) const;
    void set_meta(const std::string& key, const std::string& value);
    // When the newest of what is booked was booked; 1970: nothing is.
    [[nodiscard]] SiteTime newest() const;

    [[nodiscard]] const Books& books() const { return engine_->books(); }
    [[nodiscard]] std::vector<Balance> balances() const;
    // One line a transaction: number, code, cause, hash.
    [[nodiscard]] std::vector<std::string> journal() const;
    // Where the ledger came to another fee than the gate, the oldest first.
    [[nodiscard]] std::vector<FeeDifference> fee_differences() const;
    // What does not fit in the books; empty: they are sound.
    [[nodiscard]] std::vector<std::string> verify() const;

    // ---- tools ----
    [[nodiscard]] const Terms& terms() const { return terms_; }
    [[nodiscard]] ReportReader report(ReportAsk ask) const { return {*engine_, std::move(ask)}; }
    // None: there is no such member.
    [[nodiscard]] std::optional<Statement> statement(const MemberId& member, int lines) const;
    // What waits for a person, or with `all` what has been decided as well; the oldest first.
    [[nodiscard]] std::vector<ReviewRow> reviews(bool all, int most) const;
    // All that ever came into quarantine, the oldest first, whatever has become of it.
    [[nodiscard]] std::vector<Quarantined> quarantined(int most, const QuarantinePlace& after = {}) const;
    [[nodiscard]] std::optional<Quarantined> quarantined(const EventId& id) const;
    // Its note says by whom. BrokenInvariant: it is closed already.
    void close_quarantined(const EventId& id, const std::string& reason, SiteTime site, const ConsoleNote& note);
    // Decides it anew, by the rules and the code of now. The outcome that its sender was told stays as it was.
    Result redrive(const Work& work, const OperatorId& by, const std::string& reason, SiteTime site);
    // Over what is configured, until another number is configured. What waits for a second person has the note's id.
    BudgetChange set_budget(const CampaignId& campaign, std::int64_t coupons, SiteTime now, const ConsoleNote& note);
    // None: the item is about no budget.
    [[nodiscard]] std::optional<AskedBudget> asked_budget(const ReviewId& item) const;
    // As it is in force; none: no such campaign is configured.
    [[nodiscard]] std::optional<std::int64_t> budget_in_force(const CampaignId& campaign) const;
    // In the order of their time; `each` may not write.
    void past_sales(SiteTime since, const std::function<void(const PastSale&)>& each) const;
    void past_deeds(SiteTime since, const std::function<void(const PastDeed&)>& each) const;
    // Also says how many facts it has looked at, and of how many.
    void past_leavings(SiteTime since, const std::function<void(const PastLeaving&)>& each,
                       const std::function<void(std::int64_t, std::int64_t)>& progress) const;
    // May be stepped while the store is used. A file of its own, which is not there yet.
    std::unique_ptr<BooksCopy> copy_to(const std::filesystem::path& file);

  private:
    template <typename Act>
    bool whole_or_not(Act act);
    std::vector<Result> take_batch(std::span<const Work> batch, SiteTime site, WallTime wall,
                                   std::span<const std::int64_t> delivered);
    void advance_marks(std::vector<Result>& results);
    template <typename Decide>
    FactResult take_fact(const Received& received, ChainTips& tips, WallTime wall, Decide decide);
    AskResult take_ask(const AskWork& work, SiteTime site, WallTime wall);
    template <typename Decide>
    EventResult take_event(const ReceivedEvent& received, const std::string& topic, WallTime wall, Decide decide);
    EventDecision book(const EventWork& work, const EventId& id, SiteTime site);
    Decision book(const FactWork& work, SiteTime site);
    [[nodiscard]] std::int64_t budget_of(const CampaignTerms& campaign) const;
    void settle_budget(const CampaignTerms& campaign, std::int64_t coupons, SiteTime now);
    void settle_if_agreed(const Row& row, SiteTime now);
    void bring_budget(const CampaignTerms& campaign, SiteTime now);
    void take_up_membership();
    void write(const Row& row, SiteTime site);
    void note_change(const Row& row, SiteTime site);
    void note_debts(const Txn& txn, SiteTime site);
    void tell_gates_of(const MemberId& member, SiteTime site);
    void tell_if_changed();
    void carry_out(const std::vector<Txn>& txns, const std::vector<Row>& rows, SiteTime site);
    Admission::Result let_in(const Admission& admission, SiteTime now, const std::optional<ConsoleNote>& note);
    void write_note(const ConsoleNote& note);

    std::unique_ptr<StorageEngine> engine_;
    Terms terms_;
    std::string site_;
    Signer signer_;
    bool membership_known_ = false; // the books are told by which file they go
    bool careful_ = true;           // with a part of its own for what may turn out not to be bookable
    std::set<MemberId> changed_;    // perhaps also of what was not committed in the end: they are told what holds
    std::map<MemberId, SiteTime> changed_at_; // lately: whose car was coming in then may have been told before
    std::set<MemberId> short_of_points_;      // a car of his has asked for a hold, and his others had them all
    std::function<void()> members_changed_;
};

} // namespace parkgate::ledger
