"""What one line carries: an empty lane against a poller that reads everything each 20 ms, and what a silent device costs the others."""
import json

from many import DEVICES, OneLine
from rig import row, run_tool

LINES = (("TCP", None), ("RTU 9600", (9600, "even")))
SILENT = 2  # the display
RESPONSE_TIMEOUT_MS = 200  # of its profile


def profile(role):
    return f"profiles/reference-{role}.toml"


def measure(site, mode, seconds):
    place = site.ports[site.lanes[0].line]
    serial = site.lanes[0].serial
    address = f"127.0.0.1:{place}" if serial is None else f"{site.path(place)},{serial[0]},{serial[1]}"
    devices = [f"{profile(role)}={unit}" for unit, (role, _, _) in enumerate(DEVICES, 1)]
    return json.loads(run_tool(site, "line_load", mode, str(seconds), address, *devices))


def timeout_ms(serial):
    """One time-out: the wait, the bytes of request and answer on the line, and how long a late answer is still waited out."""
    if serial is None:
        return RESPONSE_TIMEOUT_MS
    character = 11 * 1000 / serial[0]
    return RESPONSE_TIMEOUT_MS + (8 + 7 + 2 * 3.5) * character + min(100, 256 * character)


def load_rows(name, naive, ours):
    rows = [row(f"requests of an empty lane, {name}", "/s", ours["requests_s"], "those of a 20 ms poller", naive["requests_s"],
                naive["requests_s"]),
            row(f"bytes of an empty lane, {name}", "B/s", ours["bytes_s"], "those of a 20 ms poller", naive["bytes_s"], naive["bytes_s"])]
    if naive["wire_percent"]:
        rows.append(row(f"time of the line, empty lane, {name}", "%", ours["wire_percent"], "that of a 20 ms poller",
                        naive["wire_percent"], naive["wire_percent"]))
    return rows


def neighbours(result, what):
    return max(values[what] for unit, values in result["devices"].items() if int(unit) != SILENT)


def run(binaries, quick, say):
    seconds = 5 if quick else 30
    rows = []
    for name, serial in LINES:
        site = OneLine(binaries, 1, serial)
        try:
            site.start_simulator()
            say(f"bus: the load of an empty lane, {name}")
            naive, ours = measure(site, "naive", seconds), measure(site, "ours", seconds)
            rows += load_rows(name, naive, ours)
            say(f"bus: a silent device, {name}")
            whole = measure(site, "busy", seconds)
            site.sim.run(f"line {site.lanes[0].line} fault {SILENT} silent")
            silent = measure(site, "busy", seconds)
            once = timeout_ms(serial)
            for what, label in (("age_p99_ms", "p99"), ("age_max_ms", "oldest")):
                before, after = neighbours(whole, what), neighbours(silent, what)
                rows.append(row(f"age of the neighbours of a silent device, {label}, {name}", "ms", after,
                                f"without it + one time-out of {once:.0f} ms", before, before + once))
        finally:
            site.stop()
    return rows
