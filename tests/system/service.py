"""What systemd hears: ready, one line of status, the watchdog while everything moves on, and the end."""
import os
import signal
import socket

from support import SystemTest, main


class Service(SystemTest):
    def listen(self):
        heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        heard.bind(self.site.path("notify"))
        heard.settimeout(15)
        self.addCleanup(heard.close)
        self.addCleanup(os.remove, self.site.path("notify"))
        return heard

    def until(self, heard, wanted):
        """The first message that says `wanted`; a socket that stays silent ends the test."""
        while True:
            message = heard.recv(4096).decode()
            if wanted in message:
                return message

    def environment(self):
        return {**os.environ, "NOTIFY_SOCKET": self.site.path("notify"), "WATCHDOG_USEC": "2000000"}

    def test_edge(self):
        self.site.edge.stop()
        heard = self.listen()
        self.site.start_edge(env=self.environment())
        self.until(heard, "READY=1")
        for _ in range(3):
            self.until(heard, "WATCHDOG=1")
        self.assertIn("cars inside", self.until(heard, "STATUS="))
        self.site.edge.process.send_signal(signal.SIGTERM)
        self.until(heard, "STOPPING=1")
        self.assertEqual(self.site.edge.process.wait(10), 0)
        self.site.start_edge()

    def test_edge_is_ready_without_a_broker(self):
        self.site.edge.stop()
        self.site.broker.kill()
        heard = self.listen()
        self.site.start_edge(wait=False, env=self.environment())
        self.until(heard, "READY=1")
        self.until(heard, "WATCHDOG=1")


if __name__ == "__main__":
    main()
