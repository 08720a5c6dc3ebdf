#include "platform/service/service.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace parkgate::service {
namespace {

// What systemd is to a unit: a datagram socket, named in the environment.
class Service : public testing::Test {
  protected:
    Service() {
        const std::string path = (folder_.path() / "notify").string();
        socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size());
        bound_ = ::bind(socket_, static_cast<const sockaddr*>(static_cast<const void*>(&address)), sizeof address) == 0;
        ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    }
    ~Service() override {
        for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
            ::unsetenv(name);
        }
        ::close(socket_);
    }

    // The datagram that has come, or nothing: sd_notify has sent it before it returns.
    std::string received() {
        std::array<char, 1024> block{};
        const auto got = ::recv(socket_, block.data(), block.size(), 0);
        return got < 0 ? "" : std::string(block.data(), static_cast<std::size_t>(got));
    }

    test::TempDir folder_;
    int socket_ = -1;
    bool bound_ = false;
};

TEST_F(Service, TellsSystemdWhatItDoes) {
    ASSERT_TRUE(bound_);
    notify_ready();
    EXPECT_EQ(received(), "READY=1");
    feed_watchdog();
    EXPECT_EQ(received(), "WATCHDOG=1");
    notify_stopping();
    EXPECT_EQ(received(), "STOPPING=1");
}

TEST_F(Service, AStatusIsOneLine) {
    notify_status("2 车道 at work");
    EXPECT_EQ(received(), "STATUS=2 车道 at work");
    notify_status("calm\nSTOPPING=1");
    EXPECT_EQ(received(), "STATUS=calm");
}

TEST_F(Service, WithoutSystemdNothingHappens) {
    ::unsetenv("NOTIFY_SOCKET");
    notify_ready();
    notify_status("x");
    feed_watchdog();
    notify_stopping();
    EXPECT_EQ(received(), "");
    EXPECT_EQ(watchdog_interval(), std::nullopt);
}

TEST_F(Service, TheWatchdogIsFedTwiceInItsTime) {
    ::setenv("WATCHDOG_USEC", "10000000", 1);
    EXPECT_EQ(watchdog_interval(), std::chrono::seconds(5));
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(watchdog_interval(), std::chrono::seconds(5));
}

TEST_F(Service, AWatchdogOfAnotherProcessIsNotOurs) {
    ::setenv("WATCHDOG_USEC", "10000000", 1);
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(watchdog_interval(), std::nullopt);
}

// Standard error goes into a file for as long as it lives.
class ErrorsTo {
  public:
    explicit ErrorsTo(const std::filesystem::path& file)
        : kept_(::dup(STDERR_FILENO)), file_(::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600)) {
        ::dup2(file_, STDERR_FILENO);
    }
    ~ErrorsTo() {
        ::dup2(kept_, STDERR_FILENO);
        ::close(kept_);
        ::close(file_);
    }
    ErrorsTo(const ErrorsTo&) = delete;
    ErrorsTo& operator=(const ErrorsTo&) = delete;

  private:
    int kept_;
    int file_;
};

class Log : public testing::Test {
  protected:
    ~Log() override { ::unsetenv("JOURNAL_STREAM"); }

    std::string logged(const std::function<void()>& prepare) {
        {
            const ErrorsTo errors(file_);
            prepare();
            start_log("parkgate-test");
            spdlog::info("at {}", "work");
            spdlog::warn("slow");
            spdlog::error("failed");
        }
        std::ifstream in(file_);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    test::TempDir folder_;
    std::filesystem::path file_ = folder_.path() / "errors";
};

TEST_F(Log, IsPlainForAPerson) {
    EXPECT_EQ(logged([] {}), "info at work\nwarning slow\nerror failed\n");
}

TEST_F(Log, HasPrioritiesForTheJournal) {
    const auto name_stream = [] {
        struct stat status{};
        ::fstat(STDERR_FILENO, &status);
        const std::string stream = std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
        ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
    };
    EXPECT_EQ(logged(name_stream), "<6>info at work\n<4>warning slow\n<3>error failed\n");
}

TEST_F(Log, IsPlainWhenTheJournalReadsSomebodyElse) {
    EXPECT_EQ(logged([] { ::setenv("JOURNAL_STREAM", "1:2", 1); }), "info at work\nwarning slow\nerror failed\n");
}

} // namespace
} // namespace parkgate::service
