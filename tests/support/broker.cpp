#include "tests/support/broker.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace parkgate::test {

namespace {

sockaddr* generic(sockaddr_in& address) {
    return static_cast<sockaddr*>(static_cast<void*>(&address));
}

pid_t run_mosquitto(const std::string& configuration, int log) {
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) {
        // A test that crashes must not leave its broker behind.
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() == parent && ::dup2(log, STDERR_FILENO) >= 0) {
            ::execl("/usr/sbin/mosquitto", "mosquitto", "-c", configuration.c_str(), nullptr);
        }
        ::_exit(127);
    }
    return child;
}

} // namespace

int free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    const bool good =
        ::bind(descriptor, generic(address), length) == 0 && ::getsockname(descriptor, generic(address), &length) == 0;
    ::close(descriptor);
    if (!good) {
        throw std::runtime_error("no free port");
    }
    return ntohs(address.sin_port);
}

std::set<int> sockets_to(int port) {
    std::set<int> sockets;
    for (int descriptor = 3; descriptor < 1024; ++descriptor) {
        sockaddr_in address{};
        socklen_t length = sizeof address;
        if (::getpeername(descriptor, generic(address), &length) == 0 && address.sin_family == AF_INET &&
            ntohs(address.sin_port) == port) {
            sockets.insert(descriptor);
        }
    }
    return sockets;
}

void cut(const std::set<int>& sockets) {
    for (const int descriptor : sockets) {
        ::shutdown(descriptor, SHUT_RDWR);
    }
}

Broker::Broker(std::string_view more) {
    // Another process may take the port between its being found and mosquitto's binding to it.
    for (int attempt = 0; attempt < 5; ++attempt) {
        port_ = free_port();
        std::ofstream(folder_.path() / "mosquitto.conf")
            << "listener " << port_ << " 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\npersistence false\n"
            << "log_dest stderr\n"
            // Changing the user clears the signal that a child gets when its parent dies.
            << "user root\n"
            << more << '\n';
        try {
            start();
            return;
        } catch (const std::runtime_error&) {
            if (attempt == 4) {
                throw;
            }
        }
    }
}

Broker::~Broker() {
    kill();
}

void Broker::start() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe");
    }
    ended_ = false;
    log_.clear();
    process_ = run_mosquitto((folder_.path() / "mosquitto.conf").string(), ends[1]);
    ::close(ends[1]);
    // Read all the time, or a full pipe would halt the broker.
    reader_ = std::thread([this, descriptor = ends[0]] { read_log(descriptor); });
    if (!wait_until_running()) {
        const std::string text = log();
        kill();
        throw std::runtime_error("mosquitto did not start: " + text);
    }
}

void Broker::read_log(int descriptor) {
    char block[4096];
    ssize_t got = 0;
    while ((got = ::read(descriptor, block, sizeof block)) > 0) {
        const std::lock_guard lock(mutex_);
        log_.append(block, static_cast<std::size_t>(got));
        changed_.notify_all();
    }
    ::close(descriptor);
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
}

bool Broker::wait_until_running() {
    std::unique_lock lock(mutex_);
    const auto running = [this] { return log_.find(" running") != std::string::npos; };
    changed_.wait_for(lock, std::chrono::seconds(20), [&] { return ended_ || running(); });
    return !ended_ && running();
}

void Broker::kill() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = -1;
    }
    if (reader_.joinable()) {
        reader_.join();
    }
}

void Broker::freeze() {
    ::kill(process_, SIGSTOP);
    // Without this the signal may still be on its way.
    ::waitpid(process_, nullptr, WUNTRACED);
}

void Broker::thaw() {
    ::kill(process_, SIGCONT);
}

std::string Broker::log() {
    const std::lock_guard lock(mutex_);
    return log_;
}

} // namespace parkgate::test
