"""Every way in which a line can go wrong, on TCP and on RTU, against the real daemon: nothing opens or closes an arm without its
reason, no plate is lost unless it is counted, and the lane works again afterwards."""
import unittest

import support
from support import ENTRY, EXIT, SystemTest
from parts import wait_for
from stage import Pace

LINE_FAULTS = ("silent", "unanswered", "late 450", "wrong-unit", "wrong-function", "exception 4", "exception 6", "short", "long",
               "crc", "noise", "byte-by-byte 4", "closed")
CAMERA, BARRIER, LOOPS = 1, 2, 3


class Lines(SystemTest):
    edits = (("edge.toml", r"open_within_ms = \d+", "open_within_ms = 1500"),
             ("edge.toml", r"close_within_ms = \d+", "close_within_ms = 1500"),
             # No test here waits for it, and none may meet it by being slow.
             ("edge.toml", r"presumed_after_ms = \d+", "presumed_after_ms = 60000"),
             ("edge.toml", r"turned_back_after_ms = \d+", "turned_back_after_ms = 30000"))
    plates = 0

    def setUp(self):
        self.begin()

    def begin(self):
        self.mark, self.start = self.site.ears.mark(), len(self.site.sim.events)

    def tearDown(self):
        for line in ("entry-eyes", "entry-io"):
            self.site.sim.run(f"line {line} clear")
        self.site.sim.run(*[f"{ENTRY} loop {loop} free" for loop in ("arrival", "safety")], f"{ENTRY} camera ends",
                          f"{ENTRY} arm no-contradict", f"{ENTRY} camera answers",
                          f"{ENTRY} clear safety", f"{ENTRY} clear arrival")
        self.at_rest()
        self.assert_rules_kept()

    def at_rest(self):
        """As the gate sees it now: what it said before a fault may not be true any more."""
        self.known()
        self.site.at_rest(ENTRY)

    def known(self):
        """The loops have been read so often that the gate has taken over where everything is."""
        target = self.polls() + 4
        wait_for(lambda: self.polls() >= target, "the loops to be read")

    def polls(self):
        mark = len(self.site.sim.events)
        self.site.sim.tell("snapshot")
        return self.site.sim.wait_event(lambda e: e["event"] == "snapshot", "the snapshot", mark)["lanes"][ENTRY]["loops"]["polls"]

    def assert_rules_kept(self):
        self.assertTrue(self.site.edge.alive)
        self.assertEqual([e for e in self.site.sim.events[self.start:] if e["event"] == "violation"], [])
        self.assert_no_hit()

    def assert_nothing_moved(self, since):
        self.assertEqual(self.site.arm_commands(ENTRY, since), [])

    def plate(self):
        Lines.plates += 1
        return f"沪L{Lines.plates:05d}"

    def faults_of(self, line):
        """How many answers have been spoiled."""
        mark = len(self.site.sim.events)
        self.site.sim.run("summary")
        return next(e for e in self.site.sim.events[mark:] if e["event"] == "summary")["lines"][line]["faults"]

    def spoil(self, line, unit, fault, times):
        before = self.faults_of(line)
        self.site.sim.run(f"line {line} fault {unit} {fault} times {times}")
        return lambda: self.faults_of(line) >= before + times

    # ---- the line ----

    def test_a_car_in_spite_of_everything(self):
        """One car for each fault, which strikes wherever it can hurt: the empty lane, the plate, the command and its limit, the
        car under the arm, and the way down."""
        for fault in LINE_FAULTS:
            with self.subTest(fault):
                self.begin()
                self.strike_an_empty_lane(fault)
                self.come_in(fault)
                self.stand_under_the_arm(fault)
                self.drive_on(fault)
                self.assert_rules_kept()

    def strike_an_empty_lane(self, fault):
        spoiled = self.spoil("entry-io", "all", fault, 4)
        wait_for(spoiled, f"four answers with {fault}")
        self.at_rest()
        self.assert_nothing_moved(self.start)

    def come_in(self, fault):
        """The answer to the command may be the one that is spoiled: its limit tells."""
        self.site.sim.run(f"{ENTRY} occupy arrival")
        self.site.lane(ENTRY, lambda b: b["phase"] == "arrived", "to see a car", self.mark)
        self.spoil("entry-eyes", CAMERA, fault, 3)
        self.spoil("entry-io", BARRIER, fault, 2)
        self.site.sim.run(f"{ENTRY} read {self.plate()}", f"{ENTRY} wait up within 15000", f"{ENTRY} occupy safety",
                          f"{ENTRY} clear arrival")
        # It stands there until it must have been seen: what passes while nobody answers is a person's to judge.
        self.site.lane(ENTRY, lambda b: b["phase"] == "passing", "to see it pass", self.mark)

    def stand_under_the_arm(self, fault):
        since = len(self.site.sim.events)
        spoiled = self.spoil("entry-io", LOOPS, fault, 4)
        wait_for(spoiled, f"four answers with {fault}")
        self.known()
        self.assert_nothing_moved(since)

    def drive_on(self, fault):
        self.spoil("entry-io", BARRIER, fault, 2)
        self.site.sim.run(f"{ENTRY} clear safety", f"{ENTRY} wait down within 15000")
        self.site.wait_fact("entered", since=self.mark)
        for command in ("open", "close"):
            told = [e for e in self.site.arm_commands(ENTRY, self.start) if e["command"] == command]
            self.assertLessEqual(len(told), 3, f"{command} was repeated")
        self.at_rest()

    # ---- the devices ----

    def refused(self, cause):
        return self.site.last_status()["refused"].get(cause, 0)

    def test_a_camera_that_starts_anew(self):
        self.site.serve_one_car(self.plate())
        self.site.serve_one_car(self.plate())
        since = len(self.site.sim.events)
        self.site.sim.run(f"{ENTRY} camera restart", f"{ENTRY} pause 600")
        self.assert_nothing_moved(since)
        self.site.serve_one_car(self.plate())

    def test_an_endless_ring(self):
        """More events than the ring holds at every look: they cannot all be read, and those that are not are counted."""
        lost = self.refused("lost_events")
        self.site.sim.run(f"{ENTRY} camera endless", f"{ENTRY} pause 1500", f"{ENTRY} camera ends")
        self.site.status(lambda b: b["refused"].get("lost_events", 0) > lost, "lost events to be counted", self.mark)
        self.site.sim.run(f"{ENTRY} pause 4500")  # after which its last plates are nobody's
        self.assert_nothing_moved(self.start)
        self.site.serve_one_car(self.plate())

    def test_a_loop_that_lies(self):
        for loop in ("arrival", "safety"):
            for lie in ("stuck", "frozen"):
                with self.subTest(loop=loop, lie=lie):
                    mark = len(self.site.sim.events)
                    self.site.sim.run(f"{ENTRY} loop {loop} {lie}", f"{ENTRY} pause 800", f"{ENTRY} loop {loop} free",
                                      f"{ENTRY} pause 400")
                    self.assert_nothing_moved(mark)
        self.at_rest()
        self.site.serve_one_car(self.plate())

    def test_limits_that_contradict_each_other(self):
        self.site.sim.run(f"{ENTRY} arm contradict")
        self.site.lane(ENTRY, lambda b: b["arm"] == "unknown", "not to know where the arm is", self.mark)
        self.site.refused("contradiction", 1)
        self.assert_nothing_moved(self.start)
        self.site.sim.run(f"{ENTRY} arm no-contradict")
        self.at_rest()
        self.site.serve_one_car(self.plate())


class SerialLines(Lines):
    """The entry's barrier and loops on a line of 19200 8E1, its camera and display on one of 115200 8N1."""

    # Long enough on each loop to be seen between two spoiled answers of a slow line.
    pace = Pace(travel=100, pace=400, settle=60, turned_back=2000, presumed=60000)
    edits = Lines.edits + (
        ("simulator.toml", r'id = "entry-io"\nport = 0', 'id = "entry-io"\nserial = "entry-io.tty"\nbaud = 19200\nparity = "even"'),
        ("simulator.toml", r'id = "entry-eyes"\nport = 0', 'id = "entry-eyes"\nserial = "entry-eyes.tty"\nbaud = 115200'),
        ("edge.toml", r'id = "entry-io"\nhost = "[^"]*"\nport = \S+', 'id = "entry-io"\npath = "entry-io.tty"\nbaud = 19200\nparity = "even"'),
        ("edge.toml", r'id = "entry-eyes"\nhost = "[^"]*"\nport = \S+', 'id = "entry-eyes"\npath = "entry-eyes.tty"\nbaud = 115200'))

    def test_an_adapter_that_is_pulled_out(self):
        self.site.sim.run("line entry-io unplug")
        self.site.fault("device_silent", "entry-barrier", self.mark)
        self.assert_nothing_moved(self.start)
        self.site.sim.run("line entry-io plug")
        self.site.no_fault("device_silent", "entry-barrier")
        self.site.no_fault("device_silent", "entry-loops")
        self.site.serve_one_car(self.plate())


if __name__ == "__main__":
    support.main()
