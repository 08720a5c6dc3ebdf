#include "simulator/script/runner.hpp"

#include "simulator/event_json.hpp"
#include "simulator/script/cycle.hpp"
#include "simulator/traffic/driver.hpp"
#include "simulator/utf8.hpp"

#include <algorithm>
#include <fstream>

namespace parkgate::sim {

namespace json = boost::json;

namespace {

template <class... Fs>
struct Overloaded : Fs... {
    using Fs::operator()...;
};

json::object cycle_line(const std::string& lane, const Passage& passage) {
    json::object line = json_line("cycle", monotonic_now());
    line["lane"] = lane;
    line["n"] = passage.number;
    line["plate"] = to_utf8(passage.plate);
    line["shown_ns"] = passage.shown.count();
    line["served_ns"] = passage.served.count();
    line["command_ns"] = passage.command.count();
    line["occupied_ns"] = passage.occupied.count();
    line["up_ns"] = passage.up.count();
    return line;
}

std::vector<std::string> plates_of(const Cycle& cycle) {
    std::vector<std::string> plates;
    for (std::uint32_t n = 1; n <= cycle.times; ++n) {
        plates.push_back(cycle_plate(cycle.prefix, n));
    }
    return plates;
}

/// Commands that change the lane and are done at once.
template <class Change>
Outcome at_once(LaneHands& hands, Change&& change) {
    hands.plant().with(hands.lane(), std::forward<Change>(change));
    return {};
}

} // namespace

ScriptRunner::ScriptRunner(Plant& plant, LineBoard& board, Output& output)
    : plant_(plant), board_(board), output_(output), lane_ids_(plant.lane_ids()) {
    for (const std::string& lane : lane_ids_) {
        LaneQueue& queue = *queues_.emplace_back(std::make_unique<LaneQueue>(plant, lane));
        queue.thread = std::thread([this, &queue] { run(queue); });
    }
}

void ScriptRunner::stop() {
    plant_.stop();
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
}

ScriptRunner::~ScriptRunner() {
    stop();
    for (const auto& queue : queues_) {
        queue->thread.join();
    }
}

void ScriptRunner::run(LaneQueue& queue) {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [&] { return stopping_ || !queue.waiting.empty(); });
        if (stopping_) {
            return;
        }
        const LaneCommand command = std::move(queue.waiting.front());
        queue.waiting.pop_front();
        queue.busy = true;
        lock.unlock();
        execute(queue.hands, command);
        lock.lock();
        queue.busy = false;
        changed_.notify_all();
    }
}

void ScriptRunner::execute(LaneHands& hands, const LaneCommand& command) {
    const Outcome outcome = perform(hands, command.command);
    if (outcome) {
        tell_done(command.lane, command.verb, command.line);
    } else if (!outcome.error().stopped) {
        tell_error({command.line, command.text, outcome.error().expected});
    }
}

Outcome ScriptRunner::perform(LaneHands& hands, const Command& command) {
    return std::visit(
        Overloaded{
            [&](const Arrive& c) { return hands.arrive(c.reading, c.from); },
            [&](const ReadPlate& c) -> Outcome {
                hands.show(c.reading, c.from);
                return {};
            },
            [&](const SetLoop& c) -> Outcome {
                hands.set_loop(c.loop, c.occupied);
                return {};
            },
            [&](const WaitFor& c) { return hands.wait_for(c); },
            [&](const DriveThrough& c) { return hands.drive_through(c.from); },
            [&](const BackOut& c) {
                return at_once(hands,
                               [&](Lane& lane, Instant now, Events& events) { lane.back_out(c.from, now, events); });
            },
            [&](const SetPace& c) -> Outcome {
                hands.set_pace(c.pace);
                return {};
            },
            [&](const Pause& c) { return hands.pause(c.time); },
            [&](const TroubleArm& c) {
                return at_once(
                    hands, [&](Lane& lane, Instant now, Events& events) { lane.trouble_arm(c.trouble, now, events); });
            },
            [&](const SlowArm& c) {
                return at_once(hands,
                               [&](Lane& lane, Instant now, Events& events) { lane.slow_arm(c.factor, now, events); });
            },
            [&](const CloseByItself& c) {
                return at_once(hands, [&](Lane& lane, Instant now, Events& events) {
                    lane.close_arm_by_itself(c.after, now, events);
                });
            },
            [&](const CameraGarbage&) {
                return at_once(hands, [](Lane& lane, Instant, Events&) { lane.camera().babble(true); });
            },
            [&](const CameraSequence& c) {
                return at_once(hands, [&](Lane& lane, Instant, Events&) { lane.camera().jump_to(c.sequence); });
            },
            [&](const SetSilent& c) {
                return at_once(hands,
                               [&](Lane& lane, Instant now, Events&) { lane.set_silent(c.kind, c.silent, now); });
            },
            [&](const CameraRestart&) {
                return at_once(hands, [](Lane& lane, Instant, Events&) { lane.restart_cameras(); });
            },
            [&](const CameraEndless& c) {
                return at_once(hands, [&](Lane& lane, Instant, Events&) { lane.endless_readings(c.on); });
            },
            [&](const TroubleLoop& c) {
                return at_once(hands,
                               [&](Lane& lane, Instant now, Events&) { lane.trouble_loop(c.loop, c.trouble, now); });
            },
            [&](const Traffic& c) { return TrafficDriver(hands, c, board_, park_, output_).run(); },
            [&](const ShowDisplay& c) -> Outcome {
                tell_display(hands.lane(), c.side);
                return {};
            },
            [&](const Cycle& c) { return cycle(hands, plates_of(c)); },
            [&](const CycleList& c) { return cycle_list(hands, c.file); },
        },
        command);
}

Outcome ScriptRunner::cycle(LaneHands& hands, const std::vector<std::string>& plates) {
    std::uint32_t number = 0;
    for (const std::string& plate : plates) {
        auto passage = pass_one_car(hands, ++number, plate);
        if (!passage) {
            passage.error().expected += " (car " + std::to_string(number) + ")";
            return std::unexpected(std::move(passage).error());
        }
        output_.post(cycle_line(hands.lane(), *passage));
    }
    return {};
}

Outcome ScriptRunner::cycle_list(LaneHands& hands, const std::string& file) {
    std::ifstream input(file);
    if (!input) {
        return std::unexpected(Unfinished{false, "a file that can be read: " + file});
    }
    std::vector<std::string> plates;
    for (std::string line; std::getline(input, line);) {
        const auto plate = parse_plate(line);
        if (!plate) {
            return std::unexpected(
                Unfinished{false, file + ":" + std::to_string(plates.size() + 1) + ": a plate of at most 16 bytes"});
        }
        plates.push_back(*plate);
    }
    return cycle(hands, plates);
}

ScriptRunner::Next ScriptRunner::take(std::string_view text) {
    auto parsed = parse_statement(text, ++line_, lane_ids_);
    if (!parsed) {
        tell_error(parsed.error());
        return Next::more;
    }
    if (!*parsed) {
        return Next::more;
    }
    return std::visit(Overloaded{[&](LaneCommand& command) {
                                     const std::lock_guard lock(mutex_);
                                     const auto at = std::ranges::find(lane_ids_, command.lane) - lane_ids_.begin();
                                     queues_[static_cast<std::size_t>(at)]->waiting.push_back(std::move(command));
                                     changed_.notify_all();
                                     return Next::more;
                                 },
                                 [&](const SiteCommand& command) {
                                     perform(command);
                                     return Next::more;
                                 },
                                 [&](const AllWait&) {
                                     wait_for_all();
                                     return Next::more;
                                 },
                                 [&](const Snapshot&) {
                                     tell_snapshot();
                                     return Next::more;
                                 },
                                 [&](const Quit&) {
                                     wait_for_all();
                                     return Next::quit;
                                 }},
                      **parsed);
}

void ScriptRunner::wait_for_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
        return stopping_ ||
               std::ranges::all_of(queues_, [](const auto& queue) { return queue->waiting.empty() && !queue->busy; });
    });
}

void ScriptRunner::perform(const SiteCommand& command) {
    if (perform_word(command.word)) {
        tell_done(command.verb, command.verb, command.line);
    } else {
        tell_error({command.line, command.text, "a line or lane of the site"});
    }
}

bool ScriptRunner::perform_word(const SiteWord& word) {
    const auto with_faults = [&](const std::string& line, auto&& act) {
        const auto found = board_.faults.find(line);
        if (found == board_.faults.end()) {
            return false;
        }
        act(found->second);
        return true;
    };
    const auto every_lane = [&](auto&& act) {
        for (const std::string& lane : lane_ids_) {
            plant_.with(lane, act);
        }
        return true;
    };
    const auto one_lane = [&](const std::string& lane, auto&& act) {
        const bool known = std::ranges::find(lane_ids_, lane) != lane_ids_.end();
        if (known) {
            plant_.with(lane, act);
        }
        return known;
    };
    return std::visit(
        Overloaded{
            [&](const AddFault& w) { return with_faults(w.line, [&](LineFaults& faults) { faults.add(w.order); }); },
            [&](const ClearFaults& w) { return with_faults(w.line, [](LineFaults& faults) { faults.clear(); }); },
            [&](const Plug& w) { return with_faults(w.line, [&](LineFaults&) { board_.plug(w.line, w.in); }); },
            [&](const SetFire& w) {
                return every_lane([&](Lane& lane, Instant now, Events& out) { lane.set_fire(w.alarm, now, out); });
            },
            [&](const TellWord& w) {
                return one_lane(w.lane,
                                [&](Lane& lane, Instant now, Events&) { lane.recorder().see_operator(w.word, now); });
            },
            [&](const ControllerCalls& w) {
                return one_lane(w.lane, [&](Lane& lane, Instant, Events&) { lane.recorder().see_call(w.calls); });
            },
            [&](const ControllerRestarted&) {
                return every_lane([](Lane& lane, Instant, Events&) { lane.recorder().see_restart(); });
            },
            [&](const TellSummary&) {
                tell_summary();
                return true;
            }},
        word);
}

void ScriptRunner::tell_done(std::string_view whose, std::string_view verb, std::uint32_t line_number) {
    json::object line = json_line("done", monotonic_now());
    line["lane"] = whose;
    line["command"] = verb;
    line["line"] = line_number;
    output_.post(std::move(line));
}

void ScriptRunner::tell_summary() {
    json::object lanes;
    for (const std::string& id : lane_ids_) {
        const WatchCounts counts =
            plant_.with(id, [](const Lane& lane, Instant, Events&) { return lane.recorder().counts(); });
        lanes[id] = {{"passages", counts.passages}, {"opens", counts.opens},           {"closes", counts.closes},
                     {"hits", counts.hits},         {"violations", counts.violations}, {"unseeable", counts.unseeable}};
    }
    json::object lines;
    for (const auto& [id, faults] : board_.faults) {
        lines[id] = {{"faults", faults.hits()}};
    }
    json::object line = json_line("summary", monotonic_now());
    line["lanes"] = std::move(lanes);
    line["lines"] = std::move(lines);
    output_.post(std::move(line));
}

void ScriptRunner::tell_error(const ScriptError& error) {
    ++errors_;
    json::object line = json_line("error", monotonic_now());
    line["line"] = error.line;
    line["text"] = to_utf8(error.text);
    line["expected"] = to_utf8(error.expected);
    output_.post(std::move(line));
}

void ScriptRunner::tell_display(const std::string& lane, Side side) {
    json::object line = json_line("display_now", monotonic_now());
    line["lane"] = lane;
    add_display(line, plant_.with(lane, [&](const Lane& subject, Instant, Events&) { return subject.display(side); }));
    add_side(line, side);
    output_.post(std::move(line));
}

void ScriptRunner::tell_snapshot() {
    json::object lanes;
    for (const std::string& id : lane_ids_) {
        lanes[id] = plant_.with(id, [](const Lane& lane, Instant now, Events&) { return lane_json(lane, now); });
    }
    json::object line = json_line("snapshot", monotonic_now());
    line["lanes"] = std::move(lanes);
    output_.post(std::move(line));
}

} // namespace parkgate::sim
