"""Seeds one defect at a time into a copy of the lane and requires that the exhaustive check finds it by the rule that
it breaks.

mutants.py COMPILER WORK_FOLDER CHECKER_OBJECT... -- SOURCE...   (as CMakeLists.txt calls it)
"""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FLAGS = ["-std=c++23", "-O2", f"-I{ROOT}"]
SECONDS = 60


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)


def compile_one(compiler, source, target):
    launcher = ["ccache"] if shutil.which("ccache") else []
    built = run(*launcher, *compiler, *FLAGS, "-c", source, "-o", target)
    if built.returncode:
        raise RuntimeError(f"{source} does not compile:\n{built.stderr}")
    return target


def defective(mutant, work):
    """The mutated source in the work folder."""
    original = ROOT / "edge/core/lane" / mutant["file"]
    text = original.read_text(encoding="utf-8")
    found = text.count(mutant["find"])
    if found != 1:
        raise RuntimeError(f"its text is found {found} times in {original.name}, not once")
    target = work / mutant["name"] / mutant["file"]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace(mutant["find"], mutant["put"]), encoding="utf-8")
    return target


def check(mutant, compiler, work, checker, lane):
    try:
        source = defective(mutant, work)
        built = compile_one(compiler, source, source.with_suffix(".o"))
        others = [target for name, target in lane.items() if name != mutant["file"]]
        program = source.parent / "lane_proof"
        linked = run(*compiler, "-fuse-ld=lld", *checker, *others, built, "-o", program)
        if linked.returncode:
            raise RuntimeError(linked.stderr)
        ran = run(program, "--only", mutant["rule"], "--type", mutant["type"], timeout=SECONDS)
    except (RuntimeError, subprocess.TimeoutExpired) as fault:
        return f"{mutant['name']}: {fault}"
    finally:
        (work / mutant["name"] / "lane_proof").unlink(missing_ok=True)
    if ran.returncode != 1 or f"VIOLATION of {mutant['rule']}:" not in ran.stdout:
        return f"{mutant['name']}: {mutant['rule']} does not notice it\n{ran.stdout[-300:]}{ran.stderr[-500:]}"
    said = ran.stdout.rsplit("wrong", 1)[-1]
    if mutant["says"] not in said:
        return f"{mutant['name']}: caught for another reason: wrong{said}"
    return None


def main():
    compiler, work, *rest = sys.argv[1:]
    compiler, work = [compiler], pathlib.Path(work)
    split = rest.index("--")
    checker, sources = rest[:split], rest[split + 1:]
    work.mkdir(parents=True, exist_ok=True)
    os.environ.update(CCACHE_BASEDIR=str(ROOT), CCACHE_NOHASHDIR="1")
    mutants = tomllib.loads((HERE / "mutants.toml").read_text(encoding="utf-8"))["mutant"]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        built = pool.map(lambda s: compile_one(compiler, s, work / (pathlib.Path(s).stem + ".o")), sources)
        lane = dict(zip((pathlib.Path(source).name for source in sources), built))
        faults = []
        for mutant, fault in zip(mutants, pool.map(lambda m: check(m, compiler, work, checker, lane), mutants)):
            print(f"{mutant['rule']:9} {mutant['name']:45} {'NOT CAUGHT' if fault else 'caught'}", flush=True)
            faults += [fault] if fault else []
    for fault in faults:
        print(fault)
    print(f"{len(mutants)} mutants, {len(mutants) - len(faults)} caught")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
