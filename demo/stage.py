"""The stage: a folder, free ports, keys, and the real programs on them."""
import datetime
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

from listener import Key, Listener, new_id
from parts import Janitor, Part, Simulator, free_port, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SITE = "demo-mall"
LOT = "p1"
BASE = f"parkgate/v1/{SITE}/{LOT}"


class Pace:
    """How fast the hardware moves, in milliseconds."""

    def __init__(self, travel, pace, settle, turned_back, presumed):
        self.travel, self.pace, self.settle = travel, pace, settle
        self.turned_back, self.presumed = turned_back, presumed


HUMAN = Pace(travel=1500, pace=900, settle=300, turned_back=3000, presumed=6000)
FAST = Pace(travel=150, pace=120, settle=100, turned_back=600, presumed=1500)


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def fill(source, target, values):
    text = text_of(source)
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)


class Stage:
    """`exit_io`: the line of the exit's arm and loops, tcp or rtu."""

    def __init__(self, binaries, pace=FAST, folder=None, exit_io="tcp"):
        self.exit_io = exit_io
        self.bin = os.path.abspath(binaries)
        self.pace = pace
        self.own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="parkgate-")
        self.janitor = Janitor(self.folder) if self.own_folder else None
        self.port = free_port()
        self.broker = self.ledger = self.sim = self.edge = self.ears = None
        self.ahead_ms = 0
        try:
            self._prepare()
        except BaseException:
            self.stop()
            raise

    def program(self, name):
        return os.path.join(self.bin, name)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def tool(self, *command, **options):
        return subprocess.run(
            [self.program(command[0]), *command[1:]], cwd=self.folder, check=True, capture_output=True, text=True, **options
        )

    def _prepare(self):
        shutil.copytree(os.path.join(ROOT, "drivers", "profiles"), self.path("profiles"), dirs_exist_ok=True)
        shutil.copy(os.path.join(ROOT, "config", "rules.toml"), self.path("rules.toml"))
        for name in ("membership.toml", "stores.toml"):
            shutil.copy(os.path.join(HERE, "site", name), self.path(name))
        self.tool("parkgatectl", "keys", "init", "keys", "--site", SITE, "--box", "box-1",
                  "--operator", "anna", "--operator", "ben", "--provider", "wepay", "--store", "cinema", "--store", "noodles", "--demo")
        values = {"EXIT_IO": self._exit_io("simulator"), "BROKER": self.port, "TRAVEL": self.pace.travel}
        fill(os.path.join(ROOT, "config", "mosquitto-demo.conf"), self.path("mosquitto.conf"), values)
        # A broker that changes its user is no longer ended by the kernel with the stage.
        with open(self.path("mosquitto.conf"), "a", encoding="utf-8") as file:
            file.write(f"user {pwd.getpwuid(os.geteuid()).pw_name}\n")
        for name in ("ledger.toml", "simulator.toml", "ctl.toml"):
            fill(os.path.join(HERE, "site", name), self.path(name), values)
        for name, key in (("ben.toml", "op-ben"), ("till.toml", "store-cinema"), ("noodles.toml", "store-noodles"),
                          ("app.toml", "pay-wepay")):
            with open(self.path(name), "w", encoding="utf-8") as file:
                file.write(text_of(self.path("ctl.toml")).replace("op-anna", key).replace("# The demo's operator.\n", ""))

    def _exit_io(self, of):
        return text_of(os.path.join(HERE, "site", f"exit-io-{self.exit_io}.{of}.toml"))

    # ---- starting and stopping ----

    def start(self):
        self.start_broker()
        self.ears = Listener(self.port, self.path("keys"))
        self.start_ledger()
        self.start_simulator()
        self.start_edge()

    def start_broker(self):
        self.broker = Part("mosquitto", ["/usr/sbin/mosquitto", "-c", self.path("mosquitto.conf")], self.folder)
        wait_for(self._broker_answers, "the broker")

    def _broker_answers(self):
        if not self.broker.alive:
            raise RuntimeError(f"the broker ended: {self.broker.tail()}")
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def _mark(self):
        return self.ears.mark() if self.ears is not None else 0

    def start_ledger(self, wait=True):
        mark = self._mark()
        self.ledger = Part("ledger", [self.program("parkgate-ledger"), "--config", "ledger.toml"], self.folder)
        if wait:
            self.ears.wait("dn/heartbeat", what="the ledger's heartbeat", since=mark)

    def start_simulator(self):
        self.sim = Simulator([self.program("parkgate-sim"), "--site", "simulator.toml", "--script", "-"], self.folder)
        ports = self.sim.wait_event(lambda e: e["event"] == "ready", "the simulator")["ports"]
        for lane in ("entry-1", "exit-1"):
            self.sim.run(f"{lane} pace {self.pace.pace}")
        fill(os.path.join(HERE, "site", "edge.toml"), self.path("edge.toml"), {
            "EXIT_IO": self._exit_io("edge"), "BROKER": self.port, "SETTLE": self.pace.settle, "TURNED_BACK": self.pace.turned_back,
            "PRESUMED": self.pace.presumed, "ENTRY_EYES": ports["entry-eyes"], "ENTRY_IO": ports["entry-io"],
            "EXIT_EYES": ports["exit-eyes"], "EXIT_IO_PORT": ports["exit-io"],
        })

    def start_edge(self, wait=True, env=None):
        mark = self._mark()
        self.edge = Part("edge", [self.program("parkgate-edge"), "--config", "edge.toml"], self.folder, env=env)
        if wait:
            self.ears.wait("/status", lambda b: b["alive"], "the gate's status", mark)
            for lane in ("entry-1", "exit-1"):
                self.ears.wait(f"{lane}/state", lambda b: b["arm"] != "unknown" and b["safety"] != "unknown",
                               f"{lane} to be seen", mark)

    def stop(self, keep=False):
        for part in (self.edge, self.sim, self.ledger, self.broker):
            if part is not None:
                if part is self.broker and self.ears is not None:
                    self.ears.stop()
                part.stop()
        if self.own_folder and not keep:
            shutil.rmtree(self.folder, ignore_errors=True)
        if self.janitor is not None:
            self.janitor.dismiss()
            self.janitor = None

    # ---- the site clock ----

    def leap_by(self, minutes):
        self._leap(self.ahead_ms + int(minutes * 60_000))

    def leap_to(self, site_seconds):
        self._leap(max(self.ahead_ms, int((site_seconds - time.time()) * 1000)))

    def site_time(self):
        return rfc3339_of(time.time() + self.ahead_ms / 1000)

    def _leap(self, ahead_ms):
        """The site clock leaps for gate and ledger alike; it never runs faster."""
        self.ahead_ms = ahead_ms
        mark = self.ears.mark()
        body = {"v": 1, "id": new_id(), "ahead_ms": ahead_ms}
        self.ears.publish(f"parkgate/v1/{SITE}/demo/clock", json.dumps(body).encode(),
                          Key(self.path("keys", "demo-clock.key")), retain=True)
        target = time.time() + ahead_ms / 1000 - 5
        self.ears.wait("/status", lambda b: b["alive"] and seconds_of(b["site_time"]) >= target,
                       "the gate's clock to leap", mark)

    # ---- what the tests and scenes ask ----

    def members(self, *members):
        """(member, points, plate...)"""
        for member, points, *plates in members:
            command = ["parkgate-ledger", "member", "add", "--config", "ledger.toml", "--member", member,
                       "--points", str(points), "--spending", "all", "--by", "stage", "--reason", "joins the demo"]
            for plate in plates:
                command += ["--plate", plate]
            self.tool(*command)

    def facts(self, kind=None, since=0):
        out = {}
        for message in self.ears.find("up/fact", since=since):
            body = message.body
            if kind is None or body["kind"] == kind:
                out[body["id"]] = body
        return list(out.values())

    def wait_fact(self, kind, wanted=lambda body: True, since=0, seconds=15.0):
        return self.ears.wait("up/fact", lambda b: b["kind"] == kind and wanted(b), f"the fact {kind}", since, seconds).body

    # ---- at rest ----

    def last_status(self):
        return self.ears.find(f"{LOT}/status", lambda b: b["alive"])[-1].body

    def at_rest(self, lane):
        """As the gate sees it: the hardware is quicker than its polls."""
        def calm():
            last = self.ears.find(f"{lane}/state")[-1].body
            return (last["phase"], last["arm"], last["arrival"], last["safety"]) == ("idle", "down", "clear", "clear")

        wait_for(calm, f"{lane} to be at rest")

    def over(self, *lanes):
        """The last car of each lane is gone, the record of its passage included: it is written only when its arm is down, and a
        moment after the lane said so."""
        for lane in lanes:
            self.at_rest(lane)
            wait_for(lambda at=lane: self._has_its_record(at), f"the record of the last passage at {lane}")
        self.drained()

    def _has_its_record(self, lane):
        raised = [f["body"]["arrival"] for f in self.facts("open_intent") if f["body"]["lane"] == lane and f["body"]["arrival"]]
        return not raised or raised[-1] in {f["body"]["arrival"] for f in self.facts("passage_record")}

    def drained(self, seconds=20.0, but=frozenset()):
        """Nothing waits for the ledger, neither by the box's own word nor by what was heard. The word alone would come late: it
        is news only when it changes."""
        def calm():
            last = self.last_status()
            return last["outbox"] == 0 and last["ledger_online"] and self.facts_seen() - but <= self.facts_ended()

        wait_for(calm, "the ledger to acknowledge every fact", seconds)

    def facts_seen(self):
        return {m.body["id"] for m in self._believed("up/fact")}

    def facts_ended(self):
        return {entry["id"] for m in self._believed("dn/ack") for entry in m.body["entries"]}

    def _believed(self, topic_end):
        """Whatever else a test has published there."""
        for message in self.ears.find(f"{LOT}/{topic_end}"):
            if not hasattr(message, "believed"):
                message.believed = self.ears.is_signed(message)
        return [m for m in self.ears.find(f"{LOT}/{topic_end}") if getattr(m, "believed", False)]


def seconds_of(rfc3339):
    return datetime.datetime.fromisoformat(rfc3339.replace("Z", "+00:00")).timestamp()


def rfc3339_of(seconds):
    time_of = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return time_of.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time_of.microsecond // 1000:03d}Z"
