#include "platform/service/service.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace parkgate::service {

namespace {

// The priority that sd-daemon(3) reads at the start of a line.
class PriorityFlag : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& to) override {
        const std::string_view text = prefix(message.level);
        to.append(text.data(), text.data() + text.size());
    }
    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<PriorityFlag>();
    }

  private:
    static std::string_view prefix(spdlog::level::level_enum level) {
        switch (level) {
        case spdlog::level::trace:
        case spdlog::level::debug: return "<7>";
        case spdlog::level::warn: return "<4>";
        case spdlog::level::err: return "<3>";
        case spdlog::level::critical: return "<2>";
        default: return "<6>";
        }
    }
};

// JOURNAL_STREAM is inherited by whatever a unit starts, so it counts only while it names this very descriptor
// (systemd.exec(5)).
bool journal_reads_us() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status{};
    return stream != nullptr && ::fstat(STDERR_FILENO, &status) == 0 &&
           stream == std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
}

} // namespace

void start_log(std::string_view program) {
    auto logger =
        std::make_shared<spdlog::logger>(std::string(program), std::make_shared<spdlog::sinks::stderr_sink_mt>());
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    if (journal_reads_us()) {
        formatter->add_flag<PriorityFlag>('*').set_pattern("%*%l %v");
    } else {
        formatter->set_pattern("%l %v");
    }
    logger->set_formatter(std::move(formatter));
    logger->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(std::move(logger));
}

} // namespace parkgate::service
