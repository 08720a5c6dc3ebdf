"""Reaction: from the simulator having sent the reply that holds the new plate to its having received the arm write.

Floor (the same hand-offs, one durable commit, one write, nothing else) and product take turns in rounds on the same
simulated hardware.
"""
from rig import BenchStage, percentile, row

GOAL_P50 = "floor + 0.3 ms"
GOAL_P99 = "1.5 x floor"
POLL_MS = 20
GOAL_POLL = "the poll + 1.5 x the floor's p99"


def micros(passages):
    return [(p["command_ns"] - p["served_ns"]) / 1e6 for p in passages if p["served_ns"]]


def floor_p99(binaries, plates):
    """Of the floor alone, for benches of other hardware."""
    stage = BenchStage(binaries)
    try:
        stage.start()
        stage.edge.stop()
        part = stage.run_floor()
        times = micros(stage.cycle("entry-1", f"cycle {plates} 沪F0"))
        part.stop()
        return percentile(times, 0.99)
    finally:
        stage.stop()


def run(binaries, quick, say):
    rounds, size = (4, 25) if quick else (20, 100)
    floor, product, poll = [], [], []
    stage = BenchStage(binaries)
    try:
        stage.start()
        stage.edge.stop()
        for number in range(rounds):
            part = stage.run_floor()
            floor += micros(stage.cycle("entry-1", f"cycle {size} 沪F{number % 10}"))
            part.stop()
            stage.start_edge()
            stage.ears.hush(True)
            passages = stage.cycle("entry-1", f"cycle {size} 沪G{number:02d}")
            stage.ears.hush(False)
            product += micros(passages)
            poll += [(p["command_ns"] - p["shown_ns"]) / 1e6 for p in passages]
            stage.edge.stop()
            say(f"reaction: round {number + 1} of {rounds}")
    finally:
        stage.stop()
    rows = []
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        low, value = percentile(floor, share), percentile(product, share)
        limit = low + 0.3 if share == 0.5 else low * 1.5
        rows.append(row(f"reaction {name} ({len(product)} plates)", "ms", value, GOAL_P50 if share == 0.5 else GOAL_P99, low, limit))
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        limit = POLL_MS + 1.5 * percentile(floor, 0.99) if share == 0.99 else None
        rows.append(row(f"plate event to arm at a {POLL_MS} ms poll, {name}", "ms", percentile(poll, share),
                        GOAL_POLL if limit else None, limit=limit))
    return rows
