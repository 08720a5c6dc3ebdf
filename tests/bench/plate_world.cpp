#include "tests/bench/plate_world.hpp"

#include "plate/repair.hpp"
#include "protocol/plate.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace parkgate::bench {

namespace {

struct Stay {
    std::string truth;
    std::string stored; // as it was read at the entry, repaired
    bool misread_at_entry = false;
    bool is_fleet = false;
    bool taken = false; // another car has left on this stay's record, or its record was closed
    std::uint64_t number = 0;
};

struct Record { // what the lot believes to be inside
    std::string plate;
    std::uint64_t stay = 0;
};

class Lot {
  public:
    explicit Lot(const World& world) : world_(world), dice_(world.seed) {}

    Outcome run() {
        for (std::size_t i = 0; i < world_.inside; ++i) {
            enter(i < world_.fleet ? std::optional(i) : std::nullopt);
        }
        while (out_.stays < world_.stays) {
            const auto place = below(dice_, cars_.size());
            const Stay leaving = cars_[place];
            cars_[place] = cars_.back();
            cars_.pop_back();
            leave(leaving);
            present_.erase(leaving.truth);
            enter(leaving.is_fleet ? std::optional<std::uint64_t>(fleet_number(leaving)) : std::nullopt);
            ++out_.stays;
        }
        return out_;
    }

    std::uint64_t strangers(std::uint64_t cars) {
        for (std::size_t i = 0; i < world_.inside; ++i) {
            enter(std::nullopt);
        }
        std::uint64_t matched = 0;
        for (std::uint64_t i = 0; i < cars; ++i) {
            const std::string truth = draw_plate(dice_);
            if (present_.contains(truth)) {
                continue;
            }
            matched += std::holds_alternative<plate::Fuzzy>(find(seen(truth).text)) ? 1 : 0;
        }
        return matched;
    }

  private:
    struct Reading {
        std::string text;
        bool misread = false;
    };

    static std::uint64_t fleet_number(const Stay& stay) {
        constexpr std::uint64_t first = 12'300;
        return std::stoull(stay.truth.substr(std::string_view("沪B").size())) - first;
    }

    Reading seen(const std::string& truth) {
        const bool wrong = happens(dice_, world_.misreads);
        const std::string raw = wrong ? misread(dice_, truth, world_.strange) : truth;
        return {plate::repair(normalise_plate(raw)).plate, wrong};
    }

    void enter(std::optional<std::uint64_t> fleet) {
        Stay stay;
        do {
            stay.truth = fleet ? consecutive_plate(*fleet) : draw_plate(dice_, world_.one_office);
        } while (present_.contains(stay.truth));
        present_.insert(stay.truth);
        const Reading reading = seen(stay.truth);
        stay.stored = reading.text;
        stay.misread_at_entry = reading.misread;
        stay.is_fleet = fleet.has_value();
        stay.number = next_++;
        // One plate has one stay: the older one is closed as an exit that was not seen.
        if (const auto same = std::ranges::find(records_, stay.stored, &Record::plate); same != records_.end()) {
            out_.hits_at_entry += mark_taken(same->stay) ? 1 : 0;
            records_.erase(same);
        }
        records_.push_back({stay.stored, stay.number});
        cars_.push_back(std::move(stay));
    }

    bool is_inside(std::uint64_t number) const {
        return std::ranges::find(cars_, number, &Stay::number) != cars_.end();
    }

    // False: its car has left already, on another's record.
    bool mark_taken(std::uint64_t number) {
        const auto car = std::ranges::find(cars_, number, &Stay::number);
        if (car == cars_.end()) {
            return false;
        }
        car->taken = true;
        return true;
    }

    plate::Match find(const std::string& read) {
        open_.clear();
        std::ranges::transform(records_, std::back_inserter(open_),
                               [](const Record& r) { return std::string_view(r.plate); });
        constexpr std::int64_t confidence = 95;
        return plate::match(read, confidence, open_, world_.settings);
    }

    void close(std::uint64_t number) {
        std::erase_if(records_, [number](const Record& r) { return r.stay == number; });
    }

    void leave(const Stay& stay) {
        const Reading reading = seen(stay.truth);
        const plate::Match found = find(reading.text);
        if (stay.taken) {
            ++out_.after_hits.at(found.index());
            const auto* fuzzy = std::get_if<plate::Fuzzy>(&found);
            out_.wrong += fuzzy != nullptr && is_inside(records_[fuzzy->best.index].stay) ? 1 : 0;
            end_as(stay, found);
            return;
        }
        const bool misread = stay.misread_at_entry || reading.misread;
        const bool differs = stay.stored != reading.text;
        out_.misread += misread ? 1 : 0;
        out_.repaired += misread && stay.stored == stay.truth && reading.text == stay.truth ? 1 : 0;
        out_.differing += differs ? 1 : 0;
        count(stay, found, differs);
        end_as(stay, found);
    }

    void count(const Stay& stay, const plate::Match& found, bool differs) {
        if (const auto* exact = std::get_if<plate::Exact>(&found)) {
            out_.hits_at_exit += records_[exact->index].stay != stay.number ? 1 : 0;
        } else if (const auto* fuzzy = std::get_if<plate::Fuzzy>(&found)) {
            const bool right = records_[fuzzy->best.index].stay == stay.number;
            ++(right ? out_.fuzzy : out_.wrong);
        } else if (const auto* ask = std::get_if<plate::Ask>(&found)) {
            ++(differs ? out_.asked : out_.asked_well_read);
            out_.asked_without_answer +=
                std::ranges::none_of(ask->candidates,
                                     [&](const plate::Candidate& c) { return records_[c.index].stay == stay.number; })
                    ? 1
                    : 0;
        } else {
            out_.lost += differs ? 1 : 0;
        }
    }

    // A person finds the right stay; a match ends what it names.
    void end_as(const Stay& stay, const plate::Match& found) {
        std::uint64_t ended = stay.number;
        if (const auto* exact = std::get_if<plate::Exact>(&found)) {
            ended = records_[exact->index].stay;
        } else if (const auto* fuzzy = std::get_if<plate::Fuzzy>(&found)) {
            ended = records_[fuzzy->best.index].stay;
        }
        close(ended);
        if (ended != stay.number) {
            mark_taken(ended);
        }
        forget_ghosts();
    }

    // Records whose car has left on another's: closed when they have stood for as long as a lot lets a stay last.
    void forget_ghosts() {
        const std::uint64_t longest = 20 * world_.inside;
        std::erase_if(records_, [&](const Record& r) { return r.stay + longest < next_ && !is_inside(r.stay); });
    }

    World world_;
    Dice dice_;
    Outcome out_;
    std::uint64_t next_ = 0;
    std::vector<Stay> cars_;
    std::vector<Record> records_;
    std::unordered_set<std::string> present_;
    std::vector<std::string_view> open_;
};

} // namespace

Outcome run(const World& world) {
    return Lot(world).run();
}

std::uint64_t strangers_matched(const World& world, std::uint64_t cars) {
    return Lot(world).strangers(cars);
}

} // namespace parkgate::bench
