"""Many lanes: the reaction of a few busy ones among many, and what a lane costs in CPU and memory.

Each lane has a TCP line of its own with all its devices behind it; one lane in eight is occupied.
"""
import os
import time

from many import OneLine
from rig import percentile, resident_mb, row

GOAL = "1.5 x that of one lane"
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def one_site(binaries, lanes, cars):
    """(reactions in ms, CPU of the idle daemon in percent of a core, resident MB)"""
    site = OneLine(binaries, lanes)
    try:
        site.start()
        pid = site.edge.process.pid
        began, used = time.monotonic(), cpu_seconds(pid)
        site.sim.run(f"{site.lanes[0].name} pause 5000")  # nothing happens meanwhile
        idle = 100 * (cpu_seconds(pid) - used) / (time.monotonic() - began)
        busy = [lane.name for lane in site.lanes[::8]]
        site.ears.hush(True)
        events = site.sim.run(*[f"{name} cycle {cars} 沪{'PQ'[n]}0" for n, name in enumerate(busy)], seconds=600)
        site.ears.hush(False)
        passages = [e for e in events if e["event"] == "cycle" and e["lane"] in busy]
        return [(p["command_ns"] - p["served_ns"]) / 1e6 for p in passages if p["served_ns"]], idle, resident_mb(pid)
    finally:
        site.stop()


def run(binaries, quick, say):
    cars = 25 if quick else 150
    rows, alone = [], None
    for lanes in (1, 4, 16):
        say(f"lanes: {lanes}")
        reactions, cpu, memory = one_site(binaries, lanes, cars)
        value = percentile(reactions, 0.99)
        name = f"reaction p99 with {lanes} lane{'s' if lanes > 1 else ''} ({len(reactions)} plates)"
        if alone is None:
            alone = value
            rows.append(row(name, "ms", value))
        else:
            judged = lanes == 16
            rows.append(row(name, "ms", value, GOAL if judged else None, alone, 1.5 * alone if judged else None))
        rows.append(row(f"CPU of a lane at rest, {lanes} in all", "%", cpu / lanes))
        rows.append(row(f"resident memory with {lanes} lanes", "MB", memory))
    return rows
