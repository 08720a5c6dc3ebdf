#pragma once

#include "simulator/line/board.hpp"
#include "simulator/output.hpp"
#include "simulator/script/command.hpp"
#include "simulator/script/lane_hands.hpp"
#include "simulator/script/parser.hpp"
#include "simulator/traffic/car_park.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace parkgate::sim {

/// Runs script lines: one queue and one thread a lane, so that lanes run beside each other and each in its own order.
/// Tells what was done and what went wrong on the output.
class ScriptRunner {
  public:
    enum class Next { more, quit };

    /// All three must outlive it.
    ScriptRunner(Plant& plant, LineBoard& board, Output& output);
    ~ScriptRunner();
    ScriptRunner(const ScriptRunner&) = delete;
    ScriptRunner& operator=(const ScriptRunner&) = delete;

    /// Takes the next line; `all wait` and `quit` return when every lane has done what it was given. Called by one
    /// thread.
    [[nodiscard]] Next take(std::string_view text);

    /// Ends what the lanes are doing, and a take() that waits for them. Stops the plant too, because its waits are what
    /// keeps a lane busy. May be called from any thread.
    void stop();

    [[nodiscard]] bool had_errors() const { return errors_ > 0; }

  private:
    struct LaneQueue {
        LaneQueue(Plant& plant, std::string lane) : hands(plant, std::move(lane)) {}
        LaneHands hands;
        std::deque<LaneCommand> waiting{};
        bool busy = false;
        std::thread thread{};
    };

    void run(LaneQueue& queue);
    void execute(LaneHands& hands, const LaneCommand& command);
    [[nodiscard]] Outcome perform(LaneHands& hands, const Command& command);
    [[nodiscard]] Outcome cycle(LaneHands& hands, const std::vector<std::string>& plates);
    [[nodiscard]] Outcome cycle_list(LaneHands& hands, const std::string& file);
    void wait_for_all();
    void perform(const SiteCommand& command);
    [[nodiscard]] bool perform_word(const SiteWord& word);
    void tell_done(std::string_view whose, std::string_view verb, std::uint32_t line);
    void tell_summary();
    void tell_error(const ScriptError& error);
    void tell_display(const std::string& lane, Side side);
    void tell_snapshot();

    Plant& plant_;
    LineBoard& board_;
    Output& output_;
    CarPark park_;
    std::vector<std::string> lane_ids_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::atomic<std::uint32_t> errors_ = 0;
    std::uint32_t line_ = 0;
    std::vector<std::unique_ptr<LaneQueue>> queues_;
};

} // namespace parkgate::sim
