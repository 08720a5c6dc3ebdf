"""What the documents say is so: their commands run, what they point to is there, their tables are complete."""
import glob
import os
import re
import shlex
import shutil
import signal
import subprocess
import unittest

import support
from support import ROOT, Site, SystemTest

DOCUMENTS = sorted([os.path.join(ROOT, "README.md"), *glob.glob(os.path.join(ROOT, "docs", "*.md"))])
FOLDERS = {name for name in os.listdir(ROOT) if os.path.isdir(os.path.join(ROOT, name)) and not name.startswith(".")}


def read(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as file:
        return file.read()


def name_of(document):
    return os.path.relpath(document, ROOT)


def commands():
    """Every line of every ```sh block, with its document."""
    return [(name_of(document), line.strip())
            for document in DOCUMENTS
            for block in re.findall(r"^```sh\n(.*?)^```", read(document), re.M | re.S)
            for line in block.splitlines() if line.strip() and not line.strip().startswith("#")]


class Run:
    """A command of the documents and what must come of it. `instead`: the site's files for the documented ones; `where`: the
    folder in which it is said; `needs`: the parts that must run; `goes_on`: until Ctrl-C."""

    def __init__(self, instead=(), more=(), where="", exits=0, says="", needs=(), goes_on=False):
        self.instead, self.more, self.where = dict(instead), more, where
        self.exits, self.says, self.needs, self.goes_on = exits, says, needs, goes_on


CTL = ("--config", "ctl.toml")
SITE = ("broker", "ledger", "simulator", "edge")
KNOWN = {
    "parkgatectl keys init keys --site my-mall --box box-1 --operator anna --provider wechat --store cinema --store noodles":
        Run(where="installed", says="root.key"),
    "parkgate-edge --config /etc/parkgate/edge.toml --check-config":
        Run({"/etc/parkgate/edge.toml": "installed/edge.toml"}, says="good, 2 lanes"),
    "parkgatectl rules sign rules.toml --key op-anna.key --signer anna --site my-mall --version 4":
        Run({"rules.toml": "installed/rules.toml", "op-anna.key": "installed/keys/op-anna.key"}, says="version 4, signed by anna"),
    "parkgatectl rules sign rules.toml --key op-ben.key --signer ben --site my-mall --version 4":
        Run({"rules.toml": "installed/rules.toml", "op-ben.key": "installed/keys/op-anna.key"}, says="version 4, signed by anna and ben"),
    "parkgatectl rules check rules.toml --config /etc/parkgate/edge.toml":
        Run({"rules.toml": "installed/rules.toml", "/etc/parkgate/edge.toml": "installed/edge.toml"}, exits=1,
            says="nothing has to be signed"),
    'parkgate-ledger member add --config /etc/parkgate/ledger.toml --member m-1 --plate 沪A12345 --points 200 --spending all --by anna --reason "joined at the desk"':
        Run({"/etc/parkgate/ledger.toml": "ledger.toml"}, says="m-1"),
    'parkgate-ledger member unlink --config /etc/parkgate/ledger.toml --plate 沪A12345 --by anna --reason "has sold the car"':
        Run({"/etc/parkgate/ledger.toml": "ledger.toml"}, says=""),
    "parkgate-ledger quarantine list --config /etc/parkgate/ledger.toml --code unknown_shape --since 2026-11-21 --oldest":
        Run({"/etc/parkgate/ledger.toml": "ledger.toml"}, says="nothing is in quarantine"),
    'parkgate-ledger quarantine close --config /etc/parkgate/ledger.toml --code unknown_shape --by anna --reason "a till on trial, its sales were told again"':
        Run({"/etc/parkgate/ledger.toml": "ledger.toml"}, exits=1, says="nothing of the code"),
    "parkgate-edge price rules.toml --from 2026-11-23T10:00 --until 2026-11-23T12:10": Run(says="2 h 10 min cost 15.00 yuan"),
    "parkgatectl questions": Run(more=CTL, needs=SITE, goes_on=True),
    'parkgatectl choose exit-1 019aa5b3c4007f1e8a2b3c4d5e6f7081 --reason "asked the driver when he came in"':
        Run(more=CTL, exits=1, says="nobody was asked", needs=SITE),
    "parkgatectl validate 沪A12345 --minutes 120 --config till.toml": Run(exits=1, says="no car of this plate is inside", needs=SITE),
    "parkgatectl validate 沪A12345 --until 2026-11-22T21:30+08:00 --config till.toml": Run(exits=1, says="no car of this plate is inside", needs=SITE),
    "parkgatectl sell T1-0042 12800 --member m-1 --config noodles.toml": Run(says="m-1 was given 64 points", needs=SITE),
    "parkgatectl sell T1-0043 5600 --code --config noodles.toml": Run(says="demo-store-noodles."),
    "parkgatectl take-back T1-0042 4800 --sold-at 2026-11-21T19:30+08:00 --config noodles.toml":
        Run(says="the return counts when it is told", needs=SITE),
    'parkgatectl adjust --member m-1 --points 200 --reason "the lift was out"': Run(more=CTL, says="was given 200 points", needs=SITE),
    'parkgatectl review 019aa5f1008070008000000000000105 --approve --reason "the picture is clear"':
        Run(more=CTL, exits=1, says="nothing of this id waits", needs=SITE),
    "parkgatectl second 019aa5f1008070008000000000000114": Run(more=CTL, exits=1, says="nothing of this id waits", needs=SITE),
    "parkgatectl segments --member m-1 --segment vip": Run(more=CTL, says="Done", needs=SITE),
    'parkgatectl campaign summer --stop --reason "enough"': Run(more=CTL, exits=1, says="no such campaign", needs=SITE),
    "parkgatectl member-event like --member m-1 --post p-77 --config app.toml": Run(says="member m-1", needs=SITE),
    "parkgatectl watch": Run(more=("--once", *CTL), says="ledger online", needs=SITE),
    'parkgatectl open exit-1 --reason "ticket machine of the neighbour is broken"': Run(more=CTL, says="Done", needs=SITE),
    'parkgatectl close exit-1 --reason "lane looked at"': Run(more=CTL, says="Done", needs=SITE),
    'parkgatectl plate exit-1 沪A12345 --reason "mud on the plate"': Run(more=CTL, exits=1, says="no car", needs=SITE),
    'parkgatectl hold-open exit-1 --reason "concert ends"': Run(more=CTL, says="Done", needs=SITE),
    'parkgatectl lock entry-2 --reason "lot is full"': Run({"entry-2": "entry-1"}, more=CTL, says="Done", needs=SITE),
    'parkgatectl out-of-service exit-2 --reason "technician at work"':
        Run({"exit-2": "exit-1"}, more=CTL, says="Done", needs=SITE),
    'parkgatectl direction lane-3 exit --reason "evening"':
        Run({"lane-3": "exit-1"}, more=CTL, exits=1, says="reversible", needs=SITE),
    'parkgatectl normal exit-1 --reason "concert is over"': Run(more=CTL, says="Done", needs=SITE),
    'parkgatectl fire exit-1 --reason "smoke on level 2"': Run(more=CTL, says="Done", needs=SITE),
    'parkgatectl fire-over exit-1 --reason "fire brigade has left"': Run(more=CTL, says="Done", needs=SITE),
}
# `./run` builds the tree and runs these very tests; of these only that they are offered is looked at.
OFFERED = {"./run demo", "./run test"}


class Commands(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.set_site(Site())
        cls.running = ()

    def start(self, needs):
        if needs and not self.running:
            self.site.start()
            self.site.drained()
            type(self).running = needs
        elif not needs and self.running:
            self.site.stop_daemons()
            type(self).running = ()

    def install(self):
        """As docs/OPERATIONS.md says: keys, configuration and profiles side by side."""
        folder = self.site.path("installed")
        os.makedirs(folder)
        for name in ("edge.toml", "rules.toml"):
            shutil.copy(os.path.join(ROOT, "config", name), folder)
        shutil.copytree(os.path.join(ROOT, "drivers", "profiles"), os.path.join(folder, "profiles"))

    def said(self, command, known):
        with subprocess.Popen(command, cwd=self.site.path(known.where), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True) as process:
            try:
                text, _ = process.communicate(timeout=2 if known.goes_on else 30)
                self.assertFalse(known.goes_on, f"it has ended: {text}")
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGINT if known.goes_on else signal.SIGKILL)
                text, _ = process.communicate(timeout=30)
            return process.returncode, text

    def test_each_command(self):
        """In the order of the documents: the first makes the keys that the second reads."""
        self.install()
        found = commands()
        self.assertGreaterEqual(len(found), 8)
        for document, line in found:
            if line in OFFERED:
                continue
            with self.subTest(document=document, command=line):
                self.assertTrue(line in KNOWN, "this test does not know what must come of it")
                known = KNOWN[line]
                self.start(known.needs)
                words = [known.instead.get(word, word) for word in shlex.split(line)]
                code, text = self.said([self.site.program(words[0]), *words[1:], *known.more], known)
                self.assertEqual(code, known.exits, text)
                self.assertIn(known.says, text)
        self.assertEqual([line for line in KNOWN if line not in {line for _, line in found}], [], "no document says it any more")


class TheScript(unittest.TestCase):
    def test_lists_what_it_can_do(self):
        done = subprocess.run([os.path.join(ROOT, "run")], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 0, done.stderr)
        offered = re.findall(r"^  \./run (\w+)", done.stdout, re.M)
        for word in ("demo", "test", "build", "bench", "format", "lint", "clean"):
            self.assertIn(word, offered)
        for command in OFFERED:
            self.assertIn(command.split()[1], offered)
        # What is offered is done, and nothing else is.
        done_by = re.search(r'^case "\$\{1:-\}" in\n(.*)^"" \|', read("run"), re.M | re.S)[1]
        self.assertEqual(set(offered), set(re.findall(r"^(\w+)\)$", done_by, re.M)))
        wrong = subprocess.run([os.path.join(ROOT, "run"), "bnech"], capture_output=True, text=True, timeout=30)
        self.assertEqual(wrong.returncode, 64)
        for document in DOCUMENTS:
            for word in re.findall(r"`\./run (\w+)", read(document)):
                self.assertIn(word, offered, name_of(document))


class References(unittest.TestCase):
    def test_links(self):
        for document in DOCUMENTS:
            for target in re.findall(r"\]\(([^)\s]+)\)", read(document)):
                if not re.match(r"\w+:|#", target):
                    path = os.path.join(os.path.dirname(document), target.split("#")[0])
                    self.assertTrue(os.path.exists(path), f"{name_of(document)}: {target}")

    def test_paths_in_backticks(self):
        """A file may be named without its suffix, and several in braces."""
        seen = 0
        for document in DOCUMENTS:
            for path in re.findall(r"`([^`\s]+/[^`\s]*)`", re.sub(r"^```.*?^```", "", read(document), flags=re.M | re.S)):
                if path.split("/")[0] not in FOLDERS or "<" in path:  # a topic, a name at the broker
                    continue
                seen += 1
                for one in self.expand(path):
                    self.assertTrue(glob.glob(os.path.join(ROOT, one)) or glob.glob(os.path.join(ROOT, f"{one}.*pp")),
                                    f"{name_of(document)}: {path}: there is no {one}")
        self.assertGreater(seen, 50)

    @staticmethod
    def expand(path):
        braces = re.search(r"\{([^}]*)\}", path)
        return [path.replace(braces[0], name) for name in braces[1].split(",")] if braces else [path]

    def test_folders_of_the_readme(self):
        named = {name.strip("/") for row in re.findall(r"^\| (`.*?) \|", read("README.md"), re.M)
                 for name in re.findall(r"`([^`]*)`", row)}
        self.assertEqual(named, FOLDERS - {"build", "docs", "cmake"})


class Tables(unittest.TestCase):
    @staticmethod
    def section(document, title):
        return re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", read("docs", document), re.M | re.S)[1]

    @staticmethod
    def sources(*places):
        """Without comments."""
        files = [f for place in places for f in
                 (glob.glob(os.path.join(ROOT, place, "**", "*.cpp"), recursive=True) or [os.path.join(ROOT, place)])]
        return "\n".join(re.sub(r"//.*", "", read(file)) for file in files)

    def documented_keys(self, title):
        """{"mqtt.port", "lane.tries", ...}"""
        keys = set()
        for cell in re.findall(r"^\| (`.*?) \|", self.section("CONFIG.md", title), re.M):
            table = ""
            for item in re.findall(r"`([^`]+)`", cell):
                if found := re.match(r"\[\[(\w+)\]\] (\w+)$", item):
                    table, key = found.groups()
                elif "." in item:
                    before, key = item.split(".", 1)
                    table = before or table
                else:
                    key = item
                keys.add(f"{table}.{key}" if table else key)
        return keys

    def test_keys_of_the_gate(self):
        documented = self.documented_keys("parkgate-edge")
        self.assertGreater(len(documented), 30)
        source = self.sources("edge/app/config.cpp", "edge/app/policies.cpp", "platform/site", "rules")
        for key in sorted(documented):
            for word in key.split("."):
                self.assertTrue(f'"{word}"' in source, f"docs/CONFIG.md has {key}, which nothing reads")

    def test_keys_that_the_gate_reads(self):
        """The other way round."""
        words = {word for key in self.documented_keys("parkgate-edge") for word in key.split(".")}
        reads = r'(?:name|text|text_or|integer|integer_or|one_of|one_of_or|flag_or|table|table_if|tables|has|named_file)\('
        source = self.sources("edge/app/config.cpp", "edge/app/policies.cpp", "platform/site")
        read_keys = set(re.findall(reads + r'(?:\w+, )?"(\w+)"', source)) | set(re.findall(r'\bms\("(\w+)"', source))
        self.assertGreater(len(read_keys), 30)
        self.assertEqual(read_keys - words, set(), "keys that docs/CONFIG.md does not have")

    def test_keys_of_the_shipped_configuration(self):
        documented = self.documented_keys("parkgate-edge")
        table = ""
        for line in read("config", "edge.toml").splitlines():
            if found := re.match(r"\[+(\w+)\]+", line):
                table = found[1] + "."
            elif found := re.match(r"(?:# )?(\w+) = ", line):
                self.assertIn(table + found[1], documented, line)

    def test_faults(self):
        catalogue = re.findall(r'^    \{"(\w+)", ', read("protocol", "faults.hpp"), re.M)
        documented = re.findall(r"^\| `(\w+)` \|", self.section("OPERATIONS.md", "Faults"), re.M)
        self.assertEqual(len(catalogue), int(re.search(r"FaultRow, (\d+)>", read("protocol", "faults.hpp"))[1]))
        self.assertEqual(documented, catalogue)


if __name__ == "__main__":
    support.main()
