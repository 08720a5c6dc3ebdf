#include "drivers/plate_camera/slot.hpp"

namespace parkgate::drivers {

ReadReport SlotReader::read(const Image& image) {
    ReadReport report = take(image);
    report.lost = lost_.add({.by_numbers = report.lost,
                             .counter = map_.lost ? word_of(*map_.lost, image) : std::nullopt,
                             .delivered = pending_.overwritten(last_.value_or(0)),
                             .anew = has_started_anew(report)});
    return report;
}

ReadReport SlotReader::take(const Image& image) {
    ReadReport report;
    const auto sequence = word_of(in_slot(map_, map_.sequence, 0), image);
    if (!sequence || sequence == last_) {
        return report;
    }
    const bool blank = *sequence == 0 && is_blank(map_, 0, image);
    const bool first_contact = !last_.has_value();
    const auto acknowledged = map_.acknowledge ? word_of(*map_.acknowledge, image) : std::nullopt;
    const std::optional<std::uint16_t> before = first_contact ? acknowledged : last_;
    last_ = sequence;
    if (!before) {
        if (!blank) {
            deliver(map_, 0, *sequence, true, image, pending_, report);
            report.acknowledge = pending_.drop_useless();
        }
        return report;
    }
    const auto ahead = static_cast<std::uint16_t>(*sequence - *before);
    const bool backwards = ahead >= half_turn;
    if (backwards && !first_contact) {
        report.troubles.push_back(ReadTrouble::sequence_backwards);
        pending_.clear();
    } else if (!backwards) {
        // A camera may leave out 0 when it begins again.
        const bool over_zero = *sequence < *before && *sequence != 0;
        const int next = over_zero ? 2 : 1;
        if (ahead > next) {
            report.troubles.push_back(ReadTrouble::lost_events);
            report.lost = static_cast<std::size_t>(ahead - next);
        }
    }
    if (!blank && ahead != 0) {
        deliver(map_, 0, *sequence, first_contact || backwards, image, pending_, report);
        report.acknowledge = pending_.drop_useless();
    }
    return report;
}

} // namespace parkgate::drivers
