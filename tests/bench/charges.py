"""How many charges a second the ledger takes durably, at its store's port and through a real broker.

One charge is a leaving on a hold that is open: the facts `charged` and `coupon_issued`, both answered after the commit that booked
them. 64 leavings are under way. Members, stores and campaigns are met evenly.

Floor at the port: a bare loop that writes into a copy of the same file, with the same pragmas and in the same transactions, every row
that the store really writes (noted once with SQLite's trace and written with prepared statements); what the store reads and works out
is not in it. Both files must say the same in the end. Floor through the broker: the lower of the rate at the port and that of an echo
that answers each of the same messages, over the same broker and from the same box, with a small one.
"""
import os
import resource
import statistics
import subprocess
import time

from charge_books import ChargeBooks
from ledger_stage import LedgerStage, busiest_thread, busy_seconds
from rig import Part, cpu_seconds, json_lines, row, wait_for

PORT_SHARE, BROKER_SHARE = 0.7, 0.5
PACE, PACED_LIMIT_MS = 50, 20


def medians(lines):
    return {key: statistics.median(line[key] for line in lines) for key in lines[0]}


def at_the_port(binaries, quick, say):
    charges, rounds = (640, 2) if quick else (9600, 9)
    say(f"charges at the store's port: {rounds} rounds of {charges}")
    stage = LedgerStage(binaries)
    try:
        books = ChargeBooks(stage, "books", charges)
        writes = books.note()
        taken, written = [], []
        turns = [(taken, books.take), (written, books.write)]
        for _ in range(rounds):
            for lines, act in turns:
                lines.append(act())
            books.compare()
            turns.reverse()
    finally:
        stage.stop()
    product, floor = medians(taken), medians(written)
    rows = [row(f"charges at the store's port ({charges} in commits of 64, median of {rounds} rounds)", "/s", product["units_s"],
                f"at least {PORT_SHARE} of a bare loop", floor["units_s"], least=PORT_SHARE * floor["units_s"]),
            row("rows written for a charge", "", writes / charges)]
    for key, name in (("p50_ms", "p50"), ("p99_ms", "p99")):
        rows.append(row(f"a commit of 64 charges, {name}", "ms", product[key], None, floor[key]))
    rows.append(row("of its time the store computes; the rest is the disk", "%", 100 * product["cpu"], None, 100 * floor["cpu"]))
    return rows, product["units_s"]


class Watch:
    """What ledger, broker and machine did between two moments, in percent of the time; of the machine of all its cores."""

    def __init__(self, stage):
        self.stage = stage
        self.before = self._read()

    def _read(self):
        return (time.monotonic(), busiest_thread(self.stage.ledger.process.pid), cpu_seconds(self.stage.broker.process.pid),
                busy_seconds() / os.cpu_count(), sum(self.stage.syncs()), len(self.stage.syncs()),
                sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]))

    def shares(self, seconds):
        ledger, broker, machine, syncs, commits, box = (now - before for now, before in zip(self._read()[1:], self.before[1:]))
        return {"the ledger's thread": 100 * ledger / seconds, "the ledger's syncs": 100 * syncs / seconds,
                "the broker": 100 * broker / seconds, "the box of the bench": 100 * box / seconds,
                "all cores of the machine": 100 * machine / (time.monotonic() - self.before[0]), "commits": commits}


class Box:
    """Tells leavings of the prepared file, to the ledger each once; an echo keeps none, and always hears the first ones."""

    def __init__(self, stage, said):
        self.stage, self.said, self.next = stage, said, 0

    def tell(self, whom, count, rate=0):
        done = subprocess.run([self.stage.program("charge_box"), whom, str(self.stage.port), "keys", self.said,
                               str(self.next if whom == "ledger" else 0), str(count), str(rate)], cwd=self.stage.folder, capture_output=True, text=True,
                              timeout=600, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr + self.stage.ledger.tail())
        if whom == "ledger":
            self.next += count
        return json_lines(done.stdout)[0]


def limit_of(shares):
    """What had no time left, or most nearly so. A sync is waited for by the ledger's one thread."""
    parts = {"cpu of the machine": shares["all cores of the machine"], "cpu of the broker": shares["the broker"],
             "cpu of the ledger's thread": shares["the ledger's thread"], "the disk's syncs": shares["the ledger's syncs"]}
    if parts["cpu of the machine"] > 95:
        return "cpu of the machine"
    return max(parts, key=parts.get)


def through_the_broker(binaries, quick, say, port_rate):
    charges, rounds, seconds = (320, 1, 4) if quick else (4800, 7, 60)
    stage = LedgerStage(binaries)
    echo = None
    try:
        say("charges through the broker: making the books")
        books = ChargeBooks(stage, "books", charges * rounds + PACE * seconds, books="ledger.db")
        stage.start_site()
        stage.ears.hush(True)
        echo = Part("echo", [stage.program("mqtt_echo"), str(stage.port)], stage.folder)
        wait_for(lambda: "ready" in echo.log(), "the echo")
        box, product, floor, shares = Box(stage, books.said), [], [], []
        for number in range(rounds):
            say(f"charges through the broker: round {number + 1} of {rounds}")
            watch = Watch(stage)
            product.append(box.tell("ledger", charges))
            shares.append(watch.shares(product[-1]["seconds"]))
            floor.append(box.tell("echo", charges))
        say(f"charges through the broker: {PACE} a second for {seconds} s")
        paced = {"echo": box.tell("echo", PACE * seconds, PACE), "ledger": box.tell("ledger", PACE * seconds, PACE)}
    finally:
        if echo is not None:
            echo.stop()
        stage.stop()
    return (full_rows(charges, product, floor, shares, port_rate) +
            [row(f"{PACE} charges a second through the broker, {name} of the time to the answer", "ms", paced["ledger"][key],
                 f"{PACED_LIMIT_MS} ms" if key == "p99_ms" else None, paced["echo"][key], PACED_LIMIT_MS if key == "p99_ms" else None)
             for key, name in (("p50_ms", "p50"), ("p99_ms", "p99"))])


def full_rows(charges, product, floor, shares, port_rate):
    def median(lines, key):
        return statistics.median(line[key] for line in lines)

    echo_rate = median(floor, "units_s")
    lower, which = min((port_rate, "the store's port"), (echo_rate, "an empty echo"))
    middle = {key: median(shares, key) for key in shares[0]}
    rows = [row("empty echo through the broker", "/s", echo_rate),
            row(f"charges through the broker ({charges}, 64 under way, median of {len(product)} rounds)", "/s",
                median(product, "units_s"), f"at least {BROKER_SHARE} of {which}", lower, least=BROKER_SHARE * lower)]
    for key, name in (("p50_ms", "p50"), ("p99_ms", "p99")):
        rows.append(row(f"time to the answer with 64 under way, {name}", "ms", median(product, key), None, median(floor, key)))
    rows.append(row("charges in a commit behind the broker", "", charges / middle.pop("commits")))
    rows += [row(f"meanwhile at work: {name}", "%", share) for name, share in middle.items()]
    limit = limit_of(middle)
    print(f"... what limits charges through the broker: {limit}", flush=True)
    return rows


def run(binaries, quick, say):
    rows, port_rate = at_the_port(binaries, quick, say)
    return rows + through_the_broker(binaries, quick, say, port_rate)
