"""What the system tests share: a site of real processes for each class, its members, and what must hold at its end."""
import base64
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import unittest
from contextlib import closing

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "demo"))
sys.dont_write_bytecode = True

from books import faults_of_journal, gate_books, ledger_books  # noqa: E402
from listener import Key, new_id  # noqa: E402
from parts import Part, wait_for  # noqa: E402
from stage import BASE, LOT, SITE, Pace, Stage, rfc3339_of, seconds_of  # noqa: E402

ENTRY, EXIT = "entry-1", "exit-1"
BRISK = Pace(travel=100, pace=80, settle=60, turned_back=500, presumed=1200)
BINARIES = None


class Site(Stage):
    """A stage whose files a test may alter before its parts read them."""

    def __init__(self, pace=BRISK, edits=()):
        self.edits = edits
        super().__init__(BINARIES, pace)

    def _prepare(self):
        super()._prepare()
        for name in ("mosquitto.conf", "ledger.toml", "simulator.toml", "rules.toml"):
            self._apply(name)

    def start_simulator(self):
        super().start_simulator()
        self._apply("edge.toml")

    def _apply(self, name):
        for file, pattern, to in self.edits:
            if file == name:
                self.edit(name, pattern, to)

    def edit(self, name, pattern, to, count=0):
        """Replaces in a file of the stage; what is not there to be replaced is a mistake of the test."""
        with open(self.path(name), encoding="utf-8") as file:
            text, done = re.subn(pattern, to, file.read(), count=count)
        assert done, f"{name} has no {pattern}"
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def key(self, name):
        return Key(self.path("keys", f"demo-{name}.key"))

    # ---- cars ----

    def enter(self, plate):
        """A car drives in; its entered fact, if anybody can hear of it."""
        mark = self.ears.mark()
        self.sim.run(f"{ENTRY} arrive {plate}", f"{ENTRY} wait up", f"{ENTRY} drive-through", f"{ENTRY} wait down")
        return mark

    def enter_member(self, plate):
        """The session, when its points are held."""
        mark = self.enter(plate)
        answer = self.ears.wait("dn/answer", lambda b: b["kind"] == "hold" and b["body"]["voucher"], "the voucher", mark)
        return json.loads(answer.body["body"]["voucher"]["bytes"])["session"]

    def leave(self, plate):
        mark = self.ears.mark()
        self.sim.run(f"{EXIT} arrive {plate}", f"{EXIT} wait up", f"{EXIT} drive-through", f"{EXIT} wait down")
        return mark

    def serve_one_car(self, plate):
        """In and out again within the free minutes."""
        self.enter(plate)
        self.leave(plate)

    def arm_commands(self, lane=None, since=0):
        return [e for e in self.sim.events[since:] if e["event"] == "arm_command" and lane in (None, e["lane"])]

    def hits(self):
        return [e for e in self.sim.events if e["event"] == "hit"]

    # ---- what the box says of itself ----

    def status(self, wanted, what, since=0, seconds=15.0):
        return self.ears.wait(f"{LOT}/status", lambda b: b["alive"] and wanted(b), what, since, seconds).body

    def fault(self, code, where="", since=0, seconds=15.0):
        return self.status(lambda b: has_fault(b, code, where), f"the fault {code} {where}", since, seconds)

    def no_fault(self, code, where="", seconds=15.0):
        """After the fault has been seen."""
        wait_for(lambda: not has_fault(self.last_status(), code, where), f"the fault {code} {where} to be cleared", seconds)

    def refused(self, cause, at_least, since=0):
        return self.status(lambda b: b["refused"].get(cause, 0) >= at_least, f"{at_least} refused as {cause}", since)

    def lane(self, lane, wanted, what, since=0, seconds=15.0):
        return self.ears.wait(f"{lane}/state", wanted, what, since, seconds).body

    # ---- orders ----

    def order(self, lane, verb, **changes):
        """An operator's command as bytes, with the topic that it belongs to."""
        now = time.time()
        body = {"v": 1, "id": new_id(), "by": "anna", "lane": lane, "verb": verb, "argument": "", "reason": "a test",
                "issued_at": rfc3339_of(now), "expires_at": rfc3339_of(now + 30), **changes}
        return f"{BASE}/{lane}/cmd/anna/{verb}", body

    def command(self, lane, verb, state="done"):
        topic, body = self.order(lane, verb)
        mark = self.ears.mark()
        self.ears.publish(topic, json.dumps(body).encode(), self.key("op-anna"), qos=0)
        return self.ears.wait("op/anna/answer", lambda b: b["id"] == body["id"] and b["state"] == state,
                              f"the answer {state}", mark).body

    # ---- the books ----

    def stop_daemons(self):
        """In order, with nothing left to send."""
        self.edge.stop()
        self.ledger.stop()


def has_fault(status, code, where=""):
    return any(f["code"] == code and f["where"] == where for f in status["faults"])


def facts_of(path):
    """The facts of a gate's file as (seq, body, bytes), in order."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return [(seq, json.loads(raw), raw if isinstance(raw, bytes) else raw.encode())
                for seq, raw in db.execute("SELECT seq, bytes FROM fact ORDER BY seq")]


def sign_list(site, change):
    """Writes the key list anew, altered, and signed by the site's root."""
    path = site.path("keys", "keys.json")
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    listed = json.loads(content["bytes"])
    change(listed)
    raw = json.dumps(listed)
    root = site.key("root")
    with open(path, "w", encoding="utf-8") as file:
        signature = root.sign(f"parkgate/v1/{SITE}/token/keys", raw.encode())
        json.dump({**content, "bytes": raw, "key": root.kid, "signature": signature}, file)


def new_key(site, kid, role, owner, file=None):
    """A key of the site that `keys init` has not made."""
    import nacl.signing

    seed = nacl.signing.SigningKey.generate()
    with open(site.path("keys", f"{file or kid}.key"), "w", encoding="utf-8") as file:
        json.dump({"v": 1, "kid": kid, "seed": bytes(seed).hex()}, file)
    entry = {"kid": kid, "role": role, "owner": owner, "public_key": bytes(seed.verify_key).hex()}
    sign_list(site, lambda listed: listed["keys"].append(entry))


class SystemTest(unittest.TestCase):
    """One site for each class, unless the class has none. Logs are shown when a test fails."""

    members = ()
    edits = ()
    pace = BRISK
    site = None

    @classmethod
    def set_site(cls, site):
        cls.site = site
        cls.addClassCleanup(cls._stop, site)
        if cls.members:
            site.members(*cls.members)
        return site

    @classmethod
    def setUpClass(cls):
        cls.set_site(Site(cls.pace, cls.edits)).start()

    @classmethod
    def _stop(cls, site):
        site.stop(keep=bool(os.environ.get("PARKGATE_KEEP")))

    def run(self, result=None):
        before, begun = len(result.failures) + len(result.errors), time.monotonic()
        super().run(result)
        if os.environ.get("PARKGATE_TIMES"):
            print(f"    {time.monotonic() - begun:6.2f} s {self.id()}", file=sys.stderr)
        if self.site is not None and len(result.failures) + len(result.errors) > before:
            for part in (self.site.edge, self.site.ledger, self.site.broker, self.site.sim):
                if part is not None and os.path.exists(part.log_path):
                    print(f"--- {self.id()}: the end of {part.log_path}\n{part.tail(20)}", file=sys.stderr)

    def ctl(self, *command, config="ctl.toml", exits=0):
        """As a person types it; what is said."""
        done = subprocess.run([self.site.program("parkgatectl"), *command, "--config", config], cwd=self.site.folder,
                              capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, exits, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def assert_no_hit(self):
        self.assertEqual(self.site.hits(), [], "an arm came down on a car")

    def assert_unbroken(self, path, first=1):
        """No gap in the sequence, and each fact names the hash of the one before."""
        previous = ""
        for seq, (number, fact, raw) in enumerate(facts_of(path), first):
            self.assertEqual((number, fact["seq"]), (seq, seq), "a gap in the sequence of facts")
            self.assertEqual(fact["prev"], previous, f"fact {seq} does not follow from fact {seq - 1}")
            previous = hashlib.blake2b(raw, digest_size=32).hexdigest()

    def assert_books_agree(self, gate, ledger):
        """Both daemons have stopped. Whatever both files count must be the same."""
        at_gate, at_ledger = gate_books(gate), ledger_books(ledger)
        for group, figures in at_gate.items():
            for name, figure in figures.items():
                if name in at_ledger[group]:
                    self.assertEqual(at_ledger[group][name], figure, f"{group}: {name}: ledger and gate differ")
        self.assertEqual(faults_of_journal(ledger), [])
        with closing(sqlite3.connect(f"file:{gate}?mode=ro", uri=True)) as db:
            waiting = db.execute("SELECT fact.bytes ->> 'kind', outcome, code FROM fact LEFT JOIN receipt USING (seq) "
                                 "WHERE outcome IS NULL OR outcome <> 'applied'").fetchall()
        self.assertEqual(waiting, [], "facts of the gate that the ledger has not applied")


def main():
    global BINARIES
    if len(sys.argv) < 2 or not os.path.isdir(sys.argv[1]):
        sys.exit(f"usage: {sys.argv[0]} FOLDER_OF_PROGRAMS [unittest arguments]")
    BINARIES = sys.argv.pop(1)
    unittest.main(verbosity=2)
