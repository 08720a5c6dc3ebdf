// The controller put together: hardware, core, store and link on one io_context.
#pragma once

#include "drivers/progress.hpp"
#include "edge/app/clock_watch.hpp"
#include "edge/app/clocks.hpp"
#include "edge/app/config.hpp"
#include "edge/app/engine.hpp"
#include "edge/app/line_watch.hpp"
#include "edge/app/store_keeper.hpp"
#include "edge/link/link.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <string>

namespace parkgate::app {

class Daemon {
  public:
    Daemon(boost::asio::io_context& io, EdgeConfig config, RealClocks clocks, std::uint64_t seed);
    ~Daemon();

    struct Refusal {
        std::string why;
        bool configured = false; // what is configured is not to run; else this machine does not let it
    };
    // Nothing when it runs; otherwise why it cannot. `accepted`: what an operator said of signed files that are older
    // than those before them; empty: none may be.
    std::optional<Refusal> start(const std::string& accepted);
    void stop();
    // Reads the list of rights anew. One that has faults is told and not used.
    void reload_rights();

  private:
    void take(core::HardwareEvent event);
    void handle(const core::Event& event);
    // Before anything is decided by a clock that was set meanwhile.
    void watch_clock();
    // From the broker: a plate that an operator names is normalised and hashed as one that a camera reads.
    void hear(core::Event event);
    void carry_out(const core::Effect& effect);
    void leap(const ClockLeap& leap);
    void store_lost(const std::string& why);
    void arm_timer();
    void timer_fired();
    void every_second();
    // Of signed files: that they hold from here on.
    void put_in_force(const std::vector<site::ChangedPart>& changed);
    bool threads_move_on();
    [[nodiscard]] BoxStatus status() const;
    Engine::Ports engine_ports();
    std::unique_ptr<link::Link> make_link();
    StoreKeeper make_store(std::uint64_t seed);

    boost::asio::io_context& io_;
    EdgeConfig config_;
    LotTopics topics_;
    Clocks clocks_;
    ClockWatch clock_watch_;
    StoreKeeper store_;
    std::uint64_t seed_;
    std::unique_ptr<link::Link> link_;
    std::optional<Engine> engine_;
    std::unique_ptr<drivers::Hardware> hardware_;
    LineWatch line_watch_;
    std::optional<drivers::LineProgress> line_progress_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer second_;
    BoxStatus told_;
    std::map<std::string, std::string> versions_; // of signed files, as they are remembered
};

} // namespace parkgate::app
