"""systemd accepts each unit without a word, finds it exposed to at most 2.0, and knows its user.

    /usr/bin/python3 systemd_units.py FOLDER_OF_THE_BUILT_PROGRAMS
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

folder = Path(__file__).resolve().parents[2] / "systemd"
most_exposed = 20  # ten times the score


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def check_verify(unit, programs, faults):
    """A copy is verified in which the programs' paths are those of the build: systemd wants them to exist."""
    text = unit.read_text(encoding="utf-8")
    named = sorted(set(re.findall(r"^Exec\w+=[-@:+!]*(/\S+/parkgate-\S+)", text, re.M)))
    if not named:
        faults.append(f"{unit.name}: it starts none of the programs")
    for path in named:
        built = programs / Path(path).name
        if not built.is_file():
            faults.append(f"{unit.name}: {built} is not built")
        text = text.replace(path, str(built))
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / unit.name
        copy.write_text(text, encoding="utf-8")
        result = run("systemd-analyze", "verify", "--man=no", str(copy))
    # Unknown keys end with 0 all the same: only silence is good.
    if result.returncode != 0 or result.stderr:
        faults.append(f"{unit.name}: verify says\n{result.stderr}")


def check_security(unit, faults):
    result = run("systemd-analyze", "security", "--offline=yes", f"--threshold={most_exposed}", "--no-pager", str(unit))
    print(result.stdout.strip().splitlines()[-1] if result.stdout.strip() else f"{unit.name}: no score")
    if result.returncode != 0:
        exposed = [line for line in result.stdout.splitlines() if line.startswith("✗")]
        faults.append(f"{unit.name}: exposed to more than {most_exposed / 10}:\n" + "\n".join(exposed) + result.stderr)


def check_promises(unit, faults):
    """What restarts and the watchdog of the daemons count on."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    for promise in ("Type=notify", "WatchdogSec=10", "Restart=always", "RestartSec=1", "StartLimitIntervalSec=0",
                    "RestartPreventExitStatus=78"):
        if promise not in lines:
            faults.append(f"{unit.name}: has no {promise}")


def check_user(unit, sysusers, faults):
    user = re.search(r"^User=(\S+)$", unit.read_text(encoding="utf-8"), re.M)
    if user is None or not re.search(rf"^u {user.group(1)}\s", sysusers.read_text(encoding="utf-8"), re.M):
        faults.append(f"{unit.name}: its user is not in {sysusers.name}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    faults = []
    sysusers = folder / "parkgate.sysusers.conf"
    units = sorted(folder.glob("*.service"))
    if len(units) < 2:
        faults.append(f"{folder}: the units are missing")
    for unit in units:
        check_verify(unit, Path(sys.argv[1]), faults)
        check_security(unit, faults)
        check_promises(unit, faults)
        check_user(unit, sysusers, faults)
    dry = run("systemd-sysusers", "--dry-run", str(sysusers))
    if dry.returncode != 0 or "ignoring" in dry.stderr:
        faults.append(f"{sysusers.name}: {dry.stderr}")
    if faults:
        sys.exit("\n".join(faults))


main()
