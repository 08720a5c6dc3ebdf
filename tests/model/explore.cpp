#include "tests/model/explore.hpp"

#include <algorithm>

namespace parkgate::model {

namespace {

std::uint64_t hash_of(const Key& key) {
    std::uint64_t mixed = 0x9e3779b97f4a7c15U;
    for (const auto word : key) {
        mixed = (mixed ^ word) * 0xff51afd7ed558ccdU;
        mixed ^= mixed >> 32;
    }
    return mixed;
}

// A prime, so that in time it meets every event.
constexpr std::size_t one_in_so_many = 307;

// Most outcomes and repeated readings change nothing: there is no key to be made.
bool event_leads_nowhere(const Step& step) {
    return step.now == the_present && step.out.orders.empty() && step.after == step.before;
}

std::string line(const Step& step, std::int64_t time) {
    return "  t=" + std::to_string(time) + "  " + step.event.text + "  ->" + described(step.out) + "\n      " +
           described(step.after, step.configuration) + "\n";
}

} // namespace

Exploration::Exploration(const Configuration& configuration, std::string only)
    : configuration_(configuration),
      only_(std::move(only)),
      step_rules_(step_rules()),
      world_rules_(world_rules()),
      events_(events_of(configuration)) {
    const auto left_out = [&](const auto& rule) { return !only_.empty() && rule.number != only_; };
    std::erase_if(step_rules_, left_out);
    std::erase_if(world_rules_, left_out);
    table_.resize(std::size_t{1} << 16);
    look_for(key_of(first_world(configuration_), the_present), 0);
    reach(next_.front(), 0);
}

Key Exploration::key_of(World world, MonotonicTime now) const {
    make_canonical(configuration_, world, now);
    return pack(world, now, caps_);
}

std::size_t Exploration::slot_of(const Key& key, std::uint64_t hash) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t slot = hash & mask;
    while (table_[slot] != 0 && keys_[table_[slot] - 1] != key) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

void Exploration::grow() {
    table_.assign(table_.size() * 2, 0);
    for (std::size_t at = 0; at < keys_.size(); ++at) {
        table_[slot_of(keys_[at], hash_of(keys_[at]))] = static_cast<std::uint32_t>(at + 1);
    }
}

// Asked for now and looked at after the other events: the table is larger than any cache.
void Exploration::look_for(const Key& key, std::size_t event) {
    const std::uint64_t hash = hash_of(key);
    __builtin_prefetch(&table_[hash & (table_.size() - 1)]);
    next_.push_back({key, hash, event});
}

void Exploration::reach(const Next& next, std::size_t from) {
    const std::size_t slot = slot_of(next.key, next.hash);
    if (table_[slot] != 0) {
        return;
    }
    keys_.push_back(next.key);
    parents_.push_back(static_cast<std::uint32_t>(from));
    by_.push_back(static_cast<std::uint8_t>(next.event));
    table_[slot] = static_cast<std::uint32_t>(keys_.size());
    if (keys_.size() * 2 > table_.size()) {
        grow();
    }
}

std::vector<Violation> Exploration::run() {
    for (std::size_t at = 0; at < keys_.size() && !over_; ++at) {
        const World world = unpack<World>(keys_[at]);
        check_world(at, world);
        next_.clear();
        follow(at, world);
        for (const auto& next : next_) {
            if (const auto first = table_[next.hash & (table_.size() - 1)]; first != 0) {
                __builtin_prefetch(&keys_[first - 1]);
            }
        }
        for (const auto& next : next_) {
            reach(next, at);
        }
        over_ = over_ || (!only_.empty() && !violations_.empty());
    }
    return violations_;
}

void Exploration::follow(std::size_t at, const World& world) {
    for (std::size_t event = 0; event < events_.size(); ++event) {
        if (!can_happen(events_[event], world)) {
            continue;
        }
        const Step step = take(configuration_, world, events_[event]);
        ++transitions_;
        const bool nowhere = event_leads_nowhere(step);
        if (nowhere && events_[event].kind == Kind::outcome) {
            continue; // no rule asks that an outcome be answered
        }
        check_step(at, step);
        if (nowhere) {
            continue;
        }
        try {
            const Key key = key_of(step.after, step.now);
            if (key != keys_[at]) {
                look_for(key, event);
                if (transitions_ % one_in_so_many == 0) {
                    check_key(at, step, key);
                }
            }
        } catch (const Unbounded& unbounded) {
            violations_.push_back(
                {"bound", std::string("bound: ") + unbounded.what() + "\n" + path_to(at) + "then\n" + line(step, 0)});
            over_ = true;
            return;
        }
    }
}

// A walk from the world with all its fields and from what its key has kept of it must show the same at each step.
void Exploration::check_key(std::size_t at, const Step& step, const Key& key) {
    World whole = step.after;
    World kept = unpack<World>(key);
    MonotonicTime now = step.now;
    std::uint64_t chance = hash_of(key) + transitions_;
    for (int steps = 0; steps < 24; ++steps) {
        chance = chance * 6364136223846793005U + 1442695040888963407U;
        const Event& event = events_[(chance >> 33) % events_.size()];
        if (!can_happen(event, kept)) {
            continue;
        }
        const Step one = take(configuration_, whole, event, now);
        const Step other = take(configuration_, kept, event);
        const Key after = key_of(other.after, other.now);
        if (described(one.out) != described(other.out) || key_of(one.after, one.now) != after) {
            violations_.push_back({"bound", "bound: a field that is not kept matters\n" + path_to(at) + "then\n" +
                                                line(step, 0) + "and, some steps on,\n" + line(one, 0) +
                                                "and from what is kept\n" + line(other, 0)});
            over_ = true;
            return;
        }
        whole = one.after;
        kept = unpack<World>(after);
        now = one.now;
    }
}

void Exploration::check_world(std::size_t at, const World& world) {
    std::erase_if(world_rules_, [&](const WorldRule& rule) {
        const auto wrong = rule.broken(configuration_, world);
        if (wrong) {
            violations_.push_back({rule.number, std::string(rule.number) + ": " + rule.text + "\n" + path_to(at) +
                                                    "  wrong here: " + *wrong + "\n"});
        }
        return wrong.has_value();
    });
}

void Exploration::check_step(std::size_t at, const Step& step) {
    std::erase_if(step_rules_, [&](const StepRule& rule) {
        const char* wrong = rule.broken(step);
        if (wrong != nullptr) {
            violations_.push_back({rule.number, std::string(rule.number) + ": " + rule.text + "\n" + path_to(at) +
                                                    "then\n" + line(step, 0) + "  wrong: " + wrong + "\n"});
        }
        return wrong != nullptr;
    });
}

std::string Exploration::path_to(std::size_t at) const {
    std::vector<std::size_t> path;
    for (std::size_t i = at; i != 0; i = parents_[i]) {
        path.push_back(by_[i]);
    }
    std::ranges::reverse(path);
    World world = first_world(configuration_);
    std::string text = configuration_.name + ", from the start:\n      " + described(world, configuration_) + "\n";
    std::int64_t time = 0;
    for (const std::size_t event : path) {
        const Step step = take(configuration_, world, events_[event]);
        time += events_[event].kind == Kind::time ? 1 : 0;
        text += line(step, time);
        world = unpack<World>(key_of(step.after, step.now));
    }
    return text;
}

} // namespace parkgate::model
