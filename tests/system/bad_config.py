"""A configuration that is not good starts nothing, and says at once all that is wrong with it, each with its place."""
import os
import re
import shutil
import socket
import subprocess
import unittest

import support
from parts import free_port
from support import Site, SystemTest, new_key, sign_list

PLACE = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<rest>.*)$")
MISSING_FILE = re.compile(r"^(?P<file>[^:]+): cannot be read: ")


class Refused(SystemTest):
    """`wrong` lists one (file, text of the line, what the report says of it) for each problem that must be told."""

    program = "parkgate-edge"
    file = "edge.toml"

    @classmethod
    def setUpClass(cls):
        site = cls.set_site(Site())
        site.start_simulator()
        site.sim.stop()
        cls.listening = socket.create_server(("127.0.0.1", free_port()))
        cls.listening.setblocking(False)
        cls.addClassCleanup(cls.listening.close)
        # Broker and lines: whatever the program connects to is this socket.
        for file in ("edge.toml", "ledger.toml"):
            site.edit(file, r"(?m)^port = \d+$", f"port = {cls.listening.getsockname()[1]}")

    def setUp(self):
        """Every test alters its own copy of the site's files."""
        self.folder = os.path.join(self.site.folder, self.id().split(".")[-1])
        os.mkdir(self.folder)
        for name in ("edge.toml", "ledger.toml", "rules.toml", "membership.toml", "stores.toml"):
            shutil.copy(self.site.path(name), self.folder)
        for name in ("keys", "profiles"):
            shutil.copytree(self.site.path(name), os.path.join(self.folder, name))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def edit(self, pattern, to, file=None, count=1):
        name = self.path(file or self.file)
        with open(name, encoding="utf-8") as source:
            text, done = re.subn(pattern, to, source.read(), count=count, flags=re.M)
        self.assertTrue(done, f"nothing to replace: {pattern}")
        with open(name, "w", encoding="utf-8") as target:
            target.write(text)

    def run_program(self, *arguments, file=None):
        return subprocess.run([self.site.program(self.program), "--config", file or self.file, *arguments], cwd=self.folder,
                              capture_output=True, text=True, timeout=10, check=False)

    def assert_nothing_started(self):
        with self.assertRaises(BlockingIOError, msg="something has connected"):
            self.listening.accept()
        made = [name for name in os.listdir(self.folder) if ".db" in name]
        self.assertEqual(made, [], "a database was made")

    def refuse(self, *wrong):
        done = self.run_program()
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assert_nothing_started()
        checked = self.run_program("--check-config")
        self.assertEqual((checked.returncode, checked.stderr), (78, done.stderr), "--check-config says something else")
        told = [line for line in done.stderr.splitlines() if PLACE.match(line) or MISSING_FILE.match(line)]
        for file, text, says in wrong:
            fitting = [line for line in told if self.is_at(line, file, text) and re.search(says, line)]
            self.assertTrue(fitting, f"nothing says {says!r} of {text!r} in {file}:\n{done.stderr}")
            told.remove(fitting[0])
        self.assertEqual(told, [], "these lines were not expected")

    def is_at(self, line, file, text):
        """Whether the reported place is the line of the file that has this text."""
        found = PLACE.match(line) or MISSING_FILE.match(line)
        if os.path.basename(found["file"]) != os.path.basename(file):
            return False
        if "line" not in found.groupdict():
            return text is None
        with open(self.path(file), encoding="utf-8") as source:
            lines = source.read().split("\n")
        number, column = int(found["line"]), int(found["column"])
        return text is not None and text in lines[number - 1] and column <= len(lines[number - 1]) + 1


class Both:
    """What holds for the configuration of either daemon."""

    def test_good(self):
        done = self.run_program("--check-config")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("good", done.stdout)
        self.assert_nothing_started()

    def test_version(self):
        done = subprocess.run([self.site.program(self.program), "--version"], capture_output=True, text=True, check=True)
        self.assertRegex(done.stdout.strip(), r"^(parkgate-\w+ )?\d+\.\d+\.\d+$")

    def test_no_file(self):
        done = self.run_program(file="nowhere.toml")
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stderr, r"nowhere\.toml: cannot be read: No such file")

    def test_keys_not_signed_by_the_root(self):
        with open(self.path("keys", "root.pub"), "w", encoding="utf-8") as file:
            file.write("ab" * 32 + "\n")
        self.refuse((self.file, "list =", "expected a key list of this site"))

    def test_key_list_altered(self):
        self.edit("demo-op-anna", "demo-op-mary", "keys/keys.json")
        self.refuse((self.file, "list =", "expected a key list of this site"))

    def test_keys_of_another_site(self):
        self.edit(r'^site = "demo-mall"$', 'site = "demo-other"')
        self.refuse((self.file, "list =", "expected a key list of this site"))

    def test_a_lot_that_is_called_like_a_part_of_the_topics(self):
        self.edit('"p1"', '"desk"')
        self.refuse((self.file, '"desk"', 'found "desk", expected another name for the lot, such as "lot-desk"'))

    def test_trust_in_nobody(self):
        with open(self.path(self.file), "a", encoding="utf-8") as file:
            file.write('\n[trust]\nrule_signers = ["nobody.pub"]\nrule_signatures = 2\n')
        self.refuse((self.file, "rule_signers", "expected .*64 hexadecimal digits.* or a file whose first line is that"),
                    (self.file, "rule_signatures", "expected as many as there are rule_signers"))

    def test_key_of_another(self):
        self.edit(r"^own = .*$", 'own = "keys/demo-op-anna.key"')
        self.refuse((self.file, "own =", "found .*, expected .*key"))

    def test_demo_of_a_site_that_is_none(self):
        self.edit(r'^site = "demo-mall"$', 'site = "mall"')
        self.refuse((self.file, 'site = "mall"', 'expected .*begins with "demo-"'),
                    (self.file, "list =", "expected a key list of this site"))

    def test_demo_with_a_real_key(self):
        new_key(self.site_here(), "box-9", "box", "box-9", file="demo-box-9")
        self.refuse((self.file, "list =", 'keys that begin with "demo-"'))

    def test_production_with_demo_keys(self):
        self.edit(r'^mode = "demo"$', "")
        done = self.run_program()
        self.assertEqual(done.returncode, 78)
        self.assertRegex(done.stderr, r'(?m)^\w+\.toml:\d+:\d+: site: found "demo-mall", expected .*"demo-"')
        self.assertRegex(done.stderr, r"(?m)^\w+\.toml:\d+:\d+: keys\.list: .*demo-")
        self.assert_nothing_started()

    def site_here(self):
        """The helpers of keys, on this test's copy."""
        here = object.__new__(Site)
        here.folder = self.folder
        return here


class Edge(Both, Refused):
    def test_syntax(self):
        self.edit(r'^lot = "p1"$', "lot = ")
        self.refuse((self.file, "lot = ", "expected"))

    def test_everything_at_once(self):
        self.edit(r'^lot = "p1"$', 'lot = "p 1"\ncolour = "red"')
        self.edit(r"^file = .*$", "fil = \"edge.db\"")
        self.edit(r"^box = .*$", "box = 7")
        self.edit(r'(?s)direction = "exit"\nopen_within_ms = \d+', 'direction = "out"\nopen_within_ms = 5')
        self.edit(r'lane = "entry-1"\nline = "entry-eyes"\nunit = 1', 'line = "entry-ears"\nunit = 300')
        self.edit(r"^leave_minutes_after_paying", "leave_minutes_after_payin", "rules.toml")
        self.edit(r"^response_timeout_ms = .*$", 'response_timeout_ms = "soon"', "profiles/reference-loops.toml")
        self.edit(r"^own = .*$", 'own = "keys/nowhere.key"')
        self.refuse(
            ("edge.toml", 'lot = "p 1"', r'lot: found "p 1", expected a name'),
            ("edge.toml", "box = 7", r"box: found 7, expected a name"),
            ("edge.toml", "colour", r"colour: found an unknown key"),
            ("edge.toml", "[store]", r"store\.file: found nothing, expected"),
            ("edge.toml", "fil =", r"store\.fil: .*did you mean `file`"),
            ("edge.toml", 'direction = "out"', r'direction: found "out", expected "entry", "exit" or "reversible"'),
            ("edge.toml", "open_within_ms = 5", r"found 5, expected an integer from \d+ to \d+"),
            ("edge.toml", "[[device]]", r"device\[1\]\.lane: found nothing, expected"),
            ("edge.toml", "entry-ears", r'line: found "entry-ears", expected the id of a \[\[line\]\]'),
            ("edge.toml", "unit = 300", r"unit: found 300, expected an integer from 1 to 247"),
            ("edge.toml", "own =", r'own: found "keys/nowhere\.key", expected'),
            ("rules.toml", "[tariff]", r"tariff\.leave_minutes_after_paying: found nothing, expected"),
            ("rules.toml", "leave_minutes_after_payin ", r"did you mean `leave_minutes_after_paying`"),
            ("profiles/reference-loops.toml", '"soon"', r'found "soon", expected an integer'),
        )

    def test_wrong_types(self):
        self.edit(r"^\[mqtt\]$", "[mqtt]\nhost = 127\nuser = true")
        self.edit(r"^settle_ms = .*$", 'settle_ms = "60"')
        self.edit(r"^site = \"keys/site.key\"$", "site = [1]")
        self.refuse(("edge.toml", "host = 127", r"mqtt\.host: found 127, expected a text"),
                    ("edge.toml", "user = true", r"mqtt\.user: found true, expected a text"),
                    ("edge.toml", 'settle_ms = "60"', r'found "60", expected an integer'),
                    ("edge.toml", "site = [1]", r"keys\.site: found an array, expected a (text|path)"))

    def test_nothing_at_all(self):
        with open(self.path(self.file), "w", encoding="utf-8"):
            pass
        done = self.run_program()
        self.assertEqual(done.returncode, 78)
        for key in ("site", "lot", "box", "rules", "lane", "store", "mqtt", "keys"):
            self.assertRegex(done.stderr, rf"(?m)^edge\.toml:1:1: {key}: found nothing, expected ")
        self.assert_nothing_started()

    def test_a_lane_twice_and_one_without_devices(self):
        self.edit(r"^\[\[line\]\]$", '[[lane]]\nid = "exit-1"\ndirection = "exit"\narea = "p1"\n\n[[lane]]\nid = "exit-2"\ndirection = "exit"\narea = "p1"\n\n[[line]]')
        self.refuse(("edge.toml", 'id = "exit-1"', r"found \"exit-1\", expected a name that no other lane has"),
                    ("edge.toml", 'id = "exit-2"', r"found \"exit-2\", expected a lane that at least one \[\[device\]\] names"))

    def test_unknown_lane(self):
        self.edit(r'lane = "exit-1"', 'lane = "exit-7"')
        self.refuse(("edge.toml", '"exit-7"', r'lane: found "exit-7", expected the id of a \[\[lane\]\]'))

    def test_areas_that_do_not_fit(self):
        self.edit(r"^for_rights = 20$", 'for_rights = 400\n\n[[area]]\nid = "p1"')
        self.edit(r'^area = "p1"$', 'area = "p2"\nfrom_area = "p2"')
        self.edit(r'^area = "p1"$', "")
        self.refuse(("edge.toml", "for_rights = 400", r"area\[1\]\.for_rights: found 400, expected no more than spaces"),
                    ("edge.toml", 'id = "p1"', r'area\[2\]\.id: found "p1", expected a name that no other area has'),
                    ("edge.toml", 'area = "p2"', r'lane\[1\]\.area: found "p2", expected the id of an \[\[area\]\]'),
                    ("edge.toml", 'from_area = "p2"', r'from_area: found "p2", expected the id of an \[\[area\]\]'),
                    ("edge.toml", 'from_area = "p2"', r'from_area: found "p2", expected another area than `area`'),
                    ("edge.toml", "[[lane]]", r"lane\[2\]\.area: found nothing, expected the id of the \[\[area\]\]"))

    def test_what_a_lot_may_settle(self):
        self.edit(r"^\[store\]$", "[exit]\nwithout_entry = \"minimum_fee\"\n\n[entry]\nanti_passback = \"firm\"\n\n"
                                  "[payment]\nwhen_down = \"close\"\nmost_debt_fen = -1\n\n[store]")
        self.refuse(("edge.toml", "[exit]", r"exit\.minimum_fee_fen: found nothing, expected more than 0"),
                    ("edge.toml", 'anti_passback = "firm"', r'found "firm", expected "soft" or "hard"'),
                    ("edge.toml", 'when_down = "close"', r'found "close", expected "open" or "call_staff"'),
                    ("edge.toml", "most_debt_fen = -1", r"found -1, expected an integer from 0"))

    def test_bad_rights(self):
        with open(self.path("rights.toml"), "w", encoding="utf-8") as file:
            file.write('[[right]]\nid = "pass-1"\nkind = "monthly"\nplates = []\nfrom = "2026-11-01"\nuntil = "2026-11-30"\ntier = "golden"\n')
        self.edit(r'^rules = "rules.toml".*$', 'rules = "rules.toml"\nrights = "rights.toml"')
        self.refuse(("rights.toml", 'kind = "monthly"', r'right\[1\]\.kind: found "monthly", expected "monthly_pass"'),
                    ("rights.toml", 'tier = "golden"', r'right\[1\]\.tier: found "golden", expected a tier that a rate table'),
                    ("rights.toml", "plates = []", r"right\[1\]\.plates: found .*, expected "))

    def test_a_line_and_a_device_twice(self):
        self.edit(r'^id = "entry-io"', 'id = "entry-eyes"')
        self.edit(r'^id = "exit-display"', 'id = "exit-camera"')
        self.edit(r'^line = "entry-io"', 'line = "entry-eyes"', count=0)
        self.refuse(("edge.toml", 'id = "entry-eyes"', "expected a name that no other line has"),
                    ("edge.toml", 'id = "exit-camera"', "expected a name that no other device has"))

    def test_one_unit_twice(self):
        """A board may be several things under one unit, but not the same thing twice."""
        self.edit(r'line = "exit-eyes"\nunit = 1', 'line = "entry-eyes"\nunit = 1')
        self.refuse(("edge.toml", "unit = 1", "expected a unit that no other device of the line has with this profile"))

    def test_two_barriers_in_a_lane(self):
        self.edit(r'lane = "exit-1"\nline = "exit-io"\nunit = 2', 'lane = "entry-1"\nline = "exit-io"\nunit = 2')
        self.refuse(("edge.toml", 'id = "exit-barrier"', "expected one of a kind in a lane"))

    def test_no_profile(self):
        self.edit(r"profiles/reference-loops\.toml", "profiles/nowhere.toml", count=0)
        self.refuse(("profiles/nowhere.toml", None, "cannot be read: No such file"))

    def test_bad_profile(self):
        """Told once, however many devices have it."""
        self.edit(r"^present_ms = 20$", "present_ms = 0", "profiles/reference-barrier.toml")
        self.edit(r'^up = "limit_up"$', 'up = "limit_upp"', "profiles/reference-barrier.toml")
        self.refuse(("profiles/reference-barrier.toml", "present_ms = 0", r"found 0, expected an integer from 1"),
                    ("profiles/reference-barrier.toml", "limit_upp", r'found "limit_upp", expected'))

    def test_bad_rules(self):
        self.edit(r"^increment_minutes = \d+", "increment_minutes = 0", "rules.toml")
        self.edit(r"^campaign = .*$", "", "rules.toml")
        self.refuse(("rules.toml", "increment_minutes = 0", "found 0, expected an integer from 1"),
                    ("rules.toml", "[coupon]", r"coupon\.campaign: found nothing, expected a name"))

    def test_bad_tariff(self):
        """A gap between lines and a cap below a line are seen once each value fits by itself."""
        self.edit(r"^from_minutes = 0$", "from_minutes = 30", "rules.toml")
        self.edit(r"^fen = 6000\b", "fen = 200", "rules.toml")
        self.refuse(("rules.toml", "from_minutes = 30", r"line\[1\]\.from_minutes: found 30, expected 0 for the first line"),
                    ("rules.toml", "fen = 200", r"cap\[1\]\.fen: found 200, expected at least 300, the price of the dearest line"))

    def test_key_not_in_the_list(self):
        sign_list(self.site_here(), lambda listed: listed["keys"].pop(next(i for i, k in enumerate(listed["keys"]) if k["role"] == "box")))
        self.refuse(("edge.toml", "own =", "found .*, expected .*key"))

    def test_key_of_the_right_name_only(self):
        """The same kid with another private half: nobody would believe what it signs."""
        self.edit(r'"seed":"[0-9a-f]{64}"', '"seed":"' + "5a" * 32 + '"', "keys/demo-box-1.key")
        self.refuse(("edge.toml", "own =", "found .*, expected .*key"))

    def test_demo_beyond_this_machine(self):
        self.edit(r"^\[mqtt\]$", '[mqtt]\nhost = "127.example.com"')
        self.edit(r'^host = "127\.0\.0\.1"$', 'host = "192.0.2.7"')
        self.refuse(("edge.toml", "127.example.com", "expected .*loopback"), ("edge.toml", "192.0.2.7", "expected .*loopback"))


class Ledger(Both, Refused):
    program = "parkgate-ledger"
    file = "ledger.toml"

    def test_everything_at_once(self):
        self.edit(r'^id = "p1"$', 'id = "p 1"')
        self.edit(r"^file = .*$", "fil = \"ledger.db\"")
        self.edit(r"^budget_coupons = .*$", "budget_coupons = -1")
        self.edit(r'^site = "demo-mall"$', 'site = "demo-mall"\ncolour = "red"')
        self.edit(r"^leave_minutes_after_paying", "leave_minutes_after_payin", "rules.toml")
        self.edit(r"^own = .*$", 'own = "keys/nowhere.key"')
        self.refuse(
            ("ledger.toml", 'id = "p 1"', r'lot\[1\]\.id: found "p 1", expected a name'),
            ("ledger.toml", "colour", r"colour: found an unknown key"),
            ("ledger.toml", "[store]", r"store\.file: found nothing, expected"),
            ("ledger.toml", "fil =", r"store\.fil: .*did you mean `file`"),
            ("ledger.toml", "budget_coupons = -1", r"found -1, expected an integer from 0"),
            ("ledger.toml", "own =", r'own: found "keys/nowhere\.key", expected'),
            ("rules.toml", "[tariff]", r"tariff\.leave_minutes_after_paying: found nothing, expected"),
            ("rules.toml", "leave_minutes_after_payin ", r"did you mean `leave_minutes_after_paying`"),
        )

    def test_wrong_types(self):
        self.edit(r"^\[mqtt\]$", "[mqtt]\nhost = 127")
        self.edit(r"^slice_coupons = .*$", 'slice_coupons = "10"')
        self.refuse(("ledger.toml", "host = 127", r"mqtt\.host: found 127, expected a text"),
                    ("ledger.toml", 'slice_coupons = "10"', r'found "10", expected an integer'))

    def test_nothing_at_all(self):
        with open(self.path(self.file), "w", encoding="utf-8"):
            pass
        done = self.run_program()
        self.assertEqual(done.returncode, 78)
        for key in ("site", "lot", "rules", "store", "mqtt", "keys"):
            self.assertRegex(done.stderr, rf"(?m)^ledger\.toml:1:1: {key}: found nothing, expected ")
        self.assert_nothing_started()

    def test_lot_twice(self):
        self.edit(r"^\[mqtt\]$", '[[lot]]\nid = "p1"\n\n[mqtt]')
        self.refuse(("ledger.toml", 'id = "p1"', r"lot\[2\]\.id: found \"p1\", expected another name"))

    def test_box_of_two_lots(self):
        self.edit(r"^\[mqtt\]$", '[[lot]]\nid = "p2"\nboxes = ["box-1", "box-7", ""]  # here\n\n[mqtt]')
        self.refuse(("ledger.toml", "# here", r'lot\[2\]\.boxes\[1\]: found "box-1", expected another box: .* of lot "p1"'),
                    ("ledger.toml", "# here", r'lot\[2\]\.boxes\[2\]: found "box-7", expected the owner of a box key'),
                    ("ledger.toml", "# here", r'lot\[2\]\.boxes\[3\]: found "", expected the name of a box'))

    def test_campaign_of_other_rules(self):
        self.edit(r'^id = "return-visit"$', 'id = "autumn"')
        self.refuse(("ledger.toml", 'id = "autumn"', 'expected "return-visit"'))

    def test_key_not_in_the_list(self):
        sign_list(self.site_here(), lambda listed: listed["keys"].pop(next(i for i, k in enumerate(listed["keys"]) if k["role"] == "ledger")))
        self.refuse(("ledger.toml", "own =", "found .*, expected .*key"))

    def test_key_of_the_right_name_only(self):
        self.edit(r'"seed":"[0-9a-f]{64}"', '"seed":"' + "5a" * 32 + '"', "keys/demo-ledger.key")
        self.refuse(("ledger.toml", "own =", "found .*, expected .*key"))

    def test_demo_beyond_this_machine(self):
        self.edit(r"^\[mqtt\]$", '[mqtt]\nhost = "127.example.com"')
        self.refuse(("ledger.toml", "127.example.com", "expected .*loopback"))


if __name__ == "__main__":
    support.main()
