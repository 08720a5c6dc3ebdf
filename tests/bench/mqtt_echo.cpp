// Answers each message on bench/echo/ask with a small one, and does nothing else: what any ledger behind this broker
// could do at most. Prints "ready" once it listens; SIGTERM ends it.
//   mqtt_echo BROKER_PORT
#include "platform/mqtt/paho_client.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    using namespace parkgate;
    if (argc != 2) {
        std::fprintf(stderr, "mqtt_echo BROKER_PORT\n");
        return 64;
    }
    boost::asio::io_context io(1);
    mqtt::Options options;
    options.port = std::atoi(argv[1]);
    options.client_id = "mqtt-echo";
    options.subscriptions = {{"bench/echo/ask", mqtt::Qos::at_least_once}};
    const auto client = mqtt::make_paho_client(io.get_executor(), options);
    client->start({[] {
                       std::puts("ready");
                       std::fflush(stdout);
                   },
                   [](const std::string&) {},
                   [&client](const mqtt::Message& asked) {
                       mqtt::Message answer;
                       answer.topic = "bench/echo/answer";
                       answer.bytes = R"({"v":1})";
                       answer.correlation = asked.correlation;
                       answer.qos = mqtt::Qos::at_least_once; // as an acknowledgement: none may be lost on its way
                       client->publish(std::move(answer));
                   }},
                  {});
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&io](const boost::system::error_code&, int) { io.stop(); });
    const auto work = boost::asio::make_work_guard(io);
    io.run();
    client->stop(std::chrono::seconds(1));
    return 0;
}
