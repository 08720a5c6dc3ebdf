// Small messages leave at once. Paho never sets TCP_NODELAY and hands its sockets to nobody, so that a question waits
// for the acknowledgement of the message before it (RFC 896): 40 ms and more, at each end. Internal to the room.
#pragma once

namespace parkgate::mqtt {

// Sets it on this process's TCP connections to `port`, whichever client they are of: it harms none, and does no harm
// twice. Thread-safe; a descriptor that is closed or used anew meanwhile is left as it is, or is set as its like are.
void send_at_once(int port) noexcept;

} // namespace parkgate::mqtt
