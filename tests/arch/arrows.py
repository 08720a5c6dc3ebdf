"""The architecture as a test: which room may include which, who may see a library, what a pure room may not contain.

docs/ARCHITECTURE.md draws the same arrows. Exit 1 with file:line for everything that is not allowed.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# A file belongs to the room with the longest prefix of its path.
ROOMS = {
    "protocol": "protocol/",
    "protocol bytes": ("protocol/codec", "protocol/signature", "protocol/keys"),
    "rules": "rules/",
    "rules file": "rules/file/",
    "settings": "platform/settings/",
    "mqtt": "platform/mqtt/",
    "sqlite": "platform/sqlite/",
    "service": "platform/service/",
    "site": "platform/site/",
    "edge core": "edge/core/",
    "plate": "plate/",
    "text": "edge/core/text/",
    "hardware port": "edge/core/hardware.hpp",
    "edge store": "edge/store/",
    "edge link": "edge/link/",
    "edge app": "edge/app/",
    "edge main": "edge/main.cpp",
    "drivers": "drivers/",
    "modbus": "drivers/modbus/",
    "ledger core": "ledger/core/",
    "ledger store": "ledger/store/",
    "ledger sqlite": "ledger/sqlite/",
    "ledger engine": "ledger/app/open_store",
    "ledger link": "ledger/link/",
    "ledger app": "ledger/app/",
    "ledger main": "ledger/main.cpp",
    "parkgatectl": "parkgatectl/",
    "simulator": "simulator/",
}
PLATFORM = {"settings", "mqtt", "sqlite", "service", "site"}
ARROWS = {
    "protocol": set(),
    "protocol bytes": {"protocol"},
    "rules": {"protocol"},
    "rules file": {"rules", "settings"},
    "settings": {"protocol"},
    "mqtt": {"protocol"},
    "sqlite": set(),
    "service": set(),
    "site": {"settings", "mqtt", "protocol", "protocol bytes"},
    "hardware port": {"protocol"},
    "plate": {"protocol"},
    "text": {"hardware port", "protocol"},
    "edge core": {"hardware port", "plate", "text", "rules", "protocol"},
    "edge store": {"edge core", "protocol", "protocol bytes", "sqlite"},
    "edge link": {"edge core", "protocol", "protocol bytes", "mqtt"},
    "modbus": {"hardware port", "protocol", "settings"},
    "drivers": {"modbus", "hardware port", "protocol", "settings"},
    "edge app": {"edge core", "text", "plate", "hardware port", "edge store", "edge link", "drivers", "modbus", "rules", "rules file",
                 "protocol", "protocol bytes"} | PLATFORM,
    "edge main": {"edge app", "service", "settings"},
    "ledger core": {"rules", "protocol"},
    "ledger store": {"ledger core", "protocol", "protocol bytes"},
    "ledger sqlite": {"ledger core", "ledger store", "protocol", "protocol bytes", "sqlite"},
    # The one place that names an engine.
    "ledger engine": {"ledger store", "ledger sqlite", "protocol", "protocol bytes"},
    "ledger link": {"ledger core", "plate", "protocol", "protocol bytes", "mqtt"},
    "ledger app": {"ledger core", "ledger store", "ledger engine", "ledger link", "plate", "rules", "rules file", "protocol", "protocol bytes"} | PLATFORM,
    "ledger main": {"ledger app", "service"},
    "parkgatectl": {"protocol", "protocol bytes", "settings", "mqtt", "service", "site"},
    "simulator": set(),  # it knows registers by code of its own
}
# Who may see a library.
LIBRARIES = {
    r"SQLiteCpp|sqlite3": {"sqlite", "edge store", "ledger sqlite"},
    r"mqtt/|MQTT": {"mqtt"},
    r"modbus": {"modbus"},
    r"toml\+\+": {"settings", "simulator"},
    r"sodium": {"protocol bytes"},
    r"CLI/": {"edge main", "ledger main", "parkgatectl", "simulator"},
    r"systemd/": {"service"},
    r"boost/": {"protocol bytes", "mqtt", "edge app", "edge main", "ledger app", "ledger link", "ledger main", "parkgatectl", "simulator"},
}
PURE = {"protocol", "rules", "plate", "text", "edge core", "hardware port", "ledger core"}
IMPURE = re.compile(r"::now\(|std::(mutex|thread|jthread|atomic|condition_variable|random_device)\b|\bsleep_(for|until)\b|\bgetenv\b|\bfstream\b")
CLOCKS = re.compile(r"(steady_clock|system_clock|high_resolution_clock)::now\(")
# Real clocks beside the two main.cpp: lines and simulated hardware live in real time, a terminal too.
CLOCK_ROOMS = {"sqlite", "edge main", "ledger main", "modbus", "simulator", "parkgatectl", "mqtt"}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
MOST_LINES = 450


def room_of(path):
    best, length = None, -1
    for room, prefixes in ROOMS.items():
        for prefix in (prefixes,) if isinstance(prefixes, str) else prefixes:
            if path.startswith(prefix) and len(prefix) > length:
                best, length = room, len(prefix)
    return best


def source_files():
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                         capture_output=True, text=True).stdout.split("\n")
    return [f for f in out if f.endswith((".cpp", ".hpp")) and not f.startswith("tests/") and (ROOT / f).exists()]


def check_include(room, quote, target):
    if quote == '"':
        other = room_of(target)
        if other is None:
            return f"includes {target}, which is in no room"
        if other != room and other not in ARROWS[room]:
            return f'"{room}" may not include "{other}" ({target})'
        return None
    for pattern, allowed in LIBRARIES.items():
        if re.match(pattern, target) and room not in allowed:
            return f'"{room}" may not see <{target}>'
    if room in PURE and "/" in target:
        return f'"{room}" is pure and may not see <{target}>'
    return None


def check_file(path):
    room = room_of(path)
    if room is None:
        yield path, 1, "is in no room of tests/arch/arrows.py"
        return
    lines = (ROOT / path).read_text(encoding="utf-8").split("\n")
    if len(lines) > MOST_LINES:
        yield path, len(lines), f"has {len(lines)} lines; one subject needs at most {MOST_LINES}"
    for number, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        if found and (fault := check_include(room, *found.groups())):
            yield path, number, fault
        code = line.split("//")[0]
        if room in PURE and IMPURE.search(code):
            yield path, number, f'"{room}" is pure: {line.strip()}'
        if room not in CLOCK_ROOMS and CLOCKS.search(code):
            yield path, number, f'"{room}" reads a real clock: {line.strip()}'


def unbuilt(files):
    lists = "".join(p.read_text(encoding="utf-8") for p in ROOT.glob("*/**/CMakeLists.txt") if "build" not in p.parts)
    for path in files:
        if path.endswith(".cpp") and pathlib.Path(path).name not in lists:
            yield path, 1, "is built by nobody"


def sleeping_tests():
    for path in (ROOT / "tests").rglob("*"):
        if path.suffix in (".cpp", ".hpp", ".py") and path.name != "arrows.py" and "bench" not in path.parts:
            for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
                if re.search(r"sleep_(for|until)|\busleep\(|time\.sleep\(", line):
                    yield str(path.relative_to(ROOT)), number, "a test that sleeps"


def main():
    files = source_files()
    faults = [fault for path in files for fault in check_file(path)] + list(unbuilt(files)) + list(sleeping_tests())
    for path, line, text in faults:
        print(f"{path}:{line}: {text}")
    print(f"{len(files)} files, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
