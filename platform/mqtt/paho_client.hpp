// mqtt::Client over Paho MQTT C++ 1.2. docs/ARCHITECTURE.md, "MQTT", has the traps that it walks around.
#pragma once

#include "platform/mqtt/client.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace parkgate::mqtt {

// Paho's callbacks run on its own threads; here they only copy and post to `executor`.
std::unique_ptr<Client> make_paho_client(boost::asio::any_io_executor executor, Options options);

} // namespace parkgate::mqtt
