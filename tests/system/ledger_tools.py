"""The tools on the ledger's books: while it runs they ask it over its socket, else they open the file; never half and half."""
import json
import os
import re
import shutil
import socket
import stat
import subprocess

import support
from listener import Listener, new_id
from parts import wait_for
from stage import SITE
from support import Site, SystemTest

GOOD, FAILED = 0, 1
ROOM = f"parkgate/v1/{SITE}"
WHO = ("--by", "anna", "--reason", "at the desk")
CANDIDATE = ("fen_per_point = 200", "fen_per_point = 100")


class LedgerTools(SystemTest):
    @classmethod
    def setUpClass(cls):
        site = cls.set_site(Site())
        site.members(("m-1", 0, "沪A10001"))
        site.start_broker()
        site.ears = Listener(site.port, site.path("keys"))
        site.start_ledger()

    @classmethod
    def tearDownClass(cls):
        cls.site.ledger.stop()
        text = cls.site.tool("parkgate-ledger", "verify", "--config", "ledger.toml").stdout
        assert "the books are sound" in text, text
        assert not os.path.exists(cls.site.path("ledger.db.socket")), "the socket is still there"

    def run_tool(self, *command, exits=GOOD, **options):
        done = subprocess.run([self.site.program("parkgate-ledger"), *command, "--config", "ledger.toml"], cwd=self.site.folder,
                              capture_output=True, text=True, timeout=30, check=False, **options)
        self.assertEqual(done.returncode, exits, done.stdout + done.stderr)
        return done.stdout if exits == GOOD else done.stderr

    def report(self, *more):
        return json.loads(self.run_tool("report", "--json", *more))

    def say(self, door, answers, key, kind, body):
        event = {"v": 1, "id": new_id(), "at": self.site.site_time(), "kind": kind, "body": body}
        mark = self.site.ears.mark()
        self.site.ears.publish(f"{ROOM}/{door}", json.dumps(event).encode(), self.site.key(key))
        return self.site.ears.wait(answers, lambda b: b["id"] == event["id"], "the answer", mark).body

    def sell(self, receipt, net, member="m-1"):
        sale = {"store": "noodles", "receipt": receipt, "sold_at": self.site.site_time(), "net": net, "member": member}
        return self.say("pos/noodles/event", f"{ROOM}/pos/noodles/answer", "store-noodles", "sold", sale)

    def upload(self, receipt, net):
        sale = {"store": "noodles", "receipt": receipt, "sold_at": self.site.site_time(), "net": net, "member": ""}
        body = {"member": "m-1", "sale": sale, "picture": "a.jpg"}
        return self.say("app/event", f"{ROOM}/app/result", "pay-wepay", "uploaded", body)["id"]

    def raw(self, line):
        """What the socket says to a line, until it closes."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(15)
            client.connect(self.site.path("ledger.db.socket"))
            client.sendall(line)
            out = b""
            try:
                while part := client.recv(65536):
                    out += part
            except ConnectionResetError:
                pass  # of a line that it has not read to its end
        return json.loads(out.splitlines()[-1])

    def test_members_are_added_while_the_ledger_runs_and_while_it_does_not(self):
        add = ("member", "add", "--member", "m-5", "--plate", "沪A10005", "--points", "30", *WHO)
        self.assertIn("member m-5 added; balance 30 points", self.run_tool(*add))
        self.assertIn("tier none", self.run_tool("member", "show", "m-5"))
        self.site.ledger.stop()
        try:
            self.assertIn("is there already", self.run_tool(*add))
            self.assertIn("not member m-5's any more", self.run_tool("member", "unlink", "--plate", "沪A10005", *WHO))
            self.assertIn("30 points", self.run_tool("member", "show", "m-5"))
        finally:
            self.site.start_ledger()
        self.assertIn("no member has this plate", self.run_tool("member", "unlink", "--plate", "沪A10005", *WHO, exits=FAILED))

    def test_a_report_is_of_the_very_books(self):
        before = self.report()
        self.assertEqual(self.sell("A1", 12800)["points"], 64)
        after = self.report()
        for name in ("liability_fen", "earning_fen"):
            self.assertEqual(after["costs"][name] - before["costs"][name], 64)
        self.assertEqual(self.report("--store", "noodles")["costs"]["earning"]["store:noodles"], after["costs"]["earning"]["store:noodles"])
        self.assertEqual(self.report("--since", "today")["costs"]["earning_fen"], after["costs"]["earning_fen"])
        self.assertEqual(self.report("--until", "2001-01-01")["costs"]["earning_fen"], 0)
        self.assertEqual(after["aims"]["revenue"]["sales_fen"] - before["aims"]["revenue"]["sales_fen"], 12800)
        self.assertEqual(after["budgets"]["coupons"]["return-visit"]["granted_minutes"], 6000)
        self.assertIn("is no day", self.run_tool("report", "--since", "yesterday", exits=FAILED))
        text = self.run_tool("report")
        for line in text.splitlines():
            if re.search(r"\d", line) and not line.startswith("Report of"):
                self.assertRegex(line, r"signed|yuan|points?|min|coupons|visits|members|receipts|given|%", line)

    def test_a_rule_is_tried_on_the_past_before_it_goes_live(self):
        self.sell("B1", 10000)
        with open(self.site.path("membership.toml"), encoding="utf-8") as file:
            text = file.read()
        with open(self.site.path("candidate.toml"), "w", encoding="utf-8") as file:
            file.write(text.replace(*CANDIDATE))
        self.assertIn(CANDIDATE[1], text.replace(*CANDIDATE))
        before = self.report()["costs"]
        same = self.run_tool("try", "membership.toml", "--since", "2020-01-01").splitlines()[-1]
        self.assertRegex(same, r" 0 points +0\.00 yuan$")
        other = [line for line in self.run_tool("try", "candidate.toml", "--since", "2020-01-01").splitlines() if "noodles" in line][0]
        gave, would = (int(n) for n in re.findall(r"(?:gave|would give) (\d+) points", other))
        self.assertEqual(would, 2 * gave)
        fees = self.run_tool("try", "rules.toml", "--since", "2020-01-01")
        self.assertIn("in all", fees)
        self.assertEqual(self.report()["costs"], before)
        self.run_tool("try", "stores.toml", "--since", "2020-01-01", exits=78)
        self.assertFalse([name for name in os.listdir(self.site.folder) if ".copy-" in name], "a copy was left")

    def test_reviews_and_budgets(self):
        item = self.upload("C1", 2000)
        self.assertIn(item, self.run_tool("review", "list"))
        self.assertIn("10 points", self.run_tool("review", "approve", item, "--by", "anna", "--reason", "clear"))
        self.assertIn("decided_before", self.run_tool("review", "reject", item, "--by", "anna", "--reason", "no", exits=FAILED))
        self.assertNotIn(item, self.run_tool("review", "list"))
        self.assertIn("120 coupons", self.run_tool("budget", "set", "return-visit", "--coupons", "120", "--by", "anna", "--reason", "autumn"))
        self.site.ledger.stop()
        self.site.start_ledger()
        budgets = json.loads(self.run_tool("budget", "list", "--json"))
        self.assertEqual(budgets["coupons"][0]["granted_coupons"], 120)
        self.run_tool("budget", "set", "return-visit", "--coupons", "100", "--by", "anna", "--reason", "as before")

    def test_quarantine(self):
        poison = json.dumps({"v": 7, "id": new_id(), "kind": "gilded"}).encode()
        event = json.loads(poison)["id"]
        mark = self.site.ears.mark()
        self.site.ears.publish(f"{ROOM}/pos/noodles/event", poison, self.site.key("store-noodles"))
        self.site.ears.wait("pos/noodles/answer", lambda b: b["id"] == event, "the answer", mark)
        self.assertIn(event, self.run_tool("quarantine", "list"))
        self.assertIn("gilded", self.run_tool("quarantine", "show", event))
        self.assertIn("unknown_shape 1", self.run_tool("quarantine", "list", "--code", "unknown_shape", "--since", "today"))
        self.assertIn("does not understand it", self.run_tool("quarantine", "redrive", event, "--by", "anna", "--reason", "a try", exits=FAILED))

        self.assertIn("closed", self.run_tool("quarantine", "close", event, "--by", "anna", "--reason", "a till on trial"))
        self.assertIn("nothing is in quarantine", self.run_tool("quarantine", "list"))
        self.assertIn("by anna", self.run_tool("quarantine", "show", event))
        self.assertIn(event, self.run_tool("quarantine", "list", "--closed", "--oldest", "--lines", "1"))
        self.run_tool("quarantine", "close", "--by", "anna", "--reason", "of which?", exits=106)
        self.assertIn("nothing of the code", self.run_tool("quarantine", "redrive", "--code", "unknown_shape", "--by", "anna",
                                                           "--reason", "a try", exits=FAILED))

    def test_a_backup_is_read_and_never_written(self):
        self.sell("D1", 400)
        self.run_tool("backup", "backup.db")
        self.assertEqual(stat.S_IMODE(os.stat(self.site.path("backup.db")).st_mode) & 0o077, 0)
        self.assertIn("is there already", self.run_tool("backup", "backup.db", exits=FAILED))
        at_backup = self.report()["costs"]
        self.sell("D2", 400)
        copy = ("--backup", "backup.db")
        self.assertEqual(self.report(*copy)["costs"], at_backup)
        self.assertNotEqual(self.report()["costs"], at_backup)
        self.assertIn("the books are sound", self.run_tool("verify", *copy))
        self.assertIn("a copy is only read", self.run_tool("budget", "set", "return-visit", "--coupons", "1", "--by", "anna", "--reason", "x",
                                                           *copy, exits=FAILED))
        self.assertIn("cannot be read as a copy", self.run_tool("report", "--backup", "nothing.db", exits=FAILED))
        self.assertIn("cannot be read as a copy", self.run_tool("report", "--backup", "ledger.db", exits=FAILED))

    def test_the_books_are_verified_while_they_are_written(self):
        self.assertIn("the books are sound", self.run_tool("verify"))
        self.assertFalse([name for name in os.listdir(self.site.folder) if ".copy-" in name], "a copy was left")

    def test_bad_lines_hold_nobody_up(self):
        path = self.site.path("ledger.db.socket")
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        silent = [socket.socket(socket.AF_UNIX) for _ in range(5)]
        try:
            for one in silent:
                one.connect(path)
                one.sendall(b'{"v":1,')
            for line in (b"\n", b"\xff\xfe\n", b"{}\n", b'{"v":1,"copy":{"now":true,"to":"/etc/x"}}\n'):
                self.assertEqual(self.raw(line)["reply"]["exit"], 1)
            self.assertIn("at most 16384 bytes", self.raw(b"x" * 16385)["reply"]["errors"])
            self.assertIn("m-1", self.run_tool("member", "show", "m-1"))
            self.assertEqual(self.sell("E1", 200)["points"], 1)
        finally:
            for one in silent:
                one.close()

    def test_a_killed_ledger_leaves_a_socket_that_is_nobody_s(self):
        self.site.ledger.kill()
        try:
            self.assertTrue(os.path.exists(self.site.path("ledger.db.socket")))
            with open(self.site.path("ledger.db.copy-1"), "w", encoding="utf-8") as left:
                left.write("of a copy that nobody took")
            self.assertIn("m-1", self.run_tool("member", "show", "m-1"))
        finally:
            self.site.start_ledger()
        self.assertFalse(os.path.exists(self.site.path("ledger.db.copy-1")))
        self.assertIn("m-1", self.run_tool("member", "show", "m-1"))

    def test_who_may_not_is_told_so(self):
        if os.getuid() != 0 or shutil.which("setpriv") is None:
            self.skipTest("only root can be somebody else")
        os.chmod(self.site.folder, 0o755)
        wait_for(lambda: os.path.exists(self.site.path("ledger.db.socket")), "the socket")
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(self.site.path("ledger.db.socket"))
        probe = ("import socket,sys\ns=socket.socket(socket.AF_UNIX)\n"
                 "try:\n s.connect(sys.argv[1])\nexcept PermissionError:\n print('denied')\n")
        done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", probe,
                               self.site.path("ledger.db.socket")], capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(done.stdout.strip(), "denied", done.stderr)


if __name__ == "__main__":
    support.main()
