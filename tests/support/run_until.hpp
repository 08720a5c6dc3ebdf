// Runs handlers until something is true. The limit only ends a test that hangs; nothing is measured with it.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>

namespace parkgate::test {

template <typename Condition>
bool run_until(boost::asio::io_context& io, Condition&& condition,
               std::chrono::seconds limit = std::chrono::seconds(30)) {
    const auto work = boost::asio::make_work_guard(io);
    const auto end = std::chrono::steady_clock::now() + limit;
    io.restart();
    while (!condition()) {
        if (io.run_one_until(end) == 0) {
            return condition();
        }
    }
    return true;
}

} // namespace parkgate::test
