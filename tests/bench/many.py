"""Lots for the benches: any number of entry lanes, each with one line of its own, TCP or RTU, and all its devices on it."""
import os
import sys

from rig import QUICK, HERE, Stage, resident_mb

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
    """`serial`: None for TCP, or (baud, parity). `profiles` edits the profiles' texts: {file: [(from, to)]}."""

    def __init__(self, binaries, lanes, serial=None, profiles=None):
        wire_site.PACE = QUICK
        self.lanes = [OneLineLane(n + 1, serial) for n in range(lanes)]
        self.profiles = profiles or {"reference-loops.toml": [("_ms = 20 ", "_ms = 5 ")]}
        Stage.__init__(self, binaries, QUICK)

    def _prepare(self):
        super()._prepare()
        for name, edits in self.profiles.items():
            path = self.path("profiles", name)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            for old, new in edits:
                text = text.replace(old, new)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


__all__ = ["OneLine", "resident_mb"]
