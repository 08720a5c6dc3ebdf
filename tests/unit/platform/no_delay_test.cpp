#include "platform/mqtt/no_delay.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

namespace parkgate::mqtt {
namespace {

using boost::asio::ip::tcp;

// A broker's port, and a connection to it as Paho makes one.
struct Peer {
    boost::asio::io_context& io;
    tcp::acceptor acceptor;
    tcp::socket ours{io};
    tcp::socket theirs{io};

    Peer(boost::asio::io_context& on, const tcp::endpoint& at) : io(on), acceptor(on, at) {
        ours.connect(acceptor.local_endpoint());
        acceptor.accept(theirs);
    }
    [[nodiscard]] int port() const { return acceptor.local_endpoint().port(); }
    static bool waits(const tcp::socket& socket) {
        tcp::no_delay option;
        socket.get_option(option);
        return !option.value();
    }
};

const tcp::endpoint ipv4{boost::asio::ip::address_v4::loopback(), 0};
const tcp::endpoint ipv6{boost::asio::ip::address_v6::loopback(), 0};

TEST(NoDelay, IsForTheConnectionsToTheBrokerAlone) {
    boost::asio::io_context io;
    const Peer broker(io, ipv4);
    const Peer other(io, ipv4);
    ASSERT_TRUE(Peer::waits(broker.ours));
    send_at_once(broker.port());
    EXPECT_FALSE(Peer::waits(broker.ours));
    EXPECT_TRUE(Peer::waits(broker.theirs)) << "that end is not a connection to the port";
    EXPECT_TRUE(Peer::waits(other.ours));
}

TEST(NoDelay, KnowsABrokerWithAnAddressOfSixteenBytes) {
    boost::asio::io_context io;
    const Peer broker(io, ipv6);
    send_at_once(broker.port());
    EXPECT_FALSE(Peer::waits(broker.ours));
}

TEST(NoDelay, LeavesWhatIsClosedOrNotConnectedAlone) {
    boost::asio::io_context io;
    Peer broker(io, ipv4);
    tcp::socket lonely(io);
    lonely.open(tcp::v4());
    broker.ours.close();
    send_at_once(broker.port());
    EXPECT_TRUE(Peer::waits(lonely));
}

} // namespace
} // namespace parkgate::mqtt
