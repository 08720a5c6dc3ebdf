// A lot to play with: given / at / when / then. Time is an argument, hardware, store and ledger are played here, and
// what must hold whatever happens is checked after every event.
#pragma once

#include "edge/app/engine.hpp"
#include "protocol/codec.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parkgate::test {

using namespace std::chrono_literals;

inline const LaneId in_lane{"in"};
inline const LaneId out_lane{"out"};
inline const LaneId out2_lane{"out2"};

rules::RuleSet house_rules(); // config/rules.toml
core::LotConfig house_config();
PlateHash hash_of_plate(const std::string& plate);

class Lot {
  public:
    explicit Lot(core::LotConfig config = house_config());

    // ---- given ----
    Lot& member(const std::string& plate, const std::string& name, std::int64_t points, const std::string& tier = {},
                Spending spending = Spending::all);
    // Of the member whose plate this is.
    Lot& codes(const std::string& plate, std::vector<BenefitCode> codes);
    Lot& earns(const std::string& plate, std::int64_t percent);
    // The ledger is heard and answers at once.
    Lot& ledger_answers();
    // It is heard, but its answers wait for answer_asks().
    Lot& ledger_is_slow();
    Lot& ledger_is_offline();
    Lot& broker(bool connected);
    Lot& grants(std::int64_t coupons) { return slice_size_ = coupons, *this; }
    // Of this campaign; none: the budget is spent.
    Lot& grants(const CampaignId& campaign, std::int64_t coupons) { return slice_sizes_[campaign] = coupons, *this; }
    // From the next start on.
    Lot& rules_are(const rules::RuleSet& rules) { return config_.rules = rules, *this; }
    Lot& grants_coupons_of(const CouponWorth& worth) { return coupon_worth_ = worth, *this; }
    Lot& arm_obeys(bool obeys) { return arm_obeys_ = obeys, *this; }
    // Commits are made at once, or wait for commit_all().
    Lot& commits(bool at_once);
    // The commit that the newest fact of this kind is part of.
    [[nodiscard]] std::int64_t commit_of(const std::string& kind) const { return commit_of_.at(kind); }
    Lot& commit_all();

    // ---- when ----
    Lot& after(Duration length);
    Lot& clock_is_unset() { return now_.quality = ClockQuality::unset, *this; }
    Lot& clock_is_set(Duration by);   // forwards is positive; no time passes
    Lot& arrives(const LaneId& lane); // on the loop, not read yet
    Lot& read(const LaneId& lane, const std::string& plate, std::int64_t confidence = 99);
    // Of a reversible lane, by the camera of this side.
    Lot& read_from(const LaneId& lane, core::Side side, const std::string& plate, std::int64_t confidence = 99);
    Lot& car_arrives(const LaneId& lane, const std::string& plate, std::int64_t confidence = 99);
    Lot& passes(const LaneId& lane);    // over the loop under the arm and away
    Lot& backs_out(const LaneId& lane); // everything clear until it counts
    Lot& enters(const std::string& plate, std::int64_t confidence = 99);
    Lot& leaves(const LaneId& lane, const std::string& plate);
    Lot& loop(const LaneId& lane, core::Loop which, core::Presence presence);
    Lot& arm(const LaneId& lane, core::ArmPosition position);
    Lot& pays(const std::string& plate, Fen money, const std::string& notice);
    Lot& notice(const PaymentNotice& notice, const std::string& from = "wepay");
    Lot& commands(const LaneId& lane, Verb verb, const std::string& id, Duration valid = 30s);
    Lot& orders(const LaneId& lane, Verb verb, const std::string& argument = {}); // a command with an id of its own
    // A store's till, and a driver's application; of a car without a plate by its pseudo-plate.
    Lot& gives(const StoreNotice& notice);
    Lot& wishes(const AppWish& wish);
    // Of a notice or wish: from when it was first sent, so that a repetition has the same bytes.
    WallTime valid_until(const EventId& id);
    Lot& store_gives(const std::string& plate, const GivenWorth& worth, const std::string& id = {});
    Lot& wishes(Wish wish, const std::string& plate, const LaneId& lane = {}, Spending spending = Spending::asked_for,
                const std::string& id = {});
    Lot& orders_by(const std::string& who, const LaneId& lane, Verb verb, const std::string& argument = {});
    Lot& answer_asks();
    Lot& store_is_lost();
    Lot& event(const core::Event& event);
    // The process ends and starts again; what was not committed is gone. Nothing has been read of the hardware yet.
    Lot& restart();
    // The hardware is read for the first time since the start.
    Lot& looks(const LaneId& lane);
    // What looks() will find.
    Lot& hardware_is(const LaneId& lane, core::Presence arrival, core::Presence safety, core::ArmPosition arm);

    // ---- then ----
    template <typename T>
    [[nodiscard]] std::vector<T> facts() const {
        std::vector<T> out;
        for (const auto& fact : facts_) {
            if (const auto* body = std::get_if<T>(&fact.body)) {
                out.push_back(*body);
            }
        }
        return out;
    }
    template <typename T>
    [[nodiscard]] T last() const {
        const auto all = facts<T>();
        EXPECT_FALSE(all.empty()) << "no " << kind_of(FactBody{T{}}) << " was recorded";
        return all.empty() ? T{} : all.back();
    }
    // The kinds of facts since the last call.
    std::vector<std::string> new_facts();
    // The commands that reached the arm since the last call: 'o' and 'c', 'h' for hold and 'r' for release.
    std::string new_orders(const LaneId& lane);
    [[nodiscard]] std::string shown(const LaneId& lane) const; // lines joined by " | "
    [[nodiscard]] std::string shown(const LaneId& lane, core::Side side) const;
    std::vector<core::Phrase> spoken(const LaneId& lane);  // since the last call
    int new_boards() { return std::exchange(boards_, 0); } // that were shown since the last call, in all lanes
    [[nodiscard]] const core::Session* session(const std::string& plate) const;
    [[nodiscard]] LaneState lane(const LaneId& lane) const { return core::describe_lane(engine_->lot(), lane); }
    [[nodiscard]] std::string phase(const LaneId& lane) const { return this->lane(lane).phase; }
    [[nodiscard]] bool fault(const std::string& code, const std::string& where = "") const {
        return engine_->lot().faults.stands(code, where);
    }
    [[nodiscard]] std::int64_t refused(const std::string& cause) const;
    [[nodiscard]] const core::LotState& state() const { return engine_->lot(); }
    [[nodiscard]] const std::vector<Fact>& all_facts() const { return facts_; }
    [[nodiscard]] const std::vector<Ask>& asks() const { return asks_; }
    // The camera's sequence numbers that were given back, in order.
    [[nodiscard]] const std::vector<std::int64_t>& acknowledged() const { return acknowledged_; }
    [[nodiscard]] const std::vector<CommandAnswer>& answers() const { return answers_; }
    // What operators were told, by kind.
    [[nodiscard]] std::int64_t announced(const std::string& kind, const std::string& detail = {}) const {
        return std::ranges::count_if(announced_, [&](const LaneEvent& one) {
            return one.kind == kind && (detail.empty() || one.detail == detail);
        });
    }
    // What the ledger was told that the gate knows of its news.
    [[nodiscard]] const std::vector<EventId>& known() const { return known_; }
    // What operators were asked, each repetition too.
    [[nodiscard]] const std::vector<Question>& questions() const { return questions_; }
    // At the doors of stores and drivers: the session and why not, of the latest.
    [[nodiscard]] const std::vector<DoorAnswer>& door_answers() const { return door_answers_; }
    [[nodiscard]] std::string door() const { return door_answers_.empty() ? "silence" : door_answers_.back().refusal; }
    [[nodiscard]] const std::optional<QuoteAnswer>& quoted() const { return quoted_; }
    [[nodiscard]] const std::vector<Explanation>& explanations() const { return explanations_; }
    [[nodiscard]] const core::Remembered& remembered() const { return remembered_; }
    [[nodiscard]] Now now() const { return now_; }
    // That the ledger holds for the stay of this plate; 0: none.
    [[nodiscard]] Points held_by_the_ledger(const std::string& plate) const;
    [[nodiscard]] Answer answer_to(const Ask& ask, std::optional<Voucher>& voucher, std::optional<Slice>& slice);

  private:
    struct Hardware {
        core::Presence arrival = core::Presence::clear;
        core::Presence safety = core::Presence::clear;
        core::Presence photocell = core::Presence::clear;
        core::Presence beyond = core::Presence::clear;
        core::ArmPosition arm = core::ArmPosition::down;
    };
    struct Submitted {
        std::int64_t ticket;
        core::Effects durable;
    };

    void boot();
    void pump();
    void write(const core::Effect& effect);
    void carry_out(const core::Effect& effect);
    void move(const core::MoveArm& move);
    HoldAnswer answer_to_hold(const HoldAsk& hold, const std::string& id, std::optional<Voucher>& voucher);
    void check_always();
    void check_counts() const;
    void check_whose_plates_are_shown() const;
    void check_for_plates(const std::string& told) const;

    core::LotConfig config_;
    Now now_;
    std::uint64_t seed_ = 7;
    std::unique_ptr<app::Engine> engine_;
    std::map<LaneId, Hardware> hardware_;
    core::Remembered remembered_;
    std::deque<Submitted> submitted_;
    std::deque<core::Event> queue_;
    std::vector<Fact> facts_;
    std::size_t facts_told_ = 0;
    std::map<LaneId, std::string> orders_;
    std::map<std::string, std::int64_t> commit_of_; // the newest fact of a kind
    std::map<LaneId, std::int64_t> intents_;        // of openings, since the arm was last down
    std::map<std::pair<LaneId, core::Side>, core::DisplayText> shown_;
    std::map<LaneId, std::vector<core::Phrase>> spoken_;
    int boards_ = 0;
    std::map<SessionId, int> exits_, resolved_;
    std::vector<std::string> plates_;
    std::vector<Ask> asks_;
    std::deque<Ask> unanswered_;
    std::vector<EventId> known_;
    std::vector<CommandAnswer> answers_;
    std::vector<Question> questions_;
    std::vector<LaneEvent> announced_;
    std::vector<DoorAnswer> door_answers_;
    std::map<EventId, WallTime> valid_;
    std::optional<QuoteAnswer> quoted_;
    std::vector<Explanation> explanations_;
    std::map<PlateHash, LinkAnswer> members_;
    std::map<MemberId, Points> balance_;
    std::map<SessionId, Voucher> live_;             // holds, as the ledger has them
    std::map<EventId, core::LedgerAnswered> given_; // the ledger answers a repeated question alike
    std::vector<std::int64_t> acknowledged_;
    std::int64_t slice_size_ = 10;
    std::map<CampaignId, std::int64_t> slice_sizes_; // where it differs
    std::optional<CouponWorth> coupon_worth_;        // none: as in the rules
    std::int64_t made_ = 0;
    std::int64_t reads_ = 0;
    bool answers_at_once_ = true;
    bool commits_at_once_ = true;
    bool arm_obeys_ = true;
    bool pumping_ = false;
};

} // namespace parkgate::test
