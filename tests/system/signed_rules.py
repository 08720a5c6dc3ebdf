"""A mall demands that its rules are signed by two persons: what is not as it must be starts nothing, and what is leaves a trace."""
import json
import os
import signal
import subprocess

import support
from listener import Listener
from parts import Part, wait_for
from stage import SITE
from support import Site, SystemTest, facts_of

BAD_CONFIGURATION = 78
LEDGER_FILES = ("rules.toml", "membership.toml", "stores.toml")


class SignedRules(SystemTest):
    @classmethod
    def setUpClass(cls):
        site = cls.set_site(Site())
        site.start_broker()
        site.ears = Listener(site.port, site.path("keys"))
        site.start_simulator()
        with open(site.path("rights.toml"), "w", encoding="utf-8") as file:
            file.write("# Nobody has any.\n")
        site.edit("edge.toml", r"(?m)^rules = .*$", 'rules = "rules.toml"\nrights = "rights.toml"')
        demand = f'\n[trust]\nrule_signers = ["{cls.public("anna")}", "ben.pub"]\nrule_signatures = 2\n'
        with open(site.path("ben.pub"), "w", encoding="utf-8") as file:
            file.write(cls.public("ben") + "\n")
        for name in ("edge.toml", "ledger.toml"):
            with open(site.path(name), "a", encoding="utf-8") as file:
                file.write(demand)

    @classmethod
    def public(cls, name):
        return cls.site.tool("parkgatectl", "keys", "public", f"keys/demo-op-{name}.key", "--name", name).stdout.strip()

    def setUp(self):
        """Each test begins with version 4 of everything, signed by both, and with no database."""
        for name in ("edge.db", "ledger.db"):
            for file in os.listdir(self.site.folder):
                if file.startswith(name):
                    os.remove(self.site.path(file))
        for name in (*LEDGER_FILES, "rights.toml"):
            self.sign_anew(name, 4)

    def tearDown(self):
        for part in (self.site.edge, self.site.ledger):
            if part is not None:
                part.stop()
        for name in (*LEDGER_FILES, "rights.toml"):
            with open(self.site.path(name), encoding="utf-8") as file:
                text = file.read()
            with open(self.site.path(name), "w", encoding="utf-8") as file:
                file.write(text.replace("# changed\n", ""))

    def sign(self, name, version, who, key=None, exits=0):
        done = subprocess.run([self.site.program("parkgatectl"), "rules", "sign", name, "--key", f"keys/demo-op-{key or who}.key",
                               "--signer", who, "--site", SITE, "--version", str(version)], cwd=self.site.folder,
                              capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, exits, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def sign_anew(self, name, version, persons=("anna", "ben")):
        if os.path.exists(self.site.path(name + ".sig")):
            os.remove(self.site.path(name + ".sig"))
        for who in persons:
            self.sign(name, version, who)

    def change(self, name):
        with open(self.site.path(name), "a", encoding="utf-8") as file:
            file.write("# changed\n")

    def run_daemon(self, program, *more):
        """One that is expected not to serve."""
        config = "edge.toml" if program == "parkgate-edge" else "ledger.toml"
        return subprocess.run([self.site.program(program), "--config", config, *more], cwd=self.site.folder, capture_output=True,
                              text=True, timeout=30, check=False)

    def refused(self, said, programs=("parkgate-edge", "parkgate-ledger")):
        """Neither starts, and each says so in one line that names the file, what is wrong and what to do."""
        for program in programs:
            with self.subTest(program):
                done = self.run_daemon(program)
                self.assertEqual(done.returncode, BAD_CONFIGURATION, done.stdout + done.stderr)
                lines = [line for line in done.stderr.splitlines() if "found" in line]
                self.assertEqual(len(lines), 1, done.stderr)
                self.assertRegex(lines[0], said)

    def start_both(self, *more):
        mark = self.site.ears.mark()
        self.site.ledger = Part("ledger", [self.site.program("parkgate-ledger"), "--config", "ledger.toml", *more],
                                        self.site.folder)
        self.site.ears.wait("dn/heartbeat", what="the ledger's heartbeat", since=mark)
        self.site.edge = Part("edge", [self.site.program("parkgate-edge"), "--config", "edge.toml", *more], self.site.folder)
        self.site.ears.wait("/status", lambda b: b["alive"], "the gate's status", mark)

    def loaded(self):
        """(part, version, signers, accepted) of what the gate's journal has, in order."""
        return [(body["body"]["part"], body["body"]["version"], body["body"]["signers"], body["body"]["accepted"])
                for _, body, _ in facts_of(self.site.path("edge.db")) if body["kind"] == "rules_loaded"]

    def stop_both(self):
        self.site.drained()
        self.site.edge.stop()
        self.site.ledger.stop()

    # ---- refusals ----

    def test_a_file_without_a_signature(self):
        os.remove(self.site.path("rules.toml.sig"))
        self.refused(r"rules\.toml: found no signature, expected rules\.toml\.sig beside it: `parkgatectl rules sign rules\.toml`")

    def test_a_file_that_was_changed_since(self):
        self.change("rules.toml")
        self.refused(r"rules\.toml: found a signature by anna of other bytes, a signature by ben of other bytes, expected one of these "
                     r"bytes by anna, ben: look what has changed")

    def test_a_file_that_one_person_alone_has_signed(self):
        self.sign_anew("rules.toml", 4, ("anna",))
        self.sign("rules.toml", 4, "anna")
        self.refused(r"rules\.toml: found version 4 signed by anna alone, expected 2 persons of anna, ben: another one does "
                     r"`parkgatectl rules sign rules\.toml --version 4`")

    def test_a_file_that_a_stranger_has_signed(self):
        self.site.tool("parkgatectl", "keys", "init", "strange", "--site", SITE, "--box", "box-9", "--operator", "carl", "--demo")
        os.replace(self.site.path("strange", "demo-op-carl.key"), self.site.path("keys", "demo-op-carl.key"))
        self.sign_anew("rules.toml", 4, ("anna",))
        self.sign("rules.toml", 4, "carl")
        self.refused("signed by anna alone")
        self.sign_anew("rules.toml", 4, ("carl",))
        self.refused("found a signature by carl, who may not sign here")
        self.sign_anew("rules.toml", 4, ("anna",))
        self.sign("rules.toml", 4, "ben", key="carl")
        self.refused("signed by anna alone")

    def test_a_signature_of_another_file(self):
        self.sign_anew("stores.toml", 4)
        os.replace(self.site.path("stores.toml.sig"), self.site.path("rules.toml.sig"))
        self.sign_anew("stores.toml", 4)
        self.refused(r"rules\.toml: found a signature by anna of stores\.toml")

    def test_a_signature_file_that_is_none(self):
        with open(self.site.path("rules.toml.sig"), "w", encoding="utf-8") as file:
            file.write("signed: anna, ben\n")
        self.refused(r"found a rules\.toml\.sig that cannot be read")

    def test_each_daemon_looks_at_its_own_files(self):
        for name in ("membership.toml", "stores.toml"):
            os.remove(self.site.path(name + ".sig"))
            self.refused(name.replace(".", r"\.") + ": found no signature", ("parkgate-ledger",))
            self.sign_anew(name, 4)
        os.remove(self.site.path("rights.toml.sig"))
        self.refused(r"rights\.toml: found no signature", ("parkgate-edge",))

    def test_rules_check_says_what_a_daemon_would(self):
        self.assertRegex(self.site.tool("parkgatectl", "rules", "check", "rules.toml", "--config", "edge.toml").stdout,
                         r"rules\.toml: good, version 4, signed by anna and ben, the last at 20")
        self.change("rules.toml")
        done = subprocess.run([self.site.program("parkgatectl"), "rules", "check", "rules.toml", "--config", "ledger.toml"],
                              cwd=self.site.folder, capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("of other bytes", done.stderr)
        self.assertIn("take a higher version", self.sign("rules.toml", 4, "anna", exits=1))

    # ---- what is good ----

    def test_what_is_signed_is_written_down_and_never_goes_back_unseen(self):
        self.start_both()
        self.stop_both()
        both = ["anna", "ben"]
        self.assertEqual(self.loaded(), [("rules", 4, both, ""), ("rights", 4, both, "")])
        self.change("rules.toml")
        self.sign_anew("rules.toml", 5)
        self.start_both()
        self.stop_both()
        self.assertEqual(self.loaded()[2:], [("rules", 5, both, "")], "the rights are as they were")
        self.sign_anew("rules.toml", 3)
        self.refused(r"rules\.toml: found version 3, and version 5 ran here before, expected a higher version")
        self.change("rules.toml")
        self.sign_anew("rules.toml", 5)
        self.refused(r"rules\.toml: found version 5 with other bytes than the version 5 that ran here before")
        self.sign_anew("rules.toml", 3)
        self.start_both("--accept-older", "anna: version 5 charges by night")
        self.report_names_them()
        self.stop_both()
        self.assertEqual(self.loaded()[3:], [("rules", 3, both, "anna: version 5 charges by night")])
        self.start_both()
        self.stop_both()
        self.assertEqual(len(self.loaded()), 4, "a start with the same rules is no news")

    def report_names_them(self):
        report = ("parkgate-ledger", "report", "--config", "ledger.toml")
        rules = [row for row in json.loads(self.site.tool(*report, "--json").stdout)["rules"] if row["part"] == "rules"]
        self.assertEqual([(row["version"], row["signers"], row["accepted"]) for row in rules],
                         [(4, ["anna", "ben"], ""), (5, ["anna", "ben"], ""), (3, ["anna", "ben"], "anna: version 5 charges by night")])
        self.assertEqual(json.loads(self.site.tool(*report, "--json", "--until", "2001-01-01").stdout)["rules"], [])
        text = " ".join(self.site.tool(*report).stdout.split())
        self.assertIn("Rules of this time", text)
        self.assertRegex(text, r"rules, rules\.toml version 3 signed by anna and ben from \S+ \S+ older, accepted: anna: version 5")

    def test_rights_that_are_read_anew_are_looked_at_in_the_same_way(self):
        self.start_both()
        self.change("rights.toml")
        self.site.edge.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "the rights stay as they were" in self.site.edge.tail(), "the unsigned rights to be refused")
        self.sign_anew("rights.toml", 5)
        self.site.edge.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "rights read anew" in self.site.edge.tail(), "the signed rights to be taken")
        self.stop_both()
        self.assertEqual([version for part, version, *_ in self.loaded() if part == "rights"], [4, 5])

    def test_who_does_not_demand_it_needs_no_signature(self):
        for name in ("edge.toml", "ledger.toml"):
            with open(self.site.path(name), encoding="utf-8") as file:
                text = file.read()
            with open(self.site.path("free-" + name), "w", encoding="utf-8") as file:
                file.write(text[:text.index("[trust]")])
        for name in LEDGER_FILES:
            os.remove(self.site.path(name + ".sig"))
        for program, config in (("parkgate-edge", "free-edge.toml"), ("parkgate-ledger", "free-ledger.toml")):
            done = self.site.tool(program, "--config", config, "--check-config")
            self.assertIn("good", done.stdout)


if __name__ == "__main__":
    support.main()
