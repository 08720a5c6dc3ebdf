#include "drivers/plate_camera/trigger.hpp"

#include "drivers/modbus/decode.hpp"

namespace parkgate::drivers {

void TriggerReader::set_busy(bool busy, Time now) {
    if (busy && !busy_) {
        next_at_ = std::min(next_at_, now);
        car_ = true;
    }
    void_ = void_ || (!busy && state_ == State::triggered);
    busy_ = busy;
}

// The end of one trigger, whatever it brought.
void TriggerReader::settle(Interval pause, bool again, Time now) {
    state_ = State::clearing;
    clear_at_ = now;
    next_at_ = now + pause;
    car_ = again;
}

ReadReport TriggerReader::read(const Image& image, Time now) {
    ReadReport report;
    status_ = decode_code(map_.status, image).value_or("");
    read_ = !writing_;
    if (state_ == State::triggered && read_) {
        if (void_ && (has_status("ok") || has_status("error"))) {
            settle(Interval{0}, true, now);
        } else if (has_status("ok")) {
            auto reading = decode_reading(map_, 0, static_cast<std::uint16_t>(sequence_ + 1), image);
            if (reading) {
                ++sequence_;
                report.readings.push_back(*std::move(reading));
                settle(map_.again, map_.again.count() > 0, now);
            } else {
                report.troubles.push_back(ReadTrouble::bad_plate);
                settle(map_.pause, true, now);
            }
        } else if (has_status("error")) {
            settle(map_.pause, true, now); // no plate found: an ordinary answer
        } else if (now - triggered_at_ >= map_.give_up) {
            report.troubles.push_back(ReadTrouble::no_result);
            settle(map_.pause, true, now);
        }
    } else if (state_ == State::clearing && read_ && has_status("ready")) {
        state_ = State::idle;
    }
    return report;
}

std::optional<std::uint16_t> TriggerReader::take_write(Time now) {
    if (writing_ || !read_) {
        return std::nullopt;
    }
    if (state_ == State::idle && busy_ && car_ && now >= next_at_) {
        if (!has_status("ready")) {
            // Left over from another time, or the camera says nothing that is known.
            state_ = State::clearing;
            clear_at_ = now;
        } else {
            state_ = State::triggered;
            triggered_at_ = now;
            void_ = false;
            writing_ = true;
            read_ = false;
            return map_.trigger_value;
        }
    }
    if (state_ == State::clearing && now >= clear_at_ && !has_status("ready")) {
        clear_at_ = now + map_.pause;
        writing_ = true;
        read_ = false;
        return map_.clear_value;
    }
    return std::nullopt;
}

void TriggerReader::written(bool refused, Time now) {
    writing_ = false;
    if (refused && state_ == State::triggered) {
        state_ = State::idle;
        next_at_ = now + map_.pause;
    }
}

} // namespace parkgate::drivers
