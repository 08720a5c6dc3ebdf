// Breadth first through every world that can be reached.
#pragma once

#include "tests/model/pack.hpp"
#include "tests/model/rules.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parkgate::model {

struct Violation {
    std::string number;
    std::string report; // the rule, the shortest path to it, and what was wrong
};

class Exploration {
  public:
    // `only`: this rule alone, up to the first violation; empty: every rule, and the first violation of each.
    Exploration(const Configuration& configuration, std::string only);

    // Empty: every rule holds everywhere.
    std::vector<Violation> run();

    [[nodiscard]] std::size_t states() const { return keys_.size(); }
    [[nodiscard]] std::size_t transitions() const { return transitions_; }

  private:
    struct Next {
        Key key;
        std::uint64_t hash;
        std::size_t event;
    };
    // Every event in the world at this place: what it leads to, after its rules have been checked.
    void follow(std::size_t at, const World& world);
    void look_for(const Key& key, std::size_t event);
    [[nodiscard]] Key key_of(World world, MonotonicTime now) const;
    // A new place when the world had not been reached before.
    void reach(const Next& next, std::size_t from);
    void check_key(std::size_t at, const Step& step, const Key& key);
    void grow();
    [[nodiscard]] std::size_t slot_of(const Key& key, std::uint64_t hash) const;
    void check_world(std::size_t at, const World& world);
    void check_step(std::size_t at, const Step& step);
    [[nodiscard]] std::string path_to(std::size_t at) const;

    Configuration configuration_;
    Caps caps_ = caps_of(configuration_);
    std::string only_;
    std::vector<StepRule> step_rules_; // those that have not been broken yet
    std::vector<WorldRule> world_rules_;
    std::vector<Event> events_;
    std::vector<Next> next_; // of the world that is being followed
    std::vector<Key> keys_;  // in the order of discovery: the queue and the set's contents in one
    std::vector<std::uint32_t> parents_;
    std::vector<std::uint8_t> by_;     // the event that led there
    std::vector<std::uint32_t> table_; // open addressing over keys_; 0 is empty
    std::size_t transitions_ = 0;
    bool over_ = false;
    std::vector<Violation> violations_;
};

} // namespace parkgate::model
