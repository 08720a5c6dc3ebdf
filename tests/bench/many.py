"""Lots for the benches: any number of entry lanes, each with one line of its own, TCP or RTU, and all its devices on it."""
import os
import sys

from rig import HERE, QUICK, Stage, quick_loops

sys.path.insert(0, os.path.join(HERE, "..", "system"))

import wire_site  # noqa: E402

DEVICES = (("camera", "camera", "reference-camera"), ("display", "display", "reference-display"),
           ("barrier", "barrier", "reference-barrier"), ("loops", "loops", "reference-loops"))


class OneLineLane:
    direction = "entry"

    def __init__(self, number, serial, pace):
        self.name, self.serial, self.pace = f"entry-{number}", serial, pace

    @property
    def line(self):
        return f"{self.name}-all"

    def lines(self):
        return ((self.line, DEVICES, self.serial),)


class OneLine(wire_site.WireSite):
    """`serial`: None for TCP, or (baud, parity). With `quick` the loops of a lane that is not empty are read every 5 ms."""

    def __init__(self, binaries, lanes, serial=None, quick=False, pace=0):
        wire_site.PACE = QUICK
        self.lanes = [OneLineLane(n + 1, serial, pace) for n in range(lanes)]
        self.quick = quick
        Stage.__init__(self, binaries, QUICK)

    def _prepare(self):
        super()._prepare()
        if self.quick:
            quick_loops(self, "present_ms")


__all__ = ["OneLine"]
