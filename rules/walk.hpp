// Walks along one stay, from border to border. Internal to the room; the way in is rules/charge.hpp.
#pragma once

#include "rules/charge.hpp"
#include "rules/select.hpp"

#include <algorithm>

namespace parkgate::rules {

// The first minute of a stay that is after its end.
constexpr Minutes never{longest_priced_stay.count * 4};

// What is left of a cap in its present period.
struct Meter {
    const Cap* cap = nullptr;
    Minutes resets = never; // minute of the stay
    LocalTime resets_at;    // of calendar_day
    bool holds = false;     // in this period, by its day
    Fen left;
};

class Walk {
  public:
    // `free_spent`: the table's free minutes are none in this stay.
    Walk(const Tariff& tariff, std::size_t table, bool free_spent, SiteTime entered, Minutes stay);
    std::vector<Charge> run();

  private:
    // Everything that begins at or before the present minute.
    void pass_borders();
    void take_table(std::size_t table);
    void take_collection(LocalTime reached);
    void restart();
    void renew(Meter& meter);
    void begin_day(Meter& meter, LocalTime begun);

    // One block from the present minute on; false: no line holds, which rules/check.hpp refuses.
    bool charge();
    Charge block(const RateLine& line) const;
    void hold_to_caps(Charge& charge);

    [[nodiscard]] SiteTime instant(Minutes minute) const { return entered_ + std::chrono::minutes(minute.count); }
    [[nodiscard]] LocalTime local(Minutes minute) const { return local_time(tariff_.calendar, instant(minute)); }
    [[nodiscard]] Minutes minute_of(LocalTime border) const;
    [[nodiscard]] LocalTime end_of_collection(LocalTime from) const;
    [[nodiscard]] Minutes border() const { return std::min({collection_ends_, restart_, hand_over_}); }

    const Tariff& tariff_;
    const SiteTime entered_;
    const Minutes stay_;
    const bool free_spent_;
    LocalTime leaves_; // and two days: no block that begins in the stay meets a later border
    std::vector<Charge> out_;

    const RateTable* table_ = nullptr;
    std::size_t table_index_ = 0;
    std::size_t collection_ = none;
    Minutes pos_;
    Minutes origin_; // where the table took over
    Minutes base_;   // what the lines' durations count from
    Minutes collection_ends_ = never;
    LocalTime collection_ends_at_;
    Minutes restart_ = never;
    LocalTime restart_at_;
    Minutes hand_over_ = never;
    Fen left_in_collection_;
    std::vector<Meter> meters_;
};

} // namespace parkgate::rules
