#include "tests/model/explore.hpp"

#include <algorithm>

namespace parkgate::model {

namespace {

std::size_t hash(const Key& key) {
    std::uint64_t mixed = 0x9e3779b97f4a7c15U;
    for (const auto word : key) {
        mixed = (mixed ^ word) * 0xff51afd7ed558ccdU;
        mixed ^= mixed >> 32;
    }
    return mixed;
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
    World first = first_world(configuration_);
    reach(pack(first, the_present, caps_), 0, 0);
}

std::size_t Exploration::slot_of(const Key& key) const {
    const std::size_t mask = table_.size() - 1;
    std::size_t slot = hash(key) & mask;
    while (table_[slot] != 0 && keys_[table_[slot] - 1] != key) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

void Exploration::grow() {
    table_.assign(table_.size() * 2, 0);
    for (std::size_t at = 0; at < keys_.size(); ++at) {
        table_[slot_of(keys_[at])] = static_cast<std::uint32_t>(at + 1);
    }
}

void Exploration::reach(const Key& key, std::size_t from, std::size_t event) {
    const std::size_t slot = slot_of(key);
    if (table_[slot] != 0) {
        return;
    }
    keys_.push_back(key);
    parents_.push_back(static_cast<std::uint32_t>(from));
    by_.push_back(static_cast<std::uint8_t>(event));
    table_[slot] = static_cast<std::uint32_t>(keys_.size());
    if (keys_.size() * 2 > table_.size()) {
        grow();
    }
}

std::vector<Violation> Exploration::run() {
    const auto done = [this] { return !only_.empty() && !violations_.empty(); };
    for (std::size_t at = 0; at < keys_.size() && !done(); ++at) {
        const World world = unpack<World>(keys_[at]);
        check_world(at, world);
        for (std::size_t event = 0; event < events_.size() && !done(); ++event) {
            if (!can_happen(events_[event], world)) {
                continue;
            }
            Step step = take(configuration_, world, events_[event]);
            ++transitions_;
            check_step(at, step);
            try {
                reach(pack(step.after, step.now, caps_), at, event);
            } catch (const Unbounded& unbounded) {
                violations_.push_back({"bound", std::string("bound: ") + unbounded.what() + "\n" + path_to(at) +
                                                    "then\n" + line(step, 0)});
                return violations_;
            }
        }
    }
    return violations_;
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
        const auto wrong = rule.broken(step);
        if (wrong) {
            violations_.push_back({rule.number, std::string(rule.number) + ": " + rule.text + "\n" + path_to(at) +
                                                    "then\n" + line(step, 0) + "  wrong: " + *wrong + "\n"});
        }
        return wrong.has_value();
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
        Step step = take(configuration_, world, events_[event]);
        time += events_[event].kind == Kind::time ? 1 : 0;
        text += line(step, time);
        world = unpack<World>(pack(step.after, step.now, caps_));
    }
    return text;
}

} // namespace parkgate::model
