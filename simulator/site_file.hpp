#pragma once

#include "simulator/line/byte_clock.hpp"
#include "simulator/model/lane.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::sim {

struct LineConfig {
    std::string id;
    /// 0: the system chooses.
    std::uint16_t port = 0;
    /// A serial line; nothing for Modbus TCP.
    std::optional<SerialSettings> serial{};
    /// Of a serial line: where the symbolic link to it is put.
    std::string link{};
};

struct DeviceConfig {
    std::string id;
    std::string line;
    std::uint8_t unit = 1;
    DeviceKind kind = DeviceKind::camera;
    std::string lane;
    /// Of a camera or a display.
    Side side = Side::entry;
    /// Only barriers have one.
    std::optional<std::chrono::milliseconds> travel;
};

struct SiteFile {
    std::vector<LineConfig> lines;
    std::vector<DeviceConfig> devices;
};

/// Where in the file, counted from 1, and what is wrong there.
struct SiteError {
    std::uint32_t line;
    std::uint32_t column;
    std::string text;
};

[[nodiscard]] std::expected<SiteFile, SiteError> parse_site(std::string_view toml_text);

} // namespace parkgate::sim
