"""A lane whose devices all share one RTU line: the reaction at 9600, 19200 and 115200 baud beside what the bytes must take.

The plate comes at any moment of the line's round: between 100 and 900 ms after the car is on the loop. A car without a plate is
told so after a second, and that text then takes the line for as long as its bytes do.
"""
import random

from many import OneLine
from reaction import floor_p99
from rig import percentile, row

BITS_A_CHARACTER = {"none": 10, "even": 11}  # start, eight, parity, stop
PARITY = "even"
GAP_CHARACTERS = 3.5
GAP_ABOVE_19200_MS = 1.75
TURNAROUND_MS = 2.0  # of the simulated devices


def exchange_ms(baud, asked, answered):
    """One request and its answer: their bytes, a gap after each, and the device's turnaround. Modbus over Serial Line V1.02, 2.5.1."""
    character_ms = BITS_A_CHARACTER[PARITY] * 1000 / baud
    gap_ms = GAP_ABOVE_19200_MS if baud > 19200 else GAP_CHARACTERS * character_ms
    return (asked + answered) * character_ms + 2 * gap_ms + TURNAROUND_MS


def line_ms(baud):
    """Two plate reads (counters, then the slot), one loop read and one command."""
    counters = exchange_ms(baud, 8, 5 + 2 * 5)
    slot = exchange_ms(baud, 8, 5 + 2 * 16)
    loops = exchange_ms(baud, 8, 5 + 1)
    command = exchange_ms(baud, 8, 8)
    return 2 * (counters + slot) + loops + command


def one_car(site, plate, chance):
    """From the camera having the plate to the arm write having come in, in ms."""
    lane = site.lanes[0].name
    events = site.sim.run(f"{lane} occupy arrival", f"{lane} pause {chance.randrange(100, 900)}", f"{lane} read {plate}",
                          f"{lane} wait open-command", f"{lane} wait up", f"{lane} drive-through", f"{lane} wait down",
                          f"{lane} pause {chance.randrange(200, 400)}")
    shown = next(e["t_ns"] for e in events if e["event"] == "plate_shown")
    opened = next(e["t_ns"] for e in events if e["event"] == "arm_command" and e["command"] == "open")
    return (opened - shown) / 1e6


def run(binaries, quick, say):
    cars = 10 if quick else 60
    say("serial: the floor")
    floor = floor_p99(binaries, 25 if quick else 200)
    rows = []
    for baud in (9600, 19200, 115200):
        say(f"serial: {baud} baud")
        chance = random.Random(baud)
        site = OneLine(binaries, 1, (baud, PARITY), pace=300)
        try:
            site.start()
            times = [one_car(site, f"沪R{n:05d}", chance) for n in range(cars)]
        finally:
            site.stop()
        line = line_ms(baud)
        rows.append(row(f"plate shown to arm command at {baud} baud, p50 ({len(times)} plates)", "ms", percentile(times, 0.5), None, line))
        rows.append(row(f"plate shown to arm command at {baud} baud, p99", "ms", percentile(times, 0.99),
                        f"the line's own time + 1.5 x {floor:.1f} ms", line, line + 1.5 * floor))
    return rows
