#pragma once

#include "simulator/server/descriptor.hpp"

#include <filesystem>
#include <string>

namespace parkgate::sim {

/// A pseudo terminal pair in raw mode whose far end stands for a serial adapter. The near end is what the line reads
/// and writes.
class Pty {
  public:
    /// A symbolic link to the far end is put at `link`, unless that is empty. Throws std::system_error.
    explicit Pty(std::filesystem::path link);
    ~Pty();
    Pty(const Pty&) = delete;
    Pty& operator=(const Pty&) = delete;

    [[nodiscard]] int near_end() const { return near_.get(); }
    [[nodiscard]] const std::string& far_path() const { return far_path_; }
    /// The speed that whoever opened the far end has set is this one, in baud.
    [[nodiscard]] bool speaks_at(unsigned baud) const;

  private:
    std::filesystem::path link_;
    Descriptor near_;
    /// Held open, so that a master that closes the far end does not end the pair.
    Descriptor keeper_;
    std::string far_path_;
};

} // namespace parkgate::sim
