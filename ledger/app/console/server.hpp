// The ledger's own socket beside its books: whoever may read and write there may ask and order. Every function and
// every handler runs on the one executor; a slow client never holds it up.
#pragma once

#include "ledger/app/console/job.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>

namespace parkgate::ledger {

// Where the books of this file are asked for.
std::filesystem::path socket_of(const std::filesystem::path& store);

struct ServerLimits {
    int clients = 8;                            // at once; more of them wait
    std::chrono::milliseconds patience{10'000}; // for a line to come or to go
    std::chrono::milliseconds progress{500};    // between two lines of it
};

class ConsoleServer {
  public:
    using Begin = std::function<std::unique_ptr<Job>(const Order&)>;

    // What stood at this path before is replaced: who has the books has their socket. The error is one line.
    static std::expected<std::unique_ptr<ConsoleServer>, std::string> listen(boost::asio::any_io_executor executor,
                                                                             const std::filesystem::path& path,
                                                                             Begin begin, ServerLimits limits = {});
    ~ConsoleServer(); // removes the socket; jobs that are not finished are dropped
    ConsoleServer(const ConsoleServer&) = delete;
    ConsoleServer& operator=(const ConsoleServer&) = delete;

  private:
    struct Shared;
    class Session;
    explicit ConsoleServer(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
    std::shared_ptr<Shared> shared_;
};

} // namespace parkgate::ledger
