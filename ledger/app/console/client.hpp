// Asks a ledger that runs, by its socket.
#pragma once

#include "ledger/app/console/order.hpp"

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>

namespace parkgate::ledger {

enum class AskFailure : std::uint8_t {
    nobody, // no ledger listens there
    denied, // this user may not
    failed, // it was asked, and then the connection went or nothing came: what was ordered may have been done
};

struct AskError {
    AskFailure failure = AskFailure::failed;
    std::string detail;
};

// Blocks. `patience` is for each line: while a long order runs there is one of progress now and then.
std::expected<ToolReply, AskError> ask(const std::filesystem::path& socket, const Order& order,
                                       const std::function<void(const Progress&)>& progress,
                                       std::chrono::milliseconds patience = std::chrono::seconds(30));

} // namespace parkgate::ledger
