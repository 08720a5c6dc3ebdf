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
    pace = 0

    def __init__(self, number, serial):
        self.name, self.serial = f"entry-{number}", serial

    def lines(self):
        return ((f"{self.name}-all", DEVICES, self.serial),)


class OneLine(wire_site.WireSite):
    """`serial`: None for TCP, or (baud, parity)."""

    def __init__(self, binaries, lanes, serial=None):
        wire_site.PACE = QUICK
        self.lanes = [OneLineLane(n + 1, serial) for n in range(lanes)]
        self.serial = serial
        Stage.__init__(self, binaries, QUICK)

    def _prepare(self):
        super()._prepare()
        if self.serial is None:
            quick_loops(self)


__all__ = ["OneLine"]
