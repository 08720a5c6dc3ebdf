"""Memory, the time from a kill to the next decision, and the time of a clean build."""
import os
import shutil
import subprocess
import tempfile
import time

from rig import HERE, QUICK, BenchStage, Stage, resident_mb, row, run_tool

ROOT = os.path.join(HERE, "..", "..")


def run(binaries, quick, say):
    return memory(binaries, quick, say) + restart(binaries, quick, say)


def memory(binaries, quick, say):
    cars = 50 if quick else 500
    say(f"memory: after {cars} entries")
    stage = BenchStage(binaries)
    try:
        stage.start()
        stage.cycle("entry-1", f"cycle {cars} 沪M")
        value = resident_mb(stage.edge.process.pid)
    finally:
        stage.stop()
    return [row(f"edge daemon, resident after {cars} entries", "MB", value, "20 MB", limit=20)]


def restart(binaries, quick, say):
    sessions, inside = (10_000, 500) if quick else (100_000, 500)
    times = []
    stage = BenchStage(binaries)
    try:
        say(f"restart: a file with {sessions} sessions")
        run_tool(stage, "fill_sessions", "edge.db", str(sessions), str(inside))
        stage.start()
        for number in range(5 if quick else 20):
            start = len(stage.sim.events)
            killed = time.monotonic_ns()
            stage.edge.kill()
            stage.sim.tell(f"entry-1 occupy arrival", f"entry-1 read 沪K{number:05d}")
            stage.start_edge(wait=False)
            opened = stage.sim.wait_event(lambda e: e["event"] == "arm_command" and e["command"] == "open", "the arm", start)
            times.append((opened["t_ns"] - killed) / 1e6)
            stage.sim.run("entry-1 wait up", "entry-1 drive-through", "entry-1 wait down")
    finally:
        stage.stop()
    name = f"kill to the next arm decision, {sessions} sessions in the file, worst of {len(times)}"
    return [row(name, "ms", max(times), "250 ms", limit=250)]


def build(say):
    say("clean build of the programs")
    folder = tempfile.mkdtemp(prefix="parkgate-build-")
    try:
        subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_CXX_COMPILER=clang++-19",
                        "-DCMAKE_C_COMPILER=clang-19", "-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DPARKGATE_TESTS=OFF"],
                       check=True, capture_output=True)
        began = time.monotonic()
        subprocess.run(["cmake", "--build", folder], check=True, capture_output=True)
        seconds = time.monotonic() - began
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [row("clean build of the programs, no cache", "s", seconds, "300 s", limit=300)]
