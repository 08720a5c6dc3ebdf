#pragma once

#include <optional>
#include <string>

namespace parkgate::sim {

/// Lines of a descriptor, until another descriptor becomes readable: that is how a read of the terminal is ended.
class LineReader {
  public:
    LineReader(int source, int stop) : source_(source), stop_(stop) {}

    /// The next line without its end; nothing at the end of the input or when told to stop.
    [[nodiscard]] std::optional<std::string> next();

  private:
    [[nodiscard]] bool fill();

    int source_;
    int stop_;
    std::string pending_;
    bool ended_ = false;
};

} // namespace parkgate::sim
