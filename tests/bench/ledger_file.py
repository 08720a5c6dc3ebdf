"""A ledger's file that has grown: 10,000,000 rows of the journal, two years of a mall with 650 members' stays a day, and everything
that stands beside them (holds, coupons, stays, receipts, every fact as it was received).

How long parkgate-ledger takes to its first heartbeat, with the file's pages in memory, without them, and after a kill; and what its tools
take as processes of their own that ask it over its socket. Floor of a start: the same on empty books. Floor of a tool: one that asks
for a list in which nothing stands. The site's clock shows 22:00, so that today is a whole day.
"""
import datetime
import os
import shutil
import subprocess
import time

from ledger_stage import LedgerStage
from parts import wait_for
from rig import percentile, row

START_LIMIT_MS, TOOL_LIMIT_MS = 2000, 50
BYTES_A_ROW = 700  # of the journal, with all that stands beside it
MEMBERS = 6500


def tonight_ms():
    """22:00 at UTC+8, the next one."""
    zone = datetime.timezone(datetime.timedelta(hours=8))
    now = datetime.datetime.now(zone)
    night = now.replace(hour=22, minute=0, second=0, microsecond=0)
    return int((night if night > now else night + datetime.timedelta(days=1)).timestamp() * 1000)


def fill(stage, rows):
    free = shutil.disk_usage(stage.folder).free
    if free < rows * BYTES_A_ROW:
        raise RuntimeError(f"the books take some {rows * BYTES_A_ROW >> 20} MB, {free >> 20} MB are free in {stage.folder}")
    # Its progress goes where that of the benches goes.
    done = subprocess.run([stage.program("fill_books"), "ledger.toml", str(rows), str(tonight_ms())], cwd=stage.folder, check=True,
                          stdout=subprocess.PIPE, text=True)
    return int(done.stdout)


def tool(stage, *command):
    """Milliseconds, and what it said."""
    began = time.perf_counter()
    done = subprocess.run([stage.program("parkgate-ledger"), *command, "--config", "ledger.toml"], cwd=stage.folder, check=True,
                          capture_output=True, text=True, timeout=120)
    return (time.perf_counter() - began) * 1000, done.stdout


def check_filler(binaries, say):
    """Books that it makes are sound, by the ledger's own word."""
    say("books: the filler's are verified")
    stage = LedgerStage(binaries)
    try:
        fill(stage, 400_000)
        _, said = tool(stage, "verify")
        assert "the books are sound" in said, said
    finally:
        stage.stop()


def forget_pages(stage):
    """The file is read from the disk again. Nobody else's pages are touched."""
    for name in ("ledger.db", "ledger.db-wal"):
        if os.path.exists(stage.path(name)):
            with open(stage.path(name), "rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def start(stage):
    """Milliseconds to the first heartbeat."""
    began = time.perf_counter()
    stage.start_ledger()
    took = (time.perf_counter() - began) * 1000
    wait_for(lambda: os.path.exists(stage.path("ledger.db.socket")), "the ledger's socket")
    return took


def starts(stage, times):
    """Worst milliseconds of each kind of start. The ledger runs before and after."""
    worst = {"warm": 0, "cold": 0, "killed": 0}
    for _ in range(times):
        for kind in worst:
            if kind == "killed":
                stage.ledger.kill()
            else:
                stage.ledger.stop()
            if kind == "cold":
                forget_pages(stage)
            worst[kind] = max(worst[kind], start(stage))
    return worst


def tools(stage, times):
    """Milliseconds of each tool's runs, each for another member. The first ones find nothing in memory."""
    stage.ledger.stop()
    forget_pages(stage)
    start(stage)
    out = {"floor": [], "balance": [], "statement": [], "report": []}
    for number in range(times):
        member = f"m-{number * 7919 % MEMBERS}"
        out["floor"].append(tool(stage, "review", "list")[0])
        balance, said = tool(stage, "member", "show", member, "--lines", "0")
        assert "1000 points" in said, said
        out["balance"].append(balance)
        out["statement"].append(tool(stage, "member", "show", member)[0])
        out["report"].append(tool(stage, "report", "--since", "today", "--costs")[0])
    return out


def empty_start(binaries, times):
    stage = LedgerStage(binaries)
    try:
        stage.start_site()
        return starts(stage, times)
    finally:
        stage.stop()


def run(binaries, quick, say):
    rows, times = (1_000_000, 1) if quick else (10_000_000, 5)
    check_filler(binaries, say)
    floor = empty_start(binaries, times)
    stage = LedgerStage(binaries)
    try:
        say(f"books: filling a file with {rows} rows of the journal")
        written = fill(stage, rows)
        size = os.path.getsize(stage.path("ledger.db"))
        stage.start_site()
        say(f"books: {times} starts of each kind")
        worst = starts(stage, times)
        say("books: the tools")
        seen = tools(stage, 10 if quick else 100)
    finally:
        stage.stop()
    return rows_of(written, size, worst, floor, seen)


def rows_of(written, size, worst, floor, seen):
    kinds = (("warm", "its file in memory"), ("cold", "its file on the disk"), ("killed", "after a kill"))
    rows = [row(f"file with {written} rows of the journal", "MB", size / 1e6)]
    rows += [row(f"start of the ledger on it, {name}, worst", "ms", worst[kind], f"{START_LIMIT_MS} ms", floor[kind], START_LIMIT_MS)
             for kind, name in kinds]
    for what, name in (("balance", "a member's balance"), ("statement", "a member's statement"), ("report", "today's costs")):
        for share, label in ((0.5, "p50"), (0.99, "p99")):
            limit = TOOL_LIMIT_MS if share == 0.99 else None
            rows.append(row(f"{name} from the socket ({len(seen[what])} runs), {label}", "ms", percentile(seen[what], share),
                            f"{TOOL_LIMIT_MS} ms" if limit else None, percentile(seen["floor"], share), limit))
    return rows
