"""Many lanes: the reaction of a few busy ones among many, and what a lane costs in CPU and memory.

Each lane has a TCP line of its own with all its devices behind it; one lane in eight is occupied. Lots of 1, 4 and 16 lanes take
turns, so that what else the machine does strikes all of them. The floor of 16 lanes is one reaction_floor for each: trivial
pollers of the same simulated hardware, which show what the machine and the simulator take by themselves.

A reaction has one durable commit in it, and on a disk that others use the slowest syncs are longer than all else together. What
lanes cost each other is therefore judged with the stores in memory; the same on the disk stands beside the time of its syncs.
"""
import contextlib
import os
import tempfile
import time

from many import OneLine
from parts import Part
from rig import cpu_seconds, percentile, resident_mb, row

LANES = (1, 4, 16)
GOAL = "1.5 x that of one lane"


@contextlib.contextmanager
def in_memory():
    """Stages that are made meanwhile keep their files there."""
    before, tempfile.tempdir = tempfile.tempdir, "/dev/shm"
    try:
        yield
    finally:
        tempfile.tempdir = before


class Seen:
    """What was measured at one number of lanes, over all rounds."""

    def __init__(self):
        self.reactions, self.syncs, self.edge, self.simulator, self.memory = [], [], [], [], 0


def drive(site, cars, letter):
    """Reactions of the busy lanes, in ms."""
    busy = [lane.name for lane in site.lanes[::8]]
    events = site.sim.run(*[f"{name} cycle {cars} 沪{letter}{n}" for n, name in enumerate(busy)], seconds=600)
    passages = [e for e in events if e["event"] == "cycle" and e["lane"] in busy]
    return [(p["command_ns"] - p["served_ns"]) / 1e6 for p in passages if p["served_ns"]]


def sync_times(site):
    """Of the commits that drivers waited for and all others, in ms."""
    with open(site.path("syncs"), encoding="utf-8") as file:
        return [int(line) / 1000 for line in file]


class NotedSyncs(OneLine):
    """A lot whose gate notes how long the disk takes for each sync."""

    def start_edge(self, wait=True, env=None):
        super().start_edge(wait, {**os.environ, "LD_PRELOAD": self.program("libslow_sync.so"), "SYNC_TIMES": self.path("syncs")})


def on_disk(binaries, lanes, cars, seen):
    site = NotedSyncs(binaries, lanes, quick=True)
    try:
        site.start()
        site.ears.hush(True)
        seen.reactions += drive(site, cars, "D")
        seen.syncs += sync_times(site)
    finally:
        site.stop()


def product(binaries, lanes, cars, seen):
    site = OneLine(binaries, lanes, quick=True)
    try:
        site.start()
        parts = (site.edge.process.pid, site.sim.process.pid)
        site.ears.hush(True)
        began, used = time.monotonic(), [cpu_seconds(pid) for pid in parts]
        site.sim.run(f"{site.lanes[0].name} pause 3000")  # nothing happens meanwhile
        span = time.monotonic() - began
        for shares, pid, before in zip((seen.edge, seen.simulator), parts, used):
            shares.append(100 * (cpu_seconds(pid) - before) / span)
        seen.reactions += drive(site, cars, "P")
        seen.memory = max(seen.memory, resident_mb(parts[0]))
    finally:
        site.stop()


def floor(binaries, lanes, cars):
    site = OneLine(binaries, lanes)
    pollers = []
    try:
        site.start_simulator()
        for lane in site.lanes:
            port = str(site.ports[lane.line])
            pollers.append(Part(f"floor-{lane.name}", [site.program("reaction_floor"), port, port,
                                                       site.path(f"{lane.name}.db"), "3", "4"], site.folder))
        return drive(site, cars, "F")
    finally:
        for part in pollers:
            part.stop()
        site.stop()


def run(binaries, quick, say):
    rounds, cars = (1, 25) if quick else (4, 100)
    seen = {lanes: Seen() for lanes in LANES}
    disk = {lanes: Seen() for lanes in (LANES[0], LANES[-1])}
    floors = []
    for number in range(rounds):
        say(f"lanes: round {number + 1} of {rounds}")
        with in_memory():
            for lanes in LANES:
                product(binaries, lanes, cars, seen[lanes])
            floors += floor(binaries, LANES[-1], cars)
        for lanes in disk:
            on_disk(binaries, lanes, cars, disk[lanes])
    return rows_of(seen, floors) + rows_of_disk(disk)


def count_of(lanes):
    return f"{lanes} lane{'s' if lanes > 1 else ''}"


def rows_of(seen, floors):
    alone = percentile(seen[1].reactions, 0.99)
    rows = [row(f"trivial pollers of 16 lanes, reaction p99 ({len(floors)} plates)", "ms", percentile(floors, 0.99))]
    for lanes, what in seen.items():
        value = percentile(what.reactions, 0.99)
        judged = lanes == LANES[-1]
        name = f"reaction p99 with {count_of(lanes)} ({len(what.reactions)} plates)"
        rows.append(row(name, "ms", value, GOAL if judged else None, None if lanes == 1 else alone, 1.5 * alone if judged else None))
        rows.append(row(f"CPU of a lane at rest, {lanes} in all", "%", sum(what.edge) / len(what.edge) / lanes))
        rows.append(row(f"CPU of the simulator for such a lane, {lanes} in all", "%", sum(what.simulator) / len(what.simulator) / lanes))
        rows.append(row(f"resident memory with {count_of(lanes)}", "MB", what.memory))
    return rows


def rows_of_disk(disk):
    return [row(f"the same on the disk, {count_of(lanes)} (floor: p99 of {len(what.syncs)} syncs)", "ms",
                percentile(what.reactions, 0.99), None, percentile(what.syncs, 0.99)) for lanes, what in disk.items()]
