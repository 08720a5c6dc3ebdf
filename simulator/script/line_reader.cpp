#include "simulator/script/line_reader.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace parkgate::sim {

bool LineReader::fill() {
    std::array<pollfd, 2> watched{{{source_, POLLIN, 0}, {stop_, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), -1) < 0) {
        return errno == EINTR;
    }
    if (watched[1].revents != 0) {
        pending_.clear();
        return false;
    }
    std::array<char, 4096> bytes{};
    const ssize_t taken = ::read(source_, bytes.data(), bytes.size());
    if (taken > 0) {
        pending_.append(bytes.data(), static_cast<std::size_t>(taken));
    }
    return taken > 0 || (taken < 0 && errno == EINTR);
}

std::optional<std::string> LineReader::next() {
    std::size_t end = pending_.find('\n');
    while (end == std::string::npos && !ended_) {
        ended_ = !fill();
        end = pending_.find('\n');
    }
    if (end == std::string::npos && pending_.empty()) {
        return std::nullopt;
    }
    std::string line = pending_.substr(0, end);
    pending_.erase(0, end == std::string::npos ? end : end + 1);
    return line;
}

} // namespace parkgate::sim
