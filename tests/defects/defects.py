"""Seeds one defect at a time into a copy of a file of the product, links a test program with it, and requires that a test that
carries the invariant's number fails.

defects.py BUILD_FOLDER LIST.toml [NAME...]   (ctest runs it without names: all of them)
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
# A defect is looked for by its effect: nobody waits for a good program of it.
QUICK = ["-U_FORTIFY_SOURCE", "-O0", "-g0", "-w"]
SECONDS = 120


class Build:
    """What ninja would run, by what comes of it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        every = subprocess.run(["ninja", "-C", folder, "-t", "compdb"], check=True, capture_output=True, text=True).stdout
        every = json.loads(every[every.index("["):])
        self.objects = {str((self.folder / one["file"]).resolve()): one for one in every if one["output"].endswith(".cpp.o")}
        self.programs = {pathlib.Path(one["output"]).name: one for one in every
                         if one["output"].endswith("_test") and f" -o {one['output']} " in one["command"]}

    def compile(self, original, source, target):
        words = shlex.split(self.objects[str(ROOT / original)]["command"])
        words = words[next(i for i, word in enumerate(words) if "clang++" in word):]
        kept, skip = [], 0
        for i, word in enumerate(words):
            if skip:
                skip -= 1
            elif word in ("-MF", "-MT", "-o", "-c"):
                skip = 1
            elif words[i:i + 2] == ["-Xclang", "-include-pch"]:  # is of optimised code; its headers are included as they are
                skip = 3
            elif word not in ("-MD", "-Werror"):
                kept.append(word)
        self.run([*kept, *QUICK, "-o", str(target), "-c", str(source)])

    def link(self, program, defective, target):
        words = shlex.split(next(part for part in self.programs[program]["command"].split("&&") if " -o " in part))
        words = words[next(i for i, word in enumerate(words) if "clang++" in word):]
        words[words.index("-o") + 1] = str(target)
        # Before the libraries: what it defines is not looked for in them.
        first = next(i for i, word in enumerate(words) if word.endswith(".a"))
        self.run([*words[:first], str(defective), *words[first:], "-fuse-ld=lld"])

    def run(self, words):
        done = subprocess.run(words, cwd=self.folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr[-1500:])


def seeded(defect, work):
    text = (ROOT / defect["file"]).read_text(encoding="utf-8")
    found = text.count(defect["find"])
    if found != 1:
        raise RuntimeError(f"its text is found {found} times in {defect['file']}, not once")
    source = work / pathlib.Path(defect["file"]).name
    source.write_text(text.replace(defect["find"], defect["put"]), encoding="utf-8")
    return source


def run_with(defect, build, folder):
    """The invariant's tests, linked with the file as the defect makes it."""
    work = folder / re.sub(r"\W+", "-", defect["name"])
    work.mkdir(parents=True, exist_ok=True)
    program = work / "program"
    number = defect["invariant"].replace("-", "")
    try:
        source = seeded(defect, work)
        build.compile(defect["file"], source, work / "defective.o")
        build.link(defect["program"], work / "defective.o", program)
        return subprocess.run([program, f"--gtest_filter=*{number}*", "--gtest_brief=1"], cwd=work, capture_output=True,
                              text=True, timeout=SECONDS)
    finally:
        program.unlink(missing_ok=True)


def check(defect, build, folder):
    """Why it was not caught; None: it was."""
    try:
        ran = run_with(defect, build, folder)
    except (RuntimeError, subprocess.TimeoutExpired) as fault:
        return str(fault)
    failed = re.findall(r"\[  FAILED  \] ([\w./]+)", ran.stdout)
    if ran.returncode == 0 or not (failed or ran.returncode < 0):
        return f"no test of {defect['invariant']} fails\n{ran.stdout[-300:]}"
    return None


def control(defect, build, folder):
    """Without the defect the same way of building must pass, or all would be caught for nothing."""
    ran = run_with({**defect, "name": "control " + defect["program"], "put": defect["find"]}, build, folder)
    if ran.returncode or "[  PASSED  ] 0 tests" in ran.stdout:
        raise SystemExit(f"{defect['program']} fails without a defect, or has no test of {defect['invariant']}:\n{ran.stdout[-500:]}")


def main():
    folder, listed, *names = sys.argv[1:]
    defects = tomllib.loads(pathlib.Path(listed).read_text(encoding="utf-8"))["defect"]
    defects = [one for one in defects if not names or one["name"] in names or one["invariant"] in names]
    build = Build(folder)
    work = pathlib.Path(folder).resolve() / "tests/defects/work"
    os.environ["RC_PARAMS"] = "seed=1"
    for defect in {one["program"]: one for one in defects}.values():
        control(defect, build, work)
    faults = []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for defect, fault in zip(defects, pool.map(lambda one: check(one, build, work), defects)):
            print(f"{defect['invariant']:5} {defect['name']:60} {'NOT CAUGHT' if fault else 'caught'}", flush=True)
            faults += [f"{defect['invariant']} {defect['name']}: {fault}"] if fault else []
    for fault in faults:
        print(fault)
    print(f"{len(defects)} defects, {len(defects) - len(faults)} caught")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
