#include "platform/sqlite/database.hpp"

#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace parkgate::sqlite {

namespace {

void sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

} // namespace

std::expected<std::filesystem::path, std::string> move_aside(const std::filesystem::path& file,
                                                             std::string_view stamp) {
    const std::string aside = file.string() + ".aside-" + std::string(stamp);
    // The file goes first: cut off after it, the -wal is found without a file and set aside as well, whereas a file
    // that has lost its -wal would open as if its last commits had never been.
    for (const char* suffix : {"", "-wal", "-shm"}) {
        const std::filesystem::path from = file.string() + suffix;
        const std::filesystem::path to = aside + suffix;
        std::error_code error;
        if (!std::filesystem::exists(from, error)) {
            continue;
        }
        if (std::filesystem::exists(to, error)) {
            return std::unexpected(to.string() + " exists already");
        }
        std::filesystem::rename(from, to, error);
        if (error) {
            return std::unexpected("cannot rename " + from.string() + ": " + error.message());
        }
    }
    sync_folder(file.parent_path());
    return aside;
}

} // namespace parkgate::sqlite
