#include "edge/app/abort_log.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace parkgate::app {

namespace {

// A signal handler may use neither heap nor iostreams: the name is kept ready, the time is written raw.
std::array<char, 4096> file_name{};

extern "C" void write_down_and_end(int number) {
    const int file = ::open(file_name.data(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file >= 0) {
        const std::int64_t seconds = ::time(nullptr);
        [[maybe_unused]] const auto written = ::write(file, &seconds, sizeof seconds);
        ::close(file);
    }
    std::signal(number, SIG_DFL);
    std::raise(number);
}

} // namespace

std::filesystem::path abort_log_of(const std::filesystem::path& store_file) {
    return store_file.string() + ".aborts";
}

void record_aborts_in(const std::filesystem::path& file) {
    std::strncpy(file_name.data(), file.c_str(), file_name.size() - 1);
    for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE}) {
        std::signal(number, write_down_and_end);
    }
}

int recent_aborts(const std::filesystem::path& file, WallTime now) {
    std::ifstream in(file, std::ios::binary);
    int count = 0;
    for (std::int64_t seconds = 0; in.read(reinterpret_cast<char*>(&seconds), sizeof seconds);) {
        const Duration age = now.time_since_epoch() - std::chrono::seconds(seconds);
        count += age < aborts_within ? 1 : 0;
    }
    return count;
}

void forget_aborts(const std::filesystem::path& file) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
}

} // namespace parkgate::app
