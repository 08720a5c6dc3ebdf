#include "tests/unit/ledger/storage/memory/memory_engine.hpp"

#include "tests/unit/ledger/support/engine_kit.hpp"

#include <limits>

namespace parkgate::ledger::test {

namespace {

template <typename Map, typename Key>
std::optional<typename Map::mapped_type> find(const Map& map, const Key& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

// Whole at its second step: in between the books may be written.
class MemoryCopy final : public BooksCopy {
  public:
    MemoryCopy(std::shared_ptr<MemoryPlace> place, std::filesystem::path file)
        : place_(std::move(place)), file_(std::move(file)) {
        if (place_->copies.contains(file_)) {
            throw StorageFailed("it is there already");
        }
    }
    bool step() override {
        if (left_ > 0 && --left_ == 0) {
            place_->copies.emplace(file_, place_->committed);
        }
        return left_ > 0;
    }
    [[nodiscard]] std::int64_t pages() const override { return 2; }
    [[nodiscard]] std::int64_t pages_left() const override { return left_; }

  private:
    std::shared_ptr<MemoryPlace> place_;
    std::filesystem::path file_;
    int left_ = 2;
};

class MemoryKit final : public EngineKit {
  public:
    std::unique_ptr<StorageEngine> open() override { return std::make_unique<MemoryEngine>(place_); }
    std::unique_ptr<StorageEngine> open_copy(const std::filesystem::path& file) override {
        const auto copy = place_->copies.find(file);
        return copy == place_->copies.end()
                   ? nullptr
                   : std::make_unique<MemoryEngine>(std::make_shared<MemoryPlace>(MemoryPlace{copy->second, {}, -1}),
                                                    true);
    }
    void fail_after(int steps) override { place_->fuse = steps; }
    [[nodiscard]] int stride() const override { return 1; }

  private:
    std::shared_ptr<MemoryPlace> place_ = std::make_shared<MemoryPlace>();
};

} // namespace

std::unique_ptr<EngineKit> make_kit() {
    return std::make_unique<MemoryKit>();
}

std::size_t orders_apart() {
    return 1;
}

std::unique_ptr<StorageEngine> new_engine() {
    return std::make_unique<MemoryEngine>(std::make_shared<MemoryPlace>());
}

void MemoryEngine::burn() {
    if (place_->fuse > 0 && --place_->fuse == 0) {
        place_->fuse = -1;
        throw StorageFailed("the fuse has burnt down");
    }
}

void MemoryEngine::begin() {
    if (read_only_) {
        throw StorageFailed("a copy is not written");
    }
    burn();
    working_ = place_->committed;
    now_ = &working_;
}

void MemoryEngine::commit() {
    burn();
    place_->committed = std::move(working_);
    now_ = &place_->committed;
}

MemoryState& MemoryEngine::open() {
    burn();
    return now_ == &working_ ? working_ : place_->committed;
}

void MemoryEngine::forget_tier_periods() {
    for (auto& [id, member] : open().members) {
        member.tier_period = 0;
    }
}

JournalHead MemoryEngine::journal_head() const {
    return now_->journal.empty() ? JournalHead{}
                                 : JournalHead{now_->journal.back().txn.id, now_->journal.back().txn.hash};
}

void MemoryEngine::read_journal(const EachTxn& each) const {
    for (const auto& kept : now_->journal) {
        each(kept.txn, kept.legs);
    }
}

std::optional<KeptFact> MemoryEngine::fact(const EventId& id) const {
    const auto found = find(now_->facts, id);
    return found ? std::optional(found->kept) : std::nullopt;
}

void MemoryEngine::add(const FactRow& fact) {
    auto& state = open();
    demand(!state.facts.contains(fact.id), "the id of a fact");
    demand(fact.forked || state.chain.try_emplace({fact.box, fact.epoch, fact.seq}, fact.id).second, "its place");
    state.facts[fact.id] = {{fact.hash, std::string(fact.outcome), std::string(fact.code)},
                            fact.box,
                            fact.epoch,
                            {fact.seq, fact.hash, std::string(fact.prev)},
                            fact.forked,
                            std::string(fact.kind),
                            fact.bytes,
                            fact.key,
                            fact.signature,
                            fact.at.time_since_epoch().count(),
                            fact.lot};
}

ChainLink MemoryEngine::last_of(const BoxId& box, std::int64_t epoch) const {
    const auto after = now_->chain.lower_bound({box, epoch, std::numeric_limits<std::int64_t>::max()});
    if (after == now_->chain.begin()) {
        return {};
    }
    const auto& [place, id] = *std::prev(after);
    return std::get<0>(place) == box && std::get<1>(place) == epoch ? now_->facts.at(id).link : ChainLink{};
}

std::vector<ChainLink> MemoryEngine::around(const BoxId& box, std::int64_t epoch, std::int64_t seq) const {
    std::vector<ChainLink> out;
    for (auto n = seq - 1; n <= seq + 1; ++n) {
        if (const auto id = find(now_->chain, std::tuple(box, epoch, n))) {
            out.push_back(now_->facts.at(*id).link);
        }
    }
    return out;
}

void MemoryEngine::links_after(const BoxId& box, std::int64_t epoch, std::int64_t seq,
                               const std::function<bool(std::int64_t, std::string_view hash)>& each) const {
    for (auto next = now_->chain.upper_bound({box, epoch, seq}); next != now_->chain.end(); ++next) {
        const auto& [of_box, of_epoch, number] = next->first;
        if (of_box != box || of_epoch != epoch || !each(number, now_->facts.at(next->second).link.hash)) {
            return;
        }
    }
}

std::int64_t MemoryEngine::mark(const BoxId& box, std::int64_t epoch) const {
    return find(now_->marks, std::pair(box, epoch)).value_or(0);
}

void MemoryEngine::set_mark(const BoxId& box, std::int64_t epoch, std::int64_t seq, const std::string&) {
    open().marks[{box, epoch}] = seq;
}

std::optional<KeptAsk> MemoryEngine::ask(const EventId& id) const {
    return find(now_->asks, id);
}

void MemoryEngine::add(const AskRow& ask) {
    demand(open().asks.try_emplace(ask.id, KeptAsk{ask.hash, ask.answer}).second, "the id of an ask");
}

std::optional<KeptEvent> MemoryEngine::kept_event(const SaidEvent& said) const {
    const auto id = find(now_->said, std::tuple(std::string(said.door), said.owner, said.id));
    return id ? std::optional(now_->events.at(*id).kept) : std::nullopt;
}

void MemoryEngine::add(const EventRow& event) {
    const InboxEvent kept{{event.id,
                           event.hash,
                           std::string(event.outcome),
                           std::string(event.code),
                           event.member,
                           event.points,
                           {event.balance}},
                          std::string(event.door),
                          std::string(event.owner),
                          std::string(event.kind),
                          std::string(event.bytes),
                          {std::string(event.key)},
                          std::string(event.signature),
                          event.at.time_since_epoch().count()};
    auto& state = open();
    demand(!state.events.contains(event.id), "the id of an event");
    const EventId said = event.said.empty() ? event.id : EventId{std::string(event.said)};
    demand(state.said.try_emplace({kept.door, kept.owner, said}, event.id).second, "what a sender has said");
    state.events.emplace(event.id, kept);
}

void MemoryEngine::add(const RedrivenRow& redriven) {
    open().redriven.emplace_back(redriven.id, redriven.outcome, redriven.code);
}

void MemoryEngine::add(const ClosedRow& closed) {
    const Closed row{closed.by.text, closed.reason, closed.at};
    demand(open().closed.try_emplace(closed.id, row).second, "what is closed already");
}

void MemoryEngine::add_to_outbox(std::string_view bytes) {
    auto& state = open();
    state.outbox[++state.last_outbox] = bytes;
}

std::vector<OutboxRow> MemoryEngine::outbox(std::int64_t after, int most) const {
    std::vector<OutboxRow> out;
    for (auto row = now_->outbox.upper_bound(after); row != now_->outbox.end() && most-- > 0; ++row) {
        out.push_back({row->first, row->second});
    }
    return out;
}

std::optional<std::string> MemoryEngine::meta(const std::string& key) const {
    return find(now_->meta, key);
}

std::unique_ptr<BooksCopy> MemoryEngine::copy_to(const std::filesystem::path& file) {
    return std::make_unique<MemoryCopy>(place_, file);
}

} // namespace parkgate::ledger::test
