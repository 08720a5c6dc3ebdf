// Books as plain containers: what an engine keeps, without a file.
#pragma once

#include "ledger/store/storage_engine.hpp"

#include <array>
#include <map>
#include <numeric>
#include <tuple>

namespace parkgate::ledger::test {

struct KeptTxn {
    JournalTxn txn;
    std::vector<JournalLeg> legs;
};

struct LinkTime {
    PlateHash plate;
    MemberId member;
    SiteTime from;
    std::optional<SiteTime> until;
    [[nodiscard]] bool at(SiteTime time) const { return from <= time && (!until || *until > time); }
};

struct InboxFact {
    KeptFact kept;
    BoxId box;
    std::int64_t epoch = 0;
    ChainLink link;
    bool forked = false;
    std::string kind;
    std::string bytes;
    KeyId key;
    std::string signature;
    std::int64_t received_ms = 0;
    std::string lot;
};

struct InboxEvent {
    KeptEvent kept;
    std::string door;
    std::string owner;
    std::string kind;
    std::string bytes;
    KeyId key;
    std::string signature;
    std::int64_t received_ms = 0;
};

// An account that no guard looks at is added to and never read by who adds: a busy one may be several rows, which
// writers take in turn. Here all of them are.
struct KeptBalance {
    std::array<std::int64_t, 4> rows{};
    std::size_t turn = 0;
    [[nodiscard]] std::int64_t total() const { return std::accumulate(rows.begin(), rows.end(), std::int64_t{0}); }
};

// As the store's tables: each by its key, in the order in which they are read.
using LotKey = std::tuple<MemberId, SiteTime, std::string, Fen>;
using UseKey = std::tuple<std::string, SiteTime, std::string, Fen>;
using ReceiptKey = std::tuple<StoreId, std::int64_t, std::string>;

struct MemoryState {
    std::vector<KeptTxn> journal;
    std::map<std::pair<std::string, std::string>, std::int64_t> causes; // the transaction of a code and cause
    std::map<Account, KeptBalance> balances;
    std::map<HoldId, Hold> holds;
    std::map<SessionId, Charge> charges;
    std::map<std::pair<SessionId, SiteTime>, ReversedExit> reversed_exits;
    std::map<std::pair<SessionId, HoldId>, WaitingCharge> waiting_charges;
    std::map<SliceId, SliceRow> slices;
    std::map<CouponId, CouponRow> coupons;
    std::map<SessionId, SessionRow> sessions;
    std::map<MemberId, MemberRow> members;
    std::vector<LinkTime> links;
    std::map<EventId, FeeDifference> differences;
    std::map<LotKey, PointLot> lots;
    std::map<UseKey, LotUse> uses;
    std::map<ReceiptKey, ReceiptRow> receipts;
    std::map<std::tuple<MemberId, std::int64_t, CapKind>, std::int64_t> caps;
    std::map<std::tuple<MemberId, rules::Deed, std::string>, DeedRow> deeds;
    std::map<ReviewId, ReviewRow> reviews;
    std::map<std::pair<MemberId, std::int64_t>, StampRow> stamps;
    std::map<CampaignId, bool> stopped;
    ExpiryTold told;
    std::map<EventId, InboxFact> facts;
    std::map<std::tuple<BoxId, std::int64_t, std::int64_t>, EventId> chain;
    std::map<std::pair<BoxId, std::int64_t>, std::int64_t> marks;
    std::map<EventId, KeptAsk> asks;
    std::map<EventId, InboxEvent> events;
    std::map<std::tuple<std::string, std::string, EventId>, EventId> said; // by door, owner and what he calls it
    std::vector<std::tuple<EventId, std::string, std::string>> redriven;   // with outcome and code
    std::map<EventId, Closed> closed;
    std::map<std::int64_t, std::string> outbox;
    std::int64_t last_outbox = 0;
    std::map<std::string, std::string> meta;

    // Throws BrokenInvariant, and then nothing is changed.
    void write(const Row& row);
    void append(std::int64_t id, const Txn& txn, const RulesId& rules, SiteTime at, const std::string& prev,
                const std::string& hash);
    void add_to_balance(const Account& account, std::int64_t amount);
    void check_sums(std::vector<std::string>& faults) const;
};

inline void demand(bool good, const char* what) {
    if (!good) {
        throw BrokenInvariant(what);
    }
}

} // namespace parkgate::ledger::test
