"""What the benches share: stages with fast hardware, percentiles, and the row that a bench ends in."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "demo"))

from listener import Listener  # noqa: E402
from parts import Part, free_port, wait_for  # noqa: E402
from stage import Pace, Stage  # noqa: E402

# The arm is quick and the loops settle at once, so that the controller's share is what is measured.
QUICK = Pace(travel=20, pace=0, settle=0, turned_back=5000, presumed=60000)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def row(name, unit, value, goal=None, floor=None, limit=None, least=None):
    """One line of the table. `limit` is what the value must not exceed, or `least` what it must reach; `goal` says it in words."""
    met = value <= limit if limit is not None else value >= least if least is not None else None
    return {"name": name, "unit": unit, "floor": floor, "value": value, "ratio": None if not floor else value / floor, "goal": goal,
            "met": met}


def quick_loops(stage, *rates):
    """Loops are read every 5 ms, by floor and product alike, so that 2,000 cars pass in minutes; the camera keeps its 20 ms."""
    name = stage.path("profiles", "reference-loops.toml")
    with open(name, encoding="utf-8") as file:
        text = file.read()
    with open(name, "w", encoding="utf-8") as file:
        for rate in rates or ("present_ms", "absent_ms"):
            text = text.replace(f"{rate} = 20", f"{rate} = 5")
        file.write(text)


def roomy(name):
    """More cars come in than the demo has spaces, and a full lot lets nobody in."""
    with open(name, encoding="utf-8") as file:
        text = file.read()
    if text.count("spaces = 300\n") != 1:
        raise RuntimeError(f"{name}: expected one area of 300 spaces")
    with open(name, "w", encoding="utf-8") as file:
        file.write(text.replace("spaces = 300\n", "spaces = 100000\n"))


class BenchStage(Stage):
    """A stage whose simulator prints only what is measured."""

    def __init__(self, binaries, pace=QUICK):
        super().__init__(binaries, pace)

    def _prepare(self):
        super()._prepare()
        quick_loops(self)

    def start_simulator(self):
        super().start_simulator()
        roomy(self.path("edge.toml"))

    def reconnect_ears(self):
        """The broker was started anew: so is the listener."""
        self.ears.stop()
        self.ears = Listener(self.port, self.path("keys"))

    def cycle(self, lane, command, seconds=600.0):
        """Runs `cycle` or `cycle-list` and returns its passages."""
        events = self.sim.run(f"{lane} {command}", seconds=seconds)
        return [e for e in events if e["event"] == "cycle" and e["lane"] == lane]

    def plates_file(self, name, plates):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write("\n".join(plates) + "\n")
        return self.path(name)

    def run_floor(self):
        ports = {line.split("=")[0]: line.split("=")[1] for line in self.ports}
        return Part("floor", [self.program("reaction_floor"), ports["entry-eyes"], ports["entry-io"], self.path("floor.db")],
                    self.folder)

    @property
    def ports(self):
        return [f"{name}={port}" for name, port in self.sim.events[0]["ports"].items()]


def slow_disk(stage, milliseconds):
    return {**os.environ, "LD_PRELOAD": stage.program("libslow_sync.so"), "SLOW_SYNC_MS": str(milliseconds)}


TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        line = next(line for line in file if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def run_tool(stage, *command, seconds=300):
    return subprocess.run([stage.program(command[0]), *command[1:]], cwd=stage.folder, check=True, capture_output=True,
                          text=True, timeout=seconds).stdout


def json_lines(text):
    return [json.loads(line) for line in text.splitlines()]
