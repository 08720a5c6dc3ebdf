#include "edge/store/edge_store.hpp"

#include "edge/store/schema.hpp"
#include "edge/store/statements.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::store {

namespace {

constexpr std::string_view settled_key = "settled";

} // namespace

EdgeStore::EdgeStore(SQLite::Database database, Identity identity, std::int64_t epoch,
                     const core::Record& epoch_started)
    : database_(std::move(database)),
      identity_(std::move(identity)),
      statements_(std::make_shared<Statements>(database_)) {
    const std::string known = meta("epoch");
    if (known.empty()) {
        epoch_ = epoch;
        put_meta("epoch", std::to_string(epoch));
        const std::vector<core::Effect> first{epoch_started};
        commit({&first});
        return;
    }
    epoch_ = std::stoll(known);
    SQLite::Statement last(database_, "SELECT seq, bytes FROM fact ORDER BY seq DESC LIMIT 1");
    if (last.executeStep()) {
        seq_ = last.getColumn(0).getInt64();
        head_ = hash_of(last.getColumn(1).getString());
    }
    const std::string settled = meta(settled_key);
    settled_ = settled.empty() ? 0 : std::stoll(settled);
}

std::string EdgeStore::meta(std::string_view key) {
    SQLite::Statement get(database_, "SELECT value FROM meta WHERE key=?");
    get.bind(1, std::string(key));
    return get.executeStep() ? get.getColumn(0).getString() : std::string{};
}

void EdgeStore::put_meta(std::string_view key, std::string_view value) {
    statements_->meta.bind(1, std::string(key));
    statements_->meta.bind(2, std::string(value));
    run(statements_->meta);
}

std::int64_t EdgeStore::latest_wall_ms() {
    SQLite::Statement last(database_, "SELECT wall_ms FROM fact ORDER BY seq DESC LIMIT 1");
    return last.executeStep() ? last.getColumn(0).getInt64() : 0;
}

std::int64_t EdgeStore::waiting() {
    SQLite::Statement count(database_,
                            "SELECT count(*) FROM fact WHERE seq>? AND seq NOT IN (SELECT seq FROM receipt)");
    count.bind(1, settled_);
    return count.executeStep() ? count.getColumn(0).getInt64() : 0;
}

std::vector<OutboundFact> EdgeStore::commit(const std::vector<const std::vector<core::Effect>*>& batches) {
    std::vector<OutboundFact> facts;
    const auto seq_before = seq_;
    const auto head_before = head_;
    try {
        sqlite::Transaction transaction(database_);
        for (const auto* batch : batches) {
            for (const auto& effect : *batch) {
                write(effect, facts);
            }
        }
        transaction.commit();
    } catch (...) {
        seq_ = seq_before;
        head_ = head_before;
        throw;
    }
    return facts;
}

void EdgeStore::acknowledge(std::vector<Receipt> receipts) {
    std::ranges::move(receipts, std::back_inserter(receipts_));
}

void EdgeStore::flush() {
    if (!receipts_.empty()) {
        sqlite::Transaction transaction(database_);
        write_receipts();
        transaction.commit();
    }
}

void EdgeStore::write_receipts() {
    if (receipts_.empty()) {
        return;
    }
    for (const auto& each : receipts_) {
        auto& receipt = statements_->receipt;
        receipt.bind(1, each.seq);
        receipt.bind(2, std::string(text_of(each.outcome)));
        receipt.bind(3, each.code);
        run(receipt);
    }
    receipts_.clear();
    auto& has_receipt = statements_->has_receipt;
    for (bool settled = true; settled;) {
        has_receipt.bind(1, settled_ + 1);
        settled = has_receipt.executeStep();
        has_receipt.reset();
        settled_ += settled ? 1 : 0;
    }
    put_meta(settled_key, std::to_string(settled_));
}

void EdgeStore::write(const core::Effect& effect, std::vector<OutboundFact>& facts) {
    if (const auto* record = std::get_if<core::Record>(&effect)) {
        facts.push_back(write_fact(record->fact));
    } else if (const auto* session = std::get_if<core::SaveSession>(&effect)) {
        write_session(session->session);
    } else if (const auto* admission = std::get_if<core::SaveAdmission>(&effect)) {
        write_admission(*admission);
    } else if (const auto* coupon = std::get_if<core::SaveCoupon>(&effect)) {
        statements_->coupon.bind(1, coupon->coupon.coupon.text);
        statements_->coupon.bind(2, coupon->spent ? 1 : 0);
        statements_->coupon.bind(3, encode(coupon->coupon));
        run(statements_->coupon);
    } else if (const auto* slice = std::get_if<core::SaveSlice>(&effect)) {
        statements_->slice.bind(1, slice->slice.slice.slice.text);
        statements_->slice.bind(2, slice->slice.used);
        statements_->slice.bind(3, encode(slice->slice.slice));
        run(statements_->slice);
    } else if (const auto* used = std::get_if<core::SaveUsedId>(&effect)) {
        write_used(*used);
    } else if (const auto* mode = std::get_if<core::SaveLaneMode>(&effect)) {
        put_meta(lane_mode_key + mode->lane.text,
                 std::to_string(static_cast<int>(mode->mode)) + " " + std::to_string(static_cast<int>(mode->way)));
    } else if (const auto* fire = std::get_if<core::SaveFire>(&effect)) {
        put_meta(fire_key, fire->alarm ? "1" : "");
    } else {
        write_memory(effect);
    }
}

OutboundFact EdgeStore::write_fact(const Fact& fact) {
    StoredFact stored{fact, {identity_.box, identity_.boot, epoch_, seq_ + 1, head_, identity_.rules}};
    if (auto* issued = std::get_if<CouponIssued>(&stored.fact.body);
        issued != nullptr && issued->document.bytes.empty()) {
        issued->document = identity_.signer.sign_document(identity_.coupon_purpose, encode(issued->coupon));
    }
    OutboundFact out{stored.envelope.seq, fact.id, encode(stored)};

    auto& insert = statements_->fact;
    insert.bind(1, out.seq);
    insert.bind(2, fact.id.text);
    insert.bind(3, fact.wall.time_since_epoch().count());
    insert.bind(4, out.bytes.data(), static_cast<int>(out.bytes.size()));
    run(insert);
    seq_ = out.seq;
    head_ = hash_of(out.bytes);
    return out;
}

std::vector<OutboundFact> EdgeStore::outbox(std::int64_t after_seq, std::int64_t at_most) {
    SQLite::Statement rows(database_, "SELECT seq,id,bytes FROM fact "
                                      "WHERE seq>? AND seq NOT IN (SELECT seq FROM receipt) ORDER BY seq LIMIT ?");
    rows.bind(1, std::max(after_seq, settled_));
    rows.bind(2, at_most);
    std::vector<OutboundFact> out;
    while (rows.executeStep()) {
        out.push_back({rows.getColumn(0).getInt64(), {rows.getColumn(1).getString()}, rows.getColumn(2).getString()});
    }
    return out;
}

} // namespace parkgate::store
