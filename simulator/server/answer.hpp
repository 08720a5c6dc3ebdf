#pragma once

#include "simulator/model/device.hpp"
#include "simulator/plant.hpp"
#include "simulator/site_file.hpp"

#include <modbus/modbus.h>

#include <memory>
#include <optional>
#include <span>

namespace parkgate::sim {

/// What a request asks for, as far as the models have to know.
struct RequestRanges {
    std::optional<Range> read;
    std::optional<Range> write;
};

/// `adu` is a whole Modbus TCP request. Functions that touch no table have neither range.
[[nodiscard]] RequestRanges ranges_of(std::span<const std::uint8_t> adu);

/// One Modbus slave: a device of the plant with its own register tables.
class Slave {
  public:
    Slave(Plant& plant, const DeviceConfig& device);

    /// Answers the request on the socket that `context` holds. A silent device sends nothing. False: the answer could
    /// not be sent.
    [[nodiscard]] bool answer(modbus_t* context, std::span<const std::uint8_t> adu, Instant received);

  private:
    struct FreeMapping {
        void operator()(modbus_mapping_t* mapping) const { modbus_mapping_free(mapping); }
    };

    [[nodiscard]] Registers registers() const;
    [[nodiscard]] bool inside(const Range& range) const;

    Plant& plant_;
    std::string lane_;
    DeviceKind kind_;
    std::unique_ptr<modbus_mapping_t, FreeMapping> mapping_;
};

} // namespace parkgate::sim
