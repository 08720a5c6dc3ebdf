// The gate's file: facts and projections, written in one transaction a commit. One thread owns it; every failure of
// SQLite comes out as SQLite::Exception.
#pragma once

#include "edge/core/effects.hpp"
#include "edge/core/lot.hpp"
#include "platform/sqlite/database.hpp"
#include "protocol/codec.hpp"
#include "protocol/signature.hpp"

#include <memory>
#include <string>
#include <vector>

namespace parkgate::store {

// What makes bytes of a fact, besides the fact.
struct Identity {
    BoxId box;
    std::string boot;
    RulesId rules;
    std::string coupon_purpose;
    Signer signer;
};

class EdgeStore {
  public:
    // `epoch` counts when the file is new; `reason` then says why it is.
    EdgeStore(SQLite::Database database, Identity identity, std::int64_t epoch, const core::Record& epoch_started);

    [[nodiscard]] core::Remembered load();
    // The latest wall time of any fact, in milliseconds: no clock reads earlier.
    [[nodiscard]] std::int64_t latest_wall_ms();
    [[nodiscard]] std::string meta(std::string_view key);
    void put_meta(std::string_view key, std::string_view value);

    // All of these effects, or none of them; on the disk when it returns. The facts among them, with their bytes.
    std::vector<OutboundFact> commit(const std::vector<const std::vector<core::Effect>*>& batches);

    // Written by flush(): a commit that a driver waits for carries nothing else.
    void acknowledge(std::vector<Receipt> receipts);
    void flush();
    [[nodiscard]] std::size_t receipts() const { return receipts_.size(); } // gathered and not written

    [[nodiscard]] std::vector<OutboundFact> outbox(std::int64_t after_seq, std::int64_t at_most);
    [[nodiscard]] std::int64_t last_seq() const { return seq_; }
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    [[nodiscard]] std::int64_t waiting();

  private:
    struct Statements;

    void load_modes(core::Remembered& out);
    void load_lists(core::Remembered& out);
    void load_histories(core::Remembered& out);
    void load_presumed(core::Remembered& out);
    void write(const core::Effect& effect, std::vector<OutboundFact>& facts);
    OutboundFact write_fact(const Fact& fact);
    void write_session(const core::Session& session);
    void write_stay(const core::Session& session, core::SessionPhase phase);
    void write_presumed(const core::SavePresumedExit& save);
    void write_lists(const core::Session& session);
    void write_admission(const core::SaveAdmission& save);
    void write_used(const core::SaveUsedId& save);
    void write_memory(const core::Effect& effect);
    void write_plate(const core::SavePlateHistory& save);
    void write_member(const core::SaveMemberHistory& save);
    void write_use(bool by_member, const std::string& who, const std::map<Benefit, rules::BenefitUse>& used);
    void write_receipts();

    SQLite::Database database_;
    Identity identity_;
    std::shared_ptr<Statements> statements_;
    std::vector<Receipt> receipts_;
    std::int64_t epoch_ = 1;
    std::int64_t seq_ = 0;
    std::int64_t settled_ = 0; // every fact up to this one has its receipt
    std::string head_;         // hash of the bytes of seq_
};

} // namespace parkgate::store
