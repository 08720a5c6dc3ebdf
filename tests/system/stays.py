"""Stays, rights, stores and operators' hands on the real programs: what a mall, a driver and two operators can do, and what is
refused to each."""
import os
import re
import signal

import support
from parts import wait_for
from stage import seconds_of
from support import ENTRY, EXIT, SystemTest

FAILED, SECOND = 1, 4
PASS, BANNED = "沪A10001", "沪A10002"
RIGHTS = """
[[right]]
id = "pass-1"
kind = "monthly_pass"
plates = ["{pass_plate}"]
from = "2020-01-01"
until = "2099-12-31"

[[ban]]
plates = ["{banned}"]
from = "2020-01-01"
until = "2099-12-31"
"""


class Stays(SystemTest):
    edits = (("edge.toml", r'(?m)^rules = "rules.toml"$', 'rules = "rules.toml"\nrights = "rights.toml"'),
             ("edge.toml", r"(?m)^\[store\]$", "[exit]\nsecond_person_above_fen = 500\nwithout_entry = \"ask\"\n\n[store]"))

    @classmethod
    def setUpClass(cls):
        site = cls.set_site(support.Site(cls.pace, cls.edits))
        cls.write_rights(RIGHTS)
        site.start()

    @classmethod
    def write_rights(cls, text):
        with open(cls.site.path("rights.toml"), "w", encoding="utf-8") as file:
            file.write(text.format(pass_plate=PASS, banned=BANNED))

    def reload(self, says):
        start = os.path.getsize(self.site.edge.log_path)
        self.site.edge.process.send_signal(signal.SIGHUP)

        def said():
            with open(self.site.edge.log_path, encoding="utf-8") as log:
                log.seek(start)
                return re.search(says, log.read())

        wait_for(said, f"the gate to say {says}")

    def stays_inside(self, plate, minutes):
        """In, and the site's clock so much further; the session."""
        mark = self.site.enter(plate)
        entered = self.site.wait_fact("entered", since=mark)
        self.site.leap_to(seconds_of(entered["body"]["entered_at"]) + minutes * 60 - 30)
        return entered["session"]

    def exited(self, session, mark):
        return self.site.wait_fact("exited", lambda b: b["session"] == session, mark)["body"]

    def drives_off(self):
        self.site.sim.run(f"{EXIT} wait up", f"{EXIT} drive-through", f"{EXIT} wait down")

    def owes(self, plate, fen):
        """The car stands at the exit and is asked for so much; since when."""
        mark = self.site.ears.mark()
        self.site.sim.run(f"{EXIT} arrive {plate}")
        self.site.lane(EXIT, lambda b: b["due"] == fen, f"{plate} to be asked for {fen} fen", mark)
        return mark

    # ---- rights ----

    def test_a_pass_pays_for_its_car(self):
        session = self.stays_inside(PASS, 130)
        mark = self.site.leave(PASS)
        self.assertEqual([self.exited(session, mark)[k] for k in ("fee", "paid", "debt")], [1500, 0, 0])
        quote = self.site.wait_fact("leave_authorised", lambda b: b["session"] == session, mark)["body"]["quote"]
        self.assertEqual([(s["benefit"], s["by"], s["fen"]) for s in quote["steps"]], [("right", "pass-1", 1500)])

    def test_a_ban_stands_until_the_list_is_read_anew(self):
        mark, moved = self.site.ears.mark(), len(self.site.sim.events)
        self.site.sim.run(f"{ENTRY} arrive {BANNED}")
        self.site.ears.wait(f"{ENTRY}/event", lambda b: b["kind"] == "refused_entry", "the refusal", mark)
        self.write_rights("[[ban]]\nplates = 7\n")
        self.reload("the rights stay as they were")
        self.assertEqual(self.site.arm_commands(ENTRY, moved), [], "a list with faults has changed something")
        self.write_rights(RIGHTS.split("[[ban]]", maxsplit=1)[0])
        self.reload("rights read anew: 1 rights, 0 bans")
        self.site.sim.run(f"{ENTRY} wait up", f"{ENTRY} drive-through", f"{ENTRY} wait down")
        self.site.leave(BANNED)
        self.write_rights(RIGHTS)
        self.reload("rights read anew: 1 rights, 1 bans")

    # ---- stores and the till ----

    def test_a_till_gives_once_what_it_says(self):
        session = self.stays_inside("沪A20001", 130)
        self.ctl("validate", "沪A20001", "--minutes", "60", config="till.toml")
        mark = self.owes("沪A20001", 900)
        self.ctl("validate", "沪A20001", "--fen", "900", config="till.toml")
        self.drives_off()
        self.assertEqual([self.exited(session, mark)[k] for k in ("fee", "paid", "debt")], [1500, 0, 0])
        text = self.ctl("validate", "沪A20001", "--minutes", "60", config="till.toml", exits=FAILED)
        self.assertIn("no", text.lower())

    def test_a_key_of_a_store_orders_nothing(self):
        self.ctl("open", EXIT, "--reason", "a test", config="till.toml", exits=78)

    # ---- why, and who pays ----

    def test_a_driver_is_shown_why(self):
        session = self.stays_inside("沪A30001", 130)
        mark = self.owes("沪A30001", 1500)
        text = self.ctl("explain", EXIT, session)
        for part in ("沪A30001", session, "5 x 3.00", "15.00", "Due"):
            self.assertIn(part, text)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)
        self.assertEqual(self.site.facts("overridden", mark), [], "a look has changed something")
        self.assertIn("no", self.ctl("explain", EXIT, "0" * 32, exits=FAILED).lower())
        self.ctl("open", EXIT, "--reason", "a test")
        self.drives_off()
        self.assertEqual(self.exited(session, mark)["debt"], 1500)
        # What he owes is asked for at the next visit, and keeps nobody.
        self.site.enter("沪A30001")
        again = self.site.leave("沪A30001")
        quote = self.site.wait_fact("leave_authorised", since=again)["body"]["quote"]
        self.assertEqual((quote["due"], quote["owed_before"]), (0, 1500))

    def test_two_persons_let_out_who_owes_much(self):
        session = self.stays_inside("沪A40001", 130)
        mark = self.owes("沪A40001", 1500)
        said = self.ctl("release", EXIT, "--reason", "the lift was broken", exits=SECOND)
        command = re.search(r"\b[0-9a-f]{32}\b", said).group()
        self.assertIn("confirm", said)
        self.ctl("confirm", EXIT, command, "--reason", "I agree with myself", exits=FAILED)
        self.ctl("confirm", EXIT, command, "--reason", "the lift was broken", config="ben.toml")
        self.drives_off()
        self.assertEqual([self.exited(session, mark)[k] for k in ("paid", "debt")], [0, 0])
        waived = self.site.wait_fact("waived", since=mark)["body"]
        self.assertEqual([waived[k] for k in ("fen", "by", "second", "reason")], [1500, "anna", "ben", "the lift was broken"])

    # ---- who nobody saw come in ----

    def test_staff_say_whose_stay_it_is(self):
        session = self.stays_inside("沪A50001", 10)
        mark = self.site.ears.mark()
        self.site.sim.run(f"{EXIT} arrive 粤Z9999港")
        self.site.ears.wait("op/anna/question", lambda b: b["plate"] == "粤Z9999港", "the question", mark)
        self.ctl("choose", EXIT, session, "--reason", "not a candidate", exits=FAILED)
        self.ctl("plate", EXIT, "沪A50001", "--reason", "I see the car")
        self.drives_off()
        self.assertEqual(self.exited(session, mark)["plate"], self.site.wait_fact("entered", lambda b: b["session"] == session)["body"]["plate"])


if __name__ == "__main__":
    support.main()
