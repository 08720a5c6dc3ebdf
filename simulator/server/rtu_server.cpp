#include "simulator/server/rtu_server.hpp"

#include <array>
#include <cerrno>
#include <ctime>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>

namespace parkgate::sim {

namespace {

constexpr std::size_t longest_frame = 256;

} // namespace

RtuServer::RtuServer(Plant& plant, const LineConfig& line, const std::vector<DeviceConfig>& devices, LineFaults& faults)
    : plant_(plant),
      faults_(faults),
      slaves_(line, devices),
      settings_(*line.serial),
      clock_(settings_),
      link_(line.link),
      pty_(std::in_place, line.link),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_.get() < 0) {
        throw std::system_error(errno, std::generic_category(), "line '" + line.id + "'");
    }
    thread_ = std::thread([this] { run(); });
}

RtuServer::~RtuServer() {
    ending_ = true;
    wake();
    thread_.join();
}

void RtuServer::wake() const {
    const std::uint64_t one = 1;
    // An eventfd that is not read for a while still takes a one.
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
}

void RtuServer::plug(bool in) {
    plugged_ = in;
    wake();
}

void RtuServer::follow_plug() {
    std::uint64_t rung = 0;
    [[maybe_unused]] const ssize_t taken = ::read(wake_.get(), &rung, sizeof rung);
    if (pty_ && !plugged_) {
        pty_.reset();
        incoming_.clear();
        outgoing_.clear();
        sending_.reset();
    } else if (!pty_ && plugged_) {
        pty_.emplace(link_);
    }
}

void RtuServer::receive() {
    std::array<std::uint8_t, longest_frame> bytes{};
    const ssize_t taken = ::read(pty_->near_end(), bytes.data(), bytes.size());
    if (taken <= 0) {
        return;
    }
    incoming_.insert(incoming_.end(), bytes.begin(), bytes.begin() + taken);
    incoming_end_ = clock_.pass(monotonic_now(), static_cast<std::size_t>(taken));
}

void RtuServer::end_frame() {
    const Instant received = incoming_end_ + clock_.gap();
    const auto request = decode_rtu(incoming_);
    incoming_.clear();
    ++frames_ended_;
    Slave* const slave = request ? slaves_.find(request->unit) : nullptr;
    if (slave == nullptr || !pty_->speaks_at(settings_.baud)) {
        return;
    }
    auto reply = plant_.with(slave->lane(), [&](Lane& lane, Instant now, Events& events) {
        return reply_to(*request, Framing::rtu, *slave, faults_, lane, now, received, events);
    });
    if (reply) {
        send(*std::move(reply), received + settings_.turnaround);
    }
}

void RtuServer::send(Reply&& reply, Instant from) {
    for (const Transmission::Piece& piece : reply.transmission.pieces) {
        from = std::max(from, clock_.free_at()) + piece.after;
        for (std::size_t at = 0; at < piece.bytes.size();) {
            const std::size_t count = std::min(clock_.bytes_at_once(), piece.bytes.size() - at);
            const auto first = piece.bytes.begin() + static_cast<std::ptrdiff_t>(at);
            outgoing_.push_back({clock_.pass(from, count), Bytes(first, first + static_cast<std::ptrdiff_t>(count))});
            at += count;
        }
    }
    if (reply.credible) {
        sending_ = std::move(reply);
    }
}

void RtuServer::send_due() {
    while (!outgoing_.empty() && outgoing_.front().due <= monotonic_now()) {
        const Bytes bytes = std::move(outgoing_.front().bytes);
        outgoing_.pop_front();
        // Nobody reads: what does not fit is lost, as on a real line.
        [[maybe_unused]] const ssize_t written = ::write(pty_->near_end(), bytes.data(), bytes.size());
        if (outgoing_.empty() && sending_) {
            plant_.with(sending_->slave->lane(), [&](Lane& lane, Instant now, Events& events) {
                sending_->slave->note_sent(lane, sending_->answer, now, events);
            });
            sending_.reset();
        }
    }
}

std::optional<Instant> RtuServer::next_due() const {
    std::optional<Instant> next;
    if (!outgoing_.empty()) {
        next = outgoing_.front().due;
    }
    if (!incoming_.empty()) {
        const Instant end = incoming_end_ + clock_.gap();
        next = next ? std::min(*next, end) : end;
    }
    return next;
}

void RtuServer::run() {
    while (!ending_) {
        std::array<pollfd, 2> watched{{{wake_.get(), POLLIN, 0}, {pty_ ? pty_->near_end() : -1, POLLIN, 0}}};
        const auto next = next_due();
        const Instant left = next ? std::max(*next - monotonic_now(), Instant{0}) : Instant{0};
        const timespec wait{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
        ::ppoll(watched.data(), watched.size(), next ? &wait : nullptr, nullptr);
        if (watched[0].revents != 0) {
            follow_plug();
            continue;
        }
        if (watched[1].revents != 0) {
            receive();
        }
        if (!incoming_.empty() && monotonic_now() >= incoming_end_ + clock_.gap()) {
            end_frame();
        }
        send_due();
    }
}

} // namespace parkgate::sim
