"""The driver's seconds: loop occupied to arm fully up at the exit, less the camera's and the arm's own time."""
import json
import os

from rig import QUICK, BenchStage, percentile, row, slow_disk

LIMIT_MS = 300


def own_time(passages):
    """The camera's time ends when it has the plate; the arm's is its travel."""
    return [(p["up_ns"] - p["shown_ns"]) / 1e6 - QUICK.travel for p in passages]


def inside(stage, prefix, count, members):
    plates = [f"{prefix}{n:04d}" for n in range(count)]
    if members:
        stage.members(*[(f"{prefix[-2:].lower()}-{n}", 3000, plate) for n, plate in enumerate(plates)])
    return stage.plates_file(f"{prefix[-2:]}.txt", plates)


def run(binaries, quick, say):
    count = 15 if quick else 100
    rows = []
    stage = BenchStage(binaries)
    try:
        cases = [("all parts up", "沪AA"), ("ledger dead", "沪AB"), ("broker dead", "沪AC"),
                 ("20 ms more for each sync", "沪AD"), ("500 ms more for each sync", "沪AE")]
        files = {name: inside(stage, prefix, count, members=True) for name, prefix in cases}
        stage.start()
        for name, _ in cases:
            stage.cycle("entry-1", f"cycle-list {files[name]}")
        stage.leap_by(130)
        for name, _ in cases:
            say(f"driver's seconds: {name}")
            before(stage, name)
            passages = stage.cycle("exit-1", f"cycle-list {files[name]}")
            after(stage, name)
            value = percentile(own_time(passages), 0.99)
            rows.append(row(f"driver's seconds p99, {name} ({len(passages)} exits)", "ms", value, f"{LIMIT_MS} ms", limit=LIMIT_MS))
    finally:
        stage.stop()
    return rows


def before(stage, name):
    if name == "ledger dead":
        mark = stage.ears.mark()
        stage.ledger.kill()
        stage.ears.wait("/status", lambda b: b["alive"] and not b["ledger_online"], "the gate to notice", mark)
    if name == "broker dead":
        stage.broker.kill()
    if "sync" in name:
        stage.edge.stop()
        stage.start_edge(env=slow_disk(stage, int(name.split()[0])))


def after(stage, name):
    if name == "ledger dead":
        stage.start_ledger()
    if name == "broker dead":
        stage.start_broker()
        stage.reconnect_ears()
