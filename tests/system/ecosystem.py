"""How the gate walks around what MQTT libraries and brokers do: seen on the wire, by a proxy between gate and broker."""
import glob
import json
import os
import socket
import sqlite3
import subprocess
import threading
import unittest
from collections import namedtuple
from contextlib import closing

import support
from parts import wait_for
from stage import BASE, LOT, SITE, fill
from support import ENTRY, EXIT, Site, SystemTest

CONNECT, PUBLISH, PUBACK, SUBSCRIBE = 1, 3, 4, 8
WINDOW = 16
MEMBER = "沪A12345"

Connect = namedtuple("Connect", "level clean client")
Publish = namedtuple("Publish", "topic qos retain packet_id payload")


class Cursor:
    """Reads what MQTT 5 writes."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, size=2):
        return int.from_bytes(self.take(size), "big")

    def text(self):
        return self.take(self.number()).decode()

    def skip_properties(self):
        shift = length = 0
        while True:
            byte = self.number(1)
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        self.take(length)

    @property
    def more(self):
        return self.at < len(self.data)


def read_packet(stream):
    """(first byte, body, all bytes); None at the end."""
    head = stream.read(1)
    if not head:
        return None
    length = shift = 0
    while True:
        byte = stream.read(1)
        if not byte:
            return None
        head += byte
        length |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:
            break
    body = stream.read(length)
    return (head[0], body, head + body) if len(body) == length else None


def parse_connect(body):
    cursor = Cursor(body)
    cursor.text()
    level, flags = cursor.number(1), cursor.number(1)
    cursor.number()
    cursor.skip_properties()
    return Connect(level, bool(flags & 2), cursor.text())


def parse_subscribe(body):
    """{filter: QoS}"""
    cursor = Cursor(body)
    cursor.number()
    cursor.skip_properties()
    filters = {}
    while cursor.more:
        name = cursor.text()
        filters[name] = cursor.number(1) & 3
    return filters


def parse_publish(first, body):
    cursor = Cursor(body)
    qos = first >> 1 & 3
    topic = cursor.text()
    packet_id = cursor.number() if qos else 0
    cursor.skip_properties()
    return Publish(topic, qos, bool(first & 1), packet_id, body[cursor.at:])


class Wire:
    """One connection through the proxy, and what went over it."""

    def __init__(self, proxy, client, broker):
        self.proxy = proxy
        self.connect = None
        self.subscribed = {}
        self.sent = []        # Publish, by the client
        self.received = []    # Publish, by the broker
        self.confirmed = []   # packet ids, by the broker's PUBACK
        self.broken = False
        self._sockets = (client, broker)
        self._to_broker = threading.Lock()
        for ours in self._sockets:
            ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self._pump, args=(client, self._from_client), daemon=True).start()
        threading.Thread(target=self._pump, args=(broker, self._from_broker), daemon=True).start()

    def cut(self):
        for ours in self._sockets:
            try:
                ours.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _pump(self, source, forward):
        try:
            with source.makefile("rb") as stream:
                while packet := read_packet(stream):
                    forward(*packet)
        except OSError:
            pass
        except Exception as error:  # what the proxy cannot read must not look like a silent broker
            self.proxy.trouble.append(repr(error))
        self.broken = True
        self.cut()

    def _from_client(self, first, body, whole):
        kind = first >> 4
        if kind == CONNECT:
            self.connect = parse_connect(body)
        elif kind == SUBSCRIBE:
            self.subscribed.update(parse_subscribe(body))
        elif kind == PUBLISH:
            message = parse_publish(first, body)
            self.sent.append(message)
            self.proxy.facts.sent(message)
        with self._to_broker:
            self._sockets[1].sendall(whole)

    def _from_broker(self, first, body, whole):
        kind = first >> 4
        if kind == PUBACK:
            self.confirmed.append(Cursor(body).number())
        elif kind == PUBLISH:
            message = parse_publish(first, body)
            if self.proxy.swallows(message):
                self.proxy.swallowed.append(message)
                if message.qos:
                    with self._to_broker:
                        self._sockets[1].sendall(bytes([PUBACK << 4, 2]) + message.packet_id.to_bytes(2, "big"))
                return
            self.received.append(message)
            self.proxy.facts.acknowledged(message)
        self._sockets[0].sendall(whole)


class FactsUnderWay:
    """Facts that the gate has sent and that no acknowledgement of the ledger, as far as it was let through, has ended."""

    def __init__(self):
        self._lock = threading.Lock()
        self.open = set()
        self.most = 0
        self.seen = set()

    def sent(self, message):
        if message.topic == f"{BASE}/up/fact":
            with self._lock:
                name = json.loads(message.payload)["id"]
                self.seen.add(name)
                self.open.add(name)
                self.most = max(self.most, len(self.open))

    def acknowledged(self, message):
        if message.topic == f"{BASE}/dn/ack":
            with self._lock:
                self.open -= {e["id"] for e in json.loads(message.payload)["entries"] if e["outcome"] != "retry_later"}


class Proxy:
    """Between MQTT clients and the broker: takes down what passes, cuts, and swallows what it is told to."""

    def __init__(self, broker_port):
        self.wires = []
        self.swallowed = []
        self.trouble = []
        self.swallows = lambda message: False  # of what the broker sends
        self.facts = FactsUnderWay()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._broker_port = broker_port
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                self.wires.append(Wire(self, client, socket.create_connection(("127.0.0.1", self._broker_port))))
            except OSError:
                client.close()

    def of(self, client):
        return [w for w in list(self.wires) if w.connect is not None and w.connect.client.startswith(client)]

    def close(self):
        self._listener.close()
        for wire in self.wires:
            wire.cut()


class Shipped(unittest.TestCase):
    def test_brokers_answer_at_once(self):
        """The library never sets TCP_NODELAY; without it at the broker a request and its answer take 44 ms and more."""
        files = glob.glob(os.path.join(support.ROOT, "config", "mosquitto*.conf"))
        self.assertGreaterEqual(len(files), 2)
        for name in files:
            with open(name, encoding="utf-8") as file:
                self.assertIn("set_tcp_nodelay true", file.read().splitlines(), name)


class OnTheWire(SystemTest):
    members = (("m-a", 2000, MEMBER),)

    def setUp(self):
        site = self.set_site(Site())
        self.addCleanup(self.doClassCleanups)  # before the next test has its own
        self.proxy = Proxy(site.port)
        self.addCleanup(self.proxy.close)
        self.addCleanup(lambda: self.assertEqual(self.proxy.trouble, []))
        site.edits = (("edge.toml", rf"port = {site.port}\b", f"port = {self.proxy.port}"),)
        site.start()

    @classmethod
    def setUpClass(cls):
        """Each test has a site of its own, with a proxy that has seen nothing."""

    @property
    def wire(self):
        return self.proxy.of("box-1")[-1]

    def sent(self, topic_end):
        return [m for w in self.proxy.of("box-1") for m in list(w.sent) if m.topic.endswith(topic_end)]

    def operator(self, *command):
        """parkgatectl, through the proxy too."""
        fill(self.site.path("ctl.toml"), self.site.path("ctl-proxy.toml"), {})
        self.site.edit("ctl-proxy.toml", rf"port = {self.site.port}\b", f"port = {self.proxy.port}")
        return subprocess.run([self.site.program("parkgatectl"), *command, "--config", "ctl-proxy.toml"],
                              cwd=self.site.folder, capture_output=True, text=True, timeout=30)

    def serve_cars(self, count):
        """In and out again; one leaves while the next one enters."""
        plates = [f"粤B{number:05}" for number in range(count)]

        def through(lane, plate):
            return [f"{lane} arrive {plate}", f"{lane} wait up", f"{lane} drive-through", f"{lane} wait down"] if plate else []

        for entering, leaving in zip([*plates, None], [None, *plates]):
            self.site.sim.run(*through(ENTRY, entering), *through(EXIT, leaving))

    def test_how_it_connects_and_what_it_sends(self):
        site = self.site
        self.assertEqual((self.wire.connect.level, self.wire.connect.clean), (5, True))
        self.assertEqual(self.wire.subscribed, {
            f"{BASE}/dn/answer": 0, f"{BASE}/dn/member": 0, f"{BASE}/dn/ack": 1, f"{BASE}/dn/heartbeat": 0, f"{BASE}/pay/notice": 1,
            f"{BASE}/+/cmd/+/+": 0, f"{BASE}/app/ask": 0, f"{BASE}/app/wish": 0,
            f"{BASE}/store/notice": 0, f"parkgate/v1/{SITE}/demo/clock": 1})
        site.enter_member(MEMBER)
        site.leave(MEMBER)
        ordered = self.operator("open", ENTRY, "--reason", "seen on the wire")
        self.assertEqual(ordered.returncode, 0, ordered.stdout + ordered.stderr)
        site.drained()
        for end, qos, retain in (("up/fact", 1, False), ("up/ask", 0, False), ("op/anna/answer", 0, False),
                                 ("/event", 0, False), (f"{ENTRY}/state", 0, True), (f"{EXIT}/state", 0, True),
                                 (f"{LOT}/status", 0, True)):
            self.assertEqual({(m.qos, m.retain) for m in self.sent(end)}, {(qos, retain)}, end)
        tool = self.proxy.of("ctl-anna")[0]
        self.assertEqual((tool.connect.level, tool.connect.clean), (5, True))
        self.assertEqual({m.topic: (m.qos, m.retain) for m in tool.sent}, {f"{BASE}/{ENTRY}/cmd/anna/open": (0, False)})
        self.assertEqual(tool.subscribed, {f"parkgate/v1/{SITE}/op/anna/answer": 0})

    def test_at_most_16_facts_without_the_ledger(self):
        """More than the broker's receive maximum of 20 would stall the library for a second at a time."""
        site = self.site
        site.drained()
        site.ledger.kill()
        mark = site.ears.mark()
        self.serve_cars(12)
        # Two facts that open, one that says up, one that ends it: at each end of each stay.
        waiting = site.status(lambda b: b["outbox"] > 4 * WINDOW and not b["ledger_online"], "the outbox to grow", mark)
        self.assertLessEqual(self.proxy.facts.most, WINDOW)
        # The ledger is back, but none of its acknowledgements arrives: the window fills, and stays as it is.
        self.proxy.swallows = lambda m: m.topic.endswith("dn/ack")
        mark = site.ears.mark()
        site.start_ledger()
        wait_for(lambda: len(self.proxy.facts.open) >= WINDOW, "the window to be full")
        online = site.status(lambda b: b["ledger_online"], "the ledger to be heard", mark)
        self.assertGreaterEqual(online["outbox"], waiting["outbox"])
        self.serve_cars(1)
        self.assertEqual((self.proxy.facts.most, len(self.proxy.facts.open)), (WINDOW, WINDOW))
        # On a new connection the window is sent again as it was, and this time it is acknowledged.
        self.proxy.swallows = lambda m: False
        mark = site.ears.mark()
        self.wire.cut()
        site.drained(seconds=30)
        site.over(ENTRY, EXIT)
        self.assertEqual(self.proxy.facts.most, WINDOW)
        site.stop_daemons()
        self.assertEqual(len(self.proxy.facts.seen), len(support.facts_of(site.path("edge.db"))))
        self.assert_books_agree(site.path("edge.db"), site.path("ledger.db"))

    def test_connects_again_by_itself(self):
        site = self.site
        first, subscribed = self.wire, dict(self.wire.subscribed)
        mark = site.ears.mark()
        first.cut()
        wait_for(lambda: len(self.proxy.of("box-1")) == 2 and self.wire.subscribed == subscribed, "another connection")
        self.assertEqual((self.wire.connect.level, self.wire.connect.clean), (5, True))
        site.ears.wait(f"{LOT}/status", lambda b: not b["alive"], "the will", mark)
        again = {f"{BASE}/{ENTRY}/state", f"{BASE}/{EXIT}/state", f"{BASE}/status"}
        wait_for(lambda: again <= {m.topic for m in list(self.wire.sent) if m.retain}, "the retained states")
        self.assertEqual([m for m in self.wire.sent[:3] if not m.retain], [], "states come before what happened")
        site.no_fault("broker_offline")
        # What is heard through the new subscriptions has its effect.
        self.assertTrue(site.enter_member(MEMBER))
        self.assertEqual(site.command(EXIT, "open")["state"], "done")
        self.assertEqual(len(self.proxy.of("box-1")), 2)

    def test_ask_is_repeated_and_done_once(self):
        site = self.site

        def is_hold(message):
            return message.topic.endswith("dn/answer") and json.loads(message.payload)["kind"] == "hold"

        self.proxy.swallows = lambda m: is_hold(m) and not any(map(is_hold, self.proxy.swallowed))
        session = site.enter_member(MEMBER)
        asks = [json.loads(m.payload) for m in wait_for(
            lambda: [m for m in self.sent("up/ask") if json.loads(m.payload)["kind"] == "hold"][1:], "a second ask")]
        answered = wait_for(lambda: [m for m in list(self.wire.received) if is_hold(m)], "the second answer")
        lost, = self.proxy.swallowed
        self.assertEqual({a["id"] for a in asks}, {json.loads(lost.payload)["id"]})
        self.assertEqual(json.loads(answered[0].payload), json.loads(lost.payload), "another answer for the same id")
        mark = site.leave(MEMBER)
        site.drained()
        site.stop_daemons()
        with closing(sqlite3.connect(f"file:{site.path('ledger.db')}?mode=ro", uri=True)) as db:
            self.assertEqual(db.execute("SELECT count(*) FROM hold").fetchone(), (1,))
            self.assertEqual(db.execute("SELECT count(*) FROM hold WHERE session = ?", (session,)).fetchone(), (1,))

    def test_the_brokers_receipt_ends_no_fact(self):
        site = self.site
        site.over(ENTRY, EXIT)
        self.proxy.swallows = lambda m: m.topic.endswith("dn/ack")
        mark = site.ears.mark()
        site.enter("粤B00001")
        site.wait_fact("entered", since=mark)
        site.wait_fact("passage_record", since=mark)
        facts = [m for m in self.sent("up/fact")]
        wait_for(lambda: {m.packet_id for m in facts} <= set(self.wire.confirmed), "the broker's receipts")
        unended = set(self.proxy.facts.open)
        self.assertGreaterEqual(len(unended), 4)
        site.ledger.kill()
        offline = site.fault("ledger_offline", since=mark)
        self.assertEqual(offline["outbox"], len(unended))
        # Nor does a new connection, after which nothing is under way at the broker any more.
        mark = site.ears.mark()
        self.wire.cut()
        self.assertEqual(site.status(lambda b: True, "the gate to be back", mark)["outbox"], len(unended))
        self.proxy.swallows = lambda m: False
        mark = site.ears.mark()
        site.start_ledger()
        site.drained()
        self.assertEqual(self.proxy.facts.open, set())


if __name__ == "__main__":
    support.main()
