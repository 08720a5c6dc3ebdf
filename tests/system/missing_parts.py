"""A part that is not there, from the start or all of a sudden: the gate goes on, says what it misses, and takes it up when it comes."""
import random
import re
import unittest

import support
from books import rows
from listener import Listener
from parts import free_port, wait_for
from support import ENTRY, EXIT, LOT, Site, SystemTest

MEMBER, GUEST = "沪A30001", "粤B30001"


def through(lane, plate):
    return [f"{lane} arrive {plate}", f"{lane} wait up", f"{lane} drive-through", f"{lane} wait down"]


class MissingAtStart(SystemTest):
    members = (("m-a", 2000, MEMBER),)

    def setUp(self):
        self.set_site(Site())
        self.addCleanup(self.doClassCleanups)  # before the next test has its own

    @classmethod
    def setUpClass(cls):
        """Each test has a site of its own, of which something is missing."""

    def logged(self, text):
        wait_for(lambda: text in self.site.edge.log(), f"the log to say {text!r}")

    def assert_all_is_booked(self):
        self.site.over(ENTRY, EXIT)
        self.site.stop_daemons()
        self.assert_no_hit()
        self.assert_unbroken(self.site.path("edge.db"))
        self.assert_books_agree(self.site.path("edge.db"), self.site.path("ledger.db"))

    def test_broker(self):
        """Neither daemon waits for it; cars come and go meanwhile."""
        site = self.site
        site.start_simulator()
        site.start_edge(wait=False)
        site.start_ledger(wait=False)
        self.logged("broker_offline: ")
        site.sim.run(*through(ENTRY, GUEST))
        site.sim.run(*through(EXIT, GUEST))
        self.assertTrue(site.edge.alive and site.ledger.alive)
        site.start_broker()
        site.ears = Listener(site.port, site.path("keys"))
        site.status(lambda b: b["ledger_online"], "gate and ledger to find each other")
        self.logged("broker_offline: over")
        site.enter_member(MEMBER)
        site.leave(MEMBER)
        self.assert_all_is_booked()

    def test_ledger(self):
        site = self.site
        site.start_broker()
        site.ears = Listener(site.port, site.path("keys"))
        site.start_simulator()
        site.start_edge()
        site.fault("ledger_offline")
        self.logged("ledger_offline: ")
        site.serve_one_car(GUEST)
        site.status(lambda b: b["outbox"] > 8, "the outbox to grow")
        # A member who is inside when the ledger comes has his points held then.
        mark = site.enter(MEMBER)
        site.start_ledger()
        site.ears.wait("dn/answer", lambda b: b["kind"] == "hold" and b["body"]["voucher"], "the voucher", mark)
        site.no_fault("ledger_offline")
        site.leave(MEMBER)
        self.assert_all_is_booked()

    def test_all_hardware(self):
        """Nothing listens at the lines' ports until the simulator comes."""
        site = self.site
        site.edit("simulator.toml", r"port = 0", lambda _: f"port = {free_port()}")
        site.start_broker()
        site.ears = Listener(site.port, site.path("keys"))
        site.start_ledger()
        site.start_simulator()  # only to learn which ports it has
        site.sim.stop()
        mark = site.ears.mark()
        site.start_edge(wait=False)
        for device in ("camera", "barrier", "loops", "display"):
            for end in ("entry", "exit"):
                site.fault("device_silent", f"{end}-{device}", mark)
                self.logged(f"device_silent at {end}-{device}: ")
        site.lane(EXIT, lambda b: b["phase"] == "recovering" and b["arm"] == "unknown", "the exit not to be known", mark)
        site.start_simulator()
        for lane in (ENTRY, EXIT):
            site.at_rest(lane)
        for device in ("camera", "barrier", "loops", "display"):
            site.no_fault("device_silent", f"exit-{device}")
        self.assertEqual(site.arm_commands(), [], "an arm was moved before anybody had come")
        site.enter_member(MEMBER)
        site.leave(MEMBER)
        self.assert_all_is_booked()

    def test_each_device(self):
        site = self.site
        site.start_broker()
        site.ears = Listener(site.port, site.path("keys"))
        site.start_ledger()
        site.start_simulator()
        devices = ("camera", "barrier", "loops", "display")
        site.sim.run(*[f"{ENTRY} silent {device}" for device in devices])
        mark = site.ears.mark()
        site.start_edge(wait=False)
        for device in devices:
            site.fault("device_silent", f"entry-{device}", mark)
        # The other lane is at work.
        site.at_rest(EXIT)
        site.command(EXIT, "open")
        site.command(EXIT, "close")
        for device in devices:
            site.sim.run(f"{ENTRY} answers {device}")
        for device in devices:
            site.no_fault("device_silent", f"entry-{device}")
        site.at_rest(ENTRY)
        site.enter_member(MEMBER)
        site.leave(MEMBER)
        self.assert_all_is_booked()


class GoneMeanwhile(SystemTest):
    members = [(f"m-{n}", 2000, f"沪M{n:05}") for n in range(10)]

    def tearDown(self):
        self.assertTrue(self.site.edge.alive)
        self.assert_no_hit()

    def test_broker(self):
        """Cars come and go without it; on the new one all states are there again, and every fact arrives once."""
        site = self.site
        inside = "沪M00009"
        site.enter_member(inside)
        site.broker.kill()
        for plate in (GUEST, "粤B30002"):
            site.sim.run(*through(ENTRY, plate))
        site.sim.run(*through(EXIT, GUEST))
        site.sim.run(*through(EXIT, inside))
        mark = site.ears.mark()
        site.start_broker()
        site.status(lambda b: b["ledger_online"], "gate and ledger to find each other", mark)
        site.leave("粤B30002")
        site.drained()
        late = Listener(site.port, site.path("keys"), "late")
        try:
            for topic in (f"{ENTRY}/state", f"{EXIT}/state", f"{LOT}/status"):
                self.assertTrue(late.wait(topic, what="what was retained").retain)
        finally:
            late.stop()

    def test_ledger_killed_at_any_moment(self):
        """Ten stays, in each of which it is killed once, at a moment counted in what the hardware does."""
        site = self.site
        dice = random.Random(10)
        for _, _, plate in self.members:
            start = len(site.sim.events)
            at = dice.randrange(1, 30)
            site.sim.tell(*through(ENTRY, plate))
            if at < 12:
                self.kill_ledger(start, at)
            site.sim.run(f"{ENTRY} pace {site.pace.pace}")
            site.leap_by(dice.choice([5, 40, 70]))
            start = len(site.sim.events)
            site.sim.tell(*through(EXIT, plate))
            if at >= 12:
                self.kill_ledger(start, at - 12)
            # Whoever cannot be charged by points is asked for money; an operator lets him go on.
            wait_for(lambda s=start: self.came_up(s) or site.ears.find(f"{EXIT}/state")[-1].body["due"], "the exit to decide")
            if not self.came_up(start):
                site.command(EXIT, "open")
            site.sim.run(f"{EXIT} pace {site.pace.pace}")
        site.over(ENTRY, EXIT)
        site.stop_daemons()
        gate, ledger = site.path("edge.db"), site.path("ledger.db")
        self.assert_unbroken(gate)
        self.assert_books_agree(gate, ledger)
        self.assertEqual(rows(gate, "SELECT count(*) FROM fact"), rows(ledger, "SELECT count(*) FROM inbox"))
        site.start_ledger()
        site.start_edge()

    def came_up(self, since):
        return [e for e in self.site.sim.events[since:] if e["event"] == "arm" and e["lane"] == EXIT and e["position"] == "up"]

    def kill_ledger(self, start, at):
        site = self.site
        wait_for(lambda: len(site.sim.events) - start > at or site.ears.find(f"{EXIT}/state")[-1].body["due"], f"event {at}")
        site.ledger.kill()
        site.start_ledger(wait=False)


if __name__ == "__main__":
    support.main()
