"""Runs the exhaustive check and then asks which branches of the lane it has taken; with --branches one that it never took fails.

proof.py [--branches] LANE_PROOF WORK_FOLDER SOURCE...
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALLOWED = pathlib.Path(__file__).with_name("unreached.txt")


def allowed():
    """`file: the line's text # why it cannot be reached`; kept empty if it can be."""
    lines = (line.split("#")[0].strip() for line in ALLOWED.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line}


def counts_of(program, work, sources):
    profile = work / "lane.profdata"
    subprocess.run(["llvm-profdata-19", "merge", "-o", profile, work / "lane.profraw"], check=True)
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
            taken, missed = (taken + 1, missed) if count else (taken, missed + 1)
            if not count:
                names.add((f"{path.relative_to(ROOT)}:{line}:{column}: never {end}: {text[line - 1].strip()}",
                           f"{path.name}: {text[line - 1].strip()}"))
    for function in data["functions"]:
        if function["count"] == 0 and any("core/lane/" in name for name in function["filenames"]):
            path = pathlib.Path(function["filenames"][0])
            line = function["regions"][0][0]
            names.add((f"{path.relative_to(ROOT)}:{line}: never called: {function['name']}", f"{path.name}: {line}"))
    return taken, missed, sorted(names)


def main():
    every_branch = "--branches" in sys.argv
    program, work, *sources = [word for word in sys.argv[1:] if word != "--branches"]
    work = pathlib.Path(work)
    work.mkdir(parents=True, exist_ok=True)
    raw = work / "lane.profraw"
    raw.unlink(missing_ok=True)
    ran = subprocess.run([program], env={**os.environ, "LLVM_PROFILE_FILE": str(raw)})
    taken, missed, names = unreached(counts_of(program, work, sources))
    known = allowed()
    faults = [text for text, key in names if key not in known]
    print(f"branch ends of the lane: {taken} of {taken + missed} taken ({100 * taken / max(1, taken + missed):.1f} %)")
    if every_branch:
        for text in faults:
            print(text)
    return 1 if ran.returncode or (every_branch and faults) else 0


if __name__ == "__main__":
    sys.exit(main())
