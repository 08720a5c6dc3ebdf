"""A lot of ten lanes whose hardware is as mixed as what is shipped, TCP and RTU and every profile, and one that is used both ways."""
import os

import support  # noqa: F401  (finds the demo's modules)
from parts import Part, Simulator
from stage import HERE, LOT, SITE, Pace, Stage, fill

PACE = Pace(travel=200, pace=110, settle=120, turned_back=900, presumed=4000)

REFERENCE_EYES = (("camera", "camera", "reference-camera"), ("display", "display", "reference-display"))
REFERENCE_IO = (("barrier", "barrier", "reference-barrier"), ("loops", "loops", "reference-loops"))
FOUR_LOOPS = ("loops", "loops", "reference-loops-four")
RELAY_BOARD = (("barrier", "relay-board", "relay-board-barrier"), ("loops", None, "relay-board-loops"))


class Setup:
    """What a lane of this make has on its two lines: (role, kind, profile) or that and a side. A line is None for TCP, or
    (baud, parity)."""

    def __init__(self, eyes, io, eyes_line=None, io_line=None, prefix="沪", slower=1.0):
        self.eyes, self.io, self.eyes_line, self.io_line = eyes, io, eyes_line, io_line
        self.prefix, self.slower = prefix, slower


SETUPS = [
    Setup(REFERENCE_EYES, REFERENCE_IO),
    Setup(REFERENCE_EYES, (("barrier", "state-barrier", "state-barrier"), FOUR_LOOPS)),
    Setup(REFERENCE_EYES, RELAY_BOARD, (115200, "none"), (9600, "none"), slower=3.0),
    Setup((("camera", "slot-camera", "slot-camera"), ("display", "gbk-display", "gbk-display")), REFERENCE_IO,
          None, (19200, "even"), slower=2.0),
    # This camera knows no Hanzi.
    Setup((("camera", "trigger-camera", "trigger-camera"), ("display", "display", "reference-display")), RELAY_BOARD,
          prefix="W", slower=2.0),
]
TWO_SIDED = Setup(tuple((*device, side) for side in ("entry", "exit") for device in REFERENCE_EYES),
                  (REFERENCE_IO[0], FOUR_LOOPS))
PLAIN = [Setup(REFERENCE_EYES, REFERENCE_IO) for _ in range(5)]


class Lane:
    def __init__(self, number, direction, setup):
        self.name = f"{direction}-{number}"
        self.direction, self.setup = direction, setup
        self.pair = f"entry-{number}" if direction == "exit" else self.name
        self.prefix = setup.prefix + {"entry": "E", "exit": "X", "reversible": "R"}[direction] + "ABCDEF"[number - 1]
        self.pace = int(PACE.pace * setup.slower)

    def lines(self):
        return ((f"{self.name}-eyes", self.setup.eyes, self.setup.eyes_line),
                (f"{self.name}-io", self.setup.io, self.setup.io_line))


class WireSite(Stage):
    def __init__(self, binaries, setups=None, pairs=5):
        setups = setups or SETUPS
        self.lanes = [Lane(n + 1, direction, setups[n % len(setups)])
                      for n in range(pairs) for direction in ("entry", "exit")]
        self.lanes.append(Lane(pairs + 1, "reversible", TWO_SIDED))
        super().__init__(binaries, PACE)

    def _prepare(self):
        super()._prepare()
        with open(self.path("simulator.toml"), "w", encoding="utf-8") as file:
            file.write("\n".join(self._simulated(lane) for lane in self.lanes))

    def _simulated(self, lane):
        out = []
        for line, devices, serial in lane.lines():
            out.append(f'[[line]]\nid = "{line}"\n' + ("port = 0\n" if serial is None else
                       f'serial = "{line}.tty"\nbaud = {serial[0]}\nparity = "{serial[1]}"\n'))
            for unit, (role, kind, _, *side) in enumerate(devices, 1):
                if kind is None:
                    continue  # the unit before it is this device too
                travel = f"travel_ms = {PACE.travel}\n" if role == "barrier" else ""
                travel += f'side = "{side[0]}"\n' if side else ""
                out.append(f'[[device]]\nid = "{"-".join((line, role, *side))}"\nline = "{line}"\nunit = {unit}\nkind = "{kind}"\n'
                           f'lane = "{lane.name}"\n{travel}')
        return "\n".join(out)

    def start_simulator(self):
        self.sim = Simulator([self.program("parkgate-sim"), "--site", "simulator.toml", "--script", "-"], self.folder)
        self.ports = self.sim.wait_event(lambda e: e["event"] == "ready", "the simulator")["ports"]
        self.sim.run(*[f"{lane.name} pace {lane.pace}" for lane in self.lanes])
        self._write_edge()

    def _write_edge(self):
        with open(os.path.join(HERE, "site", "edge.toml"), encoding="utf-8") as file:
            head = file.read().split("[[area]]")[0].replace("@BROKER@", str(self.port))
        with open(self.path("edge.toml"), "w", encoding="utf-8") as file:
            file.write(head)
            for lane in self.lanes:
                file.write(f'[[lane]]\nid = "{lane.name}"\ndirection = "{lane.direction}"\nopen_within_ms = 2500\n'
                           f'close_within_ms = 2500\nsettle_ms = {PACE.settle}\n'
                           f'turned_back_after_ms = {PACE.turned_back}\npresumed_after_ms = {PACE.presumed}\n\n')
            for lane in self.lanes:
                file.write(self._controlled(lane))

    def _controlled(self, lane):
        out = []
        for line, devices, serial in lane.lines():
            out.append(f'[[line]]\nid = "{line}"\n' + (
                f'host = "127.0.0.1"\nport = {self.ports[line]}\n' if serial is None else
                f'path = "{self.path(self.ports[line])}"\nbaud = {serial[0]}\nparity = "{serial[1]}"\n'))
            unit = 0
            for role, kind, profile, *side in devices:
                unit += kind is not None
                out.append(f'[[device]]\nid = "{"-".join((lane.name, role, *side))}"\n'
                           + (f'side = "{side[0]}"\n' if side else "") + f'lane = "{lane.name}"\nline = "{line}"\n'
                           f'unit = {unit}\nprofile = "profiles/{profile}.toml"\n')
        return "\n".join(out) + "\n"

    def start_edge(self, wait=True, env=None):
        mark = self._mark()
        self.edge = Part("edge", [self.program("parkgate-edge"), "--config", "edge.toml"], self.folder, env=env)
        if wait:
            self.ears.wait(f"{LOT}/status", lambda b: b["alive"], "the gate's status", mark)
            for lane in self.lanes:
                self.ears.wait(f"{lane.name}/state", lambda b: b["arm"] != "unknown" and b["safety"] != "unknown",
                               f"{lane.name} to be seen", mark)


__all__ = ["PLAIN", "SETUPS", "SITE", "WireSite", "fill"]
