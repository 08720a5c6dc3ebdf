"""A lane whose devices all share one RTU line: the reaction at 9600, 19200 and 115200 baud beside what the bytes must take."""
from many import OneLine
from rig import percentile, row

BITS_A_BYTE = 11  # 8E1
GAP_BYTES = 3.5
TURNAROUND_MS = 2.0


def exchange_ms(baud, asked, answered):
    """One request and its answer: their bytes, a gap after each, and the device's turnaround."""
    byte_ms = BITS_A_BYTE * 1000 / baud
    return (asked + answered + 2 * max(GAP_BYTES, 1.75 / byte_ms if baud > 19200 else 0)) * byte_ms + TURNAROUND_MS


def line_ms(baud):
    """Two plate reads (counters, then the slot), one loop read and one command. Modbus over Serial Line V1.02, 2.5.1."""
    counters = exchange_ms(baud, 8, 5 + 2 * 5)
    slot = exchange_ms(baud, 8, 5 + 2 * 16)
    loops = exchange_ms(baud, 8, 5 + 1)
    command = exchange_ms(baud, 8, 8)
    return 2 * (counters + slot) + loops + command


def run(binaries, quick, say):
    cars = 10 if quick else 60
    rows = []
    for baud in (9600, 19200, 115200):
        say(f"serial: {baud} baud")
        site = OneLine(binaries, 1, (baud, "even"))
        try:
            site.start()
            passages = [e for e in site.sim.run(f"entry-1 cycle {cars} 沪R0", seconds=600) if e["event"] == "cycle"]
        finally:
            site.stop()
        times = [(p["command_ns"] - p["shown_ns"]) / 1e6 for p in passages]
        floor = line_ms(baud)
        rows.append(row(f"plate shown to arm command at {baud} baud, p50 ({len(times)} plates)", "ms", percentile(times, 0.5), None, floor))
        rows.append(row(f"plate shown to arm command at {baud} baud, p99", "ms", percentile(times, 0.99),
                        "the line's own time + 3 ms", floor, floor + 3))
    return rows
