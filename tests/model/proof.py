"""Runs the exhaustive check, two lane types at a time, and then asks which branches of the lane it has taken: one that it never
took fails, unless unreached.txt gives the reason.

proof.py LANE_PROOF WORK_FOLDER SOURCE...
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALLOWED = pathlib.Path(__file__).with_name("unreached.txt")


def allowed():
    """`file: the line's text # why it cannot be reached`; kept empty if it can be."""
    lines = (line.split("#")[0].strip() for line in ALLOWED.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line}


def counts_of(program, work, sources):
    profile = work / "lane.profdata"
    subprocess.run(["llvm-profdata-19", "merge", "-o", profile, *work.glob("*.profraw")], check=True)
    out = subprocess.run(["llvm-cov-19", "export", "-instr-profile", profile, program, *sources], check=True,
                         capture_output=True, text=True)
    return json.loads(out.stdout)["data"][0]


def unreached(data):
    """Every branch's two ends, and every function."""
    taken = missed = 0
    names = set()
    for file in data["files"]:
        path = pathlib.Path(file["filename"])
        text = path.read_text(encoding="utf-8").splitlines()
        # A branch of a template or of a lambda may be listed more than once: it is taken when one of them was.
        ends = {}
        for line, column, _, _, yes, no, *_ in file["branches"]:
            for end, count in (("true", yes), ("false", no)):
                ends[(line, column, end)] = ends.get((line, column, end), 0) + count
        for (line, column, end), count in sorted(ends.items()):
            # The other end of a switch is the way past all its cases: the compiler has seen that each value has one.
            if count:
                taken += 1
            elif not text[line - 1].lstrip().startswith("switch ("):
                missed += 1
                names.add((f"{path.relative_to(ROOT)}:{line}:{column}: never {end}: {text[line - 1].strip()}",
                           f"{path.name}: {text[line - 1].strip()}"))
    for function in data["functions"]:
        if function["count"] == 0 and any("core/lane/" in name for name in function["filenames"]):
            path = pathlib.Path(function["filenames"][0])
            line = function["regions"][0][0]
            names.add((f"{path.relative_to(ROOT)}:{line}: never called: {function['name']}", f"{path.name}: {line}"))
    return taken, missed, sorted(names)


def told_apart(sources):
    """A garbled answer is left out as an event because the lane does not tell it from a time-out."""
    return [f"{source}: names an outcome that the events leave out or take for another" for source in sources
            if re.search(r"LineOutcome::(garbled|timeout)", pathlib.Path(source).read_text(encoding="utf-8"))]


def explore(program, work, number, lane_type):
    """One lane type, in a process of its own: its counters need no lock."""
    raw = work / f"{number}.profraw"
    ran = subprocess.run([program, "--type", lane_type], env={**os.environ, "LLVM_PROFILE_FILE": str(raw)}, capture_output=True,
                         text=True)
    return lane_type, ran.returncode, ran.stdout + ran.stderr


def main():
    program, work, *sources = sys.argv[1:]
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    for raw in work.glob("*.profraw"):
        raw.unlink()
    begun = time.monotonic()
    types = subprocess.run([program, "--list"], capture_output=True, text=True, check=True,
                           env={**os.environ, "LLVM_PROFILE_FILE": "/dev/null"}).stdout.splitlines()
    failed, states, transitions = [], 0, 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for lane_type, code, text in pool.map(lambda one: explore(program, work, *one), enumerate(types)):
            counted = re.search(r"^all: (\d+) states, (\d+) transitions", text, re.M)
            if code or not counted:
                failed.append(lane_type)
            else:
                states, transitions = states + int(counted[1]), transitions + int(counted[2])
            print(re.sub(r"^all: .*\n", "", text, flags=re.M), end="", flush=True)
    print(f"{len(types)} lane types, {states} states, {transitions} transitions, {time.monotonic() - begun:.1f} s; "
          f"a rule is broken in {failed or 'none'}")
    taken, missed, names = unreached(counts_of(program, work, sources))
    known = allowed()
    faults = [text for text, key in names if key not in known]
    excused = [key for _, key in names if key in known]
    faults += told_apart(sources)
    faults += [f"{ALLOWED.name} excuses what is taken: {key}" for key in sorted(known - set(excused))]
    print(f"branch ends of the lane: {taken} of {taken + missed} taken ({100 * taken / max(1, taken + missed):.1f} %), "
          f"{len(excused)} excused")
    for text in faults:
        print(text)
    return 1 if failed or faults else 0


if __name__ == "__main__":
    sys.exit(main())
