#include "ledger/app/console/client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace parkgate::ledger {

namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;
using Error = boost::system::error_code;

AskError failed(std::string detail) {
    return {AskFailure::failed, std::move(detail)};
}

AskFailure kind_of(const Error& error) {
    if (error == boost::system::errc::no_such_file_or_directory || error == asio::error::connection_refused) {
        return AskFailure::nobody;
    }
    return error == asio::error::access_denied || error == boost::system::errc::operation_not_permitted
               ? AskFailure::denied
               : AskFailure::failed;
}

class Asking {
  public:
    explicit Asking(std::chrono::milliseconds patience) : patience_(patience), socket_(io_) {}

    Error connect(const std::filesystem::path& path) {
        Error error;
        socket_.connect(Local::endpoint(path.string()), error);
        return error;
    }

    // It may refuse a line before it has read all of it, and says so.
    void send(const std::string& line) {
        asio::async_write(socket_, asio::buffer(line), [](const Error&, std::size_t) {});
        run();
    }

    std::expected<std::string, AskError> line() {
        std::expected<std::size_t, AskError> size = std::unexpected(failed("it does not answer"));
        // Room for the envelope as well.
        asio::async_read_until(socket_, asio::dynamic_buffer(in_, longest_reply + longest_order), '\n',
                               [&](const Error& error, std::size_t read) {
                                   size = error ? std::expected<std::size_t, AskError>(std::unexpected(
                                                      failed("the connection went: " + error.message())))
                                                : read;
                               });
        if (!run()) {
            Error ignored;
            socket_.close(ignored);
            io_.restart();
            io_.run(); // the handler, which has to see its `size`
            return std::unexpected(failed("it does not answer"));
        }
        if (!size) {
            return std::unexpected(size.error());
        }
        std::string line = in_.substr(0, *size);
        in_.erase(0, *size);
        return line;
    }

  private:
    bool run() {
        io_.restart();
        io_.run_for(patience_);
        return io_.stopped();
    }

    std::chrono::milliseconds patience_;
    asio::io_context io_{1};
    Local::socket socket_;
    std::string in_;
};

} // namespace

std::expected<ToolReply, AskError> ask(const std::filesystem::path& socket, const Order& order,
                                       const std::function<void(const Progress&)>& progress,
                                       std::chrono::milliseconds patience) {
    const std::string said = line_of(order);
    if (said.size() > longest_order) {
        return std::unexpected(failed("this is too long to be asked"));
    }
    Asking asking(patience);
    try {
        if (const Error error = asking.connect(socket)) {
            return std::unexpected(AskError{kind_of(error), error.message()});
        }
    } catch (const boost::system::system_error& error) {
        // Its name is too long for a socket: nobody can listen there.
        return std::unexpected(AskError{AskFailure::nobody, error.what()});
    }
    asking.send(said);
    for (;;) {
        const auto line = asking.line();
        if (!line) {
            return std::unexpected(line.error());
        }
        auto reply = reply_of(*line);
        if (!reply) {
            return std::unexpected(failed(reply.error()));
        }
        if (auto* last = std::get_if<ToolReply>(&*reply)) {
            return std::move(*last);
        }
        progress(std::get<Progress>(*reply));
    }
}

} // namespace parkgate::ledger
