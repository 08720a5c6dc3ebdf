#include "simulator/server/pty.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <system_error>
#include <termios.h>

namespace parkgate::sim {

namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

struct Speed {
    unsigned baud;
    speed_t code;
};
constexpr std::array<Speed, 6> speeds{
    {{4800, B4800}, {9600, B9600}, {19200, B19200}, {38400, B38400}, {57600, B57600}, {115200, B115200}}};

} // namespace

Pty::Pty(std::filesystem::path link) : link_(std::move(link)), near_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    std::array<char, 128> name{};
    if (near_.get() < 0 || ::grantpt(near_.get()) != 0 || ::unlockpt(near_.get()) != 0 ||
        ::ptsname_r(near_.get(), name.data(), name.size()) != 0) {
        fail("a pseudo terminal");
    }
    far_path_ = name.data();
    keeper_ = Descriptor(::open(far_path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios settings{};
    if (keeper_.get() < 0 || ::tcgetattr(keeper_.get(), &settings) != 0) {
        fail(far_path_);
    }
    ::cfmakeraw(&settings);
    if (::tcsetattr(keeper_.get(), TCSANOW, &settings) != 0 || ::fcntl(near_.get(), F_SETFL, O_NONBLOCK) != 0) {
        fail(far_path_);
    }
    if (!link_.empty()) {
        std::error_code none_there;
        std::filesystem::remove(link_, none_there);
        std::filesystem::create_symlink(far_path_, link_);
    }
}

Pty::~Pty() {
    if (!link_.empty()) {
        std::error_code gone_already;
        std::filesystem::remove(link_, gone_already);
    }
}

bool Pty::speaks_at(unsigned baud) const {
    termios settings{};
    if (::tcgetattr(keeper_.get(), &settings) != 0) {
        return false;
    }
    for (const Speed& speed : speeds) {
        if (speed.baud == baud) {
            return ::cfgetospeed(&settings) == speed.code;
        }
    }
    return false;
}

} // namespace parkgate::sim
