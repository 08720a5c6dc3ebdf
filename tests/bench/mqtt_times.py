"""What a broker between us costs: an operator's command to its answer, and a backlog of facts once the ledger is back.

Both would take seconds with the client's and the broker's defaults.
"""
import json
import time
from datetime import datetime, timedelta, timezone

from listener import Key, new_id
from rig import BenchStage, percentile, row


def stamp(ahead):
    return (datetime.now(timezone.utc) + timedelta(seconds=ahead)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Operator:
    """Sends commands as an operator's own client does, and notes when the first answer comes."""

    def __init__(self, stage):
        self.ears = stage.ears
        self.key = Key(stage.path("keys", "demo-op-anna.key"))

    def ask(self):
        """A close over an arm that is down: answered, and moves nothing. Milliseconds."""
        order = {"v": 1, "id": new_id(), "by": "anna", "lane": "entry-1", "verb": "close", "argument": "", "reason": "bench",
                 "issued_at": stamp(0), "expires_at": stamp(30)}
        mark = self.ears.mark()
        began = time.perf_counter()
        self.ears.publish("parkgate/v1/demo-mall/p1/entry-1/cmd/anna/close", json.dumps(order).encode(), key=self.key, qos=0)
        self.ears.wait("op/anna/answer", lambda b: b["id"] == order["id"], "the answer", mark)
        return (time.perf_counter() - began) * 1000


def carry(stage, count):
    """Starts the ledger; milliseconds from the first fact on the wire to the last acknowledgement."""
    at = stage.ears.mark()
    stage.start_ledger(wait=False)
    stage.ears.wait("up/fact", what="the first fact", since=at)
    began, acknowledged = time.perf_counter(), set()
    while len(acknowledged) < count:
        stage.ears.wait("dn/ack", what="the next acknowledgement", since=at)
        end = stage.ears.mark()
        for message in stage.ears.messages[at:end]:
            if message.topic.endswith("dn/ack"):
                acknowledged |= {entry["id"] for entry in message.body["entries"]}
        at = end
    return (time.perf_counter() - began) * 1000


def run(binaries, quick, say):
    commands, cars = (20, 10) if quick else (200, 80)
    stage = BenchStage(binaries)
    try:
        stage.start()
        say(f"commands: {commands} to one lane")
        operator = Operator(stage)
        answers = [operator.ask() for _ in range(commands)]
        rows = [row(f"operator's command to its first answer, {name}", "ms", percentile(answers, share))
                for share, name in ((0.5, "p50"), (0.99, "p99"))]
        say(f"backlog: the facts of {cars} cars without a ledger")
        stage.ledger.kill()
        stage.cycle("entry-1", f"cycle {cars} 沪H1")
        waiting = stage.ears.wait("/status", lambda b: b["alive"] and b["outbox"] >= 2 * cars, "the backlog", stage.ears.mark()).body
        took = carry(stage, waiting["outbox"])
        rows.append(row(f"a backlog of {waiting['outbox']} facts: first fact sent to last one acknowledged", "ms", took))
    finally:
        stage.stop()
    return rows
